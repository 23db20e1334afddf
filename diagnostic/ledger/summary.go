package ledger

import (
	"slices"

	"github.com/shopspring/decimal"

	"jachete/scoring/name"
	"jachete/templates/message"
)

// leaveOutSummaries finds, among the tables of one file, those that sum up or
// repeat the lines of the others, and sets their lines aside: money is counted
// once.
func (r *reader) leaveOutSummaries(first int) {
	if len(r.led.Tables)-first < 2 {
		return
	}
	lines := make([]Lines, len(r.led.Tables)-first)
	for _, p := range r.led.Lines.parts {
		if t := p.table - first; t >= 0 {
			lines[t].add(p)
		}
	}
	// A table is judged against what is left of the others, the shortest first:
	// a summary of a summary goes too.
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return lines[a].n - lines[b].n })
	out := map[int]bool{}
	for _, t := range order {
		if lines[t].n < 2 || len(out) == len(lines)-1 {
			continue
		}
		var others Lines
		n := 0
		for k := range lines {
			if k != t && !out[k] {
				for _, p := range lines[k].parts {
					others.add(p)
				}
				n++
			}
		}
		var key string
		switch {
		case sumsUp(lines[t], others):
			key = "ledger.summary_left_out"
		case n >= 2 && sameLines(lines[t], others):
			key = "ledger.recap_left_out"
		default:
			continue
		}
		out[t] = true
		tb := &r.led.Tables[first+t]
		r.warn(key, message.Place{File: tb.File, Sheet: tb.Sheet, Cell: lines[t].At(0).AmountCell}, append(both("sum", tb.Balance.SumKept), "n", itoa(lines[t].n))...)
	}
	if len(out) > 0 {
		r.setTablesAside(first, out)
	}
}

// sumsUp tells that a holds one line for each supplier, with what b adds up to
// for it. Two suppliers are asked for, and one of several lines, or lines that
// say nothing but a supplier and an amount where b's say more.
func sumsUp(a, b Lines) bool {
	if a.n > b.n {
		return false
	}
	sums, counts := map[string]decimal.Decimal{}, map[string]int{}
	for _, l := range b.All() {
		f := name.Fold(l.Supplier)
		sums[f] = sums[f].Add(l.Amount)
		counts[f]++
	}
	met := map[string]bool{}
	equal, several := 0, 0
	for _, l := range a.All() {
		f := name.Fold(l.Supplier)
		if f == "" || met[f] {
			return false
		}
		met[f] = true
		if s, ok := sums[f]; ok && s.Round(2).Equal(l.Amount.Round(2)) {
			equal++
			if counts[f] > 1 {
				several++
			}
		}
	}
	switch {
	case equal < 2:
		return false
	case several > 0 && a.n < b.n:
		return equal*20 >= a.n*19
	}
	return equal == a.n && a.n == b.n && !detailed(a) && detailed(b)
}

// detailed tells lines that say when or what was bought.
func detailed(lines Lines) bool {
	for _, l := range lines.All() {
		if !l.Date.IsZero() || l.Invoice != "" || l.Payment != "" {
			return true
		}
	}
	return false
}

// sameLines tells that a holds the very lines of b, in any order.
func sameLines(a, b Lines) bool {
	if a.n != b.n {
		return false
	}
	count := map[string]int{}
	for _, l := range a.All() {
		count[likeness(&l)]++
	}
	for _, l := range b.All() {
		k := likeness(&l)
		if count[k]--; count[k] < 0 {
			return false
		}
	}
	return true
}

// likeness is what two copies of a line have in common.
func likeness(l *Line) string {
	return l.Supplier + "\x00" + l.Date.Format("2006-01-02") + "\x00" + l.Amount.String() + "\x00" + l.Invoice
}

func (p *lineTable) likeness(i int) string {
	l := p.line(i)
	return likeness(&l)
}

// setTablesAside turns the lines of some tables into rows set aside.
func (r *reader) setTablesAside(first int, out map[int]bool) {
	gone := func(table int) bool { return table >= first && out[table-first] }
	for _, l := range r.led.Lines.All() {
		if gone(l.Table) {
			r.led.Asides = append(r.led.Asides, Aside{Table: l.Table, Row: l.Row, Reason: SummaryRow, Amount: decimal.NewNullDecimal(l.Amount), Text: cut(l.Supplier, 80)})
		}
	}
	r.led.Lines.drop(gone)
	for t := range out {
		b := &r.led.Tables[first+t].Balance
		b.RowsSetAside[SummaryRow] += b.RowsKept
		b.SumSetAside, b.SumKept, b.RowsKept = b.SumSetAside.Add(b.SumKept), decimal.Zero, 0
	}
	slices.SortStableFunc(r.led.Asides, func(a, b Aside) int {
		if a.Table != b.Table {
			return a.Table - b.Table
		}
		return a.Row - b.Row
	})
}
