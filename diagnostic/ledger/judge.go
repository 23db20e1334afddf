package ledger

import (
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
)

// judgement says of every record whether it is a line and whose.
type judgement struct {
	verdict  []Reason // kept or why not
	supplier []string
	totals   []PrintedTotal
	filled   int // lines whose supplier came from a group row
	noName   group
}

// judge walks the records from the top and keeps the running sums by which
// totals and subtotals are recognised.
func (t *tableReader) judge(money *moneyColumn) *judgement {
	n := len(t.recs)
	s := &sums{judgement: &judgement{verdict: make([]Reason, n), supplier: make([]string, n), totals: []PrintedTotal{}}, t: t, money: money}
	s.supplierColumn, s.moneyColumns = t.lay.column(Supplier), t.lay.moneyColumns()
	s.findStructure()
	for i := range t.recs {
		s.supplier[i] = t.cell(i, s.supplierColumn).Text
		switch {
		case money.parsed(i) && t.otherCurrency(i, money):
			s.verdict[i] = OtherCurrency
		case money.parsed(i):
			s.judgeMoney(i)
		default:
			s.verdict[i] = s.judgeText(i)
		}
	}
	s.totalsAbove()
	return s.judgement
}

// sums are the running sums of the lines kept so far.
type sums struct {
	*judgement
	t              *tableReader
	money          *moneyColumn
	supplierColumn int
	moneyColumns   []int
	usual          int  // cells a line usually has beside supplier and money
	grouped        bool // suppliers stand alone on a row, their lines under it
	lastMoney      int  // last record with an amount

	run    total
	lines  int
	starts []mark // where sums may begin: the top, after a total, after a group row
	group  string // supplier of the group row above
	block  mark   // where the lines of the latest supplier begin
	latest string // the latest supplier
	subs   int    // subtotals found
}

// mark is a place sums may begin at.
type mark struct {
	run   total
	lines int
}

// extra counts the cells of a record beside its supplier and its amounts.
func (s *sums) extra(i int) int {
	n := s.t.recs[i].filled
	if s.t.cell(i, s.supplierColumn).Kind != sheet.Blank {
		n--
	}
	for _, c := range s.moneyColumns {
		if s.t.cell(i, c).Kind != sheet.Blank {
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
	return list
}

// findStructure learns what a line usually holds, and whether suppliers stand
// on rows of their own above their lines.
func (s *sums) findStructure() {
	counts := map[int]int{}
	alone, nameless, money := 0, 0, 0
	for i := range s.t.recs {
		named := s.t.cell(i, s.supplierColumn).Kind != sheet.Blank
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

// judgeText decides a record without an amount.
func (s *sums) judgeText(i int) Reason {
	t := s.t
	named := t.cell(i, s.supplierColumn).Kind != sheet.Blank
	extra := s.extra(i)
	if t.repeatsHeader(i) {
		return RepeatedHeader
	}
	if s.money.reading[i] == noAmount {
		switch {
		case named && extra == 0 && s.grouped && i < s.lastMoney:
			s.group = t.cell(i, s.supplierColumn).Text
			s.begin()
			return GroupRow
		case named && (extra > 0 || i < s.lastMoney):
			return NoAmount
		}
		return NoteRow
	}
	c := t.cell(i, s.money.cellColumn(i))
	if !named && c.Kind == sheet.Text && !strings.ContainsAny(c.Text, "0123456789") {
		return NoteRow
	}
	return BadAmount
}

// repeatsHeader tells a row that prints the header again.
func (t *tableReader) repeatsHeader(i int) bool {
	same, filled := 0, 0
	for _, c := range t.lay.columns {
		cell := t.cell(i, c.Index)
		if cell.Kind == sheet.Blank {
			continue
		}
		filled++
		if c.Header != "" && strings.EqualFold(cell.Text, c.Header) {
			same++
		}
	}
	return same >= 2 && same*10 >= filled*8
}

// judgeMoney decides a record with an amount.
func (s *sums) judgeMoney(i int) {
	kind, verified, computed := s.isTotal(i)
	if kind == kept {
		s.keep(i)
		return
	}
	s.verdict[i] = kind
	s.totals = append(s.totals, PrintedTotal{
		Table: s.t.table, Row: s.t.recs[i].row, Cell: cellName(s.money.column, s.t.recs[i].row), Label: cut(s.t.recs[i].label, 80),
		Kind: kind, Printed: s.money.raw[i].decimal(), Computed: computed.decimal(), Verified: verified,
	})
	if kind == SubtotalRow {
		s.subs++
	}
	s.begin()
}

func (s *sums) begin() {
	if last := s.starts[len(s.starts)-1]; last.lines == s.lines {
		return
	}
	s.starts = append(s.starts, mark{s.run, s.lines})
	if len(s.starts) > 64 {
		s.starts = slices.Delete(s.starts, 1, 2) // the top stays
	}
}

func (s *sums) keep(i int) {
	if s.supplier[i] == "" && s.grouped && s.group != "" {
		s.supplier[i] = s.group
		s.filled++
	}
	if s.supplier[i] == "" {
		s.noName.add(cellName(s.supplierColumn, s.t.recs[i].row), "")
	}
	if s.supplier[i] != s.latest {
		s.block, s.latest = mark{s.run, s.lines}, s.supplier[i]
	}
	s.run.add(s.money.raw[i])
	s.lines++
}

// since is the sum of the lines after a mark.
func (s *sums) since(m mark) (total, int) {
	return total{s.run.dollars - m.run.dollars, s.run.rest - m.run.rest}, s.lines - m.lines
}

// equals compares to the cent: a printed total is rounded, the sum may not be.
func (s *sums) equals(t total, v micro) bool {
	const half = microsPerCent / 2
	dollars := t.dollars - int64(v)/microsPerDollar
	if dollars > largestAmount/microsPerDollar || dollars < -largestAmount/microsPerDollar {
		return false
	}
	diff := dollars*microsPerDollar + t.rest - int64(v)%microsPerDollar
	return diff <= half && diff >= -half
}

// wording is how much a label speaks of a total.
type wording uint8

const (
	plain     wording = iota
	loose             // "Total Énergies", "Total Rivard inc."
	looseSub          // "Sous-total Rivard inc."
	strictSub         // "Sous-total"
	strict            // "Grand total"
)

func (w *words) wording(label string) wording {
	if len(label) > 120 {
		return plain
	}
	f := name.Fold(label)
	padded := " " + f + " "
	if _, ok := w.sub.exact[f]; ok {
		return strictSub
	}
	if _, ok := w.total.exact[f]; ok {
		return strict
	}
	at := func(list []string) bool {
		for _, c := range list {
			if strings.HasPrefix(padded, c) || strings.HasSuffix(padded, c) {
				return true
			}
		}
		return false
	}
	switch {
	case at(w.sub.contains):
		return looseSub
	case at(w.total.contains):
		return loose
	}
	return plain
}

// isTotal tells a total or a subtotal by its arithmetic and its wording
// together; a supplier whose name begins with "Total" has what lines have
// and an amount that is no sum.
func (s *sums) isTotal(i int) (kind Reason, verified bool, computed total) {
	v := s.money.raw[i]
	label := s.t.recs[i].label
	w := s.t.w.wording(label)
	named := s.supplier[i] != ""
	if named && w == plain {
		w = s.t.w.wording(s.supplier[i])
	}
	extra := s.extra(i)
	if !named && label != "" && extra > 0 && w != plain {
		extra-- // the label itself
	}
	bare := extra == 0
	top, latest := s.starts[0], s.starts[len(s.starts)-1]
	all, allLines := s.since(top)
	sub, subLines := s.since(latest)
	if s.block.lines > latest.lines && s.ofGroup(i, label+" "+s.supplier[i]) {
		sub, subLines = s.since(s.block)
	}
	switch {
	case w == strict || w == strictSub:
		return s.worded(i, w == strictSub, bare, all, sub)
	case w == loose || w == looseSub:
		if allLines >= 2 && s.equals(all, v) && (bare || s.usual > extra) {
			return s.level(i, w), true, all
		}
		if start, n := s.sumOfSome(v); n >= 1 && (bare && s.usual > 0 || n >= 2) && extra < max(s.usual, 1) {
			return SubtotalRow, true, start
		}
		if w == looseSub || bare && s.usual > 0 && (!named || s.ofGroup(i, label)) {
			return SubtotalRow, false, sub
		}
	case v == 0:
	case !named && bare:
		switch {
		case allLines >= 2 && s.equals(all, v):
			return s.level(i, w), true, all
		case s.equals(sub, v) && (subLines >= 2 || subLines == 1 && s.subs > 0):
			return SubtotalRow, true, sub
		}
	case named && bare && s.usual > 0 && subLines >= 2 && s.equals(sub, v) && s.ofGroup(i, s.supplier[i]):
		return SubtotalRow, true, sub
	}
	return kept, false, total{}
}

// level tells a total from a first subtotal: both are the sum of all lines so
// far, but more lines follow a subtotal.
func (s *sums) level(i int, w wording) Reason {
	if w == looseSub || w == strictSub || len(s.starts) == 1 && i < s.lastMoney {
		return SubtotalRow
	}
	return TotalRow
}

// worded decides a row that says nothing but "total" or "subtotal".
func (s *sums) worded(i int, sub, bare bool, all, latest total) (Reason, bool, total) {
	v := s.money.raw[i]
	if start, n := s.sumOfSome(v); n > 0 {
		if s.equals(all, v) && !sub {
			return TotalRow, true, all
		}
		return SubtotalRow, true, start
	}
	switch {
	case !bare && s.extra(i) >= s.usual && s.usual > 0 && s.supplier[i] != "":
		return kept, false, total{} // a supplier called Total
	case sub:
		return SubtotalRow, false, latest
	}
	return TotalRow, false, all
}

// sumOfSome finds a place from which the lines add to v, the nearest first, and
// how many lines they are.
func (s *sums) sumOfSome(v micro) (total, int) {
	if t, n := s.since(s.block); n > 0 && s.equals(t, v) {
		return t, n
	}
	for k := len(s.starts) - 1; k >= 0; k-- {
		if t, n := s.since(s.starts[k]); n > 0 && s.equals(t, v) {
			return t, n
		}
	}
	return total{}, 0
}

// ofGroup tells that a label names the supplier of the lines just above.
func (s *sums) ofGroup(i int, label string) bool {
	f := " " + name.Fold(label) + " "
	for k := i - 1; k >= 0; k-- {
		if s.supplier[k] == "" || s.verdict[k] != kept {
			continue
		}
		return strings.Contains(f, " "+name.Fold(s.supplier[k])+" ")
	}
	return false
}

// totalsAbove verifies totals printed above their lines.
func (s *sums) totalsAbove() {
	for i := range s.totals {
		p := &s.totals[i]
		if !p.Verified && p.Printed.Equal(s.run.decimal().Round(2)) {
			p.Verified, p.Computed = true, s.run.decimal()
		}
	}
}
