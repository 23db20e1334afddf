package reports

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/advice"
	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/scoring/share"
	"jachete/templates/message"
)

// summary is page 1: the share with its band, three findings, three actions.
func (w *writer) summary() {
	m := &w.d.Measures
	ofAddressable, _ := w.look("share.confirmed.of_addressable", m.Confirmed.OfAddressable)
	measured := ofAddressable.Valid
	title := w.t("report.summary.title", "share", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable))
	switch {
	case !measured:
		title = w.t("report.summary.title.none")
	case ofAddressable.Decimal.IsZero():
		title = w.t("report.summary.title.zero")
	case ofAddressable.Decimal.IsNegative():
		title = w.t("report.summary.title.credit", "share", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable))
	}
	w.doc.Title(w.t("report.kicker.summary", "buyer", w.buyer(), "period", w.period()), title)
	if measured {
		lead := "report.summary.lead"
		if ofAddressable.Decimal.IsNegative() {
			lead = "report.summary.lead.credit"
		}
		w.doc.Lead(w.t(lead,
			"addressable", w.dollars("addressable.dollars", m.Addressable.Dollars),
			"confirmed", w.dollars("share.confirmed.dollars", m.Confirmed.Dollars),
			"total", w.dollars("total.dollars", m.Total.Dollars),
			"of_total", w.percent("share.confirmed.of_total", m.Confirmed.OfTotal)))
	} else {
		w.doc.Lead(w.t("report.summary.lead.none", "total", w.dollars("total.dollars", m.Total.Dollars)))
	}
	w.doc.Figure(w.t("report.summary.chart"), w.band())
	if measured {
		key := "report.summary.band.open"
		if m.Confirmed.Dollars.Equal(m.Ceiling.Dollars) && m.Confirmed.Dollars.Equal(m.Probable.Dollars) {
			key = "report.summary.band.closed"
		}
		w.doc.Para(w.t(key,
			"confirmed", w.percent("share.confirmed.of_addressable", m.Confirmed.OfAddressable),
			"ceiling", w.percent("share.ceiling.of_addressable", m.Ceiling.OfAddressable)))
	}
	w.doc.Numbers(w.keyNumbers())
	columns := w.doc.Columns
	if w.tight {
		columns = w.doc.SmallColumns
	}
	columns(
		func(c *page.Column) {
			c.Heading(2, w.t("report.summary.findings"))
			c.List(w.findings(), true)
		},
		func(c *page.Column) {
			c.Heading(2, w.t("report.summary.actions"))
			c.List(w.actions(), true)
		},
	)
}

func (w *writer) keyNumbers() []page.Number {
	m := &w.d.Measures
	return []page.Number{
		{
			Value: w.dollars("total.dollars", m.Total.Dollars),
			Label: w.nt("report.summary.number.total", w.n("total.lines", m.Total.Lines),
				"count", w.count("total.lines", m.Total.Lines)),
		},
		{
			Value: w.dollars("addressable.dollars", m.Addressable.Dollars),
			Label: w.t("report.summary.number.addressable"),
		},
		{
			Value: w.dollars("share.confirmed.dollars", m.Confirmed.Dollars),
			Label: w.t("report.summary.number.confirmed"),
		},
		{
			Value: w.count("share.confirmed.enterprises", m.Confirmed.Enterprises),
			Label: w.nt("report.summary.number.suppliers", w.n("share.confirmed.enterprises", m.Confirmed.Enterprises)),
		},
	}
}

// band is the gauge of the share over both denominators.
func (w *writer) band() chart.Chart {
	m := &w.d.Measures
	row := func(label, of string, pick func(share.Value) decimal.NullDecimal) chart.BandRow {
		r := chart.BandRow{Label: label}
		for _, l := range []struct {
			id, name string
			v        share.Value
			to       *chart.Level
		}{
			{"confirmed", "report.confirmed", m.Confirmed, &r.Confirmed},
			{"probable", "report.probable", m.Probable, &r.Probable},
			{"ceiling", "report.ceiling", m.Ceiling, &r.Ceiling},
		} {
			id := "share." + l.id + "." + of
			v, _ := w.look(id, pick(l.v))
			if !v.Valid {
				r.Empty = w.t("report.summary.nodenominator")
			}
			*l.to = chart.Level{At: v.Decimal, Text: w.percent(id, pick(l.v)), Name: w.t(l.name)}
		}
		return r
	}
	b := chart.Band{
		Rows: []chart.BandRow{
			row(w.t("report.of_addressable"), "of_addressable", func(v share.Value) decimal.NullDecimal { return v.OfAddressable }),
			row(w.t("report.of_total"), "of_total", func(v share.Value) decimal.NullDecimal { return v.OfTotal }),
		},
		Percent: w.axisPercent,
	}
	b.Rows[0].Target = w.target()
	a, t := b.Rows[0], b.Rows[1]
	b.Says = page.Plain(w.t("report.summary.alt",
		"a1", a.Confirmed.Text, "a2", a.Probable.Text, "a3", a.Ceiling.Text,
		"t1", t.Confirmed.Text, "t2", t.Probable.Text, "t3", t.Ceiling.Text))
	return b
}

// axisPercent writes a value of an axis with the places it needs.
func (w *writer) axisPercent(d decimal.Decimal) string {
	places := int32(0)
	for places < 2 && !d.Equal(d.Round(places)) {
		places++
	}
	return w.p.Percent(d, places)
}

// Finding is a sentence of the summary; ID is "" for one that an advisor added.
type Finding struct {
	ID, Text string
	Shown    bool // one of the three printed
}

// Findings are the sentences that a diagnostic can bear, in their order, and
// which of them the summary prints: for pages that let an advisor choose.
func Findings(d *diagnostic.Diagnostic, lang message.Lang) []Finding {
	v := *d.Abridge()
	v.Figures = nil // a number is then written without the cell that holds it
	w := newWriter(&v, lang)
	list := w.bearable()
	for i := range list {
		list[i].Text = strings.TrimSpace(page.Plain(list[i].Text))
	}
	return list
}

// findings are three sentences: those that an advisor added, then the first that
// the data can bear and nobody hid.
func (w *writer) findings() []string {
	var out []string
	for _, f := range w.bearable() {
		if f.Shown {
			out = append(out, f.Text)
		}
	}
	return out
}

// summaryFindings is how many findings the summary prints.
const summaryFindings = 3

func (w *writer) bearable() []Finding {
	m, words := &w.d.Measures, w.d.Editorial
	if words == nil {
		words = &diagnostic.Editorial{}
	}
	var out []Finding
	shown := 0
	put := func(f Finding) {
		if f.Shown = shown < summaryFindings && !slices.Contains(words.HiddenFindings, f.ID); f.Shown {
			shown++
		}
		out = append(out, f)
	}
	for _, t := range words.Findings {
		put(Finding{Text: w.t("report.finding.pole", "text", page.Short(w.policyText(t), wordingShown))})
	}
	add := func(id string, when bool, write func() string) {
		if when {
			put(Finding{ID: id, Text: write()})
		}
	}
	add("territory", m.Confirmed.Suppliers > 0, func() string {
		key := "report.finding.territory"
		switch {
		case m.InTerritory.Dollars.IsNegative():
			key = "report.finding.territory.credit"
		case !m.InTerritory.Dollars.IsPositive() || !m.Confirmed.Dollars.IsPositive():
			key = "report.finding.territory.zero"
		}
		return w.t(key,
			"inside", w.dollars("place.inside.dollars", m.InTerritory.Dollars),
			"confirmed", w.dollars("share.confirmed.dollars", m.Confirmed.Dollars))
	})
	add("nothing", m.Confirmed.Suppliers == 0 && m.Total.Lines > 0, func() string {
		return w.t("report.finding.nothing", "entries", w.entries())
	})
	top := w.largestOutside()
	add("category", top != nil, func() string {
		return w.t("report.finding.category", "category", w.category(top.Category),
			"outside", w.dollars("category."+categoryID(top.Category)+".outside", top.Outside))
	})
	add("offer", m.WithOffer.Dollars.Sign() > 0 && w.d.Buyer.MRC != "", func() string {
		return w.t("report.finding.offer", "offer", w.dollars("with_offer.dollars", m.WithOffer.Dollars))
	})
	add("open", len(w.d.Open) > 0, func() string { return w.openSentence("report.finding.open") })
	add("concentration", m.Concentration.For80 > 0, func() string {
		return w.nt("report.finding.concentration", w.n("concentration.for_80", m.Concentration.For80),
			"count", w.count("concentration.for_80", m.Concentration.For80))
	})
	add("grants", m.Grants.Dollars.Sign() > 0, func() string {
		return w.t("report.finding.grants",
			"grants", w.dollars("grants.dollars", m.Grants.Dollars),
			"sector", w.dollars("grants.to_sector.dollars", m.GrantsToSector.Dollars))
	})
	add("lines", true, func() string {
		return w.nt("report.finding.lines", w.n("rows.kept", w.d.Balance.RowsKept), "count", w.count("rows.kept", w.d.Balance.RowsKept))
	})
	add("registry", true, func() string { return w.t("report.finding.registry", "entries", w.entries()) })
	add("period", true, func() string { return w.t("report.finding.period", "period", w.period()) })
	return out
}

// entries counts the enterprises of the registry.
func (w *writer) entries() string {
	n := w.d.Registry.Entries
	return w.nt("report.entries", w.n("registry.entries", n), "count", w.count("registry.entries", n))
}

// openSentence agrees with the number of open questions.
func (w *writer) openSentence(key string) string {
	hinges := decimal.Zero
	for _, q := range w.d.Open {
		hinges = hinges.Add(q.Hinges)
	}
	return w.nt(key, w.n("open.count", len(w.d.Open)),
		"count", w.count("open.count", len(w.d.Open)),
		"dollars", w.dollars("open.dollars", hinges))
}

// largestOutside is the classified category with most bought outside the
// sector, nil when there is none.
func (w *writer) largestOutside() *share.CategoryMeasure {
	var best *share.CategoryMeasure
	for i := range w.d.Measures.Categories {
		c := &w.d.Measures.Categories[i]
		if c.Category == "" || c.Outside.Sign() <= 0 {
			continue
		}
		if best == nil || c.Outside.Cmp(best.Outside) > 0 {
			best = c
		}
	}
	return best
}

// actions are three next steps: the best opportunities, then what would make
// the next diagnostic better.
func (w *writer) actions() []string {
	var out []string
	add := func(head, text string) {
		if len(out) < 3 {
			out = append(out, page.Strong(head+".")+" "+text)
		}
	}
	opps := w.d.Advice.Opportunities
	for i, o := range opps {
		if i == 2 && len(w.d.Open) > 0 || i == 3 {
			break
		}
		out = append(out, w.opportunityAction(o))
	}
	if n := settleFirst(w.d.Open); n > 0 {
		q := w.d.Open[n-1]
		add(w.t("report.action.review.head"), w.nt("report.action.review", n,
			"band", w.percent("", q.BandClosed)))
	}
	for _, g := range w.d.Advice.Gaps {
		if g.Reason == "no_enterprise" {
			add(w.t("report.action.gap.head"), w.t("report.action.gap", "category", w.category(g.Category),
				"outside", w.dollars("category."+categoryID(g.Category)+".outside", g.Outside)))
			break
		}
	}
	for _, k := range []string{"ids", "registry", "next"} {
		add(w.t("report.action."+k+".head"), w.t("report.action."+k))
	}
	return out
}

func (w *writer) opportunityAction(o advice.Opportunity) string {
	able := ""
	if len(o.Able) > 0 {
		able = w.nt("report.action.able", max(o.AbleTotal, len(o.Able)), "names", w.shortNames(o))
	}
	return strings.TrimSpace(w.t("report.action.opportunity",
		"title", page.Strong(page.Short(w.policyText(o.Title), 90)), "category", page.Short(w.category(o.Category), nameInSummary),
		"outside", w.dollars("opportunity."+categoryID(o.Category)+".outside", o.Outside), "able", able))
}

// shortNames are the first two able enterprises, without their city.
func (w *writer) shortNames(o advice.Opportunity) string {
	var names []string
	for _, a := range o.Able[:min(2, len(o.Able))] {
		names = append(names, page.Short(a.Name, nameInSummary))
	}
	if rest := max(o.AbleTotal, len(o.Able)) - len(names); rest > 0 {
		return w.nt("report.advice.able.more", rest, "names", strings.Join(names, ", "))
	}
	return w.p.List(names)
}

// settleFirst is how many of the first open questions close most of the band:
// the fewest that close 80 %, else five, else all.
func settleFirst(open []diagnostic.OpenQuestion) int {
	most := decimal.NewFromInt(80)
	for i, q := range open {
		if i == 10 {
			break
		}
		if q.BandClosed.Valid && q.BandClosed.Decimal.Cmp(most) >= 0 {
			return i + 1
		}
	}
	if n := min(5, len(open)); n > 0 && open[n-1].BandClosed.Valid {
		return n
	}
	return 0
}
