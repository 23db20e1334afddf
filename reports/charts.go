package reports

import (
	"jachete/diagnostic"
	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/templates/message"
)

// Chart is a chart of the printed diagnostic with its numbers as a table, for
// pages that show it.
type Chart struct {
	ID      string // "share", "waterfall", "categories", "territory", "map", "concentration", "months", "compare"
	Title   string
	Chart   chart.Chart
	Columns []string   // the first holds names, the others numbers
	Rows    [][]string // as written in the reader's language
	Keys    []string   // of the months, a row each: "2024-03"; of other charts nil
}

// Charts are the charts of the printed diagnostic, made by the same hands: what
// a page shows and what the PDF prints cannot differ. Only the references to the
// workbook's cells are left out.
func Charts(d *diagnostic.Diagnostic, lang message.Lang) []Chart {
	if d == nil {
		return nil
	}
	v := *d.Abridge()
	v.Figures = nil // a number is then written without the cell that holds it
	var out []Chart
	for _, part := range []struct {
		id    string
		write func(*writer)
	}{
		{"share", (*writer).summary},
		{"waterfall", (*writer).waterfall},
		{"categories", (*writer).categories},
		{"territory", (*writer).territory},
		{"months", (*writer).months},
		{"compare", (*writer).compare},
	} {
		w := newWriter(&v, lang)
		part.write(w)
		for _, f := range w.doc.Drawn() {
			c := Chart{ID: part.id, Title: f.Caption, Chart: f.Chart}
			switch f.Chart.(type) {
			case chart.Cartogram, *chart.Cartogram:
				c.ID = "map"
			case chart.Curve, *chart.Curve:
				c.ID = "concentration"
			}
			c.Columns, c.Rows = w.numbers(f.Chart)
			if months, ok := f.Chart.(chart.Months); ok {
				for i := range months.Months {
					c.Keys = append(c.Keys, months.Months[i].Key)
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// numbers writes what a chart shows as a table.
func (w *writer) numbers(c chart.Chart) (columns []string, rows [][]string) {
	add := func(cells ...string) {
		for i := range cells {
			cells[i] = page.Plain(cells[i])
		}
		rows = append(rows, cells)
	}
	switch c := c.(type) {
	case chart.Band:
		columns = []string{w.t("charts.of"), w.t("report.confirmed"), w.t("report.probable"), w.t("report.ceiling")}
		for _, r := range c.Rows {
			add(r.Label, r.Confirmed.Text, r.Probable.Text, r.Ceiling.Text)
		}
		if len(c.Rows) > 0 && c.Rows[0].Target != nil {
			add(w.t("report.target"), c.Rows[0].Target.Text, "", "")
		}
	case chart.Waterfall:
		columns = []string{w.t("charts.step"), w.t("report.col.dollars")}
		for _, s := range c.Steps {
			add(s.Label, w.p.Dollars(s.Value))
		}
	case chart.Bars:
		columns = []string{w.t("charts.name")}
		for _, k := range c.Key {
			columns = append(columns, k.Name)
		}
		columns = append(columns, w.t("report.col.dollars"))
		for _, b := range c.Rows {
			cells := []string{b.Label}
			for k := range c.Key {
				v := ""
				for _, p := range b.Parts {
					if p.Kind == k {
						v = w.p.Dollars(p.Value)
					}
				}
				cells = append(cells, v)
			}
			add(append(cells, b.Text)...)
		}
	case chart.Cartogram:
		columns = []string{w.t("charts.name"), w.t("report.col.dollars"), w.t("charts.note")}
		for _, a := range c.Areas {
			add(a.Name, a.Text, a.Note)
		}
	case chart.Curve:
		columns = []string{w.t("charts.rank"), w.t("charts.cumulative")}
		for _, r := range c.Ranks {
			add(r.Name, w.p.Percent(r.Cumulative, 2))
		}
	case chart.Months:
		columns = []string{w.t("charts.month"), w.t("report.addressable"), w.t("report.confirmed"), w.t("charts.share")}
		for _, m := range c.Months {
			of := w.t("report.na")
			if m.Share.Valid {
				of = w.p.Percent(m.Share.Decimal, 2)
			}
			add(m.Name+" "+m.Year, w.p.Dollars(m.Dollars), w.p.Dollars(m.Confirmed), of)
		}
	case chart.Slope:
		columns = []string{w.t("charts.name"), c.Left, c.Right}
		for _, l := range c.Lines {
			add(l.Name, l.Before.Text, l.Now.Text)
		}
	}
	return columns, rows
}
