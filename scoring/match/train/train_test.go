package train

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/match"
	"jachete/scoring/match/trial"
	"jachete/templates/policy"
)

func TestLogit(t *testing.T) {
	t.Parallel()
	// Odds 3 to 1 with the feature, 1 to 3 without it.
	var rows []row
	for i := range 400 {
		r := row{at: []int32{0}, x: []float64{1}, w: 1}
		if i%2 == 0 {
			r.at, r.x = append(r.at, 1), append(r.x, 1)
			if i%8 != 0 {
				r.y = 1
			}
		} else if i%8 == 1 {
			r.y = 1
		}
		rows = append(rows, r)
	}
	free := []bound{{math.Inf(-1), math.Inf(1)}, {math.Inf(-1), math.Inf(1)}}
	w := logit(rows, 2, []float64{0, 0}, 1e-6, free, 500)
	if math.Abs(w[0]+math.Log(3)) > 0.01 || math.Abs(w[1]-2*math.Log(3)) > 0.01 {
		t.Errorf("weights %v", w)
	}
	held := logit(rows, 2, []float64{0, 0}, 1e-6, []bound{free[0], {math.Inf(-1), 0}}, 500)
	if held[1] != 0 {
		t.Errorf("a bounded weight is %v", held[1])
	}
}

// Fitting twice gives the same weights, and they tell a right pair from a wrong
// one.
func TestFitIsDeterministic(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	var entries []match.Entry
	var cases []trial.Case
	for i := range 60 {
		id := fmt.Sprint(i)
		entries = append(entries, match.Entry{ID: id, Names: []string{fmt.Sprintf("Buanderie Zib%cline%c", 'a'+rune(i%26), 'a'+rune(i/26))}})
		cases = append(cases, trial.Case{Supplier: match.Supplier{Name: entries[i].Names[0] + " inc"}, TrueIDs: []string{id}}, trial.Case{Supplier: match.Supplier{Name: fmt.Sprintf("Garage Gerb%cise%d", 'a'+rune(i%26), i)}})
	}
	x, err := match.New(entries, params)
	if err != nil {
		t.Fatal(err)
	}
	sets := []Set{{Name: "invented", Index: x, Cases: cases, Weight: 1}}
	a, err := Fit(sets, params)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Fit(sets, params)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a, b); d != "" {
		t.Errorf("two fits differ:\n%s", d)
	}
	params.Model = a
	y, err := x.With(params)
	if err != nil {
		t.Fatal(err)
	}
	if v := y.Resolve(cases[0].Supplier); v.Outcome != match.Match || v.Candidates[0].ID != "0" {
		t.Errorf("after fitting: %+v", v)
	}
}
