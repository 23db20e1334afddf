package reports

import (
	"jachete/diagnostic"
	"jachete/reports/page"
)

// openShown is how many open questions the page lists.
const openShown = diagnostic.OpenListed

// open is page 9: what a person must still decide, by the dollars that hinge
// on the answer. Masked names stay masked.
func (w *writer) open() {
	n := w.n("open.count", len(w.d.Open))
	if n == 0 || len(w.d.Open) == 0 {
		w.doc.Title(w.t("report.open.nav"), w.nt("report.open.title", 0))
		w.doc.Lead(w.t("report.open.empty"))
		return
	}
	if k := settleFirst(w.d.Open); k > 0 {
		w.doc.Title(w.t("report.open.nav"), w.nt("report.open.title", k,
			"band", w.bandClosed(k-1)))
	} else {
		w.doc.Title(w.t("report.open.nav"), w.openSentence("report.open.title.plain"))
	}
	w.doc.Lead(w.openSentence("report.open.lead"))
	t := page.Table{
		Caption: w.t("report.open.table"),
		Cols: []page.Col{
			{Title: w.t("report.open.col.supplier"), Share: 1.1},
			{Title: w.t("report.open.col.maybe")},
			{Title: w.t("report.open.col.hinges"), Kind: page.Numbers},
			{Title: w.t("report.open.col.effect"), Kind: page.Numbers},
			{Title: w.t("report.open.col.closed"), Kind: page.Numbers},
		},
		Note: w.more(n - openShown),
	}
	for i, q := range w.d.Open {
		if i == openShown {
			break
		}
		t.Rows = append(t.Rows, w.openRow(i, q))
	}
	w.doc.Table(t)
	w.doc.Para(w.t("report.open.how"))
}

func (w *writer) bandClosed(i int) string {
	q := w.d.Open[i]
	return w.percent("open."+w.supplierKey(q)+".band_closed", q.BandClosed)
}

func (w *writer) supplierKey(q diagnostic.OpenQuestion) string {
	if q.Supplier < 0 || q.Supplier >= len(w.d.Suppliers) {
		return ""
	}
	return w.d.Suppliers[q.Supplier].Key
}

func (w *writer) openRow(i int, q diagnostic.OpenQuestion) page.Row {
	key := w.supplierKey(q)
	name, maybe := w.t("report.na"), w.t("report.open.nocandidate")
	if q.Supplier >= 0 && q.Supplier < len(w.d.Suppliers) {
		s := w.d.Suppliers[q.Supplier]
		name = page.Short(s.Name, nameInTable)
		if c := s.Verdict.Candidates; len(c) > 0 && !s.Masked {
			maybe = page.Short(c[0].Name, nameInTable)
		}
	}
	id := "open." + key
	hinges := w.dollars(id+".dollars", q.Hinges)
	if _, ok := w.figures[id+".dollars"]; !ok {
		hinges += page.Cite(page.Short(key, 12))
	}
	return page.Row{Cells: []string{
		name, maybe, hinges, w.points(id+".effect", q.Effect), w.bandClosed(i),
	}}
}
