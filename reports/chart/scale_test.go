package chart

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dd(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// tenth measures every rune as a tenth of the type's size times ten: 1 point a
// rune at size 1.
type tenth struct{}

func (tenth) Measure(s string, t Type) float64 { return float64(len([]rune(s))) * t.Size }

func TestScalePos(t *testing.T) {
	t.Parallel()
	s := newScale(dd("-50"), dd("150"), 10, 200)
	for v, want := range map[string]float64{"-50": 10, "0": 60, "50": 110, "150": 210, "-999": 10, "999": 210} {
		if got := s.pos(dd(v)); math.Abs(got-want) > 1e-6 {
			t.Errorf("pos(%s) = %v, want %v", v, got, want)
		}
	}
	if got := newScale(dd("5"), dd("5"), 0, 100).pos(dd("5")); got != 0 {
		t.Errorf("a scale without length gives %v", got)
	}
}

func TestScaleIsMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.Int64Range(-1e15, 1e15)
		lo, hi, a, b := g.Draw(t, "lo"), g.Draw(t, "hi"), g.Draw(t, "a"), g.Draw(t, "b")
		s := newScale(decimal.New(lo, -2), decimal.New(hi, -2), 0, 300)
		pa, pb := s.pos(decimal.New(a, -2)), s.pos(decimal.New(b, -2))
		if a < b && pa > pb+1e-9 {
			t.Fatalf("%d at %v, %d at %v", a, pa, b, pb)
		}
		if pa < 0 || pa > 300 {
			t.Fatalf("%d leaves the scale: %v", a, pa)
		}
	})
}

func TestTicks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		low, high string
		n         int64
		want      []string
	}{
		{"0", "10", 5, []string{"0", "2", "4", "6", "8", "10"}},
		{"0", "9.1", 5, []string{"0", "2", "4", "6", "8", "10"}},
		{"0", "0", 3, []string{"0", "1"}},
		{"0", "0.9", 3, []string{"0", "0.5", "1"}},
		{"-30", "50", 4, []string{"-40", "-20", "0", "20", "40", "60"}},
		{"12", "88", 4, []string{"0", "25", "50", "75", "100"}},
		{"0", "1e12", 3, []string{"0", "500000000000", "1000000000000"}},
	} {
		var got []string
		for _, v := range ticks(dd(c.low), dd(c.high), c.n) {
			got = append(got, v.String())
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("ticks(%s, %s): %s", c.low, c.high, d)
		}
	}
}

// TestTicksCover: from low to high, zero among them, few, evenly spaced.
func TestTicksCover(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.Int64Range(-1e17, 1e17)
		low, high := decimal.New(g.Draw(t, "low"), -2), decimal.New(g.Draw(t, "high"), -2)
		if high.Cmp(low) < 0 {
			low, high = high, low
		}
		tk := ticks(low, high, 4)
		zero := false
		for i, v := range tk {
			zero = zero || v.IsZero()
			if i > 1 && !v.Sub(tk[i-1]).Equal(tk[1].Sub(tk[0])) {
				t.Fatalf("uneven: %v", tk)
			}
		}
		if !zero || len(tk) > 8 || tk[0].Cmp(low) > 0 || tk[len(tk)-1].Cmp(high) < 0 {
			t.Fatalf("%v to %v: %v", low, high, tk)
		}
	})
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		width float64
		max   int
		want  []string
	}{
		{"un deux trois", 8, 2, []string{"un deux", "trois"}},
		{"un deux trois quatre", 8, 2, []string{"un deux", "trois q…"}},
		{"12\u00a0345 abc", 6, 2, []string{"12\u00a0345", "abc"}},
		{"interminable", 5, 2, []string{"inte…"}},
		{"", 5, 2, nil},
		{"a interminable", 6, 3, []string{"a", "inter…"}},
	} {
		if d := cmp.Diff(c.want, wrap(c.in, c.width, c.max, tenth{}, Type{Size: 1})); d != "" {
			t.Errorf("wrap(%q): %s", c.in, d)
		}
	}
}

func TestWrapNeverTooWide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("ab cé "))).Draw(t, "s")
		w := rapid.Float64Range(2, 30).Draw(t, "w")
		ls := wrap(s, w, 2, tenth{}, Type{Size: 1})
		if len(ls) > 2 {
			t.Fatalf("%d lines", len(ls))
		}
		for _, l := range ls {
			if (tenth{}).Measure(l, Type{Size: 1}) > w {
				t.Fatalf("%q is wider than %v", l, w)
			}
		}
	})
}

func TestSpread(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		var centres, widths []float64
		at := 0.0
		for range n {
			at += rapid.Float64Range(0, 80).Draw(t, "step")
			centres = append(centres, min(at, 400))
			widths = append(widths, rapid.Float64Range(5, 60).Draw(t, "width"))
		}
		got := spread(centres, widths, 400, 4)
		for i := range got {
			if got[i]-widths[i]/2 < -1e-9 || got[i]+widths[i]/2 > 400+1e-9 {
				t.Fatalf("label %d leaves: %v", i, got)
			}
			if i > 0 && got[i]-widths[i]/2 < got[i-1]+widths[i-1]/2-1e-9 {
				t.Fatalf("labels %d and %d overlap: %v of %v", i-1, i, got, widths)
			}
		}
	})
}

func TestPlacer(t *testing.T) {
	t.Parallel()
	p := placer{width: 100, height: 50}
	if !p.free(10, 10, 20, 10) {
		t.Error("an empty place is refused")
	}
	for _, b := range [][4]float64{{15, 12, 5, 5}, {29, 19, 5, 5}, {-1, 0, 5, 5}, {96, 0, 5, 5}, {0, 46, 5, 5}} {
		if p.free(b[0], b[1], b[2], b[3]) {
			t.Errorf("%v is given twice, or outside", b)
		}
	}
	if !p.free(30, 10, 5, 5) {
		t.Error("a place beside is refused")
	}
	p.line(Point{0, 40}, Point{100, 40})
	if p.free(50, 38, 10, 5) {
		t.Error("a label stands on the line")
	}
}

// drawn remembers the bars of a figure.
type drawn struct {
	tenth
	rects []bar4
}

type bar4 struct {
	x, y, w, h float64
	p          Paint
}

func (d *drawn) Line(_, _ Point, _ Paint)            {}
func (d *drawn) Path(_ []Point, _ bool, _ Paint)     {}
func (d *drawn) Circle(_ Point, _ float64, _ Paint)  {}
func (d *drawn) Text(_, _ float64, _ string, _ Type) {}
func (d *drawn) Rect(x, y, w, h float64, p Paint)    { d.rects = append(d.rects, bar4{x, y, w, h, p}) }

func (d *drawn) with(keep func(Paint) bool) (out []bar4) {
	for _, r := range d.rects {
		if keep(r.p) {
			out = append(out, r)
		}
	}
	return out
}

func TestBandIsToScale(t *testing.T) {
	t.Parallel()
	b := Band{
		Rows:    []BandRow{{Label: "x", Confirmed: Level{At: dd("2")}, Probable: Level{At: dd("3")}, Ceiling: Level{At: dd("9")}}},
		Percent: func(v decimal.Decimal) string { return v.String() },
	}
	d := &drawn{}
	b.Draw(d, 100, d)
	solid := d.with(func(p Paint) bool { return p.Fill == Strong })
	hatched := d.with(func(p Paint) bool { return p.Pattern == Hatched })
	if len(solid) != 1 || math.Abs(solid[0].w-20) > 0.01 { // 2 of 10
		t.Errorf("confirmed: %+v", solid)
	}
	if len(hatched) != 1 || math.Abs(hatched[0].w-10) > 0.01 || math.Abs(hatched[0].x-20) > 0.01 {
		t.Errorf("probable: %+v", hatched)
	}
}

func TestBarsStackAndShareAScale(t *testing.T) {
	t.Parallel()
	b := Bars{
		Key: []KeyEntry{{Name: "a", Tone: Strong}, {Name: "b", Tone: Soft}},
		Rows: []Bar{
			{Label: "1", Parts: []Part{{dd("30"), 0}, {dd("70"), 1}}},
			{Label: "2", Parts: []Part{{dd("0"), 0}, {dd("50"), 1}}},
			{Label: "3", Parts: []Part{{dd("-20"), 1}, {dd("5"), 9}}},
		},
	}
	d := &drawn{}
	b.Draw(d, 400, d)
	var rows []bar4
	for _, r := range d.rects {
		if r.p.Stroke == Paper {
			rows = append(rows, r)
		}
	}
	if len(rows) != 4 {
		t.Fatalf("%d stretches: %+v", len(rows), rows)
	}
	if math.Abs(rows[0].x+rows[0].w-rows[1].x) > 0.01 {
		t.Error("the parts of a bar do not touch")
	}
	if math.Abs(rows[1].w/rows[0].w-70.0/30) > 0.01 || math.Abs((rows[0].w+rows[1].w)/rows[2].w-2) > 0.01 {
		t.Error("the bars are not to scale")
	}
	if math.Abs(rows[3].x+rows[3].w-rows[0].x) > 0.01 {
		t.Error("a credit does not hang left of zero")
	}
}

func TestWaterfallGoesDown(t *testing.T) {
	t.Parallel()
	w := Waterfall{Steps: []Step{
		{Label: "total", Value: dd("100"), Level: true},
		{Label: "a", Value: dd("30")},
		{Label: "b", Value: dd("20")},
		{Label: "left", Value: dd("50"), Level: true, Main: true},
	}}
	d := &drawn{}
	w.Draw(d, 400, d)
	r := d.rects
	if len(r) != 4 {
		t.Fatalf("%d bars", len(r))
	}
	if math.Abs(r[1].x+r[1].w-(r[0].x+r[0].w)) > 0.01 || math.Abs(r[2].x+r[2].w-r[1].x) > 0.01 {
		t.Error("a step does not begin where the last ended")
	}
	if math.Abs(r[3].x+r[3].w-r[2].x) > 0.01 || r[3].p.Fill != Strong {
		t.Errorf("what is left: %+v", r[3])
	}
}

func TestMonthsNamesThin(t *testing.T) {
	t.Parallel()
	for n, most := range map[int]int{12: 12, 36: 36, 120: 60} {
		var mo Months
		for range n {
			mo.Months = append(mo.Months, Month{Name: "m", Year: "2024"})
		}
		c := &labels{}
		mo.names(c, tenth{}, 0, 460/float64(n), 0)
		if len(c.at) == 0 || len(c.at) > most+1 {
			t.Errorf("%d months: %d names", n, len(c.at))
		}
	}
}

type labels struct {
	drawn
	at []string
}

func (l *labels) Text(_, _ float64, s string, _ Type) { l.at = append(l.at, s) }

func TestSVGNumbers(t *testing.T) {
	t.Parallel()
	for in, want := range map[float64]string{0: "0", -0.001: "0", 1.5: "1.5", 2: "2", 10.126: "10.13", -3.10: "-3.1"} {
		if got := short(in); got != want {
			t.Errorf("short(%v) = %q, want %q", in, got, want)
		}
	}
	if !strings.Contains(esc("a<b>&\x00"), "a&lt;b&gt;&amp;") {
		t.Error("markup is not escaped")
	}
}
