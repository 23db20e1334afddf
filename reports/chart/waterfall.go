package chart

import "github.com/shopspring/decimal"

// Step is one row of a waterfall: a level reached, or what is taken away.
type Step struct {
	Label string
	Text  string // the amount as written
	Ref   string // where it comes from, set behind it
	// Value is the level reached when Level, else what is taken away (negative
	// when credits make it grow).
	Value decimal.Decimal
	Level bool
	// Main marks the level that the page is about.
	Main bool
}

// Waterfall goes from a total to what is left of it, a row a step: the label
// left, the bar where the money stands, the amount right.
type Waterfall struct {
	Steps []Step
	Says  string
}

// Alt implements [Chart].
func (w Waterfall) Alt() string { return w.Says }

const (
	stepRow  = 16.8
	stepBar  = 10.5
	labelMax = 0.36 // of the width

	labelSize = 9.0
	twoLines  = 23.0 // a row with a label on two lines
)

// Height implements [Chart].
func (w Waterfall) Height(width float64, m Measurer) float64 {
	_, height := w.rows(width, m)
	return height
}

// rows are the middles of the rows and the height of all.
func (w Waterfall) rows(width float64, m Measurer) (mid []float64, height float64) {
	for _, s := range w.Steps {
		h := rowHeight(m, s.Label, width*labelMax, stepRow, Type{Size: labelSize, Bold: s.Level})
		mid = append(mid, height+h/2)
		height += h
	}
	return mid, height
}

// rowHeight is that of a row, more when its label takes two lines.
func rowHeight(m Measurer, label string, width, one float64, t Type) float64 {
	if m.Measure(label, t) > width {
		return twoLines
	}
	return one
}

// Draw implements [Chart].
func (w Waterfall) Draw(c Canvas, width float64, m Measurer) {
	if len(w.Steps) == 0 {
		return
	}
	from, to := make([]decimal.Decimal, len(w.Steps)), make([]decimal.Decimal, len(w.Steps))
	level, low, high := decimal.Zero, decimal.Zero, decimal.Zero
	for i, s := range w.Steps {
		if s.Level {
			from[i], to[i] = decimal.Zero, s.Value
		} else {
			from[i], to[i] = level, level.Sub(s.Value)
		}
		level = to[i]
		low, high = decimal.Min(low, level, from[i]), decimal.Max(high, level, from[i])
	}
	value := Type{Size: 9, Tone: Ink, Anchor: End}
	right, ref := 0.0, 0.0
	for _, s := range w.Steps {
		value.Bold = false
		ref = max(ref, m.Measure(s.Ref, value))
		value.Bold = s.Level
		right = max(right, m.Measure(s.Text, value))
	}
	right += ref
	left := width * labelMax
	sc := newScale(low, high, left+10, width-left-10-right-12)
	mids, height := w.rows(width, m)
	for i, s := range w.Steps {
		mid := mids[i]
		label := Type{Size: labelSize, Tone: Ink, Bold: s.Level}
		drawLabel(c, m, s.Label, left, mid, label)
		a, b := sc.pos(from[i]), sc.pos(to[i])
		p := Paint{Fill: Medium, Pattern: Hatched}
		switch {
		case s.Level && s.Main:
			p = Paint{Fill: Strong}
		case s.Level:
			p = Paint{Fill: Muted}
		}
		x, wd := min(a, b), max(a, b)-min(a, b)
		c.Rect(x, mid-stepBar/2, max(wd, 0.8), stepBar, p)
		if i+1 < len(w.Steps) && !(s.Level && w.Steps[i+1].Level) {
			c.Line(Point{b, mid + stepBar/2}, Point{b, mids[i+1] - stepBar/2}, Paint{Stroke: Muted, Width: 0.5, Dash: []float64{1.5, 1.5}})
		}
		value.Bold = s.Level
		drawValue(c, width-ref, mid, s.Text, s.Ref, value)
	}
	zero := sc.pos(decimal.Zero)
	c.Line(Point{zero, 2}, Point{zero, height - 2}, Paint{Stroke: Muted, Width: 0.6})
}

// drawLabel sets a label of one or two lines, centred on mid.
func drawLabel(c Canvas, m Measurer, s string, width, mid float64, t Type) {
	lines := wrap(s, width, 2, m, t)
	lead := t.Size * 1.15
	y := mid + t.Size*0.34 - lead*float64(len(lines)-1)/2
	for _, l := range lines {
		c.Text(0, y, l, t)
		y += lead
	}
}
