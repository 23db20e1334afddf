package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"jachete/diagnostic/ledger/sheet/sheettest"
	"jachete/templates/message"
)

// bomb packs parts of which one is n bytes of the same few.
func bomb(t testing.TB, part, piece string, n int, more ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 1) })
	for i := 0; i+1 < len(more); i += 2 {
		w, err := z.Create(more[i])
		must(t, err)
		_, err = io.WriteString(w, more[i+1])
		must(t, err)
	}
	w, err := z.Create(part)
	must(t, err)
	block := strings.Repeat(piece, 1+(1<<16)/len(piece))
	for ; n > 0; n -= len(block) {
		_, err = io.WriteString(w, block)
		must(t, err)
	}
	must(t, z.Close())
	return buf.Bytes()
}

// lie changes the sizes that the directory of a zip file states.
func lie(data []byte) []byte {
	data = bytes.Clone(data)
	for i := 0; ; {
		n := bytes.Index(data[i:], []byte("PK\x01\x02"))
		if n < 0 {
			return data
		}
		i += n
		copy(data[i+24:], []byte{10, 0, 0, 0}) // inflated, bytes
		i += 4
	}
}

// Files made to take a program down end in a fault, or in few rows, at little
// cost.
func TestHostile(t *testing.T) {
	t.Parallel()
	book := []string{
		"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook><sheets><sheet name="x" sheetId="1" id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	}
	xlsx := func(sheet string) []byte {
		return sheettest.Zip(append(book, "xl/worksheets/sheet1.xml", sheet)...)
	}
	small := Limits{InflatedBytes: 4 << 20, FileBytes: 8 << 20, Rows: 10_000, Columns: 500, Strings: 1000, StringBytes: 1 << 20, Files: 20}
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY e SYSTEM "file:///etc/hostname">]>`
	cell := func(s string) string {
		return `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>` + s + `</v></c></row></sheetData></worksheet>`
	}
	ods := func(rows string) []byte {
		return sheettest.ODSContent(`<table:table table:name="x">` + rows + `</table:table>`)
	}
	many := make([]string, 0, 60)
	for i := range 30 {
		many = append(many, fmt.Sprintf("%d.csv", i), "a;b\n")
	}
	inner := sheettest.Zip("a.csv", "a;b\n")
	tests := []struct {
		name string
		data []byte
		want string // key of the fault, "" when it is read
		rows int
	}{
		{"sheet that inflates", bomb(t, "xl/worksheets/sheet1.xml", " ", 40<<20, book...), "file.inflates", 0},
		{"sheet that inflates and lies", lie(bomb(t, "xl/worksheets/sheet1.xml", " ", 40<<20, book...)), "file.damaged", 0},
		{"shared texts without end", bomb(t, "xl/sharedStrings.xml", "<si><t>a</t></si>", 3<<20, book...), "file.too_many_strings", 0},
		{"shared texts too long", bomb(t, "xl/sharedStrings.xml", "<si><t>"+strings.Repeat("é", 5000)+"</t></si>", 3<<20, book...), "file.too_many_strings", 0},
		{"ods that inflates", bomb(t, "content.xml", " ", 40<<20, "mimetype", "x"), "file.inflates", 0},
		{"ods that inflates and lies", lie(bomb(t, "content.xml", " ", 40<<20, "mimetype", "x")), "file.damaged", 0},
		{"csv in a zip that inflates", bomb(t, "a.csv", "a;b\n", 9<<20), "file.inflates", 0},
		{"csv in a zip that inflates and lies", lie(bomb(t, "a.csv", "a;b\n", 9<<20)), "file.truncated", 0},
		{"zip in a zip", sheettest.Zip("b.csv", "a;b\n", "a.zip", string(inner)), "file.nested_zip", 0},
		{"many files", sheettest.Zip(many...), "file.zip_many", 0},
		{"xlsb that inflates", bomb(t, "xl/workbook.bin", "\x00", 40<<20), "file.inflates", 0},
		{"xlsb with a record without end", sheettest.Zip("xl/workbook.bin", "\x83\x01\xff\xff\xff\x7f"), "file.damaged", 0},
		{"billion laughs", xlsx(laughs + cell("&c;")), "", 1},
		{"another file's text", xlsx(laughs + cell("&e;")), "", 1},
		{"billion laughs in ods", sheettest.Zip("mimetype", "x", "content.xml", laughs+sheettest.ODSHead+`<table:table table:name="x"><table:table-row><table:table-cell><text:p>&c;&e;</text:p></table:table-cell></table:table-row></table:table>`+sheettest.ODSTail), "", 1},
		{"billion laughs in xml", []byte(laughs + `<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet Name="x"><Table><Row><Cell><Data>&c;&e;</Data></Cell></Row></Table></Worksheet></Workbook>`), "", 1},
		{"a million empty rows", xlsx(`<worksheet><dimension ref="A1:XFD1048576"/><sheetData>` + strings.Repeat(`<row/>`, 9999) + `</sheetData></worksheet>`), "", 0},
		{"dimensions that lie", xlsx(`<worksheet><dimension ref="A1:ZZZZZZ99999999999"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`), "", 1},
		{"row number past all bounds", xlsx(`<worksheet><sheetData><row r="99999999999999999999"><c><v>1</v></c></row></sheetData></worksheet>`), "", 1},
		{"column past all bounds", xlsx(`<worksheet><sheetData><row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`), "", 1},
		{"deep nesting", xlsx(strings.Repeat("<a>", 500_000)), "", 0},
		{"signs in a quote", xlsx(`<worksheet a="` + strings.Repeat(">", 60_000) + `"><sheetData/></worksheet>`), "", 0},
		{"tag without end", xlsx(`<worksheet a="` + strings.Repeat(">", 3<<20)), "file.damaged", 0},
		{"blank row repeated for ever", ods(`<table:table-row table:number-rows-repeated="99999999999999999999"/><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`), "", 0},
		{"row repeated for ever", ods(`<table:table-row table:number-rows-repeated="1048576"><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>`), "file.too_many_rows", 10_000},
		{"cell repeated for ever", ods(`<table:table-row><table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell></table:table-row>`), "file.too_many_columns", 0},
		{"blanks without end", ods(`<table:table-row><table:table-cell><text:p>` + strings.Repeat(`a<text:s text:c="99999999"/>`, 1000) + `</text:p></table:table-cell></table:table-row>`), "", 1},
		{"tables in tables", []byte(strings.Repeat("<table><tr><td>", 100_000)), "file.html", 0},
		{"columns that reach far", []byte(`<table><tr><td colspan=99999999 rowspan=99999999>a<td>b`), "file.too_many_columns", 0},
		{"cells that reach down", []byte("<table><tr>" + strings.Repeat("<td rowspan=9999>a", 600)), "file.too_many_columns", 0},
		{"rows without end", []byte("<table>" + strings.Repeat("<tr><td>a", 10_001)), "file.too_many_rows", 10_000},
		{"attribute without end", []byte(`<table><tr><td a="` + strings.Repeat("x", 3<<20)), "file.damaged", 0},
		{"text in xml without end", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="x"><Table><Row ss:Index="999999999"><Cell><Data ss:Type="String">` + strings.Repeat("é", 1<<20) + `</Data></Cell></Row></Table></Worksheet></Workbook>`), "file.too_many_rows", 0},
		{"stray quotes", []byte("a,b\n" + strings.Repeat(`,"x`, 1<<20)), "file.too_many_columns", 1},
		{"stray quotes on rows", []byte("a,b\n" + strings.Repeat("\"x,\"y\n", 9000)), "", 9001},
		{"sheet 1 twice", sheettest.XLS(sheettest.Sheet{Name: "x", Rows: [][]any{{"a"}}}, sheettest.Sheet{Name: "x", Rows: [][]any{{"b"}}}), "", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "x", tt.data)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, rows, err := readAll(ctx, path, Options{Limits: small})
			runtime.ReadMemStats(&after)
			key := ""
			var f *message.Fault
			switch {
			case errors.As(err, &f):
				key = f.Key
			case err != nil:
				t.Fatal(err)
			}
			if key != tt.want || rows != tt.rows {
				t.Errorf("got %q after %d rows, want %q after %d", key, rows, tt.want, tt.rows)
			}
			if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 200 && !underRace {
				t.Errorf("%d MiB were allocated", got)
			}
		})
	}
}
