package ledger

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet"
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
	s.findOutline()
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
	usual          int          // cells a line usually has beside supplier and money
	grouped        bool         // suppliers stand alone on a row, their lines under it
	lastMoney      int          // last record with an amount
	above          map[int]bool // rows that print a supplier's sum above its lines

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
	if s.above[i] {
		s.printTotal(i, SubtotalRow, true, s.money.raw[i].decimal())
		s.group = s.supplier[i]
		return
	}
	if s.supplier[i] != "" {
		s.group = s.groupAfter()
	}
	kind, verified, computed := s.isTotal(i)
	if kind == kept {
		s.keep(i)
		return
	}
	s.printTotal(i, kind, verified, computed.decimal())
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
	s.verdict[i] = kind
	s.totals = append(s.totals, PrintedTotal{
		Table: s.t.table, Row: s.t.recs[i].row, Cell: cellName(s.money.column, s.t.recs[i].row), Label: cut(s.t.recs[i].label, 80),
		Kind: kind, Printed: s.money.raw[i].decimal(), Computed: computed, Verified: verified,
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
	if s.supplier[i] == "" && (s.grouped || len(s.above) > 0) && s.group != "" {
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
