package chart

import "github.com/shopspring/decimal"

// Spark is a line without axes, for the course of a measure at a glance: its
// first and last values are written at its ends.
type Spark struct {
	Values []decimal.NullDecimal // in the order of time; gaps are not drawn
	First  string                // written left, with its moment
	Last   string                // written right
	Says   string
}

// Alt implements [Chart].
func (s Spark) Alt() string { return s.Says }

const sparkH = 22.0

// Height implements [Chart].
func (s Spark) Height(float64, Measurer) float64 { return sparkH }

// Draw implements [Chart].
func (s Spark) Draw(c Canvas, width float64, m Measurer) {
	t := Type{Size: 8, Tone: Muted}
	first := ellipsis(s.First, width*0.3, m, t)
	last := ellipsis(s.Last, width*0.3, m, t)
	x0, x1 := 0.0, width
	if first != "" {
		c.Text(0, sparkH/2+3, first, t)
		x0 = m.Measure(first, t) + 6
	}
	if last != "" {
		end := t
		end.Anchor = End
		c.Text(width, sparkH/2+3, last, end)
		x1 = width - m.Measure(last, t) - 6
	}
	low, high, any := decimal.Zero, decimal.Zero, false
	for _, v := range s.Values {
		if v.Valid {
			low, high, any = decimal.Min(low, v.Decimal), decimal.Max(high, v.Decimal), true
		}
	}
	if !any {
		return
	}
	sc := newScale(low, high, 0, sparkH-6)
	step := 0.0
	if len(s.Values) > 1 {
		step = (x1 - x0) / float64(len(s.Values)-1)
	}
	var run []Point
	flush := func() {
		if len(run) > 1 {
			c.Path(run, false, Paint{Stroke: Strong, Width: 1.3})
		}
		run = nil
	}
	var end Point
	for i, v := range s.Values {
		if !v.Valid {
			flush()
			continue
		}
		end = Point{x0 + step*float64(i), 3 + mirror(sc, v.Decimal, 0, sparkH-6)}
		run = append(run, end)
	}
	flush()
	c.Circle(end, 2, Paint{Fill: Strong, Stroke: Paper, Width: 0.5})
}
