package diagnostic

import (
	"slices"
	"strings"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/name"
)

// World is what decisions on this registry are checked against.
func (p *Prepared) World(redirects map[string]string) review.World {
	neq, bn := map[string]int{}, map[string]int{}
	for i := range p.edition.Entries {
		e := &p.edition.Entries[i]
		one(neq, e.NEQ, i)
		one(bn, e.BN, i)
	}
	return review.World{
		Redirects: redirects, Tables: p.q.Params.Tables,
		Identifiers: func(id string) (string, string) {
			i, ok := p.at[id]
			if !ok {
				return "", ""
			}
			return p.edition.Entries[i].NEQ, p.edition.Entries[i].BN
		},
		Holder: func(n, b string) (string, string) {
			for _, x := range []struct {
				in    map[string]int
				value string
			}{{neq, n}, {bn, b}} {
				if i, ok := x.in[x.value]; ok && x.value != "" && i >= 0 {
					return p.edition.Entries[i].ID, p.edition.Entries[i].Name
				}
			}
			return "", ""
		},
	}
}

// one keeps the place of a value, −1 when several places bear it.
func one(in map[string]int, value string, i int) {
	if value == "" {
		return
	}
	if _, twice := in[value]; twice {
		i = -1
	}
	in[value] = i
}

// Bind ties decisions kept in a file to a registry read from a file. A registry
// without a column of identifiers numbers its enterprises by row, and rows
// move: such a decision follows the number, else the name, that it was taken
// on. One whose enterprise is not found that way speaks of no entry.
func Bind(list []review.Decision, e *registry.Edition) []review.Decision {
	at, neq, names := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range e.Entries {
		x := &e.Entries[i]
		at[x.ID] = i
		one(neq, x.NEQ, i)
		for _, n := range append([]string{x.Name}, x.OtherNames...) {
			if f := name.Fold(n); f != "" {
				if j, ok := names[f]; !ok || j != i {
					one(names, f, i)
				}
			}
		}
	}
	out := slices.Clone(list)
	for k := range out {
		d := &out[k]
		if d.Enterprise == "" || !byRow(d.Enterprise) || d.EnterpriseName == "" && d.EnterpriseNEQ == "" {
			continue
		}
		i, ok := at[d.Enterprise]
		if ok && bears(&e.Entries[i], d) {
			continue
		}
		found := -1
		if j, ok := neq[d.EnterpriseNEQ]; ok && d.EnterpriseNEQ != "" {
			found = j
		} else if j, ok := names[name.Fold(d.EnterpriseName)]; ok {
			found = j
		}
		if found >= 0 {
			d.Enterprise = e.Entries[found].ID
		} else {
			d.Enterprise += "?"
		}
	}
	return out
}

// byRow tells whether an identifier is the row of a file: "r12".
func byRow(id string) bool {
	digits, ok := strings.CutPrefix(id, "r")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// bears tells whether an entry is the one a decision was taken on.
func bears(e *registry.Entry, d *review.Decision) bool {
	if d.EnterpriseNEQ != "" && e.NEQ != "" {
		return d.EnterpriseNEQ == e.NEQ
	}
	want := name.Fold(d.EnterpriseName)
	return slices.ContainsFunc(append([]string{e.Name}, e.OtherNames...), func(n string) bool { return name.Fold(n) == want })
}
