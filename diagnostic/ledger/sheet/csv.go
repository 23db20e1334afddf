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
	wasted   int // bytes looked through for closing quotes that never came
}

// longestQuoted bounds what one quoted cell may span, in bytes and rows: past
// it, the opening quote was a stray one.
const (
	longestQuoted     = 1 << 17
	longestQuotedRows = 400
	nearQuoted        = 1 << 9  // the same in a file full of stray quotes
	mostWasted        = 1 << 22 // bytes
)

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

// quoted reads a cell whose quote opened just before i. next is after the
// closing quote and the blanks behind it, at a delimiter, a row's end or the
// end. ok is false when no closing quote fits.
func (p *parser) quoted(i int) (s string, next int, ok bool) {
	from, start := i, i
	defer func() {
		if !ok {
			p.wasted += i - start
		}
	}()
	var b strings.Builder
	rows := 0
	far := longestQuoted
	if p.wasted > 4*len(p.text)+mostWasted { // so many stray quotes that looking far would take for ever
		far = nearQuoted
	}
	last := min(len(p.text), i+far)
	for i < last {
		c := p.text[i]
		if c == '\n' || c == '\r' {
			rows++
			if rows > longestQuotedRows {
				return "", 0, false
			}
		}
		if c != '"' {
			i++
			continue
		}
		if i+1 < len(p.text) && p.text[i+1] == '"' {
			// A doubled quote, unless the first closes an empty cell.
			b.WriteString(p.text[from : i+1])
			i += 2
			from = i
			continue
		}
		after := i + 1
		for after < len(p.text) && p.text[after] == ' ' {
			after++
		}
		if after >= len(p.text) || p.text[after] == p.delim || p.text[after] == '\n' || p.text[after] == '\r' {
			if b.Len() == 0 {
				return p.text[from:i], after, true
			}
			b.WriteString(p.text[from:i])
			return b.String(), after, true
		}
		if rows > 0 && i > 0 && (p.text[i-1] == p.delim || p.text[i-1] == '\n' || p.text[i-1] == '\r') {
			return "", 0, false // another cell opens here: ours never closed
		}
		i++ // a lone quote inside: a sign
	}
	return "", 0, false
}
