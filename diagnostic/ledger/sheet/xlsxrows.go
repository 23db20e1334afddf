package sheet

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"jachete/templates/message"
)

// rowReader gathers the cells of one row while a sheet is scanned.
type rowReader struct {
	x     *xlsxSource
	b     *Book
	sheet string

	row   Row
	col   int // of the open cell
	typ   string
	style int
	has   struct{ formula, value bool }
	value []byte
	text  strings.Builder  // of an inline string
	dates map[string]Cell  // by what the cell stores
	small *strings.Builder // see keep
	wide  bool             // a cell stands past the last column allowed

	anyOrder bool // rows may come in any order
}

func (x *xlsxSource) rows(b *Book, name string, yield func(Row, error) bool) {
	part := ""
	for _, s := range x.list {
		if s.Name == name {
			part = s.part
			break
		}
	}
	p, ok := x.parts[part]
	if !ok {
		return // a sheet without its part is empty
	}
	r, err := x.openPart(b, p)
	if err != nil {
		yield(Row{}, err)
		return
	}
	r = readAhead(r)
	defer r.Close()
	s := newScanner(r, 4*b.limits.CellRunes+64)
	rr := &rowReader{x: x, b: b, sheet: name, small: &strings.Builder{}}
	if p.UncompressedSize64 > sortedBytes {
		if err := rr.run(s, yield); err != nil {
			yield(Row{}, x.broken(b, part, err))
		}
		return
	}
	rr.anyOrder = true
	rows, err := rr.sorted(s)
	for _, row := range rows {
		if !yield(row, nil) {
			return
		}
	}
	if err != nil {
		yield(Row{}, x.broken(b, part, err))
	}
}

// sortedBytes bounds the sheets whose rows are put in order where a program wrote
// them in another: these are held whole. Larger ones are refused.
const sortedBytes = 4 << 20

// sorted gives all rows of a sheet, by number, up to an error.
func (r *rowReader) sorted(s *scanner) ([]Row, error) {
	var rows []Row
	err := r.run(s, func(row Row, _ error) bool {
		rows = append(rows, row.Clone())
		return true
	})
	byNumber := func(a, b Row) int { return a.N - b.N }
	if !slices.IsSortedFunc(rows, byNumber) {
		slices.SortStableFunc(rows, byNumber)
	}
	for i := 1; i < len(rows); i++ {
		if rows[i].N == rows[i-1].N { // one of them is another row
			return rows[:i-1], r.unordered()
		}
	}
	return rows, err
}

func (r *rowReader) unordered() error {
	return message.NewFault("file.unordered", message.Place{File: r.b.file, Sheet: r.sheet, Cell: "A" + strconv.Itoa(r.row.N)})
}

// run scans the whole sheet. It returns nil at the end or when the caller of
// the iteration has enough.
func (r *rowReader) run(s *scanner, yield func(Row, error) bool) error {
	var open string // element whose text is wanted: "v", "t" or ""
	phonetic, begun := false, false
	for {
		err := s.next()
		if errors.Is(err, io.EOF) && !begun {
			return nil
		}
		if err != nil {
			return errXML // cut inside the data, or damaged
		}
		switch open {
		case "v":
			r.value = append(r.value, s.text...)
		case "t":
			r.text.WriteString(unescape(s.text))
		}
		open = ""
		switch {
		case s.is("c"):
			if err := r.openCell(s); err != nil {
				return err
			}
			if s.kind == emptyTag {
				r.closeCell()
			} else if v, ok := s.quickValue(); ok {
				r.has.value = true
				r.value = append(r.value, v...)
				r.closeCell()
			}
		case s.ends("c"):
			r.closeCell()
		case s.is("v"):
			r.has.value = true
			if s.kind == startTag {
				open = "v"
			}
		case s.is("f"):
			r.has.formula = true
		case s.kind == startTag && s.is("rPh"):
			phonetic = true
		case s.ends("rPh"):
			phonetic = false
		case s.kind == startTag && s.is("t"):
			if r.typ == "inlineStr" && !phonetic {
				open = "t"
			}
		case s.is("row"):
			if err := r.openRow(s); err != nil {
				return err
			}
			if s.kind == emptyTag && !yield(r.row, nil) {
				return nil
			}
		case s.ends("row"):
			if r.wide {
				return message.NewFault("file.too_many_columns",
					message.Place{File: r.b.file, Sheet: r.sheet, Cell: "A" + strconv.Itoa(r.row.N)}, "limit", strconv.Itoa(r.b.limits.Columns))
			}
			r.trimRow()
			if !yield(r.row, nil) {
				return nil
			}
		case s.kind == startTag && s.is("sheetData"):
			begun = true
		case s.ends("sheetData"):
			// To the end of the part: its checksum stands there.
			if _, err := io.Copy(io.Discard, s.r); err != nil {
				return errXML
			}
			return nil
		}
		s.want = open != ""
	}
}

func (r *rowReader) openRow(s *scanner) error {
	n := r.row.N + 1
	if v, err := strconv.Atoi(string(s.attr("r"))); err == nil && v > 0 {
		n = v
	}
	if n > r.b.limits.Rows {
		return message.NewFault("file.too_many_rows", message.Place{File: r.b.file, Sheet: r.sheet}, "limit", strconv.Itoa(r.b.limits.Rows))
	}
	if n <= r.row.N && !r.anyOrder {
		return r.unordered()
	}
	r.row.N = n
	h := s.attr("hidden")
	r.row.Hidden = string(h) == "1" || string(h) == "true"
	r.row.Cells = r.row.Cells[:0]
	r.col = -1
	return nil
}

func (r *rowReader) openCell(s *scanner) error {
	r.typ, r.style = "", 0
	r.has.formula, r.has.value = false, false
	r.value = r.value[:0]
	r.text.Reset()
	col := r.col + 1
	for t := s.tag; ; {
		key, value, rest, ok := nextAttr(t)
		if !ok {
			break
		}
		t = rest
		if len(key) != 1 {
			continue
		}
		switch key[0] {
		case 'r':
			if c := refColumn(value); c >= 0 {
				col = c
			}
		case 's':
			r.style = 0
			if n, ok := smallInt(value); ok {
				r.style = n
			}
		case 't':
			switch string(value) { // no allocation for the usual ones
			case "", "n":
			case "s":
				r.typ = "s"
			case "str":
				r.typ = "str"
			default:
				r.typ = string(value)
			}
		}
	}
	r.col = col
	return nil
}

// smallInt reads a number of up to nine digits.
func smallInt(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// refColumn reads the column of "AB12", 0-based.
func refColumn(ref []byte) int {
	n := 0
	for i, c := range ref {
		switch {
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c < 'A' || c > 'Z':
			if i == 0 {
				return -1
			}
			return n - 1
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<20 {
			return -1
		}
	}
	return n - 1
}

func (r *rowReader) closeCell() {
	c := r.content()
	if c.Kind == Blank {
		return
	}
	if r.col >= r.b.limits.Columns {
		r.wide = true // told once the row is done
		return
	}
	for len(r.row.Cells) <= r.col {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[r.col] = c
}

func (r *rowReader) trimRow() {
	c := r.row.Cells
	for len(c) > 0 && c[len(c)-1].Kind == Blank {
		c = c[:len(c)-1]
	}
	r.row.Cells = c
}

// content is what the closed cell holds.
func (r *rowReader) content() Cell {
	if r.has.value {
		switch r.typ {
		case "":
			if c, ok := r.quickNumber(r.value); ok {
				return c
			}
		case "s":
			if i, ok := smallInt(r.value); ok && i < len(r.x.strings) {
				return textCell(r.x.strings[i])
			}
		}
	}
	v := string(r.value)
	if !r.has.value && r.typ != "inlineStr" {
		if r.has.formula {
			return Cell{Kind: Uncomputed}
		}
		return Cell{}
	}
	switch r.typ {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(r.x.strings) {
			return Cell{}
		}
		return textCell(r.x.strings[i])
	case "str":
		return textCell(r.b.cell(unescape(r.value)))
	case "inlineStr":
		if r.text.Len() == 0 && r.has.value {
			return textCell(r.b.cell(unescape(r.value)))
		}
		return textCell(r.b.cell(r.text.String()))
	case "b":
		if v == "1" || strings.EqualFold(v, "true") {
			return Cell{"TRUE", Bool}
		}
		return Cell{"FALSE", Bool}
	case "e":
		return Cell{trim(unescape(r.value)), Error}
	case "d":
		return isoCell(v)
	}
	return r.number(strings.TrimSpace(v))
}

func textCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{s, Text}
}

// isoCell reads a date stored as text by the "strict" format.
func isoCell(v string) Cell {
	v = strings.TrimSuffix(trim(v), "Z")
	day, clock, timed := strings.Cut(v, "T")
	if len(day) != 10 || day[4] != '-' || day[7] != '-' {
		return textCell(v)
	}
	if !timed || clock == "" {
		return Cell{day, Date}
	}
	if t, err := time.Parse("2006-01-02T15:04:05", day+"T"+clock); err == nil { // takes a fraction too
		t = t.Round(time.Second)
		if day, clock = t.Format(time.DateOnly), t.Format(time.TimeOnly); clock == "00:00:00" {
			return Cell{day, Date}
		}
	}
	return Cell{day + "T" + clock, Date}
}

func (r *rowReader) number(v string) Cell {
	if v == "" {
		return Cell{}
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return textCell(r.b.cell(v))
	}
	if r.style >= 0 && r.style < len(r.x.dates) && r.x.dates[r.style] {
		if d, ok := serialDate(f, r.x.date1904); ok {
			return Cell{d, Date}
		}
	}
	if f >= 1e15 || f <= -1e15 { // exact digits of the text, not of the float
		if isDigits(v) {
			return Cell{v, Number}
		}
		if f >= 1e21 || f <= -1e21 {
			return Cell{v, Number} // "1E+300": for the reader to refuse
		}
	}
	return Cell{strconv.FormatFloat(f, 'f', -1, 64), Number}
}

// quickNumber reads a number whose text is already as short as it can be, with
// no more digits than a float holds exactly, and dates met before.
func (r *rowReader) quickNumber(b []byte) (Cell, bool) {
	if r.style >= 0 && r.style < len(r.x.dates) && r.x.dates[r.style] {
		c, ok := r.dates[string(b)]
		if !ok && len(r.dates) < mostDates {
			c = r.number(string(b))
			if r.dates == nil {
				r.dates = map[string]Cell{}
			}
			r.dates[string(b)] = c
			ok = true
		}
		return c, ok
	}
	d := b
	if len(d) > 1 && d[0] == '-' {
		d = d[1:]
	}
	if len(d) == 0 || len(d) > 15 {
		return Cell{}, false
	}
	dot := -1
	for i, c := range d {
		switch {
		case c >= '0' && c <= '9':
		case c == '.' && dot < 0 && i > 0:
			dot = i
		default:
			return Cell{}, false
		}
	}
	last := d[len(d)-1]
	if d[0] == '0' && (dot != 1 || len(d) < 3) && len(b) > 1 || dot >= 0 && (last == '0' || last == '.') {
		return Cell{}, false // "007", "0.", "-0", "1.50": not as short as it can be
	}
	return Cell{r.keep(b), Number}, true
}

// mostDates bounds the dates remembered.
const mostDates = 20_000

// keep makes a string of bytes, many of them in one piece of memory.
func (r *rowReader) keep(b []byte) string {
	if r.small.Cap()-r.small.Len() < len(b) {
		r.small = &strings.Builder{}
		r.small.Grow(1 << 14)
	}
	at := r.small.Len()
	r.small.Write(b)
	return r.small.String()[at:]
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
