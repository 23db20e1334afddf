package ledger

import "github.com/shopspring/decimal"

// mostSpanCells bounds the cells named beside a total that disagrees.
const mostSpanCells = 3

// spanOf finds the rows above record i that add to computed, and among them what
// may explain that printed is not that. nil when no row is concerned.
func (s *sums) spanOf(i int, printed, computed decimal.Decimal) *Span {
	from := -1
	for _, m := range []mark{s.block, s.starts[len(s.starts)-1], s.starts[0]} {
		if sum, n := s.since(m); n > 0 && sum.decimal().Equal(computed) {
			from = m.rec
			break
		}
	}
	if from < 0 {
		return nil
	}
	span := &Span{}
	diff := printed.Sub(computed)
	for k := from; k < i; k++ {
		row, column := s.t.row(k), s.money.cellColumn(k)
		switch s.verdict.of(k) {
		case kept:
			if span.Lines++; span.First == 0 {
				span.First = row
			}
			span.Last = row
			if v := s.money.raw[k].decimal(); len(span.Alike) < mostSpanCells && !v.IsZero() && v.Neg().Equal(diff) {
				span.Alike = append(span.Alike, cellName(column, row))
			}
		case NoAmount, BadAmount, OtherCurrency:
			if len(span.Left) < mostSpanCells {
				span.Left = append(span.Left, cellName(column, row))
			}
		}
	}
	if span.Lines == 0 {
		return nil
	}
	return span
}
