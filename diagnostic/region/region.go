// Package region adds up the diagnostics of a year over a territory: totals by
// level, by MRC, and the trend of the buyers that are present in two years.
//
// Vocabulary: a [Buyer] is who could be covered; a [Measure] is the validated
// headline of one buyer in one year; a [Level] is a sort of body whose spending
// may be added up: a municipality pays its MRC, so the two levels are never
// summed; a [Cell] is a sum that is shown or protected.
//
// A cell is protected when fewer than three buyers are in it or one of them
// makes more than 85 % of its spending or of its confirmed purchases; enough
// other cells are hidden that it cannot be worked out from what is shown, and a
// trend that would give it away is not shown. Ceilings are shown beside the rest
// when no buyer makes more than 85 % of what is still open, else none is: that
// one buyer is the last with open questions hides no more than that. Pure:
// values in, values out. Start with [Add].
package region

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// Level of a body. Amounts of two levels are never added.
type Level string

// The levels.
const (
	Municipal Level = "municipal" // municipalities
	Regional  Level = "regional"  // MRCs and boards, which municipalities pay
	Other     Level = "other"     // other public buyers
)

// Levels lists them in their order.
func Levels() []Level { return []Level{Municipal, Regional, Other} }

// Buyer is a body that is known, whether it is covered or not.
type Buyer struct {
	ID         string
	MRC        string // "" when unknown
	Level      Level
	Population int // of a municipality, 0 when unknown
}

// Measure is the headline of a validated diagnostic. Dollars of one currency.
type Measure struct {
	Buyer                           string
	Addressable, Confirmed, Ceiling decimal.Decimal
}

// Cell is a sum over buyers. When Hidden, its amounts are zero and not to be
// shown; how many buyers there are is known to all.
type Cell struct {
	MRC                             string
	Buyers                          int // covered
	Known                           int
	Population, KnownPopulation     int
	Hidden                          bool
	Why                             Why
	NoCeiling                       bool // Ceiling and Most are not to be shown, and zero
	Addressable, Confirmed, Ceiling decimal.Decimal
	Share, Most                     decimal.NullDecimal // confirmed and ceiling of addressable, percent
}

// Why a cell is hidden.
type Why string

// The reasons.
const (
	Few       Why = "few"       // fewer than three buyers
	Dominated Why = "dominated" // one buyer makes more than 85 %
	Derivable Why = "derivable" // shown, it would give another one away
)

// Part is one level of a region.
type Part struct {
	Level Level
	Total Cell
	MRCs  []Cell // in the order asked
	Trend Trend
}

// Trend compares the buyers present in both years.
type Trend struct {
	Buyers      int
	Hidden      bool // too few, or it would give a protected cell away
	Before, Now Cell
}

// Rule is what a cell needs to be shown.
type Rule struct {
	Buyers int             // at least
	Most   decimal.Decimal // percent that one buyer may make of an amount
}

// DefaultRule is three buyers, none over 85 %.
func DefaultRule() Rule { return Rule{Buyers: 3, Most: decimal.NewFromInt(85)} }

// Add adds up a year, level by level; before is the year it is compared with,
// null or empty for none. mrcs gives the order of the MRCs; others follow by name.
// Measures of unknown buyers and second measures of one buyer are left out.
func Add(buyers []Buyer, now, before []Measure, mrcs []string, r Rule) []Part {
	var out []Part
	for _, l := range Levels() {
		y, e := newYear(buyers, now, l, mrcs, r), newYear(buyers, before, l, mrcs, r)
		if len(y.known) == 0 {
			continue
		}
		p := Part{Level: l, Total: y.cell("", y.all())}
		if y.hideAll {
			p.Total = p.Total.hide(y.whyAll)
		}
		for _, m := range y.order {
			c := y.cell(m, y.cells[m])
			if why, hidden := y.hidden[m]; c.Buyers > 0 && hidden {
				c = c.hide(why)
			}
			p.MRCs = append(p.MRCs, c)
		}
		p.Trend = trend(y, e)
		out = append(out, p)
	}
	return out
}

func (c Cell) withoutCeiling() Cell {
	c.Ceiling, c.Most, c.NoCeiling = decimal.Zero, decimal.NullDecimal{}, true
	return c
}

func (c Cell) hide(why Why) Cell {
	return Cell{MRC: c.MRC, Buyers: c.Buyers, Known: c.Known, Population: c.Population, KnownPopulation: c.KnownPopulation, Hidden: true, Why: why, NoCeiling: true}
}

// year is one level in one year, and what of it is hidden.
type year struct {
	rule     Rule
	known    map[string]Buyer
	of       map[string]Measure
	cells    map[string][]string // covered buyers by MRC, by identifier
	order    []string
	hidden   map[string]Why
	hideAll  bool // the total
	whyAll   Why
	ceilings bool // may be shown beside the other amounts
}

func newYear(buyers []Buyer, list []Measure, l Level, mrcs []string, r Rule) *year {
	y := &year{rule: r, known: map[string]Buyer{}, of: map[string]Measure{}, cells: map[string][]string{}, hidden: map[string]Why{}}
	there := map[string]bool{}
	for _, b := range buyers {
		if b.Level == l {
			y.known[b.ID] = b
			there[b.MRC] = true
		}
	}
	for _, m := range list {
		b, ok := y.known[m.Buyer]
		if _, twice := y.of[m.Buyer]; !ok || twice {
			continue
		}
		y.of[m.Buyer] = m
		y.cells[b.MRC] = append(y.cells[b.MRC], m.Buyer)
	}
	for _, m := range mrcs {
		if there[m] {
			y.order = append(y.order, m)
			delete(there, m)
		}
	}
	var rest []string
	for m := range there {
		rest = append(rest, m)
	}
	slices.SortFunc(rest, func(a, b string) int { return cmp.Or(yes(a == "")-yes(b == ""), strings.Compare(a, b)) })
	y.order = append(y.order, rest...)
	y.protect()
	return y
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// all lists the covered buyers.
func (y *year) all() []string {
	var out []string
	for _, m := range y.order {
		out = append(out, y.cells[m]...)
	}
	return out
}

// cell adds up covered buyers. mrc "" with all of them is the total.
func (y *year) cell(mrc string, ids []string) Cell {
	c := Cell{MRC: mrc, Buyers: len(ids)}
	for _, id := range ids {
		m := y.of[id]
		c.Addressable, c.Confirmed, c.Ceiling = c.Addressable.Add(m.Addressable), c.Confirmed.Add(m.Confirmed), c.Ceiling.Add(m.Ceiling)
		c.Population += y.known[id].Population
	}
	total := len(ids) == len(y.of) && mrc == ""
	for _, b := range y.known {
		if total || b.MRC == mrc {
			c.Known++
			c.KnownPopulation += b.Population
		}
	}
	c.Share, c.Most = share.Percent(c.Confirmed, c.Addressable), share.Percent(c.Ceiling, c.Addressable)
	if !y.ceilings {
		c = c.withoutCeiling()
	}
	return c
}

// amount is one of the amounts of a measure.
type amount func(*Measure) decimal.Decimal

// settled are the amounts that always stand together; pending tells, beside
// them, what open questions could still add.
var (
	settled = []amount{
		func(m *Measure) decimal.Decimal { return m.Addressable },
		func(m *Measure) decimal.Decimal { return m.Confirmed },
	}
	pending = []amount{
		func(m *Measure) decimal.Decimal { return m.Ceiling },
		func(m *Measure) decimal.Decimal { return m.Ceiling.Sub(m.Confirmed) },
	}
)

// unsafe tells why the settled amounts of a sum over buyers may not be shown, ""
// when they may. Nobody is nothing to protect.
func (y *year) unsafe(ids []string) Why { return y.unsafeOf(ids, settled) }

func (y *year) unsafeOf(ids []string, amounts []amount) Why {
	if len(ids) == 0 {
		return ""
	}
	if len(ids) < y.rule.Buyers {
		return Few
	}
	for _, of := range amounts {
		sum, most := decimal.Zero, decimal.Zero
		for _, id := range ids {
			m := y.of[id]
			v := of(&m).Abs()
			sum, most = sum.Add(v), decimal.Max(most, v)
		}
		if sum.IsPositive() && most.Mul(decimal.NewFromInt(100)).GreaterThan(sum.Mul(y.rule.Most)) {
			return Dominated
		}
	}
	return ""
}

// protect chooses what is hidden: the cells that may not be shown, then the
// smallest others until the sum of all that is hidden, which anybody can work
// out from the total, says nothing about one cell or a few buyers. Where the
// total is hidden, there is nothing to subtract from.
func (y *year) protect() {
	if y.whyAll = y.unsafe(y.all()); y.whyAll != "" {
		y.hideAll = true
	}
	var open []string // cells with something in them, the smallest first
	for _, m := range y.order {
		switch why := y.unsafe(y.cells[m]); {
		case why != "":
			y.hidden[m] = why
		case len(y.cells[m]) > 0:
			open = append(open, m)
		}
	}
	slices.SortStableFunc(open, func(a, b string) int {
		return y.cell(a, y.cells[a]).Addressable.Abs().Cmp(y.cell(b, y.cells[b]).Addressable.Abs())
	})
	for !y.hideAll && len(y.hidden) > 0 && len(open) > 0 && (len(y.hidden) == 1 || y.unsafe(y.concealed()) != "") {
		y.hidden[open[0]] = Derivable
		open = open[1:]
	}
	if len(y.hidden) == 1 && len(open) == 0 && !y.hideAll {
		y.hideAll = true // one cell alone is the total
		for _, why := range y.hidden {
			y.whyAll = why
		}
	}
	y.ceilings = y.showCeilings()
}

// showCeilings tells whether the ceilings of all that is shown, and of what can
// be worked out from it, say nothing about one buyer.
func (y *year) showCeilings() bool {
	sums := [][]string{y.concealed()}
	if y.hideAll {
		sums = nil // nothing to subtract from
	} else {
		sums = append(sums, y.all())
	}
	for _, m := range y.order {
		if _, hidden := y.hidden[m]; !hidden {
			sums = append(sums, y.cells[m])
		}
	}
	for _, ids := range sums {
		if y.unsafeOf(ids, pending) != "" {
			return false
		}
	}
	return true
}

// concealed lists the buyers of hidden cells.
func (y *year) concealed() []string {
	var out []string
	for _, m := range y.order {
		if _, hidden := y.hidden[m]; hidden {
			out = append(out, y.cells[m]...)
		}
	}
	return out
}
