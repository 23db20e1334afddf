package reports

import (
	"strings"

	"jachete/reports/chart"
	"jachete/reports/page"
)

// outlines are the five MRC of the Pôle's territory in their relative places,
// drawn by hand on a grid of 10 by 3.2: Vaudreuil-Soulanges north of the river,
// the others south of it. A territory with other MRC has no map.
func outlines() map[string][]chart.Point {
	return map[string][]chart.Point{
		"710": {{X: 0, Y: 0}, {X: 4.5, Y: 0}, {X: 4.9, Y: 0.4}, {X: 4.3, Y: 1}, {X: 0, Y: 1}},
		"700": {{X: 2.9, Y: 1.1}, {X: 6.5, Y: 1.1}, {X: 6.5, Y: 2.1}, {X: 2.9, Y: 2.1}},
		"670": {{X: 6.58, Y: 0.6}, {X: 9.5, Y: 0.6}, {X: 10, Y: 1}, {X: 10, Y: 1.85}, {X: 6.58, Y: 1.85}},
		"690": {{X: 0.2, Y: 2.5}, {X: 0.9, Y: 2.18}, {X: 5.2, Y: 2.18}, {X: 5.2, Y: 3.2}, {X: 0, Y: 3.2}},
		"680": {{X: 5.28, Y: 2.18}, {X: 6.58, Y: 2.18}, {X: 6.58, Y: 1.93}, {X: 10, Y: 1.93}, {X: 10, Y: 3.2}, {X: 5.28, Y: 3.2}},
	}
}

// mrcMap is the schematic map of the confirmed purchases, nil when there is
// nothing to draw or when the territory is not the one of the outlines.
func (w *writer) mrcMap() chart.Chart {
	known := outlines()
	if len(w.d.MRCs) != len(known) {
		return nil
	}
	g := chart.Cartogram{}
	var list []string
	for _, m := range w.d.MRCs {
		outline, ok := known[m.Code]
		if !ok {
			return nil
		}
		id := "mrc." + m.Code
		name := page.Short(m.Name, nameInSummary)
		dollars := w.dollars(id+".dollars", m.Dollars)
		g.Areas = append(g.Areas, chart.Area{
			Outline: outline, Name: name, Value: m.Dollars, Text: dollars, Here: m.Name == w.d.Buyer.MRC,
			Note: w.t("report.territory.map.note", "paid", w.count(id+".enterprises", m.Enterprises), "registered", w.count(id+".registered", m.Registered)),
		})
		list = append(list, w.t("report.territory.map.item", "mrc", name, "dollars", page.Plain(dollars)))
	}
	g.Says = w.t("report.territory.map.alt", "n", w.p.Count(len(g.Areas)), "list", strings.Join(list, w.t("report.list.separator")))
	return g
}
