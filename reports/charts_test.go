package reports_test

import (
	"slices"
	"strings"
	"testing"

	"jachete/reports"
	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/templates/message"
)

func TestChartsAreThoseOfThePDF(t *testing.T) {
	t.Parallel()
	d := sample(shape{seed: 3, categories: 8, enterprise: 6, probable: 2, open: 4, months: 12, opps: 3})
	for _, lang := range message.Langs {
		var ids []string
		for _, c := range reports.Charts(d, lang) {
			ids = append(ids, c.ID)
			if c.Title == "" || len(c.Rows) == 0 || len(c.Columns) < 2 {
				t.Errorf("%s %s: title %q, %d columns, %d rows", lang, c.ID, c.Title, len(c.Columns), len(c.Rows))
			}
			for _, r := range c.Rows {
				if len(r) != len(c.Columns) {
					t.Errorf("%s %s: row %q under %q", lang, c.ID, r, c.Columns)
				}
				for _, cell := range r {
					if cell != page.Plain(cell) {
						t.Errorf("%s %s: marks in %q", lang, c.ID, cell)
					}
				}
			}
			colors := map[chart.Tone]string{}
			for _, tone := range chart.Tones() {
				colors[tone] = "var(--chart-" + string(tone) + ")"
			}
			svg := chart.SVG(c.Chart, chart.SVGOptions{Width: 360, Colors: colors, ID: "x"})
			if strings.Contains(svg, "style=") || strings.Contains(svg, "NaN") {
				t.Errorf("%s %s: %.200s", lang, c.ID, svg)
			}
		}
		for _, want := range []string{"share", "waterfall", "categories", "territory", "months"} {
			if !slices.Contains(ids, want) {
				t.Errorf("%s: no chart %q among %q", lang, want, ids)
			}
		}
	}
	if reports.Charts(nil, message.French) != nil {
		t.Error("charts of nothing")
	}
}
