package chart

import "github.com/shopspring/decimal"

// Moment is one point of a line over years.
type Moment struct {
	Name  string              // on the axis: "2022"
	Value decimal.NullDecimal // percent; null leaves a gap
	Text  string              // the value as written
}

// Years is a measure over three periods or more: a line from left to right,
// each value beside its point as far as there is room, the last one always.
type Years struct {
	Moments []Moment
	Says    string
}

// Alt implements [Chart].
func (y Years) Alt() string { return y.Says }

const (
	yearsTop = 18.0
	yearsH   = 62.0
	yearsFit = 14.0 // names of the axis
)

// Height implements [Chart].
func (y Years) Height(float64, Measurer) float64 { return yearsTop + yearsH + yearsFit }

// Draw implements [Chart].
func (y Years) Draw(c Canvas, width float64, m Measurer) {
	n := len(y.Moments)
	if n == 0 {
		return
	}
	value := Type{Size: 9, Bold: true, Tone: Ink, Anchor: Middle}
	name := Type{Size: 8, Tone: Muted, Anchor: Middle}
	low, high := decimal.Zero, decimal.Zero
	widest := 0.0
	for _, p := range y.Moments {
		if p.Value.Valid {
			low, high = decimal.Min(low, p.Value.Decimal), decimal.Max(high, p.Value.Decimal)
		}
		widest = max(widest, m.Measure(p.Text, value), m.Measure(p.Name, name))
	}
	slot := width / float64(n)
	room := min(widest, width*0.4)
	// A label at either end moves inward: the next one stands that much further.
	inward := max(0, (room-slot)/2)
	every := 1
	for float64(every)*slot < room+6+inward && every < n {
		every++
	}
	label := func(x, y float64, text string, t Type) {
		text = ellipsis(text, room, m, t)
		half := m.Measure(text, t) / 2
		c.Text(min(max(x, half), width-half), y, text, t)
	}
	s := newScale(low, high, 0, yearsH-14)
	at := func(v decimal.Decimal) float64 { return yearsTop + mirror(s, v, 0, yearsH-14) }
	zero := at(decimal.Zero)
	c.Line(Point{0, zero}, Point{width, zero}, Paint{Stroke: Muted, Width: 0.7})
	points := make([]Point, n)
	var run []Point
	flush := func() {
		if len(run) > 1 {
			c.Path(run, false, Paint{Stroke: Strong, Width: 2})
		}
		run = nil
	}
	for i, p := range y.Moments {
		points[i] = Point{slot * (float64(i) + 0.5), zero}
		if !p.Value.Valid {
			flush()
			continue
		}
		points[i].Y = at(p.Value.Decimal)
		run = append(run, points[i])
	}
	flush()
	for i, p := range y.Moments {
		if p.Value.Valid {
			c.Circle(points[i], 2.8, Paint{Fill: Strong, Stroke: Paper, Width: 0.7})
		}
		if (n-1-i)%every != 0 {
			continue
		}
		t := value
		if i == n-1 {
			t.Tone = Strong
		}
		label(points[i].X, points[i].Y-7, p.Text, t)
		label(points[i].X, yearsTop+yearsH+yearsFit-4, p.Name, name)
	}
}
