package sheet

import (
	"strconv"
	"strings"

	"jachete/templates/message"
)

// xmlReader gathers the rows of one sheet while the file is scanned.
type xmlReader struct {
	x          *xmlSource
	b          *Book
	sheet      string
	index      int
	yield      func(Row, error) bool
	mergesOnly bool
	merges     []Range

	at      int // sheet being read
	table   bool
	row     Row
	open    bool // a row is open
	col     int  // of the open or last cell
	next    int  // column after it
	style   string
	formula bool
	kind    string // of the data
	has     bool   // the cell has data
	data    int    // depth inside the data
	comment bool
	text    []byte
}

func (r *xmlReader) tag(s *scanner) error {
	if r.data > 0 {
		r.text = append(r.text, unescapeXML(s.text)...)
		if len(r.text) > 4*r.b.limits.CellRunes+64 {
			r.text = r.text[:4*r.b.limits.CellRunes+64]
		}
	}
	s.want = false
	if s.is("Worksheet") {
		r.at++
		r.row.N, r.open = 0, false
		return nil
	}
	if r.at != r.index {
		return nil
	}
	switch {
	case s.ends("Worksheet"):
		return errEnough
	case s.is("Table"):
		r.table = s.kind == startTag
	case s.ends("Table"):
		r.table = false
	case !r.table:
	case s.is("Comment"):
		r.comment = s.kind == startTag
	case s.ends("Comment"):
		r.comment = false
	case r.comment:
	case s.is("Row"):
		r.openRow(s)
		if s.kind == emptyTag {
			return r.closeRow()
		}
	case s.ends("Row"):
		return r.closeRow()
	case !r.open:
	case s.is("Cell"):
		return r.openCell(s)
	case s.ends("Cell"):
		return r.closeCell()
	case s.is("Data"):
		r.kind, r.has, r.text = s.attrText("Type"), true, r.text[:0]
		if s.kind == startTag {
			r.data = 1
		}
	case s.ends("Data"):
		r.data = 0
	case r.data > 0 && s.is("br"):
		r.text = append(r.text, '\n')
	}
	s.want = r.data > 0
	return nil
}

func (r *xmlReader) openRow(s *scanner) {
	n := r.row.N + 1
	if v, err := strconv.Atoi(string(s.attr("Index"))); err == nil && v > n {
		n = min(v, 1<<30)
	}
	r.row.N, r.row.Cells, r.open = n, r.row.Cells[:0], true
	r.row.Hidden = string(s.attr("Hidden")) == "1"
	r.next = 0
}

func (r *xmlReader) closeRow() error {
	if !r.open {
		return nil
	}
	r.open = false
	cells := trimCells(r.row.Cells)
	if len(cells) == 0 || r.mergesOnly {
		return nil
	}
	if r.row.N > r.b.limits.Rows {
		return message.NewFault("file.too_many_rows", message.Place{File: r.b.file, Sheet: r.sheet}, "limit", strconv.Itoa(r.b.limits.Rows))
	}
	if !r.yield(Row{N: r.row.N, Cells: cells, Hidden: r.row.Hidden}, nil) {
		return errEnough
	}
	return nil
}

func (r *xmlReader) openCell(s *scanner) error {
	r.col = r.next
	r.has, r.formula, r.kind, r.style = false, false, "", ""
	r.text, r.data = r.text[:0], 0
	wide, high := 0, 0
	s.attrs(func(_, name, value []byte) {
		switch string(name) {
		case "Index":
			if v, err := strconv.Atoi(string(value)); err == nil && v > r.col {
				r.col = min(v, 1<<20) - 1
			}
		case "StyleID":
			r.style = string(value)
		case "Formula":
			r.formula = true
		case "MergeAcross":
			wide = span0(value)
		case "MergeDown":
			high = span0(value)
		}
	})
	r.next = r.col + wide + 1
	if r.mergesOnly && (wide > 0 || high > 0) && len(r.merges) < mostMerges {
		r.merges = append(r.merges, Range{Top: r.row.N, Left: r.col, Bottom: r.row.N + high, Right: r.col + wide})
	}
	if s.kind == emptyTag {
		return r.closeCell()
	}
	return nil
}

// span0 reads how many cells more a merged cell covers.
func span0(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, 1<<20)
}

func (r *xmlReader) closeCell() error {
	r.data = 0
	v := r.content()
	if v.Kind == Blank || r.mergesOnly {
		return nil
	}
	if r.col >= r.b.limits.Columns {
		return message.NewFault("file.too_many_columns",
			message.Place{File: r.b.file, Sheet: r.sheet, Cell: "A" + strconv.Itoa(r.row.N)}, "limit", strconv.Itoa(r.b.limits.Columns))
	}
	for len(r.row.Cells) <= r.col {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[r.col] = v
	return nil
}

// content is what the closed cell holds.
func (r *xmlReader) content() Cell {
	if !r.has {
		if r.formula {
			return Cell{Kind: Uncomputed}
		}
		return Cell{}
	}
	t := r.b.cell(string(r.text))
	switch r.kind {
	case "Number":
		f, err := strconv.ParseFloat(t, 64)
		if err != nil {
			return textCell(t)
		}
		if f >= 1e15 && isDigits(t) {
			return Cell{t, Number}
		}
		return numberCell(f, r.x.dates[r.style], false)
	case "DateTime":
		if clock, ok := strings.CutPrefix(t, "1899-12-31T"); ok { // a time of day alone
			if f, ok := clockPart(clock); ok {
				return numberCell(f, false, false)
			}
		}
		return isoCell(t)
	case "Boolean":
		return boolCell(t == "1" || strings.EqualFold(t, "true"))
	case "Error":
		return Cell{t, Error}
	}
	return textCell(t)
}

// clockPart reads "14:30:00.000" as a part of a day.
func clockPart(s string) (float64, bool) {
	h, rest, _ := strings.Cut(s, ":")
	m, sec, ok := strings.Cut(rest, ":")
	if !ok {
		return 0, false
	}
	return duration("PT" + h + "H" + m + "M" + sec + "S")
}
