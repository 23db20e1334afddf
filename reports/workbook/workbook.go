// Package workbook writes the annex workbook of a diagnostic: every figure
// that the documents cite in its own cell, and beneath it the suppliers, the
// lines and the decisions that it comes from.
//
// It computes nothing: all numbers are fields of the [diagnostic.Diagnostic].
// Beside the main sums it writes spreadsheet formulas that sum the lines
// again, so that a reader can check us without us. Strings of the ledger are
// written as typed text, never as formulas. The same diagnostic gives the same
// bytes. Start with [Write].
package workbook

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic"
	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// page is a sheet of the workbook; sheets gives them in their order. That of
// decisions is there when the run went by some.
type page struct {
	key   string // message key of its name: "workbook.sheet.<key>"
	write func(*writer, *table) error
}

func sheets(d *diagnostic.Diagnostic) []page {
	list := []page{
		{"guide", (*writer).guide},
		{"figures", (*writer).figures},
		{"suppliers", (*writer).suppliers},
		{"lines", (*writer).lines},
		{"classes", (*writer).classes},
		{"categories", (*writer).categories},
		{"open", (*writer).open},
		{"matches", (*writer).matches},
	}
	if d.Run.Decisions.Digest != "" {
		list = append(list, page{"decisions", (*writer).decisions})
	}
	return append(list, page{"asides", (*writer).asides})
}

// Write writes the workbook in one language.
func Write(out io.Writer, d *diagnostic.Diagnostic, lang message.Lang) error {
	f := excelize.NewFile()
	defer f.Close()
	w := &writer{f: f, d: d, say: message.In(lang).For(d.Currency)}
	if err := w.prepareStyles(); err != nil {
		return err
	}
	for i, s := range sheets(d) {
		n := w.sheetName(s.key)
		if i == 0 {
			if err := f.SetSheetName("Sheet1", n); err != nil {
				return fmt.Errorf("name sheet %s: %w", n, err)
			}
		} else if _, err := f.NewSheet(n); err != nil {
			return fmt.Errorf("add sheet %s: %w", n, err)
		}
	}
	for _, s := range sheets(d) {
		n := w.sheetName(s.key)
		sw, err := f.NewStreamWriter(n)
		if err != nil {
			return fmt.Errorf("open sheet %s: %w", n, err)
		}
		t := &table{w: w, sw: sw, name: n, row: 1}
		if err := s.write(w, t); err != nil {
			return fmt.Errorf("write sheet %s: %w", n, err)
		}
		if err := t.close(); err != nil {
			return fmt.Errorf("write sheet %s: %w", n, err)
		}
	}
	if err := w.names(); err != nil {
		return err
	}
	if err := w.properties(); err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return sheet.WriteOrdered(out, b.Bytes())
}

// writer is what every sheet needs.
type writer struct {
	f      *excelize.File
	d      *diagnostic.Diagnostic
	say    message.Printer
	styles struct{ title, note, head, money, percent, points, count, probability, text, wrap int }
}

func (w *writer) sheetName(key string) string { return w.say.T("workbook.sheet." + key) }

func (w *writer) prepareStyles() error {
	var err error
	set := func(into *int, s *excelize.Style) {
		if err == nil {
			*into, err = w.f.NewStyle(s)
		}
	}
	money, percent, points, count, probability := `#,##0.00\ "`+w.say.Sign()+`"`, `0.00" %"`, `0.00`, `#,##0`, `0.000`
	if w.say.Lang == message.English {
		money = `"` + w.say.Sign() + `"#,##0.00`
	}
	s := &w.styles
	set(&s.title, &excelize.Style{Font: &excelize.Font{Bold: true, Size: 14, Color: "1F3A44"}})
	set(&s.note, &excelize.Style{Font: &excelize.Font{Italic: true, Color: "5A6B72"}})
	set(&s.head, &excelize.Style{
		Font:      &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A44"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	set(&s.money, &excelize.Style{CustomNumFmt: &money})
	set(&s.percent, &excelize.Style{CustomNumFmt: &percent})
	set(&s.points, &excelize.Style{CustomNumFmt: &points})
	set(&s.count, &excelize.Style{CustomNumFmt: &count})
	set(&s.probability, &excelize.Style{CustomNumFmt: &probability})
	set(&s.text, &excelize.Style{NumFmt: 49})
	set(&s.wrap, &excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return fmt.Errorf("prepare styles: %w", err)
	}
	return nil
}

// properties sets the document's own facts, none of which may be a clock's.
func (w *writer) properties() error {
	err := w.f.SetDocProps(&excelize.DocProperties{
		Title: w.say.T("workbook.title"), Creator: "jachete", LastModifiedBy: "jachete",
		Identifier: w.d.Run.Number, Language: string(w.say.Lang) + "-CA",
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z",
	})
	if err != nil {
		return fmt.Errorf("set properties: %w", err)
	}
	w.f.SetActiveSheet(0)
	return nil
}

// cell builders: a value with the style of its unit.

func (w *writer) money(d decimal.Decimal) excelize.Cell {
	return excelize.Cell{StyleID: w.styles.money, Value: spreadsheetNumber(d)}
}

func (w *writer) count(n int) excelize.Cell {
	return excelize.Cell{StyleID: w.styles.count, Value: n}
}

// text writes a string as typed text. A spreadsheet shows it as it is: even
// one that begins with "=" is no formula.
func (w *writer) text(s string) excelize.Cell {
	return excelize.Cell{StyleID: w.styles.text, Value: printable(s)}
}

func (w *writer) percent(d decimal.NullDecimal) excelize.Cell {
	if !d.Valid {
		return w.text(w.say.T("workbook.no_value"))
	}
	return excelize.Cell{StyleID: w.styles.percent, Value: spreadsheetNumber(d.Decimal)}
}

// spreadsheetNumber hands a decimal to the spreadsheet, whose numbers are
// binary floating point by definition of the format. Up to 15 significant
// digits are written exactly as they are; the sums were done before.
func spreadsheetNumber(d decimal.Decimal) any { return d.InexactFloat64() }

// printable drops control characters, which XML cannot hold, and cuts a text
// at the 32,767 characters a cell can hold.
func printable(s string) string {
	const cellLimit = 32767
	clean := make([]rune, 0, len(s))
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == 0xfffe || r == 0xffff {
			r = '\ufffd'
		}
		clean = append(clean, r)
		if len(clean) == cellLimit {
			break
		}
	}
	return string(clean)
}

// column is one column of a table.
type column struct {
	key   string // message key of its header: "workbook.col.<key>"
	width float64
}

// table writes a sheet row by row.
type table struct {
	w    *writer
	sw   *excelize.StreamWriter
	name string
	row  int // next row, 1-based
	head int // row of the header, 0 = none
	cols int
}

// begin sets the widths, writes title and note, and the header. It must come
// before any other row.
func (t *table) begin(title, note string, cols []column) error {
	for i, c := range cols {
		if err := t.sw.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	t.cols = len(cols)
	t.head = 4
	if err := t.sw.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: t.head, TopLeftCell: "A" + strconv.Itoa(t.head+1), ActivePane: "bottomLeft",
	}); err != nil {
		return err
	}
	if err := t.put(excelize.Cell{StyleID: t.w.styles.title, Value: title}); err != nil {
		return err
	}
	if err := t.put(excelize.Cell{StyleID: t.w.styles.note, Value: note}); err != nil {
		return err
	}
	t.row = t.head
	cells := make([]excelize.Cell, len(cols))
	for i, c := range cols {
		cells[i] = excelize.Cell{StyleID: t.w.styles.head, Value: t.w.say.T("workbook.col." + c.key)}
	}
	return t.put(cells...)
}

// put writes the next row.
func (t *table) put(cells ...excelize.Cell) error {
	row := make([]any, len(cells))
	for i := range cells {
		row[i] = cells[i]
	}
	if err := t.sw.SetRow("A"+strconv.Itoa(t.row), row); err != nil {
		return err
	}
	t.row++
	return nil
}

// close ends the sheet; a table with a header gets its filter.
func (t *table) close() error {
	if err := t.sw.Flush(); err != nil {
		return err
	}
	if t.head == 0 || t.row <= t.head+1 {
		return nil
	}
	last, err := excelize.CoordinatesToCellName(t.cols, t.row-1)
	if err != nil {
		return err
	}
	return t.w.f.AutoFilter(t.name, "A"+strconv.Itoa(t.head)+":"+last, nil)
}
