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
	lines := make([][]Line, len(r.led.Tables)-first)
	for i := range r.led.Lines {
		if t := r.led.Lines[i].Table - first; t >= 0 {
			lines[t] = append(lines[t], r.led.Lines[i])
		}
	}
	// A table is judged against what is left of the others, the shortest first:
	// a summary of a summary goes too.
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(lines[a]) - len(lines[b]) })
	out := map[int]bool{}
	for _, t := range order {
		if len(lines[t]) < 2 || len(out) == len(lines)-1 {
			continue
		}
		var others []Line
		n := 0
		for k := range lines {
			if k != t && !out[k] {
				others = append(others, lines[k]...)
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
		r.warn(key, message.Place{File: tb.File, Sheet: tb.Sheet, Cell: lines[t][0].AmountCell}, append(both("sum", tb.Balance.SumKept), "n", itoa(len(lines[t])))...)
	}
	if len(out) > 0 {
		r.setTablesAside(first, out)
	}
}

// sumsUp tells that a holds one line for each supplier, with what b adds up to
// for it. Two suppliers are asked for, and one of several lines, or lines that
// say nothing but a supplier and an amount where b's say more.
func sumsUp(a, b []Line) bool {
	if len(a) > len(b) {
		return false
	}
	sums, counts := map[string]decimal.Decimal{}, map[string]int{}
	for i := range b {
		f := name.Fold(b[i].Supplier)
		sums[f] = sums[f].Add(b[i].Amount)
		counts[f]++
	}
	met := map[string]bool{}
	equal, several := 0, 0
	for i := range a {
		f := name.Fold(a[i].Supplier)
		if f == "" || met[f] {
			return false
		}
		met[f] = true
		if s, ok := sums[f]; ok && s.Round(2).Equal(a[i].Amount.Round(2)) {
			equal++
			if counts[f] > 1 {
				several++
			}
		}
	}
	switch {
	case equal < 2:
		return false
	case several > 0 && len(a) < len(b):
		return equal*20 >= len(a)*19
	}
	return equal == len(a) && len(a) == len(b) && !detailed(a) && detailed(b)
}

// detailed tells lines that say when or what was bought.
func detailed(lines []Line) bool {
	for i := range lines {
		if l := &lines[i]; !l.Date.IsZero() || l.Invoice != "" || l.Payment != "" {
			return true
		}
	}
	return false
}

// sameLines tells that a holds the very lines of b, in any order.
func sameLines(a, b []Line) bool {
	if len(a) != len(b) {
		return false
	}
	count := map[string]int{}
	for i := range a {
		count[likeness(&a[i])]++
	}
	for i := range b {
		k := likeness(&b[i])
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

// setTablesAside turns the lines of some tables into rows set aside.
func (r *reader) setTablesAside(first int, out map[int]bool) {
	keep := r.led.Lines[:0]
	for _, l := range r.led.Lines {
		t := l.Table - first
		if t < 0 || !out[t] {
			keep = append(keep, l)
			continue
		}
		r.led.Asides = append(r.led.Asides, Aside{Table: l.Table, Row: l.Row, Reason: SummaryRow, Amount: decimal.NewNullDecimal(l.Amount), Text: cut(l.Supplier, 80)})
	}
	clear(r.led.Lines[len(keep):])
	r.led.Lines = keep
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
