// Package sheet opens a spreadsheet or a delimited text file and gives its
// rows as typed cells, one after another, whatever the file calls itself.
//
// Vocabulary: a [Book] is an opened file; it holds named sheets (a text file
// holds one, named ""); a [Row] has the number a spreadsheet program shows
// and its [Cell] values. The package knows nothing of suppliers, amounts or
// enterprises: it never decides what a column means. The content decides the
// format, never the extension. Every file is taken for hostile: sizes are
// bounded and nothing panics.
//
// A file that cannot be read gives a [message.Fault] (keys "file.*"). Start
// with [Open]; typical use:
//
//	book, err := sheet.Open(path, sheet.Options{})
//	if err != nil { return err }
//	defer book.Close()
//	for _, s := range book.Sheets() {
//		for row, err := range book.Rows(s.Name) { … }
//	}
package sheet

import (
	"context"
	"iter"
	"slices"
	"strings"

	"jachete/templates/message"
)

// Kind says what a cell holds.
type Kind uint8

// The kinds. A cell of a text file is Text or Blank: what its text means is for
// the reader of the column to say.
const (
	Blank Kind = iota
	Text
	// Number: Text is the shortest decimal that gives the stored value back,
	// "1234.5", point decimal; no exponent below 1e21.
	Number
	// Date: Text is "2024-03-05", or "2024-03-05T14:30:00" with a time of day.
	Date
	// Bool: Text is "TRUE" or "FALSE".
	Bool
	// Error: Text is the spreadsheet's own, "#REF!".
	Error
	// Uncomputed: a formula whose result was not saved; Text is empty.
	Uncomputed
)

// Cell is one cell. Text carries no blank (ordinary, no-break, zero width) at
// its ends; a Blank cell's Text is empty.
type Cell struct {
	Text string
	Kind Kind
}

// Row is one row of a sheet. Cells holds no blank at its end, so a blank row
// has no cell. Rows a workbook does not store are not given: N jumps.
type Row struct {
	N      int // 1-based, as a spreadsheet program shows it
	Cells  []Cell
	Hidden bool // the program that saved the workbook did not show it
}

// At returns the cell of a 0-based column, blank past the end.
func (r Row) At(i int) Cell {
	if i < 0 || i >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[i]
}

// Clone copies a row so that it can be kept after the iteration goes on.
func (r Row) Clone() Row { return Row{N: r.N, Cells: slices.Clone(r.Cells), Hidden: r.Hidden} }

// Info names a sheet.
type Info struct {
	Name   string
	Hidden bool
}

// Limits keep a hostile or broken file from taking the machine. Zero means the
// default.
type Limits struct {
	FileBytes     int64 // of the file, default 512 MiB
	InflatedBytes int64 // of a workbook once inflated, default 4 GiB
	Rows          int   // of one sheet, default 5,000,000
	Columns       int   // of one row, default 1,000
	CellRunes     int   // longer cells are cut (see Book.Cut), default 32,767
	Strings       int   // a workbook's shared texts, default 10,000,000
	StringBytes   int64 // all of them together, default 512 MiB
	Files         int   // in an archive, default 1,000
}

func (l Limits) withDefaults() Limits {
	if l.FileBytes <= 0 {
		l.FileBytes = 512 << 20
	}
	if l.InflatedBytes <= 0 {
		l.InflatedBytes = 4 << 30
	}
	if l.Rows <= 0 {
		l.Rows = 5_000_000
	}
	if l.Columns <= 0 {
		l.Columns = 1_000
	}
	if l.CellRunes <= 0 {
		l.CellRunes = 32_767
	}
	if l.Strings <= 0 {
		l.Strings = 10_000_000
	}
	if l.StringBytes <= 0 {
		l.StringBytes = 512 << 20
	}
	if l.Files <= 0 {
		l.Files = 1_000
	}
	return l
}

// Options are limits and, for text files, what the user knows better than our
// guess.
type Options struct {
	Limits
	Encoding  string // "utf-8", "windows-1252", ...; "" = found
	Delimiter string // ",", ";", "tab", "|"; "" = found
	Password  string // of an encrypted workbook
}

// Book is an opened file. It is not safe for use by several goroutines.
type Book struct {
	ctx       context.Context
	file      string // base name
	digest    string
	format    string
	encoding  string
	delimiter string
	limits    Limits
	src       source
	cut       int
	repaired  int
	password  string
	notes     []*message.Fault
}

// Range is a block of merged cells, rows from 1, columns from 0, ends included.
type Range struct{ Top, Left, Bottom, Right int }

// source is what each format gives.
type source interface {
	sheets() []Info
	merges(b *Book, name string) ([]Range, error)
	rows(b *Book, name string, yield func(Row, error) bool)
	close() error
}

// File returns the base name of the file.
func (b *Book) File() string { return b.file }

// Digest returns the SHA-256 of the file in hexadecimal.
func (b *Book) Digest() string { return b.digest }

// Format returns "xlsx", "xlsb", "xls", "ods", "csv" (any delimited text), "html",
// "xml" (the workbooks of Excel 2003 in XML) or "zip" (several files).
func (b *Book) Format() string { return b.format }

// Encoding returns the encoding of a text file: "ascii", "utf-8", "utf-8-bom",
// "utf-16le", "utf-16be", "windows-1252", "macintosh", "cp850", "cp863"; "" for a
// workbook. An archive gives those of its files, joined by a comma.
func (b *Book) Encoding() string { return b.encoding }

// Delimiter returns the delimiter of a text file: ",", ";", "tab" or "|"; ""
// for a workbook.
func (b *Book) Delimiter() string { return b.delimiter }

// Cut returns how many cells were cut to Limits.CellRunes so far.
func (b *Book) Cut() int { return b.cut }

// Repaired returns how many stray quotes or bytes of another encoding were read
// as best we could so far.
func (b *Book) Repaired() int { return b.repaired }

// Notes are what a user should be told about the file although it was read.
func (b *Book) Notes() []*message.Fault { return b.notes }

// Sheets lists the sheets in the order of the file.
func (b *Book) Sheets() []Info { return b.src.sheets() }

// Rows iterates over the rows of a sheet; it can be called again to start
// over. A Row is valid until the next one: Clone it to keep it. After an error
// the iteration ends.
func (b *Book) Rows(name string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) { b.src.rows(b, name, yield) }
}

// Merges lists the merged cells of a sheet: only the first cell of each holds
// something. A text file has none.
func (b *Book) Merges(name string) ([]Range, error) { return b.src.merges(b, name) }

// Close frees the file.
func (b *Book) Close() error { return b.src.close() }

// Letter gives the letters of a 0-based column: "A", "Z", "AA".
func Letter(i int) string {
	if i < 0 {
		return ""
	}
	var s []byte
	for i++; i > 0; i = (i - 1) / 26 {
		s = append(s, byte('A'+(i-1)%26))
	}
	slices.Reverse(s)
	return string(s)
}

// Index is the inverse of [Letter]: 0-based, -1 when s is no column.
func Index(s string) int {
	if s == "" || len(s) > 3 {
		return -1
	}
	n := 0
	for _, c := range []byte(strings.ToUpper(s)) {
		if c < 'A' || c > 'Z' {
			return -1
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

// trim takes blanks of every kind off both ends.
func trim(s string) string {
	if s == "" || (s[0] > ' ' && s[0] < 0x80 && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80) {
		return s
	}
	return strings.TrimFunc(s, isBlank)
}

func isBlank(r rune) bool {
	switch {
	case r <= ' ', r == 0x7f, r >= 0x80 && r <= 0xa0, r == 0xad, r == 0xfeff, r == 0x3000, r == 0x1680:
		return true
	case r >= 0x2000 && r <= 0x200f, r == 0x2028, r == 0x2029, r == 0x202f, r == 0x205f, r == 0x2060:
		return true
	}
	return false
}

// cutRunes cuts s to max runes and tells whether it did.
func cutRunes(s string, limit int) (string, bool) {
	if len(s) <= limit {
		return s, false
	}
	n := 0
	for i := range s {
		if n == limit {
			return s[:i], true
		}
		n++
	}
	return s, false
}
