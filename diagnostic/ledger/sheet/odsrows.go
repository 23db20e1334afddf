package sheet

import (
	"bytes"
	"strconv"
	"strings"

	"jachete/templates/message"
)

// odsReader gathers the rows of one sheet while the content is scanned.
type odsReader struct {
	b          *Book
	sheet      string
	index      int // of the sheet
	yield      func(Row, error) bool
	mergesOnly bool
	merges     []Range

	tables int // begun so far
	depth  int // of tables inside tables
	row    Row
	repeat int // of the open row; 0 outside of rows
	cell   odsCell
	at     int  // column of the cell
	in     bool // inside a cell of the sheet
	skip   int  // depth inside a note, a drawing, a table inside a cell
	para   int  // paragraphs so far
	inPara bool
	text   []byte
	space  bool // the text ends with a blank
}

// odsCell is what the attributes of a cell say.
type odsCell struct {
	kind    string
	value   string
	text    string // string-value
	isText  bool   // string-value is there
	repeat  int
	wide    int
	high    int
	formula bool
	isError bool
	covered bool
}

// tag takes the next tag of the content, and the text before it.
func (r *odsReader) tag(s *scanner) error {
	if r.inPara && r.skip == 0 {
		r.addText(s.text)
	}
	s.want = false
	switch {
	case s.is("table"):
		if r.depth > 0 && r.in {
			r.depth++ // a table inside a cell
			r.skip++
			if s.kind == emptyTag {
				r.depth--
				r.skip--
			}
			return nil
		}
		r.tables++
		r.row.N, r.repeat = 0, 0
		if s.kind == startTag {
			r.depth++
		}
		return nil
	case s.ends("table"):
		r.depth--
		if r.depth > 0 && r.skip > 0 {
			r.skip--
			return nil
		}
		if r.tables-1 == r.index {
			return errEnough
		}
		return nil
	}
	if r.depth == 0 || r.tables-1 != r.index {
		return nil
	}
	var err error
	switch {
	case s.is("annotation"), s.is("note"), s.is("shapes"), s.is("frame"), s.is("ruby-text"), s.is("tracked-changes"):
		if s.kind == startTag {
			r.skip++
		}
	case s.ends("annotation"), s.ends("note"), s.ends("shapes"), s.ends("frame"), s.ends("ruby-text"), s.ends("tracked-changes"):
		r.skip = max(0, r.skip-1)
	case r.skip > 0:
	case s.is("table-row"):
		err = r.openRow(s)
		if err == nil && s.kind == emptyTag {
			err = r.closeRow()
		}
	case s.ends("table-row"):
		err = r.closeRow()
	case r.repeat == 0: // outside of rows
	case s.is("table-cell"), s.is("covered-table-cell"):
		r.openCell(s)
		if s.kind == emptyTag {
			err = r.closeCell()
		}
	case s.ends("table-cell"), s.ends("covered-table-cell"):
		err = r.closeCell()
	case r.in:
		r.inside(s)
	}
	s.want = r.inPara && r.skip == 0
	return err
}

// inside takes the tags of a cell's text.
func (r *odsReader) inside(s *scanner) {
	switch {
	case s.is("p"), s.is("h"):
		if r.para++; r.para > 1 {
			r.text = append(r.text, '\n')
		}
		r.inPara, r.space = s.kind == startTag, true
	case s.ends("p"), s.ends("h"):
		r.inPara = false
		r.text = bytes.TrimSuffix(r.text, []byte(" "))
	case s.is("s"):
		n := atLeastOne(s.attr("c"))
		r.keep(bytes.Repeat([]byte(" "), min(n, r.b.limits.CellRunes)))
		r.space = false
	case s.is("tab"):
		r.keep([]byte("\t"))
	case s.is("line-break"):
		r.keep([]byte("\n"))
	}
}

// addText adds text as XML means it: blanks in a row count as one.
func (r *odsReader) addText(raw []byte) {
	t := raw
	if bytes.IndexByte(raw, '&') >= 0 || !plainASCII(raw) {
		t = []byte(unescapeXML(raw))
	}
	if !bytes.ContainsAny(t, "\t\r\n") && !bytes.Contains(t, []byte("  ")) {
		if r.space && len(t) > 0 && t[0] == ' ' {
			t = t[1:]
		}
		r.keep(t)
		if len(t) > 0 {
			r.space = t[len(t)-1] == ' '
		}
		return
	}
	for _, c := range t {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			if !r.space {
				r.keep([]byte(" "))
			}
			r.space = true
			continue
		}
		r.space = false
		r.keep([]byte{c})
	}
}

func (r *odsReader) keep(t []byte) {
	if room := 4*r.b.limits.CellRunes + 64 - len(r.text); room > 0 {
		r.text = append(r.text, t[:min(len(t), room)]...)
	}
}

func plainASCII(b []byte) bool { return isASCII(b) && bytes.IndexByte(b, '\r') < 0 }

func (r *odsReader) openRow(s *scanner) error {
	r.row.N++
	r.row.Cells = r.row.Cells[:0]
	r.repeat = atLeastOne(s.attr("number-rows-repeated"))
	shown := s.attr("visibility")
	r.row.Hidden = string(shown) == "collapse" || string(shown) == "filter"
	r.at = 0
	return nil
}

// closeRow gives the row, as often as it is repeated. Blank rows are not given.
func (r *odsReader) closeRow() error {
	if r.row.N == 0 || r.repeat == 0 {
		return nil // an end without a beginning
	}
	r.row.Cells = trimCells(r.row.Cells)
	if len(r.row.Cells) == 0 || r.mergesOnly {
		r.row.N += r.repeat - 1
		r.repeat = 0
		return nil
	}
	for ; r.repeat > 0; r.repeat-- {
		if r.row.N > r.b.limits.Rows {
			return message.NewFault("file.too_many_rows", message.Place{File: r.b.file, Sheet: r.sheet}, "limit", strconv.Itoa(r.b.limits.Rows))
		}
		if !r.yield(r.row, nil) {
			return errEnough
		}
		if r.repeat > 1 {
			r.row.N++
		}
	}
	return nil
}

func (r *odsReader) openCell(s *scanner) {
	r.in, r.para, r.inPara, r.space = true, 0, false, true
	r.text = r.text[:0]
	r.cell = odsCell{repeat: 1, wide: 1, high: 1, covered: string(s.name) == "covered-table-cell"}
	s.attrs(func(prefix, name, value []byte) {
		c := &r.cell
		switch string(name) {
		case "number-columns-repeated":
			c.repeat = atLeastOne(value)
		case "number-columns-spanned":
			c.wide = atLeastOne(value)
		case "number-rows-spanned":
			c.high = atLeastOne(value)
		case "value-type":
			if string(prefix) == "calcext" {
				c.isError = string(value) == "error"
			} else {
				c.kind = valueTypes[string(value)]
			}
		case "value", "date-value", "time-value", "boolean-value":
			c.value = string(value)
		case "string-value":
			c.text, c.isText = unescapeXML(value), true
		case "formula":
			c.formula = true
		}
	})
}

// valueTypes keeps the texts of the types from being copied for each cell.
var valueTypes = map[string]string{
	"float": "float", "currency": "float", "percentage": "float", "date": "date", "time": "time",
	"boolean": "boolean", "string": "string",
}

// closeCell puts the cell into its row, as often as it is repeated.
func (r *odsReader) closeCell() error {
	if !r.in {
		return nil
	}
	r.in, r.inPara = false, false
	c := r.cell
	from := r.at
	r.at = min(r.at+c.repeat, 1<<30)
	if (c.wide > 1 || c.high > 1) && !c.covered && len(r.merges) < mostMerges && r.mergesOnly {
		r.merges = append(r.merges, Range{Top: r.row.N, Left: from, Bottom: r.row.N + c.high - 1, Right: from + c.wide - 1})
	}
	if r.mergesOnly {
		return nil
	}
	v := r.content()
	if v.Kind == Blank {
		return nil
	}
	if r.at > r.b.limits.Columns {
		return message.NewFault("file.too_many_columns",
			message.Place{File: r.b.file, Sheet: r.sheet, Cell: "A" + strconv.Itoa(r.row.N)}, "limit", strconv.Itoa(r.b.limits.Columns))
	}
	for len(r.row.Cells) < from {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	for range c.repeat {
		r.row.Cells = append(r.row.Cells, v)
	}
	return nil
}

// content is what the closed cell holds.
func (r *odsReader) content() Cell {
	c := r.cell
	if c.isError {
		return Cell{trim(string(r.text)), Error}
	}
	switch c.kind {
	case "float":
		f, err := strconv.ParseFloat(c.value, 64)
		if err != nil {
			return textCell(r.b.cell(string(r.text)))
		}
		if f >= 1e15 && isDigits(c.value) {
			return Cell{c.value, Number}
		}
		return numberCell(f, false, false)
	case "date":
		return isoCell(c.value)
	case "time":
		if f, ok := duration(c.value); ok {
			return numberCell(f, false, false)
		}
		return textCell(r.b.cell(string(r.text)))
	case "boolean":
		return boolCell(c.value == "true")
	case "string":
		if r.para == 0 && c.isText {
			return textCell(r.b.cell(c.text))
		}
	}
	t := r.b.cell(string(r.text))
	if c.formula && c.kind == "" && t == "" {
		return Cell{Kind: Uncomputed}
	}
	if c.formula && strings.HasPrefix(t, "#") && strings.HasSuffix(t, "!") || t == "#N/A" {
		return Cell{t, Error}
	}
	return textCell(t)
}

// duration reads "PT14H30M00.5S" as a part of a day.
func duration(s string) (days float64, ok bool) {
	sign := 1.0
	if strings.HasPrefix(s, "-") {
		sign, s = -1, s[1:]
	}
	s, ok = strings.CutPrefix(s, "P")
	if !ok {
		return 0, false
	}
	units := map[byte]float64{'D': 86400, 'H': 3600, 'M': 60, 'S': 1}
	seconds := 0.0
	for s = strings.Replace(s, "T", "", 1); s != ""; {
		n := strings.IndexAny(s, "DHMS")
		if n < 0 {
			return 0, false
		}
		f, err := strconv.ParseFloat(s[:n], 64)
		if err != nil {
			return 0, false
		}
		seconds += f * units[s[n]]
		s = s[n+1:]
	}
	return sign * seconds / 86400, true
}

// atLeastOne reads a count, 1 when it is absent or none; hostile ones are cut.
func atLeastOne(b []byte) int {
	if b == nil {
		return 1
	}
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, 1<<24)
}
