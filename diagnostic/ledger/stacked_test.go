package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Headers that stand on several rows, with their columns as "field=letter" and
// the row that the data begin under.
func TestStackedHeaders(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		data string
		row  int
		want []string
		sum  string
	}{
		{
			"three rows, taxes under taxes under amounts",
			"Ville de Val-Perdu;;;;;\nFournisseur;Date;Montant;;;No\n;;Taxes;;Total;facture\n;;TPS;TVQ;;\nAtelier Nord;2024-01-02;5,00;9,98;114,98;F1\nBois Fou;2024-01-03;0,50;1,00;11,50;F2\n",
			4,
			[]string{"supplier=A", "date=B", "gst=C", "qst=D", "amount=E", "invoice=F"},
			"126.48",
		},
		{
			"three rows, words cut to the width of their columns",
			"Nom;Date;Montant;No\ndu;du;avant;de\nfournisseur;paiement;taxes;facture\nAtelier Nord;2024-01-02;10,00;F1\nBois Fou;2024-01-03;20,00;F2\n",
			3,
			[]string{"supplier=A", "date=B", "amount=C", "invoice=D"},
			"30",
		},
		{
			"two rows under a title are no three",
			"Fournisseurs payés;;;;\nFournisseur;Date;Montant;;\n;;TPS;TVQ;Total\nAtelier Nord;2024-01-02;5,00;9,98;114,98\nBois Fou;2024-01-03;0,50;1,00;11,50\n",
			3,
			[]string{"supplier=A", "date=B", "gst=C", "qst=D", "amount=E"},
			"126.48",
		},
		{
			"one row under two rows of titles",
			"Liste des montants;;\nDate du rapport;;\nFournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;20,00\n",
			3,
			[]string{"supplier=A", "date=B", "amount=C"},
			"30",
		},
		{
			"a row of data above is no header",
			"Fournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00\nMontant;Date;\nBois Fou;2024-01-03;20,00\n",
			1,
			[]string{"supplier=A", "date=B", "amount=C"},
			"30",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := read(t, tt.data, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range l.Tables[0].Columns {
				got = append(got, string(c.Field)+"="+c.Letter)
			}
			if d := cmp.Diff(tt.want, got); d != "" || l.Tables[0].HeaderRow != tt.row || l.Balance.SumKept.String() != tt.sum {
				t.Errorf("header on row %d, sum %s, %s", l.Tables[0].HeaderRow, l.Balance.SumKept, d)
			}
		})
	}
	// The rows of a header are known again on the next page, all three.
	page := "Nom;Date;Montant;No\ndu;du;avant;de\nfournisseur;paiement;taxes;facture\n"
	l, err := read(t, page+"Atelier Nord;2024-01-02;10,00;F1\nBois Fou;2024-01-03;20,00;F2\n"+page+"Cuir Fin;2024-01-04;5,00;F3\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b := l.Balance; b.RowsKept != 3 || b.RowsSetAside[RepeatedHeader] != 3 || len(l.Tables) != 1 {
		t.Errorf("%+v", b)
	}
}
