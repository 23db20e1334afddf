package chart

import "github.com/shopspring/decimal"

// Month is one month of spend.
type Month struct {
	Key       string // "2024-01"; not drawn
	Name      string // short, "janv."
	Year      string
	Dollars   decimal.Decimal
	Confirmed decimal.Decimal
	// Share in percent; not valid when the month has no spend.
	Share     decimal.NullDecimal
	ShareText string
	Text      string // Dollars as written
}

// Months shows spend as columns, the confirmed part at their foot, and below,
// on the same months, the share as a line.
type Months struct {
	Months  []Month
	Dollars func(decimal.Decimal) string // writes a value of the axis
	Percent func(decimal.Decimal) string
	Columns string // names of the panels
	Lines   string
	Key     []KeyEntry // the rest, then the confirmed part
	Says    string
}

// Alt implements [Chart].
func (mo Months) Alt() string { return mo.Says }

const (
	columnsH = 84.0
	linesH   = 48.0
	panelTop = 16.0
	monthsH  = 24.0
)

// Height implements [Chart].
func (mo Months) Height(width float64, m Measurer) float64 {
	return panelTop + columnsH + monthsH + panelTop + linesH + 8
}

// Draw implements [Chart].
func (mo Months) Draw(c Canvas, width float64, m Measurer) {
	n := len(mo.Months)
	if n == 0 {
		return
	}
	axis := Type{Size: 7.5, Tone: Muted, Anchor: End}
	head := Type{Size: 8.5, Tone: Muted, Bold: true}
	low, high := decimal.Zero, decimal.Zero
	slow, shigh := decimal.Zero, decimal.NewFromInt(1)
	for _, x := range mo.Months {
		low, high = decimal.Min(low, x.Dollars, x.Confirmed), decimal.Max(high, x.Dollars, x.Confirmed)
		if x.Share.Valid {
			slow, shigh = decimal.Min(slow, x.Share.Decimal), decimal.Max(shigh, x.Share.Decimal)
		}
	}
	dt, st := ticks(low, high, 3), ticks(slow, shigh, 3)
	left := 0.0
	for _, v := range dt {
		left = max(left, m.Measure(mo.Dollars(v), axis))
	}
	for _, v := range st {
		left = max(left, m.Measure(mo.Percent(v), axis))
	}
	left += 7
	slot := (width - left) / float64(n)

	// Columns.
	used := m.Measure(mo.Columns, head) + 24
	c.Text(0, 8.5, ellipsis(mo.Columns, width, m, head), head)
	mo.keyRight(c, m, width, used)
	y0 := panelTop
	sc := newScale(dt[0], dt[len(dt)-1], 0, columnsH)
	for _, v := range dt {
		y := mirror(sc, v, y0, columnsH)
		c.Line(Point{left, y}, Point{width, y}, Paint{Stroke: Rule, Width: 0.4})
		c.Text(left-5, y+2.6, mo.Dollars(v), axis)
	}
	zero := mirror(sc, decimal.Zero, y0, columnsH)
	for i, x := range mo.Months {
		bw := min(slot*0.72, 46)
		bx := left + slot*(float64(i)+0.5) - bw/2
		y := mirror(sc, x.Dollars, y0, columnsH)
		c.Rect(bx, min(y, zero), bw, max(absf(zero-y), 0.3), Paint{Fill: mo.Key[0].Tone, Pattern: mo.Key[0].Pattern})
		if !x.Confirmed.IsZero() {
			yc := mirror(sc, x.Confirmed, y0, columnsH)
			c.Rect(bx, min(yc, zero), bw, max(absf(zero-yc), 0.6), Paint{Fill: mo.Key[1].Tone, Pattern: mo.Key[1].Pattern})
		}
	}
	c.Line(Point{left, zero}, Point{width, zero}, Paint{Stroke: Muted, Width: 0.7})
	mo.names(c, m, left, slot, y0+columnsH)

	// Line.
	y1 := panelTop + columnsH + monthsH
	c.Text(0, y1+8.5, ellipsis(mo.Lines, width, m, head), head)
	y1 += panelTop
	ss := newScale(st[0], st[len(st)-1], 0, linesH)
	for _, v := range st {
		y := mirror(ss, v, y1, linesH)
		c.Line(Point{left, y}, Point{width, y}, Paint{Stroke: Rule, Width: 0.4})
		c.Text(left-5, y+2.6, mo.Percent(v), axis)
	}
	mo.line(c, m, ss, left, slot, y1, width)
}

// mirror is the place of v on a scale that goes up from y+h to y.
func mirror(s scale, v decimal.Decimal, y, h float64) float64 {
	return y + h - (s.pos(v)-s.at)*h/s.len
}

func absf(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// keyRight writes the key at the right of the first panel's name, when there
// is room.
func (mo Months) keyRight(c Canvas, m Measurer, width, used float64) {
	t := Type{Size: 8, Tone: Muted}
	w := -14.0
	for _, k := range mo.Key {
		w += 11 + m.Measure(k.Name, t) + 14
	}
	if used+w > width {
		return
	}
	x := width - w
	for _, k := range mo.Key {
		c.Rect(x, 1.5, 7.5, 7.5, Paint{Fill: k.Tone, Pattern: k.Pattern})
		c.Text(x+11, 8.5, k.Name, t)
		x += 11 + m.Measure(k.Name, t) + 14
	}
}

// names writes the months, every one or every second, third, sixth, twelfth
// as the width allows, and the year where it begins.
func (mo Months) names(c Canvas, m Measurer, left, slot, y float64) {
	t := Type{Size: 7.5, Tone: Muted, Anchor: Middle}
	widest, years := 0.0, 0.0
	for _, x := range mo.Months {
		widest = max(widest, m.Measure(x.Name, t))
		years = max(years, m.Measure(x.Year, t))
	}
	every := 1
	for _, e := range []int{1, 2, 3, 6, 12, 24, 60, 120} {
		every = e
		if slot*float64(e) >= widest+3 {
			break
		}
	}
	year, edge := "", -1e9
	for i, x := range mo.Months {
		cx := left + slot*(float64(i)+0.5)
		if i%every == 0 {
			c.Text(cx, y+10, x.Name, t)
		}
		if x.Year != year && cx-years/2 > edge {
			c.Text(cx, y+20, x.Year, Type{Size: 7.5, Tone: Ink, Bold: true, Anchor: Middle})
			edge = cx + years/2 + 6
		}
		year = x.Year
	}
}

// line draws the share, in stretches where there is one, and names its highest,
// lowest and last values.
func (mo Months) line(c Canvas, m Measurer, ss scale, left, slot, y, width float64) {
	at := func(i int) Point {
		return Point{left + slot*(float64(i)+0.5), mirror(ss, mo.Months[i].Share.Decimal, y, linesH)}
	}
	var run []Point
	hi, lo, last := -1, -1, -1
	flush := func() {
		if len(run) > 1 {
			c.Path(run, false, Paint{Stroke: Strong, Width: 1.5})
		}
		run = nil
	}
	pl := placer{width: width, height: y + linesH + 8}
	for i, x := range mo.Months {
		if !x.Share.Valid {
			flush()
			continue
		}
		run = append(run, at(i))
		if hi < 0 || x.Share.Decimal.Cmp(mo.Months[hi].Share.Decimal) > 0 {
			hi = i
		}
		if lo < 0 || x.Share.Decimal.Cmp(mo.Months[lo].Share.Decimal) < 0 {
			lo = i
		}
		last = i
	}
	flush()
	for i, x := range mo.Months {
		if !x.Share.Valid {
			continue
		}
		p := at(i)
		if slot > 6 {
			c.Circle(p, 1.9, Paint{Fill: Strong, Stroke: Paper, Width: 0.6})
		}
		pl.take(p.X-2.2, p.Y-2.2, 4.4, 4.4)
		if i > 0 && mo.Months[i-1].Share.Valid { // keep labels off the line
			pl.line(at(i-1), p)
		}
	}
	pl.take(0, y-panelTop, m.Measure(mo.Lines, Type{Size: 8.5, Bold: true}), panelTop-4)
	pl.take(0, y-4, left, linesH+8)
	done := map[int]bool{}
	for _, i := range []int{hi, lo, last} {
		if i < 0 || done[i] {
			continue
		}
		done[i] = true
		pl.label(c, m, at(i), 3.5, mo.Months[i].ShareText, Type{Size: 8, Bold: true, Tone: Strong})
	}
}
