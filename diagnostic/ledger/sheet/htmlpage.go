package sheet

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"jachete/templates/message"
)

// page is a page while it is read.
type page struct {
	b      *Book
	name   string
	each   func(*page) error
	merged func(Range)

	row   Row
	cells int     // read so far
	stack []table // open tables, outermost first
	text  []byte  // of the open cell, or outside of tables
	space bool
	mute  string // element whose text is not shown
	skip  bool   // the row has more columns than allowed
	cell  *htmlCell
}

type table struct {
	open    bool      // a row is open
	at      int       // next column
	spans   []span    // by their left column
	next    int       // first of spans that may stand right of at
	waiting *htmlCell // cell of the outer table, open around this one
}

// span is a cell that reaches down into rows to come.
type span struct{ left, right, rows int }

type htmlCell struct {
	column, wide, high int
	number             string // the exact value that Excel and LibreOffice note
}

const (
	deepestTable = 64
	widestSpan   = 16_384
	highestSpan  = 1 << 20
)

// read walks the page. each is called at the end of every row.
func (h *htmlSource) read(b *Book, each func(*page) error, merged func(Range)) error {
	if each == nil {
		each = func(*page) error { return nil }
	}
	p := &page{b: b, name: h.name, each: each, merged: merged, space: true}
	z := html.NewTokenizer(strings.NewReader(h.text))
	z.SetMaxBuf(1 << 20)
	for n := 0; ; n++ {
		if n%1024 == 0 && b.ctx.Err() != nil {
			return b.ctx.Err()
		}
		kind := z.Next()
		var err error
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return fault("file.damaged", b.file, "part", "HTML")
			}
			for len(p.stack) > 0 && err == nil {
				err = p.endTable()
			}
			if err == nil {
				err = p.endText()
			}
			return err
		case html.TextToken:
			if p.mute == "" {
				p.addText(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			err = p.start(z, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			err = p.end(string(name))
		}
		if err != nil {
			return err
		}
	}
}

// top is the innermost open table, nil outside of tables.
func (p *page) top() *table {
	if len(p.stack) == 0 {
		return nil
	}
	return &p.stack[len(p.stack)-1]
}

func (p *page) start(z *html.Tokenizer, closed bool) error {
	raw, more := z.TagName()
	name := string(raw)
	if p.mute != "" {
		return nil
	}
	switch name {
	case "script", "style", "title", "noscript", "select", "xml":
		if !closed {
			p.mute = name
		}
	case "table":
		return p.startTable()
	case "tr":
		return p.startRow()
	case "td", "th":
		return p.startCell(z, more)
	case "br":
		p.keep('\n')
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "hr":
		if p.top() == nil || name == "caption" {
			return p.endText()
		}
		p.keep('\n')
	}
	return nil
}

func (p *page) end(name string) error {
	if p.mute != "" {
		if name == p.mute {
			p.mute = ""
		}
		return nil
	}
	switch name {
	case "table":
		return p.endTable()
	case "tr":
		return p.endRow()
	case "td", "th":
		return p.endCell()
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption":
		if p.top() == nil || name == "caption" {
			return p.endText()
		}
		p.space = true
	}
	return nil
}

// startTable opens a table. One inside a cell is laid out below what the outer
// row holds so far: it is the data of a page whose outer table only places it.
func (p *page) startTable() error {
	if len(p.stack) >= deepestTable {
		return fault("file.html", p.b.file)
	}
	var err error
	outer := p.top()
	switch {
	case outer == nil:
		err = p.endText()
	case p.cell != nil:
		waiting := *p.cell
		if err = p.endCell(); err == nil {
			err = p.flushRow()
		}
		waiting.number = ""
		p.stack = append(p.stack, table{waiting: &waiting})
		return err
	default:
		err = p.flushRow()
	}
	p.stack = append(p.stack, table{})
	return err
}

func (p *page) endTable() error {
	t := p.top()
	if t == nil {
		return nil
	}
	err := p.endRow()
	p.stack = p.stack[:len(p.stack)-1]
	if outer := p.top(); outer != nil && t.waiting != nil {
		c := *t.waiting // text after the inner table still belongs to this cell
		p.cell, p.text, p.space = &c, p.text[:0], true
	}
	return err
}

func (p *page) startRow() error {
	if p.top() == nil { // a row outside of any table
		if err := p.endText(); err != nil {
			return err
		}
		p.stack = append(p.stack, table{})
	}
	if err := p.endRow(); err != nil {
		return err
	}
	p.top().open, p.top().at = true, 0
	return nil
}

// endRow closes the row of the innermost table, if one is open.
func (p *page) endRow() error {
	t := p.top()
	if t == nil || !t.open {
		return nil
	}
	if err := p.endCell(); err != nil {
		return err
	}
	t.open = false
	kept := t.spans[:0]
	for _, s := range t.spans {
		if s.rows--; s.rows > 0 {
			kept = append(kept, s)
		}
	}
	t.spans, t.next = kept, 0
	return p.flush()
}

// flushRow gives what the outer row holds so far, if anything.
func (p *page) flushRow() error {
	if len(trimCells(p.row.Cells)) == 0 {
		return nil
	}
	return p.flush()
}

// flush gives the row and begins the next.
func (p *page) flush() error {
	p.row.N++
	if p.row.N > p.b.limits.Rows {
		return message.NewFault("file.too_many_rows", message.Place{File: p.b.file, Sheet: p.name}, "limit", strconv.Itoa(p.b.limits.Rows))
	}
	if p.skip {
		return message.NewFault("file.too_many_columns",
			message.Place{File: p.b.file, Sheet: p.name, Cell: "A" + strconv.Itoa(p.row.N)}, "limit", strconv.Itoa(p.b.limits.Columns))
	}
	err := p.each(p)
	p.row.Cells = p.row.Cells[:0]
	return err
}

func (p *page) startCell(z *html.Tokenizer, more bool) error {
	if p.top() == nil || !p.top().open {
		if err := p.startRow(); err != nil {
			return err
		}
	}
	if err := p.endCell(); err != nil {
		return err
	}
	c := &htmlCell{wide: 1, high: 1}
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch string(k) {
		case "colspan":
			c.wide = spanOf(v, widestSpan)
		case "rowspan":
			c.high = spanOf(v, highestSpan)
		case "x:num", "sdval":
			c.number = string(v)
		}
	}
	t := p.top()
	for t.next < len(t.spans) && t.spans[t.next].left <= t.at { // past the cells that reach down from above
		t.at = max(t.at, t.spans[t.next].right+1)
		t.next++
	}
	c.column = min(t.at, 1<<24)
	t.at = c.column + c.wide
	if c.high > 1 && len(t.spans) >= p.b.limits.Columns {
		p.skip = true
	} else if c.high > 1 {
		t.spans = slices.Insert(t.spans, t.next, span{c.column, c.column + c.wide - 1, c.high})
		t.next++
	}
	if p.merged != nil && (c.wide > 1 || c.high > 1) {
		n := p.row.N + 1
		p.merged(Range{Top: n, Left: c.column, Bottom: n + c.high - 1, Right: c.column + c.wide - 1})
	}
	p.cell, p.text, p.space = c, p.text[:0], true
	p.cells++
	return nil
}

func spanOf(v []byte, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(string(v)))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

// endCell puts the open cell into its row.
func (p *page) endCell() error {
	c := p.cell
	if c == nil {
		return nil
	}
	p.cell = nil
	v := textCell(p.b.cell(string(p.text)))
	p.text, p.space = p.text[:0], true
	if exact, ok := exactNumber(v.Text, c.number); ok {
		v = exact
	}
	p.put(c.column, v)
	return nil
}

func (p *page) put(column int, v Cell) {
	if v.Kind == Blank {
		return
	}
	if column >= p.b.limits.Columns {
		p.skip = true
		return
	}
	for len(p.row.Cells) <= column {
		p.row.Cells = append(p.row.Cells, Cell{})
	}
	if old := p.row.Cells[column].Text; old != "" { // text on both sides of an inner table
		v.Text = old + " " + v.Text
	}
	p.row.Cells[column] = v
}

// exactNumber takes the value that a spreadsheet program noted beside a number
// it shows rounded. What reads as a date or a word keeps its text.
func exactNumber(shown, noted string) (Cell, bool) {
	if noted == "" || shown == "" {
		return Cell{}, false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(noted), 64)
	if err != nil {
		return Cell{}, false
	}
	digits, dashes := 0, 0
	for i, r := range shown {
		switch {
		case r >= '0' && r <= '9' || r == '#':
			digits++
		case r == '-' && i > 0:
			dashes++
		case strings.ContainsRune("-+.,'$€£%()   ", r) || isBlank(r):
		default:
			return Cell{}, false
		}
	}
	if digits == 0 || dashes > 0 {
		return Cell{}, false
	}
	return numberCell(f, false, false), true
}

// endText gives text outside of tables a row of its own.
func (p *page) endText() error {
	if p.top() != nil {
		p.text, p.space = p.text[:0], true
		return nil
	}
	v := textCell(p.b.cell(string(p.text)))
	p.text, p.space = p.text[:0], true
	if v.Kind == Blank {
		return nil
	}
	p.put(0, v)
	return p.flush()
}

// addText adds text as a browser shows it: blanks in a row count as one.
func (p *page) addText(t []byte) {
	if p.top() != nil && p.cell == nil {
		return // between cells
	}
	room := 4*p.b.limits.CellRunes + 64 - len(p.text)
	for _, c := range t {
		if room--; room < 0 {
			return
		}
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' {
			if !p.space {
				p.text = append(p.text, ' ')
			}
			p.space = true
			continue
		}
		p.space = false
		p.text = append(p.text, c)
	}
}

// keep adds a line's end, but not at the beginning.
func (p *page) keep(c byte) {
	if p.top() != nil && p.cell == nil || len(p.text) == 0 || len(p.text) > 4*p.b.limits.CellRunes {
		return
	}
	if p.space && p.text[len(p.text)-1] == ' ' {
		p.text = p.text[:len(p.text)-1]
	}
	p.text = append(p.text, c)
	p.space = true
}
