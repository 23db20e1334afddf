package sheet

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/templates/testkit"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "Déboursés"))
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(t, err)
	custom := `yyyy\-mm\-dd;@`
	iso, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	must(t, err)
	money := `#,##0.00 "$";[Red](#,##0.00 "d")`
	cash, err := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	must(t, err)
	s := "Déboursés"
	must(t, f.SetCellStr(s, "B2", "  Fournisseur\u00a0"))
	must(t, f.SetCellValue(s, "C2", 1234.5))
	must(t, f.SetCellValue(s, "D2", 45356))
	must(t, f.SetCellStyle(s, "D2", "D2", day))
	must(t, f.SetCellValue(s, "E2", 45356.75))
	must(t, f.SetCellStyle(s, "E2", "E2", iso))
	must(t, f.SetCellBool(s, "F2", true))
	must(t, f.SetCellFormula(s, "G2", "C2*2"))
	must(t, f.SetCellValue(s, "H2", 4321.070000000007))
	must(t, f.SetCellStyle(s, "H2", "H2", cash))
	must(t, f.SetCellRichText(s, "A4", []excelize.RichTextRun{{Text: "Serres & "}, {Text: "<Vents>"}}))
	_, err = f.NewSheet("Caché")
	must(t, err)
	must(t, f.SetSheetVisible("Caché", false))
	path := filepath.Join(t.TempDir(), "achats.csv") // content decides, not the name
	must(t, f.SaveAs(strings.TrimSuffix(path, ".csv")+".xlsx"))
	b, err := Open(strings.TrimSuffix(path, ".csv")+".xlsx", Options{})
	must(t, err)
	defer b.Close()
	if d := cmp.Diff([]Info{{"Déboursés", false}, {"Caché", true}}, b.Sheets()); d != "" {
		t.Error(d)
	}
	var got []Row
	for r, err := range b.Rows(s) {
		must(t, err)
		got = append(got, r.Clone())
	}
	want := []Row{
		{N: 2, Cells: []Cell{
			{},
			{"Fournisseur", Text},
			{"1234.5", Number},
			{"2024-03-05", Date},
			{"2024-03-05T18:00:00", Date},
			{"TRUE", Bool},
			{"", Uncomputed},
			{"4321.07", Number},
		}},
		{N: 4, Cells: []Cell{{"Serres & <Vents>", Text}}},
	}
	if d := cmp.Diff(want, withCells(got)); d != "" {
		t.Error(d)
	}
}

// withCells leaves out rows that hold nothing: writers may store them or not.
func withCells(rows []Row) []Row {
	var kept []Row
	for _, r := range rows {
		if len(r.Cells) > 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// pack builds a workbook from its parts; sheet is the first sheet's XML.
func pack(t testing.TB, sheet string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="A&amp;B" sheetId="1" r:id="r1"/></x:sheets><x:extLst><x14:workbookPr defaultImageDpi="32767"/></x:extLst></x:workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/Worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
		"xl/sharedStrings.xml":       `<sst><si><t>un</t></si><si/><si><r><t>de</t></r><r><t xml:space="preserve">ux </t></r><rPh><t>x</t></rPh></si></sst>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-C0C]d\ mmmm\ yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
	}
	for k, v := range more {
		parts[k] = v
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range []string{"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"} {
		method := zip.Deflate
		if more["store"] != "" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		must(t, err)
		_, err = w.Write([]byte(parts[name]))
		must(t, err)
	}
	must(t, z.Close())
	return buf.Bytes()
}

func TestOddXML(t *testing.T) {
	t.Parallel()
	xml := `<?xml version="1.0"?><!-- > --><x:worksheet xmlns:x="m"><x:sheetData>
<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c><x:c t="s"><x:v>99</x:v></x:c><x:c><x:v>1.5E3</x:v></x:c></x:row>
<x:row r="5" a=">"><x:c r="B5" s="1"><x:v>0.5</x:v></x:c><x:c r='C5' s='1'><x:v>43894</x:v></x:c><x:c r="D5" t="inlineStr"><x:is><x:t><![CDATA[a]b & c]]></x:t></x:is></x:c><x:c r="E5" t="str"><x:f>X</x:f><x:v>d&#233;j&#xE0; _x0041_ &bad; &lt;</x:v></x:c><x:c r="F5" t="e"><x:v>#REF!</x:v></x:c><x:c r="G5" t="d"><x:v>2024-03-05T00:00:00</x:v></x:c><x:c r="H5"/></x:row>
<x:row r="7"/>
</x:sheetData></x:worksheet>`
	b, err := Open(write(t, "x.xlsx", pack(t, xml, nil)), Options{})
	must(t, err)
	defer b.Close()
	var got []Row
	for r, err := range b.Rows("A&B") {
		must(t, err)
		got = append(got, r.Clone())
	}
	want := []Row{
		{N: 1, Cells: []Cell{{"un", Text}, {}, {"deux", Text}, {}, {"1500", Number}}},
		{N: 5, Cells: []Cell{{}, {"1904-01-01T12:00:00", Date}, {"2024-03-05", Date}, {"a]b & c", Text}, {"déjà A &bad; <", Text}, {"#REF!", Error}, {"2024-03-05", Date}}},
		{N: 7, Cells: []Cell{}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPartsInUTF16(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		wide := func(s string) string {
			b := []byte(mark)
			for _, c := range []byte(s) {
				if mark == "\xff\xfe" {
					b = append(b, c, 0)
				} else {
					b = append(b, 0, c)
				}
			}
			return string(b)
		}
		xml := `<worksheet><sheetData><row r="2"><c r="B2"><v>1.5</v></c><c r="C2" t="s"><v>0</v></c></row></sheetData></worksheet>`
		b, err := Open(write(t, "x.xlsx", pack(t, wide(xml), map[string]string{"xl/sharedStrings.xml": wide(`<sst><si><t>un</t></si></sst>`)})), Options{})
		must(t, err)
		if d := cmp.Diff([]Row{{N: 2, Cells: []Cell{{}, {"1.5", Number}, {"un", Text}}}}, rowsOf(t, b, "A&B")); d != "" {
			t.Error(d)
		}
		must(t, b.Close())
	}
}

func TestDamagedWorkbook(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, sheet, want string }{
		{"cut tag", `<worksheet><sheetData><row><c><v>1</v`, "file.damaged"},
		{"cut between rows", `<worksheet><sheetData><row><c><v>1</v></c></row>`, "file.damaged"},
		{"cut comment", `<worksheet><!-- `, "file.damaged"},
		{"row number past the limit", `<worksheet><sheetData><row r="999999999"><c><v>1</v></c></row>`, "file.too_many_rows"},
		{"column past the limit", `<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row>`, "file.too_many_columns"},
	}
	for _, tt := range tests {
		if got := firstFault(write(t, "x.xlsx", pack(t, tt.sheet, nil)), Options{}); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	_, err := z.Create("achats.csv")
	must(t, err)
	must(t, z.Close())
	if got := firstFault(write(t, "x.zip", zipped.Bytes()), Options{}); got != "file.zip_nothing" {
		t.Errorf("zip of other files: %q", got)
	}
	flipped := pack(t, `<worksheet><sheetData><row><c><v>12345</v></c></row></sheetData></worksheet>`, map[string]string{"store": "1"})
	i := bytes.Index(flipped, []byte("12345"))
	flipped[i] = '9'
	if got := firstFault(write(t, "x.xlsx", flipped), Options{}); got != "file.damaged" {
		t.Errorf("a digit changed in the file: %q", got)
	}
	whole := pack(t, `<worksheet><sheetData/></worksheet>`, nil)
	if got := firstFault(write(t, "x.xlsx", whole[:len(whole)-30]), Options{}); got != "file.truncated" {
		t.Errorf("cut zip: %q", got)
	}
	if got := firstFault(write(t, "x.xlsx", whole), Options{Limits: Limits{InflatedBytes: 500}}); got != "file.inflates" {
		t.Errorf("inflated: %q", got)
	}
}

func TestDateFormats(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"yyyy-mm-dd": true, "d/m/yy h:mm": true, "[$-40C]d mmm yyyy;@": true, "mmm-yy": true, "jj/mm/aaaa": true,
		"General": false, "0.00": false, `#,##0 "days"`: false, "h:mm": false, "[h]:mm:ss": false, "mm:ss.0": false,
		`0.00_);[Red]\(0.00\)`: false, "@": false, `"mardi" 0`: false, `\d0`: false,
	} {
		if got := dateFormat(170, code); got != want {
			t.Errorf("%s: %t", code, got)
		}
	}
	if !dateFormat(14, "") || dateFormat(2, "") || dateFormat(18, "") {
		t.Error("built-in formats")
	}
}

func TestSerialDates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		n    float64
		s04  bool
		want string
	}{
		{1, false, "1900-01-01"},
		{59, false, "1900-02-28"},
		{61, false, "1900-03-01"},
		{45356, false, "2024-03-05"},
		{43894, true, "2024-03-05"},
		{45356.999999, false, "2024-03-06"},
		{2958465, false, "9999-12-31"},
		{0, false, ""},
		{3e9, false, ""},
	}
	for _, tt := range tests {
		if got, _ := serialDate(tt.n, tt.s04); got != tt.want {
			t.Errorf("%v %t: got %q, want %q", tt.n, tt.s04, got, tt.want)
		}
	}
}

// TestAgainstExcelize compares every cell of the corpus with what a general
// library reads: texts exactly, numbers by value.
func TestAgainstExcelize(t *testing.T) {
	t.Parallel()
	cells := 0
	err := filepath.WalkDir(testkit.Shared(t, "corpus"), func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".xlsx" && filepath.Ext(p) != ".xlsm" {
			return err
		}
		info, err := d.Info()
		if err != nil || info.Size() > 1<<20 {
			return err
		}
		b, err := Open(p, Options{Limits: Limits{Columns: 20_000}})
		if err != nil {
			return nil // refused: told by TestCorpus
		}
		defer b.Close()
		x, err := excelize.OpenFile(p)
		if err != nil {
			return nil
		}
		defer x.Close()
		for _, s := range b.Sheets() {
			want, err := x.GetRows(s.Name, excelize.Options{RawCellValue: true})
			if err != nil {
				continue
			}
			got := map[int]Row{}
			for r, err := range b.Rows(s.Name) {
				must(t, err)
				got[r.N] = r.Clone()
			}
			for i, row := range want {
				for j, v := range row {
					cells++
					c := got[i+1].At(j)
					if c.Kind != Date && c.Kind != Bool && !sameCell(trim(v), c.Text) {
						t.Errorf("%s %s!%s%d: got %.60q, want %.60q", filepath.Base(p), s.Name, Letter(j), i+1, c.Text, v)
					}
				}
			}
		}
		return nil
	})
	must(t, err)
	t.Logf("%d cells compared", cells)
}

func sameCell(a, b string) bool {
	if a == b {
		return true
	}
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && x == y
}
