// Package train fits the weights of the matcher on cases whose answer is
// known. It is deterministic: the same cases give the same weights. It reads no
// file; `jachete fit` hands it the cases and writes the table it returns.
//
// Two regressions in a row: one over pairs (is this entry the supplier?), one
// over the best candidate's standing (its score, how far the second is, how
// many fit as well), which gives the probability. Start with [Fit].
package train

import (
	"math"

	"jachete/scoring/match"
	"jachete/scoring/match/trial"
)

// Set is a registry with its cases.
type Set struct {
	Name  string
	Index *match.Index
	Cases []trial.Case
	// Weight of one case, so that no set drowns the others.
	Weight float64
}

// depth is how many candidates of a case are examples.
const depth = 8

// Fit returns the weights fitted on the sets, starting from p: its weights are
// the prior that rare features stay near to.
func Fit(sets []Set, p match.Params) (match.Model, error) {
	m := p.Model
	for range 3 {
		var err error
		if m, err = fitPair(sets, p, m); err != nil {
			return m, err
		}
	}
	return fitRival(sets, p, m)
}

func with(s *Set, p match.Params, m match.Model) (*match.Index, error) {
	p.Model = m
	return s.Index.With(p)
}

func fitPair(sets []Set, p match.Params, m match.Model) (match.Model, error) {
	var rows []row
	for si := range sets {
		s := &sets[si]
		x, err := with(s, p, m)
		if err != nil {
			return m, err
		}
		for ci := range s.Cases {
			c := &s.Cases[ci]
			list, _ := x.Observe(c.Supplier, depth)
			for k := range list {
				o := &list[k]
				r := row{w: s.Weight}
				if trial.Hit(c, o.ID, o.Name) {
					r.y = 1
				}
				for f, v := range o.Features {
					if v != 0 {
						r.at = append(r.at, int32(f))
						r.x = append(r.x, v)
					}
				}
				rows = append(rows, r)
			}
		}
	}
	prior := make([]float64, len(m.Pair))
	for i, w := range p.Model.Pair {
		prior[i] = w * math.Ln2
	}
	pair, _ := match.FeatureNames()
	w := logit(rows, len(prior), prior, ridge, bounds(pair), 300)
	for i := range w {
		m.Pair[i] = w[i] / math.Ln2
	}
	return m, nil
}

// ridge is the pull towards the prior, in cases.
const ridge = 2

func fitRival(sets []Set, p match.Params, m match.Model) (match.Model, error) {
	var rows []row
	for si := range sets {
		s := &sets[si]
		x, err := with(s, p, m)
		if err != nil {
			return m, err
		}
		for ci := range s.Cases {
			c := &s.Cases[ci]
			list, standing := x.Observe(c.Supplier, 1)
			if len(list) == 0 {
				continue
			}
			r := row{w: s.Weight}
			if trial.Hit(c, list[0].ID, list[0].Name) {
				r.y = 1
			}
			for f, v := range standing {
				if v != 0 {
					r.at = append(r.at, int32(f))
					r.x = append(r.x, v)
				}
			}
			rows = append(rows, r)
		}
	}
	prior := make([]float64, len(m.Rival))
	for i, w := range p.Model.Rival {
		prior[i] = w * math.Ln2
	}
	_, rival := match.FeatureNames()
	w := logit(rows, len(prior), prior, ridge, bounds(rival), 300)
	for i := range w {
		m.Rival[i] = w[i] / math.Ln2
	}
	return m, nil
}

// bounds keep each weight on the side that reason gives it, so that a set
// cannot teach that a disagreement speaks for a candidate.
func bounds(names []string) []bound {
	b := make([]bound, len(names))
	inf := math.Inf(1)
	for i, n := range names {
		switch sign[n] {
		case '+':
			b[i] = bound{0, inf}
		case '-':
			b[i] = bound{-inf, 0}
		default:
			b[i] = bound{-inf, inf}
		}
	}
	return b
}

var sign = map[string]byte{
	"same_text": '+', "same_words": '+', "same_order": '+', "same_weight": '+', "same_one": '-', "fillers": '-', "filler_one": '-', "one_word": '-', "numbered_company": '+', "mark_supplier": '-', "mark_entry": '-', "same_exact": '+', "sort_supplier": '-', "sort_entry": '-', "sort_both": '-', "both_left": '-', "lead_supplier": '-', "lead_entry": '-', "other_body_supplier": '-', "other_body_entry": '-', "spelt_known": '-', "rest_supplier": '-', "rest_entry": '-', "part_supplier": '-', "part_entry": '-', "alias_supplier": '-', "alias_entry": '-', "shared_1": '+', "shared_2": '+', "shared_3": '+', "rarest": '+', "no_specific": '-',
	"first_word": '+', "left_supplier_1": '-', "left_supplier_2": '-', "left_supplier_3": '-', "left_entry_1": '-', "left_entry_2": '-',
	"left_entry_3": '-', "share_supplier": '+', "share_entry": '+', "rare_supplier": '-', "rare_entry": '-', "rare_both": '-', "spelling": '-',
	"worst_spelling": '-', "number_same": '+', "number_differs": '-', "number_supplier": '-', "number_entry": '-', "place_same": '+',
	"place_differs": '-', "place_supplier": '-', "place_entry": '-', "family_same": '+', "family_differs": '-', "family_left": '-', "form_supplier": '-', "same_run": '+', "same_bare": '+', "shared_bare": '+', "all_supplier_rare": '+', "generic_supplier": '+', "generic_both": '-', "city_rare": '+', "city_generic": '+', "postal_generic": '+', "crowd": '-', "small_number_supplier": '-', "small_number_entry": '-', "start_supplier": '+', "start_entry": '+', "giving_supplier": '-', "giving_entry": '-', "giving_company": '-', "part_same_supplier": '+', "part_same_entry": '+', "holds": '-', "head_supplier": '+', "head_entry": '+', "public_same": '-', "form_entry": '-', "public_body": '-', "city_same": '+',
	"city_differs": '-', "postal_same": '+', "postal_near": '+', "postal_differs": '-', "phone_same": '+', "domain_same": '+',
	"score": '+', "margin": '+', "tie": '-', "ties": '-',
}
