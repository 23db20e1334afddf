package page

import (
	"strings"

	"jachete/reports/chart"
	"jachete/reports/page/fonts"
	"jachete/templates/message"
)

// Kind of a table's column.
type Kind int

// Words are set left and take the width that numbers leave; Numbers are
// aligned on their decimal mark, their references hang to the right.
const (
	Words Kind = iota
	Numbers
)

// Col is a column of a table.
type Col struct {
	Title string
	Kind  Kind
	// Share of the width left by the numbers, against the other columns of
	// words; 0 means 1.
	Share float64
	// Lines at most in a cell, 0 means 3.
	Lines int
}

// Row is a row of a table. Its first cell is its header. Strong rows (totals)
// are bold under a rule.
type Row struct {
	Cells  []string
	Strong bool
}

// Table is a table. With no row its place is taken by the sentence Empty.
type Table struct {
	Caption string
	Cols    []Col
	Rows    []Row
	Empty   string
	Note    string
	Dense   bool // small type, for annexes
}

const (
	cellPadY  = 2.1
	densePadY = 1.3
	cellGap   = 14.0
	minWords  = 90.0
	cellLines = 3
)

// Table adds a table. No row is parted by a page break; the header is repeated
// on each page.
func (f *flow) Table(t Table) {
	tag := newElem(f.tag, roleTable)
	above := spaceBlock
	if t.Caption != "" {
		p := f.text(t.Caption, styleCaption, newElem(tag, roleCaption))
		p.above, p.keep = above, true
		f.push(p)
		above = spaceTight
	}
	if len(t.Rows) == 0 {
		if t.Empty != "" {
			f.Para(t.Empty)
		}
		return
	}
	s := newSetter(t, f.width, f.lang)
	head := newElem(tag, roleHead)
	hm, hh := s.header(head)
	f.push(piece{height: hh, marks: hm, above: above, keep: true})
	body := newElem(tag, roleRows)
	again := artifacts(hm)
	for i, r := range t.Rows {
		p := s.row(r, body, i)
		p.head, p.headH = again, hh
		p.keep = (i == 0 && len(t.Rows) > 1) || i == len(t.Rows)-2
		f.push(p)
	}
	if t.Note != "" {
		f.pieces[len(f.pieces)-1].keep = true
		f.Small(t.Note)
	}
}

// setter knows where the columns of one table stand.
type setter struct {
	t     Table
	lang  message.Lang
	width float64
	st    style
	pad   float64   // above and below a cell
	x, w  []float64 // left edge and width of each column, references included
	frac  []float64 // width behind the decimal mark
	cite  []float64 // width of the references
}

func newSetter(t Table, width float64, lang message.Lang) *setter {
	s := &setter{t: t, lang: lang, width: width, st: styleCell, pad: cellPadY}
	if t.Dense {
		s.st.size, s.st.leading, s.pad = 8, 9.8, densePadY
	}
	for {
		if left := s.fit(); left >= 0 || s.st.size <= 6 {
			return s
		}
		s.st.size -= 0.5
		s.st.leading -= 0.5
	}
}

// fit gives the columns their widths and returns what is left for words above
// their minimum.
func (s *setter) fit() float64 {
	n := len(s.t.Cols)
	s.x, s.w = make([]float64, n), make([]float64, n)
	s.frac, s.cite = make([]float64, n), make([]float64, n)
	gap, least := cellGap, minWords
	if s.width < contentWidth*0.75 {
		gap, least = cellGap*0.6, minWords*0.7
	}
	left := s.width - gap*float64(n-1)
	shares, words := 0.0, 0
	for c, col := range s.t.Cols {
		if col.Kind == Words {
			words++
			shares += share(col)
			continue
		}
		left -= s.natural(c)
	}
	free := left
	if words > 0 {
		free -= least * float64(words)
	}
	room := max(left, 20*float64(words))
	x := 0.0
	for c, col := range s.t.Cols {
		if col.Kind == Words {
			s.w[c] = room * share(col) / shares
		}
		s.x[c] = x
		x += s.w[c] + gap
	}
	if words == 0 { // numbers alone: spread over the width
		extra := (s.width - (x - gap)) / float64(n)
		for c := range s.x {
			s.x[c] += extra * float64(c+1)
		}
	}
	return free
}

func share(c Col) float64 {
	if c.Share <= 0 {
		return 1
	}
	return c.Share
}

// natural measures a column of numbers.
func (s *setter) natural(c int) float64 {
	whole := 0.0
	for _, r := range s.t.Rows {
		if c >= len(r.Cells) {
			continue
		}
		w, f, ci := s.number(r.Cells[c], r.Strong)
		whole, s.frac[c], s.cite[c] = max(whole, w), max(s.frac[c], f), max(s.cite[c], ci)
	}
	s.w[c] = whole + s.frac[c] + s.cite[c]
	for _, word := range strings.Fields(s.t.Cols[c].Title) {
		s.w[c] = max(s.w[c], fonts.Width(styleColumn.face, word, styleColumn.size)+s.cite[c])
	}
	s.w[c] = max(s.w[c], 30)
	for len(breakLines(s.t.Cols[c].Title, styleColumn, s.w[c]-s.cite[c])) > 2 { // a header takes two lines
		s.w[c] += 2
	}
	return s.w[c]
}

// number gives the widths of a number before its decimal mark, from there on,
// and of its references.
func (s *setter) number(cell string, strong bool) (whole, frac, cite float64) {
	st := s.cellStyle(strong)
	for _, sp := range spans(cell, st) {
		if sp.cite {
			cite += fonts.Width(sp.st.face, sp.text, sp.st.size)
			continue
		}
		at := s.decimalMark(sp.text)
		whole += fonts.Width(sp.st.face, sp.text[:at], sp.st.size)
		frac += fonts.Width(sp.st.face, sp.text[at:], sp.st.size)
	}
	return whole, frac, cite
}

// decimalMark is where the fraction of a number begins: at its decimal mark,
// else behind its last digit.
func (s *setter) decimalMark(n string) int {
	mark := ","
	if s.lang == message.English {
		mark = "."
	}
	if i := strings.LastIndex(n, mark); i >= 0 && i+1 < len(n) && n[i+1] >= '0' && n[i+1] <= '9' {
		return i
	}
	if i := strings.LastIndexAny(n, "0123456789"); i >= 0 {
		return i + 1
	}
	return len(n)
}

func (s *setter) cellStyle(strong bool) style {
	st := s.st
	if strong {
		st.face = fonts.Bold
	}
	return st
}

func (s *setter) header(head *elem) ([]mark, float64) {
	row := newElem(head, roleRow).adopt()
	height := 0.0
	cells := make([]piece, len(s.t.Cols))
	for c, col := range s.t.Cols {
		th := newElem(row, roleTH).adopt()
		th.scope = "Column"
		w, a := s.w[c], alignLeft
		if col.Kind == Numbers {
			w, a = s.w[c]-s.cite[c], alignRight
		}
		cells[c] = setLines(breakLines(col.Title, styleColumn, w), styleColumn, w, th, a, false)
		height = max(height, cells[c].height)
	}
	var ms []mark
	for c, p := range cells {
		ms = append(ms, shift(p.marks, s.x[c], height-p.height)...)
	}
	ms = append(ms, ruleMark(0, s.width, height+cellPadY, 0.9, chart.Ink))
	return ms, height + cellPadY
}

func (s *setter) row(r Row, body *elem, i int) piece {
	tr := newElem(body, roleRow).adopt()
	st := s.cellStyle(r.Strong)
	var p piece
	for c, col := range s.t.Cols {
		role := roleTD
		if c == 0 {
			role = roleTH
		}
		cell := newElem(tr, role).adopt()
		if c == 0 {
			cell.scope = "Row"
		}
		text := ""
		if c < len(r.Cells) {
			text = r.Cells[c]
		}
		var set piece
		if col.Kind == Numbers {
			set = s.setNumber(c, text, st, cell)
		} else {
			n := col.Lines
			if n == 0 {
				n = cellLines
			}
			set = setLines(clamp(breakLines(text, st, s.w[c]), n, s.w[c]), st, s.w[c], cell, alignLeft, false)
		}
		p.marks = append(p.marks, shift(set.marks, s.x[c], s.pad)...)
		p.height = max(p.height, set.height)
	}
	p.height = max(p.height, st.leading) + 2*s.pad
	switch {
	case r.Strong:
		p.marks = append([]mark{ruleMark(0, s.width, 0, 0.7, chart.Muted)}, p.marks...)
	case i > 0:
		p.marks = append([]mark{ruleMark(0, s.width, 0, 0.35, chart.Rule)}, p.marks...)
	}
	return p
}

// setNumber puts the decimal mark where the column has it.
func (s *setter) setNumber(c int, text string, st style, cell *elem) piece {
	whole, frac, _ := s.number(text, st.face == fonts.Bold)
	p := piece{height: st.leading}
	base := (st.leading + st.size*0.68) / 2
	right := s.w[c] - s.cite[c]
	if strings.ContainsAny(text, "0123456789") {
		right -= s.frac[c]
	} else {
		right -= frac // words such as "n/a" stand right
	}
	var value, cites []frag
	for _, sp := range spans(text, st) {
		if sp.br {
			continue
		}
		if sp.cite {
			cites = append(cites, newFrag(sp.text, sp))
		} else {
			value = append(value, newFrag(sp.text, sp))
		}
	}
	p.marks = append(p.marks, lineMarks(line{frags: value}, right-whole, base, cell, len(cites) > 0)...)
	p.marks = append(p.marks, lineMarks(line{frags: cites}, s.w[c]-s.cite[c], base, cell, false)...)
	return p
}
