package sheet

import (
	"strings"
)

// parser reads delimited text as spreadsheet programs do and as broken writers
// need: LF, CRLF and CR alone end a row, also mixed; a quote inside an unquoted
// cell is a sign like another; a quote that is opened and never properly closed
// is taken as a sign, so that it swallows no row.
type parser struct {
	text  string
	pos   int
	delim byte
	limit int // columns
	cell  int // runes

	cells    []Cell
	cut      int
	repaired int
	quotes   quotes
}

func (p *parser) more() bool { return p.pos < len(p.text) }

// record reads one row. The cells are valid until the next call.
func (p *parser) record() (cells []Cell, wide bool) {
	p.cells = p.cells[:0]
	full := 0 // cells up to the last that is not blank
	n := 0
	for {
		s, end := p.field()
		c := Cell{Text: trim(s)}
		if c.Text != "" {
			c.Kind = Text
			var cut bool
			if c.Text, cut = cutRunes(c.Text, p.cell); cut {
				p.cut++
			}
			if n >= p.limit {
				wide = true
			}
			full = n + 1
		}
		if n < p.limit {
			p.cells = append(p.cells, c)
		}
		n++
		if end {
			return p.cells[:min(full, len(p.cells))], wide
		}
	}
}

// field reads one cell and tells whether it ended the row.
func (p *parser) field() (s string, end bool) {
	start := p.pos
	for start < len(p.text) && p.text[start] == ' ' {
		start++
	}
	if start < len(p.text) && p.text[start] == '"' {
		if s, next, ok := p.quoted(start + 1); ok {
			p.pos = next
			return s, p.closeField()
		}
		p.repaired++
	}
	i := p.pos
	for i < len(p.text) {
		if c := p.text[i]; c == p.delim || c == '\n' || c == '\r' {
			break
		}
		i++
	}
	s = p.text[p.pos:i]
	p.pos = i
	return s, p.closeField()
}

// closeField steps over a delimiter or a row's end.
func (p *parser) closeField() (end bool) {
	if p.pos >= len(p.text) {
		return true
	}
	switch p.text[p.pos] {
	case p.delim:
		p.pos++
		return false
	case '\n':
		p.pos++
	case '\r':
		p.pos++
		switch rest := p.text[p.pos:]; {
		case strings.HasPrefix(rest, "\n"):
			p.pos++
		case strings.HasPrefix(rest, "\r\n"): // CR CR LF: a text file written twice as text
			p.pos += 2
		}
	}
	return true
}
