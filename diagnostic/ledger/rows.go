package ledger

import (
	"slices"
	"strings"
	"time"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// understand reads the amounts, judges every record, and makes the lines.
func (t *tableReader) understand() error {
	t.repair()
	money, err := t.readMoney()
	if err != nil {
		return err
	}
	t.dates = t.dateColumn()
	t.t.Decimal = decimalSign(money.point)
	ids := t.identifierColumns()
	j := t.judge(money)
	kepts := 0
	for _, why := range j.verdict {
		if why == kept {
			kepts++
		}
	}
	t.lines = make([]Line, 0, kepts)
	for i := range t.recs {
		if done := i/chunkRecords - 1; i%chunkRecords == 0 && done >= 0 && len(t.lay.rivals) == 0 {
			t.cells[done] = nil
		}
		v := money.value[i]
		if money.parsed(i) {
			t.read.add(v)
		}
		switch why := j.verdict[i]; {
		case why == kept:
			t.kept.add(v)
			l := t.line(i, v, j.supplier[i], money, ids)
			if l.SupplierNo == "" {
				l.SupplierNo = j.supplierNo[i]
			}
			if l.Account == "" {
				l.Account = j.accounts[i]
			}
			if t.recs[i].hidden {
				t.hidden.add(l.AmountCell, "")
				t.hiddenSum.add(v)
			}
			t.lines = append(t.lines, l)
		case money.parsed(i):
			t.setAside(t.recs[i].row, why, t.recs[i].label, &v)
		default:
			t.setAside(t.recs[i].row, why, t.recs[i].label, nil)
			if why == BadAmount {
				c := t.cell(i, money.column)
				t.bad.add(cellName(money.column, t.recs[i].row), shown(c))
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

// line makes the line of a record.
func (t *tableReader) line(i int, v micro, supplier string, money *moneyColumn, ids []idColumn) Line {
	row := t.recs[i].row
	l := Line{Table: t.table, Row: row, Supplier: supplier, Amount: v.decimal(), AmountCell: cellName(money.cellColumn(i), row)}
	if v.fraction() {
		t.fractions.add(l.AmountCell, l.Amount.String())
	}
	if money.reading[i] == unclear {
		t.unsure.add(l.AmountCell, t.cell(i, money.column).Text)
	}
	if t.dates.column >= 0 {
		c := t.cell(i, t.dates.column)
		l.Date = t.dates.read(c)
		if l.Date.IsZero() && c.Kind != sheet.Blank {
			t.lateDates.add(cellName(t.dates.column, row), shown(c))
		}
	}
	for _, id := range ids {
		c := t.cell(i, id.column)
		if c.Kind == sheet.Blank {
			continue
		}
		s, damaged := id.read(c)
		if damaged {
			t.lostIDs.add(cellName(id.column, row), shown(c))
		}
		id.set(&l, s)
	}
	return l
}

// idColumn is a column copied into a line as it is or nearly.
type idColumn struct {
	column int
	read   func(sheet.Cell) (string, bool)
	set    func(*Line, string)
}

func (t *tableReader) identifierColumns() []idColumn {
	plain := func(c sheet.Cell) (string, bool) { return c.Text, false }
	setters := []struct {
		field Field
		read  func(sheet.Cell) (string, bool)
		set   func(*Line, string)
	}{
		{SupplierNo, identifier, func(l *Line, s string) { l.SupplierNo = s }},
		{Description, plain, func(l *Line, s string) { l.Description = s }},
		{Account, plain, func(l *Line, s string) { l.Account = s }},
		{Invoice, plain, func(l *Line, s string) { l.Invoice = s }},
		{Payment, plain, func(l *Line, s string) { l.Payment = s }},
		{NEQ, neq, func(l *Line, s string) { l.NEQ = s }},
		{BN, identifier, func(l *Line, s string) { l.BN = s }},
		{QSTNo, identifier, func(l *Line, s string) { l.QSTNo = s }},
		{City, plain, func(l *Line, s string) { l.City = s }},
		{Postal, plain, func(l *Line, s string) { l.Postal = s }},
		{Phone, identifier, func(l *Line, s string) { l.Phone = name.Phone(s) }},
		{Email, plain, func(l *Line, s string) { l.Domain = name.Host(s) }},
		{Registered, identifier, func(l *Line, s string) { l.Registered = s }},
		{Currency, plain, func(l *Line, s string) { l.Currency = s }},
	}
	var list []idColumn
	for _, s := range setters {
		if i := t.lay.column(s.field); i >= 0 {
			list = append(list, idColumn{i, s.read, s.set})
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
	for i := range t.recs {
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
