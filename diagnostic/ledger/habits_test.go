package ledger

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jachete/templates/message"
)

// The order of day and month is decided on the whole column; what stays open is
// told with the number of dates concerned.
func TestDateOrderOfALedger(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		dates []string
		opt   Options
		want  []string
		order string
		warn  []string
	}{
		{"one date decides for all", []string{"01/02/2024", "03/04/2024", "25/12/2024"}, Options{}, []string{"2024-02-01", "2024-04-03", "2024-12-25"}, "dmy", nil},
		{"the other way round", []string{"01/02/2024", "03/04/2024", "12/25/2024"}, Options{}, []string{"2024-01-02", "2024-03-04", "2024-12-25"}, "mdy", nil},
		{"nothing decides", []string{"01/02/2024", "03/04/2024"}, Options{}, []string{"2024-02-01", "2024-04-03"}, "dmy", []string{"date_order"}},
		{"a person decides", []string{"01/02/2024", "03/04/2024"}, Options{DateOrder: "mdy"}, []string{"2024-01-02", "2024-03-04"}, "mdy", nil},
		{"one date is of the other order", []string{"13/02/2024", "14/04/2024", "15/06/2024", "16/07/2024", "02/25/2024"}, Options{}, []string{"2024-02-13", "2024-04-14", "2024-06-15", "2024-07-16", "2024-02-25"}, "dmy", nil},
		{"two digits of a year", []string{"05-MAR-24", "06-avr-24"}, Options{}, []string{"2024-03-05", "2024-04-06"}, "", nil},
		{"years first", []string{"24/03/31", "24/02/28"}, Options{DateOrder: "ymd"}, []string{"2024-03-31", "2024-02-28"}, "ymd", nil},
		{"no such day", []string{"31/02/2024", "13/03/2024"}, Options{}, []string{"", "2024-03-13"}, "dmy", []string{"bad_dates"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			data := "Fournisseur;Date;Montant\n"
			for i, d := range tt.dates {
				data += fmt.Sprintf("Atelier %c;%s;%d,50\n", 'A'+i, d, i+1)
			}
			l, err := read(t, data, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range l.Lines.All() {
				s := ""
				if !x.Date.IsZero() {
					s = x.Date.Format(time.DateOnly)
				}
				got = append(got, s)
			}
			if d := cmp.Diff(tt.want, got); d != "" || l.Tables[0].DateOrder != tt.order {
				t.Errorf("order %q, %s", l.Tables[0].DateOrder, d)
			}
			if d := cmp.Diff(append([]string{}, tt.warn...), warnings(l)); d != "" {
				t.Errorf("warnings: %s", d)
			}
		})
	}
}

// Several tables in one sheet are read apart, each with its own columns.
func TestSeveralTables(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, data string
		lines      []string
		heads      []int
	}{
		{
			"one under another, other columns",
			"Chèques;;\nFournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;20,00\n;;\nPrélèvements;;\nDate;Montant;Fournisseur\n2024-02-01;5,00;Cuir Fin\n2024-02-02;6,00;Drap Doux\n",
			[]string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-03", "Cuir Fin|5|2024-02-01", "Drap Doux|6|2024-02-02"},
			[]int{2, 7},
		},
		{
			"side by side",
			"Fournisseur;Date;Montant;;Fournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00;;Cuir Fin;2024-02-01;5,00\nBois Fou;2024-01-03;20,00;;Drap Doux;2024-02-02;6,00\n",
			[]string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-03", "Cuir Fin|5|2024-02-01", "Drap Doux|6|2024-02-02"},
			[]int{1, 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := read(t, tt.data, Options{})
			if err != nil {
				t.Fatal(err)
			}
			lines, _ := brief(l)
			var heads []int
			for _, tb := range l.Tables {
				heads = append(heads, tb.HeaderRow)
			}
			if d := cmp.Diff(tt.lines, lines) + cmp.Diff(tt.heads, heads); d != "" {
				t.Error(d)
			}
		})
	}
}

// Identifiers that a spreadsheet made numbers of come back, or are told lost.
func TestDamagedIdentifiers(t *testing.T) {
	t.Parallel()
	head := []any{"No fournisseur", "Fournisseur", "NEQ", "No TPS", "Montant"}
	path := book(t, "Achats", [][]any{
		head, {1024, "Atelier Nord", 1143920115, "123456789RT0001", 10.5}, {"1107", "Bois Fou", "1.143920115E+09", "1.23456789E+08", 20}, {"0042", "Cuir Fin", "1.14392E+09", "", 5},
	})
	l, err := Read(t.Context(), []string{path}, headers(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range l.Lines.All() {
		got = append(got, x.SupplierNo+"|"+x.NEQ+"|"+x.BN)
	}
	if d := cmp.Diff([]string{"1024|1143920115|123456789RT0001", "1107|1143920115|123456789", "0042||"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"lost_identifiers"}, warnings(l)); d != "" {
		t.Error(d)
	}
	if cells := l.Warnings[0].Args["cells"]; cells != "C4" {
		t.Errorf("the damage is told of %s", cells)
	}
}

// A column chosen between two amounts settles it, and a profile remembers.
func TestTwoAmountsSettled(t *testing.T) {
	t.Parallel()
	const data = "Supplier,Invoice Amount,Paid Amount\nAtelier Nord,10.00,9.00\nBois Fou,20.00,20.00\n"
	opt := Options{Columns: map[Field]string{Amount: "Paid Amount"}}
	l, err := read(t, data, opt)
	if err != nil || l.Balance.SumKept.String() != "29" {
		t.Fatalf("chosen by its header: %v", err)
	}
	var b bytes.Buffer
	if err := NewProfile(l, &opt).Write(&b); err != nil {
		t.Fatal(err)
	}
	p, err := ReadProfile(bytes.NewReader(b.Bytes()), "p.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(NewProfile(l, &opt), p); d != "" {
		t.Errorf("the profile came back otherwise: %s", d)
	}
	moved := "Paid Amount,SUPPLIER,invoice amount\n1.50,Cuir Fin,2.00\n3.00,Drap Doux,4.00\n"
	if _, err := read(t, moved, Options{}); faultKey(err) != "ledger.two_amounts" {
		t.Errorf("without a profile: %v", err)
	}
	l, err = read(t, moved, Options{Profile: p})
	if err != nil || l.Balance.SumKept.String() != "4.5" {
		t.Errorf("with the profile: %v", err)
	}
	if c := l.Tables[0].Columns[0]; c.Field != Amount || c.By != "profile" || c.Letter != "A" {
		t.Errorf("%+v", c)
	}
}

// What stands left or right of its header is found, one or two columns away.
func TestShiftedColumns(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"one to the right": "Fournisseur;Date;Montant;\n;Atelier Nord;2024-01-02;10,00\n;Bois Fou;2024-01-03;20,00\n",
		"one to the left":  ";Fournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00;\nBois Fou;2024-01-03;20,00;\n",
		"two to the right": "Fournisseur;Date;Montant;;\n;;Atelier Nord;2024-01-02;10,00\n;;Bois Fou;2024-01-03;20,00\n",
	} {
		l, err := read(t, data, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lines, _ := brief(l)
		if d := cmp.Diff([]string{"Atelier Nord|10|2024-01-02", "Bois Fou|20|2024-01-03"}, lines) + cmp.Diff([]string{"shifted"}, warnings(l)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Names on rows of their own go to the lines beneath, with their numbers and
// accounts.
func TestGroupRows(t *testing.T) {
	t.Parallel()
	l, err := read(t, "Date;Facture;Montant\nFournisseur : 1024 ATELIER NORD;;\n2024-01-02;F1;10,00\n2024-01-03;F2;20,00\nTotal fournisseur;;30,00\nFournisseur : 1107 BOIS FOU (suite);;\n2024-01-04;F3;5,00\nTotal fournisseur;;5,00\nFournisseur : 1213 9999-1234 Québec inc.;;\n2024-01-05;F4;7,00\nTotal fournisseur;;7,00\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range l.Lines.All() {
		got = append(got, x.SupplierNo+"|"+x.Supplier+"|"+x.Amount.String())
	}
	if d := cmp.Diff([]string{"1024|ATELIER NORD|10", "1024|ATELIER NORD|20", "1107|BOIS FOU|5", "1213|9999-1234 Québec inc.|7"}, got); d != "" {
		t.Error(d)
	}
	if b := l.Balance.RowsSetAside; b[GroupRow] != 3 || b[SubtotalRow]+b[TotalRow] != 3 {
		t.Errorf("%v", b)
	}
}

// Tax columns whose sum no ledger can hold make the row bad, not its sum wrong.
func TestConversionDoesNotOverflow(t *testing.T) {
	t.Parallel()
	head, row := "Fournisseur;Date;Montant avant taxes", "\nAtelier Nord;2024-01-02;999999999999,00"
	for range 12 {
		head, row = head+";TPS", row+";999999999999,00"
	}
	l, err := read(t, head+row+"\nBois Fou;2024-01-03;10,00;1,00\n", Options{Basis: WithTaxes, Columns: map[Field]string{Amount: "C", Supplier: "A"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Balance.SumKept.String(); got != "11" || l.Balance.RowsSetAside[BadAmount] != 1 {
		t.Errorf("sum %s, set aside %v", got, l.Balance.RowsSetAside)
	}
}

func TestReadingTakesTooLong(t *testing.T) {
	t.Parallel()
	_, err := read(t, "Fournisseur;Montant\n"+strings.Repeat("Atelier Nord;1,00\n", 10_000), Options{Limits: Limits{Time: 1}})
	if faultKey(err) != "file.too_slow" {
		t.Errorf("got %v", err)
	}
}

// What a cell holds cannot turn a message around.
func TestMessagesQuoteCellsPlainly(t *testing.T) {
	t.Parallel()
	const turn = "\u202e"
	l, err := read(t, "Fournisseur;Date;Montant"+turn+";NEQ\nAtelier Nord;2024-99-9"+turn+";12"+turn+"0,5;1\nBois Fou;2024-01-03;20,00;1,1"+turn+"E+09\nTotal"+turn+";;7,00;\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Warnings) < 2 {
		t.Errorf("warnings %v", warnings(l))
	}
	for _, w := range l.Warnings {
		for _, lang := range message.Langs {
			if text := message.In(lang).Fault(w); strings.Contains(text, turn) {
				t.Errorf("%q", text)
			}
		}
	}
}
