package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/templates/message"
)

// Enterprises and persons in these tests are invented.

func write(t testing.TB, name, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read reads one text ledger.
func read(t testing.TB, data string, opt Options) (*Ledger, error) {
	t.Helper()
	return Read(context.Background(), []string{write(t, "achats.csv", data)}, headers(t), opt)
}

func faultKey(err error) string {
	var f *message.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func warnings(l *Ledger) []string {
	keys := []string{}
	for _, w := range l.Warnings {
		keys = append(keys, strings.TrimPrefix(w.Key, "ledger."))
	}
	return keys
}

// brief writes lines as "supplier|amount|date" and what was set aside as
// "row reason".
func brief(l *Ledger) (lines, asides []string) {
	for _, x := range l.Lines.All() {
		s := x.Supplier + "|" + x.Amount.String()
		if !x.Date.IsZero() {
			s += "|" + x.Date.Format("2006-01-02")
		}
		lines = append(lines, s)
	}
	for _, a := range l.Asides {
		asides = append(asides, itoa(a.Row)+" "+string(a.Reason))
	}
	return lines, asides
}

func TestTables(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		data   string
		opt    Options
		lines  []string
		asides []string
		warn   []string
	}{
		{
			name:   "french, titles, comma decimals, total",
			data:   "Ville de Val-Perdu;;\nListe des paiements;;\n\nFournisseur;Date;Montant\nAtelier Nord inc.;2024-03-05;1 234,56 $\nBois Fou enr.;2024-03-06;-10,00\nTotal;;1 224,56 $\n",
			lines:  []string{"Atelier Nord inc.|1234.56|2024-03-05", "Bois Fou enr.|-10|2024-03-06"},
			asides: []string{"1 title", "2 title", "4 header", "7 total"},
		},
		{
			name:   "subtotals by supplier, as a report prints them",
			data:   "Fournisseur,Facture,Montant\nAtelier Nord,F1,10.00\nAtelier Nord,F2,20.00\nSous-total Atelier Nord,,30.00\nBois Fou,F3,5.00\nTotal Bois Fou,,5.00\nGrand total,,35.00\n",
			lines:  []string{"Atelier Nord|10", "Atelier Nord|20", "Bois Fou|5"},
			asides: []string{"1 header", "4 subtotal", "6 subtotal", "7 total"},
		},
		{
			name:  "suppliers called Total are suppliers",
			data:  "Supplier Name,Date,Invoice No,Amount\nTotal Vent,01/02/2024,A1,10.00\nTotal Gaz et Lumière,13/02/2024,A2,20.00\nTotal,14/02/2024,A3,7.00\n",
			lines: []string{"Total Vent|10|2024-02-01", "Total Gaz et Lumière|20|2024-02-13", "Total|7|2024-02-14"}, asides: []string{"1 header"},
		},
		{
			name:  "supplier called Total in a table of two columns",
			data:  "Supplier Name,Total\nTotal Vent,10.00\nBois Fou,20.00\nTotal Gaz,99.00\nGrand Total,129.00\n",
			lines: []string{"Total Vent|10", "Bois Fou|20", "Total Gaz|99"}, asides: []string{"1 header", "5 total"},
		},
		{
			name:  "bare total on the last row",
			data:  "SupplierName,PaidDate,NetAmount\nAtelier Nord,2024-01-02,10.50\nBois Fou,2024-01-03,20.25\n,,30.75\n",
			lines: []string{"Atelier Nord|10.5|2024-01-02", "Bois Fou|20.25|2024-01-03"}, asides: []string{"1 header", "4 total"},
		},
		{
			name:  "money without a supplier is kept",
			data:  "Supplier,Date,Amount\nAtelier Nord,2024-01-02,10\n,2024-01-03,20\nBois Fou,2024-01-04,5\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "|20|2024-01-03", "Bois Fou|5|2024-01-04"}, asides: []string{"1 header"},
			warn: []string{"no_supplier"},
		},
		{
			name:  "total that disagrees",
			data:  "Supplier,Date,Amount\nAtelier Nord,2024-01-02,10\nBois Fou,2024-01-03,20\nTotal,,31\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-03"}, asides: []string{"1 header", "4 total"},
			warn: []string{"total_differs"},
		},
		{
			name:   "groups: a name alone above its invoices",
			data:   "Fournisseur;Facture;Montant\nAtelier Nord inc.;;\n;F1;10,00\n;F2;20,00\n;;30,00\nBois Fou;;\n;F3;5,00\n;;5,00\nTotal général;;35,00\n",
			lines:  []string{"Atelier Nord inc.|10", "Atelier Nord inc.|20", "Bois Fou|5"},
			asides: []string{"1 header", "2 group", "5 subtotal", "6 group", "8 subtotal", "9 total"},
			warn:   []string{"filled_down"},
		},
		{
			name:   "outline: a supplier's sum above its invoices",
			data:   "Fournisseur;Facture;Montant\nAtelier Nord;;35,00\n;F1;10,00\n;F2;25,00\nBois Fou;;7,00\n;F3;3,00\n;F4;4,00\nTotal;;42,00\n",
			lines:  []string{"Atelier Nord|10", "Atelier Nord|25", "Bois Fou|3", "Bois Fou|4"},
			asides: []string{"1 header", "2 subtotal", "5 subtotal", "8 total"},
			warn:   []string{"filled_down"},
		},
		{
			name:  "repeated header, blank rows, footnote",
			data:  "Payee,Date,Amount\nAtelier Nord,2024-01-02,10\n,,\n,,\nPayee,Date,Amount\nBois Fou,2024-01-03,20\nPrinted by the treasurer,,\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-03"}, asides: []string{"1 header", "5 repeated_header", "7 note"},
		},
		{
			name:  "no amount, bad amount",
			data:  "Payee,Date,Amount\nAtelier Nord,2024-01-02,10\nBois Fou,2024-01-03,\nCuir Fin,2024-01-03,12O.50\nDrap Doux,2024-01-04,5\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "Drap Doux|5|2024-01-04"}, asides: []string{"1 header", "3 no_amount", "4 bad_amount"},
			warn: []string{"bad_amounts"},
		},
		{
			name:  "debit and credit",
			data:  "Fournisseur;Date;Débit;Crédit\nAtelier Nord;2024-01-02;100,00;\nAtelier Nord;2024-01-03;;25,00\nBois Fou;2024-01-04;10,00;0,00\n",
			lines: []string{"Atelier Nord|100|2024-01-02", "Atelier Nord|-25|2024-01-03", "Bois Fou|10|2024-01-04"}, asides: []string{"1 header"},
		},
		{
			name:  "net, tax and gross related by arithmetic",
			data:  "Vendor,Date,Invoice Total,GST,QST,Invoice Amount\nAtelier Nord,2024-01-02,114.98,5.00,9.98,100.00\nBois Fou,2024-01-03,57.49,2.50,4.99,50.00\n",
			lines: []string{"Atelier Nord|100|2024-01-02", "Bois Fou|50|2024-01-03"}, asides: []string{"1 header"},
		},
		{
			name:  "no header",
			data:  "Atelier Nord inc.,A-17,Réparation de la toiture du garage municipal,\"1 250,00 $\"\nBois Fou ltée,A-18,Achat de madriers pour le quai,\"310,25 $\"\nCuir Fin inc.,A-19,Gants de travail,\"89,00 $\"\n",
			lines: []string{"Atelier Nord inc.|1250", "Bois Fou ltée|310.25", "Cuir Fin inc.|89"},
			warn:  []string{"no_header"},
		},
		{
			name:  "header far down, empty first column, duplicate header names",
			data:  strings.Repeat(",,,,\n", 6) + ",Report,,,\n,Supplier,Supplier,Date,Amount\n,1001,Atelier Nord,02/01/2024,10.00\n,1002,Bois Fou,15/01/2024,20.00\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-15"}, asides: []string{"7 title", "8 header"},
		},
		{
			name:   "header on two rows",
			data:   "Liste des paiements;;;\nNom du;Date du;Montant;Montant\nfournisseur;paiement;avant taxes;avec taxes\nAtelier Nord;2024-01-02;10,00;11,50\nBois Fou;2024-01-15;20,00;23,00\n",
			lines:  []string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-15"},
			asides: []string{"1 title", "2 title", "3 header"},
		},
		{
			name:  "bilingual headers, grouping columns",
			data:  "Vendor / Fournisseur,Amount / Montant,Payment,Year\nAtelier Nord,10.50,100201,2024\nBois Fou,20.25,100202,2024\nCuir Fin,20.25,100203,2024\nBois Fou,7.00,100204,2024\nBois Fou,8.00,100205,2024\n",
			lines: []string{"Atelier Nord|10.5", "Bois Fou|20.25", "Cuir Fin|20.25", "Bois Fou|7", "Bois Fou|8"}, asides: []string{"1 header"},
		},
		{
			name:  "data beside their headers",
			data:  "Supplier,Date,Amount,\n,Atelier Nord,2024-01-02,10.00\n,Bois Fou,2024-01-03,20.00\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-03"}, asides: []string{"1 header"},
			warn: []string{"shifted"},
		},
		{
			name:  "dates under another header",
			data:  "Supplier,Ref,Payment Date,Amount\nAtelier Nord,10/07/2018,10,1.00\nBois Fou,25/07/2018,20,2.00\n",
			lines: []string{"Atelier Nord|1|2018-07-10", "Bois Fou|2|2018-07-25"}, asides: []string{"1 header"},
			warn: []string{"date_elsewhere"},
		},
		{
			name:  "fractions of a cent stay in the sum",
			data:  "Payee,Date,Amount\nAtelier Nord,2024-01-02,1.005\nBois Fou,2024-01-03,1.005\nTotal,,2.01\n",
			lines: []string{"Atelier Nord|1.005|2024-01-02", "Bois Fou|1.005|2024-01-03"}, asides: []string{"1 header", "4 total"},
			warn: []string{"fractions"},
		},
		{
			name: "one currency chosen", opt: Options{Currency: "CAD"},
			data:  "Payee,Date,Amount,Currency\nAtelier Nord,2024-01-02,10,CAD\nBois Fou,2024-01-03,20,USD\nCuir Fin,2024-01-04,5,\n",
			lines: []string{"Atelier Nord|10|2024-01-02", "Cuir Fin|5|2024-01-04"}, asides: []string{"1 header", "3 other_currency"},
		},
		{
			name: "column and header row given", opt: Options{HeaderRow: 2, Columns: map[Field]string{Amount: "D", Supplier: "Qui"}},
			data:  "Supplier,Date,Amount,Other\nQui,Quand,Un,Deux\nAtelier Nord,2024-01-02,1,10\n",
			lines: []string{"Atelier Nord|10|2024-01-02"}, asides: []string{"1 title", "2 header"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := read(t, tt.data, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			lines, asides := brief(l)
			if d := cmp.Diff(tt.lines, lines); d != "" {
				t.Errorf("lines: %s", d)
			}
			if d := cmp.Diff(tt.asides, asides); d != "" {
				t.Errorf("set aside: %s", d)
			}
			want := tt.warn
			if want == nil {
				want = []string{}
			}
			if d := cmp.Diff(want, warnings(l)); d != "" {
				t.Errorf("warnings: %s", d)
			}
			for _, p := range l.Tables[0].Totals {
				if p.Verified == (tt.name == "total that disagrees") {
					t.Errorf("total %s verified: %t", p.Cell, p.Verified)
				}
			}
		})
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		data string
		opt  Options
		want string
	}{
		{"no amount column", "Supplier,Date,Description\nAtelier Nord,2024-01-02,Clous\n", Options{}, "ledger.no_amount_column"},
		{"no supplier column", "Date,Invoice,Amount\n2024-01-02,F1,10.00\n2024-01-03,F2,20.00\n", Options{}, "ledger.no_supplier_column"},
		{"two amounts", "Supplier,Invoice Amount,Paid Amount\nAtelier Nord,10.00,9.00\nBois Fou,20.00,20.00\n", Options{}, "ledger.two_amounts"},
		{"no amount parses", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,lots\nBois Fou,2024-01-03,more\n", Options{}, "ledger.no_amount_parses"},
		{"mixed currencies by sign", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,$10.00\nBois Fou,2024-01-03,£20.00\n", Options{}, "ledger.mixed_currencies"},
		{"mixed currencies by column", "Supplier,Currency,Amount\nAtelier Nord,CAD,10.00\nBois Fou,EUR,20.00\n", Options{}, "ledger.mixed_currencies"},
		{"header only", "Supplier,Date,Amount\n", Options{}, "ledger.no_rows"},
		{"unknown column", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,1\n", Options{Columns: map[Field]string{Amount: "ZZ"}}, "ledger.unknown_column"},
		{"unknown field", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,1\n", Options{Columns: map[Field]string{"colour": "A"}}, "ledger.unknown_field"},
		{"blank header row", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,1\n", Options{HeaderRow: 9}, "ledger.header_row_blank"},
		{"unknown sheet", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,1\n", Options{Sheet: "Feuil9"}, "ledger.unknown_sheet"},
		{"too many rows", "Supplier,Date,Amount\nAtelier Nord,2024-01-02,1\nBois Fou,2024-01-02,1\n", Options{Limits: Limits{Rows: 2}}, "file.too_many_rows"},
		{"basis without its column", "Supplier,Date,Net Amount\nAtelier Nord,2024-01-02,1\n", Options{Basis: WithTaxes}, "ledger.basis_missing"},
		{"a pdf", "%PDF-1.7", Options{}, "file.pdf"},
		{"prose", "Bonjour,\nvoici la liste demandée.\nMerci,\nle greffe\n", Options{}, "ledger.no_amount_column"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, tt.data, tt.opt)
			if got := faultKey(err); got != tt.want {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			var f *message.Fault
			errors.As(err, &f)
			for _, lang := range message.Langs {
				text := message.In(lang).Fault(f)
				if strings.ContainsAny(text, "‹{") || strings.Count(text, "\n") != 3 {
					t.Errorf("%s: a part is missing or a value is not filled in: %s", lang, text)
				}
			}
		})
	}
}

func TestLenientWarnsOnly(t *testing.T) {
	t.Parallel()
	l, err := read(t, "Supplier,Invoice Amount,Paid Amount\nAtelier Nord,10.00,9.00\nBois Fou,£20.00,$20.00\n", Options{Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"two_amounts"}, warnings(l)); d != "" {
		t.Error(d)
	}
	text := message.In(message.French).Fault(l.Warnings[0])
	if !strings.Contains(text, "30,00") || !strings.Contains(text, "29,00") {
		t.Errorf("the sums of both columns are not told: %s", text)
	}
}

func TestBasis(t *testing.T) {
	t.Parallel()
	data := "Fournisseur;Date;Montant avant taxes;TPS;TVQ;Ristourne\nAtelier Nord;2024-01-02;100,00;5,00;9,98;9,99\nBois Fou;2024-01-03;10,00;;;\n"
	for basis, want := range map[Basis]string{Unstated: "110", BeforeTaxes: "110", WithTaxes: "124.98", NetOfRebate: "114.99"} {
		l, err := read(t, data, Options{Basis: basis})
		if err != nil {
			t.Fatalf("%s: %v", basis, err)
		}
		if got := l.Balance.SumKept.String(); got != want {
			t.Errorf("%q: got %s, want %s", basis, got, want)
		}
		if basis != Unstated && l.Basis != basis {
			t.Errorf("%q: the ledger says %q", basis, l.Basis)
		}
	}
	l, err := read(t, "Fournisseur;Montant\nAtelier Nord;100,00\nBois Fou;1,00\n", Options{Basis: NetOfRebate})
	if err != nil || l.Basis != NetOfRebate || l.Balance.SumKept.String() != "101" {
		t.Errorf("a declared basis was not taken: %v %+v", err, l)
	}
}

// TestTotalsOfConvertedAmounts verifies a total that prints no taxes.
func TestTotalsOfConvertedAmounts(t *testing.T) {
	t.Parallel()
	l, err := read(t, "Fournisseur;Date;Montant avant taxes;Taxes\nAtelier Nord;2024-01-02;100,00;14,98\nBois Fou;2024-01-03;10,00;1,50\nTotal;;110,00;\n", Options{Basis: WithTaxes})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Balance.SumKept.String(); got != "126.48" || !l.Tables[0].Totals[0].Verified || len(l.Warnings) != 0 {
		t.Errorf("%s %+v %v", got, l.Tables[0].Totals, warnings(l))
	}
}

func TestStatedBasis(t *testing.T) {
	t.Parallel()
	w, err := compile(headers(t))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]Basis{
		"Montant avant taxes": BeforeTaxes, "Montant (avant taxes)": BeforeTaxes, "Net de ristourne": NetOfRebate, "Montant net des ristournes": NetOfRebate,
		"Total (excludes VAT)": BeforeTaxes, "Invoice Line Value (net of VAT)": BeforeTaxes, "NetAmount": BeforeTaxes, "Net": BeforeTaxes,
		"Gross": WithTaxes, "Total TTC": WithTaxes, "Montant taxes incluses": WithTaxes, "Amount inc VAT (£)": WithTaxes, "Montant net": Unstated, "Amount": Unstated,
	} {
		m := w.match(header)
		if m.basis != want || m.score[Amount] == 0 {
			t.Errorf("%s: basis %q, amount %d", header, m.basis, m.score[Amount])
		}
	}
	for _, header := range []string{"VAT Amount", "TPS", "No TPS", "Supplier Type", "Date du montant", "Solde", "Total TVQ"} {
		if m := w.match(header); m.best() == Amount || m.best() == Supplier {
			t.Errorf("%s was taken for %s", header, m.best())
		}
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	l, err := read(t, "Fournisseur;NEQ;Montant;Date\nAtelier Nord;1143920115.0;1,00;2024-01-01\nBois Fou;1.143920115E+09;2,00;2024-01-01\nCuir Fin;1,14E+09;3,00;2024-01-01\nDrap;1143 920 115;4,00;2024-01-01\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range l.Lines.All() {
		got = append(got, x.NEQ)
	}
	if d := cmp.Diff([]string{"1143920115", "1143920115", "", "1143920115"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"lost_identifiers"}, warnings(l)); d != "" {
		t.Error(d)
	}
}

// book writes a workbook; each sheet is a name and its rows.
func book(t testing.TB, sheets ...any) string {
	t.Helper()
	f := excelize.NewFile()
	for i := 0; i < len(sheets); i += 2 {
		name := sheets[i].(string)
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[i+1].([][]any) {
			for c, v := range row {
				if v == nil {
					continue
				}
				if err := f.SetCellValue(name, cellName(c, r+1), v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "achats.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSheets(t *testing.T) {
	t.Parallel()
	head := []any{"Fournisseur", "Date", "No facture", "Montant"}
	jan := [][]any{{"Janvier"}, head, {"Atelier Nord", "2024-01-02", "F1", 10.5}, {"Bois Fou", "2024-01-03", "F2", "1 000,25 $"}}
	feb := [][]any{head, {"Cuir Fin", "2024-02-02", "F3", 7}}
	sum := [][]any{{"Fournisseur", "Total"}, {"Atelier Nord", 10.5}, {"Bois Fou", 1000.25}}
	path := book(t, "Sommaire", sum, "Janvier", jan, "Février", feb, "Vide", [][]any{}, "Notes", [][]any{{"Fait par le greffe"}})
	l, err := Read(context.Background(), []string{path}, headers(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Balance.SumKept.String(); got != "1017.75" {
		t.Errorf("sum %s", got)
	}
	var tables, skipped []string
	for _, tb := range l.Tables {
		tables = append(tables, tb.Sheet)
	}
	for _, s := range l.Skipped {
		skipped = append(skipped, s.Sheet+" "+s.Reason)
	}
	if d := cmp.Diff([]string{"Janvier", "Février"}, tables); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Sommaire ledger.skip.other_columns", "Vide ledger.skip.empty", "Notes ledger.skip.no_columns"}, skipped); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"sheet_left_out"}, warnings(l)); d != "" {
		t.Error(d)
	}
	twice := book(t, "A", jan, "Copie", jan)
	if l, err = Read(context.Background(), []string{twice}, headers(t), Options{}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"duplicate_sheet"}, warnings(l)); d != "" {
		t.Error(d)
	}
	if _, err := Read(context.Background(), []string{twice, twice}, headers(t), Options{}); faultKey(err) != "ledger.same_file" {
		t.Errorf("the same file twice: %v", err)
	}
	if l, err = Read(context.Background(), []string{path}, headers(t), Options{Sheet: "sommaire"}); err != nil || l.Balance.SumKept.String() != "1010.75" {
		t.Errorf("chosen sheet: %v", err)
	}
}

func TestMergedSuppliers(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for r, row := range [][]any{{"Fournisseur", "Facture", "Montant"}, {"Atelier Nord", "F1", 10}, {nil, "F2", 20}, {nil, "F3", 5}, {"Bois Fou", "F4", 7}, {nil, "F5", 1}} {
		for c, v := range row {
			if err := f.SetCellValue("Sheet1", cellName(c, r+1), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.MergeCell("Sheet1", "A2", "A4"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	l, err := Read(context.Background(), []string{path}, headers(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines, _ := brief(l)
	if d := cmp.Diff([]string{"Atelier Nord|10", "Atelier Nord|20", "Atelier Nord|5", "Bois Fou|7", "|1"}, lines); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"filled_merged", "no_supplier"}, warnings(l)); d != "" {
		t.Error(d)
	}
}

func TestUncomputedFormulas(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for r, row := range [][]any{{"Supplier", "Date", "Amount"}, {"Atelier Nord", "2024-01-02"}, {"Bois Fou", "2024-01-03"}} {
		for c, v := range row {
			if err := f.SetCellValue("Sheet1", cellName(c, r+1), v); err != nil {
				t.Fatal(err)
			}
		}
		if r > 0 {
			if err := f.SetCellFormula("Sheet1", cellName(2, r+1), "1+1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(context.Background(), []string{path}, headers(t), Options{}); faultKey(err) != "ledger.uncomputed" {
		t.Errorf("got %v", err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	path := write(t, "x.csv", "Supplier,Amount\n"+strings.Repeat("Atelier Nord,1\n", 5000))
	if _, err := Read(ctx, []string{path}, headers(t), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
