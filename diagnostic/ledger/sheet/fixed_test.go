package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func rowsOfText(t *testing.T, text string) (b *Book, rows []string) {
	t.Helper()
	b, err := Open(write(t, "x.txt", []byte(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	for row, err := range b.Rows("") {
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	return b, rows
}

func TestFixedWidth(t *testing.T) {
	t.Parallel()
	text := "      MUNICIPALITE DE VAL-PERDU\r\n\r\n" +
		"No    Nom                       Date             Montant\r\n" +
		"-------------------------------------------------------\r\n" +
		"1001  Atelier Nord, inc.        2024-01-02         10,00\r\n" +
		"1002  Bois Fou                  2024-01-03  1 234 567,89\r\n" +
		"      Cuir Fin                  2024-01-04         -5,00\r\n" +
		"1004  Drap Doux et associes     2024-01-05          7,00\r\n" +
		"TOTAL                                       1 234 579,89\r\n"
	b, rows := rowsOfText(t, text)
	want := []string{
		"|MUNICIPALITE DE VAL-PERDU", "", "No|Nom|Date|Montant", "", "1001|Atelier Nord, inc.|2024-01-02|10,00", "1002|Bois Fou|2024-01-03|1 234 567,89",
		"|Cuir Fin|2024-01-04|-5,00", "1004|Drap Doux et associes|2024-01-05|7,00", "TOTAL|||1 234 579,89",
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	if b.Delimiter() != "fixed" {
		t.Errorf("delimiter %q", b.Delimiter())
	}
	for _, other := range []string{
		"a;b;c\n1;2  3  4;5\n6;7  8  9;0\n1;2  2  2;3\n", "Bonjour,\nvoici  la  liste.\nMerci,\nle greffe\n",
	} {
		if b, _ := rowsOfText(t, other); b.Delimiter() == "fixed" {
			t.Errorf("%q was taken for a print-out", other)
		}
	}
}
