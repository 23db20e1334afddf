package reports

import (
	"strconv"

	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// territory is page 5: where the enterprises are, and how concentrated the
// spend is.
func (w *writer) territory() {
	m := &w.d.Measures
	key := "report.territory.title"
	switch m.InTerritory.Dollars.Sign() {
	case 0:
		key = "report.territory.title.zero"
	case -1:
		key = "report.territory.title.credit"
	}
	w.doc.Title(w.t("report.territory.nav"), w.t(key, "inside", w.dollars("place.inside.dollars", m.InTerritory.Dollars)))
	if t := page.Short(w.d.Territory.Name, nameInText); t != "" {
		w.doc.Lead(w.t("report.territory.lead", "territory", t))
	} else {
		w.doc.Lead(w.t("report.territory.lead.plain"))
	}
	places := []struct {
		id, name string
		tone     chart.KeyEntry
		v        share.Value
	}{
		{"place.inside", w.t("report.territory.inside"), chart.KeyEntry{Tone: chart.Strong}, m.InTerritory},
		{"place.outside", w.t("report.territory.outside"), chart.KeyEntry{Tone: chart.Medium, Pattern: chart.Hatched}, m.Elsewhere},
		{"place.unknown", w.t("report.territory.unknown"), chart.KeyEntry{Tone: chart.Soft}, m.PlaceUnknown},
	}
	if m.Confirmed.Suppliers == 0 && m.Confirmed.Dollars.IsZero() {
		w.doc.Para(w.t("report.territory.empty"))
		w.doc.Columns(func(c *page.Column) { w.concentration(c) })
		return
	}
	b := chart.Bars{Says: page.Plain(w.t("report.territory.alt",
		"inside", w.dollars("place.inside.dollars", m.InTerritory.Dollars),
		"outside", w.dollars("place.outside.dollars", m.Elsewhere.Dollars),
		"unknown", w.dollars("place.unknown.dollars", m.PlaceUnknown.Dollars)))}
	for i, p := range places {
		b.Tones = append(b.Tones, p.tone)
		text, ref := page.SplitCite(w.dollars(p.id+".dollars", p.v.Dollars))
		b.Rows = append(b.Rows, chart.Bar{
			Label: p.name, Text: text, Ref: ref,
			Parts: []chart.Part{{Value: p.v.Dollars, Kind: i}},
		})
	}
	w.doc.Figure(w.t("report.territory.chart"), b)
	if g := w.mrcMap(); g != nil {
		w.doc.Figure(w.t("report.territory.map"), g)
	}
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.territory.col.place"), Lines: 2},
			{Title: w.t("report.col.enterprises"), Kind: page.Numbers},
			{Title: w.t("report.col.dollars"), Kind: page.Numbers},
			{Title: w.t("report.col.of_addressable"), Kind: page.Numbers},
		},
		Dense: true,
	}
	row := func(id, name string, v share.Value, strong bool) {
		t.Rows = append(t.Rows, page.Row{Strong: strong, Cells: []string{
			name, w.count(id+".enterprises", v.Enterprises),
			w.dollars(id+".dollars", v.Dollars), w.percent(id+".of_addressable", v.OfAddressable),
		}})
	}
	for i, p := range places {
		row(p.id, p.name, p.v, false)
		if i > 0 {
			continue
		}
		for _, m := range w.d.MRCs {
			id := "mrc." + m.Code
			t.Rows = append(t.Rows, page.Row{Cells: []string{
				page.Soft("– " + page.Short(m.Name, nameInText)), w.count(id+".enterprises", m.Enterprises), w.dollars(id+".dollars", m.Dollars), "",
			}})
		}
	}
	row("share.confirmed", w.t("report.territory.all"), m.Confirmed, true)
	w.doc.ColumnsBy(0.55,
		func(c *page.Column) {
			c.Heading(2, w.t("report.territory.table"))
			c.Table(t)
		},
		func(c *page.Column) { w.concentration(c) },
	)
}

// concentration draws how fast the largest suppliers add up.
func (w *writer) concentration(col *page.Column) {
	c := &w.d.Measures.Concentration
	if len(c.Top) == 0 {
		col.Heading(2, w.t("report.concentration.head.none"))
		col.Para(w.t("report.concentration.empty"))
		return
	}
	head := w.t("report.concentration.head.none")
	if c.For80 > 0 {
		head = w.nt("report.concentration.head", w.n("concentration.for_80", c.For80), "count", w.count("concentration.for_80", c.For80))
	}
	cu := chart.Curve{
		Percent: w.axisPercent,
		XName:   w.t("report.concentration.axis"),
		Says: page.Plain(w.t("report.concentration.alt",
			"top1", w.percent("concentration.top_1", c.Top1), "top5", w.percent("concentration.top_5", c.Top5),
			"top10", w.percent("concentration.top_10", c.Top10))),
	}
	named := map[int]string{
		1:  w.t("report.concentration.first", "share", w.percent("concentration.top_1", c.Top1)),
		5:  w.t("report.concentration.five", "share", w.percent("concentration.top_5", c.Top5)),
		10: w.t("report.concentration.ten", "share", w.percent("concentration.top_10", c.Top10)),
	}
	for i, r := range c.Top {
		if !r.Cumulative.Valid {
			continue
		}
		cu.Ranks = append(cu.Ranks, chart.Rank{Cumulative: r.Cumulative.Decimal, Name: strconv.Itoa(i + 1), Label: named[i+1]})
	}
	col.Heading(2, head)
	if len(cu.Ranks) > 0 {
		col.Figure(w.t("report.concentration.chart"), cu)
	}
	col.Small(w.t("report.concentration.text"))
}
