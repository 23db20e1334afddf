package browsertest_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jachete/diagnostic/demo"
)

// line is a line of an invented ledger.
type line struct{ payee, date, text, amount string }

// Payees of the invented ledgers: the first is an enterprise of the demo's
// registry.
const (
	clairombre = "RESSOURCERIE CLAIROMBRE"
	garage     = "Garage Lunargens & Fils"
)

// written writes a ledger as text and gives the file's path.
func written(t *testing.T, name string, lines ...line) string {
	t.Helper()
	return file(t, name, asText(lines...))
}

func asText(lines ...line) []byte {
	var b strings.Builder
	b.WriteString("Fournisseur\tDate\tNo facture\tDescription\tMontant\n")
	for _, l := range lines {
		b.WriteString(strings.Join([]string{l.payee, l.date, "F-" + l.date, l.text, l.amount}, "\t") + "\n")
	}
	return []byte(b.String())
}

func file(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// zipped packs files into an archive.
func zipped(t *testing.T, name string, files map[string][]byte) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n, body := range files {
		f, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file(t, name, b.Bytes())
}

// of2022 is the demo town's workbook of a year that the demo does not have.
func of2022(t *testing.T) string {
	t.Helper()
	d, err := demo.Make(2024)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.Before(2); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := d.WriteLedger(&b); err != nil {
		t.Fatal(err)
	}
	return file(t, "paiements-2022.xlsx", b.Bytes())
}
