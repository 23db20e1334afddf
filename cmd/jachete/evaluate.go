package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"jachete/scoring/match"
	"jachete/scoring/match/trial"
)

// evaluateCmd measures matching on cases whose answer is known.
type evaluateCmd struct {
	Registry   string `help:"${help_match_registry}" required:"" placeholder:"FILE"`
	Queries    string `arg:"" help:"${help_evaluate_queries}" name:"queries"`
	Negatives  string `help:"${help_evaluate_negatives}" placeholder:"FILE"`
	Background string `help:"${help_match_background}" placeholder:"FILE"`
	NameOnly   bool   `help:"${help_evaluate_name_only}"`
	JSON       bool   `help:"${help_evaluate_json}"`
	Wrong      bool   `help:"${help_evaluate_wrong}"`
	Errors     bool   `help:"${help_evaluate_errors}"`
	Curve      bool   `help:"${help_evaluate_curve}"`
	Policy     string `help:"${help_match_policy}" placeholder:"DIR"`

	passwordFlag
}

// evaluation is the whole result (see docs/match.md).
type evaluation struct {
	Params string `json:"params"`
	trial.Report
	LoadSeconds    float64 `json:"load_seconds"`
	ResolveSeconds float64 `json:"resolve_seconds"`
	NamesPerSecond float64 `json:"names_per_second"` // on one core
	Errors         *faults `json:"errors,omitempty"`
	Curve          []point `json:"curve,omitempty"`
}

// Run measures and prints.
func (c *evaluateCmd) Run(e *env) error {
	start := time.Now()
	password, err := c.password(e)
	if err != nil {
		return err
	}
	x, err := e.openIndex(c.Registry, c.Background, c.Policy, password)
	if err != nil {
		return err
	}
	ev := evaluation{Params: x.Params().Version, LoadSeconds: time.Since(start).Seconds()}
	queries, err := readQueries(e.ctx, c.Queries, password, true)
	if err != nil {
		return err
	}
	if c.Negatives != "" {
		more, err := readQueries(e.ctx, c.Negatives, password, false)
		if err != nil {
			return err
		}
		for _, q := range more {
			q.Negative, q.TrueIDs, q.TrueNames = true, nil, nil
			queries = append(queries, q)
		}
	}
	cases := make([]trial.Case, len(queries))
	answers := make([]trial.Answer, len(queries))
	for i, q := range queries {
		if c.NameOnly {
			q.Supplier = match.Supplier{Name: q.Supplier.Name}
		}
		cases[i] = q.Case
		cases[i].Supplier = q.Supplier
	}
	start = time.Now()
	for i := range cases {
		if i%256 == 0 && e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		answers[i].Verdict = x.Resolve(cases[i].Supplier)
	}
	ev.ResolveSeconds = time.Since(start).Seconds()
	if ev.ResolveSeconds > 0 {
		ev.NamesPerSecond = float64(len(cases)) / ev.ResolveSeconds
	}
	for i := range cases {
		answers[i].Best = best(x, &cases[i].Supplier, answers[i].Verdict)
	}
	ev.Report = trial.Measure(cases, answers)
	if c.Errors {
		f := countFaults(x, cases, answers, ev.Best.Threshold)
		ev.Errors = &f
	}
	if c.Curve {
		if ev.Curve, err = curve(x, cases); err != nil {
			return err
		}
	}
	if c.Wrong {
		printWrong(e.err, x, queries, cases, answers)
	}
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		return enc.Encode(ev)
	}
	e.printEvaluation(&ev)
	return nil
}

// best is the best candidate even of a supplier without match.
func best(x *match.Index, s *match.Supplier, v match.Verdict) *match.Candidate {
	if len(v.Candidates) > 0 {
		return &v.Candidates[0]
	}
	if near := x.Nearest(*s, 1); len(near) > 0 {
		return &near[0]
	}
	return nil
}

func (e *env) printEvaluation(ev *evaluation) {
	f := func(v float64) string { return e.figure("%.3f", v) }
	line := func(key string, args ...string) { fmt.Fprintln(e.out, e.say.T("evaluate."+key, args...)) }
	line("cases", "cases", e.say.Count(ev.Cases), "positives", e.say.Count(ev.Positives), "params", ev.Params)
	line("match", "precision", f(ev.Match.Precision), "recall", f(ev.Match.Recall), "f1", f(ev.Match.F1), "wrong", e.say.Count(ev.Match.Wrong))
	line("shown", "recall", f(ev.ShownRecall))
	line("best", "precision", f(ev.Best.Precision), "recall", f(ev.Best.Recall), "f1", f(ev.Best.F1), "threshold", f(ev.Best.Threshold))
	line("at99", "recall", f(ev.At99.Recall), "threshold", f(ev.At99.Threshold))
	line("absent", "cases", e.say.Count(ev.Absent.Cases), "match", e.say.Count(ev.Absent.Match), "possible", e.say.Count(ev.Absent.Possible))
	if ev.Negatives.Cases > 0 {
		line("negatives", "cases", e.say.Count(ev.Negatives.Cases), "match", e.say.Count(ev.Negatives.Match), "possible", e.say.Count(ev.Negatives.Possible))
	}
	line("brier", "brier", e.figure("%.4f", ev.Brier))
	for _, d := range ev.Reliability {
		if d.Cases > 0 {
			line("decile", "from", e.figure("%.1f", d.From), "to", e.figure("%.1f", d.From+0.1), "cases", e.say.Count(d.Cases), "predicted", f(d.Predicted), "observed", f(d.Observed))
		}
	}
	for _, cl := range ev.Classes {
		line("class", "class", cl.Difficulty, "cases", e.say.Count(cl.Cases), "match", f(cl.Match), "shown", f(cl.Shown))
	}
	if w := ev.Errors; w != nil {
		line("false", "threshold", f(w.Threshold), "n", e.say.Count(w.False), "same", e.say.Count(w.FalseSame), "part", e.say.Count(w.FalsePart), "present", e.say.Count(w.FalseOther))
		line("missed", "n", e.say.Count(w.Missed), "low", e.say.Count(w.MissedLow), "second", e.say.Count(w.MissedSecond), "unseen", e.say.Count(w.MissedUnseen))
	}
	for _, p := range ev.Curve {
		line("curve", "at", e.figure("%.2f", p.MatchAt), "precision", f(p.Precision), "recall", f(p.Recall), "wrong", e.say.Count(p.Wrong))
	}
	line("time", "load", e.figure("%.2f", ev.LoadSeconds), "resolve", e.figure("%.3f", ev.ResolveSeconds), "rate", e.say.Count(int(ev.NamesPerSecond)))
}

// printWrong lists the cases that went wrong, for whoever improves the matcher.
func printWrong(w io.Writer, x *match.Index, queries []query, cases []trial.Case, answers []trial.Answer) {
	for i := range cases {
		c, a := &cases[i], &answers[i]
		hit := a.Best != nil && trial.Hit(c, a.Best.ID, a.Best.Name)
		p := 0.0
		found := ""
		if a.Best != nil {
			p, found = a.Best.Probability, a.Best.Name
		}
		switch {
		case a.Verdict.Outcome == match.Match && !hit:
			fmt.Fprintf(w, "FALSE MATCH %.3f row %d %q -> %q, truth %q\n", p, queries[i].row, inert(c.Supplier.Name), inert(found), c.TrueNames)
		case len(c.TrueIDs) > 0 && !hit:
			fmt.Fprintf(w, "MISSED %.3f row %d %q -> %q, truth %q at rank %d\n", p, queries[i].row, inert(c.Supplier.Name), inert(found), c.TrueNames, rankOf(x, c))
		case len(c.TrueIDs) > 0 && a.Verdict.Outcome != match.Match:
			fmt.Fprintf(w, "UNSURE %.3f row %d %q -> %q\n", p, queries[i].row, inert(c.Supplier.Name), inert(found))
		case len(c.TrueIDs) == 0 && p > 0.3:
			fmt.Fprintf(w, "ALARM %.3f row %d %q -> %q\n", p, queries[i].row, inert(c.Supplier.Name), inert(found))
		}
	}
}

// rankOf is the place of the right entry among the candidates, 0 when it is not
// among them.
func rankOf(x *match.Index, c *trial.Case) int {
	for i, n := range x.Nearest(c.Supplier, 20) {
		if trial.Hit(c, n.ID, n.Name) {
			return i + 1
		}
	}
	return 0
}
