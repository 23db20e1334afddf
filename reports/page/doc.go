// Package page lays documents out and prints them as tagged, reproducible PDF.
//
// A [Doc] is told what it holds, top to bottom: headings, paragraphs, lists,
// tables, figures. It sets the lines itself, keeps together what belongs
// together, and only at the end, when every page is known, paints: drawing is
// one pass (paint.go), the logical structure that reading aids walk is another
// (tree.go, tagged.go). Same content, same bytes: there is no clock here.
//
// The package knows nothing of purchases. It is the only importer of fpdf.
// Sizes, spaces and colours are in tokens.go. Start with [New].
package page

import (
	"errors"
	"io"

	"jachete/templates/message"
)

// Meta describes the document as a whole.
type Meta struct {
	Title    string // shown as the window's title
	Author   string
	Subject  string
	Keywords string
	Lang     message.Lang
	// Left and Right stand at the head of every page but the first, Foot at the
	// bottom left of every page.
	Left, Right, Foot string
	// PageOf writes "page x of y".
	PageOf func(page, of int) string
}

// Doc is a document being written. It is not for concurrent use.
type Doc struct {
	flow
	meta     Meta
	root     *elem
	attached []Attachment
	done     bool // painted: the structure tree is used up
}

// New begins a document.
func New(m Meta) *Doc {
	root := newElem(nil, roleDocument)
	return &Doc{flow: flow{width: contentWidth, lang: m.Lang, tag: root}, meta: m, root: root}
}

// Title begins a page with what it concludes: a heading of the first level, a
// bookmark, and a section of the structure. Kicker is the small line above it.
func (d *Doc) Title(kicker, text string) {
	sect := newElem(d.root, roleSect)
	d.tag = sect
	var marks []mark
	y := 0.0
	if kicker != "" {
		// The kicker follows the title in the structure: a heading opens its section.
		y += styleKicker.leading
	}
	h := newElem(sect, roleH1)
	ls := balanced(text, styleTitle, d.width)
	if kicker != "" {
		y += spaceTight
	}
	for i, l := range ls {
		y += styleTitle.leading
		marks = append(marks, lineMarks(l, 0, y-styleTitle.leading*0.24, h, i < len(ls)-1)...)
	}
	if kicker != "" {
		k := newElem(sect, roleP)
		for _, l := range clamp(breakLines(kicker, styleKicker, d.width), 1, d.width) {
			marks = append(marks, lineMarks(l, 0, styleKicker.leading*0.8, k, false)...)
		}
	}
	y += spaceSmall
	marks = append(marks, fillMark(rect{0, y, 46, 2.2}, styleKicker.tone))
	y += 2.2
	d.push(piece{
		height: y, marks: marks, keep: true, fresh: true,
		mark: &bookmark{text: Plain(text), level: 0},
	})
}

// ErrWritten is returned by a second [Doc.Write].
var ErrWritten = errors.New("document already written")

// Write prints the document, once.
func (d *Doc) Write(w io.Writer) error {
	b, _, err := d.render()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// sheets lays the pages out, running heads and feet included.
func (d *Doc) sheets() []sheet {
	ss := paginate(d.pieces, marginLeft, marginTop, contentHeight)
	for i := range ss {
		ss[i].marks = append(ss[i].marks, d.running(i+1, len(ss))...)
	}
	return ss
}

// running is the head and the foot of a page: artifacts all.
func (d *Doc) running(page, of int) []mark {
	var ms []mark
	right := PageWidth - marginRight
	put := func(s string, y float64, a alignment, width float64) {
		for _, l := range clamp(breakLines(s, styleRunning, width), 1, width) {
			x := marginLeft
			if a == alignRight {
				x = right - l.w
			}
			ms = append(ms, lineMarks(l, x, y, nil, false)...)
		}
	}
	put(d.meta.Left, headerLine, alignLeft, contentWidth*0.46)
	put(d.meta.Right, headerLine, alignRight, contentWidth*0.46)
	ms = append(ms, ruleMark(marginLeft, right, headerLine+7, 0.5, styleRule))
	ms = append(ms, ruleMark(marginLeft, right, footerLine-13, 0.5, styleRule))
	put(d.meta.Foot, footerLine, alignLeft, contentWidth*0.8)
	if d.meta.PageOf != nil {
		put(d.meta.PageOf(page, of), footerLine, alignRight, contentWidth*0.2)
	}
	return ms
}
