package page

// piece is what no page break may part: a few lines, a row, a figure.
type piece struct {
	height float64
	above  float64 // space wished above; none at the top of a page
	marks  []mark  // from the left of the flow and the top of the piece
	keep   bool    // on the same page as the next piece
	fresh  bool    // begins a page
	head   []mark  // repeated above when the piece begins a page: a table's header
	headH  float64
	mark   *bookmark
}

// bookmark is an entry of the outline.
type bookmark struct {
	text  string
	level int // 0 for a page title
	page  int
	y     float64
}

// flow is a column that text runs down: the page's, or a part of its width.
type flow struct {
	width  float64
	pieces []piece
	tag    *elem // parent of what is added
}

func (f *flow) push(p piece) { f.pieces = append(f.pieces, p) }

// stack puts the pieces of a flow under each other, as one.
func (f *flow) stack() (marks []mark, height float64) {
	for i, p := range f.pieces {
		if i > 0 {
			height += p.above
		}
		marks = append(marks, shift(p.marks, 0, height)...)
		height += p.height
	}
	return marks, height
}

// sheet is one page of marks.
type sheet struct {
	marks     []mark
	bookmarks []bookmark
	free      float64
}

// paginate places the pieces on pages of a height. Pieces that keep together
// go to the next page together when they fit there at all.
func paginate(pieces []piece, left, top, height float64) []sheet {
	var sheets []sheet
	y := 0.0
	newSheet := func() {
		if n := len(sheets); n > 0 {
			sheets[n-1].free = height - y
		}
		sheets = append(sheets, sheet{})
		y = 0
	}
	for i := 0; i < len(pieces); i++ {
		end := i + 1 // of the chain that begins here
		for end < len(pieces) && pieces[end-1].keep && !pieces[end].fresh {
			end++
		}
		need := 0.0
		for j := i; j < end; j++ {
			need += pieces[j].height
			if j > i || y > 0 {
				need += pieces[j].above
			}
		}
		atTop := len(sheets) > 0 && y == 0
		chained := i > 0 && pieces[i-1].keep && !pieces[i].fresh
		switch {
		case len(sheets) == 0:
			newSheet()
		case pieces[i].fresh && !atTop:
			newSheet()
		case chained:
			// Within a chain that was placed as a whole, or that fits no page.
			if one := pieces[i].height + pieces[i].above; y+one > height+0.01 && !atTop {
				newSheet()
			}
		case y+need > height+0.01 && !atTop:
			newSheet()
		}
		s := &sheets[len(sheets)-1]
		p := pieces[i]
		if y > 0 {
			y += p.above
		} else if p.head != nil {
			s.marks = append(s.marks, shift(p.head, left, top)...)
			y += p.headH
		}
		if p.mark != nil {
			b := *p.mark
			b.page, b.y = len(sheets), top+y
			s.bookmarks = append(s.bookmarks, b)
		}
		s.marks = append(s.marks, shift(p.marks, left, top+y)...)
		y += p.height
	}
	if n := len(sheets); n > 0 {
		sheets[n-1].free = height - y
	}
	return sheets
}
