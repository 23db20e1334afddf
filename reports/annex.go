package reports

import (
	"strings"

	"jachete/diagnostic"
	"jachete/reports/page"
)

// annex lists every figure with its cell: families of figures as tables of
// their own, the others one a row.
func (w *writer) annex() {
	w.doc.Title(w.t("report.annex.nav"), w.t("report.annex.title"))
	if len(w.d.Figures) == 0 {
		w.doc.Lead(w.t("report.annex.empty"))
		return
	}
	w.doc.Lead(w.t("report.annex.lead"))
	w.figureTable()
	if rows := w.d.Measures.Categories; len(rows) > 0 && w.has("category.") {
		w.doc.Heading(2, w.t("report.annex.categories"))
		w.doc.Table(w.categoryTable(rows))
	}
	if dated := datedMonths(w.d.Measures.Months); len(dated) > 0 && w.has("month.") {
		w.doc.Heading(2, w.t("report.annex.months"))
		w.doc.Table(w.monthTable(dated))
	}
	if w.has("opportunity.") {
		w.doc.Heading(2, w.t("report.annex.opportunities"))
		w.doc.Table(w.opportunityTable())
	}
}

// inFamily tells whether a figure stands in a table of its own: those of
// categories, months, opportunities, suppliers and questions.
func inFamily(id string) bool {
	for _, p := range []string{"category.", "month.", "opportunity.", "supplier."} {
		if strings.HasPrefix(id, p) {
			return true
		}
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
		Caption: w.t("report.annex.figures"),
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
	w.doc.Table(t)
}

// figureName is the label of a figure; its identifier when the catalogue has
// none.
func (w *writer) figureName(f diagnostic.Figure) string {
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
