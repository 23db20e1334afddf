package workbook

import (
	"fmt"
	"strconv"
	"strings"

	"jachete/diagnostic"
	"jachete/diagnostic/ledger"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// guide explains the other sheets.
func (w *writer) guide(t *table) error {
	t.open([]float64{30, 100})
	pair := func(a, b string) {
		t.put(w.text(a), cell{style: styleWrap, text: printable(b), typed: true})
	}
	t.put(cell{style: styleTitle, text: w.say.T("workbook.title"), typed: true})
	d := w.d
	buyer := d.Buyer.Name
	if buyer == "" {
		buyer = w.say.T("workbook.guide.no_buyer")
	}
	rows := [][2]string{
		{"workbook.guide.buyer", buyer},
		{"workbook.guide.period", strings.Trim(d.Period.From+" – "+d.Period.To, " –")},
		{"workbook.guide.basis", w.say.T("basis." + basisKey(d.Basis))},
		{"workbook.guide.run", d.Run.Number},
		{"workbook.guide.policy", d.Run.PolicyVersion + " (" + shortDigest(d.Run.PolicyDigest) + ")"},
		{"workbook.guide.matcher", d.Run.MatchParams},
		{"workbook.guide.program", d.Run.Program},
	}
	for _, in := range d.Run.Inputs {
		rows = append(rows, [2]string{"workbook.guide.input." + in.Role, in.File + " (SHA-256 " + in.Digest + ")"})
	}
	for _, r := range rows {
		pair(w.say.T(r[0]), r[1])
	}
	t.row++
	for _, s := range sheets(w.d)[1:] {
		pair(w.sheetName(s.key), w.say.T("workbook.about."+s.key))
	}
	t.row++
	for _, k := range []string{"workbook.guide.sums", "workbook.guide.masked", "workbook.guide.legal"} {
		pair("", w.say.T(k))
	}
	return nil
}

func basisKey(b ledger.Basis) string {
	if b == ledger.Unstated {
		return "unstated"
	}
	return string(b)
}

func shortDigest(s string) string { return s[:min(12, len(s))] }

// figures lists every number the documents cite; its cells are named, and the
// main sums stand beside a formula that sums the lines again.
func (w *writer) figures(t *table) error {
	t.begin(w.sheetName("figures"), w.say.T("workbook.about.figures"), []column{
		{"figure", 62}, {"unit", 10}, {"value", 20}, {"recount", 20}, {"id", 44},
	})
	for i := range w.d.Figures {
		f := &w.d.Figures[i]
		if want := "C" + strconv.Itoa(t.row); f.Cell != want {
			return fmt.Errorf("figure %s names cell %s and stands in %s", f.ID, f.Cell, want)
		}
		recount := cell{}
		if formula := w.recount(f.ID); formula != "" && f.Value.Valid {
			recount = cell{style: styleMoney, formula: formula, number: f.Value.Decimal.String()}
		}
		t.put(w.text(w.d.Label(f, w.say)), w.text(w.say.T("unit."+string(f.Unit))), w.figureValue(f), recount, w.text(f.ID))
	}
	return nil
}

func (w *writer) figureValue(f *diagnostic.Figure) cell {
	switch f.Unit {
	case diagnostic.Dollars:
		return w.maybe(styleMoney, f.Value)
	case diagnostic.Percent:
		return w.maybe(stylePercent, f.Value)
	case diagnostic.Points:
		return w.maybe(stylePoints, f.Value)
	}
	return w.maybe(styleCount, f.Value)
}

// recount gives the formula that sums a figure again from the lines sheet, ""
// for figures that are no plain sum of lines.
func (w *writer) recount(id string) string {
	lines := quoted(w.sheetName("lines")) + "!"
	last := strconv.Itoa(max(5, 4+len(w.d.Lines)))
	col := func(c string) string { return lines + "$" + c + "$5:$" + c + "$" + last }
	amount, kind, class, counted := col("E"), col("L"), col("K"), col("O")
	word := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	kindText := func(k policy.Kind) string { return word(w.say.T("kind." + string(k))) }
	sumIf := func(pairs ...string) string { return "SUMIFS(" + amount + "," + strings.Join(pairs, ",") + ")" }
	switch id {
	case "total.dollars":
		return "SUM(" + amount + ")"
	case "set_aside.dollars":
		return sumIf(kind, kindText(policy.SetAside))
	case "grants.dollars":
		return sumIf(kind, kindText(policy.Grant))
	case "addressable.dollars":
		return sumIf(kind, kindText(policy.Purchase))
	case "share.confirmed.dollars":
		return sumIf(counted, word(w.say.T("standing."+string(share.Confirmed))))
	}
	if rest, ok := strings.CutPrefix(id, "set_aside."); ok {
		if c, ok := strings.CutSuffix(rest, ".dollars"); ok {
			return sumIf(class, word(c))
		}
	}
	return ""
}

// suppliers lists every payee, largest first.
func (w *writer) suppliers(t *table) error {
	t.begin(w.sheetName("suppliers"), w.say.T("workbook.about.suppliers"), []column{
		{"key", 9},
		{"supplier", 44},
		{"variants", 30},
		{"neq", 13},
		{"bn", 13},
		{"city", 20},
		{"lines", 8},
		{"dollars", 17},
		{"addressable", 17},
		{"grants", 17},
		{"set_aside", 17},
		{"counted", 17},
		{"class", 26},
		{"rule", 24},
		{"standing", 14},
		{"by", 16},
		{"probability", 12},
		{"enterprise_id", 14},
		{"enterprise", 40},
		{"enterprise_city", 20},
		{"place", 16},
	})
	for i := range w.d.Suppliers {
		s := &w.d.Suppliers[i]
		e := s.Enterprise
		if e == nil {
			e = &diagnostic.Enterprise{}
		}
		place := ""
		if e.ID != "" {
			place = w.say.T("place." + string(e.Place))
		}
		probability := cell{}
		if len(s.Verdict.Candidates) > 0 {
			probability = measured(styleProbability, s.Verdict.Probability)
		}
		t.put(
			w.text(s.Key), w.text(w.supplierName(s)), w.text(strings.Join(s.Variants, " | ")),
			w.text(s.NEQ), w.text(s.BN), w.text(s.City), w.count(s.Lines),
			w.money(s.Dollars), w.money(s.Addressable), w.money(s.Grants), w.money(s.SetAside), w.money(s.Counted),
			w.text(w.d.ClassName(s.Class, w.say.Lang)), w.text(s.Rule), w.text(w.say.T("standing."+string(s.Standing))),
			w.text(w.by(s.By)), probability,
			w.text(e.ID), w.text(e.Name), w.text(e.City), w.text(place),
		)
	}
	return nil
}

func (w *writer) by(by string) string {
	if by == "" {
		return ""
	}
	return w.say.T("by." + by)
}

// supplierName shows a masked person as one.
func (w *writer) supplierName(s *diagnostic.Supplier) string {
	switch {
	case s.Masked:
		return w.say.T("supplier.masked", "code", s.Name)
	case s.Name == "":
		return w.say.T("supplier.nameless")
	}
	return s.Name
}

// lines lists every kept row with the address it has in the buyer's own file.
func (w *writer) lines(t *table) error {
	t.begin(w.sheetName("lines"), w.say.T("workbook.about.lines"), []column{
		{"file", 26},
		{"sheet", 18},
		{"cell", 9},
		{"date", 12},
		{"amount", 16},
		{"supplier_key", 10},
		{"supplier", 40},
		{"invoice", 14},
		{"account", 18},
		{"description", 40},
		{"class_id", 20},
		{"kind", 12},
		{"category", 28},
		{"category_by", 14},
		{"counted_in", 14},
		{"rule", 22},
	})
	kinds := map[string]string{}
	for _, c := range w.d.Classes {
		kinds[c.ID] = string(c.Kind)
	}
	for i := range w.d.Lines {
		l := &w.d.Lines[i]
		tab := &w.d.Tables[l.Table]
		s := &w.d.Suppliers[l.Supplier]
		counted := ""
		if kinds[l.Class] == "purchase" && l.Recognised && s.Standing != share.None {
			counted = w.say.T("standing." + string(s.Standing))
		}
		category := ""
		if kinds[l.Class] == "purchase" {
			category = w.d.CategoryName(l.Category, w.say)
		}
		t.put(
			w.text(tab.File), w.text(tab.Sheet), w.text(l.Cell), w.text(l.Date), w.money(l.Amount), w.text(s.Key),
			w.text(w.supplierName(s)), w.text(l.Invoice), w.text(l.Account), w.text(l.Description),
			w.text(l.Class), w.text(w.say.T("kind."+kinds[l.Class])), w.text(category), w.text(w.categoryBy(l.CategoryBy)), w.text(counted), w.text(l.Rule),
		)
	}
	return nil
}

// classes lists the money by class, with the reason for setting it aside.
func (w *writer) classes(t *table) error {
	t.begin(w.sheetName("classes"), w.say.T("workbook.about.classes"), []column{
		{"class_id", 24}, {"class", 36}, {"kind", 14}, {"dollars", 18}, {"lines", 10}, {"suppliers", 12}, {"reason", 80},
	})
	amounts := map[string]share.Amount{}
	for _, c := range w.d.Measures.SetAside {
		amounts[c.Class] = c.Amount
	}
	for _, c := range w.d.Classes {
		a := amounts[c.ID]
		switch c.Kind {
		case "purchase":
			a = w.d.Measures.Addressable
		case "grant":
			a = w.d.Measures.Grants
		}
		if a.Lines == 0 {
			continue
		}
		t.put(w.text(c.ID), w.text(c.Name.In(string(w.say.Lang))), w.text(w.say.T("kind."+string(c.Kind))),
			w.money(a.Dollars), w.count(a.Lines), w.count(a.Suppliers), w.text(c.Reason.In(string(w.say.Lang))))
	}
	return nil
}

func (w *writer) categories(t *table) error {
	t.begin(w.sheetName("categories"), w.say.T("workbook.about.categories"), []column{
		{"category_id", 28},
		{"category", 40},
		{"dollars", 18},
		{"lines", 10},
		{"suppliers", 12},
		{"confirmed", 18},
		{"probable", 18},
		{"outside", 18},
		{"of_addressable", 14},
		{"offer", 12},
		{"advice", 60},
	})
	advised := map[string]string{}
	for i := range w.d.Advice.Opportunities {
		o := &w.d.Advice.Opportunities[i]
		advised[o.Category] = o.Title.In(string(w.say.Lang))
	}
	for _, g := range w.d.Advice.Gaps {
		if k := "advice.gap." + g.Reason; w.say.Has(k) {
			advised[g.Category] = w.say.T(k)
		}
	}
	for _, c := range w.d.Measures.Categories {
		t.put(w.text(c.Category), w.text(w.d.CategoryName(c.Category, w.say)), w.money(c.Dollars), w.count(c.Lines), w.count(c.Suppliers),
			w.money(c.Confirmed), w.money(c.Probable), w.money(c.Outside), w.percent(c.OfAddressable), w.count(c.Offer), w.text(advised[c.Category]))
	}
	return nil
}

// open lists the questions that would move the share, by dollars.
func (w *writer) open(t *table) error {
	t.begin(w.sheetName("open"), w.say.T("workbook.about.open"), []column{
		{"key", 9},
		{"supplier", 44},
		{"hinges", 18},
		{"effect", 14},
		{"band_closed", 14},
		{"standing", 14},
		{"probability", 12},
		{"candidate_1", 46},
		{"candidate_2", 46},
		{"candidate_3", 46},
	})
	for _, o := range w.d.Open {
		s := &w.d.Suppliers[o.Supplier]
		cells := []cell{
			w.text(s.Key), w.text(w.supplierName(s)), w.money(o.Hinges), w.points(o.Effect), w.percent(o.BandClosed),
			w.text(w.say.T("standing." + string(s.Standing))),
			measured(styleProbability, s.Verdict.Probability),
		}
		for _, c := range s.Verdict.Candidates {
			cells = append(cells, w.text(c.Name+" ("+c.ID+")"))
		}
		t.put(cells...)
	}
	return nil
}

// matches lists the evidence for and against every candidate that was kept.
func (w *writer) matches(t *table) error {
	t.begin(w.sheetName("matches"), w.say.T("workbook.about.matches"), []column{
		{"key", 9},
		{"supplier", 44},
		{"outcome", 12},
		{"rank", 7},
		{"enterprise_id", 14},
		{"enterprise", 44},
		{"probability", 12},
		{"evidence_family", 16},
		{"evidence", 34},
		{"left", 30},
		{"right", 30},
		{"bits", 10},
	})
	for i := range w.d.Suppliers {
		s := &w.d.Suppliers[i]
		for rank, c := range s.Verdict.Candidates {
			for _, e := range c.Evidence {
				t.put(
					w.text(s.Key), w.text(w.supplierName(s)), w.text(w.say.T("outcome."+string(s.Verdict.Outcome))), w.count(rank+1),
					w.text(c.ID), w.text(c.Name), measured(styleProbability, c.Probability),
					w.text(w.say.T("match.family."+e.Family)), w.text(w.evidence(e.Kind)), w.text(e.Left), w.text(e.Right),
					measured(stylePoints, e.Bits),
				)
			}
		}
	}
	return nil
}

// evidence says a piece of evidence in the reader's language; a piece that
// needs no more words than its family says nothing.
func (w *writer) evidence(kind string) string {
	if k := "evidence." + kind; w.say.Has(k) {
		return w.say.T(k)
	}
	return ""
}

// categoryBy says what a line's category rests on.
func (w *writer) categoryBy(by string) string {
	if by == "" {
		return ""
	}
	return w.say.T("category.by." + by)
}

// asides lists the rows that are no purchase, and the totals the file prints.
func (w *writer) asides(t *table) error {
	t.begin(w.sheetName("asides"), w.say.T("workbook.about.asides"), []column{
		{"file", 26}, {"sheet", 20}, {"row", 8}, {"reason", 30}, {"amount", 18}, {"computed", 18}, {"verified", 12}, {"text", 70},
	})
	type at struct{ table, row int }
	totals := map[at]*ledger.PrintedTotal{}
	for i := range w.d.Tables {
		for j := range w.d.Tables[i].Totals {
			p := &w.d.Tables[i].Totals[j]
			totals[at{i, p.Row}] = p
		}
	}
	for i := range w.d.Asides {
		a := &w.d.Asides[i]
		if a.Reason == ledger.BlankRow && len(w.d.Asides) > 10000 {
			continue // thousands of comma-only rows say nothing; their count is in the figures
		}
		tab := &w.d.Tables[a.Table]
		amount, computed, verified := cell{}, cell{}, cell{}
		if a.Amount.Valid {
			amount = w.money(a.Amount.Decimal)
		}
		if p := totals[at{a.Table, a.Row}]; p != nil {
			computed = w.money(p.Computed)
			verified = w.text(w.say.T("workbook.verified." + strconv.FormatBool(p.Verified)))
		}
		t.put(w.text(tab.File), w.text(tab.Sheet), w.count(a.Row), w.text(w.say.T("aside."+string(a.Reason))), amount, computed, verified, w.text(a.Text))
	}
	return nil
}

// warnings lists what reading and measuring warned of, in full.
func (w *writer) warnings(t *table) error {
	t.begin(w.sheetName("warnings"), w.say.T("workbook.about.warnings"), []column{{"where", 40}, {"warning", 140}})
	for _, f := range w.d.Warnings {
		if f != nil {
			t.put(w.text(f.Place.String()), cell{style: styleWrap, text: printable(w.say.Fault(f)), typed: true})
		}
	}
	return nil
}

// names defines a name for every figure's cell: "share.confirmed.of_total"
// becomes fig_share_confirmed_of_total.
func (w *writer) names() {
	sheet := quoted(w.sheetName("figures"))
	for i := range w.d.Figures {
		f := &w.d.Figures[i]
		n := "fig_" + strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, f.ID)
		w.b.names = append(w.b.names, definedName{name: n, sheet: -1, refersTo: sheet + "!$" + f.Cell[:1] + "$" + f.Cell[1:]})
	}
}
