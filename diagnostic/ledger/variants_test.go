package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// vocabulary is what a public body of some country calls its columns. Every
// column prints the same purchases.
type vocabulary struct {
	name    string
	columns []column
	amount  func(purchase) int64
	basis   Basis
	total   string
	sub     string
	delim   string
	comma   bool
}

type column struct {
	header string
	value  func(purchase) any
}

func (v *vocabulary) money(c int64) string {
	if v.comma {
		return comma(c)
	}
	return point(c)
}

func constant(s string) func(purchase) any { return func(purchase) any { return s } }

func supplierOf(p purchase) any { return p.supplier }

func dayAs(layout string) func(purchase) any {
	return func(p purchase) any { return p.day.Format(layout) }
}

func cash(f func(purchase) int64) func(purchase) any { return func(p purchase) any { return f(p) } }

var vocabularies = []vocabulary{
	{name: "UK council", delim: ",", total: "Grand Total", sub: "Sub Total", columns: []column{
		{"Body Name", constant("Borough of Lower Wending")},
		{"Service Area Categorisation", func(p purchase) any { return p.accountName }},
		{"Supplier Name", supplierOf},
		{"Payment Date", dayAs("02/01/2006")},
		{"Transaction Number", func(p purchase) any { return "51" + p.cheque }},
		{"Amount (£)", cash(purchase.total)},
		{"Merchant Category", func(p purchase) any { return p.what }},
	}},
	{name: "NHS trust", delim: ",", total: "Total", sub: "Subtotal", columns: []column{
		{"Department Family", constant("Department of Health")},
		{"Entity", constant("Wending Hospitals")},
		{"Date", dayAs("02/01/06")},
		{"Expense Type", func(p purchase) any { return p.what }},
		{"Expense Area", func(p purchase) any { return p.accountName }},
		{"Supplier", supplierOf},
		{"Transaction Number", func(p purchase) any { return p.invoice }},
		{"AP Amount (£)", cash(purchase.total)},
		{"Purchase Invoice Number", func(p purchase) any { return p.cheque }},
		{"Supplier Postcode", constant("ZZ1 1ZZ")},
	}},
	{name: "UK with VAT", delim: ",", total: "TOTAL", sub: "Sub-total", amount: net, basis: BeforeTaxes, columns: []column{
		{"Directorate", func(p purchase) any { return p.accountName }},
		{"Beneficiary", supplierOf},
		{"Date Paid", dayAs("2006-01-02")},
		{"Net Amount", cash(net)},
		{"Irrecoverable VAT", cash(func(p purchase) int64 { return p.gst + p.qst })},
		{"Gross Amount", cash(purchase.total)},
		{"Purpose of Spend", func(p purchase) any { return p.what }},
	}},
	{name: "France, délibérations", delim: ";", comma: true, total: "Total général", sub: "Sous-total", columns: []column{
		{"Nom de la collectivité", constant("Ville de Montbrun-le-Sec")},
		{"SIRET de la collectivité", constant("21999999900019")},
		{"Exercice", constant("2024")},
		{"Date de la délibération", dayAs("02/01/2006")},
		{"Nom du bénéficiaire", supplierOf},
		{"Objet", func(p purchase) any { return p.what }},
		{"Montant", cash(purchase.total)},
		{"Code postal", constant("99000")},
	}},
	{name: "France, mandats", delim: ";", comma: true, total: "TOTAL", sub: "Sous-total", amount: net, basis: BeforeTaxes, columns: []column{
		{"N° mandat", func(p purchase) any { return p.cheque }},
		{"Date d'émission", dayAs("02/01/2006")},
		{"Tiers", supplierOf},
		{"Libellé", func(p purchase) any { return p.what }},
		{"Montant HT", cash(net)},
		{"Montant TVA", cash(func(p purchase) int64 { return p.gst + p.qst })},
		{"Montant TTC", cash(purchase.total)},
		{"Imputation", func(p purchase) any { return p.account }},
	}},
	{name: "Canada, federal", delim: ",", total: "Total", sub: "Subtotal", columns: []column{
		{"Reference Number", func(p purchase) any { return p.invoice }},
		{"Vendor Name", supplierOf},
		{"Contract Date", dayAs("2006-01-02")},
		{"Economic Object Code", constant("0491")},
		{"Description of Work", func(p purchase) any { return p.what }},
		{"Contract Value", cash(purchase.total)},
		{"Reporting Period", constant("2024-2025-Q1")},
	}},
	{name: "Canada, city", delim: ",", total: "Total", sub: "Subtotal", columns: []column{
		{"Vendor No", func(p purchase) any { return p.no }},
		{"Vendor", supplierOf},
		{"Cheque No", func(p purchase) any { return p.cheque }},
		{"Cheque Date", dayAs("Jan 2, 2006")},
		{"GL Account", func(p purchase) any { return p.account }},
		{"Invoice Amount", cash(purchase.total)},
		{"Fiscal Year", constant("2024")},
	}},
	{name: "Québec", delim: ";", comma: true, total: "Grand total", sub: "Sous-total", columns: []column{
		{"No fourn.", func(p purchase) any { return p.no }},
		{"Nom fournisseur", supplierOf},
		{"No facture", func(p purchase) any { return p.invoice }},
		{"Date facture", dayAs("2006-01-02")},
		{"Poste budgétaire", func(p purchase) any { return p.account }},
		{"Description", func(p purchase) any { return p.what }},
		{"Montant", cash(purchase.total)},
		{"Résolution", constant("2024-117")},
	}},
	{name: "Québec, contrats", delim: ",", total: "Total", sub: "Sous-total", columns: []column{
		{"NUMERO", func(p purchase) any { return p.cheque }}, {"DATE SIGNATURE", dayAs("2006-01-02")}, {"ADJUDICATAIRE", supplierOf}, {"OBJET", func(p purchase) any { return p.what }}, {"MONTANT DU CONTRAT", cash(purchase.total)}, {"MODE D'ADJUDICATION", constant("Gré à gré")},
	}},
}

// sheetOf prints the purchases with a vocabulary.
func (v *vocabulary) sheetOf(list []purchase) (head []string, rows [][]string) {
	for _, c := range v.columns {
		head = append(head, c.header)
	}
	for _, p := range list {
		var row []string
		for _, c := range v.columns {
			x := c.value(p)
			if cents, ok := x.(int64); ok {
				x = v.money(cents)
			}
			row = append(row, fmt.Sprint(x))
		}
		rows = append(rows, row)
	}
	return head, rows
}

func (v *vocabulary) sumColumns() []int {
	var at []int
	for i, c := range v.columns {
		if _, ok := c.value(purchase{}).(int64); ok {
			at = append(at, i)
		}
	}
	return at
}

// totalOf is a row with the sums of some purchases.
func (v *vocabulary) totalOf(label string, list []purchase) []string {
	row := make([]string, len(v.columns))
	for _, i := range v.sumColumns() {
		var n int64
		for _, p := range list {
			n += v.columns[i].value(p).(int64)
		}
		row[i] = v.money(n)
	}
	at := 0
	if slices.Contains(v.sumColumns(), at) {
		at = 1
	}
	row[at] = label
	return row
}

// change is what happens to a table on its way to us.
type change struct {
	name   string
	totals func(n int) int // printed totals, of so many groups
	do     func(v *vocabulary, list []purchase, r *rand.Rand) [][]string
}

func whole(head []string, rows [][]string) [][]string { return append([][]string{head}, rows...) }

var changes = []change{
	{name: "as it is", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string { return whole(v.sheetOf(list)) }},
	{name: "titles above", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		return append([][]string{{v.name + " – 2024"}, {}, {"", "Report run 14/01/2025 at 10:22"}, {"Parameters: all"}, {}}, whole(v.sheetOf(list))...)
	}},
	{name: "columns shuffled", do: func(v *vocabulary, list []purchase, r *rand.Rand) [][]string {
		g := whole(v.sheetOf(list))
		order := r.Perm(len(v.columns))
		for i, row := range g {
			mixed := make([]string, len(row))
			for k, from := range order {
				mixed[k] = row[from]
			}
			g[i] = mixed
		}
		return g
	}},
	{name: "total below", totals: func(int) int { return 1 }, do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		return append(whole(v.sheetOf(list)), []string{}, v.totalOf(v.total, list))
	}},
	{name: "bare total below", totals: func(int) int { return 1 }, do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		return append(whole(v.sheetOf(list)), v.totalOf("", list))
	}},
	{name: "subtotals per supplier", totals: func(n int) int { return n + 1 }, do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		head, _ := v.sheetOf(nil)
		g := [][]string{head}
		for _, part := range suppliersOf(list) {
			_, rows := v.sheetOf(part)
			g = append(append(g, rows...), v.totalOf(v.sub, part))
		}
		return append(g, v.totalOf(v.total, list))
	}},
	{name: "header again every 20 rows", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		head, rows := v.sheetOf(list)
		var g [][]string
		for i, row := range rows {
			if i%20 == 0 {
				if i > 0 {
					g = append(g, []string{}, []string{fmt.Sprintf("Page %d", i/20+1)})
				}
				g = append(g, head)
			}
			g = append(g, row)
		}
		return g
	}},
	{name: "headers in capitals, without accents", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		g := whole(v.sheetOf(list))
		for i := range g[0] {
			g[0][i] = strings.ToUpper(strings.NewReplacer("é", "e", "É", "E").Replace(g[0][i]))
		}
		return g
	}},
	{name: "headers like_this", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		g := whole(v.sheetOf(list))
		for i := range g[0] {
			g[0][i] = strings.ToLower(strings.NewReplacer(" ", "_", "(£)", "gbp").Replace(g[0][i]))
		}
		return g
	}},
	{name: "empty columns and rows between", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		var g [][]string
		for i, row := range whole(v.sheetOf(list)) {
			wide := []string{""}
			for k, c := range row {
				if wide = append(wide, c); k == 2 {
					wide = append(wide, "")
				}
			}
			if g = append(g, append(wide, "", "", "")); i%9 == 4 {
				g = append(g, make([]string, len(row)+5))
			}
		}
		return g
	}},
	{name: "no header", do: func(v *vocabulary, list []purchase, _ *rand.Rand) [][]string {
		_, rows := v.sheetOf(list)
		return rows
	}},
}

// TestVariants reads every vocabulary under every change: the sum is right, or
// the file is refused, or a warning says what is doubtful; and all but the
// headerless ones are simply right.
func TestVariants(t *testing.T) {
	t.Parallel()
	hs, list := headers(t), boughtIn2024()
	groups := len(suppliersOf(list))
	right, all := 0, 0
	for vi := range vocabularies {
		v := &vocabularies[vi]
		for ci := range changes {
			c := &changes[ci]
			r := rand.New(rand.NewPCG(uint64(vi), uint64(ci)))
			s := shape{name: v.name + ", " + c.name, amount: v.amount, dates: true, basis: v.basis, make: func(t testing.TB, list []purchase) string {
				var g grid
				for _, row := range c.do(v, list, r) {
					var cells []any
					for _, x := range row {
						cells = append(cells, x)
					}
					g = append(g, cells)
				}
				return textOf(t, v.delim, "\r\n", nil, g)
			}}
			if c.totals != nil {
				s.totals = c.totals(groups)
			}
			if c.name == "no header" {
				s.warn = []string{"no_header"}
			}
			all++
			l, wrong := s.run(t, hs, list)
			if len(wrong) == 0 {
				right++
				continue
			}
			silent := l != nil && len(l.Warnings) == 0 && !l.Balance.SumKept.Equal(decimalOf(sum(list, s.money())))
			if silent || c.name != "no header" {
				t.Errorf("%s (silent: %t):\n  %s", s.name, silent, strings.Join(wrong, "\n  "))
			} else {
				t.Logf("%s: %s", s.name, strings.Join(wrong, "; "))
			}
		}
	}
	t.Logf("%d of %d variants right", right, all)
}
