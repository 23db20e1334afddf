package chart

import "github.com/shopspring/decimal"

// Rank is one point of a concentration curve.
type Rank struct {
	Cumulative decimal.Decimal // percent
	Name       string          // of its place on the axis: "1"
	// Label is written beside the point; empty for most.
	Label string
}

// Curve shows how fast the largest suppliers add up: rank to the right, the
// cumulative percent upward.
type Curve struct {
	Ranks   []Rank
	Percent func(decimal.Decimal) string
	XName   string
	Says    string
}

// Alt implements [Chart].
func (cu Curve) Alt() string { return cu.Says }

const curveH = 120.0

// Height implements [Chart].
func (cu Curve) Height(float64, Measurer) float64 { return curveH + 34 }

// Draw implements [Chart].
func (cu Curve) Draw(c Canvas, width float64, m Measurer) {
	if len(cu.Ranks) == 0 {
		return
	}
	axis := Type{Size: 7.5, Tone: Muted, Anchor: End}
	hundred := decimal.NewFromInt(100)
	high := hundred
	for _, r := range cu.Ranks {
		high = decimal.Max(high, r.Cumulative)
	}
	tk := ticks(decimal.Zero, high, 4)
	left := 0.0
	for _, v := range tk {
		left = max(left, m.Measure(cu.Percent(v), axis))
	}
	left += 7
	const top = 6.0
	s := newScale(decimal.Zero, tk[len(tk)-1], 0, curveH)
	for _, v := range tk {
		y := mirror(s, v, top, curveH)
		c.Line(Point{left, y}, Point{width, y}, Paint{Stroke: Rule, Width: 0.4})
		c.Text(left-5, y+2.6, cu.Percent(v), axis)
	}
	slot := (width - left) / float64(len(cu.Ranks))
	pl := placer{width: width, height: top + curveH + 2}
	area := []Point{{left, top + curveH}}
	var line []Point
	for i, r := range cu.Ranks {
		p := Point{left + slot*(float64(i)+0.5), mirror(s, r.Cumulative, top, curveH)}
		line = append(line, p)
		area = append(area, p)
		pl.take(p.X-2.5, p.Y-2.5, 5, 5)
		if i > 0 { // keep labels off the line
			pl.line(line[i-1], p)
		}
	}
	area = append(area, Point{line[len(line)-1].X, top + curveH})
	c.Path(area, true, Paint{Fill: Wash})
	c.Path(line, false, Paint{Stroke: Strong, Width: 1.6})
	c.Line(Point{left, top + curveH}, Point{width, top + curveH}, Paint{Stroke: Muted, Width: 0.7})
	tick := Type{Size: 7.5, Tone: Muted, Anchor: Middle}
	for i, r := range cu.Ranks {
		p := line[i]
		rad := 1.5
		if r.Label != "" {
			rad = 2.6
		}
		c.Circle(p, rad, Paint{Fill: Strong, Stroke: Paper, Width: 0.6})
		c.Text(p.X, top+curveH+10, r.Name, tick)
	}
	pl.take(0, 0, left, top+curveH)
	for i, r := range cu.Ranks {
		if r.Label != "" {
			pl.below(c, m, line[i], r.Label, Type{Size: 8.5, Bold: true, Tone: Strong})
		}
	}
	c.Text(width, top+curveH+22, cu.XName, Type{Size: 8, Tone: Muted, Anchor: End})
}

// below sets a label under the curve and right of its point, where a rising
// curve leaves room; elsewhere when it must.
func (p *placer) below(c Canvas, m Measurer, at Point, s string, t Type) {
	w, h := m.Measure(s, t), t.Size
	for _, dy := range []float64{6, 16, 26, 36, 46} {
		x, y := at.X+3, at.Y+dy
		if x+w > p.width {
			x = p.width - w
		}
		if p.free(x, y, w, h+1) {
			c.Text(x, y+h*0.86, s, t)
			return
		}
	}
	p.label(c, m, at, 4, s, t)
}
