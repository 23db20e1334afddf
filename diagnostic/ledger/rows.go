package ledger

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// understand reads the amounts, judges every record, and makes the lines.
func (t *tableReader) understand() error {
	if t.full() {
		return message.NewFault("file.too_many_strings", t.place, "limit", strconv.Itoa(1<<32))
	}
	t.repair()
	money, err := t.readMoney()
	if err != nil {
		return err
	}
	t.dates = t.dateColumn()
	t.t.Decimal = decimalSign(money.point)
	j := t.judge(money)
	t.lines = t.newLines(money, j)
	copies := t.copies()
	for i := range t.n {
		if done := i/chunkRecords - 1; i%chunkRecords == 0 && done >= 0 && len(t.lay.rivals) == 0 {
			t.cells[done] = nil
		}
		v := money.value[i]
		if money.parsed(i) {
			t.read.add(v)
		}
		switch why := j.verdict.of(i); {
		case why == kept:
			t.kept.add(v)
			t.line(i, v, j, money, copies)
		case money.parsed(i):
			t.setAside(t.row(i), why, t.label(i), &v)
		default:
			t.setAside(t.row(i), why, t.label(i), nil)
			if why == BadAmount {
				c := t.cell(i, money.column)
				t.bad.add(cellName(money.column, t.row(i)), shown(c))
			}
		}
	}
	slices.SortStableFunc(t.asides, func(a, b Aside) int { return a.Row - b.Row })
	t.t.Totals = j.totals
	t.after()
	return t.tell(money, j)
}

// kept is the verdict of a row that becomes a line.
const kept Reason = ""

// newLines makes room for the lines of the records kept.
func (t *tableReader) newLines(money *moneyColumn, j *judgement) *lineTable {
	n := 0
	for i := range t.n {
		if j.verdict.of(i) == kept {
			n++
		}
	}
	p := &lineTable{table: t.table, column: money.column, rows: make([]int32, 0, n), values: make([]micro, 0, n)}
	if t.dates.column >= 0 {
		p.days = make([]int32, 0, n)
	}
	if money.credit >= 0 {
		p.columns = make([]int16, 0, n)
	}
	p.fields = append(p.fields, &lineField{field: Supplier, refs: make([]ref, 0, n), texts: j.names})
	return p
}

// line makes the line of a record.
func (t *tableReader) line(i int, v micro, j *judgement, money *moneyColumn, copies []fieldCopy) {
	p, row, at := t.lines, t.row(i), money.cellColumn(i)
	k := len(p.rows)
	p.rows = append(p.rows, int32(row))
	p.values = append(p.values, v)
	if p.columns != nil {
		p.columns = append(p.columns, int16(at))
	}
	if v.fraction() {
		t.fractions.add(cellName(at, row), v.decimal().String())
	}
	if money.reading[i] == unclear {
		t.unsure.add(cellName(at, row), t.cell(i, money.column).Text)
	}
	if t.rec(i).hidden {
		t.hidden.add(cellName(at, row), "")
		t.hiddenSum.add(v)
	}
	if t.dates.column >= 0 {
		c := t.cell(i, t.dates.column)
		day := t.dates.read(c)
		if day.IsZero() && c.Kind != sheet.Blank {
			t.lateDates.add(cellName(t.dates.column, row), shown(c))
		}
		p.days = append(p.days, dayOf(day))
	}
	p.fields[0].refs = append(p.fields[0].refs, j.supplier[i])
	for n, c := range copies {
		r := *t.refAt(i, c.at)
		if r != 0 && c.read != nil {
			was := c.texts.get(r)
			s, damaged := c.read(was)
			if damaged {
				t.lostIDs.add(cellName(c.column, row), shown(was))
			}
			if s != was.Text {
				r = c.texts.text(s)
			}
		}
		p.fields[n+1].refs = append(p.fields[n+1].refs, r)
	}
	t.fromAbove(k, SupplierNo, j.supplierNo[i])
	t.fromAbove(k, Account, j.accounts[i])
}

// fromAbove gives a line what a row above says, where its own row says nothing.
func (t *tableReader) fromAbove(line int, f Field, s string) {
	if s == "" {
		return
	}
	if x := t.lines.wanted(f); x.refs[line] == 0 {
		x.refs[line] = x.texts.text(s)
	}
}

// fieldCopy is a column copied into the lines as it is or nearly.
type fieldCopy struct {
	column, at int
	texts      *texts
	read       func(sheet.Cell) (string, bool) // nil: as it is
}

// copies finds the columns to copy and makes their fields.
func (t *tableReader) copies() []fieldCopy {
	readers := map[Field]func(sheet.Cell) (string, bool){
		SupplierNo: identifier, NEQ: neq, BN: identifier, QSTNo: identifier, Registered: identifier,
		Phone: func(c sheet.Cell) (string, bool) {
			s, damaged := identifier(c)
			return name.Phone(s), damaged
		},
		Email: func(c sheet.Cell) (string, bool) { return name.Host(c.Text), false },
	}
	var list []fieldCopy
	for _, f := range []Field{SupplierNo, Description, Account, Invoice, Payment, NEQ, BN, QSTNo, City, Postal, Phone, Email, Registered, Currency} {
		column := t.lay.column(f)
		if at := t.whereIs(column); at >= 0 {
			list = append(list, fieldCopy{column, at, t.columns[at], readers[f]})
			t.lines.fields = append(t.lines.fields, &lineField{field: f, refs: make([]ref, 0, cap(t.lines.rows)), texts: t.columns[at]})
		}
	}
	return list
}

// dateColumn reads the dates of a table in one order.
type dateColumn struct {
	column int
	order  dateOrder
	sure   bool
	either int
	cache  map[sheet.Cell]time.Time
}

func (t *tableReader) dateColumn() dateColumn {
	d := dateColumn{column: t.lay.column(Date), sure: true, cache: map[sheet.Cell]time.Time{}}
	if d.column < 0 {
		return d
	}
	var counts dateCounts
	parts := map[sheet.Cell]dateParts{}
	for i := range t.n {
		c := t.cell(i, d.column)
		p, met := parts[c]
		if !met {
			p = readDate(c)
			if len(parts) < 100_000 {
				parts[c] = p
			}
		}
		counts.see(p)
	}
	d.order, d.sure = counts.order()
	d.either = counts.either
	known := t.opt.DateOrder
	if p := t.lay.profile; known == "" && p != nil && (p.chose("date_order") || !d.sure) {
		known = p.DateOrder
	}
	if known != "" {
		d.order, d.sure = dateOrder(known), true
	}
	if counts.either+counts.dayFirst+counts.monthFirst > 0 {
		t.t.DateOrder = string(d.order)
	}
	return d
}

func (d *dateColumn) read(c sheet.Cell) time.Time {
	if v, met := d.cache[c]; met {
		return v
	}
	p := readDate(c)
	v := p.civil(d.order)
	if v.IsZero() && p.form == smallFirst { // 25/12 in a column of months first
		if v = p.civil(dayFirst); v.IsZero() {
			v = p.civil(monthFirst)
		}
	}
	if len(d.cache) < 100_000 {
		d.cache[c] = v
	}
	return v
}

// group gathers cells with the same trouble, for one warning.
type group struct {
	n     int
	cells []string
	seen  []string
	keep  bool // every cell is wanted
	all   []string
}

// mostMarks bounds the cells kept for one cause.
const mostMarks = 100_000

func (g *group) add(cell, value string) {
	g.n++
	if g.keep && len(g.all) < mostMarks {
		g.all = append(g.all, cell)
	}
	if len(g.cells) < 3 {
		g.cells = append(g.cells, cell)
		if value != "" && !slices.Contains(g.seen, value) {
			g.seen = append(g.seen, value)
		}
	}
}

// shown is what a warning may quote of a cell. A text without a digit may be
// a person's name in the wrong column: it is not quoted.
func shown(c sheet.Cell) string {
	switch {
	case c.Kind == sheet.Uncomputed:
		return "=…"
	case c.Kind == sheet.Error:
		return c.Text
	case !strings.ContainsAny(c.Text, "0123456789"):
		return "abc…"
	}
	letters := 0
	for _, r := range c.Text {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			letters++
		}
	}
	if letters > 6 {
		return "abc… 123…"
	}
	return cut(c.Text, 24)
}

func (t *tableReader) warnGroup(key string, g *group, args ...string) {
	if g.n == 0 {
		return
	}
	for _, c := range g.all {
		t.led.Marks = append(t.led.Marks, Mark{t.table, c, key})
	}
	place := t.place
	place.Cell = g.cells[0]
	seen := strings.Join(g.seen, " · ")
	t.led.Warnings = append(t.led.Warnings, message.NewFault(key, place,
		append(args, "n", itoa(g.n), "cells", strings.Join(g.cells, ", "), "seen", seen)...))
}
