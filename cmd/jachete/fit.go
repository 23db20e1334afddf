package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry"
	"jachete/scoring/match"
	"jachete/scoring/match/train"
	"jachete/scoring/match/trial"
	"jachete/templates/policy"
)

// fitCmd fits the matcher's weights; it is for those who improve jachete.
type fitCmd struct {
	Sets    []string `arg:"" help:"NAME=REGISTRY,QUERIES" name:"set"`
	Out     string   `help:"${help_match_out}" short:"o" placeholder:"FILE"`
	Version string   `help:"version to write" default:"local"`
	Keep    bool     `help:"keep the weights in force, measure again"`
	CV      bool     `help:"train on the other sets, test on each" name:"cv"`

	passwordFlag
}

// Run fits and writes the table of weights, or prints the cross-validation.
func (c *fitCmd) Run(e *env) error {
	p, err := policy.Default()
	if err != nil {
		return err
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		return err
	}
	password, err := c.password(e)
	if err != nil {
		return err
	}
	var sets []train.Set
	for _, s := range c.Sets {
		name, files, _ := strings.Cut(s, "=")
		reg, queries, ok := strings.Cut(files, ",")
		if !ok {
			return fmt.Errorf("set %q is not NAME=REGISTRY,QUERIES", s)
		}
		ed, err := registry.Read(e.ctx, reg, p.Headers, registry.Options{Sheet: sheet.Options{Password: password}})
		if err != nil {
			return err
		}
		x, err := match.New(ed.MatchEntries(), params)
		if err != nil {
			return err
		}
		name, negative := strings.CutPrefix(name, "absent:")
		list, err := readQueries(e.ctx, queries, password, !negative)
		if err != nil {
			return err
		}
		cases := doubled(list)
		set := train.Set{Name: name, Index: x, Cases: cases, Weight: weightOf(len(cases))}
		if negative {
			for i := range set.Cases {
				set.Cases[i].TrueIDs = nil
			}
			set.Weight = 0.5 * weightOf(len(cases))
		}
		sets = append(sets, set)
	}
	if c.CV {
		return c.crossValidate(e.out, sets, params)
	}
	if !c.Keep {
		m, err := train.Fit(sets, params)
		if err != nil {
			return err
		}
		params.Model = m
	}
	return e.writeOut(c.Out, func(w io.Writer) error { return c.table(w, sets, params) })
}

func positives(s *train.Set) (n int) {
	for i := range s.Cases {
		if len(s.Cases[i].TrueIDs) > 0 {
			n++
		}
	}
	return n
}

// weightOf lets every set weigh the same, whatever its size, but for sets so
// small that their cases would count more than double.
func weightOf(n int) float64 { return min(1000/float64(n), 2) }

// doubled gives each case that has more than a name a second time with the
// name only, so that both ways of asking are learnt.
func doubled(list []query) []trial.Case {
	var out []trial.Case
	for _, q := range list {
		c := q.Case
		out = append(out, c)
		if c.Supplier.City != "" || c.Supplier.Postal != "" {
			c.Supplier = match.Supplier{Name: c.Supplier.Name}
			out = append(out, c)
		}
	}
	return out
}

func (c *fitCmd) crossValidate(w io.Writer, sets []train.Set, p match.Params) error {
	p.Model = match.Model{} // the weights in force have seen every set
	for i := range sets {
		if positives(&sets[i]) == 0 {
			continue
		}
		rest := append(append([]train.Set(nil), sets[:i]...), sets[i+1:]...)
		m, err := train.Fit(rest, p)
		if err != nil {
			return err
		}
		q := p
		q.Model = m
		if err := report(w, &sets[i], q); err != nil {
			return err
		}
	}
	return nil
}

// measure tries parameters on a set, with the name only and with everything.
func measure(s *train.Set, p match.Params) (lines []match.CardLine, reports []trial.Report, err error) {
	x, err := s.Index.With(p)
	if err != nil {
		return nil, nil, err
	}
	for _, nameOnly := range []bool{true, false} {
		var cases []trial.Case
		var answers []trial.Answer
		for _, c := range s.Cases {
			if bare := c.Supplier.City == "" && c.Supplier.Postal == ""; nameOnly != bare {
				continue
			}
			v := x.Resolve(c.Supplier)
			cases = append(cases, c)
			answers = append(answers, trial.Answer{Verdict: v, Best: best(x, &c.Supplier, v)})
		}
		if len(cases) < 10 || positives(s) == 0 {
			continue
		}
		r := trial.Measure(cases, answers)
		lines = append(lines, match.CardLine{
			Set: s.Name, NameOnly: nameOnly, Cases: r.Cases, Precision: r.Match.Precision, Recall: r.Match.Recall,
			Shown: r.ShownRecall, BestF1: r.Best.F1, Brier: r.Brier,
		})
		reports = append(reports, r)
	}
	return lines, reports, nil
}

func report(w io.Writer, s *train.Set, p match.Params) error {
	lines, reports, err := measure(s, p)
	for i, r := range reports {
		fmt.Fprintf(w, "%-18s name-only=%-5v best F1 %.3f (p %.3f r %.3f at %.2f)  match p %.3f r %.3f  shown %.3f  r@.99 %.3f  brier %.4f\n", s.Name, lines[i].NameOnly,
			r.Best.F1, r.Best.Precision, r.Best.Recall, r.Best.Threshold, r.Match.Precision, r.Match.Recall, r.ShownRecall, r.At99.Recall, r.Brier)
	}
	return err
}

func (c *fitCmd) table(w io.Writer, sets []train.Set, p match.Params) error {
	var names []string
	cases := 0
	for _, s := range sets {
		names = append(names, s.Name)
		cases += len(s.Cases)
	}
	sort.Strings(names)
	pair, rival := match.FeatureNames()
	fmt.Fprintf(w, "# Weights of the matcher, in bits (log2 odds) for one unit of each feature.\n# Written by `jachete fit`; docs/accuracy.md tells how to run it again.\n")
	fmt.Fprintf(w, "version: %q\nprovenance: %q\nmatch_at: %v\npossible_at: %v\npair:\n", c.Version,
		fmt.Sprintf("fitted on %d cases of %s", cases, strings.Join(names, ", ")), p.MatchAt, p.PossibleAt)
	for i, n := range pair {
		fmt.Fprintf(w, "  %s: %.3f\n", n, p.Model.Pair[i])
	}
	fmt.Fprintf(w, "rival:\n")
	for i, n := range rival {
		fmt.Fprintf(w, "  %s: %.3f\n", n, p.Model.Rival[i])
	}
	fmt.Fprintf(w, "card:\n")
	for i := range sets {
		lines, _, err := measure(&sets[i], p)
		if err != nil {
			return err
		}
		for _, l := range lines {
			fmt.Fprintf(w, "  - {set: %s, name_only: %v, cases: %d, precision: %.3f, recall: %.3f, shown: %.3f, best_f1: %.3f, brier: %.4f}\n",
				l.Set, l.NameOnly, l.Cases, l.Precision, l.Recall, l.Shown, l.BestF1, l.Brier)
		}
	}
	return nil
}
