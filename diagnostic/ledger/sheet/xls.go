package sheet

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"jachete/diagnostic/ledger/sheet/biff"
	"jachete/diagnostic/ledger/sheet/ole"
	"jachete/templates/message"
)

// xlsSource is a workbook of Excel 2 to 2003.
type xlsSource struct {
	book *biff.Book
	done func() error
	list []Info
	row  []Cell
	// dates remembers which cell formats show a date.
	dates map[int]bool
}

// openOLE tells what a compound file holds: an old workbook, an encrypted new
// one, or another document.
func openOLE(b *Book, in input, opt Options) error {
	f, err := ole.Open(in.r, in.size)
	if err != nil {
		return b.oldFault(err)
	}
	for _, name := range []string{"Workbook", "Book"} {
		if s, ok := f.Stream(name); ok {
			return openBIFF(b, s, s.Size(), in.close)
		}
	}
	if _, ok := f.Stream("EncryptedPackage"); ok {
		return openEncrypted(b, f, in, opt)
	}
	return fault("file.not_spreadsheet", b.file)
}

// openBIFF opens a stream of records.
func openBIFF(b *Book, r io.ReaderAt, size int64, done func() error) error {
	book, err := biff.Open(r, size, biff.Options{
		Strings: b.limits.Strings, StringBytes: b.limits.StringBytes, Clean: b.cell, Password: b.password,
	})
	if err != nil {
		return b.oldFault(err)
	}
	src := &xlsSource{book: book, done: done, dates: map[int]bool{}}
	seen := map[string]int{}
	for _, s := range book.Sheets {
		src.list = append(src.list, Info{Name: unique(seen, s.Name), Hidden: s.Hidden})
	}
	if len(src.list) == 0 {
		return fault("file.no_sheets", b.file)
	}
	b.format, b.src = "xls", src
	return nil
}

// unique tells apart two sheets of one name, which only damage can cause.
func unique(seen map[string]int, name string) string {
	seen[name]++
	for n := seen[name]; n > 1; n++ {
		other := name + " (" + strconv.Itoa(n) + ")"
		if seen[other] == 0 {
			seen[other]++
			return other
		}
	}
	return name
}

// oldFault puts the errors of old workbooks into words.
func (b *Book) oldFault(err error) error {
	switch {
	case b.ctx.Err() != nil:
		return b.ctx.Err()
	case errors.Is(err, biff.ErrEncrypted) && b.password != "":
		return fault("file.wrong_password", b.file)
	case errors.Is(err, biff.ErrEncrypted):
		return fault("file.encrypted", b.file)
	case errors.Is(err, biff.ErrLimit):
		return fault("file.too_many_strings", b.file, "limit", strconv.Itoa(b.limits.Strings))
	case errors.Is(err, biff.ErrUnordered):
		return fault("file.unordered", b.file)
	case errors.Is(err, biff.ErrDamaged), errors.Is(err, ole.ErrDamaged), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %w", fault("file.damaged_xls", b.file), err)
	}
	return fmt.Errorf("read %s: %w", b.file, err)
}

func (x *xlsSource) sheets() []Info { return x.list }

func (x *xlsSource) close() error { return x.done() }

func (x *xlsSource) index(name string) int {
	for i, s := range x.list {
		if s.Name == name {
			return i
		}
	}
	return -1
}

func (x *xlsSource) merges(b *Book, name string) ([]Range, error) {
	i := x.index(name)
	if i < 0 {
		return nil, nil
	}
	found, err := x.book.Merges(i)
	if err != nil {
		return nil, b.oldFault(err)
	}
	list := make([]Range, len(found))
	for i, r := range found {
		list[i] = Range{Top: r.Top + 1, Left: r.Left, Bottom: r.Bottom + 1, Right: r.Right}
	}
	return list, nil
}

func (x *xlsSource) rows(b *Book, name string, yield func(Row, error) bool) {
	i := x.index(name)
	if i < 0 {
		return
	}
	var stop error
	err := x.book.Rows(i, func(row int, cells []biff.Cell) bool {
		if row >= b.limits.Rows {
			stop = message.NewFault("file.too_many_rows", message.Place{File: b.file, Sheet: name}, "limit", strconv.Itoa(b.limits.Rows))
			return false
		}
		x.row = x.row[:0]
		for _, c := range cells {
			cell := x.cell(c)
			if c.Column >= b.limits.Columns {
				if cell.Kind == Blank {
					continue
				}
				stop = message.NewFault("file.too_many_columns",
					message.Place{File: b.file, Sheet: name, Cell: "A" + strconv.Itoa(row+1)}, "limit", strconv.Itoa(b.limits.Columns))
				return false
			}
			for len(x.row) <= c.Column {
				x.row = append(x.row, Cell{})
			}
			x.row[c.Column] = cell
		}
		return yield(Row{N: row + 1, Cells: trimCells(x.row), Hidden: x.book.Hidden(i, row)}, nil)
	})
	if err != nil {
		stop = b.oldFault(err)
	}
	if stop != nil {
		yield(Row{}, stop)
	}
}

// trimCells takes the blank cells off the end of a row.
func trimCells(c []Cell) []Cell {
	for len(c) > 0 && c[len(c)-1].Kind == Blank {
		c = c[:len(c)-1]
	}
	return c
}

func (x *xlsSource) cell(c biff.Cell) Cell {
	switch c.Kind {
	case biff.Text:
		return textCell(c.Text)
	case biff.Error:
		return Cell{c.Text, Error}
	case biff.Pending:
		return Cell{Kind: Uncomputed}
	case biff.Bool:
		return boolCell(c.Number != 0)
	}
	return numberCell(c.Number, x.isDate(c.Style), x.book.Date1904)
}

func boolCell(v bool) Cell {
	if v {
		return Cell{"TRUE", Bool}
	}
	return Cell{"FALSE", Bool}
}

// isDate tells whether the cell's format shows a date.
func (x *xlsSource) isDate(style int) bool {
	is, known := x.dates[style]
	if !known {
		is = dateFormat(x.book.Format(style))
		x.dates[style] = is
	}
	return is
}

// numberCell gives a stored number its form: the date that its format shows,
// or the shortest decimal.
func numberCell(f float64, isDate, date1904 bool) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{"#NUM!", Error}
	}
	if isDate {
		if d, ok := serialDate(f, date1904); ok {
			return Cell{d, Date}
		}
	}
	if f >= 1e21 || f <= -1e21 {
		return Cell{strconv.FormatFloat(f, 'E', -1, 64), Number}
	}
	return Cell{strconv.FormatFloat(f, 'f', -1, 64), Number}
}
