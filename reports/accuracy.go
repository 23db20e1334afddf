package reports

import (
	"github.com/shopspring/decimal"

	"jachete/reports/page"
)

// accuracy is the accuracy card: what was measured with the parameters of this
// diagnostic on cases whose answer is known, not on this ledger.
func (w *writer) accuracy() {
	w.doc.Together(func() {
		w.doc.Heading(2, w.t("report.accuracy.head"))
		if len(w.d.Accuracy) == 0 {
			w.doc.Para(w.t("report.accuracy.none"))
			return
		}
		t := page.Table{
			Caption: w.t("report.accuracy.text"),
			Cols: []page.Col{
				{Title: w.t("report.accuracy.col.set"), Share: 1.6},
				{Title: w.t("report.accuracy.col.cases"), Kind: page.Numbers},
				{Title: w.t("report.accuracy.col.precision"), Kind: page.Numbers},
				{Title: w.t("report.accuracy.col.recall"), Kind: page.Numbers},
				{Title: w.t("report.accuracy.col.shown"), Kind: page.Numbers},
			},
			Note:  w.t("report.accuracy.note"),
			Dense: true,
		}
		for _, c := range w.d.Accuracy {
			set := c.Set
			if key := "report.accuracy.set." + c.Set; w.p.Has(key) {
				set = w.t(key)
			}
			if !c.NameOnly {
				set = w.t("report.accuracy.with_place", "set", set)
			}
			t.Rows = append(t.Rows, page.Row{Cells: []string{
				set, w.p.Count(c.Cases), w.rate(c.Precision), w.rate(c.Recall), w.rate(c.Shown),
			}})
		}
		w.doc.Table(t)
	})
}

// rate writes a measured rate (0–1) in percent; it is no money.
func (w *writer) rate(r float64) string {
	return w.p.Percent(decimal.NewFromFloat(r).Shift(2).Round(1), 1)
}
