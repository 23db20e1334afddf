package ledger

import (
	"slices"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// layout is how one sheet is to be read.
type layout struct {
	header    int // index into the sampled rows, -1 when there is none
	headerRow int // 1-based, 0 when there is none
	columns   []Column
	basis     Basis
	// rivals are other columns that could be the amount as well; decided is empty
	// when nothing tells between them and the chosen one.
	rivals []Column
	// netOf is how the amount relates to other columns of the table.
	gross, net int // columns related by gross = net + tax, -1 when none
	warnings   []*message.Fault
	matched    int // columns recognised by their headers

	others   []int           // further columns of dollars, not taken
	grouped  *grouping       // suppliers stand on rows of their own
	titles   map[string]bool // first texts of the rows above the header, masked
	profile  *TableProfile
	headers  []string   // as joined from its rows
	headings [][]string // the header's rows as printed
	width    int        // columns of the header
	blocks   [][2]int   // tables side by side: columns [from, to)
}

func (l *layout) column(f Field) int {
	for _, c := range l.columns {
		if c.Field == f {
			return c.Index
		}
	}
	return -1
}

func (l *layout) all(f Field) []int {
	var list []int
	for _, c := range l.columns {
		if c.Field == f {
			list = append(list, c.Index)
		}
	}
	return list
}

// supplierColumn is the column that names the supplier on each line, -1 when
// rows above the lines do.
func (l *layout) supplierColumn() int {
	if l.grouped != nil {
		return -1
	}
	return l.column(Supplier)
}

// designer makes the layout of one sheet from its first rows.
type designer struct {
	w       *words
	opt     *Options
	rows    []sheet.Row // first rows of the sheet, header among them
	place   message.Place
	headers []string
	match   []matched
	prof    []profile
	shift   int
	taken   map[int]bool
	never   map[Field]bool // fields that no column holds, as a person said
	titles  map[string]bool
	profile *TableProfile
	l       *layout
}

// design decides header row and columns. The error is a fault that says what
// is missing.
func (w *words) design(rows []sheet.Row, place message.Place, opt *Options) (*layout, error) {
	d := &designer{w: w, opt: opt, rows: rows, place: place, taken: map[int]bool{}, never: map[Field]bool{}, l: &layout{header: -1, gross: -1, net: -1}}
	if err := d.findHeader(); err != nil {
		return nil, err
	}
	d.noteTitles()
	if d.l.blocks = d.sideBySide(); len(d.l.blocks) > 1 {
		return d.l, nil // each block is designed by itself
	}
	d.usualWidth()
	d.prof = w.profiles(d.body())
	d.match = make([]matched, max(len(d.prof), len(d.headers)))
	for len(d.prof) < len(d.match) {
		d.prof = append(d.prof, profile{})
	}
	d.findShift()
	for i := range d.match {
		if h := d.header(i); h != "" {
			d.match[i] = w.match(h)
		}
	}
	if err := d.fromOptions(); err != nil {
		return nil, err
	}
	d.fromProfile()
	d.l.headers, d.l.profile = d.headers, d.profile
	if err := d.assign(); err != nil {
		return nil, err
	}
	slices.SortFunc(d.l.columns, func(a, b Column) int { return a.Index - b.Index })
	return d.l, nil
}

// usualWidth widens the header to what a fifth of the rows or more hold: only
// rows that are wider than usual may have been cut apart.
func (d *designer) usualWidth() {
	rows := d.body()
	wider := map[int]int{}
	for _, r := range rows {
		if len(r.Cells) > d.l.width {
			wider[len(r.Cells)]++
		}
	}
	for w, n := range wider {
		if n*5 >= len(rows) {
			d.l.width = max(d.l.width, w)
		}
	}
}

// body are the rows under the header.
func (d *designer) body() []sheet.Row {
	var list []sheet.Row
	for _, r := range d.rows[d.l.header+1:] {
		if len(r.Cells) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// header is the header above a column of data.
func (d *designer) header(i int) string {
	i -= d.shift
	if i < 0 || i >= len(d.headers) {
		return ""
	}
	return d.headers[i]
}

// noteTitles keeps what stands above the header: printed reports repeat it on
// every page.
func (d *designer) noteTitles() {
	d.titles = map[string]bool{}
	for _, r := range d.rows[:max(d.l.header, 0)] {
		if t := textsOf(r.Cells); len(t) > 0 {
			d.titles[maskDigits(t[0])] = true
		}
	}
	delete(d.titles, "")
	d.l.titles = d.titles
}

func (d *designer) warn(key string, place message.Place, args ...string) {
	d.l.warnings = append(d.l.warnings, message.NewFault(key, place, args...))
}

func (d *designer) take(f Field, i int, by string) {
	if d.never[f] {
		return
	}
	d.taken[i] = true
	d.l.columns = append(d.l.columns, Column{Field: f, Header: d.header(i), Index: i, Letter: sheet.Letter(i), By: by, Confidence: d.confidence(f, i, by)})
	if by == "header" || by == "profile" {
		d.l.matched++
	}
}

func (d *designer) has(f Field) bool { return d.l.column(f) >= 0 }

// at is the address of a cell; column and row 0 leave the cell out or point to
// the row's first cell.
func at(p message.Place, column, row int) message.Place {
	if row > 0 {
		p.Cell = cellName(column, row)
	}
	return p
}
