package review

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/match"
)

func TestApply(t *testing.T) {
	t.Parallel()
	find := func(id string) (int, string, bool) {
		n, ok := map[string]int{"E1": 0, "E2": 1, "E3": 2}[id]
		return n, "nom de " + id, ok
	}
	cand := func(id string, p float64) match.Candidate {
		n, _, _ := find(id)
		return match.Candidate{Entry: n, ID: id, Name: "vu " + id, Probability: p, Evidence: []match.Evidence{{Family: "shared"}}}
	}
	possible := match.Verdict{Outcome: match.Possible, Probability: 0.7, By: "name", Candidates: []match.Candidate{cand("E1", 0.7), cand("E2", 0.2)}}
	sure := match.Verdict{Outcome: match.Match, Probability: 0.98, By: "name", Candidates: []match.Candidate{cand("E1", 0.98)}}
	number := match.Verdict{Outcome: match.Match, Probability: 0.999, By: "identifier", Candidates: []match.Candidate{cand("E1", 0.999)}}
	none := match.Verdict{Outcome: match.None, Reason: match.ReasonNoWord}
	type short struct {
		Outcome match.Outcome
		By      string
		Reason  string
		IDs     string
		Decided bool
	}
	for _, c := range []struct {
		about string
		v     match.Verdict
		list  []Decision
		want  short
	}{
		{"nothing known", possible, nil, short{match.Possible, "name", "", "E1 E2 ", false}},
		{"same as the best", possible, []Decision{dec("1", Same, "E1", "Q")}, short{match.Match, By, "", "E1 E2 ", true}},
		{"same as the next", possible, []Decision{dec("1", Same, "E2", "Q")}, short{match.Match, By, "", "E2 E1 ", true}},
		{"same as another record", possible, []Decision{dec("1", Same, "E3", "Q")}, short{match.Match, By, "", "E3 E1 E2 ", true}},
		{"same out of nothing", none, []Decision{dec("1", Same, "E3", "Q")}, short{match.Match, By, "", "E3 ", true}},
		{"same as a record gone", possible, []Decision{dec("1", Same, "E9", "Q")}, short{match.None, By, ReasonAbsent, "", true}},
		{"different from the best", possible, []Decision{dec("1", Different, "E1", "Q")}, short{match.Possible, "name", match.ReasonBelowMatch, "E2 ", true}},
		{"different from the next", possible, []Decision{dec("1", Different, "E2", "Q")}, short{match.Possible, "name", "", "E1 ", true}},
		{"different from both", possible, []Decision{dec("1", Different, "E1", "Q"), dec("22", Different, "E2", "Q")}, short{match.None, By, ReasonDecided, "", true}},
		{"different from a sure one", sure, []Decision{dec("1", Different, "E1", "Q")}, short{match.None, By, ReasonDecided, "", true}},
		{"different from one not proposed", sure, []Decision{dec("1", Different, "E3", "Q")}, short{match.Match, "name", "", "E1 ", false}},
		{"none", possible, []Decision{dec("1", None, "", "Q")}, short{match.None, By, ReasonDecided, "", true}},
		{"proposed", possible, []Decision{dec("1", Propose, "E9", "Q")}, short{match.None, By, ReasonDecided, "", true}},
		{"proposed, since recognised", possible, []Decision{dec("1", Propose, "E3", "Q")}, short{match.Match, By, "", "E3 E1 E2 ", true}},
		{"unsure", possible, []Decision{dec("1", Unsure, "", "Q")}, short{match.Possible, "name", ReasonUnsure, "E1 E2 ", true}},
		{"unsure of a sure one", sure, []Decision{dec("1", Unsure, "", "Q")}, short{match.Possible, "name", ReasonUnsure, "E1 ", true}},
		{"unsure of nothing", none, []Decision{dec("1", Unsure, "", "Q")}, short{match.None, "", match.ReasonNoWord, "", true}},
		{"unsure once the best is ruled out", possible, []Decision{dec("1", Different, "E1", "Q"), dec("22", Unsure, "", "Q")}, short{match.Possible, "name", match.ReasonBelowMatch, "E2 ", true}},
		{"the number agrees", number, []Decision{dec("1", Same, "E1", "Q")}, short{match.Match, "identifier", "", "E1 ", true}},
		{"the number proves otherwise", number, []Decision{dec("1", Same, "E2", "Q")}, short{match.Possible, "identifier", ReasonNumber, "E1 E2 ", true}},
		{"the number against none", number, []Decision{dec("1", None, "", "Q")}, short{match.Possible, "identifier", ReasonNumber, "E1 ", true}},
		{"the number against different", number, []Decision{dec("1", Different, "E1", "Q")}, short{match.Possible, "identifier", ReasonNumber, "E1 ", true}},
		{"the number against unsure", number, []Decision{dec("1", Unsure, "", "Q")}, short{match.Match, "identifier", "", "E1 ", false}},
		{"contradiction", possible, []Decision{dec("1", Same, "E1", "Q"), dec("22", Same, "E2", "Q")}, short{match.Possible, "name", ReasonClash, "E1 E2 ", true}},
		{"contradiction, sure by name", sure, []Decision{dec("1", Same, "E1", "Q"), dec("22", Different, "E1", "Q")}, short{match.Possible, "name", ReasonClash, "E1 ", true}},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			a := remember(t, c.list...).About(Payee{Names: []string{"Q"}})
			before := cmp.Diff(match.Verdict{}, c.v)
			v, d := a.Apply(c.v, find, 0.05)
			got := short{v.Outcome, v.By, v.Reason, "", d != nil}
			for _, k := range v.Candidates {
				got.IDs += k.ID + " "
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if v.Outcome == match.Possible && len(c.list) > 0 && v.Probability >= 0.5 && c.about != "different from the next" {
				t.Errorf("still probable: %v", v.Probability)
			}
			if before != cmp.Diff(match.Verdict{}, c.v) {
				t.Error("the verdict handed in was changed")
			}
		})
	}
}
