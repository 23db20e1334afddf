// Package trial measures a matcher on cases whose answer is known: precision,
// recall, thresholds, calibration, false alarms. It reads no file and matches
// nothing; it is handed what was asked, what was answered and what was true.
// Start with [Measure].
package trial

import (
	"math"
	"sort"

	"jachete/scoring/match"
	"jachete/scoring/name"
)

// Case is a supplier whose enterprise is known.
type Case struct {
	Supplier match.Supplier
	// TrueIDs are the entries any of which is right; none means that the
	// supplier is not in the registry.
	TrueIDs []string
	// TrueNames are names of the right entry: an entry whose folded name equals
	// one of them is right too (registries hold one body under several numbers).
	TrueNames  []string
	Difficulty string
	// Negative marks a case of a file of negatives.
	Negative bool
}

// Answer is what the matcher said.
type Answer struct {
	Verdict match.Verdict
	// Best is the best candidate whatever the outcome, nil when there is none.
	Best *match.Candidate
}

// Rate is a measure of a set of verdicts. Rates are 0–1 and 0 when undefined.
type Rate struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Threshold float64 `json:"threshold,omitempty"`
	Right     int     `json:"right"`
	Wrong     int     `json:"wrong"`
}

// Decile is a tenth of the scale of probability: what was promised, what was
// true.
type Decile struct {
	From      float64 `json:"from"`
	Cases     int     `json:"cases"`
	Predicted float64 `json:"predicted"` // mean probability
	Observed  float64 `json:"observed"`  // share that was right
}

// Class is the recall within one class of difficulty.
type Class struct {
	Difficulty string  `json:"difficulty"`
	Cases      int     `json:"cases"`
	Match      float64 `json:"recall_match"`
	Shown      float64 `json:"recall_match_possible"`
}

// Alarms counts the answers on suppliers that are not in the registry.
type Alarms struct {
	Cases    int `json:"cases"`
	Match    int `json:"match"`
	Possible int `json:"possible"`
}

// Report is what a trial measured.
type Report struct {
	Cases     int `json:"cases"`
	Positives int `json:"positives"` // suppliers that are in the registry
	// Match measures the verdict match; Best the best F1 over all thresholds of
	// the probability; At99 the most recall with precision of .99 at least.
	Match Rate `json:"match"`
	// ShownRecall is the share of positives whose entry is among the candidates
	// of a verdict match or possible.
	ShownRecall float64 `json:"recall_match_possible"`
	Best        Rate    `json:"best"`
	At99        Rate    `json:"recall_at_precision_99"`
	// Absent are the cases of the main file that are not in the registry,
	// Negatives those of the file of negatives.
	Absent      Alarms   `json:"absent"`
	Negatives   Alarms   `json:"negatives"`
	Reliability []Decile `json:"reliability"`
	Brier       float64  `json:"brier"`
	Classes     []Class  `json:"classes"`
}

// Hit tells whether a candidate is right for a case.
func Hit(c *Case, id string, names ...string) bool {
	for _, t := range c.TrueIDs {
		if t == id {
			return true
		}
	}
	if len(c.TrueIDs) == 0 {
		return false
	}
	for _, t := range c.TrueNames {
		f := name.Fold(t)
		for _, n := range names {
			if f != "" && f == name.Fold(n) {
				return true
			}
		}
	}
	return false
}

type judged struct {
	p   float64
	hit bool
}

// Measure compares answers with the truth. cases and answers run in parallel.
// Negatives take part in the thresholds, the reliability and the precision.
func Measure(cases []Case, answers []Answer) Report {
	r := Report{Cases: len(cases)}
	var all []judged
	classes := map[string]*Class{}
	right, shown := 0, 0
	for i := range cases {
		c, a := &cases[i], &answers[i]
		positive := len(c.TrueIDs) > 0
		alarms := &r.Absent
		if c.Negative {
			alarms = &r.Negatives
		}
		if !positive {
			alarms.Cases++
			switch a.Verdict.Outcome {
			case match.Match:
				alarms.Match++
			case match.Possible:
				alarms.Possible++
			}
		}
		hit, seen := false, false
		if a.Verdict.Outcome != match.None {
			for k := range a.Verdict.Candidates {
				h := Hit(c, a.Verdict.Candidates[k].ID, a.Verdict.Candidates[k].Name)
				seen = seen || h
				hit = hit || h && k == 0
			}
		}
		if a.Verdict.Outcome == match.Match {
			if hit {
				right++
			} else {
				r.Match.Wrong++
			}
		}
		if positive {
			r.Positives++
			cl := classes[c.Difficulty]
			if cl == nil {
				cl = &Class{Difficulty: c.Difficulty}
				classes[c.Difficulty] = cl
			}
			cl.Cases++
			if hit && a.Verdict.Outcome == match.Match {
				cl.Match++
			}
			if seen {
				cl.Shown++
				shown++
			}
		}
		j := judged{}
		if a.Best != nil {
			j = judged{a.Best.Probability, Hit(c, a.Best.ID, a.Best.Name)}
		}
		all = append(all, j)
		y := 0.0
		if j.hit {
			y = 1
		}
		r.Brier += (j.p - y) * (j.p - y)
	}
	if len(cases) > 0 {
		r.Brier /= float64(len(cases))
	}
	r.Match = rate(right, r.Match.Wrong, r.Positives)
	r.ShownRecall = share(shown, r.Positives)
	thresholds(&r, all)
	r.Reliability = reliability(all)
	for _, cl := range classes {
		cl.Match /= float64(cl.Cases)
		cl.Shown /= float64(cl.Cases)
		r.Classes = append(r.Classes, *cl)
	}
	sort.Slice(r.Classes, func(i, j int) bool { return r.Classes[i].Difficulty < r.Classes[j].Difficulty })
	return r
}

func rate(right, wrong, positives int) Rate {
	r := Rate{Right: right, Wrong: wrong, Precision: share(right, right+wrong), Recall: share(right, positives)}
	if r.Precision+r.Recall > 0 {
		r.F1 = 2 * r.Precision * r.Recall / (r.Precision + r.Recall)
	}
	return r
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// thresholds tries every probability as the one from which an answer counts.
func thresholds(r *Report, all []judged) {
	s := append([]judged(nil), all...)
	sort.SliceStable(s, func(i, j int) bool { return s[i].p > s[j].p })
	right, wrong := 0, 0
	for i, j := range s {
		if j.p <= 0 {
			break
		}
		if j.hit {
			right++
		} else {
			wrong++
		}
		if i+1 < len(s) && s[i+1].p == j.p {
			continue
		}
		t := rate(right, wrong, r.Positives)
		t.Threshold = j.p
		if t.F1 > r.Best.F1 {
			r.Best = t
		}
		if t.Precision >= 0.99 && t.Recall > r.At99.Recall {
			r.At99 = t
		}
	}
}

func reliability(all []judged) []Decile {
	d := make([]Decile, 10)
	for i := range d {
		d[i].From = float64(i) / 10
	}
	for _, j := range all {
		k := min(int(math.Floor(j.p*10)), 9)
		d[k].Cases++
		d[k].Predicted += j.p
		if j.hit {
			d[k].Observed++
		}
	}
	for i := range d {
		if d[i].Cases > 0 {
			d[i].Predicted /= float64(d[i].Cases)
			d[i].Observed /= float64(d[i].Cases)
		}
	}
	return d
}
