package reports

import (
	"sort"
	"strings"

	"jachete/diagnostic/ledger"
	"jachete/reports/page"
)

// What the page lists; the rest is in the workbook.
const (
	warningsShown = 12
	totalsShown   = 8
	tablesShown   = 6
)

// method is page 10: definitions, choices, limits, the balance card, and what
// is needed to make the diagnostic again.
func (w *writer) method() {
	m := &w.d.Measures
	w.doc.Title(w.t("report.method.nav"), w.t("report.method.title"))
	w.doc.Columns(
		func(c *page.Column) {
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
			c.Heading(2, w.t("report.method.basis"))
			c.List(w.basis(), false)
		},
		func(c *page.Column) {
			c.Heading(2, w.t("report.method.match"))
			c.Para(w.t("report.method.match.text"))
			c.Para(w.t("report.method.dates"))
			c.Heading(2, w.t("report.method.switches"))
			c.List(w.switches(), false)
		},
	)
	w.doc.Together(func() {
		w.doc.Heading(2, w.t("report.method.limits"))
		w.doc.List([]string{
			w.t("report.method.limit.registry"), w.t("report.method.limit.category"),
			w.t("report.method.limit.subcontract"), w.t("report.method.limit.benchmark"),
			w.t("report.method.limit.accuracy"),
		}, false)
	})
	w.accuracy()
	w.balance()
	w.printedTotals()
	w.warnings()
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

// balance shows that no row and no cent was lost.
func (w *writer) balance() {
	b := &w.d.Balance
	t := page.Table{
		Caption: w.t("report.balance.text"),
		Cols: []page.Col{
			{Title: w.t("report.balance.col.item")},
			{Title: w.t("report.balance.col.rows"), Kind: page.Numbers},
			{Title: w.t("report.balance.col.sum"), Kind: page.Numbers},
		},
	}
	row := func(strong bool, cells ...string) { t.Rows = append(t.Rows, page.Row{Cells: cells, Strong: strong}) }
	row(false, w.t("report.balance.read"), w.count("rows.read", b.RowsRead), w.cents("sum.read", b.SumRead))
	row(false, w.t("report.balance.kept"), w.count("rows.kept", b.RowsKept), w.cents("sum.kept", b.SumKept))
	aside := 0
	for _, n := range b.RowsSetAside {
		aside += n
	}
	row(false, w.t("report.balance.aside"), w.count("rows.set_aside", aside), w.cents("sum.set_aside", b.SumSetAside))
	for _, r := range asideReasons(b) {
		name := page.Short(string(r), 40)
		if key := "ledger.reason." + string(r); w.p.Has(key) {
			name = w.shared(key)
		}
		row(false, page.Soft("– "+name), w.count("rows.set_aside."+string(r), b.RowsSetAside[r]), "")
	}
	verdict := "report.balance.ok"
	if b.RowsRead != b.RowsKept+aside || !b.SumRead.Equal(b.SumKept.Add(b.SumSetAside)) {
		verdict = "report.balance.bad"
	}
	w.doc.Heading(2, w.t("report.balance.head"))
	w.doc.Table(t)
	w.doc.Para(page.Strong(w.t(verdict)))
}

func asideReasons(b *ledger.Balance) []ledger.Reason {
	out := make([]ledger.Reason, 0, len(b.RowsSetAside))
	for r, n := range b.RowsSetAside {
		if n != 0 {
			out = append(out, r)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if a, b := b.RowsSetAside[out[i]], b.RowsSetAside[out[j]]; a != b {
			return a > b
		}
		return out[i] < out[j]
	})
	return out
}

func (w *writer) printedTotals() {
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
	w.doc.Heading(3, w.t("report.totals.head"))
	switch {
	case all == 0:
		w.doc.Para(w.t("report.totals.none"))
	case len(wrong) == 0:
		w.doc.Para(w.nt("report.totals.all", all))
	default:
		w.doc.Para(w.nt("report.totals.some", len(wrong), "of", w.p.Count(all)))
		rest := len(wrong) - totalsShown
		if rest > 0 {
			wrong = wrong[:totalsShown]
		}
		w.doc.List(wrong, false)
		if rest > 0 {
			w.doc.Small(w.more(rest))
		}
	}
}

func (w *writer) warnings() {
	w.doc.Heading(3, w.t("report.warnings.head"))
	if len(w.d.Warnings) == 0 {
		w.doc.Para(w.t("report.warnings.none"))
		return
	}
	var items []string
	for _, f := range w.d.Warnings {
		if f == nil || len(items) == warningsShown {
			continue
		}
		what := page.Short(w.p.What(f), 300)
		if at := page.Short(f.Place.String(), 80); at != "" {
			what = w.t("report.warnings.item", "what", strings.TrimSuffix(what, "."), "place", at)
		}
		items = append(items, what)
	}
	w.doc.List(items, false)
	if rest := len(w.d.Warnings) - len(items); rest > 0 {
		w.doc.Small(w.nt("report.warnings.more", rest))
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
	w.doc.Table(t)
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
