package reports

import (
	"strings"

	"jachete/diagnostic"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// annex lists the figures with their cell: families of figures as tables of
// their own, unless a page shows them all already; the others one a row.
func (w *writer) annex() {
	w.doc.Title(w.t("report.annex.nav"), w.t("report.annex.title"))
	if len(w.d.Figures) == 0 {
		w.doc.Lead(w.t("report.annex.empty"))
		return
	}
	w.doc.Lead(w.t("report.annex.lead"))
	w.doc.Heading(2, w.t("report.annex.share"))
	w.dense(w.shareTable())
	w.figureTable()
	if len(w.d.Measures.SetAside) > 0 && w.has("set_aside.") {
		w.doc.Heading(2, w.t("report.annex.setaside"))
		w.dense(w.classTable())
	}
	if rows := w.d.Measures.Categories; len(rows) > categoriesShown && w.has("category.") {
		w.doc.Heading(2, w.t("report.annex.categories"))
		w.dense(w.categoryTable(rows))
	}
	if dated := datedMonths(w.d.Measures.Months); len(dated) > monthsListed && w.has("month.") {
		w.doc.Heading(2, w.t("report.annex.months"))
		w.dense(w.monthTable(dated))
	}
	if len(w.d.Advice.Opportunities) > opportunitiesShown && w.has("opportunity.") {
		w.doc.Heading(2, w.t("report.annex.opportunities"))
		w.dense(w.opportunityTable())
	}
}

// dense sets a table in small type.
func (w *writer) dense(t page.Table) {
	t.Dense = true
	w.doc.Table(t)
}

// inFamily tells whether a figure stands in a table of its own: those of
// shares, classes, categories, months, opportunities, suppliers and questions.
func inFamily(id string) bool {
	for _, p := range []string{"share.", "place.", "category.", "month.", "opportunity.", "supplier."} {
		if strings.HasPrefix(id, p) {
			return true
		}
	}
	if class, ok := strings.CutPrefix(id, "set_aside."); ok {
		return strings.Contains(class, ".")
	}
	return strings.HasPrefix(id, "open.s")
}

func (w *writer) has(prefix string) bool {
	for _, f := range w.d.Figures {
		if strings.HasPrefix(f.ID, prefix) {
			return true
		}
	}
	return false
}

func (w *writer) figureTable() {
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.annex.col.figure"), Share: 3},
			{Title: w.t("report.annex.col.value"), Kind: page.Numbers},
			{Title: w.t("report.annex.col.cell"), Share: 1, Lines: 1},
		},
	}
	for _, f := range w.d.Figures {
		if inFamily(f.ID) {
			continue
		}
		t.Rows = append(t.Rows, page.Row{Cells: []string{w.figureName(f), w.figureValue(f), page.Short(f.Cell, 40)}})
	}
	if len(t.Rows) > 0 {
		w.doc.Heading(2, w.t("report.annex.figures"))
		w.dense(t)
	}
}

// shareTable is the share and its places, a value a row.
func (w *writer) shareTable() page.Table {
	m := &w.d.Measures
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.annex.col.figure")},
		{Title: w.t("report.col.dollars"), Kind: page.Numbers},
		{Title: w.t("report.annex.col.of_total"), Kind: page.Numbers},
		{Title: w.t("report.col.of_addressable"), Kind: page.Numbers},
		{Title: w.t("report.col.suppliers"), Kind: page.Numbers},
	}}
	for _, x := range []struct {
		id, name string
		v        share.Value
	}{
		{"share.confirmed", "report.annex.confirmed", m.Confirmed},
		{"share.probable", "report.annex.probable", m.Probable},
		{"share.ceiling", "report.annex.ceiling", m.Ceiling},
		{"place.inside", "report.territory.inside", m.InTerritory},
		{"place.outside", "report.territory.outside", m.Elsewhere},
		{"place.unknown", "report.territory.unknown", m.PlaceUnknown},
	} {
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.t(x.name), w.cents(x.id+".dollars", x.v.Dollars),
			w.percent(x.id+".of_total", x.v.OfTotal), w.percent(x.id+".of_addressable", x.v.OfAddressable),
			w.count(x.id+".suppliers", x.v.Suppliers),
		}})
	}
	return t
}

func (w *writer) classTable() page.Table {
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.waterfall.col.class"), Lines: 2},
		{Title: w.t("report.col.lines"), Kind: page.Numbers},
		{Title: w.t("report.col.dollars"), Kind: page.Numbers},
	}}
	for _, c := range w.d.Measures.SetAside {
		name, _ := w.class(c.Class)
		id := "set_aside." + c.Class
		t.Rows = append(t.Rows, page.Row{Cells: []string{name, w.count(id+".lines", c.Lines), w.cents(id+".dollars", c.Dollars)}})
	}
	return t
}

// figureName is the name of a figure in this document, else its own label,
// else its identifier.
func (w *writer) figureName(f diagnostic.Figure) string {
	if own := "report.figure." + f.ID; w.p.Has(own) {
		return w.t(own)
	}
	if f.Label == "" || !w.p.Has(f.Label) {
		return page.Short(f.ID, nameInTable)
	}
	args := make([]string, 0, 2*len(f.Args))
	for k, v := range f.Args {
		args = append(args, k, page.Short(v, nameInText))
	}
	return w.t(f.Label, args...)
}

func (w *writer) figureValue(f diagnostic.Figure) string {
	if !f.Value.Valid {
		return w.t("report.na")
	}
	v := f.Value.Decimal
	switch f.Unit {
	case diagnostic.Dollars:
		return w.p.Money(v)
	case diagnostic.Percent:
		return w.p.Percent(v, 2)
	case diagnostic.Points:
		return w.signed(v)
	case diagnostic.Count:
		return w.p.Number(v, 0)
	}
	return w.p.Number(v, 2)
}

func (w *writer) opportunityTable() page.Table {
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.categories.col.name"), Lines: 2},
		{Title: w.t("report.categories.col.outside"), Kind: page.Numbers},
		{Title: w.t("report.annex.col.reachable"), Kind: page.Numbers},
		{Title: w.t("report.annex.col.effect"), Kind: page.Numbers},
	}}
	for _, o := range w.d.Advice.Opportunities {
		id := "opportunity." + categoryID(o.Category)
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(o.Category), w.dollars(id+".outside", o.Outside),
			w.dollars(id+".reachable", o.Reachable), w.points(id+".effect", o.Effect),
		}})
	}
	return t
}
