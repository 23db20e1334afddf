package chart

import (
	"sort"

	"github.com/shopspring/decimal"
)

// SlopeLine is one measure at two moments, with the words that write it.
type SlopeLine struct {
	Name        string
	Before, Now Level
	// Main marks the line that the page is about.
	Main bool
}

// Slope shows how measures went from one moment to another: a line each, named
// at its right end, its two values beside its ends.
type Slope struct {
	Left, Right string // the moments: "2023", "2024"
	Lines       []SlopeLine
	Says        string
}

// Alt implements [Chart].
func (s Slope) Alt() string { return s.Says }

const (
	slopeHead = 16.0
	slopeH    = 96.0
	slopeLead = 12.0 // between two labels of one side
)

// Height implements [Chart].
func (s Slope) Height(float64, Measurer) float64 {
	return slopeHead + max(slopeH, slopeLead*float64(len(s.Lines))+4)
}

// Draw implements [Chart].
func (s Slope) Draw(c Canvas, width float64, m Measurer) {
	if len(s.Lines) == 0 {
		return
	}
	height := s.Height(width, m) - slopeHead
	value := Type{Size: 9, Bold: true, Tone: Ink}
	name := Type{Size: 8.5, Tone: Muted}
	left, right := 0.0, 0.0
	low, high := decimal.Zero, s.Lines[0].Before.At
	for _, l := range s.Lines {
		left, right = max(left, m.Measure(l.Before.Text, value)), max(right, m.Measure(l.Now.Text, value))
		low, high = decimal.Min(low, l.Before.At, l.Now.At), decimal.Max(high, l.Before.At, l.Now.At)
	}
	left = min(left, width*0.25)
	right = min(right, width*0.25)
	// The names take what the lines leave, a third of the width at most.
	names := 0.0
	for _, l := range s.Lines {
		n := name
		n.Bold = l.Main
		names = max(names, m.Measure(l.Name, n))
	}
	names = min(names, width*0.34)
	if names < 12 { // not even an ellipsis and a letter
		names = 0
	}
	x0, x1 := left+8, width-right-8
	if names > 0 {
		x1 -= names + 6
	}
	head := Type{Size: 8.5, Bold: true, Tone: Muted}
	c.Text(0, 9, ellipsis(s.Left, max(x1-20, 0), m, head), head)
	head.Anchor = End
	c.Text(width, 9, ellipsis(s.Right, max(width-x1+20, 0)*0.9, m, head), head)
	for _, x := range []float64{x0, x1} {
		c.Line(Point{x, slopeHead}, Point{x, slopeHead + height}, Paint{Stroke: Rule, Width: 0.7})
	}
	sc := newScale(low, high, 0, height-16)
	at := func(v decimal.Decimal) float64 { return slopeHead + 8 + (height - 16) - sc.pos(v) }
	for _, l := range s.Lines {
		p := Paint{Stroke: Medium, Width: 1}
		if l.Main {
			p = Paint{Stroke: Strong, Width: 2}
		}
		a, b := Point{x0, at(l.Before.At)}, Point{x1, at(l.Now.At)}
		c.Line(a, b, p)
		for _, q := range []Point{a, b} {
			c.Circle(q, 2.6, Paint{Fill: p.Stroke, Stroke: Paper, Width: 0.6})
		}
	}
	ya := s.apart(func(l SlopeLine) float64 { return at(l.Before.At) }, height)
	yb := s.apart(func(l SlopeLine) float64 { return at(l.Now.At) }, height)
	for i, l := range s.Lines {
		t, n := value, name
		if l.Main {
			t.Tone, n.Tone, n.Bold = Strong, Ink, true
		}
		t.Anchor = End
		c.Text(x0-6, ya[i]+3, ellipsis(l.Before.Text, left, m, t), t)
		t.Anchor = Start
		text := ellipsis(l.Now.Text, right, m, t)
		c.Text(x1+6, yb[i]+3, text, t)
		if names > 0 {
			c.Text(x1+6+right+6, yb[i]+3, ellipsis(l.Name, names, m, n), n)
		}
	}
}

// apart gives the height of each line's label, moved so that none overlap.
func (s Slope) apart(at func(SlopeLine) float64, height float64) []float64 {
	order := make([]int, len(s.Lines))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return at(s.Lines[order[i]]) < at(s.Lines[order[j]]) })
	centres, heights := make([]float64, len(order)), make([]float64, len(order))
	for k, i := range order {
		centres[k], heights[k] = at(s.Lines[i])-slopeHead, slopeLead
	}
	out := make([]float64, len(order))
	for k, y := range spread(centres, heights, height, 0) {
		out[order[k]] = y + slopeHead
	}
	return out
}
