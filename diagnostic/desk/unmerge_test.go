package desk_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// A merge taken back leaves both records as they were, on either database, and
// the editions marked meanwhile as they are.
func TestUnmergeRecords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		t.Helper()
		o, ctx := open(t, s), t.Context()
		enter := func(phone string) record.Record {
			v, _, err := o.SaveRecord(ctx, o.advisor, record.Record{
				Names: []record.Name{{Text: "Buanderie Double", Kind: record.Legal}}, City: "Beauharnois", Phone: phone,
				Statuses: []record.Status{{Standing: record.Recognised, From: "2020-01-01"}},
			}, "essai")
			o.must(err)
			return v.Record
		}
		a, b := enter("450 555-0101"), enter("450 555-0102")
		o.must(o.MergeRecords(ctx, o.advisor, a.ID, b.ID, record.Choices{"phone": record.FromDuplicate}, "même entreprise"))
		merged, err := o.MarkEdition(ctx, o.advisor)
		o.must(err)
		if _, _, err := o.UnmergeRecords(ctx, o.buyer, b.ID, "essai"); !errors.Is(err, desk.ErrDenied) {
			t.Errorf("a buyer takes a merge back: %v", err)
		}
		if _, _, err := o.UnmergeRecords(ctx, o.advisor, b.ID, ""); faultKey(err) != "desk.reason" {
			t.Errorf("without a reason: %v", err)
		}
		into, kept, err := o.UnmergeRecords(ctx, o.advisor, b.ID, "deux entreprises")
		o.must(err)
		if into != a.ID || len(kept) > 0 {
			t.Errorf("taken out of %s, to check %v", into, kept)
		}
		for _, want := range []record.Record{a, b} {
			life, err := o.RecordLife(ctx, o.advisor, want.ID)
			o.must(err)
			if diff := cmp.Diff(want, life.Record); diff != "" || len(life.Absorbed) > 0 {
				t.Error(diff, life.Absorbed)
			}
			if n := len(life.Steps); n != 3 || life.Steps[0].Version.Reason != "deux entreprises" {
				t.Errorf("%d steps of the history", n)
			}
		}
		again, err := o.MarkEdition(ctx, o.advisor)
		o.must(err)
		if again.Size != merged.Size+1 || again.Number == merged.Number {
			t.Errorf("editions %+v then %+v", merged, again)
		}
		if _, _, err := o.UnmergeRecords(ctx, o.advisor, b.ID, "encore"); faultKey(err) != "record.unmerge_unknown" {
			t.Errorf("taken back twice: %v", err)
		}
		if _, _, err := o.UnmergeRecords(ctx, o.advisor, "inconnue", "essai"); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("an unknown record: %v", err)
		}
	})
}
