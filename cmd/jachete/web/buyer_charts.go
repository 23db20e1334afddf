package web

import (
	"html/template"
	"slices"
	"sync"

	"jachete/diagnostic"
	"jachete/reports"
	"jachete/reports/chart"
	"jachete/templates/message"
)

// chartView is a chart as a page shows it: drawn for a wide and for a narrow
// screen, and as a table.
type chartView struct {
	ID, Title    string
	Wide, Narrow template.HTML // our own drawing; every text in it is escaped
	Columns      []string
	Rows         [][]string
	Keys         []string   // of the rows, where they have one
	Behind       [][]string // addresses of what is behind the cells, "" = none
	Links        []link
}

// Href is what is behind a cell of the table, "" for nothing.
func (v chartView) Href(row, column int) string {
	if row < len(v.Behind) && column < len(v.Behind[row]) {
		return v.Behind[row][column]
	}
	return ""
}

// Widths of the drawings, in the units of their letters.
const (
	wideChart   = 640
	narrowChart = 252
	narrowMap   = 330 // a map has little to say that can be written under it
)

// drawings keeps the charts of the diagnostics looked at last: a frozen value is
// drawn once for each language.
type drawings struct {
	mu sync.Mutex
	at map[string]map[string]chartView
	by []string
}

const maxDrawings = 32

func newDrawings() *drawings { return &drawings{at: map[string]map[string]chartView{}} }

// of gives the charts of a diagnostic by their identifier; key names its frozen
// bytes.
func (w *drawings) of(key string, d *diagnostic.Diagnostic, lang message.Lang) map[string]chartView {
	key += "/" + string(lang)
	w.mu.Lock()
	drawn, ok := w.at[key]
	w.mu.Unlock()
	if ok {
		return drawn
	}
	drawn = map[string]chartView{}
	for _, c := range reports.Charts(d, lang) {
		narrow := float64(narrowChart)
		if c.ID == "map" {
			narrow = narrowMap
		}
		drawn[c.ID] = chartView{ID: c.ID, Title: c.Title, Columns: c.Columns, Rows: c.Rows, Keys: c.Keys, Wide: draw(c, wideChart, "w"), Narrow: draw(c, narrow, "n")}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, twice := w.at[key]; !twice {
		w.at[key] = drawn
		w.by = append(w.by, key)
		if len(w.by) > maxDrawings {
			delete(w.at, w.by[0])
			w.by = slices.Delete(w.by, 0, 1)
		}
	}
	return drawn
}

// draw writes a chart with the colours of the style sheet.
func draw(c reports.Chart, width float64, size string) template.HTML {
	colors := map[chart.Tone]string{}
	for _, t := range chart.Tones() {
		colors[t] = "var(--chart-" + string(t) + ")"
	}
	svg := chart.SVG(c.Chart, chart.SVGOptions{Width: width, Colors: colors, ID: "g-" + c.ID + "-" + size, FitText: true})
	return template.HTML(svg) //nolint:gosec // chart.SVG escapes every text it is given
}
