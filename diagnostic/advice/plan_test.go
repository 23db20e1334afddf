package advice

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func option(category, effort, reachable string) Opportunity {
	return Opportunity{Category: category, Effort: effort, Reachable: dollars(reachable), Rule: "r"}
}

func TestReach(t *testing.T) {
	t.Parallel()
	list := []Opportunity{option("a", "high", "30000"), option("b", "low", "8000"), option("c", "medium", "12000"), option("d", "low", "5000")}
	for _, tt := range []struct {
		target, state, gap, steps, together, after, missing string
	}{
		{"2", PlanDone, "0", "", "0", "2", "0"},
		{"2.5", PlanReached, "5000", "b", "8000", "2.8", "0"}, // one step of low effort; the larger of the two
		{"3.3", PlanReached, "13000", "b d", "13000", "3.3", "0"},
		{"3.9", PlanReached, "19000", "a", "30000", "5", "0"},
		{"4.5", PlanReached, "25000", "a", "30000", "5", "0"},
		{"7.5", PlanReached, "55000", "b d c a", "55000", "7.5", "0"},
		{"7.51", PlanShort, "55100", "b d c a", "55000", "7.5", "100"},
		{"100", PlanShort, "980000", "b d c a", "55000", "7.5", "925000"},
	} {
		p := Reach(list, dollars(tt.target), dollars("20000"), dollars("1000000"))
		steps := ""
		for _, s := range p.Steps {
			steps += " " + s.Category
		}
		if tt.steps != "" {
			tt.steps = " " + tt.steps
		}
		if p.State != tt.state || !p.Gap.Equal(dollars(tt.gap)) || steps != tt.steps || !p.Together.Equal(dollars(tt.together)) ||
			!p.ShareAfter.Decimal.Equal(dollars(tt.after)) || !p.Missing.Equal(dollars(tt.missing)) {
			t.Errorf("target %s: %+v", tt.target, p)
		}
		if !p.Available.Equal(dollars("55000")) || !p.ShareMost.Decimal.Equal(dollars("7.5")) || !p.Share.Decimal.Equal(dollars("2")) {
			t.Errorf("target %s: %+v", tt.target, p)
		}
		last := decimal.Zero
		for _, s := range p.Steps {
			last = last.Add(s.Dollars)
			if !s.Cumulative.Equal(last) {
				t.Errorf("target %s: step %+v", tt.target, s)
			}
		}
	}
	if p := Reach(list, dollars("5"), dollars("0"), dollars("0")); p.State != PlanVoid || p.Share.Valid || len(p.Steps) != 0 {
		t.Errorf("nothing addressable: %+v", p)
	}
	if p := Reach(nil, dollars("5"), dollars("0"), dollars("100")); p.State != PlanNothing || !p.Missing.Equal(dollars("5")) {
		t.Errorf("no opportunity: %+v", p)
	}
	// A cent of a cent is a cent missing.
	if p := Reach(nil, dollars("3.33"), dollars("0"), dollars("100.01")); !p.Gap.Equal(dollars("3.34")) {
		t.Errorf("gap %s", p.Gap)
	}
	if p := Reach(nil, dollars("5"), dollars("-50"), dollars("1000")); !p.Gap.Equal(dollars("100")) {
		t.Errorf("from a negative share: %s", p.Gap)
	}
}

// The optimiser against every subset, on small sets.
func TestReachOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(t, "n")
		var list []Opportunity
		for i := range n {
			list = append(list, Opportunity{
				Category: fmt.Sprintf("c%02d", i), Effort: rapid.SampledFrom([]string{"low", "medium", "high"}).Draw(t, "effort"),
				Reachable: decimal.New(rapid.Int64Range(1, 40).Draw(t, "reachable")*100, -2),
			})
		}
		target := decimal.New(rapid.Int64Range(1, 4000).Draw(t, "target"), -2)
		confirmed, addressable := dollars("3"), dollars("400")
		p := Reach(rapid.Permutation(list).Draw(t, "order"), target, confirmed, addressable)
		gap := target.Mul(addressable).Div(dollars("100")).Sub(confirmed)
		if !gap.IsPositive() {
			if p.State != PlanDone || len(p.Steps) != 0 {
				t.Fatalf("gap %s: %+v", gap, p)
			}
			return
		}
		// By the order of the doc comment: largest first, then category.
		slices.SortFunc(list, func(a, b Opportunity) int {
			if c := b.Reachable.Cmp(a.Reachable); c != 0 {
				return c
			}
			if a.Category < b.Category {
				return -1
			}
			return 1
		})
		type answer struct {
			effort, count int
			dollars       decimal.Decimal
			members       string // "1" where taken, in order
		}
		var best *answer
		for set := range 1 << n {
			a := answer{}
			for i, o := range list {
				if set&(1<<i) == 0 {
					a.members += "0"
					continue
				}
				a.members += "1"
				a.count++
				a.dollars = a.dollars.Add(o.Reachable)
				a.effort += map[string]int{"low": 1, "medium": 2, "high": 3}[o.Effort]
			}
			if a.dollars.LessThan(gap) {
				continue
			}
			if best == nil || a.effort < best.effort || a.effort == best.effort && (a.count < best.count ||
				a.count == best.count && (a.dollars.GreaterThan(best.dollars) || a.dollars.Equal(best.dollars) && a.members > best.members)) {
				best = &a
			}
		}
		if best == nil {
			state := PlanShort
			if n == 0 {
				state = PlanNothing
			}
			if p.State != state || len(p.Steps) != n || !p.Missing.Equal(p.Gap.Sub(p.Available)) {
				t.Fatalf("out of reach: %+v", p)
			}
			return
		}
		if p.State != PlanReached {
			t.Fatalf("the gap of %s can be closed: %+v", gap, p)
		}
		want := map[string]bool{}
		for i, o := range list {
			if best.members[i] == '1' {
				want[o.Category] = true
			}
		}
		if len(p.Steps) != len(want) {
			t.Fatalf("steps %+v, want %v", p.Steps, want)
		}
		for i, s := range p.Steps {
			if !want[s.Category] {
				t.Fatalf("steps %+v, want %v", p.Steps, want)
			}
			if i > 0 && weight(p.Steps[i-1].Effort) > weight(s.Effort) {
				t.Fatalf("the easiest does not come first: %+v", p.Steps)
			}
		}
	})
}

func BenchmarkReach(b *testing.B) {
	var list []Opportunity
	for i := range 40 {
		list = append(list, option(fmt.Sprintf("c%02d", i), []string{"low", "medium", "high"}[i%3], fmt.Sprint(1000+i*37)))
	}
	for b.Loop() {
		Reach(list, dollars("5"), dollars("0"), dollars("500000"))
	}
}
