package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

// The layouts below are invented after the habits of municipal accounting
// software in Québec: each prints the same purchases another way, and each must
// be read without one manual step, to the cent.

func net(p purchase) int64 { return p.net }

// suppliersOf cuts a sorted list into its suppliers.
func suppliersOf(list []purchase) [][]purchase {
	var parts [][]purchase
	for _, p := range bySupplier(list) {
		if n := len(parts); n > 0 && parts[n-1][0].no == p.no {
			parts[n-1] = append(parts[n-1], p)
			continue
		}
		parts = append(parts, []purchase{p})
	}
	return parts
}

func accountsOf(list []purchase) [][]purchase {
	var parts [][]purchase
	for _, p := range byAccount(list) {
		if n := len(parts); n > 0 && parts[n-1][0].account == p.account {
			parts[n-1] = append(parts[n-1], p)
			continue
		}
		parts = append(parts, []purchase{p})
	}
	return parts
}

var quebecShapes = []shape{
	{
		name: "list of cheques with titles and a total", dates: true, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Municipalité de Val-Perdu"}, {"Liste des chèques émis"}, {"Du 2024-01-01 au 2024-12-31"}, {}, {"No chèque", "Date", "Bénéficiaire", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.cheque, p.day, p.supplier, dollars(p.total())})
			}
			g = append(g, []any{}, []any{"Total des chèques", nil, nil, dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "invoices by supplier with subtotals", dates: true, numbers: true, totals: 15,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Liste des factures par fournisseur"}, {"No four.", "Fournisseur", "No facture", "Date facture", "Montant"}}
			for _, part := range suppliersOf(list) {
				for _, p := range part {
					g = append(g, []any{p.no, p.supplier, p.invoice, p.day, french(p.total())})
				}
				g = append(g, []any{nil, "Total " + part[0].supplier, nil, nil, french(sum(part, purchase.total))})
			}
			g = append(g, []any{"Total général", nil, nil, nil, french(sum(list, purchase.total))})
			return workbookOf(t, nil, "Rapport", g)
		},
	},
	{
		name: "supplier alone on a row, its invoices beneath, bare subtotals", dates: true, totals: 15, warn: []string{"filled_down"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "No facture", "Date", "Description", "Montant"}}
			for _, part := range suppliersOf(list) {
				g = append(g, []any{part[0].supplier})
				for _, p := range part {
					g = append(g, []any{nil, p.invoice, p.day, p.what, dollars(p.total())})
				}
				g = append(g, []any{nil, nil, nil, nil, dollars(sum(part, purchase.total))})
			}
			g = append(g, []any{nil, nil, nil, "Total", dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "printed report with pages, labelled groups, no supplier column", dates: true, numbers: true, totals: 15, warn: []string{"filled_down"},
		make: func(t testing.TB, list []purchase) string {
			var g grid
			page := 0
			head := func() {
				page++
				g = append(g, []any{"Municipalité de Val-Perdu", nil, nil, nil, "Page :", page}, []any{"Rapport des achats par fournisseur", nil, nil, nil, "Imprimé le :", "2025-01-14"}, []any{},
					[]any{"No facture", "Date", "Description", "Compte", "No chèque", "Montant"})
			}
			row := func(r ...any) {
				if len(g)%25 == 0 {
					if len(g) > 0 {
						g = append(g, []any{"Logiciel Grand Livre 9.2", nil, nil, nil, fmt.Sprintf("Page %d de 6", page)})
					}
					head()
				}
				g = append(g, r)
			}
			for _, part := range suppliersOf(list) {
				row("Fournisseur : " + part[0].no + " " + part[0].supplier)
				for _, p := range part {
					row(p.invoice, p.day.Format("2006-01-02"), p.what, p.account, p.cheque, grouped(p.total(), " ", ","))
				}
				row("Total du fournisseur "+part[0].no+" :", nil, nil, nil, nil, grouped(sum(part, purchase.total), " ", ","))
				row()
			}
			row("Grand total :", nil, nil, nil, nil, grouped(sum(list, purchase.total), " ", ","))
			return workbookOf(t, nil, "Rapport", g)
		},
	},
	{
		name: "labelled groups over three cells", dates: true, numbers: true, totals: 15, warn: []string{"filled_down"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Historique des fournisseurs"}, {}, {"Date", "Facture", "Description", nil, "Montant"}}
			for _, part := range suppliersOf(list) {
				g = append(g, []any{"Fournisseur :", part[0].no, part[0].supplier})
				for _, p := range part {
					g = append(g, []any{p.day, p.invoice, p.what, nil, dollars(p.total())})
				}
				g = append(g, []any{nil, nil, nil, "Sous-total", dollars(sum(part, purchase.total))}, []any{})
			}
			g = append(g, []any{nil, nil, nil, "Total", dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "general ledger by account, debit, credit, running balance", dates: true, totals: 6,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Ville de Val-Perdu"}, {"Grand livre détaillé"}, {"Date", "No pièce", "Fournisseur", "Description", "Débit", "Crédit", "Solde"}}
			for _, part := range accountsOf(list) {
				g = append(g, []any{"Compte : " + part[0].account + " " + part[0].accountName}, []any{nil, nil, nil, "Solde d'ouverture", nil, nil, 1500.0})
				balance, debits, credits := int64(150000), int64(0), int64(0)
				for _, p := range part {
					balance += p.total()
					row := []any{p.day, p.invoice, p.supplier, p.what, nil, nil, dollars(balance)}
					if p.total() < 0 {
						row[5] = dollars(-p.total())
						credits -= p.total()
					} else {
						row[4] = dollars(p.total())
						debits += p.total()
					}
					g = append(g, row)
				}
				g = append(g, []any{nil, nil, nil, "Total du compte", dollars(debits), dollars(credits), dollars(balance)}, []any{})
			}
			debits, credits := int64(0), int64(0)
			for _, p := range list {
				if p.total() < 0 {
					credits -= p.total()
				} else {
					debits += p.total()
				}
			}
			g = append(g, []any{"Total général", nil, nil, nil, dollars(debits), dollars(credits)})
			return workbookOf(t, nil, "GL", g)
		},
		check: func(t *testing.T, l *Ledger) {
			for _, x := range l.Lines.All() {
				if !strings.HasPrefix(x.Account, "02-") {
					t.Errorf("row %d has no account: %q", x.Row, x.Account)
					break
				}
			}
		},
	},
	{
		name: "credit-card statement", dates: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Relevé de compte"}, {"Titulaire : Municipalité de Val-Perdu"}, {"Numéro : **** **** **** 0000"}, {}, {"Date de transaction", "Date d'inscription", "Marchand", "Ville", "Montant ($)"}}
			for _, p := range list {
				g = append(g, []any{p.day.Format("02/01/2006"), p.day.AddDate(0, 0, 2).Format("02/01/2006"), p.supplier, p.city, comma(p.total())})
			}
			return textOf(t, ";", "\r\n", inCharmap(charmap.Windows1252), g)
		},
	},
	{
		name: "yearly public list of contracts over 2 000 $, merged contractors", totals: 15, warn: []string{"filled_merged"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Ville de Val-Perdu"}, {"Liste des contrats de plus de 2 000 $ conclus avec un même contractant"}, {"Exercice 2024"}, {"Nom du contractant", "Objet du contrat", "Montant"}}
			var merged [][2]int
			for _, part := range suppliersOf(list) {
				top := len(g) + 1
				for i, p := range part {
					row := []any{nil, p.what, dollars(p.total())}
					if i == 0 {
						row[0] = p.supplier
					}
					g = append(g, row)
				}
				merged = append(merged, [2]int{top, len(g)})
				g = append(g, []any{nil, "Total", dollars(sum(part, purchase.total))})
			}
			g = append(g, []any{nil, "Grand total", dollars(sum(list, purchase.total))})
			return workbookOf(t, func(f *excelize.File) {
				for _, m := range merged {
					if m[0] < m[1] {
						if err := f.MergeCell("2024", cellName(0, m[0]), cellName(0, m[1])); err != nil {
							t.Fatal(err)
						}
					}
				}
				if err := f.MergeCell("2024", "A2", "C2"); err != nil {
					t.Fatal(err)
				}
			}, "2024", g)
		},
	},
	{
		name: "two-row header, Montant over TPS, TVQ, Total", dates: true, basis: WithTaxes, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Liste des achats"}, {"Fournisseur", "Facture", nil, "Montant"}, {nil, "No", "Date", "TPS", "TVQ", "Total"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.invoice, p.day, dollars(p.gst), dollars(p.qst), dollars(p.total())})
			}
			g = append(g, []any{"Total", nil, nil, dollars(sum(list, func(p purchase) int64 { return p.gst })), dollars(sum(list, func(p purchase) int64 { return p.qst })), dollars(sum(list, purchase.total))})
			return workbookOf(t, func(f *excelize.File) {
				for _, m := range [][2]string{{"A2", "A3"}, {"B2", "C2"}, {"D2", "F2"}} {
					if err := f.MergeCell("Achats", m[0], m[1]); err != nil {
						t.Fatal(err)
					}
				}
			}, "Achats", g)
		},
	},
	{
		name: "two-row header with amounts before and with taxes", dates: true, amount: net, basis: BeforeTaxes,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Nom du", "Date de", "Montant", "Taxes", nil, "Montant"}, {"fournisseur", "facture", "avant taxes", "TPS", "TVQ", "total"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day.Format("2006/01/02"), comma(p.net), comma(p.gst), comma(p.qst), comma(p.total())})
			}
			return textOf(t, "\t", "\n", nil, g)
		},
	},
	{
		name: "a sheet per month behind a summary", dates: true, totals: 12, warn: []string{"sheet_left_out"},
		make: func(t testing.TB, list []purchase) string {
			months := []string{"Janvier", "Février", "Mars", "Avril", "Mai", "Juin", "Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre"}
			summary := grid{{"Sommaire annuel"}, {"Fournisseur", "Total"}}
			for _, part := range suppliersOf(list) {
				summary = append(summary, []any{part[0].supplier, dollars(sum(part, purchase.total))})
			}
			sheets := []any{"Sommaire", summary}
			for m, title := range months {
				g := grid{{"Achats de " + title}, {}, {"Fournisseur", "Date", "Facture", "Montant"}}
				var part []purchase
				for _, p := range list {
					if int(p.day.Month()) == m+1 {
						part = append(part, p)
						g = append(g, []any{p.supplier, p.day, p.invoice, dollars(p.total())})
					}
				}
				g = append(g, []any{"Total", nil, nil, dollars(sum(part, purchase.total))})
				if m == 4 { // someone added a column in May
					for i := range g {
						if i == 2 {
							g[i] = append(g[i], "Note")
						} else if i > 2 && i%3 == 0 {
							for len(g[i]) < 4 {
								g[i] = append(g[i], nil)
							}
							g[i] = append(g[i], "vu")
						}
					}
				}
				sheets = append(sheets, title, g)
			}
			return workbookOf(t, nil, sheets...)
		},
	},
	{
		name: "bank extract, withdrawals and deposits", dates: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Date", "Bénéficiaire", "No chèque", "Retrait", "Dépôt", "Solde"}}
			balance := int64(50_000_000)
			for _, p := range list {
				balance -= p.total()
				row := []any{p.day.Format("2006-01-02"), p.supplier, p.cheque, "", "", grouped(balance, " ", ",")}
				if p.total() < 0 {
					row[4] = grouped(-p.total(), " ", ",")
				} else {
					row[3] = grouped(p.total(), " ", ",")
				}
				g = append(g, row)
			}
			return textOf(t, ";", "\r\n", nil, g)
		},
	},
	{
		name: "bilingual headers", dates: true, numbers: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Supplier No. / No fournisseur", "Supplier Name / Nom du fournisseur", "Invoice Date / Date de facture", "Amount / Montant"}}
			for _, p := range list {
				g = append(g, []any{p.no, p.supplier, p.day, dollars(p.total())})
			}
			return workbookOf(t, nil, "Data", g)
		},
	},
	{
		name: "DOS export, code page 850", dates: true, numbers: true, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"NO FOURNISSEUR", "NOM DU FOURNISSEUR", "NO CHÈQUE", "DATE CHÈQUE", "MONTANT PAYÉ"}}
			for _, p := range list {
				g = append(g, []any{p.no, p.supplier, p.cheque, p.day.Format("20060102"), comma(p.total())})
			}
			g = append(g, []any{"TOTAL GÉNÉRAL", nil, nil, nil, comma(sum(list, purchase.total))})
			return textOf(t, ";", "\r\n", inCharmap(charmap.CodePage850), g)
		},
	},
	{
		name: "fixed-width print-out, code page 850", dates: true, numbers: true, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			var b strings.Builder
			pad := func(s string, n int) string {
				r := []rune(s)
				return string(r) + strings.Repeat(" ", max(0, n-len(r)))
			}
			left := func(s string, n int) string { return strings.Repeat(" ", max(0, n-len([]rune(s)))) + s }
			b.WriteString("                    MUNICIPALITÉ DE VAL-PERDU\r\n                    LISTE DES DÉBOURSÉS\r\n\r\n")
			b.WriteString(pad("No", 7) + pad("Nom du fournisseur", 42) + pad("Facture", 12) + pad("Date", 12) + left("Montant", 14) + "\r\n")
			b.WriteString(strings.Repeat("-", 87) + "\r\n")
			for _, p := range list {
				b.WriteString(pad(p.no, 7) + pad(p.supplier, 42) + pad(p.invoice, 12) + pad(p.day.Format("2006-01-02"), 12) + left(grouped(p.total(), " ", ","), 14) + "\r\n")
			}
			b.WriteString(strings.Repeat("-", 87) + "\r\n" + pad("TOTAL", 73) + left(grouped(sum(list, purchase.total), " ", ","), 14) + "\r\n")
			return textOf(t, "\x00", "", func(string) []byte { return inCharmap(charmap.CodePage850)(b.String()) }, grid{{"x"}})
		},
	},
	{
		name: "dates counted from 1904", dates: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day.Sub(time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24, dollars(p.total())})
			}
			return workbookOf(t, func(f *excelize.File) {
				yes := true
				if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
					t.Fatal(err)
				}
				style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
				if err == nil {
					err = f.SetCellStyle("Feuil1", "B2", cellName(1, len(g)), style)
				}
				if err != nil {
					t.Fatal(err)
				}
			}, "Feuil1", g)
		},
	},
	{
		name: "Windows-1252, CR line ends, comma decimals", dates: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Payé à", "Date du paiement", "Montant payé"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day.Format("02-01-2006"), grouped(p.total(), "\u00a0", ",")})
			}
			return textOf(t, ";", "\r", inCharmap(charmap.Windows1252), g)
		},
	},
	{
		name: "UTF-16 with tabs", dates: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day, french(p.total())})
			}
			return textOf(t, "\t", "\r\n", func(s string) []byte {
				out := []byte{0xff, 0xfe}
				for _, u := range utf16.Encode([]rune(s)) {
					out = append(out, byte(u), byte(u>>8))
				}
				return out
			}, g)
		},
	},
	{
		name: "columns shifted against the header", dates: true, warn: []string{"shifted"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Facture", "Montant"}}
			for _, p := range list {
				g = append(g, []any{nil, p.supplier, p.day, p.invoice, dollars(p.total())})
			}
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "no header", dates: true, warn: []string{"no_header"},
		make: func(t testing.TB, list []purchase) string {
			var g grid
			for _, p := range list {
				g = append(g, []any{p.cheque, p.day, p.supplier, p.account, p.what, comma(p.total())})
			}
			return textOf(t, ";", "\n", nil, g)
		},
	},
	{
		name: "no header, amounts before and with taxes", dates: true, amount: net, basis: BeforeTaxes, warn: []string{"no_header"},
		make: func(t testing.TB, list []purchase) string {
			var g grid
			for _, p := range list {
				g = append(g, []any{p.supplier, p.invoice, p.day, comma(p.net), comma(p.gst), comma(p.qst), comma(p.total())})
			}
			return textOf(t, ";", "\n", nil, g)
		},
	},
	{
		name: "empty columns and thousands of comma-only rows", dates: true,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"", "Fournisseur", "Date", "Montant", "", "", "", ""}}
			for _, p := range list {
				g = append(g, []any{"", p.supplier, p.day, point(p.total()), "", "", "", ""})
			}
			for range 5000 {
				g = append(g, []any{"", "", "", "", "", "", "", ""})
			}
			return textOf(t, ",", "\r\n", nil, g)
		},
	},
	{
		name: "amount before taxes beside amount with taxes", dates: true, amount: net, basis: BeforeTaxes, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date facture", "Montant avant taxes", "TPS", "TVQ", "Montant total"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day, dollars(p.net), dollars(p.gst), dollars(p.qst), dollars(p.total())})
			}
			g = append(g, []any{"TOTAL", nil, dollars(sum(list, net)), nil, nil, dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "Achats", g)
		},
	},
	{
		name: "credits in brackets, behind, and marked CR", dates: true, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Montant"}}
			n := 0
			for _, p := range list {
				s := french(p.total())
				if p.total() < 0 {
					s = []string{"(" + grouped(-p.total(), " ", ",") + ")", grouped(-p.total(), " ", ",") + "-", grouped(-p.total(), " ", ",") + " CR"}[n%3]
					n++
				}
				g = append(g, []any{p.supplier, p.day, s})
			}
			g = append(g, []any{"Total du rapport", nil, french(sum(list, purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "dates in words", dates: true,
		make: func(t testing.TB, list []purchase) string {
			months := []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
			g := grid{{"Date", "Fournisseur", "Montant"}}
			for i, p := range list {
				d := fmt.Sprintf("%d %s %d", p.day.Day(), months[p.day.Month()-1], p.day.Year())
				if i%2 == 1 {
					d = strings.ToUpper(p.day.Format("02-Jan-06"))
				}
				g = append(g, []any{d, p.supplier, comma(p.total())})
			}
			return textOf(t, ";", "\n", nil, g)
		},
	},
	{
		name: "number and name in one cell", dates: true, numbers: true, warn: []string{"code_in_name"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.no + " - " + p.supplier, p.day, dollars(p.total())})
			}
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "names cut at 20 signs, printed in capitals", dates: true, numbers: true, warn: []string{"cut_names"},
		supplier: func(p purchase) string {
			return strings.TrimSpace(string([]rune(p.supplier + strings.Repeat(" ", 20))[:20]))
		},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"No", "Fournisseur", "Date", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.no, strings.ToUpper(strings.TrimSpace(string([]rune(p.supplier + strings.Repeat(" ", 20))[:20]))), p.day, dollars(p.total())})
			}
			return workbookOf(t, nil, "Feuil1", g)
		},
		check: func(t *testing.T, l *Ledger) {
			if l.Tables[0].CutWidth != 20 {
				t.Errorf("cut at %d", l.Tables[0].CutWidth)
			}
		},
	},
	{
		name: "two tables side by side", dates: true, totals: 2,
		make: func(t testing.TB, list []purchase) string {
			half := (len(list) + 1) / 2
			g := grid{{"Chèques et dépôts directs"}, {"Fournisseur", "Date", "Montant", nil, "Fournisseur", "Date", "Montant"}}
			for i := range half {
				p := list[i]
				row := []any{p.supplier, p.day, dollars(p.total())}
				if i+half < len(list) {
					q := list[i+half]
					row = append(row, nil, q.supplier, q.day, dollars(q.total()))
				}
				g = append(g, row)
			}
			g = append(g, []any{"Total", nil, dollars(sum(list[:half], purchase.total)), nil, "Total", nil, dollars(sum(list[half:], purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "two tables one above the other, other columns", dates: true, totals: 2,
		make: func(t testing.TB, list []purchase) string {
			half := len(list) / 2
			g := grid{{"Chèques"}, {"No chèque", "Date", "Fournisseur", "Montant"}}
			for _, p := range list[:half] {
				g = append(g, []any{p.cheque, p.day, p.supplier, dollars(p.total())})
			}
			g = append(g, []any{"Total", nil, nil, dollars(sum(list[:half], purchase.total))}, []any{}, []any{"Dépôts directs"}, []any{"Bénéficiaire", "Description", "Date du dépôt", "No dépôt", "Montant versé"})
			for _, p := range list[half:] {
				g = append(g, []any{p.supplier, p.what, p.day, p.cheque, dollars(p.total())})
			}
			g = append(g, []any{"Total", nil, nil, nil, dollars(sum(list[half:], purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "details above a summary by supplier", dates: true, totals: 1, warn: []string{"summary_left_out"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Facture", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day, p.invoice, dollars(p.total())})
			}
			g = append(g, []any{"Total", nil, nil, dollars(sum(list, purchase.total))}, []any{}, []any{"Sommaire par fournisseur"}, []any{"Fournisseur", "Total"})
			for _, part := range suppliersOf(list) {
				g = append(g, []any{part[0].supplier, dollars(sum(part, purchase.total))})
			}
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "a supplier's sum above its lines, as pivot tables print", dates: true, totals: 15, warn: []string{"filled_down"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Somme de Montant"}}
			for _, part := range suppliersOf(list) {
				g = append(g, []any{part[0].supplier, nil, dollars(sum(part, purchase.total))})
				for _, p := range part {
					g = append(g, []any{nil, p.day, dollars(p.total())})
				}
			}
			g = append(g, []any{"Total général", nil, dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "quoted cells, pipe, stray quotes", dates: true,
		make: func(t testing.TB, list []purchase) string {
			var b strings.Builder
			b.WriteString("sep=|\nFournisseur|Date|Montant\n")
			for _, p := range list {
				fmt.Fprintf(&b, "%s|%s|%s\n", p.supplier, p.day.Format("2006-01-02"), point(p.total()))
			}
			return write(t, "x.csv", b.String())
		},
	},
	{
		name: "hidden rows and a hidden sheet", dates: true, warn: []string{"hidden_rows"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day, dollars(p.total())})
			}
			return workbookOf(t, func(f *excelize.File) {
				for _, r := range []int{7, 8, 21} {
					if err := f.SetRowVisible("Achats", r, false); err != nil {
						t.Fatal(err)
					}
				}
				if err := f.SetSheetVisible("Ancien", false); err != nil {
					t.Fatal(err)
				}
			}, "Achats", g, "Ancien", grid{{"Fournisseur", "Date", "Montant"}, {"Bois Fou", "2023-01-01", 10}})
		},
	},
	{
		name: "list for the council by department, with subtotals", dates: true, totals: 6,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Comptes à payer"}, {"Séance du 14 janvier 2025"}, {"Fournisseur", "Description", "Date", "Montant"}}
			for _, part := range accountsOf(list) {
				g = append(g, []any{strings.ToUpper(part[0].accountName)})
				for _, p := range part {
					g = append(g, []any{p.supplier, p.what, p.day, french(p.total())})
				}
				g = append(g, []any{nil, nil, "Sous-total", french(sum(part, purchase.total))})
			}
			g = append(g, []any{nil, nil, "Total à payer", french(sum(list, purchase.total))}, []any{}, []any{"Je certifie qu'il y a des crédits suffisants."}, []any{"La greffière-trésorière"})
			return workbookOf(t, nil, "Séance", g)
		},
	},
	{
		name: "total as text in one cell", dates: true, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur", "Date", "Montant"}}
			for _, p := range list {
				g = append(g, []any{p.supplier, p.day, french(p.total())})
			}
			g = append(g, []any{"Total des paiements : " + french(sum(list, purchase.total))})
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "cheque amount on the first of its invoices", dates: true, totals: 1,
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"No chèque", "Fournisseur", "Date", "No facture", "Montant facture", "Montant chèque"}}
			parts := suppliersOf(list)
			for _, part := range parts {
				for i, p := range part {
					row := []any{nil, p.supplier, p.day, p.invoice, dollars(p.total()), nil}
					if i == 0 {
						row[0], row[5] = p.cheque, dollars(sum(part, purchase.total))
					}
					g = append(g, row)
				}
			}
			g = append(g, []any{"Total", nil, nil, nil, dollars(sum(list, purchase.total)), dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "Chèques", g)
		},
	},
	{
		name: "group by number and name beneath a shared first column", dates: true, numbers: true, totals: 14, warn: []string{"filled_down"},
		make: func(t testing.TB, list []purchase) string {
			g := grid{{"Fournisseur / Facture", "Date", "Description", "Montant"}}
			for _, part := range suppliersOf(list) {
				g = append(g, []any{part[0].no + "  " + part[0].supplier})
				for _, p := range part {
					g = append(g, []any{p.invoice, p.day, p.what, dollars(p.total())})
				}
				g = append(g, []any{nil, nil, "Total du fournisseur", dollars(sum(part, purchase.total))})
			}
			return workbookOf(t, nil, "Feuil1", g)
		},
	},
	{
		name: "deep header, empty columns, identifiers as floats", dates: true, basis: BeforeTaxes, amount: net,
		make: func(t testing.TB, list []purchase) string {
			var g grid
			for i := range 18 {
				if i%4 == 1 {
					g = append(g, []any{nil, nil, fmt.Sprintf("Paramètre %d : tous", i)})
				} else {
					g = append(g, []any{})
				}
			}
			g = append(g, []any{nil, nil, "NEQ", "Raison sociale", nil, "Date", "Montant (avant taxes)"})
			for _, p := range list {
				g = append(g, []any{nil, nil, 1143920115.0, p.supplier, nil, p.day, dollars(p.net)})
			}
			return workbookOf(t, nil, "Extraction", g)
		},
		check: func(t *testing.T, l *Ledger) {
			if l.Lines.At(0).NEQ != "1143920115" {
				t.Errorf("NEQ %q", l.Lines.At(0).NEQ)
			}
		},
	},
	{
		name: "quarters with a subtotal each and a cumulative column", dates: true, totals: 5,
		make: func(t testing.TB, list []purchase) string {
			list = slices.Clone(list)
			g := grid{{"Fournisseur", "Date", "Montant", "Cumulatif"}}
			var run int64
			for q := range 4 {
				var part []purchase
				for _, p := range list {
					if (int(p.day.Month())-1)/3 == q {
						part = append(part, p)
						run += p.total()
						g = append(g, []any{p.supplier, p.day, dollars(p.total()), dollars(run)})
					}
				}
				g = append(g, []any{fmt.Sprintf("Sous-total trimestre %d", q+1), nil, dollars(sum(part, purchase.total))})
			}
			g = append(g, []any{"Total annuel", nil, dollars(sum(list, purchase.total))})
			return workbookOf(t, nil, "2024", g)
		},
	},
}

// TestQuebecShapes reads every layout without a manual step and prints the table.
func TestQuebecShapes(t *testing.T) {
	t.Parallel()
	hs, list := headers(t), boughtIn2024()
	var table strings.Builder
	right := 0
	for i := range quebecShapes {
		s := &quebecShapes[i]
		l, wrong := s.run(t, hs, list)
		state := "ok"
		if len(wrong) > 0 {
			state = "NO"
			t.Errorf("%s:\n  %s", s.name, strings.Join(wrong, "\n  "))
		} else {
			right++
			if s.check != nil {
				s.check(t, l)
			}
		}
		fmt.Fprintf(&table, "%-70s %s", s.name, state)
		if l != nil {
			fmt.Fprintf(&table, "  %d lines  %s", l.Lines.Len(), l.Balance.SumKept.StringFixed(2))
		}
		table.WriteByte('\n')
	}
	t.Logf("\n%s%d of %d layouts right", table.String(), right, len(quebecShapes))
}

// TestShortLedgers reads the layouts with few purchases, where arithmetic and
// habit have little to go by: the sum is right, or a warning or a refusal says
// that something is doubtful.
func TestShortLedgers(t *testing.T) {
	t.Parallel()
	hs, list := headers(t), boughtIn2024()
	right, all := 0, 0
	for i := range quebecShapes {
		s := &quebecShapes[i]
		for _, few := range [][]purchase{list[:2], list[20:23], list[28:33], list[4:16], list[10:40]} {
			path := s.make(t, few)
			l, err := Read(t.Context(), []string{path}, hs, Options{})
			all++
			switch {
			case err != nil:
				t.Logf("%s, %d purchases: %v", s.name, len(few), err)
			case l.Balance.SumKept.Equal(decimalOf(sum(few, s.money()))):
				right++
			case len(l.Warnings) == 0:
				t.Errorf("%s, %d purchases: %s without a warning, want %s", s.name, len(few), l.Balance.SumKept, decimalOf(sum(few, s.money())))
			default:
				t.Logf("%s, %d purchases: %s, want %s, warned %q", s.name, len(few), l.Balance.SumKept, decimalOf(sum(few, s.money())), warnings(l))
			}
		}
	}
	t.Logf("%d of %d right", right, all)
}
