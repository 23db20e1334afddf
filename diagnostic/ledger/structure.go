package ledger

import (
	"slices"
)

// extra counts the cells of a record beside its supplier and its amounts.
func (s *sums) extra(i int) int {
	n := int(s.t.rec(i).filled)
	if !s.t.blank(i, s.supplierColumn) {
		n--
	}
	for _, c := range s.moneyColumns {
		if !s.t.blank(i, c) {
			n--
		}
	}
	return n
}

// moneyColumns lists the columns that hold dollars, each once.
func (l *layout) moneyColumns() []int {
	var list []int
	for _, c := range append(slices.Clone(l.columns), l.rivals...) {
		switch c.Field {
		case Amount, Debit, Credit, GST, QST, Tax, Rebate:
			if !slices.Contains(list, c.Index) {
				list = append(list, c.Index)
			}
		}
	}
	for _, i := range l.others {
		if !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	return list
}

// findStructure learns what a line usually holds, and whether suppliers stand
// on rows of their own above their lines.
func (s *sums) findStructure() {
	counts := map[int]int{}
	alone, nameless, money := 0, 0, 0
	for i := range s.t.n {
		named := !s.t.blank(i, s.supplierColumn)
		if !s.money.parsed(i) {
			if named && s.money.reading[i] == noAmount && s.extra(i) == 0 {
				alone++
			}
			continue
		}
		s.lastMoney = i
		counts[min(s.extra(i), 50)]++
		money++
		if !named && alone > 0 {
			nameless++
		}
	}
	// What two rows in five have or exceed: subtotals may be as many as lines.
	for e, above := 50, 0; e >= 0; e-- {
		if above += counts[e]; above*5 >= money*2 {
			s.usual = e
			break
		}
	}
	s.grouped = alone > 0 && money > 1 && nameless*10 >= money*7
	s.starts = []mark{{}}
}

// findOutline finds reports that print each supplier with its sum above its
// nameless lines. It takes nearly all such sums to be right, and two lines at
// least, to believe it.
func (s *sums) findOutline() {
	above, with, lines := map[int]bool{}, 0, 0
	for i := 0; i < s.t.n; i++ {
		if !s.money.parsed(i) || s.t.blank(i, s.supplierColumn) || s.extra(i) > 0 {
			continue
		}
		var sum total
		n, next := 0, i+1
		for ; next < s.t.n && s.t.blank(next, s.supplierColumn); next++ {
			if s.t.w.wording(s.t.label(next)) != plain {
				break
			}
			if s.money.parsed(next) {
				sum.add(s.money.raw[next])
				n++
			}
		}
		if n > 0 {
			with++
			if s.equals(sum, s.money.raw[i]) {
				above[i] = true
				lines += n
			}
		}
		i = next - 1
	}
	if lines >= 2 && len(above)*10 >= with*9 {
		s.above = above
	}
}
