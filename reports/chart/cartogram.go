package chart

import (
	"math"

	"github.com/shopspring/decimal"
)

// Area is a region of a schematic map: its outline in units of the grid, y
// down, its name and what is measured there.
type Area struct {
	Outline []Point
	Name    string
	Value   decimal.Decimal
	Text    string // the value as written
	Note    string // below it
	// Here marks the buyer's own region.
	Here bool
}

// Cartogram is a schematic map: regions in their relative places, not to scale,
// each with a disc whose area stands for its value. A negative value has no
// disc, its number says it.
type Cartogram struct {
	Areas []Area
	Says  string
}

// Alt implements [Chart].
func (g Cartogram) Alt() string { return g.Says }

// span is the extent of all outlines.
func (g Cartogram) span() (w, h float64) {
	for _, a := range g.Areas {
		for _, p := range a.Outline {
			w, h = math.Max(w, p.X), math.Max(h, p.Y)
		}
	}
	return w, h
}

// Height implements [Chart].
func (g Cartogram) Height(width float64, _ Measurer) float64 {
	w, h := g.span()
	if w <= 0 {
		return 0
	}
	return h * width / w
}

// Draw implements [Chart].
func (g Cartogram) Draw(c Canvas, width float64, m Measurer) {
	w, _ := g.span()
	if w <= 0 {
		return
	}
	unit := width / w
	high := decimal.Zero
	for _, a := range g.Areas {
		high = decimal.Max(high, a.Value)
	}
	const maxRadius = 17.0
	for _, a := range g.Areas {
		if len(a.Outline) < 3 {
			continue
		}
		ps := make([]Point, len(a.Outline))
		box := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for i, p := range a.Outline {
			ps[i] = Point{p.X * unit, p.Y * unit}
			box = [4]float64{math.Min(box[0], ps[i].X), math.Min(box[1], ps[i].Y), math.Max(box[2], ps[i].X), math.Max(box[3], ps[i].Y)}
		}
		line := Paint{Fill: Wash, Stroke: Medium, Width: 0.7}
		if a.Here {
			line.Stroke, line.Width = Strong, 1.8
		}
		c.Path(ps, true, line)
		// The disc left of the middle, the words right of it: the outlines are made
		// so that a box around their middle is inside.
		midY := (box[1] + box[3]) / 2
		x := box[0] + 8
		if high.Sign() > 0 && a.Value.Sign() > 0 {
			r := maxRadius * math.Sqrt(a.Value.DivRound(high, 6).InexactFloat64())
			c.Circle(Point{x + maxRadius, midY}, math.Max(r, 1.2), Paint{Fill: Strong})
		} else {
			c.Circle(Point{x + maxRadius, midY}, 1.2, Paint{Stroke: Muted, Width: 0.7})
		}
		x += 2*maxRadius + 6
		room := box[2] - x - 4
		name := Type{Size: 8.5, Bold: true, Tone: Ink}
		lines := wrap(a.Name, room, 2, m, name)
		rows := len(lines) + 1
		if a.Note != "" {
			rows++
		}
		y := midY - float64(rows)*5 + 7.5
		for _, l := range lines {
			c.Text(x, y, l, name)
			y += 10
		}
		t := Type{Size: 8.5, Tone: Ink}
		c.Text(x, y, ellipsis(a.Text, room, m, t), t)
		if a.Note != "" {
			t = Type{Size: 7.5, Tone: Muted}
			c.Text(x, y+10, ellipsis(a.Note, room, m, t), t)
		}
	}
}
