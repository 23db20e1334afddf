package page

import (
	"jachete/reports/chart"
	"jachete/reports/page/fonts"
)

// Figure adds a chart with its caption above it and its alternative text. It
// stays with what follows when the caller says so by [Doc.Together].
func (f *flow) Figure(caption string, c chart.Chart) {
	f.drawn = append(f.drawn, Drawn{Caption: Plain(caption), Chart: c})
	tag := newElem(f.tag, roleFigure)
	tag.alt = Plain(c.Alt())
	cv := &canvas{tag: tag}
	h := c.Height(f.width, cv)
	c.Draw(cv, f.width, cv)
	p := piece{above: spaceBlock}
	y := 0.0
	if caption != "" {
		cap := setLines(breakLines(caption, styleCaption, f.width), styleCaption, f.width, newElem(tag, roleCaption), alignLeft, false)
		p.marks = append(p.marks, cap.marks...)
		y = cap.height + spaceSmall
	}
	p.marks = append(p.marks, shift(cv.marks, 0, y)...)
	p.height = y + h
	f.push(p)
}

// canvas draws a chart as marks of one figure.
type canvas struct {
	tag   *elem
	marks []mark
}

var (
	_ chart.Canvas   = (*canvas)(nil)
	_ chart.Measurer = (*canvas)(nil)
)

func labelStyle(t chart.Type) style {
	st := style{face: fonts.Text, size: t.Size, leading: t.Size * 1.3, tone: t.Tone}
	if t.Bold {
		st.face = fonts.Bold
	}
	if st.tone == chart.None {
		st.tone = chart.Ink
	}
	return st
}

// Measure gives the width of a label, references included.
func (c *canvas) Measure(s string, t chart.Type) float64 {
	w := 0.0
	for _, sp := range spans(s, labelStyle(t)) {
		w += fonts.Width(sp.st.face, sp.text, sp.st.size)
	}
	return w
}

func (c *canvas) Text(x, y float64, s string, t chart.Type) {
	w := c.Measure(s, t)
	switch t.Anchor {
	case chart.Middle:
		x -= w / 2
	case chart.End:
		x -= w
	}
	for _, sp := range spans(s, labelStyle(t)) {
		if sp.text == "" {
			continue
		}
		fr := newFrag(sp.text, sp)
		c.marks = append(c.marks, mark{shape: shapeText, tag: c.tag, x: x, y: y - sp.st.rise, w: fr.w, text: sp.text, st: sp.st})
		x += fr.w
	}
}

func (c *canvas) Line(a, b chart.Point, p chart.Paint) {
	c.Path([]chart.Point{a, b}, false, p)
}

func (c *canvas) Rect(x, y, w, h float64, p chart.Paint) {
	c.marks = append(c.marks, mark{shape: shapeRect, tag: c.tag, x: x, y: y, w: w, h: h, paint: p})
}

func (c *canvas) Path(points []chart.Point, closed bool, p chart.Paint) {
	if len(points) < 2 {
		return
	}
	c.marks = append(c.marks, mark{shape: shapePath, tag: c.tag, points: append([]chart.Point(nil), points...), closed: closed, paint: p})
}

func (c *canvas) Circle(center chart.Point, r float64, p chart.Paint) {
	c.marks = append(c.marks, mark{shape: shapeCircle, tag: c.tag, x: center.X, y: center.Y, w: r, paint: p})
}
