package ledger

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet"
)

// judgement says of every record whether it is a line and whose.
type judgement struct {
	verdict  verdicts
	supplier []ref // in names
	names    *texts
	// what rows above the line say of it
	supplierNo map[int]string
	accounts   map[int]string
	totals     []PrintedTotal
	filled     int // lines whose supplier came from a group row
	noName     group
}

// name is the supplier of a record, "" when it has none so far.
func (j *judgement) name(i int) string { return j.names.get(j.supplier[i]).Text }

// verdicts hold for each record that it is kept, or why not.
type verdicts []uint8

// reasons by what stands for them in verdicts.
var reasons = [...]Reason{
	kept, TitleRow, HeaderRow, RepeatedHeader, BlankRow, SubtotalRow, TotalRow, GroupRow, NoteRow, BalanceRow, SummaryRow,
	NoAmount, BadAmount, OtherCurrency, NoSupplier,
}

func (v verdicts) set(i int, why Reason) { v[i] = uint8(slices.Index(reasons[:], why)) }

func (v verdicts) of(i int) Reason { return reasons[v[i]] }

// judge walks the records from the top and keeps the running sums by which
// totals and subtotals are recognised.
func (t *tableReader) judge(money *moneyColumn) *judgement {
	n := t.n
	s := &sums{judgement: &judgement{verdict: make(verdicts, n), supplier: make([]ref, n), names: &texts{}, supplierNo: map[int]string{}, accounts: map[int]string{}, totals: []PrintedTotal{}}, t: t, money: money}
	s.supplierColumn, s.moneyColumns = t.supplier, t.lay.moneyColumns()
	s.noName.keep = t.opt.Marks
	at := t.whereIs(s.supplierColumn)
	if at >= 0 {
		s.names = t.columns[at]
	}
	s.findStructure()
	s.findOutline()
	for i := range t.n {
		s.now = i
		if at >= 0 {
			s.supplier[i] = *t.refAt(i, at)
		}
		switch {
		case money.parsed(i) && t.otherCurrency(i, money):
			s.verdict.set(i, OtherCurrency)
		case money.parsed(i):
			s.judgeMoney(i)
		default:
			s.verdict.set(i, s.judgeText(i))
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
	usual          int          // cells a line usually has beside supplier and money
	grouped        bool         // suppliers stand alone on a row, their lines under it
	lastMoney      int          // last record with an amount
	above          map[int]bool // rows that print a supplier's sum above its lines

	now     int // the record being judged
	run     total
	lines   int
	starts  []mark // where sums may begin: the top, after a total, after a group row
	group   string // supplier of the group row above
	groupNo string // its number
	account string // of the group row above
	block   mark   // where the lines of the latest supplier begin
	latest  string // the latest supplier
	subs    int    // subtotals found
}

// mark is a place sums may begin at.
type mark struct {
	run   total
	lines int
	rec   int // the record after it
}

// judgeText decides a record without an amount.
func (s *sums) judgeText(i int) Reason {
	t := s.t
	cells := t.whole[i]
	if t.headingAgain(cells) {
		return RepeatedHeader
	}
	if s.furniture(i) {
		return NoteRow
	}
	if h, ok := t.w.labelled(cells); ok {
		s.open(h)
		return GroupRow
	}
	if kind, ok := s.totalInText(i); ok {
		return kind
	}
	if s.money.reading[i] == noAmount {
		return s.judgeBare(i)
	}
	c := t.cell(i, s.money.cellColumn(i))
	named := !t.blank(i, s.supplierColumn)
	if !named && c.Kind == sheet.Text && !strings.ContainsAny(c.Text, "0123456789") {
		return NoteRow
	}
	return BadAmount
}

// judgeBare decides a record whose amount is blank: a group's name, a line
// without amount, or a note.
func (s *sums) judgeBare(i int) Reason {
	t := s.t
	named := !t.blank(i, s.supplierColumn)
	last := s.supplierColumn
	if g := t.lay.grouped; g != nil {
		last = g.column
	}
	above := i+1 < t.n && s.money.parsed(i+1)
	h, bare := bareHeading(t.whole[i], max(last, 0))
	heads := bare && i < s.lastMoney && t.w.maybeName(h.text)
	switch {
	case heads && h.field == Account:
		s.open(h)
		return GroupRow
	case t.lay.grouped != nil && !t.lay.grouped.labelled && heads && above:
		s.open(h)
		return GroupRow
	case named && s.grouped && heads:
		s.open(h)
		return GroupRow
	case heads && above && s.usual > 0 && s.extra(i) <= 0:
		s.begin()
		return GroupRow // a department or a month
	case named && (s.extra(i) > 0 || i < s.lastMoney):
		return NoAmount
	}
	return NoteRow
}

// open begins the group a heading names.
func (s *sums) open(h heading) {
	s.begin()
	switch h.field {
	case Supplier:
		s.group, s.groupNo = continued(h.text), h.no
	case Account:
		s.account = continued(strings.TrimSpace(h.no + " " + h.text))
	}
}

// furniture tells a row that a printed report repeats on every page: its
// titles, or a page's number.
func (s *sums) furniture(i int) bool {
	r := s.t.rec(i)
	if !r.page && (len(s.t.lay.titles) == 0 || !s.t.lay.titles[s.t.w.mask(s.t.label(i))]) {
		return false
	}
	dated := s.t.dates.column >= 0 && !s.t.blank(i, s.t.dates.column) && !s.t.dates.read(s.t.cell(i, s.t.dates.column)).IsZero()
	return !dated && (s.name(i) == "" || s.extra(i) < max(s.usual, 1) || r.page)
}

// judgeMoney decides a record with an amount.
func (s *sums) judgeMoney(i int) {
	if s.above[i] {
		s.printTotal(i, SubtotalRow, true, s.money.raw[i].decimal())
		s.group, s.groupNo = s.name(i), ""
		return
	}
	if s.furniture(i) {
		s.verdict.set(i, NoteRow)
		return
	}
	if s.isBalance(i) {
		s.verdict.set(i, BalanceRow)
		s.begin()
		return
	}
	if s.name(i) != "" {
		s.group = s.groupAfter()
	}
	kind, verified, computed := s.isTotal(i)
	if kind == kept {
		s.keep(i)
		return
	}
	s.printTotal(i, kind, verified, computed.decimal())
}

// isBalance tells an opening or closing balance, which is neither a purchase
// nor a total.
func (s *sums) isBalance(i int) bool {
	return (s.name(i) == "" || s.name(i) == s.t.label(i) && s.usual > 0) && s.extra(i) <= 1 && s.t.w.isBalance(s.t.label(i))
}

// groupAfter is the group that still stands after a row with its own supplier:
// under rows that print sums it ends, under names alone it goes on.
func (s *sums) groupAfter() string {
	if len(s.above) > 0 {
		return ""
	}
	return s.group
}

func (s *sums) printTotal(i int, kind Reason, verified bool, computed decimal.Decimal) {
	s.verdict.set(i, kind)
	s.note(i, s.money.column, kind, verified, s.money.raw[i].decimal(), computed)
}

// note keeps a printed total for the record of the file.
func (s *sums) note(i, column int, kind Reason, verified bool, printed, computed decimal.Decimal) {
	total := PrintedTotal{
		Table: s.t.table, Row: s.t.row(i), Cell: cellName(column, s.t.row(i)), Label: cut(s.t.label(i), 80),
		Kind: kind, Printed: printed, Computed: computed, Verified: verified,
	}
	if !verified {
		total.Span = s.spanOf(i, printed, computed)
	}
	s.totals = append(s.totals, total)
	if kind == SubtotalRow {
		s.subs++
	}
	s.begin()
}

func (s *sums) begin() {
	if last := s.starts[len(s.starts)-1]; last.lines == s.lines {
		return
	}
	s.starts = append(s.starts, mark{s.run, s.lines, s.now})
	if len(s.starts) > 64 {
		s.starts = slices.Delete(s.starts, 1, 2) // the top stays
	}
}

func (s *sums) keep(i int) {
	if s.name(i) == "" && s.group != "" {
		s.supplier[i], s.supplierNo[i] = s.names.text(s.group), s.groupNo
		s.filled++
	}
	if s.account != "" {
		s.accounts[i] = s.account
	}
	if s.name(i) == "" {
		s.noName.add(cellName(s.supplierColumn, s.t.row(i)), "")
	}
	if s.name(i) != s.latest || s.lines == 0 {
		s.block, s.latest = mark{s.run, s.lines, i}, s.name(i)
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
