package sheet

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// slowQuoted says what closes a quoted cell by looking at every sign from its
// opening on.
func slowQuoted(p *parser, i int) (s string, next int, ok bool) {
	var b strings.Builder
	rows := 0
	end := func(c byte) bool { return c == '\n' || c == '\r' }
	for last := min(len(p.text), i+longestQuoted); i < last; i++ {
		switch c := p.text[i]; {
		case end(c):
			if rows++; rows > longestQuotedRows {
				return "", 0, false
			}
		case c == '"' && i+1 < len(p.text) && p.text[i+1] == '"':
			i++
		case c == '"':
			if p.closes(i) {
				return b.String(), p.blanksAfter(i), true
			}
			if before := p.text[i-1]; rows > 0 && (before == p.delim || end(before)) {
				return "", 0, false
			}
		}
		b.WriteByte(p.text[i])
	}
	return "", 0, false
}

// What is remembered of the text ahead changes nothing in what is read.
func TestQuotesAgainstSlow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{`"`, `""`, `,"`, `",`, "\"\n", "\n\"", "\r\n", "\n", ",", " ", "a", "é", "\r"})
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "text"), "")
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
			text = strings.ReplaceAll(text, "a", strings.Repeat("b\n", 250)) // past longestQuotedRows
		}
		p := parser{text: text, delim: ',', limit: 100, cell: 1000}
		for p.more() {
			i := p.pos
			for i < len(text) && text[i] == ' ' {
				i++
			}
			if i < len(text) && text[i] == '"' {
				got, next, ok := p.quoted(i + 1)
				if want, after, fits := slowQuoted(&p, i+1); got != want || next != after || ok != fits {
					t.Fatalf("%q from %d: got %q to %d (%v), want %q to %d (%v)", text, i, got, next, ok, want, after, fits)
				}
			}
			p.field()
		}
	})
}
