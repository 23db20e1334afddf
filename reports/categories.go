package reports

import (
	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// categoriesShown is how many categories the page draws and lists.
const categoriesShown = 10

// categories is page 4: what is bought, and how much of it from the sector.
func (w *writer) categories() {
	all := w.d.Measures.Categories
	title := w.t("report.categories.title.none")
	if top := w.largestOutside(); top != nil {
		title = w.t("report.categories.title", "category", w.category(top.Category),
			"outside", w.dollars("category."+categoryID(top.Category)+".outside", top.Outside))
	} else if len(all) > 0 && w.d.Measures.Confirmed.Dollars.Sign() > 0 {
		title = w.t("report.categories.title.all")
	}
	w.doc.Title(w.t("report.categories.nav"), title)
	if len(all) == 0 {
		w.doc.Lead(w.t("report.categories.empty"))
		return
	}
	w.doc.Lead(w.t("report.categories.lead"))
	shown := all
	if len(shown) > categoriesShown {
		shown = shown[:categoriesShown]
	}
	w.doc.Figure(w.t("report.categories.chart"), w.pareto(shown))
	w.doc.Heading(2, w.t("report.categories.table"))
	t := w.categoryTable(shown)
	t.Dense = len(t.Rows) >= denseFrom
	if n := len(all) - len(shown); n > 0 {
		t.Note = w.nt("report.categories.more", n)
	}
	w.doc.Table(t)
	for _, c := range shown {
		if c.Category == "" {
			w.doc.Small(w.t("report.categories.unclassified"))
		}
	}
}

func (w *writer) pareto(shown []share.CategoryMeasure) chart.Chart {
	first := shown[0]
	b := chart.Bars{
		Key: []chart.KeyEntry{
			{Name: w.t("report.categories.key.confirmed"), Tone: chart.Strong},
			{Name: w.t("report.categories.key.outside"), Tone: chart.Soft},
		},
		Says: page.Plain(w.t("report.categories.alt", "n", w.p.Count(len(shown)), "first", w.category(first.Category),
			"dollars", w.p.Dollars(first.Dollars), "confirmed", w.p.Dollars(first.Confirmed))),
	}
	for _, c := range shown {
		text, ref := page.SplitCite(w.dollars("category."+categoryID(c.Category)+".dollars", c.Dollars))
		b.Rows = append(b.Rows, chart.Bar{
			Label: w.category(c.Category),
			Parts: []chart.Part{{Value: c.Confirmed, Kind: 0}, {Value: c.Outside, Kind: 1}},
			Text:  text, Ref: ref,
		})
	}
	return b
}

func (w *writer) categoryTable(cs []share.CategoryMeasure) page.Table {
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.categories.col.name"), Lines: 2},
		{Title: w.t("report.categories.col.dollars"), Kind: page.Numbers},
		{Title: w.t("report.categories.col.confirmed"), Kind: page.Numbers},
		{Title: w.t("report.categories.col.outside"), Kind: page.Numbers},
		{Title: w.t("report.col.of_addressable"), Kind: page.Numbers},
		{Title: w.t("report.categories.col.offer"), Kind: page.Numbers},
	}}
	for _, c := range cs {
		id := "category." + categoryID(c.Category)
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(c.Category),
			w.dollars(id+".dollars", c.Dollars),
			w.dollars(id+".confirmed", c.Confirmed),
			w.dollars(id+".outside", c.Outside),
			w.percent(id+".of_addressable", c.OfAddressable),
			w.count(id+".offer", c.Offer),
		}})
	}
	return t
}
