package reports

import (
	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// stepsShown is how many reasons the waterfall draws on their own, and
// denseFrom the number of rows from which a table is set in small type.
const (
	stepsShown = 7 // when there are few
	stepsFew   = 4 // when the table below is long
	denseFrom  = 10

	classesShown = 12
)

// waterfall is page 2: what is set aside between total and addressable, and why.
func (w *writer) waterfall() {
	m := &w.d.Measures
	total := w.dollars("total.dollars", m.Total.Dollars)
	addressable := w.dollars("addressable.dollars", m.Addressable.Dollars)
	key := "report.waterfall.title"
	switch {
	case m.Total.Dollars.IsNegative() || m.Addressable.Dollars.IsNegative():
		key = "report.waterfall.title.credit"
	case m.Addressable.Dollars.IsZero():
		key = "report.waterfall.title.none"
	}
	w.doc.Title(w.t("report.waterfall.nav"), w.t(key, "total", total, "addressable", addressable))
	w.doc.Lead(w.t("report.waterfall.lead"))

	ch := chart.Waterfall{
		Steps: []chart.Step{{Label: w.t("report.total"), Text: total, Value: m.Total.Dollars, Level: true}},
		Says: page.Plain(w.t("report.waterfall.alt", "total", total,
			"aside", w.dollars("set_aside.dollars", m.SetAsideAll.Dollars),
			"grants", w.dollars("grants.dollars", m.Grants.Dollars),
			"addressable", addressable,
			"offer", w.dollars("with_offer.dollars", m.WithOffer.Dollars))),
	}
	shown := m.SetAside
	switch {
	case len(shown) > denseFrom:
		shown = shown[:stepsFew]
	case len(shown) > stepsShown+1:
		shown = shown[:stepsShown]
	}
	rest := m.SetAsideAll.Dollars
	for _, c := range shown {
		name, _ := w.class(c.Class)
		ch.Steps = append(ch.Steps, chart.Step{Label: name, Text: w.dollars("set_aside."+c.Class+".dollars", c.Dollars), Value: c.Dollars})
		rest = rest.Sub(c.Dollars)
	}
	if n := len(m.SetAside) - len(shown); n > 0 {
		// Only the length of this bar is worked out; its amounts are in the table.
		ch.Steps = append(ch.Steps, chart.Step{Label: w.nt("report.waterfall.others", n), Text: w.t("report.waterfall.intable"), Value: rest})
	}
	ch.Steps = append(ch.Steps,
		chart.Step{Label: w.t("report.waterfall.grants"), Text: w.dollars("grants.dollars", m.Grants.Dollars), Value: m.Grants.Dollars},
		chart.Step{Label: w.t("report.addressable"), Text: addressable, Value: m.Addressable.Dollars, Level: true, Main: true},
		chart.Step{Label: w.t("report.waterfall.offer"), Text: w.dollars("with_offer.dollars", m.WithOffer.Dollars), Value: m.WithOffer.Dollars, Level: true},
	)
	for i := range ch.Steps {
		ch.Steps[i].Text, ch.Steps[i].Ref = page.SplitCite(ch.Steps[i].Text)
	}
	w.doc.Figure(w.t("report.waterfall.chart"), ch)

	w.doc.Heading(2, w.t("report.waterfall.table"))
	t := w.setAsideTable()
	t.Dense = len(t.Rows) > denseFrom
	w.doc.Table(t)
	note := w.t("report.waterfall.contest", "sheet", w.t("workbook.sheet.suppliers"))
	if m.GrantsToSector.Dollars.Sign() != 0 {
		note = w.t("report.waterfall.grants.sector", "sector", w.dollars("grants.to_sector.dollars", m.GrantsToSector.Dollars)) + " " + note
	}
	w.doc.Small(note)
}

// classesOnPage is how many classes the table of the page lists; the smallest
// of a long list stand in the annex.
func (w *writer) classesOnPage() int {
	if n := len(w.d.Measures.SetAside); n <= classesShown+1 {
		return n
	}
	return classesShown
}

func (w *writer) setAsideTable() page.Table {
	m := &w.d.Measures
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.waterfall.col.class"), Share: 2.9},
			{Title: w.t("report.waterfall.col.why"), Share: 3.8},
			{Title: w.t("report.col.lines"), Kind: page.Numbers},
			{Title: w.t("report.col.dollars"), Kind: page.Numbers},
		},
		Empty: w.t("report.waterfall.empty"),
	}
	row := func(id, name, why string, a share.Amount, strong bool) {
		t.Rows = append(t.Rows, page.Row{Strong: strong, Cells: []string{
			name, why, w.count(id+".lines", a.Lines), w.dollars(id+".dollars", a.Dollars),
		}})
	}
	for _, c := range m.SetAside[:w.classesOnPage()] {
		name, why := w.class(c.Class)
		row("set_aside."+c.Class, name, page.Soft(why), c.Amount, false)
	}
	if n := len(m.SetAside) - w.classesOnPage(); n > 0 {
		t.Note = w.nt("report.waterfall.more", n)
	}
	if len(m.SetAside) > 0 {
		row("set_aside", w.t("report.waterfall.sum"), "", m.SetAsideAll, true)
	}
	if m.Grants.Lines > 0 {
		row("grants", w.t("report.waterfall.grants"), page.Soft(w.t("report.waterfall.grants.why")), m.Grants, len(m.SetAside) > 0)
	}
	return t
}
