package sheet

import (
	"strings"
)

// fixedWidth tells that a text is a print-out whose columns stand at fixed
// places, and where each begins, in runes from 0. A column is a run of places
// between gaps of two blanks or more that nearly every row with several cells
// leaves empty.
func fixedWidth(text string) (starts []int, ok bool) {
	const most = 2000
	var rows [][]rune
	width := 0
	rest := text
	for len(rows) < most && rest != "" {
		var line string
		line, rest = nextLine(rest)
		line = strings.TrimRight(line, " \f\r")
		if strings.ContainsRune(line, '\t') {
			return nil, false
		}
		if pieces(line) < 3 || ruled(line) {
			continue // a title, a note, a total, a rule: it does not show the columns
		}
		r := []rune(line)
		if len(r) > 400 {
			return nil, false
		}
		rows = append(rows, r)
		width = max(width, len(r))
	}
	if len(rows) < 3 {
		return nil, false
	}
	used := make([]int, width)
	for _, r := range rows {
		for i, c := range r {
			if c != ' ' && c != '\u00a0' {
				used[i]++
			}
		}
	}
	free := func(i int) bool { return used[i]*50 < len(rows) }
	in := false
	for i := range used {
		switch {
		case !free(i) && !in:
			starts, in = append(starts, i), true
		case free(i) && in && (i+1 >= width || free(i+1)):
			in = false
		}
	}
	return starts, len(starts) >= 3
}

// pieces counts the texts of a line that two blanks or more part.
func pieces(line string) int {
	n, blanks := 0, 2
	for i := 0; i < len(line); i++ {
		if line[i] == ' ' {
			blanks++
			continue
		}
		if blanks >= 2 {
			n++
		}
		blanks = 0
	}
	return n
}

// ruled tells a line drawn with signs.
func ruled(s string) bool {
	return strings.Trim(s, " -=_*+|─═") == ""
}

func nextLine(s string) (line, rest string) {
	i := strings.IndexAny(s, "\n\r")
	if i < 0 {
		return s, ""
	}
	n := i + 1
	if s[i] == '\r' && n < len(s) && s[n] == '\n' {
		n++
	}
	return s[:i], s[n:]
}

// fixedSource gives the rows of a print-out.
type fixedSource struct {
	text   string
	starts []int
}

func (s *fixedSource) sheets() []Info { return []Info{{}} }

func (s *fixedSource) merges(*Book, string) ([]Range, error) { return nil, nil }

func (s *fixedSource) close() error { s.text = ""; return nil }

func (s *fixedSource) rows(b *Book, _ string, yield func(Row, error) bool) {
	rest := s.text
	var cells []Cell
	for n := 1; rest != ""; n++ {
		if n > b.limits.Rows {
			yield(Row{}, tooManyRows(b))
			return
		}
		var line string
		line, rest = nextLine(rest)
		cells = cells[:0]
		if !ruled(line) {
			cells = s.cells(cells, line, b)
		}
		if !yield(Row{N: n, Cells: cells}, nil) {
			return
		}
	}
}

// cells cuts a line at the columns. A text that runs over a column's begin
// without a gap stays whole in the column it begins in.
func (s *fixedSource) cells(cells []Cell, line string, b *Book) []Cell {
	r := []rune(strings.ReplaceAll(line, "\f", " "))
	blank := func(i int) bool { return i < 0 || i >= len(r) || r[i] == ' ' || r[i] == '\u00a0' }
	// Where each run of text begins; a single blank does not part texts.
	for i := 0; i < len(r); {
		if blank(i) {
			i++
			continue
		}
		end, cut := i+1, false
		for end < len(r) && !(blank(end) && blank(end+1)) {
			if s.startsAt(end) && blank(end-1) {
				cut = true
				break
			}
			end++
		}
		text := b.cell(string(r[i:end]))
		c := s.column(i, end)
		for len(cells) <= c {
			cells = append(cells, Cell{})
		}
		switch {
		case text == "":
		case cells[c].Kind == Blank:
			cells[c] = Cell{text, Text}
		default:
			cells[c].Text += " " + text
		}
		i = end
		if cut {
			continue
		}
	}
	return cells
}

func (s *fixedSource) startsAt(i int) bool {
	for _, at := range s.starts {
		if at == i {
			return true
		}
	}
	return false
}

// column is the one a text from i to end belongs to: the last that begins at or
// before its end, for numbers stand at the right of theirs, but not after its
// begin when the text begins inside an earlier one.
func (s *fixedSource) column(i, end int) int {
	at := 0
	for k, start := range s.starts {
		if start <= i {
			at = k
		}
	}
	// A number wider than all others begins in the gap before its column.
	if at+1 < len(s.starts) && end > s.starts[at+1] && i > s.starts[at] && s.starts[at+1]-i < end-s.starts[at+1] {
		return at + 1
	}
	return at
}
