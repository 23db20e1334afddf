package ledger

import (
	"fmt"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// tableReader turns one table of a sheet into lines.
type tableReader struct {
	*reader
	table int
	place message.Place
	block [2]int // columns [from, to) of its sheet
	lay   *layout
	t     Table

	records
	moneyAt  []int // columns of amounts
	supplier int   // column of suppliers, -1 when they stand on rows of their own

	lines  *lineTable
	asides []Aside

	read, kept, aside total // sums of parsed amounts
	rowsRead          int
	asideRows         map[Reason]int
	last              int // number of the last row met

	bad, fractions, unsure, lateDates, lostIDs, hidden, joined group
	hiddenSum                                                  total
	dates                                                      dateColumn
}

// fillMerged gives every row of a merged block its supplier.
func (t *tableReader) fillMerged(book *sheet.Book, name string) error {
	column := t.supplier
	if column < 0 {
		return nil
	}
	blanks := false
	for i := range t.n {
		if t.blank(i, column) {
			blanks = true
			break
		}
	}
	if !blanks {
		return nil
	}
	merges, err := book.Merges(name)
	if err != nil {
		return err
	}
	byTop := map[int]sheet.Range{}
	for _, m := range merges {
		if m.Left <= column && column <= m.Right && m.Bottom > m.Top {
			byTop[m.Top] = m
		}
	}
	n, until := 0, 0
	var value sheet.Cell
	for i := range t.n {
		row := t.row(i)
		if m, ok := byTop[row]; ok {
			until, value = m.Bottom, t.cell(i, column)
		} else if row <= until && value.Kind != sheet.Blank && t.blank(i, column) {
			t.set(i, column, value)
			t.rec(i).filled++
			n++
		}
	}
	if n > 0 {
		t.warn("ledger.filled_merged", t.place, "n", itoa(n))
	}
	return nil
}

// start takes in the rows met so far under a layout.
func (t *tableReader) start(head []sheet.Row, lay *layout) {
	t.lay = lay
	t.t.HeaderRow, t.t.Columns, t.t.Basis = lay.headerRow, lay.columns, lay.basis
	t.t.Fingerprint = Fingerprint(lay.headers)
	t.led.Warnings = append(t.led.Warnings, lay.warnings...)
	for _, list := range [][]Column{lay.columns, lay.rivals} {
		for _, c := range list {
			switch c.Field {
			case Amount, Debit, Credit:
				t.moneyAt = append(t.moneyAt, c.Index)
			}
			if c.By != "group" {
				t.keepColumn(c.Index)
			}
		}
	}
	for _, i := range lay.others {
		t.keepColumn(i)
	}
	t.supplier = lay.supplierColumn()
	for i, row := range head {
		switch {
		case i > lay.header || len(row.Cells) == 0:
			t.add(row)
		case i == lay.header:
			t.gap(row.N)
			t.setAside(row.N, HeaderRow, rowText(row), nil)
		default:
			t.gap(row.N)
			t.setAside(row.N, TitleRow, rowText(row), nil)
		}
	}
}

// gap counts the rows a workbook leaves out, which are blank.
func (t *tableReader) gap(n int) {
	if skipped := n - t.last - 1; skipped > 0 {
		t.rowsRead += skipped
		t.asideRows[BlankRow] += skipped
	}
	t.last = n
	t.rowsRead++
}

func (t *tableReader) add(row sheet.Row) {
	t.gap(row.N)
	if len(row.Cells) == 0 {
		t.asideRows[BlankRow]++
		return
	}
	rec := record{row: int32(row.N), hidden: row.Hidden}
	label := ""
	for _, c := range row.Cells {
		if c.Kind == sheet.Blank {
			continue
		}
		rec.filled++
		if c.Kind != sheet.Text {
			continue
		}
		if label == "" {
			if _, r := parseAmount(c, 0); r == badAmt {
				label = c.Text
			}
		}
		if c.Text[0]|0x20 == 'p' && t.w.pageMark(c.Text) {
			rec.page = true
		}
	}
	if !t.hasMoney(row) || t.lay.width > 0 && len(row.Cells) > t.lay.width || rec.page {
		t.keepWhole(row)
	}
	rec.label = t.labels.text(label)
	t.append(rec, row)
}

// hasMoney tells that a row holds a number where amounts stand.
func (t *tableReader) hasMoney(row sheet.Row) bool {
	for _, i := range t.moneyAt {
		switch c := row.At(i); c.Kind {
		case sheet.Number:
			return true
		case sheet.Text:
			if plainNumber(c.Text) {
				return true
			}
		}
	}
	return false
}

// plainNumber tells a text that is no more than digits and the usual signs
// around them; it may still be no amount.
func plainNumber(s string) bool {
	digits := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case r < 'A' || r > 0x7f:
			if r == '/' {
				return false
			}
		default:
			return false
		}
	}
	return digits
}

func (t *tableReader) setAside(row int, why Reason, text string, amount *micro) {
	t.asideRows[why]++
	a := Aside{Table: t.table, Row: row, Reason: why, Text: cut(text, 80)}
	if amount != nil {
		a.Amount = decimal.NewNullDecimal(amount.decimal())
		t.aside.add(*amount)
	}
	t.asides = append(t.asides, a)
}

func rowText(r sheet.Row) string {
	for _, c := range r.Cells {
		if c.Kind != sheet.Blank {
			return c.Text
		}
	}
	return ""
}

// close checks the balance and hands the table to the ledger.
func (t *tableReader) close() error {
	lines := Lines{}
	lines.add(t.lines)
	aside := 0
	for _, n := range t.asideRows {
		aside += n
	}
	b := Balance{
		RowsRead: t.rowsRead, RowsKept: lines.Len(), RowsSetAside: t.asideRows,
		SumRead: t.read.decimal(), SumKept: t.kept.decimal(), SumSetAside: t.aside.decimal(),
	}
	if err := b.check(lines); err != nil {
		return fmt.Errorf("%s: %w", t.place, err)
	}
	t.t.Balance = b
	t.led.Tables = append(t.led.Tables, t.t)
	t.led.Lines.add(t.lines)
	t.led.Asides = append(t.led.Asides, t.asides...)
	for _, x := range t.lines.fields {
		x.texts.known = nil
	}
	t.records, t.lines = records{}, nil
	return nil
}

// check proves the balance. The sum of the lines is taken anew from the lines
// themselves, in other arithmetic; SumRead was summed cell by cell before any row was
// judged.
func (b *Balance) check(lines Lines) error {
	aside := 0
	for _, n := range b.RowsSetAside {
		aside += n
	}
	if b.RowsRead != b.RowsKept+aside {
		return fmt.Errorf("rows do not balance: %d read, %d kept, %d set aside", b.RowsRead, b.RowsKept, aside)
	}
	if !b.SumRead.Equal(b.SumKept.Add(b.SumSetAside)) {
		return fmt.Errorf("amounts do not balance: %s read, %s kept, %s set aside", b.SumRead, b.SumKept, b.SumSetAside)
	}
	if sum := lines.sum(); !sum.Equal(b.SumKept) {
		return fmt.Errorf("lines do not balance: they add to %s, %s kept", sum, b.SumKept)
	}
	return nil
}
