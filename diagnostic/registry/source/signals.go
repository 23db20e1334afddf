package source

import (
	"fmt"
	"regexp"
	"slices"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// ranker weighs candidates by the signals of the policy.
type ranker struct{ signals []compiled }

type compiled struct {
	*policy.Signal
	names, not, activities []*regexp.Regexp
}

func newRanker(list []policy.Signal) (*ranker, error) {
	r := &ranker{}
	for i := range list {
		c := compiled{Signal: &list[i]}
		for _, p := range []struct {
			from []string
			into *[]*regexp.Regexp
		}{{c.Names, &c.names}, {c.NotNames, &c.not}, {c.Activities, &c.activities}} {
			for _, s := range p.from {
				re, err := regexp.Compile(s)
				if err != nil {
					return nil, fmt.Errorf("signal %s: %w", c.ID, err)
				}
				*p.into = append(*p.into, re)
			}
		}
		r.signals = append(r.signals, c)
	}
	return r, nil
}

// weigh gives the signals that fire on an enterprise, in the order of the
// policy, and their sum.
func (r *ranker) weigh(e *Enterprise) (int, []Weight) {
	var names, acts []string
	for i := range e.Names {
		if e.Names[i].Kind != record.Former {
			names = append(names, name.Fold(e.Names[i].Text))
		}
	}
	for _, a := range e.Activities {
		acts = append(acts, name.Fold(a.Text))
	}
	sum := 0
	var out []Weight
	for i := range r.signals {
		s := &r.signals[i]
		fires := slices.Contains(s.Families, e.Family) || matches(s.names, names) || matches(s.activities, acts)
		if !fires || matches(s.not, names) {
			continue
		}
		sum += s.Weight
		out = append(out, Weight{s.ID, s.Weight, s.Why.Fr, s.Why.En})
	}
	return sum, out
}

func matches(patterns []*regexp.Regexp, texts []string) bool {
	for _, p := range patterns {
		if slices.ContainsFunc(texts, p.MatchString) {
			return true
		}
	}
	return false
}
