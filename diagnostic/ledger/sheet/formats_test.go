package sheet

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger/sheet/sheettest"
	"jachete/templates/message"
)

// rowsOf reads the rows of a sheet that hold something.
func rowsOf(t testing.TB, b *Book, name string) []Row {
	t.Helper()
	var rows []Row
	for r, err := range b.Rows(name) {
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Cells) > 0 {
			rows = append(rows, r.Clone())
		}
	}
	return rows
}

// opened opens data under a name that says nothing of its format.
func opened(t testing.TB, data []byte, opt Options) *Book {
	t.Helper()
	b, err := Open(write(t, "grand-livre.dat", data), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// A small ledger reads the same in every format that can write it.
func TestFormatsAgree(t *testing.T) {
	t.Parallel()
	sheets := []sheettest.Sheet{
		{Name: "Février", Rows: [][]any{
			{"Fournisseur", "Date", "Montant", "Payé"},
			{"Serres & Vents <inc.>", sheettest.Day(45356), 1234.56, true},
			nil,
			{"  Érablière – 100 €  ", nil, -0.1, false},
			{nil, nil, 123456789.125},
		}, HiddenRow: 4},
		{Name: "Notes", Hidden: true, Rows: [][]any{{"à voir"}}},
	}
	want := []Row{
		{N: 1, Cells: []Cell{{"Fournisseur", Text}, {"Date", Text}, {"Montant", Text}, {"Payé", Text}}},
		{N: 2, Cells: []Cell{{"Serres & Vents <inc.>", Text}, {"2024-03-05", Date}, {"1234.56", Number}, {"TRUE", Bool}}},
		{N: 4, Hidden: true, Cells: []Cell{{"Érablière – 100 €", Text}, {}, {"-0.1", Number}, {"FALSE", Bool}}},
		{N: 5, Cells: []Cell{{}, {}, {"123456789.125", Number}}},
	}
	for format, data := range map[string][]byte{"xls": sheettest.XLS(sheets...), "ods": sheettest.ODS(sheets...), "xlsb": sheettest.XLSB(sheets...)} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			b := opened(t, data, Options{})
			if b.Format() != format || b.Encoding() != "" || b.Delimiter() != "" || len(b.Digest()) != 64 {
				t.Errorf("got %q %q %q", b.Format(), b.Encoding(), b.Delimiter())
			}
			if d := cmp.Diff([]Info{{Name: "Février"}, {Name: "Notes", Hidden: true}}, b.Sheets()); d != "" {
				t.Error(d)
			}
			for range 2 { // it can be read again
				if d := cmp.Diff(want, rowsOf(t, b, "Février")); d != "" {
					t.Error(d)
				}
			}
			if got := rowsOf(t, b, "none"); got != nil {
				t.Errorf("a sheet that is not there: %v", got)
			}
			for range b.Rows("Février") {
				break // stopping early is no error
			}
		})
	}
}

func TestMergedCells(t *testing.T) {
	t.Parallel()
	html := `<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</table>`
	xml := `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="x"><Table><Row><Cell ss:MergeDown="1"><Data ss:Type="String">a</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="String">b</Data></Cell></Row><Row><Cell ss:Index="2"><Data ss:Type="String">c</Data></Cell><Cell><Data ss:Type="String">d</Data></Cell></Row></Table></Worksheet></Workbook>`
	ods := sheettest.ODSContent(`<table:table table:name="x"><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-spanned="2"><text:p>b</text:p></table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>c</text:p></table:table-cell><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>`)
	merged := sheettest.Sheet{Name: "x", Rows: [][]any{{"a", "b"}, {nil, "c", "d"}}, Merged: [][4]int{{0, 0, 1, 0}, {0, 1, 0, 2}}}
	want := []Range{{1, 0, 2, 0}, {1, 1, 1, 2}}
	for format, data := range map[string][]byte{"html": []byte(html), "xml": []byte(xml), "ods": ods, "xls": sheettest.XLS(merged), "xlsb": sheettest.XLSB(merged)} {
		b := opened(t, data, Options{})
		if b.Format() != format {
			t.Errorf("%s read as %s", format, b.Format())
		}
		name := b.Sheets()[0].Name
		got, err := b.Merges(name)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v %s", format, err, d)
		}
		if d := cmp.Diff([]Row{{N: 1, Cells: []Cell{{"a", Text}, {"b", Text}}}, {N: 2, Cells: []Cell{{}, {"c", Text}, {"d", Text}}}}, rowsOf(t, b, name)); d != "" {
			t.Errorf("%s: %s", format, d)
		}
	}
}

func TestODSCells(t *testing.T) {
	t.Parallel()
	cell := func(attrs, inner string) string {
		return `<table:table-cell ` + attrs + `>` + inner + `</table:table-cell>`
	}
	rows := []string{
		cell(`office:value-type="string"`, `<text:p>un<text:s text:c="3"/>deux  <text:span>tr</text:span>ois<text:tab/>q<text:line-break/>r</text:p><text:p>fin</text:p>`) +
			cell(`office:value-type="string"`, `<office:annotation><text:p>note</text:p></office:annotation><text:p>vu</text:p>`),
		cell(`office:value-type="currency" office:value="12.50" office:currency="CAD"`, `<text:p>12,50 $</text:p>`) +
			cell(`office:value-type="percentage" office:value="0.14975"`, `<text:p>15 %</text:p>`) +
			cell(`office:value-type="time" office:time-value="PT12H00M00S"`, `<text:p>12:00</text:p>`) +
			cell(`office:value-type="date" office:date-value="2024-03-05T14:30:00"`, `<text:p>5 mars</text:p>`) +
			cell(`office:value-type="float" office:value="1234567890123456789"`, ``),
		cell(`table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"`, `<text:p>#DIV/0!</text:p>`) +
			cell(`table:formula="of:=A1"`, ``) +
			cell(`office:value-type="string" office:string-value="caché"`, ``) +
			cell(`office:value-type="string"`, `<text:p>a<!-- b -->c &amp; <![CDATA[<d>]]></text:p>`),
	}
	xml := `<table:table table:name="x"><table:table-header-rows><table:table-row>` + rows[0] + `</table:table-row></table:table-header-rows>` +
		`<table:table-row-group><table:table-row table:number-rows-repeated="3"/><table:table-row>` + rows[1] + `</table:table-row></table:table-row-group>` +
		`<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:number-columns-repeated="2"><text:p>z</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000"/></table:table-row>` +
		`<table:table-row>` + rows[2] + `</table:table-row>` +
		`<table:table-row><table:table-cell><table:table table:is-sub-table="true"><table:table-row><table:table-cell><text:p>inner</text:p></table:table-cell></table:table-row></table:table></table:table-cell><table:table-cell><text:p>outer</text:p></table:table-cell></table:table-row>` +
		`</table:table>`
	z := []Cell{{}, {}, {"z", Text}, {"z", Text}}
	want := []Row{
		{N: 1, Cells: []Cell{{"un   deux trois\tq\nr\nfin", Text}, {"vu", Text}}},
		{N: 5, Cells: []Cell{{"12.5", Number}, {"0.14975", Number}, {"0.5", Number}, {"2024-03-05T14:30:00", Date}, {"1234567890123456789", Number}}},
		{N: 6, Cells: z},
		{N: 7, Cells: z},
		{N: 8, Cells: []Cell{{"#DIV/0!", Error}, {"", Uncomputed}, {"caché", Text}, {"ac & <d>", Text}}},
		{N: 9, Cells: []Cell{{}, {"outer", Text}}},
	}
	flat := strings.Replace(sheettest.ODSHead+xml+sheettest.ODSTail, "document-content", "document", 1)
	for name, data := range map[string][]byte{"packed": sheettest.ODSContent(xml), "flat": []byte(flat)} {
		b := opened(t, data, Options{})
		if d := cmp.Diff(want, rowsOf(t, b, "x")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestHTMLPages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, page string
		encoding   string
		want       []Row
	}{
		{"plain", `<html><body><h1>Liste des  chèques</h1><table border=1><tr><th>Nom<th>Montant<tr><td>Serres&nbsp;&amp; Vents<td align=right>1&nbsp;234,56&nbsp;$</table></body></html>`, "utf-8", []Row{
			{N: 1, Cells: []Cell{{"Liste des chèques", Text}}},
			{N: 2, Cells: []Cell{{"Nom", Text}, {"Montant", Text}}},
			{N: 3, Cells: []Cell{{"Serres\u00a0& Vents", Text}, {"1\u00a0234,56\u00a0$", Text}}},
		}},
		{"declared windows-1252", "<html><meta http-equiv=Content-Type content='text/html; charset=windows-1252'><table><tr><td>\xc9t\xe9 \x96 5</table>", "windows-1252", []Row{{N: 1, Cells: []Cell{{"Été – 5", Text}}}}},
		{"declared nothing", "<table><tr><td>Soci\x8et\x8e d'\x8et\x8e</table>", "macintosh", []Row{{N: 1, Cells: []Cell{{"Société d'été", Text}}}}},
		{"declared utf-8, and is not", "<html><meta charset=utf-8><table><tr><td>Soci\xe9t\xe9 \xe0 voir</table>", "windows-1252", []Row{{N: 1, Cells: []Cell{{"Société à voir", Text}}}}},
		{"exact values", `<table><tr><td x:num="1234.5678">1 234,57</td><td x:num="45356">2024-03-05</td><td x:num="7">sept</td><td sdval="-0.005" sdnum="3084;">-0,01 $</td><td x:num>12</td></table>`, "ascii", []Row{
			{N: 1, Cells: []Cell{{"1234.5678", Number}, {"2024-03-05", Text}, {"sept", Text}, {"-0.005", Number}, {"12", Text}}},
		}},
		{"spans", `<table><tr><td rowspan=3>a<td colspan=2>b<td>c<tr><td>d<td rowspan=9>e<td>f<tr><td>g<td>h<tr><td>i<td>j<td>k</table>`, "ascii", []Row{
			{N: 1, Cells: []Cell{{"a", Text}, {"b", Text}, {}, {"c", Text}}},
			{N: 2, Cells: []Cell{{}, {"d", Text}, {"e", Text}, {"f", Text}}},
			{N: 3, Cells: []Cell{{}, {"g", Text}, {}, {"h", Text}}},
			{N: 4, Cells: []Cell{{"i", Text}, {"j", Text}, {}, {"k", Text}}},
		}},
		{"a layout table around", `<table><tr><td>Menu<td>Rapport<table><tr><td>Nom<td>5,00<tr><td>Lac<td>6,00</table>Page 1</tr><tr><td>Fin</table>`, "ascii", []Row{
			{N: 1, Cells: []Cell{{"Menu", Text}, {"Rapport", Text}}},
			{N: 2, Cells: []Cell{{"Nom", Text}, {"5,00", Text}}},
			{N: 3, Cells: []Cell{{"Lac", Text}, {"6,00", Text}}},
			{N: 4, Cells: []Cell{{}, {"Page 1", Text}}},
			{N: 5, Cells: []Cell{{"Fin", Text}}},
		}},
		{"two tables", `<table><tr><td>a</table><p>entre</p><table><tr><td>b</table>`, "ascii", []Row{{N: 1, Cells: []Cell{{"a", Text}}}, {N: 2, Cells: []Cell{{"entre", Text}}}, {N: 3, Cells: []Cell{{"b", Text}}}}},
		{"what is not shown", `<html><head><title>t</title><style>td{}</style></head><script>var a="<td>no"</script><table><tr><td>a<br>b<p>c</p><!-- no --><td><select><option>no</select>d</table>`, "ascii", []Row{{N: 1, Cells: []Cell{{"a\nb\nc", Text}, {"d", Text}}}}},
		{"begins with a style", "<style>.m{mso-number-format:'\\@'}</style><!-- x --><div><table><tr><td class=m>007</table></div>", "ascii", []Row{{N: 1, Cells: []Cell{{"007", Text}}}}},
		{"utf-16", "\xff\xfe" + string(utf16le("<html><table><tr><td>a</table>")), "utf-16le", []Row{{N: 1, Cells: []Cell{{"a", Text}}}}},
		{"broken", `<table><td>a<td>b<tr></td><td>c</table></table></tr><td>d`, "ascii", []Row{{N: 1, Cells: []Cell{{"a", Text}, {"b", Text}}}, {N: 2, Cells: []Cell{{"c", Text}}}, {N: 3, Cells: []Cell{{"d", Text}}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := opened(t, []byte(tt.page), Options{})
			if b.Format() != "html" || b.Encoding() != tt.encoding {
				t.Errorf("got %s %s", b.Format(), b.Encoding())
			}
			if d := cmp.Diff(tt.want, rowsOf(t, b, "")); d != "" {
				t.Error(d)
			}
		})
	}
	named := `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Ch&egrave;ques</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><table><tr><td>a</table>`
	if b := opened(t, []byte(named), Options{}); b.Sheets()[0].Name != "Chèques" {
		t.Errorf("got %q", b.Sheets()[0].Name)
	}
}

func utf16le(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

func TestMHTML(t *testing.T) {
	t.Parallel()
	page := "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"--x\"\r\n\r\n----x\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><frameset></frameset></html>\r\n----x\r\nContent-Location: sheet001.htm\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n----x--\r\n"
	table := `<html><table><tr><td>Été</td><td align="right">12,50</td></tr></table></html>`
	quoted := strings.NewReplacer("=", "=3D", "É", "=C3=89", "é", "=C3=A9").Replace(table)
	for how, body := range map[string]string{"quoted-printable": quoted, "base64": base64.StdEncoding.EncodeToString([]byte(table)), "8bit": table} {
		b := opened(t, fmt.Appendf(nil, page, how, body), Options{})
		if d := cmp.Diff([]Row{{N: 1, Cells: []Cell{{"Été", Text}, {"12,50", Text}}}}, rowsOf(t, b, "")); d != "" || b.Format() != "html" {
			t.Errorf("%s: %s", how, d)
		}
	}
}

func TestSpreadsheetML(t *testing.T) {
	t.Parallel()
	xml := `<?xml version="1.0" encoding="windows-1252"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="c" ss:Parent="d"/><Style ss:ID="m"><NumberFormat ss:Format="Standard"/></Style><Style ss:ID="i"><NumberFormat ss:Format="yyyy\-mm\-dd;@"/></Style></Styles>
<Worksheet ss:Name="Ch` + "\xe8" + `ques"><Table ss:ExpandedColumnCount="9"><Column ss:Width="9"/>
<Row ss:Index="3" ss:Hidden="1"><Cell><Data ss:Type="String">Soci` + "\xe9" + `t&#233;</Data></Cell><Cell ss:StyleID="m"><Data ss:Type="Number">1234.560000001</Data></Cell><Cell ss:Index="5" ss:StyleID="d"><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data><Comment><Data>non</Data></Comment></Cell></Row>
<Row><Cell ss:StyleID="i"><Data ss:Type="Number">45356</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell ss:Formula="=A1"/><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>gras</B> et <Font html:Color="#FF0000">rouge</Font></ss:Data></Cell><Cell><Data ss:Type="DateTime">1899-12-31T06:00:00.000</Data></Cell></Row>
</Table><WorksheetOptions><Visible>SheetVisible</Visible></WorksheetOptions></Worksheet>
<Worksheet ss:Name="Cach` + "\xe9" + `"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>`
	b := opened(t, []byte(xml), Options{})
	if d := cmp.Diff([]Info{{Name: "Chèques"}, {Name: "Caché", Hidden: true}}, b.Sheets()); d != "" || b.Format() != "xml" || b.Encoding() != "windows-1252" {
		t.Errorf("%s %s %s", b.Format(), b.Encoding(), d)
	}
	want := []Row{
		{N: 3, Hidden: true, Cells: []Cell{{"Société", Text}, {"1234.560000001", Number}, {}, {}, {"2024-03-05", Date}}},
		{N: 4, Cells: []Cell{{"2024-03-05", Date}, {"TRUE", Bool}, {"#DIV/0!", Error}, {"", Uncomputed}, {"gras et rouge", Text}, {"0.25", Number}}},
	}
	if d := cmp.Diff(want, rowsOf(t, b, "Chèques")); d != "" {
		t.Error(d)
	}
	if got := rowsOf(t, b, "Caché"); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestArchive(t *testing.T) {
	t.Parallel()
	xls := sheettest.XLS(sheettest.Sheet{Name: "Mars", Rows: [][]any{{"a", 1.5}}}, sheettest.Sheet{Name: "Avril", Hidden: true, Rows: [][]any{{"b"}}})
	data := sheettest.Zip(
		"__MACOSX/2024/._mars.xls", "\x00\x05\x16\x07",
		"2024/mars.xls", string(xls),
		"2024/", "",
		"../../etc/mai.csv", "Nom;Montant\nSoci\xe9t\xe9;1,50\n",
		"lettre.pdf", "%PDF-1.4",
		"vide.csv", "",
		".DS_Store", "x",
	)
	b := opened(t, data, Options{})
	if b.Format() != "zip" || b.Encoding() != "windows-1252" || b.Delimiter() != ";" {
		t.Errorf("got %s %s %s", b.Format(), b.Encoding(), b.Delimiter())
	}
	if d := cmp.Diff([]Info{{Name: "2024/mars.xls!Mars"}, {Name: "2024/mars.xls!Avril", Hidden: true}, {Name: "etc/mai.csv"}}, b.Sheets()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Row{{N: 1, Cells: []Cell{{"a", Text}, {"1.5", Number}}}}, rowsOf(t, b, "2024/mars.xls!Mars")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Row{{N: 1, Cells: []Cell{{"Nom", Text}, {"Montant", Text}}}, {N: 2, Cells: []Cell{{"Société", Text}, {"1,50", Text}}}}, rowsOf(t, b, "etc/mai.csv")); d != "" {
		t.Error(d)
	}
	if n := b.Notes(); len(n) != 1 || n[0].Key != "file.zip_skipped" || n[0].Place.File != "grand-livre.dat/lettre.pdf" {
		t.Errorf("notes: %v", n)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	must(t, f.SetCellValue("Sheet1", "A1", "Été"))
	for i := 2; i < 3000; i++ { // several segments
		must(t, f.SetCellValue("Sheet1", fmt.Sprintf("B%d", i), i*7919%1000003))
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	must(t, f.SaveAs(path, excelize.Options{Password: "Érable 7"}))
	for password, want := range map[string]string{"": "file.encrypted", "erable 7": "file.wrong_password", "Érable 7": ""} {
		if got := firstFault(path, Options{Password: password}); got != want {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
	b, err := Open(path, Options{Password: "Érable 7"})
	must(t, err)
	defer b.Close()
	if rows := rowsOf(t, b, "Sheet1"); len(rows) != 2999 || rows[0].Cells[0].Text != "Été" || b.Format() != "xlsx" {
		t.Errorf("%d rows, %s", len(rows), b.Format())
	}
	// Protected without asking for a password: no question.
	free := filepath.Join(t.TempDir(), "x.xlsx")
	must(t, f.SaveAs(free, excelize.Options{Password: "VelvetSweatshop"}))
	for _, password := range []string{"", "other"} {
		if got := firstFault(free, Options{Password: password}); got != "" {
			t.Errorf("default password: %q", got)
		}
	}
}

// Reading stops when its context ends, whatever the format, and leaves no file.
func TestContextEnds(t *testing.T) {
	big := []sheettest.Sheet{{Name: "x", Rows: sheettest.Purchases(4000)}}
	var text strings.Builder
	for range 200_000 {
		text.WriteString("Coop de l'Exemple;12,50\n")
	}
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for name, data := range map[string][]byte{
		"xls": sheettest.XLS(big...), "ods": sheettest.ODS(big...), "xlsb": sheettest.XLSB(big...), "csv": []byte(text.String()),
		"html": []byte("<table>" + strings.Repeat("<tr><td>a<td>b", 50_000)),
		"zip":  sheettest.Zip("a.csv", text.String(), "b.xls", string(sheettest.XLS(big...))),
	} {
		ctx, cancel := context.WithCancel(t.Context())
		b, err := OpenContext(ctx, write(t, "x."+name, data), Options{})
		must(t, err)
		n := 0
		var stop error
		for _, s := range b.Sheets() {
			for _, err := range b.Rows(s.Name) {
				if stop = err; err != nil {
					break
				}
				if n++; n == 3 {
					cancel()
				}
			}
			if stop != nil {
				break
			}
		}
		if !errors.Is(stop, context.Canceled) {
			t.Errorf("%s: %d rows, %v", name, n, stop)
		}
		var f *message.Fault
		if errors.As(stop, &f) {
			t.Errorf("%s: the end of the context is told as a fault of the file: %v", name, stop)
		}
		b.Close()
		cancel()
		if _, err := OpenContext(ctx, write(t, "x."+name, data), Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: opening: %v", name, err)
		}
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("files left behind: %v %v", left, err)
	}
}
