package reports

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// Months drawn at most, and months listed under the chart; longer lists stand
// in the annex.
const (
	monthsDrawn  = 120
	monthsListed = 14
)

// months is page 8: the share through the period. When there is no comparison
// with an earlier diagnostic, the page says so.
func (w *writer) months() {
	dated := datedMonths(w.d.Measures.Months)
	low, high := extremes(dated)
	title, lead := w.t("report.months.title.none"), w.t("report.months.empty")
	switch {
	case low >= 0 && low != high:
		a, b := dated[low], dated[high]
		title = w.t("report.months.title", "low", w.monthShare(a), "high", w.monthShare(b))
		lead = w.t("report.months.lead", "lowmonth", w.p.Month(a.Month), "highmonth", w.p.Month(b.Month))
		if a.OfAddressable.Decimal.Equal(b.OfAddressable.Decimal) {
			title, lead = w.t("report.months.title.flat", "share", w.monthShare(a)), ""
		}
	case len(dated) > 0:
		title, lead = w.t("report.months.title.one"), ""
	}
	w.doc.Title(w.t("report.months.nav"), title)
	if lead != "" {
		w.doc.Lead(lead)
	}
	if len(dated) > 0 {
		w.doc.Figure(w.t("report.months.chart"), w.monthsChart(dated, low, high))
		if len(dated) <= monthsListed {
			t := w.monthTable(dated)
			t.Caption = w.t("report.months.table")
			t.Dense = len(dated) > 6
			w.doc.Table(t)
		} else if w.has("month.") {
			w.doc.Small(w.t("report.months.annex"))
		}
	}
	var notes []string
	if n := w.d.Period.Undated; n > 0 {
		notes = append(notes, w.nt("report.months.undated", n))
	}
	if n := w.d.Period.OutOfRange; n > 0 {
		notes = append(notes, w.nt("report.months.outofrange", n, "dollars", w.dollars("period.out.dollars", w.d.Period.OutOfRangeDollars)))
	}
	w.doc.Small(strings.Join(notes, " "))
	if head, text := w.notCompared(); head != "" {
		w.doc.Callout(head, text)
	}
}

func (w *writer) monthShare(m share.MonthMeasure) string {
	return w.percent("month."+m.Month+".of_addressable", m.OfAddressable)
}

// datedMonths leaves the undated out.
func datedMonths(ms []share.MonthMeasure) []share.MonthMeasure {
	var out []share.MonthMeasure
	for _, m := range ms {
		if m.Month != "" {
			out = append(out, m)
		}
	}
	return out
}

// extremes are the months with the lowest and the highest share, −1 when no
// month has one.
func extremes(ms []share.MonthMeasure) (low, high int) {
	low, high = -1, -1
	for i, m := range ms {
		if !m.OfAddressable.Valid {
			continue
		}
		if low < 0 || m.OfAddressable.Decimal.Cmp(ms[low].OfAddressable.Decimal) < 0 {
			low = i
		}
		if high < 0 || m.OfAddressable.Decimal.Cmp(ms[high].OfAddressable.Decimal) > 0 {
			high = i
		}
	}
	return low, high
}

func (w *writer) monthsChart(ms []share.MonthMeasure, low, high int) chart.Chart {
	if len(ms) > monthsDrawn {
		ms = ms[len(ms)-monthsDrawn:]
		low, high = extremes(ms)
	}
	c := chart.Months{
		Dollars: w.p.Dollars,
		Percent: w.axisPercent,
		Columns: w.t("report.months.columns"),
		Lines:   w.t("report.months.line"),
		Key: []chart.KeyEntry{
			{Name: w.t("report.months.key.rest"), Tone: chart.Soft},
			{Name: w.t("report.months.key.confirmed"), Tone: chart.Strong},
		},
		Says: w.t("report.months.alt.none", "n", w.p.Count(len(ms))),
	}
	if low >= 0 && high >= 0 {
		c.Says = page.Plain(w.t("report.months.alt", "n", w.p.Count(len(ms)), "low", w.monthShare(ms[low]), "high", w.monthShare(ms[high])))
	}
	for _, m := range withGaps(ms) {
		year, month, _ := strings.Cut(m.Month, "-")
		name := page.Short(m.Month, 10)
		if key := "report.month." + month; w.p.Has(key) {
			name = w.t(key)
		} else {
			year = ""
		}
		x := chart.Month{Key: m.Month, Name: name, Year: year, Dollars: m.Addressable, Confirmed: m.Confirmed, Share: m.OfAddressable}
		if m.OfAddressable.Valid {
			x.ShareText = w.monthShare(m)
		}
		c.Months = append(c.Months, x)
	}
	return c
}

// withGaps puts the months without any line in their place, so that the axis
// of time does not jump.
func withGaps(ms []share.MonthMeasure) []share.MonthMeasure {
	var out []share.MonthMeasure
	for _, m := range ms {
		for len(out) > 0 && len(out) < 2*monthsDrawn {
			next := nextMonth(out[len(out)-1].Month)
			if next == "" || next >= m.Month {
				break
			}
			out = append(out, share.MonthMeasure{Month: next, OfAddressable: decimal.NullDecimal{}})
		}
		out = append(out, m)
	}
	return out
}

// nextMonth is the month after "2024-03", "" for anything else.
func nextMonth(ym string) string {
	var y, m int
	if n, err := fmt.Sscanf(ym, "%d-%d", &y, &m); n != 2 || err != nil || m < 1 || m > 12 || y < 1 || y > 9999 {
		return ""
	}
	if m++; m > 12 {
		y, m = y+1, 1
	}
	return fmt.Sprintf("%04d-%02d", y, m)
}

func (w *writer) monthTable(ms []share.MonthMeasure) page.Table {
	t := page.Table{Cols: []page.Col{
		{Title: w.t("report.months.col.month")},
		{Title: w.t("report.months.columns"), Kind: page.Numbers},
		{Title: w.t("report.months.col.confirmed"), Kind: page.Numbers},
		{Title: w.t("report.months.col.share"), Kind: page.Numbers},
	}}
	for _, m := range ms {
		id := "month." + m.Month
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.p.Month(page.Short(m.Month, 10)),
			w.dollars(id+".addressable", m.Addressable),
			w.dollars(id+".confirmed", m.Confirmed),
			w.monthShare(m),
		}})
	}
	return t
}
