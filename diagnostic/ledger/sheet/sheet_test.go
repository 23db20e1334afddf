package sheet

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/ledger/sheet/sheettest"
	"jachete/templates/message"
)

// write puts data into a file of the test's folder and returns its path.
func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// all reads every row of the first sheet as texts.
func all(t testing.TB, b *Book) [][]string {
	t.Helper()
	var rows [][]string
	for r, err := range b.Rows(b.Sheets()[0].Name) {
		if err != nil {
			t.Fatal(err)
		}
		row := []string{}
		for _, c := range r.Cells {
			row = append(row, c.Text)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTextFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		data      string
		encoding  string
		delimiter string
		want      [][]string
	}{
		{"plain", "a,b\nc,d\n", "ascii", ",", [][]string{{"a", "b"}, {"c", "d"}}},
		{"semicolon with decimal commas", "Nom;Montant\nÉcole;12,50\nLac;1 234,56\n", "utf-8", ";", [][]string{{"Nom", "Montant"}, {"École", "12,50"}, {"Lac", "1 234,56"}}},
		{"decimal commas outnumber", "Nom;Montant;Taxe;Total\nLac;12,50;1,25;13,75\n", "ascii", ";", [][]string{{"Nom", "Montant", "Taxe", "Total"}, {"Lac", "12,50", "1,25", "13,75"}}},
		{"tab", "a\tb\nc\td", "ascii", "tab", [][]string{{"a", "b"}, {"c", "d"}}},
		{"bar", "a|b|c\nd|e|f", "ascii", "|", [][]string{{"a", "b", "c"}, {"d", "e", "f"}}},
		{"byte order mark", "\xef\xbb\xbfé,b\n", "utf-8-bom", ",", [][]string{{"é", "b"}}},
		{"windows-1252", "Soci\xe9t\xe9,1\nH\xf4tel \x96 bar,2\n", "windows-1252", ",", [][]string{{"Société", "1"}, {"Hôtel – bar", "2"}}},
		{"mac roman", "Soci\x8et\x8e,1\n\x8ecole \x88 c\x99t\x8e,2\n", "macintosh", ",", [][]string{{"Société", "1"}, {"école à côté", "2"}}},
		{"cp850", "Soci\x82t\x82,1\nc\x93t\x82,2\n", "cp850", ",", [][]string{{"Société", "1"}, {"côté", "2"}}},
		{"cp863", "Soci\x82t\x82,1\nFOR\x92T DES CH\x92NES,2\n\x8e LA CARTE,3\n", "cp863", ",", [][]string{{"Société", "1"}, {"FORÊT DES CHÊNES", "2"}, {"À LA CARTE", "3"}}},
		{"utf-8 with a foreign byte", "Société;1\nCôté;2\nHôtel;3\nPr\xe9s;4\n", "utf-8", ";", [][]string{{"Société", "1"}, {"Côté", "2"}, {"Hôtel", "3"}, {"Prés", "4"}}},
		{"utf-16", "\xff\xfea\x00;\x00b\x00\n\x00", "utf-16le", ";", [][]string{{"a", "b"}}},
		{"cr only", "a,b\rc,d\r", "ascii", ",", [][]string{{"a", "b"}, {"c", "d"}}},
		{"mixed ends", "a,b\r\nc,d\re,f\ng,h", "ascii", ",", [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}}},
		{"cr cr lf", "a,b\r\r\nc,d\r\r\n", "ascii", ",", [][]string{{"a", "b"}, {"c", "d"}}},
		{"quotes", "\"a, \"\"b\"\"\",c\n\"two\nlines\",d\n\"\",e\n", "ascii", ",", [][]string{{`a, "b"`, "c"}, {"two\nlines", "d"}, {"", "e"}}},
		{"quote inside", "10\" pipe,5\nx \"y\" z,6\n", "ascii", ",", [][]string{{`10" pipe`, "5"}, {`x "y" z`, "6"}}},
		{"quote never closed", "\"Lac,1\n\"Mont, Bleu\",2\nz,3\n", "ascii", ",", [][]string{{`"Lac`, "1"}, {"Mont, Bleu", "2"}, {"z", "3"}}},
		{"quote never closed at the end", "x,1\n\"Lac,1\ny,2\n", "ascii", ",", [][]string{{"x", "1"}, {`"Lac`, "1"}, {"y", "2"}}},
		{"blank rows and cells", "a,b,,\n,,,\n\nc,,d,\n", "ascii", ",", [][]string{{"a", "b"}, {}, {}, {"c", "", "d"}}},
		{"sep line", "sep=;\na;b,c\n", "ascii", ";", [][]string{{}, {"a", "b,c"}}},
		{"padding", "  a\u00a0,\u200bb \n", "utf-8", ",", [][]string{{"a", "b"}}},
		{"one column", "a\nb\n", "ascii", ",", [][]string{{"a"}, {"b"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := Open(write(t, "x.csv", []byte(tt.data)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if b.Encoding() != tt.encoding || b.Delimiter() != tt.delimiter {
				t.Errorf("got %s %q, want %s %q", b.Encoding(), b.Delimiter(), tt.encoding, tt.delimiter)
			}
			if d := cmp.Diff(tt.want, all(t, b)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestChosenEncodingAndDelimiter(t *testing.T) {
	t.Parallel()
	path := write(t, "x.csv", []byte("Soci\x8et\x8e;a,b\n"))
	b, err := Open(path, Options{Encoding: "MacRoman", Delimiter: ","})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{{"Société;a", "b"}}, all(t, b)); d != "" {
		t.Error(d)
	}
	for _, o := range []Options{{Encoding: "klingon"}, {Delimiter: "#"}} {
		if _, err := Open(path, o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	path := write(t, "x.csv", []byte("a,b,c\nddddd,e\nf\n"))
	tests := []struct {
		limits Limits
		want   string
	}{
		{Limits{Rows: 2}, "file.too_many_rows"},
		{Limits{Columns: 2}, "file.too_many_columns"},
		{Limits{FileBytes: 3}, "file.too_large"},
	}
	for _, tt := range tests {
		if got := firstFault(path, Options{Limits: tt.limits}); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.limits, got, tt.want)
		}
	}
	b, err := Open(path, Options{Limits: Limits{CellRunes: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if got := all(t, b)[1][0]; got != "ddd" || b.Cut() != 1 {
		t.Errorf("got %q, cut %d", got, b.Cut())
	}
}

// firstFault opens and reads a file whole and returns the key of the fault.
func firstFault(path string, o Options) string {
	key := func(err error) string {
		var f *message.Fault
		if errors.As(err, &f) {
			return f.Key
		}
		return err.Error()
	}
	b, err := Open(path, o)
	if err != nil {
		return key(err)
	}
	defer b.Close()
	for _, s := range b.Sheets() {
		for _, err := range b.Rows(s.Name) {
			if err != nil {
				return key(err)
			}
		}
	}
	return ""
}

func TestRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, data, want string }{
		{"empty.csv", "", "file.empty"},
		{"blank.csv", " \n\r\n\t", "file.empty"},
		{"report.xlsx", "%PDF-1.7\n...", "file.pdf"},
		{"odd.xlsx", "\r\n%PDF-1.4", "file.pdf"},
		{"locked.xlsx", string(sheettest.OLE(sheettest.Stream{Name: "EncryptedPackage", Data: []byte("x")})), "file.encryption"},
		{"broken.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "file.damaged_xls"},
		{"older.xls", "\x09\x08\x08\x00\x00\x05", "file.damaged_xls"},
		{"letter.doc", string(sheettest.OLE(sheettest.Stream{Name: "WordDocument", Data: []byte("x")})), "file.not_spreadsheet"},
		{"cut.xlsx", "PK\x03\x04\x14\x00 cut short", "file.truncated"},
		{"page.xls", "\n<!DOCTYPE html><p>Session expirée</p>", "file.html"},
		{"table.xls", "<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "file.html"},
		{"2003.xls", "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "file.no_sheets"},
		{"data.json", `{"a": 1}`, "file.not_spreadsheet"},
		{"data.csv.gz", "\x1f\x8b\x08", "file.compressed"},
		{"noise.csv", "a,b\x00\x01\x02\x03", "file.not_spreadsheet"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := firstFault(write(t, tt.name, []byte(tt.data)), Options{}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := firstFault(filepath.Join(t.TempDir(), "none.csv"), Options{}); got != "file.missing" {
		t.Errorf("missing file: %q", got)
	}
	if got := firstFault(t.TempDir(), Options{}); got != "file.directory" {
		t.Errorf("directory: %q", got)
	}
}

func TestLetters(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if Letter(i) != want || Index(want) != i {
			t.Errorf("%d: %s, %s: %d", i, Letter(i), want, Index(want))
		}
	}
	if Index("A1") != -1 || Index("") != -1 || Letter(-1) != "" {
		t.Error("what is no column was accepted")
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a,b\n", "\"a\"\"b\";c\r\n", "\"open,1\n\"x\",2", "\xff\xfea\x00", "sep=|\r\na|b", "\r\r\n\"", "a\t\"b\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &Book{ctx: t.Context(), file: "x", limits: Limits{Columns: 50, Rows: 1000}.withDefaults()}
		if err := openText(b, string(data), Options{}); err != nil {
			return
		}
		last := 0
		for r, err := range b.Rows("") {
			if err != nil {
				return
			}
			if r.N != last+1 || len(r.Cells) > 50 {
				t.Fatalf("row %d after %d, %d cells", r.N, last, len(r.Cells))
			}
			last = r.N
		}
	})
}
