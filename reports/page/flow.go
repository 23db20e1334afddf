package page

import (
	"math"

	"jachete/templates/message"
)

// piece is what no page break may part: a few lines, a row, a figure.
type piece struct {
	height float64
	above  float64 // space wished above; none at the top of a page
	marks  []mark  // from the left of the flow and the top of the piece
	keep   bool    // on the same page as the next piece
	fresh  bool    // begins a page
	title  bool    // a heading: what follows stands close
	head   []mark  // repeated above when the piece begins a page: a table's header
	headH  float64
	mark   *bookmark
	run    []piece // a text that runs down two columns, in place of marks
	right  float64 // left edge of its second column
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
	lang   message.Lang
	small  bool // paragraphs and lists in the type of tables
	pieces []piece
	tag    *elem   // parent of what is added
	drawn  []Drawn // figures added, see [Doc.Drawn]
}

func (f *flow) push(p piece) {
	if n := len(f.pieces); n > 0 && f.pieces[n-1].title && !p.title {
		p.above = min(p.above, spaceTight+1)
	}
	f.pieces = append(f.pieces, p)
}

// sheet is one page of marks.
type sheet struct {
	marks     []mark
	bookmarks []bookmark
	used      float64 // height
}

// squeezes are the factors by which the white between pieces may shrink to
// save a chapter a page, the mildest first.
var squeezes = []float64{1, 0.9, 0.8, 0.7, 0.6, 0.5}

// paginate places the pieces on pages of a height, chapter by chapter (a
// chapter begins with a fresh piece). Where a little less white saves a page,
// the chapter gets it.
func paginate(pieces []piece, left, top, height float64) []sheet {
	var sheets []sheet
	for start := 0; start < len(pieces); {
		end := start + 1
		for end < len(pieces) && !pieces[end].fresh {
			end++
		}
		chapter := pieces[start:end]
		best := place(chapter, left, top, height, len(sheets), squeezes[0])
		tightest := place(chapter, left, top, height, len(sheets), squeezes[len(squeezes)-1])
		if len(tightest) < len(best) {
			for _, q := range squeezes[1:] {
				if best = place(chapter, left, top, height, len(sheets), q); len(best) == len(tightest) {
					break
				}
			}
		}
		sheets = append(sheets, best...)
		start = end
	}
	return sheets
}

// place puts one chapter on pages; before is how many pages come before it.
// Pieces that keep together go to the next page together when they fit there
// at all.
func place(pieces []piece, left, top, height float64, before int, squeeze float64) []sheet {
	sheets := []sheet{{}}
	y := 0.0
	for i := 0; i < len(pieces); i++ {
		end := i + 1 // of the chain that begins here
		for end < len(pieces) && pieces[end-1].keep {
			end++
		}
		need := 0.0
		for j := i; j < end; j++ {
			need += pieces[j].need()
			if j > i || y > 0 {
				need += pieces[j].above * squeeze
			}
		}
		if i > 0 && pieces[i-1].keep {
			// Within a chain, placed as a whole or longer than a page.
			need = pieces[i].need() + pieces[i].above*squeeze
		}
		if y > 0 && y+need > height+0.01 {
			sheets = append(sheets, sheet{})
			y = 0
		}
		s := &sheets[len(sheets)-1]
		p := pieces[i]
		if y > 0 {
			y += p.above * squeeze
		} else if p.head != nil {
			s.marks = append(s.marks, shift(p.head, left, top)...)
			y += p.headH
		}
		if p.mark != nil {
			b := *p.mark
			b.page, b.y = before+len(sheets), top+y
			s.bookmarks = append(s.bookmarks, b)
		}
		for p.run != nil {
			marks, h, rest := p.split(height-y, squeeze)
			if len(rest) == len(p.run) && y == 0 { // higher than a page: it must overflow
				marks, h, rest = p.split(math.Inf(1), squeeze)
			}
			s.marks = append(s.marks, shift(marks, left, top+y)...)
			y += h
			if p.run = rest; len(rest) == 0 {
				break
			}
			sheets = append(sheets, sheet{})
			s, y = &sheets[len(sheets)-1], 0
		}
		s.marks = append(s.marks, shift(p.marks, left, top+y)...)
		y += p.height
		s.used = y
	}
	return sheets
}
