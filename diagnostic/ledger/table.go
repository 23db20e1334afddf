package ledger

import (
	"fmt"
	"slices"

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

	keep     []int // columns kept of each row
	where    []int // of a column, its place in keep, -1 when it is not kept
	moneyAt  []int // columns of amounts
	supplier int   // column of suppliers, -1 when they stand on rows of their own
	recs     []record
	cells    [][]sheet.Cell       // len(keep) for each record, in chunks of chunkRecords
	whole    map[int][]sheet.Cell // all cells of the records that are no plain lines

	lines  []Line
	asides []Aside

	read, kept, aside total // sums of parsed amounts
	rowsRead          int
	asideRows         map[Reason]int
	last              int // number of the last row met

	bad, fractions, unsure, lateDates, lostIDs, hidden, joined group
	hiddenSum                                                  total
	dates                                                      dateColumn
}

// record is a row under the header, with the columns kept.
type record struct {
	row    int
	filled int    // cells that are not blank
	label  string // first text
	page   bool   // prints a page's number
	hidden bool
}

// fillMerged gives every row of a merged block its supplier.
func (t *tableReader) fillMerged(book *sheet.Book, name string) error {
	column := t.supplier
	if column < 0 {
		return nil
	}
	at := t.whereIs(column)
	blanks := false
	for i := range t.recs {
		if t.cellsOf(i)[at].Kind == sheet.Blank {
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
	for i := range t.recs {
		c := &t.cellsOf(i)[at]
		row := t.recs[i].row
		if m, ok := byTop[row]; ok {
			until, value = m.Bottom, *c
		} else if row <= until && c.Kind == sheet.Blank && value.Kind != sheet.Blank {
			*c = value
			t.recs[i].filled++
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
	rec := record{row: row.N, hidden: row.Hidden}
	for _, c := range row.Cells {
		if c.Kind == sheet.Blank {
			continue
		}
		rec.filled++
		if c.Kind != sheet.Text {
			continue
		}
		if rec.label == "" {
			if _, r := parseAmount(c, 0); r == badAmt {
				rec.label = c.Text
			}
		}
		if c.Text[0]|0x20 == 'p' && t.w.pageMark(c.Text) {
			rec.page = true
		}
	}
	if !t.hasMoney(row) || t.lay.width > 0 && len(row.Cells) > t.lay.width || rec.page {
		if t.whole == nil {
			t.whole = map[int][]sheet.Cell{}
		}
		t.whole[len(t.recs)] = slices.Clone(row.Cells)
	}
	t.recs = append(t.recs, rec)
	if (len(t.recs)-1)%chunkRecords == 0 {
		t.cells = append(t.cells, make([]sheet.Cell, 0, len(t.keep)*min(chunkRecords, 64+7*len(t.recs))))
	}
	chunk := &t.cells[len(t.cells)-1]
	for _, i := range t.keep {
		*chunk = append(*chunk, row.At(i))
	}
}

// chunkRecords is how many records' cells are held together: whole chunks are
// let go once their lines are made.
const chunkRecords = 4096

// cellsOf are the kept cells of a record.
func (t *tableReader) cellsOf(rec int) []sheet.Cell {
	n := len(t.keep)
	at := rec % chunkRecords * n
	return t.cells[rec/chunkRecords][at : at+n]
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

// whereIs gives the place of a column among those kept, -1 when it is not.
func (t *tableReader) whereIs(column int) int {
	if column < 0 || column >= len(t.where) {
		return -1
	}
	return t.where[column]
}

// keepColumn keeps a column of every row.
func (t *tableReader) keepColumn(column int) {
	if t.whereIs(column) >= 0 {
		return
	}
	for len(t.where) <= column {
		t.where = append(t.where, -1)
	}
	t.where[column] = len(t.keep)
	t.keep = append(t.keep, column)
}

// cell is a kept cell of a record, by column.
func (t *tableReader) cell(rec, column int) sheet.Cell {
	if at := t.whereIs(column); at >= 0 {
		return t.cellsOf(rec)[at]
	}
	return sheet.Cell{}
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
	kept, aside := len(t.lines), 0
	for _, n := range t.asideRows {
		aside += n
	}
	b := Balance{
		RowsRead: t.rowsRead, RowsKept: kept, RowsSetAside: t.asideRows,
		SumRead: t.read.decimal(), SumKept: t.kept.decimal(), SumSetAside: t.aside.decimal(),
	}
	if err := b.check(t.lines); err != nil {
		return fmt.Errorf("%s: %w", t.place, err)
	}
	t.t.Balance = b
	t.led.Tables = append(t.led.Tables, t.t)
	if len(t.led.Lines) == 0 {
		t.led.Lines = t.lines
	} else {
		t.led.Lines = append(t.led.Lines, t.lines...)
	}
	t.led.Asides = append(t.led.Asides, t.asides...)
	t.recs, t.cells, t.whole, t.lines = nil, nil, nil, nil
	return nil
}

// check proves the balance. The sum of the lines is taken anew from the lines
// themselves, as decimals; SumRead was summed cell by cell before any row was
// judged.
func (b *Balance) check(lines []Line) error {
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
	sum := decimal.Zero
	for i := range lines {
		sum = sum.Add(lines[i].Amount)
	}
	if !sum.Equal(b.SumKept) {
		return fmt.Errorf("lines do not balance: they add to %s, %s kept", sum, b.SumKept)
	}
	return nil
}
