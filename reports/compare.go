package reports

import (
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/reports/chart"
	"jachete/reports/page"
)

// What the page lists.
const (
	changesShown = 6
	movedShown   = 6
)

// compare follows the months: the share beside that of an earlier diagnostic,
// over what both cover. Without one, or with one that does not compare, the page
// of the months says so.
func (w *writer) compare() {
	c := w.d.Comparison
	if c == nil || len(c.Reasons) > 0 {
		return
	}
	before, now := w.moment(&c.Before), w.moment(&c.Now)
	w.doc.Title(w.t("report.compare.kicker", "before", before), w.compareTitle(c))
	beforeShare := w.percent("compare.before.of_addressable", c.Before.OfAddressable)
	nowShare := w.percent("compare.now.of_addressable", c.Now.OfAddressable)
	w.doc.Lead(w.t("report.compare.lead", "before", before, "now", now, "beforeshare", beforeShare, "nowshare", nowShare))
	switch {
	case len(c.Course) > 2:
		w.doc.Figure(w.nt("report.compare.course", len(c.CourseMonths), "months", w.monthNames(c.CourseMonths)), w.courseChart(c))
	case c.Change.Valid:
		w.doc.Figure(w.t("report.compare.chart"), chart.Slope{
			Left: before, Right: now,
			Lines: []chart.SlopeLine{{
				Main:   true,
				Before: chart.Level{At: c.Before.OfAddressable.Decimal, Text: beforeShare},
				Now:    chart.Level{At: c.Now.OfAddressable.Decimal, Text: nowShare},
			}},
			Says: page.Plain(w.t("report.compare.alt", "before", beforeShare, "now", nowShare)),
		})
	}
	w.doc.Table(w.comparedTable(c, before, now))
	w.doc.ColumnsBy(0.56,
		func(col *page.Column) {
			col.Heading(2, w.t("report.compare.categories"))
			col.Table(w.changedCategories(c, before, now))
		},
		func(col *page.Column) {
			col.Heading(2, w.t("report.compare.moves"))
			col.List([]string{
				w.nt("report.compare.gained", len(c.Gained), "names", w.moved(c.Gained), "cite", w.citeOf("compare.gained")),
				w.nt("report.compare.lost", len(c.Lost), "names", w.moved(c.Lost), "cite", w.citeOf("compare.lost")),
			}, false)
		})
	w.followed(c)
	notes := []string{w.nt("report.compare.scope", len(c.Months), "months", w.monthNames(c.Months), "run", page.Short(c.Run, 40))}
	if c.Before.LeftOut+c.Now.LeftOut > 0 {
		notes = append(notes, w.t("report.compare.leftout", "left_before", w.p.Count(c.Before.LeftOut), "left_now", w.p.Count(c.Now.LeftOut)))
	}
	for _, x := range []struct {
		when bool
		key  string
	}{{c.Reclassed, "report.compare.reclassed"}, {c.OtherRegistry, "report.compare.registry"}, {c.OtherMatcher, "report.compare.matcher"}, {c.CourseReclassed, "report.compare.course.rules"}} {
		if x.when {
			notes = append(notes, w.t(x.key))
		}
	}
	w.doc.Callout(w.t("report.compare.scope.head"), strings.Join(notes, " "))
}

// courseChart is the share over three periods or more.
func (w *writer) courseChart(c *diagnostic.Comparison) chart.Chart {
	y := chart.Years{}
	var list []string
	for i := range c.Course {
		m := &c.Course[i]
		at := w.moment(&diagnostic.Scope{From: m.From, To: m.To})
		text := w.percent("compare.course."+page.Short(m.From, 10)+".of_addressable", m.OfAddressable)
		y.Moments = append(y.Moments, chart.Moment{Name: at, Value: m.OfAddressable, Text: text})
		list = append(list, w.t("report.labelled", "label", at, "text", page.Plain(text)))
	}
	y.Says = page.Plain(w.t("report.compare.course.alt", "n", w.p.Count(len(list)), "list", strings.Join(list, w.t("report.list.separator"))))
	return y
}

func (w *writer) compareTitle(c *diagnostic.Comparison) string {
	v, cite := w.look("compare.change", c.Change)
	if !v.Valid {
		return w.t("report.compare.title.none")
	}
	key := "report.compare.title.same"
	switch v.Decimal.Round(2).Sign() {
	case 1:
		key = "report.compare.title.up"
	case -1:
		key = "report.compare.title.down"
	}
	abs := v.Decimal.Abs()
	n := 2
	if abs.Cmp(decimal.NewFromInt(2)) < 0 {
		n = 1
	}
	return w.t(key, "change", w.nt("report.compare.points", n, "points", w.p.Number(abs, 2))+cite)
}

// moment is a scope in words: "janvier 2023 à décembre 2023" or one month.
func (w *writer) moment(s *diagnostic.Scope) string {
	from, to := page.Short(s.From, 10), page.Short(s.To, 10)
	switch {
	case from == to:
		return w.p.Month(from)
	case len(from) == 7 && len(to) == 7 && from[:4] == to[:4] && from[5:] == "01" && to[5:] == "12":
		return from[:4]
	}
	return w.t("report.compare.span", "from", w.p.Month(from), "to", w.p.Month(to))
}

func (w *writer) citeOf(id string) string {
	if f, ok := w.figures[id]; ok {
		return w.cite(f)
	}
	return ""
}

func (w *writer) comparedTable(c *diagnostic.Comparison, before, now string) page.Table {
	t := page.Table{Caption: w.t("report.compare.table"), Dense: true, Cols: []page.Col{{Title: w.t("report.compare.col.period")}}}
	for _, k := range []string{"total", "addressable", "confirmed", "share", "enterprises"} {
		t.Cols = append(t.Cols, page.Col{Title: w.t("report.compare.row." + k), Kind: page.Numbers})
	}
	for _, x := range []struct {
		id, name string
		s        *diagnostic.Scope
	}{{"compare.before", before, &c.Before}, {"compare.now", now, &c.Now}} {
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			x.name, w.dollars(x.id+".total", x.s.Total), w.dollars(x.id+".addressable", x.s.Addressable),
			w.dollars(x.id+".confirmed", x.s.Confirmed), w.percent(x.id+".of_addressable", x.s.OfAddressable),
			w.count(x.id+".enterprises", x.s.Enterprises),
		}})
	}
	return t
}

func (w *writer) changedCategories(c *diagnostic.Comparison, before, now string) page.Table {
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.categories.col.name")},
			{Title: before, Kind: page.Numbers},
			{Title: now, Kind: page.Numbers},
		},
		Empty: w.t("report.compare.categories.none"),
		Note:  w.more(len(c.Categories) - changesShown),
		Dense: true,
	}
	for i, k := range c.Categories {
		if i == changesShown {
			break
		}
		id := "compare.category." + categoryID(k.Category)
		t.Rows = append(t.Rows, page.Row{Cells: []string{w.category(k.Category), w.dollars(id+".before", k.Before), w.dollars(id+".now", k.Now)}})
	}
	return t
}

// moved lists names, the first few of them.
func (w *writer) moved(names []string) string {
	var out []string
	for i, n := range names {
		if i == movedShown {
			return w.nt("report.compare.more", len(names)-i, "names", strings.Join(out, w.t("report.list.separator")))
		}
		out = append(out, page.Short(n, nameInText))
	}
	return strings.Join(out, w.t("report.list.separator"))
}

// monthNames lists calendar months, a run of them by its ends.
func (w *writer) monthNames(ms []string) string {
	name := func(m string) string {
		if key := "report.month." + m; w.p.Has(key) {
			return w.t(key)
		}
		return page.Short(m, 4)
	}
	if len(ms) > 2 && nextMonth("2023-"+ms[0]) != "" {
		at := "2023-" + ms[0]
		run := true
		for _, m := range ms[1:] {
			at = nextMonth(at)
			run = run && strings.HasSuffix(at, "-"+m)
		}
		if run {
			return w.t("report.compare.span", "from", name(ms[0]), "to", name(ms[len(ms)-1]))
		}
	}
	var out []string
	for _, m := range ms {
		out = append(out, name(m))
	}
	return strings.Join(out, w.t("report.list.separator"))
}

// notCompared says on the page of the months why there is no comparison; "" when
// there is one.
func (w *writer) notCompared() (head, text string) {
	c := w.d.Comparison
	switch {
	case c == nil:
		return w.t("report.months.compare.head"), w.t("report.months.compare")
	case len(c.Reasons) == 0:
		return "", ""
	}
	var reasons []string
	for _, r := range c.Reasons {
		if key := "compare.reason." + r; w.p.Has(key) {
			reasons = append(reasons, w.t(key))
		}
	}
	return w.t("report.compare.not.head"), w.t("report.compare.not", "run", page.Short(c.Run, 40), "reasons", w.p.List(reasons))
}

// followed tells what became of the earlier advice.
func (w *writer) followed(c *diagnostic.Comparison) {
	w.doc.Heading(2, w.t("report.compare.followed"))
	if len(c.Followed) == 0 {
		w.doc.Para(w.t("report.compare.followed.none"))
		return
	}
	t := page.Table{
		Cols: []page.Col{
			{Title: w.t("report.categories.col.name")},
			{Title: w.t("report.compare.col.outcome"), Lines: 2, Share: 1.4},
			{Title: w.t("report.compare.col.reachable"), Kind: page.Numbers},
			{Title: w.t("report.compare.col.moved"), Kind: page.Numbers},
		},
		Dense: true,
		Note:  strings.TrimSpace(w.more(len(c.Followed)-changesShown) + " " + w.shared("advice.followed.note")),
	}
	for i, f := range c.Followed {
		if i == changesShown {
			break
		}
		outcome := w.t("report.na")
		if key := "advice.followed." + f.Outcome; w.p.Has(key) {
			outcome = w.shared(key)
		}
		id := "compare.advice." + categoryID(f.Category)
		t.Rows = append(t.Rows, page.Row{Cells: []string{
			w.category(f.Category), outcome, w.dollars(id+".reachable", f.Reachable), w.dollars(id+".moved", f.Moved),
		}})
	}
	w.doc.Table(t)
}
