package diagnostic_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// What advice says never names who sells today, only who could: no private
// supplier to be replaced, no natural person.
func TestAdviceNamesNoSupplierToReplace(t *testing.T) {
	t.Parallel()
	d, data := diagnoseDemo(t, 2024)
	b, err := json.Marshal(d.Advice)
	if err != nil {
		t.Fatal(err)
	}
	registry := map[string]bool{}
	for _, e := range data.Registry {
		for _, n := range append([]string{e.Name}, e.OtherNames...) {
			registry[n] = true
		}
	}
	text, looked := string(b), 0
	for _, l := range data.Ledger.Lines {
		if l.Enterprise >= 0 || registry[l.Supplier] {
			continue
		}
		looked++
		if len(l.Supplier) > 6 && strings.Contains(text, l.Supplier) {
			t.Fatalf("advice names a supplier outside the sector: %q", l.Supplier)
		}
	}
	if looked < 1000 || len(d.Advice.Opportunities) < 5 {
		t.Errorf("only %d lines looked for", looked)
	}
}

// Opportunities rest on purchases from enterprises alone: grants, what is set
// aside, natural persons and the sector itself are counted by other code and none of
// it is in them.
func TestOpportunitiesRestOnPurchasesAlone(t *testing.T) {
	t.Parallel()
	d, _ := diagnoseDemo(t, 2024)
	kinds := map[string]string{}
	for _, c := range d.Classes {
		kinds[c.ID] = string(c.Kind)
	}
	want, persons := map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
	for _, l := range d.Lines {
		s := &d.Suppliers[l.Supplier]
		if k := kinds[l.Class]; k == "grant" || k == "set_aside" || s.Standing != share.None && s.Standing != share.Open {
			continue
		}
		if s.Masked {
			persons[l.Category] = persons[l.Category].Add(l.Amount)
			continue
		}
		want[l.Category] = want[l.Category].Add(l.Amount)
	}
	for _, o := range d.Advice.Opportunities {
		if !o.Outside.Equal(want[o.Category]) {
			t.Errorf("%s: %s outside, want %s", o.Category, o.Outside, want[o.Category])
		}
		if !o.Persons.Equal(persons[o.Category]) {
			t.Errorf("%s: %s to persons, want %s", o.Category, o.Persons, persons[o.Category])
		}
	}
	for _, g := range d.Advice.Gaps {
		if !g.Outside.Equal(want[g.Category]) {
			t.Errorf("gap %s: %s outside, want %s", g.Category, g.Outside, want[g.Category])
		}
	}
	some := decimal.Zero
	for _, p := range persons {
		some = some.Add(p)
	}
	if !some.IsPositive() {
		t.Error("the example has no purchase from a natural person: this test proves nothing")
	}
}

// The example shows what the advice can tell: a season, months, capacity known
// and not, small and large contracts.
func TestDemoShowsTheAdvice(t *testing.T) {
	t.Parallel()
	d, _ := diagnoseDemo(t, 2024)
	seen := map[string]bool{}
	for _, o := range d.Advice.Opportunities {
		seen[string(o.Beat.Rhythm)], seen[string(o.Capacity)], seen[o.Contract], seen[o.Effort] = true, true, true, true
		if o.Renewal > 0 {
			seen["renewal"] = true
		}
		if o.Category == "amenagement_paysager" && (o.Beat.Rhythm != share.Seasonal || o.Beat.From != 5 || o.Beat.To != 10 || o.Renewal != 5) {
			t.Errorf("mowing: %+v", o.Beat)
		}
		for _, a := range o.Able {
			if a.Dependent {
				seen["dependent"] = true
			}
		}
	}
	for _, k := range []string{"seasonal", "monthly", "enough", "unknown", "small", "middle", "large", "low", "medium", "high", "renewal", "dependent"} {
		if !seen[k] {
			t.Errorf("the example shows no %q", k)
		}
	}
	if s := d.AdviceState(); len(s.Paid) < 10 || len(s.Categories) != len(d.Measures.Categories) {
		t.Errorf("%d enterprises paid", len(s.Paid))
	}
}
