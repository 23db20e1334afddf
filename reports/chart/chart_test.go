package chart_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/reports/chart"
	"jachete/reports/page/fonts"
)

// sheet is a canvas that remembers where the labels stand.
type sheet struct {
	texts []label
	rects int
}

type label struct {
	x, y, w, h float64
	s          string
}

func (s *sheet) Line(a, b chart.Point, _ chart.Paint)           {}
func (s *sheet) Rect(x, y, w, h float64, _ chart.Paint)         { s.rects++ }
func (s *sheet) Path(_ []chart.Point, _ bool, _ chart.Paint)    {}
func (s *sheet) Circle(_ chart.Point, _ float64, _ chart.Paint) {}
func (s *sheet) Measure(t string, ty chart.Type) float64        { return fonts.Width(fonts.Text, t, ty.Size) }

func (s *sheet) Text(x, y float64, t string, ty chart.Type) {
	w := s.Measure(t, ty)
	switch ty.Anchor {
	case chart.Middle:
		x -= w / 2
	case chart.End:
		x -= w
	}
	if strings.TrimSpace(t) != "" {
		s.texts = append(s.texts, label{x, y - 0.68*ty.Size, w, 0.86 * ty.Size, t})
	}
}

func d(f string) decimal.Decimal { return decimal.RequireFromString(f) }

func pc(v decimal.Decimal) string { return v.StringFixed(2) + " %" }

func bars(n int, name string, value func(i int) (confirmed, rest string)) chart.Bars {
	b := chart.Bars{
		Key:  []chart.KeyEntry{{Name: "confirmé", Tone: chart.Strong}, {Name: "hors du secteur", Tone: chart.Soft}},
		Says: "barres",
	}
	for i := range n {
		c, r := value(i)
		b.Rows = append(b.Rows, chart.Bar{
			Label: fmt.Sprintf("%s %d", name, i), Text: d(c).Add(d(r)).StringFixed(0) + " $", Ref: "C" + fmt.Sprint(i),
			Parts: []chart.Part{{Value: d(c), Kind: 0}, {Value: d(r), Kind: 1}},
		})
	}
	return b
}

func band(c, p, ce string) chart.Band {
	row := chart.BandRow{
		Label:     "Part des dépenses adressables",
		Confirmed: chart.Level{At: d(c), Text: pc(d(c)), Name: "confirmée"},
		Probable:  chart.Level{At: d(p), Text: pc(d(p)), Name: "avec le probable"},
		Ceiling:   chart.Level{At: d(ce), Text: pc(d(ce)), Name: "plafond"},
	}
	return chart.Band{Rows: []chart.BandRow{row, row}, Percent: pc, Says: "bande"}
}

func months(n int, share func(i int) decimal.NullDecimal, dollars string) chart.Months {
	m := chart.Months{
		Dollars: func(v decimal.Decimal) string { return v.StringFixed(0) + " $" }, Percent: pc, Columns: "Dépenses", Lines: "Part",
		Key:  []chart.KeyEntry{{Name: "reste", Tone: chart.Soft}, {Name: "confirmé", Tone: chart.Strong}},
		Says: "mois",
	}
	for i := range n {
		sh := share(i)
		m.Months = append(m.Months, chart.Month{
			Name: "janv.", Year: fmt.Sprint(2020 + i/12), Dollars: d(dollars).Mul(decimal.NewFromInt(int64(i%7 + 1))),
			Confirmed: d("10"), Share: sh, ShareText: pc(sh.Decimal),
		})
	}
	return m
}

func waterfall(names string, values ...string) chart.Waterfall {
	w := chart.Waterfall{Says: "cascade"}
	for i, v := range values {
		w.Steps = append(w.Steps, chart.Step{Label: names, Text: v + " $", Ref: "C1", Value: d(v), Level: i == 0 || i == len(values)-1, Main: i == len(values)-1})
	}
	return w
}

func curve(n int, at func(i int) string) chart.Curve {
	c := chart.Curve{Percent: pc, XName: "rang", Says: "courbe"}
	for i := range n {
		r := chart.Rank{Cumulative: d(at(i)), Name: fmt.Sprint(i + 1)}
		if i == 0 || i == 4 || i == 9 {
			r.Label = fmt.Sprintf("les %d premiers : %s", i+1, pc(r.Cumulative))
		}
		c.Ranks = append(c.Ranks, r)
	}
	return c
}

func target(b chart.Band, at string) chart.Band {
	for i := range b.Rows {
		b.Rows[i].Target = &chart.Level{At: d(at), Text: pc(d(at)), Name: "cible"}
	}
	return b
}

func slope(names string, pairs ...[2]string) chart.Slope {
	s := chart.Slope{Left: "2023, mêmes mois", Right: "2024", Says: "pente"}
	for i, p := range pairs {
		s.Lines = append(s.Lines, chart.SlopeLine{
			Name: names, Main: i == 0,
			Before: chart.Level{At: d(p[0]), Text: pc(d(p[0]))}, Now: chart.Level{At: d(p[1]), Text: pc(d(p[1]))},
		})
	}
	return s
}

func years(n int, name string, at func(i int) decimal.NullDecimal) chart.Years {
	y := chart.Years{Says: "années"}
	for i := range n {
		v := at(i)
		m := chart.Moment{Name: fmt.Sprint(2000+i, name), Value: v, Text: "s. o."}
		if v.Valid {
			m.Text = pc(v.Decimal)
		}
		y.Moments = append(y.Moments, m)
	}
	return y
}

func spark(n int, at func(i int) decimal.NullDecimal) chart.Spark {
	s := chart.Spark{First: "janv. 2,31 %", Last: "déc. 3,10 %", Says: "ligne"}
	for i := range n {
		s.Values = append(s.Values, at(i))
	}
	return s
}

func cartogram(name, value string) chart.Cartogram {
	g := chart.Cartogram{Says: "carte"}
	for i := range 4 {
		x, y := float64(i%2)*5, float64(i/2)*2.4
		g.Areas = append(g.Areas, chart.Area{
			Outline: []chart.Point{{X: x, Y: y}, {X: x + 4.8, Y: y}, {X: x + 4.8, Y: y + 2.2}, {X: x, Y: y + 2.2}},
			Name:    name, Value: d(value).Mul(decimal.NewFromInt(int64(i))), Text: value + " $", Note: "3 entreprises", Here: i == 1,
		})
	}
	return g
}

var longName = strings.Repeat("développement ", 6)[:80]

func charts() map[string]chart.Chart {
	even := func(i int) (string, string) { return "10", fmt.Sprint(1000 / (i + 1)) }
	valid := func(s string) func(int) decimal.NullDecimal {
		return func(int) decimal.NullDecimal { return decimal.NewNullDecimal(d(s)) }
	}
	zigzag := func(i int) decimal.NullDecimal {
		return decimal.NewNullDecimal(decimal.NewFromInt(int64(i * 37 % 100)))
	}
	return map[string]chart.Chart{
		"bars none":         bars(0, "x", even),
		"bars one":          bars(1, "Entretien", even),
		"bars forty":        bars(40, "Catégorie", even),
		"bars long names":   bars(12, longName, even),
		"bars unbreakable":  bars(5, strings.Repeat("W", 200), even),
		"bars zero":         bars(4, "Nul", func(int) (string, string) { return "0", "0" }),
		"bars negative":     bars(4, "Crédit", func(i int) (string, string) { return "-5", fmt.Sprint(100*i - 200) }),
		"bars huge":         bars(4, "Grand", func(int) (string, string) { return "1e30", "123456789012345678901234567890" }),
		"band zero":         band("0", "0", "0"),
		"band full":         band("100", "100", "100"),
		"band close":        band("2.31", "2.32", "2.33"),
		"band wide":         band("0", "50", "100"),
		"band above":        band("120", "130", "140"),
		"band negative":     band("-3", "1", "2"),
		"months one":        months(1, valid("2"), "1000"),
		"months year":       months(12, zigzag, "1000"),
		"months ten years":  months(120, zigzag, "1000"),
		"months flat":       months(12, valid("0"), "0"),
		"months no share":   months(12, func(int) decimal.NullDecimal { return decimal.NullDecimal{} }, "-1000"),
		"months huge":       months(36, zigzag, "1e18"),
		"waterfall":         waterfall("Remises", "1000", "400", "100", "500"),
		"waterfall long":    waterfall(longName, "1000", "400", "100", "500"),
		"waterfall credits": waterfall("Crédits", "100", "-50", "300", "-150"),
		"waterfall zero":    waterfall("Rien", "0", "0", "0"),
		"band target":       target(band("2.31", "2.32", "2.33"), "5"),
		"band target met":   target(band("7", "8", "9"), "7"),
		"band target far":   target(band("0", "0", "0"), "100"),
		"slope none":        slope("x"),
		"slope one":         slope("", [2]string{"2.31", "4.79"}),
		"slope flat":        slope("part", [2]string{"0", "0"}, [2]string{"0", "0"}),
		"slope knot":        slope(longName, [2]string{"5", "5"}, [2]string{"5.01", "5"}, [2]string{"5", "5.02"}, [2]string{"99", "1"}, [2]string{"-3", "120"}),
		"slope many":        slope("ligne", slices.Repeat([][2]string{{"1", "2"}}, 20)...),
		"slope huge":        slope("grand", [2]string{"1e18", "123456789012345678901234567890"}),
		"spark none":        spark(0, zigzag),
		"spark one":         spark(1, zigzag),
		"spark year":        spark(12, zigzag),
		"spark gaps":        spark(12, func(i int) decimal.NullDecimal { return decimal.NullDecimal{Valid: i%3 == 0} }),
		"years none":        years(0, "", zigzag),
		"years three":       years(3, "", zigzag),
		"years twenty":      years(20, "", zigzag),
		"years long names":  years(5, " janvier – avril, "+longName, zigzag),
		"years gaps":        years(6, "", func(i int) decimal.NullDecimal { return decimal.NullDecimal{Valid: i%3 == 0, Decimal: d("2")} }),
		"years negative": years(4, "", func(i int) decimal.NullDecimal {
			return decimal.NewNullDecimal(d("-3").Sub(decimal.NewFromInt(int64(i))))
		}),
		"years hundred": years(4, "", func(int) decimal.NullDecimal { return decimal.NewNullDecimal(d("100")) }),
		"map":           cartogram("Les Trois-Moulins", "1200"),
		"map long":      cartogram(longName, "1200"),
		"map zero":      cartogram("Nul", "0"),
		"map negative":  cartogram("Crédit", "-5"),
		"map huge":      cartogram("Grand", "123456789012345678901234567890"),
		"curve one":     curve(1, func(int) string { return "100" }),
		"curve steep":   curve(20, func(i int) string { return fmt.Sprint(99 + i/19) }),
		"curve flat":    curve(20, func(i int) string { return fmt.Sprint(i) }),
		"curve above":   curve(20, func(i int) string { return fmt.Sprint(150 - i) }),
	}
}

// check draws a chart and looks for labels that overlap or leave it.
func check(c chart.Chart, width float64) []string {
	s := &sheet{}
	h := c.Height(width, s)
	c.Draw(s, width, s)
	var faults []string
	const slack = 0.7
	for i, a := range s.texts {
		if a.x < -slack || a.x+a.w > width+slack || a.y < -slack || a.y+a.h > h+slack {
			faults = append(faults, fmt.Sprintf("%q leaves the figure: %+v of %v x %v", a.s, a, width, h))
		}
		for _, b := range s.texts[i+1:] {
			if a.x+slack < b.x+b.w && b.x+slack < a.x+a.w && a.y+slack < b.y+b.h && b.y+slack < a.y+a.h {
				faults = append(faults, fmt.Sprintf("%q is over %q", a.s, b.s))
			}
		}
	}
	return faults
}

func TestLabelsStandApart(t *testing.T) {
	t.Parallel()
	for name, c := range charts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, w := range []float64{488, 360} {
				for _, f := range check(c, w) {
					t.Errorf("width %v: %s", w, f)
				}
			}
		})
	}
}

func TestBandLabelsNeverOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.IntRange(-500, 12000)
		v := func(n int) string { return decimal.New(int64(n), -2).String() }
		b := band(v(g.Draw(t, "c")), v(g.Draw(t, "p")), v(g.Draw(t, "ce")))
		if f := check(sorted(b), 488); len(f) > 0 {
			t.Fatal(f)
		}
	})
}

// sorted puts the three values in the order they have by definition.
func sorted(b chart.Band) chart.Band {
	for i := range b.Rows {
		r := &b.Rows[i]
		r.Probable.At = decimal.Max(r.Probable.At, r.Confirmed.At)
		r.Ceiling.At = decimal.Max(r.Ceiling.At, r.Probable.At)
	}
	return b
}

// TestTargetLabelNeverOverlaps: wherever the target falls.
func TestTargetLabelNeverOverlaps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.IntRange(-500, 12000)
		v := func(n int) string { return decimal.New(int64(n), -2).String() }
		b := target(band(v(g.Draw(t, "c")), v(g.Draw(t, "p")), v(g.Draw(t, "ce"))), v(g.Draw(t, "t")))
		if f := check(sorted(b), 488); len(f) > 0 {
			t.Fatal(f)
		}
	})
}

func TestSlopeLabelsNeverOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.IntRange(-500, 12000)
		v := func(n int) string { return decimal.New(int64(n), -2).String() }
		var pairs [][2]string
		for range rapid.IntRange(1, 9).Draw(t, "lines") {
			pairs = append(pairs, [2]string{v(g.Draw(t, "before")), v(g.Draw(t, "now"))})
		}
		for _, width := range []float64{488, 230} {
			if f := check(slope(rapid.StringMatching(`[a-z ]{0,60}`).Draw(t, "name"), pairs...), width); len(f) > 0 {
				t.Fatal(f)
			}
		}
	})
}

func TestYearsNeverOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.IntRange(-500, 12000)
		c := years(rapid.IntRange(1, 21).Draw(t, "years"), rapid.StringMatching(`[a-z ]{0,40}`).Draw(t, "name"), func(int) decimal.NullDecimal {
			return decimal.NullDecimal{Valid: rapid.Bool().Draw(t, "known"), Decimal: decimal.New(int64(g.Draw(t, "share")), -2)}
		})
		for _, width := range []float64{500, 230} {
			if f := check(c, width); len(f) > 0 {
				t.Fatal(f)
			}
		}
	})
}

func TestSVGIsWellFormed(t *testing.T) {
	t.Parallel()
	colors := map[chart.Tone]string{}
	for i, tone := range chart.Tones() {
		colors[tone] = fmt.Sprintf("#%06x", i*0x101010)
	}
	hostile := bars(3, "</text><script>alert(1)</script>\x00\u202e&", func(int) (string, string) { return "1", "2" })
	all := charts()
	all["hostile"] = hostile
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := chart.SVG(c, chart.SVGOptions{Width: 488, Colors: colors, ID: "f1"})
			if s != chart.SVG(c, chart.SVGOptions{Width: 488, Colors: colors, ID: "f1"}) {
				t.Error("drawn twice, the figure differs")
			}
			dec := xml.NewDecoder(strings.NewReader(s))
			title := false
			for {
				tok, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%v in %s", err, s)
				}
				if el, ok := tok.(xml.StartElement); ok {
					title = title || el.Name.Local == "title"
					if el.Name.Local == "script" {
						t.Error("markup came through")
					}
				}
			}
			if !title {
				t.Error("no title for those who do not see it")
			}
			if strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
				t.Error("a place is not a number")
			}
		})
	}
}

func TestAltIsSaid(t *testing.T) {
	t.Parallel()
	for name, c := range charts() {
		if c.Alt() == "" {
			t.Errorf("%s says nothing", name)
		}
	}
}

func BenchmarkMonthsSVG(b *testing.B) {
	c := charts()["months year"]
	for b.Loop() {
		chart.SVG(c, chart.SVGOptions{Width: 488, ID: "b"})
	}
}
