package intake_test

import (
	"testing"

	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/templates/testkit"
)

// A real list of 2,220 bodies imported as a Pôle's own: every row enters or is
// refused for a reason that holds, none twice; imported again it changes
// nothing; exported and imported either.
func TestRealList(t *testing.T) {
	t.Parallel()
	path := testkit.Shared(t, "names", "qc_mauricie", "registry.csv")
	opt := options(t)
	opt.OwnWords = true
	table, err := intake.Read(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	p := intake.Compare(table, nil, opt)
	var records []record.Record
	for _, v := range p.Apply(stamp, ids()) {
		records = append(records, v.Record)
	}
	reasons := map[string]int{}
	for i := range p.Rows {
		for _, f := range p.Rows[i].Faults {
			reasons[string(p.Rows[i].Action)+" "+f.Key]++
		}
	}
	t.Logf("%d rows: %d new, %d to settle; %v; columns %v", len(p.Rows), p.Count(intake.Create), p.Count(intake.Conflict), reasons, p.Columns)
	if len(records) < 2000 {
		t.Errorf("only %d of %d rows enter", len(records), len(p.Rows))
	}
	again := intake.Compare(table, records, opt)
	if n := again.Count(intake.Create) + again.Count(intake.Update); n != 0 {
		t.Errorf("the same file again changes %d rows", n)
	}
	table, err = intake.Read(t.Context(), csvOf(t, t.TempDir(), record.Rows(records, record.Export{}, french)), opt)
	if err != nil {
		t.Fatal(err)
	}
	back := intake.Compare(table, records, opt)
	if n := back.Count(intake.Unchanged); n != len(records) || len(back.Missing) != 0 {
		t.Errorf("%d of %d unchanged, %d missing", n, len(records), len(back.Missing))
	}
}
