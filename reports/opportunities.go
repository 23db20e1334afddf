package reports

import (
	"strings"

	"jachete/diagnostic/advice"
	"jachete/reports/page"
	"jachete/templates/message"
)

// What pages 6 to 8 show; the rest is in the workbook.
const (
	opportunitiesShown = 6  // told in full
	opportunitiesRows  = 18 // listed
	ableShown          = 5
	gapsShown          = 6
	wordingShown       = 600 // characters of an advisor's own wording
)

// opportunities are pages 6 to 8: what could be bought from whom, in figures,
// then the largest in words, and the levers, in conditional wording, each told
// once under a letter.
func (w *writer) opportunities() {
	all := w.d.Advice.Opportunities
	w.doc.Title(w.t("report.advice.nav"), w.nt("report.advice.title", len(all)))
	if len(all) == 0 {
		w.doc.Lead(w.t("report.advice.empty"))
	} else {
		w.doc.Lead(w.t("report.advice.lead"))
		w.doc.Table(w.opportunityTable(all))
	}
	w.recommended()
	w.plan()
	shown := all[:min(len(all), opportunitiesShown)]
	levers := cited(shown)
	for i := 0; i < len(shown); i += 2 {
		var pair []func(*page.Column)
		for _, o := range shown[i:min(i+2, len(shown))] {
			pair = append(pair, func(c *page.Column) { w.opportunity(c, o, levers) })
		}
		if len(pair) == 1 { // alone it keeps its half of the width
			pair = append(pair, func(*page.Column) {})
		}
		if i == 0 {
			w.doc.Heading(2, w.nt("report.advice.detail", len(all)-len(shown), "count", w.p.Count(len(shown))))
		}
		w.doc.SmallColumns(pair...)
	}
	w.levers(levers)
	if len(all) > 0 {
		w.doc.Callout(w.t("report.advice.legal.head"), w.legal()...)
	}
	w.gaps()
}

// recommended are the recommendations that an advisor of the Pôle added.
func (w *writer) recommended() {
	if w.d.Editorial == nil || len(w.d.Editorial.Recommendations) == 0 {
		return
	}
	var items []string
	for _, t := range w.d.Editorial.Recommendations {
		items = append(items, page.Short(w.policyText(t), wordingShown))
	}
	w.doc.Heading(2, w.t("report.advice.pole"))
	w.doc.List(items, false)
}

// opportunity tells one opportunity; its figures stand in the table before.
func (w *writer) opportunity(c *page.Column, o advice.Opportunity, levers []advice.Lever) {
	id := "opportunity." + categoryID(o.Category)
	c.Heading(3, w.category(o.Category))
	var items []string
	if title, step := w.policyText(o.Title), w.policyText(o.FirstStep); title+step != "" {
		if e := w.effort(o.Effort); e != "" {
			step += " " + page.Soft("("+e+")")
		}
		items = append(items, strings.TrimSpace(page.Strong(strings.TrimSuffix(title, ".")+".")+" "+step))
	}
	if len(o.Able) > 0 {
		items = append(items, w.nt("report.advice.able", max(o.AbleTotal, len(o.Able)), "names", w.names(o, ableShown)))
	}
	for _, s := range []string{w.when(&o), w.prudence(&o, id)} {
		if s != "" {
			items = append(items, s)
		}
	}
	c.List(append(items, w.leverRefs(o, levers)), false)
}

// opportunityTable lists them with their figures, a row each.
func (w *writer) opportunityTable(os []advice.Opportunity) page.Table {
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.categories.col.name"), Lines: 2},
			{Title: w.t("report.categories.col.outside"), Kind: page.Numbers},
			{Title: w.t("report.advice.col.percent"), Kind: page.Numbers},
			{Title: w.t("report.annex.col.reachable"), Kind: page.Numbers},
			{Title: w.t("report.annex.col.effect"), Kind: page.Numbers},
			{Title: w.t("report.advice.col.able"), Kind: page.Numbers},
		},
		Dense: true,
	}
	notes := []string{w.t("report.advice.table.note")}
	for i, o := range os {
		if i == opportunitiesRows {
			notes = append(notes, w.nt("report.advice.more", len(os)-opportunitiesRows))
			break
		}
		id := "opportunity." + categoryID(o.Category)
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(o.Category), w.dollars(id+".outside", o.Outside), w.axisPercent(o.ReachablePercent),
			w.dollars(id+".reachable", o.Reachable), w.points(id+".effect", o.Effect),
			w.count(id+".able", max(o.AbleTotal, len(o.Able))),
		}})
	}
	t.Note = strings.Join(notes, " ")
	return t
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
		s, c := page.Short(a.Name, nameInText), page.Short(a.City, 40)
		switch {
		case c != "" && a.AlreadyPaid:
			s = w.t("report.advice.able.city.paid", "name", s, "city", c)
		case c != "":
			s = w.t("report.advice.able.city", "name", s, "city", c)
		case a.AlreadyPaid:
			s = w.t("report.advice.able.paid", "name", s)
		}
		names = append(names, s)
	}
	total := o.AbleTotal
	if total < len(o.Able) {
		total = len(o.Able)
	}
	if rest := total - len(names); rest > 0 {
		return w.nt("report.advice.able.more", rest, "names", strings.Join(names, w.t("report.list.separator")))
	}
	return strings.Join(names, w.t("report.list.separator"))
}

// cited are the levers of the opportunities shown, each once, in the order in
// which they come.
func cited(os []advice.Opportunity) []advice.Lever {
	var out []advice.Lever
	for _, o := range os {
		for _, l := range o.Levers {
			if leverIndex(out, l) < 0 && len(out) < 26 {
				out = append(out, l)
			}
		}
	}
	return out
}

func leverIndex(ls []advice.Lever, l advice.Lever) int {
	for i := range ls {
		if ls[i].ID == l.ID && ls[i].Wording == l.Wording {
			return i
		}
	}
	return -1
}

func (w *writer) leverStatus(l advice.Lever) string {
	if l.Status == "verified" {
		return w.shared("policy.status.verified")
	}
	return w.shared("policy.status.to_verify")
}

// leverRefs names the levers of one opportunity by their letters; the status of
// each stands where it is told.
func (w *writer) leverRefs(o advice.Opportunity, levers []advice.Lever) string {
	var letters []string
	for _, l := range o.Levers {
		if i := leverIndex(levers, l); i >= 0 {
			letters = append(letters, page.Strong(page.Letter(i)))
		}
	}
	if len(letters) == 0 {
		return w.t("report.advice.levers.none")
	}
	return w.t("report.advice.levers", "levers", strings.Join(letters, ", "))
}

// levers tells each lever with its article, its date and whether its text was
// read.
func (w *writer) levers(ls []advice.Lever) {
	if len(ls) == 0 {
		return
	}
	var items []string
	for _, l := range ls {
		key := "report.advice.lever.article"
		if l.Article == "" {
			key = "report.advice.lever.noarticle"
		}
		source := w.t(key, "article", w.french(unbroken(page.Short(l.Article, 90))), "from", w.p.Date(page.Short(l.From, 20)), "status", page.Strong(w.leverStatus(l)))
		items = append(items, w.t("report.advice.lever.item", "wording", w.policyText(l.Wording), "source", source))
	}
	w.doc.Heading(2, w.t("report.advice.levers.head"))
	w.doc.Balanced(func(c *page.Column) { c.Lettered(items) })
}

// french marks a French text for those who hear the document read in English.
func (w *writer) french(s string) string {
	if w.p.Lang == message.French {
		return s
	}
	return page.In(message.French, s)
}

// unbroken keeps "art. 573.3" and "par. 2.1°" on one line.
func unbroken(article string) string {
	return strings.NewReplacer("art. ", "art.\u00a0", "par. ", "par.\u00a0", "c. ", "c.\u00a0").Replace(article)
}

func (w *writer) legal() []string {
	a := &w.d.Advice
	text := w.t("report.advice.legal.nodate")
	if a.LegalTable != "" {
		text = w.shared("policy.legal_notice", "date", w.p.Date(page.Short(a.LegalTable, 20)))
	}
	regime := w.t("report.advice.regime.unknown")
	if key := "policy.regime." + a.Regime; a.Regime != "" && w.p.Has(key) {
		regime = w.t("report.advice.regime", "regime", w.shared(key))
	}
	if a.Regime != "LCOP" {
		regime += " " + w.shared("policy.lcom_notice")
	}
	return []string{text, regime}
}

// gaps are the large categories without advice, and why.
func (w *writer) gaps() {
	gaps := w.d.Advice.Gaps
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.categories.col.name"), Lines: 2},
			{Title: w.t("report.gaps.col.why"), Lines: 2, Share: 1.9},
			{Title: w.t("report.categories.col.outside"), Kind: page.Numbers},
		},
		Empty: w.t("report.gaps.empty"),
		Dense: true,
		Note:  w.more(len(gaps) - gapsShown),
	}
	for i, g := range gaps {
		if i == gapsShown {
			break
		}
		why := w.t("report.gap.other")
		if key := "advice.gap." + g.Reason; g.Reason != "" && w.p.Has(key) {
			why = w.shared(key)
		}
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(g.Category), why,
			w.dollars("category."+categoryID(g.Category)+".outside", g.Outside),
		}})
	}
	w.doc.Heading(2, w.t("report.gaps.head"))
	w.doc.Table(t)
}
