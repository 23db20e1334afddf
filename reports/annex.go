package reports

import (
	"strings"

	"jachete/diagnostic"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// annex lists the figures with their cell: families of figures as tables of
// their own, unless a page shows them all already; the others one a row. What is
// needed to make the document again stands on the last page.
func (w *writer) annex() {
	w.doc.Title(w.t("report.annex.nav"), w.t("report.annex.title"))
	if len(w.d.Figures) == 0 {
		w.doc.Lead(w.t("report.annex.empty"))
		w.identity()
		return
	}
	w.doc.Para(w.t("report.annex.lead"))
	w.titled("report.annex.share", w.amountTable())
	if w.has("coverage.") {
		w.titled("report.annex.coverage", w.coverageTable())
	}
	w.figureTable()
	if rows := w.d.Measures.SetAside[w.classesOnPage():]; len(rows) > 0 {
		w.doc.Heading(2, w.t("report.annex.more_classes"))
		w.doc.Balanced(func(c *page.Column) { c.Table(w.classTable(rows)) })
	}
	if rows := w.d.Measures.Categories; len(rows) > categoriesShown && w.has("category.") {
		w.titled("report.annex.more_categories", w.categoryTable(rows[categoriesShown:]))
	}
	if dated := datedMonths(w.d.Measures.Months); len(dated) > monthsListed && w.has("month.") {
		w.doc.Heading(2, w.t("report.annex.months"))
		t := w.monthTable(dated)
		t.Dense = true
		w.doc.Balanced(func(c *page.Column) { c.Table(t) })
	}
	w.identity()
}

// titled sets a table in small type under its heading.
func (w *writer) titled(key string, t page.Table) {
	w.doc.Heading(2, w.t(key))
	w.dense(t)
}

// dense sets a table in small type.
func (w *writer) dense(t page.Table) {
	t.Dense = true
	w.doc.Table(t)
}

// inFamily tells whether a figure stands in a table of its own, here or on its
// page: those of shares, classes, categories, months, opportunities, suppliers
// and questions.
func inFamily(id string) bool {
	for _, p := range []string{
		"total.", "set_aside.", "grants.dollars", "grants.lines", "grants.suppliers", "addressable.",
		"share.", "place.", "apart.", "category.", "month.", "opportunity.", "supplier.", "mrc.", "compare.", "target.", "coverage.",
	} {
		if strings.HasPrefix(id, p) {
			return true
		}
	}
	return strings.HasPrefix(id, "open.s") || strings.HasPrefix(id, "open.S")
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
			{Title: w.t("report.annex.col.figure")},
			{Title: w.t("report.annex.col.value"), Kind: page.Numbers},
		},
		Dense: true,
	}
	for _, f := range w.d.Figures {
		if inFamily(f.ID) {
			continue
		}
		t.Rows = append(t.Rows, page.Row{Cells: []string{w.figureName(f), w.figureValue(f) + w.cite(f)}})
	}
	if len(t.Rows) > 0 {
		w.doc.Heading(2, w.t("report.annex.figures"))
		w.doc.Balanced(func(c *page.Column) { c.Table(t) })
	}
}

// amountTable is the spend and the share, with their places: a value a row.
func (w *writer) amountTable() page.Table {
	m := &w.d.Measures
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.annex.col.figure")},
		{Title: w.t("report.col.dollars"), Kind: page.Numbers},
		{Title: w.t("report.annex.col.of_total"), Kind: page.Numbers},
		{Title: w.t("report.col.of_addressable"), Kind: page.Numbers},
		{Title: w.t("report.col.lines"), Kind: page.Numbers},
		{Title: w.t("report.col.suppliers"), Kind: page.Numbers},
		{Title: w.t("report.col.enterprises"), Kind: page.Numbers},
	}}
	for _, x := range []struct {
		id, name string
		a        share.Amount
	}{
		{"total", "report.total", m.Total},
		{"set_aside", "report.waterfall.sum", m.SetAsideAll},
		{"grants", "report.waterfall.grants", m.Grants},
		{"addressable", "report.addressable", m.Addressable},
	} {
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.t(x.name), w.cents(x.id+".dollars", x.a.Dollars), "", "",
			w.count(x.id+".lines", x.a.Lines), w.count(x.id+".suppliers", x.a.Suppliers), "",
		}})
	}
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
		{"apart", "report.annex.apart", m.Apart},
	} {
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.t(x.name), w.cents(x.id+".dollars", x.v.Dollars),
			w.percent(x.id+".of_total", x.v.OfTotal), w.percent(x.id+".of_addressable", x.v.OfAddressable),
			"", w.count(x.id+".suppliers", x.v.Suppliers), w.count(x.id+".enterprises", x.v.Enterprises),
		}})
	}
	return t
}

// coverageTable tells what the categories of the addressable lines rest on.
func (w *writer) coverageTable() page.Table {
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.annex.col.coverage")},
		{Title: w.t("report.col.dollars"), Kind: page.Numbers},
		{Title: w.t("report.col.of_addressable"), Kind: page.Numbers},
		{Title: w.t("report.col.lines"), Kind: page.Numbers},
		{Title: w.t("report.annex.col.of_lines"), Kind: page.Numbers},
	}}
	for _, c := range w.d.Coverage {
		by := string(c.By)
		if by == "" {
			by = "none"
		}
		id := "coverage." + by
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.t("report.coverage." + by), w.cents(id+".dollars", c.Dollars), w.percent(id+".of_dollars", c.OfDollars),
			w.count(id+".lines", c.Lines), w.percent(id+".of_lines", c.OfLines),
		}})
	}
	return t
}

// classTable lists the smaller amounts set aside; why is told by class in the
// workbook.
func (w *writer) classTable(cs []share.ClassAmount) page.Table {
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.waterfall.col.class")},
			{Title: w.t("report.col.lines"), Kind: page.Numbers},
			{Title: w.t("report.col.dollars"), Kind: page.Numbers},
		},
		Dense: true,
	}
	for _, c := range cs {
		name, _ := w.class(c.Class)
		id := "set_aside." + c.Class
		t.Rows = append(t.Rows, page.Row{Cells: []string{name, w.count(id+".lines", c.Lines), w.dollars(id+".dollars", c.Dollars)}})
	}
	return t
}

// figureName is the label of a figure, else its identifier.
func (w *writer) figureName(f diagnostic.Figure) string {
	if f.Label == "" || !w.p.Has(f.Label) {
		return page.Short(f.ID, nameInTable)
	}
	return page.Short(w.d.Label(&f, w.p), 2*nameInTable)
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

// address is the whole address of a figure's cell.
func (w *writer) address(f diagnostic.Figure) string {
	if f.Cell != "" && !strings.Contains(f.Cell, "!") {
		return page.Short(w.sheet+"!"+f.Cell, 40)
	}
	return page.Short(f.Cell, 40)
}
