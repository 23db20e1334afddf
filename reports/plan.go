package reports

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/scoring/share"
)

// target is the mark of the share aimed at, nil when none was asked for.
func (w *writer) target() *chart.Level {
	p := w.d.Advice.Plan
	if p == nil {
		return nil
	}
	v, _ := w.look("target.percent", some(p.Target))
	return &chart.Level{At: v.Decimal, Text: w.percent("target.percent", some(p.Target)), Name: w.t("report.target")}
}

// plan says which opportunities reach the target, in what order, or that they
// do not.
func (w *writer) plan() {
	p := w.d.Advice.Plan
	if p == nil {
		return
	}
	w.doc.Heading(2, w.t("report.plan.head", "target", w.percent("target.percent", some(p.Target))))
	if key := "advice.plan." + p.State; w.p.Has(key) {
		w.doc.Para(w.shared(key, "target", w.percent("target.percent", some(p.Target)), "gap", w.dollars("target.gap", p.Gap),
			"share", w.percent("target.share_after", p.ShareAfter), "missing", w.dollars("target.missing", p.Missing)))
	}
	if len(p.Steps) == 0 {
		return
	}
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.plan.col.step"), Share: 2.2, Lines: 2},
			{Title: w.t("report.plan.col.effort")},
			{Title: w.t("report.plan.col.begin")},
			{Title: w.t("report.plan.col.dollars"), Kind: page.Numbers},
			{Title: w.t("report.plan.col.share"), Kind: page.Numbers},
		},
		Dense: true,
		Note:  w.shared("advice.plan.method"),
	}
	for i, s := range p.Steps {
		id := fmt.Sprintf("target.step.%d", i+1)
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(s.Category), w.effort(s.Effort), w.calendarMonth(s.Begin),
			w.dollars(id+".dollars", s.Dollars), w.percent(id+".share_after", s.ShareAfter),
		}})
	}
	w.doc.Table(t)
}

func (w *writer) effort(e string) string {
	if key := "advice.effort." + e; e != "" && w.p.Has(key) {
		return w.shared(key)
	}
	return ""
}

// calendarMonth names a month of any year, "" for none.
func (w *writer) calendarMonth(m int) string {
	if m < 1 || m > 12 {
		return ""
	}
	return strings.TrimSuffix(w.p.Month(fmt.Sprintf("2023-%02d", m)), " 2023")
}

// when says how the need of an opportunity comes back, and when to begin; ""
// when the diagnostic does not say.
func (w *writer) when(o *advice.Opportunity) string {
	key := "advice.rhythm." + string(o.Beat.Rhythm)
	if o.Beat.Rhythm == "" || !w.p.Has(key) {
		return ""
	}
	rhythm := w.shared(key, "from", w.calendarMonth(o.Beat.From), "to", w.calendarMonth(o.Beat.To))
	renewal := w.shared("advice.renewal.unknown")
	if o.Renewal > 0 {
		renewal = w.shared("advice.renewal", "month", w.calendarMonth(o.Renewal), "begin", w.calendarMonth(o.Begin))
		if o.RenewalBy == "largest" {
			renewal += " " + w.shared("advice.renewal.largest")
		}
	}
	if o.Beat.Rhythm == share.TooFew && o.Renewal == 0 {
		return capital(rhythm) + "."
	}
	return w.t("report.advice.when", "rhythm", capital(rhythm), "renewal", renewal)
}

// prudence says what stated capacity holds, how concentrated the category is
// and whom the amount would make dependent.
func (w *writer) prudence(o *advice.Opportunity, id string) string {
	var out []string
	if key := "advice.capacity." + string(o.Capacity); o.Capacity != "" && w.p.Has(key) {
		out = append(out, w.shared(key))
	}
	half := decimal.NewFromInt(50)
	if v, _ := w.look(id+".largest", o.Largest); v.Valid && v.Decimal.Cmp(half) >= 0 {
		out = append(out, w.shared("advice.largest", "percent", w.percent(id+".largest", o.Largest)))
	}
	for i := range o.Able {
		if o.Able[i].Dependent {
			out = append(out, w.t("report.labelled", "label", page.Strong(page.Short(o.Able[i].Name, nameInText)), "text", w.shared("advice.dependent")))
			break
		}
	}
	return strings.Join(out, " ")
}

// capital begins a sentence.
func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
