package sheet

import "strings"

// longestQuoted bounds what one quoted cell may span, in bytes and rows: past
// it, the opening quote was a stray one.
const (
	longestQuoted     = 1 << 17
	longestQuotedRows = 400
)

// quotes remembers what lies ahead of the parser, which only goes forward: each
// part of the text is looked through once, however many stray quotes ask what
// closes them. All are places in the text, its length when there is none.
type quotes struct {
	from, closing int // the first closing quote from a place on
	line          int // a row's end, good for the places up to it
	at, opening   int // the first quote that opens a cell from a place on
	rows          struct{ from, to, n int }
}

// quoted reads a cell whose quote opened just before i. next is after the
// closing quote and the blanks behind it, at a delimiter, a row's end or the
// end. ok is false when no closing quote fits.
func (p *parser) quoted(i int) (s string, next int, ok bool) {
	run := i
	for run < len(p.text) && p.text[run] == '"' {
		run++
	}
	end := run - 1 // of an odd run, the last is no half of a doubled quote
	if (run-i)%2 == 0 || !p.closes(end) {
		end = p.closing(run)
	}
	if end >= min(len(p.text), i+longestQuoted) {
		return "", 0, false
	}
	if line := p.lineEnd(run); line < end {
		if p.opening(line) < end { // another cell opens before: ours never closed
			return "", 0, false
		}
		if p.rowsBetween(i, end) > longestQuotedRows {
			return "", 0, false
		}
	}
	return strings.ReplaceAll(p.text[i:end], `""`, `"`), p.blanksAfter(end), true
}

// lone gives the first quote from i on that is no half of a doubled one. i is
// not inside a run of quotes.
func (p *parser) lone(i int) int {
	for {
		k := strings.IndexByte(p.text[i:], '"')
		if k < 0 {
			return len(p.text)
		}
		from := i + k
		for i = from; i < len(p.text) && p.text[i] == '"'; i++ {
		}
		if (i-from)%2 == 1 {
			return i - 1
		}
	}
}

// closes tells that only blanks part a quote from a delimiter or the end of a
// row.
func (p *parser) closes(quote int) bool {
	i := p.blanksAfter(quote)
	return i >= len(p.text) || p.text[i] == p.delim || p.text[i] == '\n' || p.text[i] == '\r'
}

func (p *parser) blanksAfter(quote int) int {
	i := quote + 1
	for i < len(p.text) && p.text[i] == ' ' {
		i++
	}
	return i
}

// closing gives the first quote from i on that may close a cell.
func (p *parser) closing(i int) int {
	q := &p.quotes
	if i < q.from || i > q.closing || q.closing == 0 {
		for q.closing = p.lone(i); q.closing < len(p.text) && !p.closes(q.closing); {
			q.closing = p.lone(q.closing + 1)
		}
		q.from = i
	}
	return q.closing
}

// opening gives the first quote from i on that opens a cell and closes none.
func (p *parser) opening(i int) int {
	q := &p.quotes
	if i < q.at || i > q.opening || q.opening == 0 {
		for q.opening = p.lone(i); q.opening < len(p.text) && !p.opens(q.opening); {
			q.opening = p.lone(q.opening + 1)
		}
		q.at = i
	}
	return q.opening
}

func (p *parser) opens(quote int) bool {
	before := p.text[quote-1] // a row's end stands before it
	return (before == p.delim || before == '\n' || before == '\r') && !p.closes(quote)
}

// lineEnd gives the first end of a row from i on.
func (p *parser) lineEnd(i int) int {
	if i > p.quotes.line || p.quotes.line == 0 {
		p.quotes.line = len(p.text)
		if k := strings.IndexAny(p.text[i:], "\n\r"); k >= 0 {
			p.quotes.line = i + k
		}
	}
	return p.quotes.line
}

// rowsBetween counts the ends of rows between two places that both only go
// forward.
func (p *parser) rowsBetween(from, to int) int {
	r := &p.quotes.rows
	isEnd := func(i int) bool { return p.text[i] == '\n' || p.text[i] == '\r' }
	if r.to < from {
		r.from, r.to, r.n = from, from, 0
	}
	for ; r.to < to; r.to++ {
		if isEnd(r.to) {
			r.n++
		}
	}
	for ; r.from < from; r.from++ {
		if isEnd(r.from) {
			r.n--
		}
	}
	return r.n
}
