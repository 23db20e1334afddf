package trial_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/match"
	"jachete/scoring/match/trial"
)

func answer(o match.Outcome, p float64, ids ...string) trial.Answer {
	var a trial.Answer
	a.Verdict.Outcome = o
	for _, id := range ids {
		a.Verdict.Candidates = append(a.Verdict.Candidates, match.Candidate{ID: id, Name: "Nom " + id, Probability: p})
	}
	if len(ids) > 0 {
		a.Best = &a.Verdict.Candidates[0]
		if o == match.None {
			a.Verdict.Candidates = nil
		}
	}
	return a
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	cases := []trial.Case{
		{TrueIDs: []string{"1"}, Difficulty: "a"},                               // right
		{TrueIDs: []string{"2", "3"}, Difficulty: "a"},                          // right: the second identifier
		{TrueIDs: []string{"4"}, Difficulty: "b"},                               // wrong
		{TrueIDs: []string{"5"}, Difficulty: "b"},                               // possible, second
		{TrueIDs: []string{"6"}, TrueNames: []string{"NOM 7"}, Difficulty: "b"}, // right by its name
		{TrueIDs: []string{"8"}, Difficulty: "b"},                               // none, though best
		{},               // absent, none
		{},               // absent, alarm
		{Negative: true}, // negative, possible
	}
	answers := []trial.Answer{
		answer(match.Match, 0.95, "1"), answer(match.Match, 0.96, "3"), answer(match.Match, 0.9, "9"), answer(match.Possible, 0.5, "9", "5"),
		answer(match.Match, 0.97, "7"), answer(match.None, 0.04, "8"), answer(match.None, 0), answer(match.Match, 0.85, "1"), answer(match.Possible, 0.3, "1"),
	}
	r := trial.Measure(cases, answers)
	if d := cmp.Diff(trial.Rate{Precision: 0.6, Recall: 0.5, F1: 2 * 0.6 * 0.5 / 1.1, Right: 3, Wrong: 2}, r.Match); d != "" {
		t.Errorf("match: %s", d)
	}
	if want := 4.0 / 6; math.Abs(r.ShownRecall-want) > 1e-12 {
		t.Errorf("shown %v, want %v", r.ShownRecall, want)
	}
	if r.Best.Threshold != 0.95 || r.Best.Right != 3 || r.Best.Wrong != 0 {
		t.Errorf("best %+v", r.Best)
	}
	if r.At99.Recall != 0.5 {
		t.Errorf("recall at .99 %v", r.At99.Recall)
	}
	if d := cmp.Diff([]trial.Alarms{{Cases: 2, Match: 1}, {Cases: 1, Possible: 1}}, []trial.Alarms{r.Absent, r.Negatives}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]trial.Class{{Difficulty: "a", Cases: 2, Match: 1, Shown: 1}, {Difficulty: "b", Cases: 4, Match: 0.25, Shown: 0.5}}, r.Classes); d != "" {
		t.Error(d)
	}
	if top := r.Reliability[9]; top.Cases != 4 || top.Observed != 0.75 {
		t.Errorf("top decile %+v", top)
	}
	brier := (0.05*0.05 + 0.04*0.04 + 0.81 + 0.25 + 0.03*0.03 + 0.96*0.96 + 0 + 0.85*0.85 + 0.09) / 9
	if math.Abs(r.Brier-brier) > 1e-12 {
		t.Errorf("brier %v, want %v", r.Brier, brier)
	}
}

func TestMeasureNothing(t *testing.T) {
	t.Parallel()
	r := trial.Measure(nil, nil)
	if r.Cases != 0 || r.Match.F1 != 0 || r.Brier != 0 || math.IsNaN(r.Best.F1) {
		t.Errorf("%+v", r)
	}
}
