package reports

import (
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
	"jachete/reports/page"
)

// What pages 6 and 7 show; the rest is in the workbook.
const (
	opportunitiesShown = 6
	ableShown          = 6
	leversShown        = 2
	gapsShown          = 6
)

// opportunities are pages 6 and 7: what could be bought from whom, and the
// lever, in conditional wording.
func (w *writer) opportunities() {
	a := &w.d.Advice
	n := len(a.Opportunities)
	w.doc.Title(w.t("report.advice.nav"), w.p.N("report.advice.title", n))
	if n == 0 {
		w.doc.Lead(w.t("report.advice.empty"))
	} else {
		w.doc.Lead(w.t("report.advice.lead"))
	}
	for i, o := range a.Opportunities {
		if i == opportunitiesShown {
			break
		}
		w.opportunity(o)
	}
	if rest := n - opportunitiesShown; rest > 0 {
		w.doc.Small(w.p.N("report.advice.more", rest))
	}
	if n > 0 {
		w.doc.Callout(w.t("report.advice.legal.head"), w.legal()...)
	}
	w.gaps()
}

func (w *writer) opportunity(o advice.Opportunity) {
	id := "opportunity." + categoryID(o.Category)
	w.doc.Together(func() {
		w.doc.Heading(2, w.category(o.Category))
		w.doc.SmallNumbers([]page.Number{
			{Value: w.dollars(id+".outside", o.Outside), Label: w.t("report.advice.outside")},
			{
				Value: w.dollars(id+".reachable", o.Reachable),
				Label: w.t("report.advice.reachable", "percent", w.axisPercent(o.ReachablePercent)),
			},
			{Value: w.effect(id+".effect", o.Effect), Label: w.t("report.advice.effect")},
		})
		var items []string
		if len(o.Able) > 0 {
			items = append(items, w.p.N("report.advice.able", max(o.AbleTotal, len(o.Able)), "names", w.names(o, ableShown)))
		}
		if title, step := w.policyText(o.Title), w.policyText(o.FirstStep); title+step != "" {
			items = append(items, strings.TrimSpace(page.Strong(strings.TrimSuffix(title, ".")+".")+" "+step))
		}
		for i, l := range o.Levers {
			if i == leversShown {
				break
			}
			items = append(items, w.labelled("report.advice.lever", w.lever(l)))
		}
		if len(o.Levers) == 0 {
			items = append(items, w.t("report.advice.nolever"))
		}
		w.doc.SmallList(items)
	})
}

// effect writes an effect with its unit.
func (w *writer) effect(id string, v decimal.NullDecimal) string {
	return w.value(id, v, func(d decimal.Decimal) string {
		n := 2
		if d.Abs().Cmp(decimal.NewFromInt(2)) < 0 {
			n = 1
		}
		return w.p.N("report.effect", n, "points", w.signed(d))
	})
}

func (w *writer) labelled(key, text string) string {
	return w.t("report.labelled", "label", page.Strong(w.t(key)), "text", text)
}

// names lists the able enterprises, each with its city, at most max of them.
func (w *writer) names(o advice.Opportunity, max int) string {
	var names []string
	for i, a := range o.Able {
		if i == max {
			break
		}
		s := page.Short(a.Name, nameInText)
		if c := page.Short(a.City, 40); c != "" {
			s = w.t("report.advice.able.city", "name", s, "city", c)
		}
		if a.AlreadyPaid {
			s = w.t("report.advice.able.paid", "name", s)
		}
		names = append(names, s)
	}
	total := o.AbleTotal
	if total < len(o.Able) {
		total = len(o.Able)
	}
	if rest := total - len(names); rest > 0 {
		return w.p.N("report.advice.able.more", rest, "names", strings.Join(names, w.t("report.list.separator")))
	}
	return strings.Join(names, w.t("report.list.separator"))
}

// lever writes a lever of the legal table with its article, its date and
// whether its text was verified.
func (w *writer) lever(l advice.Lever) string {
	status := w.t("report.advice.status.to_verify")
	if l.Status == "verified" {
		status = w.t("report.advice.status.verified")
	}
	key := "report.advice.lever.article"
	if l.Article == "" {
		key = "report.advice.lever.noarticle"
	}
	source := w.t(key, "article", unbroken(page.Short(l.Article, 90)), "from", w.p.Date(page.Short(l.From, 20)), "status", page.Strong(status))
	return w.t("report.advice.lever.text", "wording", w.policyText(l.Wording), "source", source)
}

// unbroken keeps "art. 573.3" and "par. 2.1°" on one line.
func unbroken(article string) string {
	return strings.NewReplacer("art. ", "art.\u00a0", "par. ", "par.\u00a0", "c. ", "c.\u00a0").Replace(article)
}

func (w *writer) legal() []string {
	a := &w.d.Advice
	text := w.t("report.advice.legal.nodate")
	if a.LegalTable != "" {
		text = w.t("report.advice.legal", "date", w.p.Date(page.Short(a.LegalTable, 20)))
	}
	regime := w.t("report.advice.regime.unknown")
	if key := "report.regime." + a.Regime; a.Regime != "" && w.p.Has(key) {
		regime = w.t("report.advice.regime", "regime", w.t(key))
	}
	return []string{text, regime}
}

// gaps are the large categories without advice, and why.
func (w *writer) gaps() {
	gaps := w.d.Advice.Gaps
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.categories.col.name"), Lines: 2},
			{Title: w.t("report.gaps.col.why"), Lines: 2},
			{Title: w.t("report.categories.col.outside"), Kind: page.Numbers},
		},
		Empty: w.t("report.gaps.empty"),
		Note:  w.more(len(gaps) - gapsShown),
	}
	for i, g := range gaps {
		if i == gapsShown {
			break
		}
		why := w.t("report.gap.other")
		if key := "report.gap." + g.Reason; g.Reason != "" && w.p.Has(key) {
			why = w.t(key)
		}
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(g.Category), why,
			w.dollars("category."+categoryID(g.Category)+".outside", g.Outside),
		}})
	}
	w.doc.Heading(2, w.t("report.gaps.head"))
	w.doc.Table(t)
}
