package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger/sheet/sheettest"
)

// TestPasswordEnv opens an encrypted ledger with the password that a variable
// of the environment holds.
func TestPasswordEnv(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for at, v := range map[string]any{
		"A1": "Fournisseur", "B1": "Montant", "A2": "Serres de l'Exemple", "B2": 1200.5, "A3": "Atelier Modèle", "B3": 99.5, "A4": "Café Témoin", "B4": 10,
	} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "achats.xlsx")
	if err := f.SaveAs(path, excelize.Options{Password: "Épinette 9"}); err != nil {
		t.Fatal(err)
	}
	getenv := func(k string) string { return map[string]string{"MOT": "Épinette 9", "AUTRE": "autre"}[k] }
	tests := []struct {
		args []string
		code int
		want string // on standard output or error
	}{
		{[]string{"--password-env", "MOT"}, exitDone, `"sum_kept": "1310.00"`},
		{[]string{"--password-env", "AUTRE"}, exitRefused, "n'ouvre pas ce classeur"},
		{[]string{"--password-env", "ABSENTE"}, exitRefused, "ABSENTE"},
		{nil, exitRefused, "--password-env"},
	}
	for _, tt := range tests {
		var out, errOut bytes.Buffer
		code := runIn(t.Context(), append([]string{"read", path, "--json", "--lang", "fr"}, tt.args...), &out, &errOut, getenv)
		if all := out.String() + errOut.String(); code != tt.code || !strings.Contains(all, tt.want) {
			t.Errorf("%v: code %d, %s", tt.args, code, all)
		} else if strings.Contains(all, "Épinette") {
			t.Errorf("%v: the password is shown", tt.args)
		}
	}
}

// TestReadEveryFormat reads one ledger out of every format that we can write.
func TestReadEveryFormat(t *testing.T) {
	t.Parallel()
	s := sheettest.Sheet{Name: "Achats", Rows: sheettest.Purchases(200)}
	for name, data := range map[string][]byte{
		"a.xls": sheettest.XLS(s), "a.ods": sheettest.ODS(s), "a.xlsb": sheettest.XLSB(s), "html.xls": sheettest.HTML(s), "xml.xls": sheettest.XML(s),
		"a.zip": sheettest.Zip("2024/achats.xls", string(sheettest.XLS(s)), "lettre.pdf", "%PDF-1.4"),
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errOut bytes.Buffer
		code := runIn(t.Context(), []string{"read", path, "--json", "--column", "amount=G"}, &out, &errOut, func(string) string { return "" })
		if code != exitDone || !strings.Contains(out.String(), `"rows_kept": 200`) || !strings.Contains(out.String(), `"sum_kept": "845881.00"`) {
			t.Errorf("%s: code %d, %s%s", name, code, out.String(), errOut.String())
		}
	}
}
