package ledger

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// tableReader turns one sheet into lines.
type tableReader struct {
	*reader
	table int
	place message.Place
	lay   *layout
	t     Table

	keep  []int // columns kept of each row
	where map[int]int
	recs  []record
	cells []sheet.Cell // len(keep) for each record

	lines  []Line
	asides []Aside

	read, kept, aside total // sums of parsed amounts
	rowsRead          int
	asideRows         map[Reason]int
	last              int // number of the last row met

	bad, fractions, unsure, lateDates, lostIDs group
	dates                                      dateColumn
}

// record is a row under the header, with the columns kept.
type record struct {
	row    int
	filled int    // cells that are not blank
	label  string // first text
}

func (r *reader) table(book *sheet.Book, name string) error {
	t := &tableReader{
		reader: r, table: len(r.led.Tables), place: message.Place{File: book.File(), Sheet: name},
		where: map[int]int{}, asideRows: map[Reason]int{},
	}
	t.t = Table{
		File: book.File(), Digest: book.Digest(), Format: book.Format(), Encoding: book.Encoding(),
		Delimiter: book.Delimiter(), Sheet: name, Totals: []PrintedTotal{},
	}
	if err := t.gather(book, name); err != nil {
		return err
	}
	if err := t.fillMerged(book, name); err != nil {
		return err
	}
	if err := t.understand(); err != nil {
		return err
	}
	return t.close()
}

// fillMerged gives every row of a merged block its supplier.
func (t *tableReader) fillMerged(book *sheet.Book, name string) error {
	column := t.lay.column(Supplier)
	at := t.where[column]
	blanks := false
	for i := range t.recs {
		if t.cells[i*len(t.keep)+at].Kind == sheet.Blank {
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
		c := &t.cells[i*len(t.keep)+at]
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

// gather streams the sheet: the first rows decide the layout, of the others
// only the columns that matter are kept.
func (t *tableReader) gather(book *sheet.Book, name string) error {
	var head []sheet.Row
	filled := 0
	for row, err := range book.Rows(name) {
		if err != nil {
			return err
		}
		if t.rows++; t.rows > t.opt.Limits.Rows {
			return message.NewFault("file.too_many_rows", t.place, "limit", strconv.Itoa(t.opt.Limits.Rows))
		}
		if t.rows%4096 == 0 {
			if err := t.ctx.Err(); err != nil {
				return fmt.Errorf("read %s: %w", t.place.File, err)
			}
			if t.opt.Progress != nil {
				t.opt.Progress(t.rows)
			}
		}
		if t.lay != nil {
			t.add(row)
			continue
		}
		if len(row.Cells) > 0 || len(head) > 0 || row.N > 1 {
			head = append(head, row.Clone())
		} else {
			head = append(head, sheet.Row{N: row.N})
		}
		if len(row.Cells) > 0 {
			filled++
		}
		if filled == sampleRows || len(head) == 4*sampleRows {
			if err := t.start(head); err != nil {
				return err
			}
		}
	}
	if t.lay != nil {
		return nil
	}
	if filled == 0 {
		return message.NewFault("ledger.no_data", t.place)
	}
	return t.start(head)
}

// start decides the layout and takes in the rows met so far.
func (t *tableReader) start(head []sheet.Row) error {
	lay, err := t.w.design(head, t.place, &t.opt)
	if err != nil {
		return err
	}
	t.lay = lay
	t.t.HeaderRow, t.t.Columns, t.t.Basis = lay.headerRow, lay.columns, lay.basis
	t.led.Warnings = append(t.led.Warnings, lay.warnings...)
	for _, list := range [][]Column{lay.columns, lay.rivals} {
		for _, c := range list {
			if _, twice := t.where[c.Index]; !twice {
				t.where[c.Index] = len(t.keep)
				t.keep = append(t.keep, c.Index)
			}
		}
	}
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
	return nil
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
	rec := record{row: row.N}
	for _, c := range row.Cells {
		if c.Kind == sheet.Blank {
			continue
		}
		rec.filled++
		if rec.label == "" && c.Kind == sheet.Text {
			if _, r := parseAmount(c, 0); r == badAmt {
				rec.label = c.Text
			}
		}
	}
	t.recs = append(t.recs, rec)
	for _, i := range t.keep {
		t.cells = append(t.cells, row.At(i))
	}
}

// cell is a kept cell of a record, by column.
func (t *tableReader) cell(rec, column int) sheet.Cell {
	if at, ok := t.where[column]; ok {
		return t.cells[rec*len(t.keep)+at]
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
	t.led.Lines = append(t.led.Lines, t.lines...)
	t.led.Asides = append(t.led.Asides, t.asides...)
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
