package share

import (
	"github.com/shopspring/decimal"

	"jachete/templates/policy"
)

// CoveragePart is what one source of categories settled, of all purchase
// lines; By "" is what nothing settled.
type CoveragePart struct {
	By Source `json:"by"`
	Amount
	OfLines   decimal.NullDecimal `json:"of_lines"`   // percent of purchase lines
	OfDollars decimal.NullDecimal `json:"of_dollars"` // percent of purchase dollars, net
}

// Coverage tells how the categories of the purchase lines were found: always
// four parts, account, activity, keyword, and none.
func Coverage(lines []Line, suppliers int, classes []policy.Class) []CoveragePart {
	kinds := map[string]policy.Kind{}
	for _, c := range classes {
		kinds[c.ID] = c.Kind
	}
	sources := []Source{FromAccount, FromActivity, FromKeyword, ""}
	pots := make([]pot, len(sources))
	var all pot
	for i := range lines {
		l := &lines[i]
		if k := kinds[l.Class]; k == policy.SetAside || k == policy.Grant {
			continue
		}
		s := l.Supplier
		if s >= suppliers {
			s = -1
		}
		at := len(sources) - 1
		for k, src := range sources {
			if l.Category != "" && src == l.By {
				at = k
			}
		}
		pots[at].add(moneyOf(l.Amount), s, suppliers)
		all.add(moneyOf(l.Amount), s, suppliers)
	}
	out := make([]CoveragePart, len(sources))
	for k, src := range sources {
		a := pots[k].amount()
		out[k] = CoveragePart{
			By: src, Amount: a, OfDollars: Percent(a.Dollars, all.dollars()),
			OfLines: Percent(decimal.NewFromInt(int64(a.Lines)), decimal.NewFromInt(int64(all.lines))),
		}
	}
	return out
}
