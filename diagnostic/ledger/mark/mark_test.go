package mark

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Enterprises in these tests are invented.

func readMarked(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	led, err := ledger.Read(t.Context(), []string{path}, p.Headers, ledger.Options{Lenient: true, Marks: true})
	if err != nil {
		t.Fatal(err)
	}
	return led
}

func marked(t *testing.T, path string, say message.Printer) (*excelize.File, []byte) {
	t.Helper()
	led := readMarked(t, path)
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := Write(context.Background(), w, path, led, ledger.Options{}, say); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same ledger gave two different files")
	}
	f, err := excelize.OpenReader(bytes.NewReader(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return f, a.Bytes()
}

func workbook(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	for r, row := range [][]any{
		{"Achats 2024"},
		{"Fournisseur", "Date", "Montant"},
		{"Atelier Nord", "2024-01-02", 10.25},
		{"Bois Fou", "hier", 5.5},
		{"=cmd|x", "2024-01-03", "1O,00"},
		{"", "2024-01-04", 2},
		{"Cuir Fin", "2024-01-05", ""},
		{"Total", "", 18},
	} {
		for c, v := range row {
			cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	money, err := f.NewStyle(&excelize.Style{NumFmt: 4, Font: &excelize.Font{Italic: true}})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", "C3", "C8", money); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "achats.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWriteKeepsTheWorkbook(t *testing.T) {
	t.Parallel()
	f, _ := marked(t, workbook(t), message.In(message.English))
	for cell, want := range map[string]string{"A3": "Atelier Nord", "C3": "10.25", "A5": "=cmd|x", "D3": "", "D5": "← unreadable amount: its money is counted nowhere"} {
		if got, _ := f.GetCellValue("Sheet1", cell, excelize.Options{RawCellValue: true}); got != want {
			t.Errorf("%s holds %q, want %q", cell, got, want)
		}
	}
	if formula, _ := f.GetCellFormula("Sheet1", "A5"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
	for cell, want := range map[string]string{"C5": "F4A6A0", "B4": "F9E79B", "A6": "F9D49B", "A7": "F9D49B", "C8": "F4A6A0", "C3": ""} {
		id, err := f.GetCellStyle("Sheet1", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(style.Fill.Color, ""); got != want {
			t.Errorf("%s has the colour %q, want %q", cell, got, want)
		}
		if cell[0] == 'C' && (style.NumFmt != 4 || style.Font == nil || !style.Font.Italic) {
			t.Errorf("%s lost its format: %+v", cell, style)
		}
	}
	rows, err := f.GetRows("Causes")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		list = append(list, strings.Join(r, "|"))
	}
	all := strings.Join(list, "\n")
	for _, want := range []string{"unreadable amount: its money is counted nowhere|1|", "|Sheet1|C5", "|Sheet1|C8", "|Sheet1|A6", "|Sheet1|B4"} {
		if !strings.Contains(all, want) {
			t.Errorf("the causes lack %q:\n%s", want, all)
		}
	}
}

func TestWriteTextFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "achats.csv")
	if err := os.WriteFile(path, []byte("Fournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00\n=1+1;2024-01-03;x1\nBois Fou;2024-01-04;5,00\nTotal;;15,00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, _ := marked(t, path, message.In(message.French))
	if got, _ := f.GetCellValue("Ledger", "A3"); got != "=1+1" {
		t.Errorf("A3 holds %q", got)
	}
	if formula, _ := f.GetCellFormula("Ledger", "A3"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
	if got, _ := f.GetCellValue("Ledger", "D5"); got != "← total vérifié par les lignes" {
		t.Errorf("D5 holds %q", got)
	}
}

func TestEveryCauseHasWords(t *testing.T) {
	t.Parallel()
	for _, lang := range message.Langs {
		say := message.In(lang)
		for _, c := range causes {
			for _, key := range []string{"mark.cause.", "mark.do."} {
				if s := say.T(key + c.id); s == "" || strings.ContainsAny(s, "‹{") {
					t.Errorf("%s%s (%s): %q", key, c.id, lang, s)
				}
			}
		}
	}
	known := map[string]bool{}
	for _, c := range causes {
		known[c.id] = true
	}
	for _, id := range byWarning {
		if !known[id] {
			t.Errorf("%s is no cause", id)
		}
	}
	for _, id := range byReason {
		if !known[id] {
			t.Errorf("%s is no cause", id)
		}
	}
}

func TestChangedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("Fournisseur;Montant\nAtelier Nord;10,00\nBois Fou;1,00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	led := readMarked(t, path)
	if err := os.WriteFile(path, []byte("Fournisseur;Montant\nAtelier Nord;11,00\nBois Fou;1,00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(t.Context(), &bytes.Buffer{}, path, led, ledger.Options{}, message.In(message.French)); err == nil {
		t.Error("a file that changed was marked")
	}
}
