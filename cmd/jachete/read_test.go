package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// invoke runs the command line and returns what it printed.
func invokeRead(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), append([]string{"read"}, args...), &o, &e)
	return code, o.String(), e.String()
}

func ledgerFile(t *testing.T, name, data string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// The enterprises and the person are invented.
const inventedLedger = "Municipalité de Val-Perdu;;;\n\nFournisseur;Date;No facture;Montant avant taxes\nAtelier Nord inc.;2024-03-05;F1;1 234,56 $\nATELIER NORD INC;2024-03-06;F2;100,00 $\nOdilon Tremblefeuille;2024-03-07;F3;-50,00 $\nTotal Odilon Tremblefeuille;;;-50,00 $\nBois Fou;2024-03-08;F4;abc 12\nTotal;;;1 284,56 $\n"

func TestReadJSON(t *testing.T) {
	t.Parallel()
	path := ledgerFile(t, "achats.csv", inventedLedger)
	code, out, errOut := invokeRead(t, "--json", "--lang", "en", path)
	if code != exitDone || errOut != "" {
		t.Fatalf("code %d, %s", code, errOut)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	warnings := got["warnings"].([]any)
	tables := got["tables"].([]any)
	for _, k := range []string{"warnings", "tables", "fingerprint", "date_order", "cut_width", "equal_lines"} {
		if _, ok := got[k]; !ok {
			t.Errorf("%s is missing", k)
		}
		delete(got, k)
	}
	for _, c := range got["columns"].(map[string]any) {
		if sure := c.(map[string]any)["confidence"].(float64); sure < 0.5 || sure > 1 {
			t.Errorf("confidence %v", sure)
		}
		delete(c.(map[string]any), "confidence")
	}
	column := func(header, letter string, index float64) map[string]any {
		return map[string]any{"header": header, "letter": letter, "index": index, "by": "header"}
	}
	want := map[string]any{
		"schema": "jachete.read/1", "file": "achats.csv", "sheet": "", "format": "csv", "encoding": "utf-8", "delimiter": ";", "header_row": 3.0,
		"columns": map[string]any{
			"supplier": column("Fournisseur", "A", 0), "date": column("Date", "B", 1), "invoice": column("No facture", "C", 2), "amount": column("Montant avant taxes", "D", 3),
		},
		"basis": "ht", "currency": "CAD", "rows_read": 9.0, "rows_kept": 3.0,
		"rows_set_aside": map[string]any{"title": 1.0, "blank": 1.0, "header": 1.0, "subtotal": 1.0, "bad_amount": 1.0, "total": 1.0},
		"sum_read":       "2519.12", "sum_kept": "1284.56", "sum_set_aside": "1234.56", "suppliers": 2.0, "skipped_sheets": []any{},
		"totals": []any{
			map[string]any{"sheet": "", "cell": "D7", "kind": "subtotal", "printed": "-50.00", "computed": "-50.00", "verified": true},
			map[string]any{"sheet": "", "cell": "D9", "kind": "total", "printed": "1284.56", "computed": "1284.56", "verified": true},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(warnings) != 1 || len(tables) != 1 {
		t.Errorf("%d warnings, %d tables", len(warnings), len(tables))
	}
	if strings.Contains(out, "Tremblefeuille") || strings.Contains(out, "Atelier") {
		t.Error("a supplier's name was printed")
	}
}

func TestReadForPeople(t *testing.T) {
	t.Parallel()
	path := ledgerFile(t, "achats.csv", inventedLedger)
	code, out, _ := invokeRead(t, path)
	if code != exitDone {
		t.Fatalf("code %d", code)
	}
	for _, want := range []string{"Ligne d'en-tête", "1\u202f284,56", "montant illisible", "2 sur 2", "achats.csv, D8", "abc 12"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.ContainsAny(out, "‹{") || strings.Contains(out, "Tremblefeuille") {
		t.Errorf("a missing text or a supplier's name in\n%s", out)
	}
}

func TestReadOptions(t *testing.T) {
	t.Parallel()
	path := ledgerFile(t, "x.txt", "a|b|c\nAtelier Nord|05/03/2024|7\nBois Fou|06/03/2024|8\n")
	code, out, errOut := invokeRead(t, "--json", "--header-row=1", "--column", "supplier=a", "--column", "amount=C", "--column", "date=B", "--date-order", "mdy", "--delimiter", "|", "--basis", "ttc", path)
	if code != exitDone {
		t.Fatalf("code %d: %s", code, errOut)
	}
	for _, want := range []string{`"sum_kept": "15.00"`, `"basis": "ttc"`, `"by": "option"`, `"delimiter": "|"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"missing file", []string{"none.csv"}, exitRefused, "n'existe pas"},
		{"pdf", []string{ledgerFile(t, "x.xlsx", "%PDF-1.4 ")}, exitRefused, "PDF"},
		{"no amount", []string{"--lang", "en", ledgerFile(t, "x.csv", "Supplier,Date,Text\nAtelier Nord,2024-01-02,x\n")}, exitRefused, "No amount column"},
		{"unknown order", []string{"--date-order", "ydm", "x.csv"}, exitUsage, "date-order"},
		{"no file", nil, exitUsage, "ledger"},
		{"policy folder without a policy", []string{"--policy", t.TempDir(), "x.csv"}, exitRefused, "politique"},
	}
	for _, tt := range tests {
		code, out, errOut := invokeRead(t, tt.args...)
		if code != tt.code || !strings.Contains(errOut, tt.want) {
			t.Errorf("%s: code %d, %s%s", tt.name, code, out, errOut)
		}
	}
}

// TestReadProfile saves how an odd file was read and reads the next one alike.
func TestReadProfile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	profile := filepath.Join(dir, "profil.json")
	first := ledgerFile(t, "a.csv", "qui;quand;combien\nAtelier Nord;05/03/2024;7,00\nBois Fou;06/03/2024;8,00\n")
	if code, _, errOut := invokeRead(t, "--column", "supplier=qui", "--column", "amount=combien", "--column", "date=quand", "--date-order", "mdy", "--save-profile", profile, first); code != exitDone {
		t.Fatal(errOut)
	}
	next := ledgerFile(t, "b.csv", "Achats d'avril;;\nCombien;Qui;Quand;Note\n")
	if code, _, errOut := invokeRead(t, "--profile", profile, next); code != exitRefused {
		t.Errorf("an unknown header: code %d %s", code, errOut)
	}
	next = ledgerFile(t, "b.csv", "Achats d'avril;;\nCombien;Qui;Quand\n1,00;Cuir Fin;04/05/2024\n2,50;Drap Doux;04/06/2024\n")
	code, out, errOut := invokeRead(t, "--json", "--profile", profile, next)
	if code != exitDone {
		t.Fatal(errOut)
	}
	for _, want := range []string{`"sum_kept": "3.50"`, `"by": "profile"`, `"header_row": 2`, `"date_order": "mdy"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	other := ledgerFile(t, "c.csv", "Fournisseur;Montant\nAtelier Nord;1,00\nBois Fou;2,00\n")
	if code, out, _ := invokeRead(t, "--json", "--profile", profile, other); code != exitDone || !strings.Contains(out, "ledger.profile_other") {
		t.Errorf("code %d, no warning that the profile is another's: %s", code, out)
	}
	for _, bad := range []string{"{", `{"schema":"jachete.profile/9"}`} {
		if code, _, errOut := invokeRead(t, "--profile", ledgerFile(t, "p.json", bad), other); code != exitRefused || !strings.Contains(errOut, "profil") {
			t.Errorf("code %d %s", code, errOut)
		}
	}
}

func TestReadMarkAndAgainst(t *testing.T) {
	t.Parallel()
	path := ledgerFile(t, "achats.csv", inventedLedger)
	out := filepath.Join(t.TempDir(), "marque.xlsx")
	if code, _, errOut := invokeRead(t, "--mark", out, path); code != exitDone {
		t.Fatal(errOut)
	}
	if st, err := os.Stat(out); err != nil || st.Size() == 0 {
		t.Errorf("no marked workbook: %v", err)
	}
	if code, _, _ := invokeRead(t, "--mark", path, path); code != exitRefused {
		t.Error("the ledger itself was overwritten")
	}
	if code, _, _ := invokeRead(t, "--mark", out, path, path); code != exitRefused {
		t.Error("two ledgers were marked")
	}
	earlier := ledgerFile(t, "hier.csv", "Fournisseur;Date;No facture;Montant\nAtelier Nord inc.;2024-03-05;F1;1234,56\nAtelier Nord inc.;2024-03-06;F2;99,00\nBois Fou;2024-01-01;F0;1,00\n")
	code, text, errOut := invokeRead(t, "--json", "--against", earlier, path)
	if code != exitDone {
		t.Fatal(errOut)
	}
	var got struct {
		Overlap map[string]any `json:"overlap"`
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	sum := func(n float64, s string) map[string]any { return map[string]any{"lines": n, "sum": s} }
	want := map[string]any{
		"from": "2024-03-05", "to": "2024-03-06", "identical": sum(1, "1234.56"), "changed": sum(1, "100.00"), "new": sum(1, "-50.00"), "gone": sum(0, "0.00"),
	}
	if d := cmp.Diff(want, got.Overlap); d != "" {
		t.Error(d)
	}
	if code, text, _ := invokeRead(t, "--against", earlier, path); code != exitDone || !strings.Contains(text, "Identiques") {
		t.Errorf("code %d %s", code, text)
	}
	if code, _, errOut := invokeRead(t, "--against", path, path); code != exitRefused || !strings.Contains(errOut, "identique") {
		t.Errorf("a file was compared with itself: %s", errOut)
	}
}
