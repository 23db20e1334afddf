package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// What is given for many at once is what each is given alone, and nothing of
// those who were not asked for.
func TestHoldings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		orgs := []store.OrgID{buyer(t, s, "Essai A"), buyer(t, s, "Essai B"), buyer(t, s, "Essai C"), buyer(t, s, "Essai D")}
		for i, org := range orgs[:3] {
			for k := range i + 1 {
				_, err := s.ImportLedger(ctx, org, store.LedgerImport{File: "a.csv", Digest: fmt.Sprint("d", i, k), Ledger: book(5, 100*i+k), Author: "u1"})
				must(err)
				_, err = s.SetTarget(ctx, org, store.Target{Year: 2024, Percent: decimal.New(int64(i+k), 0), SetBy: "u1"})
				must(err)
			}
			_, err := s.AddDiagnostic(ctx, org, store.Diagnostic{Period: "2024", Run: fmt.Sprint(i), MadeBy: "u1"}, []byte(fmt.Sprint(i)))
			must(err)
			_, err = s.AddUpload(ctx, org, store.Upload{File: "b.csv", Digest: fmt.Sprint("u", i), By: "u1"})
			must(err)
			x := review.Decision{
				Kind: review.Match, Verdict: review.None, Scope: review.Asked, Subject: review.Subject{Names: []string{fmt.Sprint("Atelier ", i)}},
				Author: "u1", Reason: "essai", Buyer: string(org),
			}
			kept, err := s.AddDecisions(ctx, org, []review.Decision{x})
			must(err)
			if i == 1 {
				must(s.AgreeDecision(ctx, kept[0].ID, true, "u2", "pour tous", nil))
			}
		}
		for _, asked := range [][]store.OrgID{orgs, orgs[1:2], orgs[:2], orgs[3:], nil} {
			got, err := s.Holdings(ctx, asked...)
			must(err)
			if len(got) != len(asked) {
				t.Errorf("asked for %d, got %d", len(asked), len(got))
			}
			for _, org := range asked {
				want := &store.Holdings{}
				want.Ledgers, err = s.Ledgers(ctx, org)
				must(err)
				want.Diagnostics, err = s.Diagnostics(ctx, org)
				must(err)
				want.Targets, err = s.Targets(ctx, org)
				must(err)
				want.Decisions, err = s.DecisionsFor(ctx, org)
				must(err)
				uploads, err := s.Uploads(ctx, org)
				must(err)
				want.Uploads = len(uploads)
				if diff := cmp.Diff(want, got[org], exact); diff != "" {
					t.Errorf("of %d asked, %s (-alone +together):\n%s", len(asked), org, diff)
				}
			}
		}
		if alone, err := s.Holdings(ctx, orgs[0]); err != nil || len(alone[orgs[0]].Decisions) != 2 || len(alone[orgs[0]].Ledgers) != 1 {
			t.Errorf("the first has %+v, %v", alone[orgs[0]], err)
		}
	})
}
