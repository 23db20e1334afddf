package ledger

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet/sheettest"
)

// readData reads a ledger that is given as bytes.
func readData(t testing.TB, data []byte, opt Options) (*Ledger, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "grand-livre.dat")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), []string{path}, headers(t), opt)
}

// purchases is an invented ledger with a title, blank cells and a total.
func purchases() sheettest.Sheet {
	return sheettest.Sheet{Name: "Achats", Rows: [][]any{
		{"Municipalité de l'Exemple"},
		{"Fournisseur", "Date", "No facture", "Montant"},
		{"Serres & Vents", sheettest.Day(45356), "F-1", 1234.56},
		{"Café Témoin", sheettest.Day(45357), "F-2", -0.1},
		{"Atelier Modèle", nil, "F-3", 99.99},
		{"Total", nil, nil, 1334.45},
	}}
}

// One ledger gives the same lines and the same balance in every format.
func TestSameLedgerInEveryFormat(t *testing.T) {
	t.Parallel()
	s := purchases()
	var want *Ledger
	for i, f := range []struct {
		format string
		data   []byte
	}{
		{"xls", sheettest.XLS(s)},
		{"ods", sheettest.ODS(s)},
		{"xlsb", sheettest.XLSB(s)},
		{"xml", sheettest.XML(s)},
		{"html", sheettest.HTML(s)},
		{"zip", sheettest.Zip("2024/achats.xls", string(sheettest.XLS(s)))},
	} {
		got, err := readData(t, f.data, Options{})
		if err != nil {
			t.Errorf("%s: %v", f.format, err)
			continue
		}
		if got.Tables[0].Format != f.format {
			t.Errorf("%s read as %s", f.format, got.Tables[0].Format)
		}
		if i == 0 {
			want = got
			if sum := got.Balance.SumKept.String(); sum != "1334.45" || got.Lines.Len() != 3 || len(got.Tables[0].Totals) != 1 || !got.Tables[0].Totals[0].Verified {
				t.Errorf("kept %s in %d lines, totals %+v", sum, got.Lines.Len(), got.Tables[0].Totals)
			}
			continue
		}
		same := cmp.Options{cmp.Comparer(decimal.Decimal.Equal), cmpopts.EquateEmpty()}
		if d := cmp.Diff(want.Lines.Slice(), got.Lines.Slice(), same); d != "" {
			t.Errorf("%s: %s", f.format, d)
		}
		if d := cmp.Diff(want.Balance, got.Balance, same); d != "" {
			t.Errorf("%s: %s", f.format, d)
		}
	}
}

// An archive of monthly exports is one ledger; what is no spreadsheet in it is
// told.
func TestArchiveOfMonths(t *testing.T) {
	t.Parallel()
	var parts []string
	for m := 1; m <= 3; m++ {
		var b strings.Builder
		b.WriteString("Fournisseur;Date;Montant\n")
		for i := range 10 {
			fmt.Fprintf(&b, "Soci\xe9t\xe9 Exemple %d;2024-%02d-%02d;%d,50\n", i, m, i+1, 100*m+i)
		}
		parts = append(parts, fmt.Sprintf("2024/mois %d.csv", m), b.String())
	}
	led, err := readData(t, sheettest.Zip(append(parts, "2024/lettre.pdf", "%PDF-1.4")...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(led.Tables) != 3 || led.Lines.Len() != 30 || led.Balance.SumKept.String() != "6150" || led.Lines.At(0).Supplier != "Société Exemple 0" {
		t.Errorf("%d tables, %d lines, %s", len(led.Tables), led.Lines.Len(), led.Balance.SumKept)
	}
	if len(led.Warnings) == 0 || led.Warnings[0].Key != "file.zip_skipped" || led.Warnings[0].Place.File != "grand-livre.dat/2024/lettre.pdf" {
		t.Errorf("warnings: %v", led.Warnings)
	}
}

func benchmarkFormat(b *testing.B, data []byte) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "x")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	h := headers(b)
	for b.Loop() {
		led, err := Read(context.Background(), []string{path}, h, Options{Columns: map[Field]string{Amount: "G"}})
		if err != nil {
			b.Fatal(err)
		}
		if led.Lines.Len() != 60_000 {
			b.Fatalf("%d lines", led.Lines.Len())
		}
	}
	b.ReportMetric(60_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadXLS(b *testing.B) {
	benchmarkFormat(b, sheettest.XLS(sheettest.Sheet{Name: "Achats", Rows: sheettest.Purchases(60_000)}))
}

func BenchmarkReadODS(b *testing.B) {
	benchmarkFormat(b, sheettest.ODS(sheettest.Sheet{Name: "Achats", Rows: sheettest.Purchases(60_000)}))
}
