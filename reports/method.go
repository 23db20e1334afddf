package reports

import (
	"strings"

	"jachete/reports/page"
)

// What the page lists; the rest is in the workbook.
const (
	warningsShown = 2
	totalsShown   = 3
	tablesShown   = 6
)

// method is page 10: definitions, choices, limits, the balance card and the
// accuracy card.
func (w *writer) method() {
	m := &w.d.Measures
	w.doc.Title(w.t("report.method.nav"), w.t("report.method.title"))
	w.doc.Balanced(func(c *page.Column) {
		c.Heading(2, w.t("report.method.denominators"))
		c.List([]string{
			w.t("report.method.total", "total", w.dollars("total.dollars", m.Total.Dollars)),
			w.t("report.method.addressable",
				"aside", w.dollars("set_aside.dollars", m.SetAsideAll.Dollars),
				"grants", w.dollars("grants.dollars", m.Grants.Dollars),
				"addressable", w.dollars("addressable.dollars", m.Addressable.Dollars)),
		}, false)
		c.Heading(2, w.t("report.method.values"))
		c.List([]string{w.t("report.method.confirmed"), w.t("report.method.probable"), w.t("report.method.ceiling")}, false)
		c.Heading(2, w.t("report.method.match"))
		c.Para(w.t("report.method.match.text") + " " + w.t("report.method.dates"))
		c.Heading(2, w.t("report.method.basis"))
		c.List(w.basis(), false)
		c.Heading(2, w.t("report.method.limits"))
		c.List([]string{
			w.t("report.method.limit.registry"), w.t("report.method.limit.category"),
			w.t("report.method.limit.subcontract"), w.t("report.method.limit.benchmark"),
			w.t("report.method.limit.accuracy"),
		}, false)
		c.Heading(2, w.t("report.method.switches"))
		c.List(w.switches(), false)
		w.printedTotals(c, w.balance(c))
		w.warnings(c)
	})
	w.accuracy()
}

func (w *writer) basis() []string {
	key := string(w.d.Basis)
	if !w.p.Has("report.method.basis." + key) {
		key = "unstated"
	}
	out := []string{w.t("report.method.basis." + key)}
	if c := page.Short(w.d.Currency, 12); c != "" {
		out = append(out, w.t("report.method.currency", "currency", c))
	}
	if w.d.Period.From == "" {
		return append(out, w.t("report.method.period.none"))
	}
	return append(out, w.t("report.method.period", "period", w.period()))
}

func (w *writer) switches() []string {
	s := w.d.Switches
	var out []string
	for _, x := range []struct{ key, choice string }{
		{"financial_coops", s.FinancialCoops}, {"large_coops", s.LargeCoops}, {"public_control", s.PublicControl},
	} {
		choice := "policy.choice." + x.choice
		if x.choice == "" || !w.p.Has(choice) {
			choice = "report.switch.unset"
		}
		out = append(out, w.labelled("policy.switch."+x.key, w.shared(choice)))
	}
	return out
}

// balance shows that no row and no cent was lost; the rows set aside stand by
// reason in the annex.
func (w *writer) balance(c *page.Column) (verdict string) {
	b := &w.d.Balance
	t := page.Table{
		Caption: w.t("report.balance.text"),
		Cols: []page.Col{
			{Title: w.t("report.balance.col.item")},
			{Title: w.t("report.balance.col.rows"), Kind: page.Numbers},
			{Title: w.t("report.balance.col.sum"), Kind: page.Numbers},
		},
		Dense: true,
	}
	row := func(strong bool, cells ...string) { t.Rows = append(t.Rows, page.Row{Cells: cells, Strong: strong}) }
	row(false, w.t("report.balance.read"), w.count("rows.read", b.RowsRead), w.cents("sum.read", b.SumRead))
	row(false, w.t("report.balance.kept"), w.count("rows.kept", b.RowsKept), w.cents("sum.kept", b.SumKept))
	aside := 0
	for _, n := range b.RowsSetAside {
		aside += n
	}
	row(false, w.t("report.balance.aside"), w.count("rows.set_aside", aside), w.cents("sum.set_aside", b.SumSetAside))
	verdict = "report.balance.ok"
	if b.RowsRead != b.RowsKept+aside || !b.SumRead.Equal(b.SumKept.Add(b.SumSetAside)) {
		verdict = "report.balance.bad"
	}
	c.Heading(2, w.t("report.balance.head"))
	c.Table(t)
	return page.Strong(w.t(verdict))
}

// printedTotals compares the totals that the file prints, behind the verdict of
// the balance.
func (w *writer) printedTotals(c *page.Column, verdict string) {
	all, wrong := 0, []string{}
	for _, t := range w.d.Tables {
		for _, pt := range t.Totals {
			all++
			if pt.Verified {
				continue
			}
			wrong = append(wrong, w.t("report.totals.item",
				"label", page.Short(pt.Label, 50), "place", page.Short(t.Sheet, 31)+"!"+page.Short(pt.Cell, 12),
				"printed", w.p.Money(pt.Printed), "computed", w.p.Money(pt.Computed)))
		}
	}
	switch {
	case all == 0:
		c.Para(verdict + " " + w.t("report.totals.none"))
	case len(wrong) == 0:
		c.Para(verdict + " " + w.nt("report.totals.all", all))
	default:
		c.Para(verdict + " " + w.nt("report.totals.some", len(wrong), "of", w.p.Count(all)))
		rest := len(wrong) - totalsShown
		if rest > 0 {
			wrong = wrong[:totalsShown]
		}
		c.List(wrong, false)
		if rest > 0 {
			c.Small(w.more(rest))
		}
	}
}

func (w *writer) warnings(c *page.Column) {
	c.Heading(3, w.t("report.warnings.head"))
	if len(w.d.Warnings) == 0 {
		c.Para(w.t("report.warnings.none"))
		return
	}
	var items []string
	for _, f := range w.d.Warnings {
		if f == nil || len(items) == warningsShown {
			continue
		}
		what := page.Short(w.p.What(f), 160)
		if at := page.Short(f.Place.String(), 80); at != "" {
			what = w.t("report.warnings.item", "what", strings.TrimSuffix(what, "."), "place", at)
		}
		items = append(items, what)
	}
	c.List(items, false)
	if rest := len(w.d.Warnings) - len(items); rest > 0 {
		c.Small(w.nt("report.warnings.more", rest))
	}
}

// identity is what is needed to make the same document again.
func (w *writer) identity() {
	r, reg := &w.d.Run, &w.d.Registry
	t := page.Table{
		Caption: w.t("report.identity.text"),
		Cols: []page.Col{
			{Title: w.t("report.identity.col.item"), Share: 1},
			{Title: w.t("report.identity.col.value"), Share: 1.7, Lines: 4},
		},
	}
	row := func(item, value string, limit int) {
		if value = page.Short(value, limit); value == "" {
			value = w.t("report.na")
		}
		t.Rows = append(t.Rows, page.Row{Cells: []string{item, value}})
	}
	row(w.t("report.identity.run"), r.Number, 40)
	if seal, err := w.d.Seal(); err == nil {
		row(w.t("report.identity.seal"), seal, 40)
	}
	row(w.t("report.identity.program"), r.Program, 60)
	row(w.t("report.identity.policy"), r.PolicyVersion, 40)
	row(w.t("report.identity.policy.digest"), r.PolicyDigest, 80)
	row(w.t("report.identity.params"), r.MatchParams, 80)
	for _, in := range r.Inputs {
		key := "report.identity.input." + in.Role
		if !w.p.Has(key) {
			key = "report.identity.input.other"
		}
		row(w.t(key, "file", page.Short(in.File, 60)), in.Digest, 80)
	}
	row(w.t("report.identity.tables"), w.tables(), 400)
	t.Rows = append(t.Rows, page.Row{Cells: []string{w.t("report.identity.registry"), w.t("report.identity.registry.value",
		"entries", w.entries(),
		"inside", w.count("registry.in_territory", reg.InTerritory), "offer", w.count("registry.with_offer", reg.WithOffer))}})
	w.doc.Heading(2, w.t("report.identity.head"))
	w.dense(t)
}

// tables names the sheets that were read.
func (w *writer) tables() string {
	var names []string
	for i, t := range w.d.Tables {
		if i == tablesShown {
			names = append(names, w.nt("report.identity.table.more", len(w.d.Tables)-tablesShown))
			break
		}
		name := page.Short(t.File, 60)
		if t.Sheet != "" {
			name = w.t("report.identity.table", "file", name, "sheet", page.Short(t.Sheet, 31))
		}
		names = append(names, name)
	}
	return strings.Join(names, w.t("report.list.separator"))
}
