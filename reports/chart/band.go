package chart

import (
	"sort"

	"github.com/shopspring/decimal"
)

// Level is a value and the words that write it.
type Level struct {
	At   decimal.Decimal // percent, 0–100
	Text string          // "2,3 %"
	Name string          // "confirmée"
}

// BandRow is a share with its three values over one denominator.
type BandRow struct {
	Label                        string
	Confirmed, Probable, Ceiling Level
	// Target is the share aimed at, nil when there is none.
	Target *Level
	// Empty is said in place of the bar when there is no denominator.
	Empty string
}

// Band shows shares as bars from zero: solid to the confirmed value, hatched
// to the probable, outlined to the ceiling.
type Band struct {
	Rows []BandRow
	// Percent writes a value of the axis.
	Percent func(decimal.Decimal) string
	Says    string
}

// Alt implements [Chart].
func (b Band) Alt() string { return b.Says }

const (
	bandLabel = 17.0
	bandBar   = 20.0
	bandBelow = 36.0
	bandGap   = 10.0
	axisH     = 14.0
)

// Height implements [Chart].
func (b Band) Height(float64, Measurer) float64 {
	return float64(len(b.Rows))*(bandLabel+bandBar+bandBelow) + float64(len(b.Rows)-1)*bandGap + axisH
}

// top is the end of the axis: round, at least 5 %, at most 100 % unless a value is above.
func (b Band) top() decimal.Decimal {
	high := decimal.NewFromInt(5)
	for _, r := range b.Rows {
		if r.Empty == "" {
			high = decimal.Max(high, r.Ceiling.At, r.Probable.At, r.Confirmed.At)
			if r.Target != nil {
				high = decimal.Max(high, r.Target.At)
			}
		}
	}
	step := niceStep(high, 5)
	return floorTo(high.Neg(), step).Neg()
}

// Draw implements [Chart].
func (b Band) Draw(c Canvas, width float64, m Measurer) {
	top := b.top()
	s := newScale(decimal.Zero, top, 0, width)
	y := 0.0
	name := Type{Size: 9, Bold: true, Tone: Ink}
	for i, r := range b.Rows {
		if i > 0 {
			y += bandGap
		}
		c.Text(0, y+9.5, ellipsis(r.Label, width, m, name), name)
		y += bandLabel
		c.Rect(0, y, width, bandBar, Paint{Fill: Wash})
		if r.Empty != "" {
			t := Type{Size: 9, Tone: Muted}
			c.Text(8, y+bandBar/2+3, ellipsis(r.Empty, width-16, m, t), t)
			y += bandBar + bandBelow
			continue
		}
		b.bar(c, s, r, y)
		b.labels(c, m, s, r, y+bandBar, width)
		y += bandBar + bandBelow
	}
	b.axis(c, m, s, top, y, width)
}

func (b Band) bar(c Canvas, s scale, r BandRow, y float64) {
	x0, x1, x2, x3 := s.pos(decimal.Zero), s.pos(r.Confirmed.At), s.pos(r.Probable.At), s.pos(r.Ceiling.At)
	if x3 > x2 {
		c.Rect(x2, y+0.5, x3-x2-0.5, bandBar-1, Paint{Fill: Paper, Stroke: Medium, Width: 0.9, Dash: []float64{2.5, 2}})
	}
	if x2 > x1 {
		c.Rect(x1, y, x2-x1, bandBar, Paint{Fill: Medium, Pattern: Hatched})
	}
	if x1 > x0 {
		c.Rect(x0, y, x1-x0, bandBar, Paint{Fill: Strong})
	} else {
		c.Rect(x0, y, 1.2, bandBar, Paint{Fill: Strong})
	}
	if r.Target != nil {
		x := s.pos(r.Target.At)
		c.Line(Point{x, y - 4}, Point{x, y + bandBar}, Paint{Stroke: Accent, Width: 1.8})
		c.Path([]Point{{x - 3.5, y - 4}, {x + 3.5, y - 4}, {x, y + 1}}, true, Paint{Fill: Accent})
	}
}

// labels writes the values under the bar, each tied to its place.
func (b Band) labels(c Canvas, m Measurer, s scale, r BandRow, y, width float64) {
	type label struct {
		Level
		value Type
	}
	ls := []label{
		{r.Confirmed, Type{Size: 10, Bold: true, Tone: Strong}},
		{r.Probable, Type{Size: 10, Bold: true, Tone: Muted}},
		{r.Ceiling, Type{Size: 10, Bold: true, Tone: Muted}},
	}
	if r.Target != nil {
		ls = append(ls, label{*r.Target, Type{Size: 10, Bold: true, Tone: Accent}})
	}
	sort.SliceStable(ls, func(i, j int) bool { return ls[i].At.Cmp(ls[j].At) < 0 })
	word := Type{Size: 8, Tone: Muted}
	var at, w []float64
	for _, l := range ls {
		at = append(at, s.pos(l.At))
		w = append(w, max(m.Measure(l.Text, l.value), m.Measure(l.Name, word)))
	}
	mid := spread(at, w, width, 12)
	for i, l := range ls {
		c.Path([]Point{{at[i], y}, {at[i], y + 4}, {mid[i], y + 8}}, false, Paint{Stroke: Muted, Width: 0.6})
		l.value.Anchor, word.Anchor = Middle, Middle
		c.Text(mid[i], y+18, l.Text, l.value)
		c.Text(mid[i], y+28, l.Name, word)
	}
}

func (b Band) axis(c Canvas, m Measurer, s scale, top decimal.Decimal, y, width float64) {
	t := Type{Size: 7.5, Tone: Muted}
	c.Line(Point{0, y}, Point{width, y}, Paint{Stroke: Rule, Width: 0.7})
	for _, v := range ticks(decimal.Zero, top, 5) {
		x := s.pos(v)
		c.Line(Point{x, y}, Point{x, y + 3}, Paint{Stroke: Rule, Width: 0.7})
		text := b.Percent(v)
		t.Anchor = Middle
		if w := m.Measure(text, t); x-w/2 < 0 {
			t.Anchor = Start
		} else if x+w/2 > width {
			t.Anchor = End
		}
		c.Text(x, y+11, text, t)
	}
}
