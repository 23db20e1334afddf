package ledger

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/templates/message"
)

// A total that disagrees names the rows it adds up and what may explain it.
func TestTotalsThatDisagree(t *testing.T) {
	t.Parallel()
	const head = "Fournisseur;Date;Montant\n"
	tests := []struct {
		name string
		data string
		want *Span
	}{
		{"a line was added", head + "Atelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;20,00\nCuir Fin;2024-01-04;5,00\nTotal;;30,00\n", &Span{First: 2, Last: 4, Lines: 3, Alike: []string{"C4"}}},
		{"an amount cannot be read", head + "Atelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;2O,00\nCuir Fin;2024-01-04;5,00\nTotal;;35,00\n", &Span{First: 2, Last: 4, Lines: 2, Left: []string{"C3"}}},
		{"an amount is missing", head + "Atelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;\nCuir Fin;2024-01-04;5,00\nTotal;;99,00\n", &Span{First: 2, Last: 4, Lines: 2, Left: []string{"C3"}}},
		{
			"a subtotal speaks of its own supplier only",
			"Fournisseur;Facture;Montant\nAtelier Nord;F1;10,00\nAtelier Nord;F2;20,00\nSous-total Atelier Nord;;30,00\nBois Fou;F3;5,00\nBois Fou;F4;6,00\nSous-total Bois Fou;;12,00\nGrand total;;41,00\n",
			&Span{First: 5, Last: 6, Lines: 2},
		},
		{"a total that agrees", head + "Atelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;20,00\nTotal;;30,00\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := read(t, tt.data, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got *Span
			for _, p := range l.Tables[0].Totals {
				if p.Verified != (p.Span == nil) {
					t.Errorf("%s verified: %t, rows %+v", p.Cell, p.Verified, p.Span)
				}
				if p.Span != nil {
					got = p.Span
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Fatal(d)
			}
			if got == nil {
				return
			}
			for _, w := range l.Warnings {
				if w.Key != "ledger.total_differs" {
					continue
				}
				for _, lang := range message.Langs {
					text := message.In(lang).Fault(w)
					for _, cell := range append(append([]string{itoa(got.First), itoa(got.Last)}, got.Left...), got.Alike...) {
						if !strings.Contains(text, cell) {
							t.Errorf("%s: %s is not named: %s", lang, cell, text)
						}
					}
				}
			}
		})
	}
}
