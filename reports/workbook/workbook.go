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
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
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
	return append(list, page{"asides", (*writer).asides}, page{"warnings", (*writer).warnings})
}

// Write writes the workbook in one language, sheet after sheet.
func Write(out io.Writer, d *diagnostic.Diagnostic, lang message.Lang) error {
	w := &writer{d: d, say: message.In(lang).For(d.Currency)}
	pages := sheets(d)
	names := make([]string, len(pages))
	for i, s := range pages {
		names[i] = w.sheetName(s.key)
	}
	w.b = newBook(out, names)
	for i, s := range pages {
		var err error
		w.b.part("xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml", func(o *bufio.Writer) {
			t := &table{w: w, out: o, sheet: i, row: 1}
			err = s.write(w, t)
			t.close()
		})
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", names[i], err)
		}
	}
	w.names()
	// No date here may be a clock's.
	const day = "2000-01-01T00:00:00Z"
	if err := w.b.close(stylesheet(w.say), [][2]string{
		{"dc:title", w.say.T("workbook.title")},
		{"dc:creator", "jachete"},
		{"cp:lastModifiedBy", "jachete"},
		{"dc:identifier", printable(d.Run.Number)},
		{"dc:language", string(lang) + "-CA"},
		{`dcterms:created xsi:type="dcterms:W3CDTF"`, day},
		{`dcterms:modified xsi:type="dcterms:W3CDTF"`, day},
	}); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// writer is what every sheet needs.
type writer struct {
	b   *book
	d   *diagnostic.Diagnostic
	say message.Printer
}

func (w *writer) sheetName(key string) string { return w.say.T("workbook.sheet." + key) }

// quoted is a sheet's name as formulas write it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// cell builders: a value with the style of its unit.

func (w *writer) money(d decimal.Decimal) cell { return numbered(styleMoney, d) }

func (w *writer) count(n int) cell { return cell{style: styleCount, number: strconv.Itoa(n)} }

// text writes a string as typed text. A spreadsheet shows it as it is: even
// one that begins with "=" is no formula.
func (w *writer) text(s string) cell {
	return cell{style: styleText, text: printable(s), typed: true}
}

func (w *writer) percent(d decimal.NullDecimal) cell { return w.maybe(stylePercent, d) }

func (w *writer) points(d decimal.NullDecimal) cell { return w.maybe(stylePoints, d) }

// maybe writes a number, or the words for none.
func (w *writer) maybe(s style, d decimal.NullDecimal) cell {
	if !d.Valid {
		return w.text(w.say.T("workbook.no_value"))
	}
	return numbered(s, d.Decimal)
}

// cellLimit is how long a cell's text may be, in the format's UTF-16 units.
const cellLimit = 32767

// printable shows what a cell must not hold as the sign for an unknown letter:
// control characters, which XML cannot hold, and those that turn the direction
// of writing, by which a name can be made to read as another. It cuts a text at
// the length that a cell can hold.
func printable(s string) string {
	clean := func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n', r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff, message.Turns(r):
			return '\ufffd'
		}
		return r
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > cellLimit {
			s = s[:i]
			break
		}
	}
	return strings.Map(clean, s)
}
