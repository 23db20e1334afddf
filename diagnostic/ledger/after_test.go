package ledger

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCutWidth(t *testing.T) {
	t.Parallel()
	cutAt := []string{
		"Les Entreprises d'excavation d", "Construction et rénovation des", "Association des gens d'ici et ", "Services techniques de la vall", "Regroupement des artisans du f", "Court", "Un nom plus long",
	}
	if got := CutWidth(slices.Values(cutAt)); got != 30 {
		t.Errorf("cut at 30 runes, found %d", got)
	}
	if got := CutWidth(slices.Values([]string{"Un nom", "Un autre nom bien plus long que tous"})); got != 0 {
		t.Errorf("names are not cut, found %d", got)
	}
	if got := CutWidth(slices.Values([]string{"Atelier no 12 inc.", "Atelier no 13 inc.", "Atelier no 14 inc.", "Atelier no 15 inc.", "Bois Fou"})); got != 0 {
		t.Errorf("numbered names are not cut, found %d", got)
	}
	var whole []string
	for _, s := range sellers {
		whole = append(whole, s.name)
	}
	if got := CutWidth(slices.Values(whole)); got != 0 {
		t.Errorf("names are not cut, found %d", got)
	}
}

func TestSplitCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		in    []string
		want  []string
		lines int
	}{
		{"dash", []string{"1024 - Atelier Nord", "1107 - Bois Fou", "1213 - 9999-1234 Québec inc.", "1024 - Atelier Nord"}, []string{"1024|Atelier Nord", "1107|Bois Fou", "1213|9999-1234 Québec inc.", "1024|Atelier Nord"}, 4},
		{"blank", []string{"A102 Atelier Nord", "B110 Bois Fou", "C001 Cuir Fin"}, []string{"A102|Atelier Nord", "B110|Bois Fou", "C001|Cuir Fin"}, 3},
		{"numbered companies are names", []string{"9999-1234 Québec inc.", "9999-4321 Québec inc.", "1234567 Canada ltée"}, []string{"|9999-1234 Québec inc.", "|9999-4321 Québec inc.", "|1234567 Canada ltée"}, 0},
		{"one name begins with a number", []string{"2000 Chandelles", "Atelier Nord", "Bois Fou", "Cuir Fin"}, []string{"|2000 Chandelles", "|Atelier Nord", "|Bois Fou", "|Cuir Fin"}, 0},
		{"a number that is not the supplier's", []string{"2024 Atelier Nord", "2024 Bois Fou", "2023 Cuir Fin"}, []string{"|2024 Atelier Nord", "|2024 Bois Fou", "|2023 Cuir Fin"}, 0},
	}
	for _, tt := range tests {
		var lines []Line
		for _, s := range tt.in {
			lines = append(lines, Line{Supplier: s})
		}
		p := packed(lines)
		n := splitCodes(p)
		var got []string
		for i := range lines {
			l := p.line(i)
			got = append(got, l.SupplierNo+"|"+l.Supplier)
		}
		if d := cmp.Diff(tt.want, got); d != "" || n != tt.lines {
			t.Errorf("%s: %d lines, %s", tt.name, n, d)
		}
	}
}

func TestCellsPutBack(t *testing.T) {
	t.Parallel()
	l, err := read(t, "Service,Supplier,Date,Amount,Text\n"+strings.Repeat("A,Atelier Nord,25/06/2024,10.00,x\n", 8)+"A,Bois Fou,06/06/2024991.62,y\nA,Cuir2207/06/2024,5.00,z\nA,Cuir/Fin2108/06/2024740,z\n"+
		"A,Drap, inc.,09/06/2024,7.50,x\nA,Étang Clair,10/06/2024,1,234.00,x\nTotal,,,3058.12,\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines, _ := brief(l)
	lines = lines[7:]
	want := []string{"Atelier Nord|10|2024-06-25", "Bois Fou|991.62|2024-06-06", "Cuir22|5|2024-06-07", "Cuir/Fin21|740|2024-06-08", "Drap, inc.|7.5|2024-06-09", "Étang Clair|1234|2024-06-10"}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"cells_joined"}, warnings(l)); d != "" {
		t.Error(d)
	}
}

// Columns without a header are no cells cut apart.
func TestUnnamedColumns(t *testing.T) {
	t.Parallel()
	l, err := read(t, "Supplier,Date,Amount\n"+strings.Repeat("Atelier Nord,25/06/2024,500,123\n", 6)+"Bois Fou,26/06/2024,7\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Balance.SumKept.String(); got != "3007" || len(l.Warnings) != 0 {
		t.Errorf("sum %s, %v", got, warnings(l))
	}
}
