package reports

import (
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/reports/page"
	"jachete/scoring/name"
	"jachete/scoring/share"
)

// Rows shown of each table of this page, and lines of text that both have
// together, of which the probable take some at most; the rest is in the
// workbook.
const (
	confirmedShown = diagnostic.ConfirmedListed
	probableShown  = diagnostic.ProbableListed
	linesShown     = 24
	probableLines  = 8
)

// suppliers is page 3: the enterprises of the sector that the buyer pays.
func (w *writer) suppliers() {
	m := &w.d.Measures
	n := w.n("share.confirmed.enterprises", m.Confirmed.Enterprises)
	w.doc.Title(w.t("report.suppliers.nav"), w.nt("report.suppliers.title", n,
		"count", w.count("share.confirmed.enterprises", m.Confirmed.Enterprises)))
	w.doc.Lead(w.t("report.suppliers.lead", "sheet", w.t("workbook.sheet.suppliers")))

	confirmed := w.standing(share.Confirmed)
	var notes []string
	if found := w.discovered(confirmed); found > 0 {
		notes = append(notes, w.nt("report.suppliers.discovered", found))
	}
	if more := m.Confirmed.Suppliers - m.Confirmed.Enterprises; more > 0 && m.Confirmed.Enterprises > 0 {
		notes = append(notes, w.nt("report.suppliers.aliases", more))
	}
	w.doc.Para(strings.Join(notes, " "))
	w.doc.Heading(2, w.t("report.suppliers.confirmed"))
	probable := w.standing(share.Probable)
	maybe := w.fitting(probable, probableShown, probableLines)
	sure := w.fitting(confirmed, confirmedShown, linesShown-w.linesOf(maybe))
	t := w.supplierTable(w.t("report.suppliers.col.counted"))
	t.Empty = w.t("report.suppliers.empty")
	t.Note = w.more(len(confirmed) - len(sure))
	for _, s := range sure {
		t.Rows = append(t.Rows, w.supplierRow(s, "counted", s.Counted))
	}
	t.Dense = len(t.Rows) > denseFrom
	w.doc.Table(t)
	notes = nil
	if m.NotRecognisedYet.Dollars.Sign() != 0 {
		notes = append(notes, w.t("report.suppliers.notyet", "dollars", w.dollars("not_recognised.dollars", m.NotRecognisedYet.Dollars)))
	}
	if m.Apart.Dollars.Sign() != 0 {
		notes = append(notes, w.t("report.suppliers.apart", "dollars", w.dollars("apart.dollars", m.Apart.Dollars)))
	}
	w.doc.Small(strings.Join(notes, " "))

	w.doc.Heading(2, w.t("report.suppliers.probable"))
	dense := t.Dense
	t = w.supplierTable(w.t("report.suppliers.col.paid"))
	t.Empty = w.t("report.suppliers.noprobable")
	t.Note = w.more(len(probable) - len(maybe))
	t.Dense = dense
	for _, s := range maybe {
		t.Rows = append(t.Rows, w.supplierRow(s, "paid", s.Addressable))
	}
	w.doc.Table(t)
}

// fitting are the first suppliers, most at most, whose rows have lines at most
// together; one at least.
func (w *writer) fitting(ss []diagnostic.Supplier, most, lines int) []diagnostic.Supplier {
	for n := range ss {
		if n == most || n > 0 && w.linesOf(ss[:n+1]) > lines {
			return ss[:n]
		}
	}
	return ss
}

// linesOf counts the lines of text that suppliers take: two where the ledger
// writes another name than the registry, or a name is long.
func (w *writer) linesOf(ss []diagnostic.Supplier) int {
	const long = 48 // runes on a line
	n := 0
	for _, s := range ss {
		n++
		if otherName(s) || utf8.RuneCountInString(s.Name) > long {
			n++
		}
		if s.Enterprise != nil && utf8.RuneCountInString(s.Enterprise.Name) > long {
			n++
		}
	}
	return n
}

// standing are the suppliers of a standing, as the diagnostic lists them.
func (w *writer) standing(st share.Standing) []diagnostic.Supplier {
	var out []diagnostic.Supplier
	for _, i := range w.d.Standing(st) {
		out = append(out, w.d.Suppliers[i])
	}
	return out
}

func (w *writer) supplierTable(amount string) page.Table {
	return page.Table{Cols: []page.Col{
		{Title: w.t("report.suppliers.col.name"), Share: 4},
		{Title: w.t("report.suppliers.col.place"), Share: 2.6, Lines: 2},
		{Title: w.t("report.suppliers.col.by"), Share: 1, Lines: 2},
		{Title: amount, Kind: page.Numbers},
	}}
}

func (w *writer) supplierRow(s diagnostic.Supplier, what string, amount decimal.Decimal) page.Row {
	place := share.Unknown
	city := ""
	if s.Enterprise != nil {
		place = s.Enterprise.Place
		city = page.Short(s.Enterprise.City, 40)
	}
	where := w.place(place)
	if city != "" {
		where = city + " " + page.Soft("("+where+")")
	}
	return page.Row{Cells: []string{
		w.supplierName(s), where, w.by(s),
		w.dollars("supplier."+s.Key+"."+what, amount) + w.keyCite(s, what),
	}}
}

// keyCite refers to the supplier's row of the workbook, when no figure of its
// own names a cell.
func (w *writer) keyCite(s diagnostic.Supplier, what string) string {
	if _, ok := w.figures["supplier."+s.Key+"."+what]; ok {
		return ""
	}
	return page.Cite(page.Short(s.Key, 12))
}

// supplierName is the registry's name, and below it the ledger's when it is
// another.
func (w *writer) supplierName(s diagnostic.Supplier) string {
	ledger := page.Short(s.Name, nameInTable)
	if s.Masked || s.Enterprise == nil || s.Enterprise.Name == "" {
		return ledger
	}
	reg := page.Short(s.Enterprise.Name, nameInTable)
	if !otherName(s) {
		return reg
	}
	return reg + page.Break + page.Soft(w.t("report.suppliers.other_name", "name", ledger))
}

// otherName tells whether the ledger writes the enterprise under another name
// than the registry's, accents and capitals aside.
func otherName(s diagnostic.Supplier) bool {
	return s.Enterprise != nil && name.Fold(s.Name) != name.Fold(s.Enterprise.Name)
}

func (w *writer) discovered(ss []diagnostic.Supplier) int {
	n := 0
	for _, s := range ss {
		if !s.Masked && otherName(s) {
			n++
		}
	}
	return n
}

func (w *writer) place(p share.Place) string {
	switch p {
	case share.Inside, share.Outside:
		return w.t("report.place." + string(p))
	}
	return w.t("report.place.unknown")
}

func (w *writer) by(s diagnostic.Supplier) string {
	by := s.By
	if by == "" {
		by = s.Verdict.By
	}
	if key := "report.by." + by; by != "" && w.p.Has(key) {
		return w.t(key)
	}
	return strings.TrimSpace(page.Short(by, 30))
}
