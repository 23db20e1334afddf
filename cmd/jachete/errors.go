package main

import (
	"fmt"

	"jachete/scoring/match"
	"jachete/scoring/match/trial"
	"jachete/scoring/name"
)

// faults counts, by cause, what is wrong at the threshold of the best F1: no
// name is shown, so that the counts of a set nobody may copy can be published.
type faults struct {
	Threshold float64 `json:"threshold"`
	// False are the answers above the threshold that are not the truth.
	False int `json:"false"`
	// FalseSame bear the supplier's name but for case, accents, signs, articles,
	// plurals, abbreviations and legal form; FalsePart bear a part of it, or it is
	// a part of theirs (without what stands in parentheses, beside a mark).
	FalseSame int `json:"false_same_name"`
	FalsePart int `json:"false_part_same"`
	// FalseOther are those whose right entry is in the registry; the others' is
	// not.
	FalseOther int `json:"false_right_entry_present"`
	// Missed are the suppliers whose entry is not the answer above the threshold.
	Missed int `json:"missed"`
	// MissedLow are found, under the threshold; MissedSecond are second or third;
	// MissedUnseen are none of the three.
	MissedLow    int `json:"missed_under_threshold"`
	MissedSecond int `json:"missed_second_or_third"`
	MissedUnseen int `json:"missed_not_shown"`
}

func countFaults(x *match.Index, cases []trial.Case, answers []trial.Answer, threshold float64) faults {
	f := faults{Threshold: threshold}
	t := x.Params().Tables
	for i := range cases {
		c, a := &cases[i], &answers[i]
		hit := a.Best != nil && trial.Hit(c, a.Best.ID, a.Best.Name)
		above := a.Best != nil && a.Best.Probability >= threshold
		if above && !hit {
			f.False++
			switch q, r := t.Read(c.Supplier.Name), t.Read(a.Best.Name); {
			case q.Key() == r.Key():
				f.FalseSame++
			case partSame(q, r) || partSame(r, q):
				f.FalsePart++
			}
			if len(c.TrueIDs) > 0 {
				f.FalseOther++
			}
		}
		if len(c.TrueIDs) == 0 || hit && above {
			continue
		}
		f.Missed++
		switch rank := rankOf(x, c); {
		case hit:
			f.MissedLow++
		case rank > 0 && rank <= match.Top:
			f.MissedSecond++
		default:
			f.MissedUnseen++
		}
	}
	return f
}

// partSame tells whether a part of one name has the words of the whole other.
func partSame(a, b *name.Name) bool {
	if len(b.Parts) == 0 {
		return false
	}
	for _, p := range a.Parts[min(1, len(a.Parts)):] {
		if len(p.Words) != len(b.Parts[0].Words) {
			continue
		}
		same := true
		for i, w := range p.Words {
			same = same && w.Text == b.Parts[0].Words[i].Text
		}
		if same {
			return true
		}
	}
	return false
}

// point is the verdict match with another threshold.
type point struct {
	MatchAt   float64 `json:"match_at"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	Wrong     int     `json:"wrong"`
}

// curve answers the cases again with other thresholds of the verdict match.
func curve(x *match.Index, cases []trial.Case) ([]point, error) {
	var list []point
	for at := 50; at <= 95; at += 5 {
		p := x.Params()
		p.MatchAt = float64(at) / 100
		y, err := x.With(p)
		if err != nil {
			return nil, fmt.Errorf("threshold %v: %w", p.MatchAt, err)
		}
		answers := make([]trial.Answer, len(cases))
		for i := range cases {
			answers[i].Verdict = y.Resolve(cases[i].Supplier)
		}
		r := trial.Measure(cases, answers).Match
		list = append(list, point{p.MatchAt, r.Precision, r.Recall, r.Wrong})
	}
	return list, nil
}
