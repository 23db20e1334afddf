package chart

import "github.com/shopspring/decimal"

// Part is one stretch of a bar, in the order of the key.
type Part struct {
	Value decimal.Decimal
	Kind  int // index into Bars.Key
}

// Bar is a row: its name, its parts, and the figure at its end.
type Bar struct {
	Label string
	Parts []Part
	Text  string
	Ref   string // where the figure comes from, set behind it
}

// KeyEntry names what a tone stands for.
type KeyEntry struct {
	Name    string
	Tone    Tone
	Pattern Pattern
}

// Bars are horizontal bars, stacked, the largest first as they come. The key
// is written above them; Tones serve instead when each row names itself.
type Bars struct {
	Key   []KeyEntry
	Tones []KeyEntry
	Rows  []Bar
	Says  string
}

// Alt implements [Chart].
func (b Bars) Alt() string { return b.Says }

const (
	barRow = 18.5
	bar    = 11.0
	keyRow = 18.0
)

// Height implements [Chart].
func (b Bars) Height(width float64, m Measurer) float64 {
	_, height := b.rows(width, m)
	return b.keyHeight(width, m) + height
}

// rows are the middles of the rows and the height of all.
func (b Bars) rows(width float64, m Measurer) (mid []float64, height float64) {
	for _, r := range b.Rows {
		h := rowHeight(m, r.Label, width*labelMax, barRow, Type{Size: labelSize})
		mid = append(mid, height+h/2)
		height += h
	}
	return mid, height
}

func (b Bars) keyHeight(width float64, m Measurer) float64 {
	if len(b.Key) < 2 {
		return 0
	}
	return drawKey(nil, m, b.Key, width)
}

// Draw implements [Chart].
func (b Bars) Draw(c Canvas, width float64, m Measurer) {
	top := 0.0
	if len(b.Key) > 1 {
		top = drawKey(c, m, b.Key, width)
	}
	if len(b.Rows) == 0 {
		return
	}
	low, high := decimal.Zero, decimal.Zero
	value := Type{Size: 9, Tone: Ink, Anchor: End}
	right, ref := 0.0, 0.0
	for _, r := range b.Rows {
		pos, neg := decimal.Zero, decimal.Zero
		for _, p := range r.Parts {
			if p.Value.Sign() < 0 {
				neg = neg.Add(p.Value)
			} else {
				pos = pos.Add(p.Value)
			}
		}
		low, high = decimal.Min(low, neg), decimal.Max(high, pos)
		right, ref = max(right, m.Measure(r.Text, value)), max(ref, m.Measure(r.Ref, value))
	}
	right += ref
	left := 0.0
	name := Type{Size: labelSize, Tone: Ink}
	for _, r := range b.Rows {
		left = max(left, m.Measure(r.Label, name))
	}
	left = min(left, width*labelMax)
	sc := newScale(low, high, left+10, width-left-10-right-12)
	kinds := b.Key
	if len(kinds) == 0 {
		kinds = b.Tones
	}
	mids, height := b.rows(width, m)
	for i, r := range b.Rows {
		mid := top + mids[i]
		drawLabel(c, m, r.Label, left, mid, name)
		pos, neg := decimal.Zero, decimal.Zero
		for _, p := range r.Parts {
			a := &pos
			if p.Value.Sign() < 0 {
				a = &neg
			}
			x1 := sc.pos(*a)
			*a = a.Add(p.Value)
			x2 := sc.pos(*a)
			if p.Value.IsZero() || p.Kind < 0 || p.Kind >= len(kinds) {
				continue
			}
			k := kinds[p.Kind]
			x, w := min(x1, x2), max(x1, x2)-min(x1, x2)
			c.Rect(x, mid-bar/2, max(w, 0.8), bar, Paint{Fill: k.Tone, Pattern: k.Pattern, Stroke: Paper, Width: 0.4})
		}
		drawValue(c, width-ref, mid, r.Text, r.Ref, value)
	}
	zero := sc.pos(decimal.Zero)
	c.Line(Point{zero, top + 2}, Point{zero, top + height - 2}, Paint{Stroke: Muted, Width: 0.6})
}

// drawValue sets figures under each other to the right, their references
// behind them.
func drawValue(c Canvas, x, mid float64, text, ref string, t Type) {
	c.Text(x, mid+3.1, text, t)
	if ref != "" {
		t.Anchor, t.Bold = Start, false
		c.Text(x, mid+3.1, ref, t)
	}
}

// drawKey writes the key in rows; with no canvas it only measures its height.
func drawKey(c Canvas, m Measurer, key []KeyEntry, width float64) float64 {
	t := Type{Size: 8.5, Tone: Muted}
	x, y := 0.0, 0.0
	for _, k := range key {
		name := ellipsis(k.Name, width-20, m, t)
		w := 14 + m.Measure(name, t)
		if x > 0 && x+w > width {
			x, y = 0, y+13
		}
		if c != nil {
			c.Rect(x, y+1.5, 9, 9, Paint{Fill: k.Tone, Pattern: k.Pattern, Stroke: Medium, Width: 0.4})
			c.Text(x+13, y+9, name, t)
		}
		x += w + 16
	}
	return y + keyRow
}
