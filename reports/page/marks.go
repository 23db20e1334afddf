package page

import (
	"jachete/reports/chart"
)

// rect is a box, points from the top left corner, y down.
type rect struct{ x, y, w, h float64 }

func (r rect) union(o rect) rect {
	x2, y2 := max(r.x+r.w, o.x+o.w), max(r.y+r.h, o.y+o.h)
	x, y := min(r.x, o.x), min(r.y, o.y)
	return rect{x, y, x2 - x, y2 - y}
}

type shape int

const (
	shapeText shape = iota
	shapeRect
	shapePath
	shapeCircle
)

// mark is one thing on a page: a text on its baseline, or a shape. The layout
// only makes lists of marks; painting them comes last, when every page is
// known. A mark without element is an artifact: decoration, running header.
type mark struct {
	shape  shape
	tag    *elem
	x, y   float64
	text   string
	st     style
	w, h   float64
	points []chart.Point
	closed bool
	paint  chart.Paint
}

// box is the area a mark covers. A text's goes from the height of its capitals
// to the depth of its descenders.
func (m mark) box() rect {
	switch m.shape {
	case shapeText:
		return rect{m.x, m.y - 0.68*m.st.size, m.w, 0.88 * m.st.size}
	case shapePath:
		r := rect{m.points[0].X, m.points[0].Y, 0, 0}
		for _, p := range m.points[1:] {
			r = r.union(rect{p.X, p.Y, 0, 0})
		}
		return r
	case shapeCircle:
		return rect{m.x - m.w, m.y - m.w, 2 * m.w, 2 * m.w}
	}
	return rect{m.x, m.y, m.w, m.h}
}

func (m mark) shifted(dx, dy float64) mark {
	m.x += dx
	m.y += dy
	if len(m.points) > 0 {
		ps := make([]chart.Point, len(m.points))
		for i, p := range m.points {
			ps[i] = chart.Point{X: p.X + dx, Y: p.Y + dy}
		}
		m.points = ps
	}
	return m
}

func shift(ms []mark, dx, dy float64) []mark {
	out := make([]mark, len(ms))
	for i, m := range ms {
		out[i] = m.shifted(dx, dy)
	}
	return out
}

// artifacts are the same marks outside the structure.
func artifacts(ms []mark) []mark {
	out := make([]mark, len(ms))
	for i, m := range ms {
		m.tag = nil
		out[i] = m
	}
	return out
}

func ruleMark(x1, x2, y, width float64, tone chart.Tone) mark {
	return mark{
		shape:  shapePath,
		points: []chart.Point{{X: x1, Y: y}, {X: x2, Y: y}},
		paint:  chart.Paint{Stroke: tone, Width: width},
	}
}

func fillMark(r rect, tone chart.Tone) mark {
	return mark{shape: shapeRect, x: r.x, y: r.y, w: r.w, h: r.h, paint: chart.Paint{Fill: tone}}
}

// alignment of a line in its width.
type alignment int

const (
	alignLeft alignment = iota
	alignRight
	alignCenter
)

// lineMarks sets a line: its left edge x, its baseline y. References become
// elements of their own. More follows tells that the text goes on below: the
// blank at the end keeps a reading aid from gluing the words.
func lineMarks(l line, x, y float64, tag *elem, moreFollows bool) []mark {
	out := make([]mark, 0, len(l.frags))
	for i, f := range l.frags {
		text := f.text
		if moreFollows && i == len(l.frags)-1 {
			text += " "
		}
		t := tag
		switch {
		case tag == nil:
		case f.cite:
			t = newElem(tag, roleReference)
		case f.lang != "":
			t = newElem(tag, roleSpan)
			t.lang = f.lang
		}
		out = append(out, mark{shape: shapeText, tag: t, x: x, y: y - f.st.rise, w: f.w, text: text, st: f.st})
		x += f.w
	}
	return out
}
