package chart

import (
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// scale maps values to places. Only places are floating point; no value is
// computed or printed from one.
type scale struct {
	low, high decimal.Decimal
	at, len   float64
}

func newScale(low, high decimal.Decimal, at, length float64) scale {
	if high.Cmp(low) <= 0 {
		high = low.Add(decimal.NewFromInt(1))
	}
	return scale{low, high, at, length}
}

// pos is the place of v, held inside the scale.
func (s scale) pos(v decimal.Decimal) float64 {
	if v.Cmp(s.low) <= 0 {
		return s.at
	}
	if v.Cmp(s.high) >= 0 {
		return s.at + s.len
	}
	r := v.Sub(s.low).DivRound(s.high.Sub(s.low), 9)
	return s.at + r.InexactFloat64()*s.len
}

// niceStep is the smallest of 1, 2, 2.5, 5 times a power of ten that covers
// span in at most n steps.
func niceStep(span decimal.Decimal, n int64) decimal.Decimal {
	if span.Sign() <= 0 {
		return decimal.NewFromInt(1)
	}
	raw := span.DivRound(decimal.NewFromInt(n), 9)
	if raw.Sign() <= 0 {
		return decimal.NewFromInt(1)
	}
	exp := int32(len(raw.Truncate(0).Coefficient().String())) // digits of the whole part
	for e := exp - 3; ; e++ {
		unit := decimal.New(1, e)
		for _, m := range []string{"1", "2", "2.5", "5"} {
			step := unit.Mul(decimal.RequireFromString(m))
			if step.Cmp(raw) >= 0 {
				return step
			}
		}
	}
}

// floorTo is the multiple of step at or below v.
func floorTo(v, step decimal.Decimal) decimal.Decimal {
	q, r := v.QuoRem(step, 0)
	if r.Sign() < 0 {
		q = q.Sub(decimal.NewFromInt(1))
	}
	return q.Mul(step)
}

// ticks are the round values from low to high or just beyond, zero among them.
func ticks(low, high decimal.Decimal, n int64) []decimal.Decimal {
	low, high = decimal.Min(low, decimal.Zero), decimal.Max(high, decimal.Zero)
	if low.Equal(high) {
		return []decimal.Decimal{decimal.Zero, decimal.NewFromInt(1)}
	}
	step := niceStep(high.Sub(low), n)
	from := floorTo(low, step)
	var out []decimal.Decimal
	for v := from; len(out) < 50; v = v.Add(step) {
		out = append(out, v)
		if v.Cmp(high) >= 0 {
			break
		}
	}
	return out
}

// wrap breaks a label at its blanks into max lines no wider than width; what
// does not fit ends in an ellipsis. No-break spaces do not break.
func wrap(s string, width float64, max int, m Measurer, t Type) []string {
	var out []string
	line := ""
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
	for i, w := range words {
		try := w
		if line != "" {
			try = line + " " + w
		}
		if m.Measure(try, t) <= width {
			line = try
			continue
		}
		if line == "" || len(out) == max-1 {
			rest := strings.Join(words[i:], " ")
			if line != "" {
				rest = line + " " + rest
			}
			return append(out, ellipsis(rest, width, m, t))
		}
		out = append(out, line)
		line = w
		if m.Measure(w, t) > width {
			return append(out, ellipsis(strings.Join(words[i:], " "), width, m, t))
		}
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}

func ellipsis(s string, width float64, m Measurer, t Type) string {
	if m.Measure(s, t) <= width {
		return s
	}
	r := []rune(s)
	lo, hi := 0, len(r)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if m.Measure(string(r[:mid])+"…", t) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRight(string(r[:lo]), " ") + "…"
}

// spread moves the centres of labels apart so that none overlap and all stay
// between 0 and width. The centres are in ascending order.
func spread(centres, widths []float64, width, gap float64) []float64 {
	out := append([]float64(nil), centres...)
	edge := 0.0
	for i := range out {
		out[i] = math.Max(out[i], edge+widths[i]/2)
		edge = out[i] + widths[i]/2 + gap
	}
	edge = width
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = math.Min(out[i], edge-widths[i]/2)
		edge = out[i] - widths[i]/2 - gap
	}
	return out
}

// placer keeps labels off each other.
type placer struct {
	taken  [][4]float64 // x, y, w, h
	width  float64
	height float64
}

func (p *placer) take(x, y, w, h float64) { p.taken = append(p.taken, [4]float64{x, y, w, h}) }

// free tells whether a box is inside and touches no other; it takes it then.
func (p *placer) free(x, y, w, h float64) bool {
	if x < 0 || y < 0 || x+w > p.width || y+h > p.height {
		return false
	}
	for _, t := range p.taken {
		if x < t[0]+t[2] && t[0] < x+w && y < t[1]+t[3] && t[1] < y+h {
			return false
		}
	}
	p.take(x, y, w, h)
	return true
}

// line takes the room of a line, so that labels stay off it.
func (p *placer) line(a, b Point) {
	n := int(math.Max(math.Abs(b.X-a.X), math.Abs(b.Y-a.Y))/3) + 1
	for i := 0; i <= n && n < 1000; i++ {
		f := float64(i) / float64(n)
		p.take(a.X+(b.X-a.X)*f-1.5, a.Y+(b.Y-a.Y)*f-1.5, 3, 3)
	}
}

// label sets s beside a point where there is room: above, below, right, left;
// nowhere when there is none. It tells whether it stands.
func (p *placer) label(c Canvas, m Measurer, at Point, away float64, s string, t Type) bool {
	w, h := m.Measure(s, t), t.Size
	t.Anchor = Start
	for _, o := range [][2]float64{
		{-w / 2, -away - h},
		{-w / 2, away},
		{away, -h / 2},
		{-away - w, -h / 2},
		{away, -away - h},
		{-away - w, -away - h},
		{away, away},
		{-away - w, away},
		{-w / 2, -away - 2*h},
		{-w / 2, away + h},
	} {
		x, y := at.X+o[0], at.Y+o[1]
		if x < 0 && x > -w/2 {
			x = 0
		}
		if x+w > p.width && x+w < p.width+w/2 {
			x = p.width - w
		}
		if p.free(x-1, y-1, w+2, h+2) || (x < 1 && p.free(0, y-1, w+1, h+2)) || (x+w > p.width-1 && p.free(p.width-w-1, y-1, w+1, h+2)) {
			c.Text(x, y+h*0.86, s, t)
			return true
		}
	}
	return false
}
