package workbook_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic"
	"jachete/diagnostic/diagnostictest"
	"jachete/reports/workbook"
	"jachete/templates/message"
	"jachete/templates/testkit"
)

const ledgerText = `Date,Fournisseur,NEQ,Description,Compte,Montant
2024-01-02,Atelier du Lac,,bancs de parc,02-701-50-522,1200.10
2024-01-09,ATELIER DU LAC,,réparation,02-701-50-522,-200.05
2024-02-03,Hydro-Québec,,électricité,02-701-20-681,5000.00
2024-02-05,Ferme des Trois Pignons inc.,,paniers,02-701-20-610,300.00
2024-03-01,"=HYPERLINK(""http://exemple.invalide"",""clic"")",,"+1+1",02-130-00-670,10.00
2024-03-02,@SUM(A1:A9),,"-2+3",02-130-00-670,20.00
2024-04-02,Club de l'amitié imaginaire,,subvention annuelle,02-701-20-970,750.00
`

const registryText = `Nom,Ville,Code postal,MRC,Catégories,Territoire desservi
Atelier du Lac,Beauharnois,J6N 1A1,Beauharnois-Salaberry,mobilier,*
Coopérative des jardins rêvés,Huntingdon,J0S 1H0,Le Haut-Saint-Laurent,alimentation,*
`

// small makes a diagnostic from the texts above.
func small(t testing.TB) *diagnostic.Diagnostic {
	t.Helper()
	return of(t, ledgerText)
}

func of(t testing.TB, ledger string) *diagnostic.Diagnostic {
	t.Helper()
	return diagnostictest.Make(t, diagnostictest.Request(t, ledger, registryText, func(q *diagnostic.Request) { q.Buyer = "Ville de Beauharnois" }))
}

func write(t testing.TB, d *diagnostic.Diagnostic, lang message.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := workbook.Write(&b, d, lang); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestEveryFigureStandsInItsCell(t *testing.T) {
	t.Parallel()
	d := small(t)
	for _, lang := range message.Langs {
		f := open(t, write(t, d, lang))
		sheet := message.In(lang).T("workbook.sheet.figures")
		checked := 0
		for _, fig := range d.Figures {
			got, err := f.GetCellValue(sheet, fig.Cell, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			if !fig.Value.Valid {
				if got != message.In(lang).T("workbook.no_value") {
					t.Errorf("%s: %s holds %q for no value", fig.ID, fig.Cell, got)
				}
				continue
			}
			v, err := decimal.NewFromString(got)
			if err != nil || !v.Equal(fig.Value.Decimal) {
				t.Errorf("%s: %s holds %q, want %s", fig.ID, fig.Cell, got, fig.Value.Decimal)
			}
			checked++
		}
		if checked < 50 {
			t.Errorf("only %d figures checked", checked)
		}
		if n := len(f.GetDefinedName()); n < len(d.Figures) { // filters are names too
			t.Errorf("%d defined names for %d figures", n, len(d.Figures))
		}
	}
}

// What the format would read otherwise stands as it was written; what turns the
// direction of writing is shown; a text is cut at what a cell holds.
func TestTextsAreWhatTheyAre(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\U0001F600", 20_000) // two units of UTF-16 each
	d := small(t)
	texts := map[string]string{
		"_x0041_ et <b> & \"x\"":         "_x0041_ et <b> & \"x\"",
		" espaces ":                      " espaces ",
		"nom \u202eliated\u2066 x\u200b": "nom \ufffdliated\ufffd x\ufffd",
		"fin\x00\x1b\u0085":              "fin\ufffd\ufffd\ufffd",
		"\xff mal codé":                  "\ufffd mal codé",
		long:                             strings.Repeat("\U0001F600", 16_383),
	}
	want := map[string]bool{}
	i := 0
	for text, shown := range texts {
		d.Lines[i].Description = text
		want[shown] = true
		i++
	}
	f := open(t, write(t, d, message.French))
	cells, err := f.GetCols(message.In(message.French).T("workbook.sheet.lines"))
	if err != nil {
		t.Fatal(err)
	}
	for _, col := range cells {
		for _, v := range col {
			delete(want, v)
		}
	}
	for v := range want {
		t.Errorf("not in the workbook: %.60q", v)
	}
}

// Numbers are the decimals themselves, with every digit.
func TestNumbersAreExact(t *testing.T) {
	t.Parallel()
	d := small(t)
	d.Lines[0].Amount = decimal.RequireFromString("1234567890123456789.01")
	f := open(t, write(t, d, message.English))
	got, err := f.GetCellValue(message.In(message.English).T("workbook.sheet.lines"), "E5", excelize.Options{RawCellValue: true})
	if err != nil || got != "1234567890123456789.01" {
		t.Errorf("%q, %v", got, err)
	}
}

// Every table can be filtered and keeps its header in sight.
func TestTablesHaveFilterAndHeader(t *testing.T) {
	t.Parallel()
	f := open(t, write(t, small(t), message.French))
	for i, sheet := range f.GetSheetList() {
		p, err := f.GetPanes(sheet)
		if err != nil || p.Freeze != (i > 0) {
			t.Errorf("%s: %+v %v", sheet, p, err)
		}
	}
	filters := 0
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm._FilterDatabase" {
			filters++
		}
	}
	if filters < 6 {
		t.Errorf("%d filters", filters)
	}
}

type fullDisk struct{ left int }

func (f *fullDisk) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	t.Parallel()
	d := small(t)
	for _, left := range []int{0, 500, 4000} {
		if err := workbook.Write(&fullDisk{left}, d, message.French); err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("after %d bytes: %v", left, err)
		}
	}
}

// Text of the ledger that looks like a formula stays text.
func TestHostileTextIsNoFormula(t *testing.T) {
	t.Parallel()
	f := open(t, write(t, small(t), message.French))
	hostile := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, v := range row {
				if v == "" || !strings.ContainsAny(v[:1], "=+@") {
					continue
				}
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				formula, err := f.GetCellFormula(sheet, cell)
				if err != nil || formula != "" {
					t.Errorf("%s!%s holds the formula %q (%v)", sheet, cell, formula, err)
				}
				hostile++
			}
		}
	}
	if hostile < 4 {
		t.Errorf("only %d hostile cells found: the test looks in the wrong place", hostile)
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(write(t, small(t), message.French), write(t, small(t), message.French)) {
		t.Error("two runs on the same input differ")
	}
}

// A spreadsheet program opens the workbook, sums the lines again, and finds our
// sums.
func TestSpreadsheetProgramFindsTheSameSums(t *testing.T) {
	t.Parallel()
	soffice := testkit.Tool(t, "soffice")
	dir := t.TempDir()
	d := small(t)
	if err := os.WriteFile(filepath.Join(dir, "annexe.xlsx"), write(t, d, message.French), 0o600); err != nil {
		t.Fatal(err)
	}
	// Sheet 2 (the figures) as csv, recalculated on load.
	filter := `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2`
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", filter, "--outdir", dir, filepath.Join(dir, "annexe.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(found) != 1 {
		t.Fatalf("converted files %v, %v", found, err)
	}
	file, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	recounts := 0
	for _, row := range rows {
		if len(row) < 5 || row[3] == "" || row[3] == "Recalcul" {
			continue
		}
		recounts++
		if row[2] != row[3] {
			t.Errorf("%s: we say %s, the spreadsheet %s", row[4], row[2], row[3])
		}
	}
	if recounts < 5 {
		t.Errorf("only %d sums were counted again\n%s", recounts, fmt.Sprint(rows[:min(8, len(rows))]))
	}
}

func BenchmarkWrite(b *testing.B) {
	d := small(b)
	first := d.Lines
	for len(d.Lines) < 60000 {
		d.Lines = append(d.Lines, first...)
	}
	b.ReportAllocs()
	for b.Loop() {
		write(b, d, message.French)
	}
}
