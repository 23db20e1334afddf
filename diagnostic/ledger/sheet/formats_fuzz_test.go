package sheet

import (
	"bytes"
	"errors"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"jachete/diagnostic/ledger/sheet/crypt"
	"jachete/diagnostic/ledger/sheet/sheettest"
)

// fuzzed reads data whole and checks what every row must keep.
func fuzzed(t *testing.T, data []byte) {
	t.Helper()
	opt := Options{Limits: Limits{
		Rows: 2000, Columns: 40, InflatedBytes: 1 << 20, FileBytes: 1 << 20, Strings: 500, StringBytes: 1 << 18, Files: 5,
	}}
	opt.Limits = opt.withDefaults()
	in := input{r: bytes.NewReader(data), size: int64(len(data)), name: "x", close: func() error { return nil }}
	b, err := open(t.Context(), in, opt)
	if err != nil {
		return
	}
	if len(b.Sheets()) == 0 || b.Format() == "" {
		t.Fatalf("%d sheets, format %q", len(b.Sheets()), b.Format())
	}
	names := map[string]bool{}
	for i, s := range b.Sheets() {
		if names[s.Name] {
			t.Fatalf("two sheets are called %q", s.Name)
		}
		if names[s.Name] = true; i == 10 {
			break
		}
		last := 0
		for r, err := range b.Rows(s.Name) {
			if err != nil {
				break
			}
			if r.N <= last || r.N > 2000 || len(r.Cells) > 40 {
				t.Fatalf("row %d after %d with %d cells", r.N, last, len(r.Cells))
			}
			last = r.N
			if n := len(r.Cells); n > 0 && r.Cells[n-1].Kind == Blank {
				t.Fatalf("row %d ends with a blank cell", r.N)
			}
			for _, c := range r.Cells {
				if (c.Text == "") != (c.Kind == Blank || c.Kind == Uncomputed) || c.Text != trim(c.Text) {
					t.Fatalf("row %d: %d %q", r.N, c.Kind, c.Text)
				}
			}
		}
		merges, _ := b.Merges(s.Name)
		for _, m := range merges {
			if m.Top < 1 || m.Left < 0 || m.Bottom < m.Top || m.Right < m.Left {
				t.Fatalf("merged cells %+v", m)
			}
		}
	}
}

func fuzzSheets() []sheettest.Sheet {
	return []sheettest.Sheet{
		{Name: "é", Rows: [][]any{{"a", 1.5, true, sheettest.Day(45000)}, nil, {nil, "é–"}}, Merged: [][4]int{{0, 0, 1, 1}}},
		{Name: "b", Hidden: true, Rows: [][]any{{-0.001}}},
	}
}

func FuzzXLS(f *testing.F) {
	f.Add(sheettest.XLS(fuzzSheets()...))
	f.Add(sheettest.Stream8(fuzzSheets()...))
	f.Fuzz(fuzzed)
}

func FuzzZip(f *testing.F) {
	f.Add(sheettest.ODS(sheettest.Sheet{Name: "x", Rows: [][]any{{"a"}}}))
	f.Add(sheettest.XLSB(fuzzSheets()...))
	f.Add(sheettest.Zip("a.csv", "a;b\n", "b/c.xls", "<table><td>a"))
	f.Fuzz(fuzzed)
}

func FuzzODS(f *testing.F) {
	f.Add(`<table:table table:name="x"><table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float" office:value="1.50" table:number-columns-repeated="2"/><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>a<text:s text:c="3"/> b</text:p><text:p>&#233;</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>`)
	f.Add(`<table:table table:name="x" table:style-name="h"><table:table-row><table:table-cell office:value-type="date" office:date-value="2024-03-05T10:00:00.5"><office:annotation><text:p>n</text:p></office:annotation></table:table-cell><table:table-cell office:value-type="time" office:time-value="PT1H2M3.5S"/><table:table-cell><table:table><table:table-row/></table:table></table:table-cell></table:table-row></table:table><table:table table:name="y"/>`)
	f.Fuzz(func(t *testing.T, xml string) {
		fuzzed(t, []byte("<?xml version='1.0'?><o xmlns='urn:oasis:names:tc:opendocument:xmlns:office:1.0'><spreadsheet>"+xml))
	})
}

func FuzzHTML(f *testing.F) {
	f.Add("<table><tr><td rowspan=2 colspan=3>a<td x:num=1.5>2<tr><td>b</table>c")
	f.Add("<table><td>a<table><tr><th>b<td>c</table>d<br>e<tr><td rowspan=3>f</table></table><p>g")
	f.Add("<table><caption>t</caption><tr><td sdval=\"5\">#&nbsp;5<script></td></script><select><td>")
	f.Fuzz(func(t *testing.T, page string) { fuzzed(t, []byte("<html>"+page)) })
}

func FuzzXML(f *testing.F) {
	f.Add(`<Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles><Worksheet ss:Name="x"><Table><Row ss:Index="3"><Cell ss:Index="2" ss:StyleID="d" ss:MergeAcross="1"><Data ss:Type="Number">45000</Data></Cell><Cell><Data ss:Type="DateTime">1899-12-31T10:00:00.000</Data></Cell></Row></Table></Worksheet>`)
	f.Add(`<Worksheet ss:Name="x"><Table><Row><Cell ss:Formula="=A"/><Cell><Data ss:Type="String"><B>a</B><br/>b</Data><Comment><Data>c</Data></Comment></Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>`)
	f.Fuzz(func(t *testing.T, xml string) {
		fuzzed(t, []byte("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"+xml))
	})
}

func FuzzMHTML(f *testing.F) {
	f.Add("Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<table><td>=C3=A9\r\n--x--")
	f.Add("Content-Type: text/html\r\n\r\n<table><td>a")
	f.Fuzz(func(t *testing.T, body string) { fuzzed(t, []byte("MIME-Version: 1.0\r\n"+body)) })
}

// FuzzXLSX mutates the parts of a workbook before they are packed: the sheet, its
// shared strings and styles, as they are or in UTF-16.
func FuzzXLSX(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>45000.5</v></c></row><row><c t="inlineStr"><is><t>a</t><rPh><t>b</t></rPh></is></c><c t="b"><v>1</v></c><c><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
		`<sst><si><t xml:space="preserve"> é&#233;_x000D_</t></si><si><r><t>a</t></r><r><t>b</t></r></si><si/></sst>`,
		`<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`, byte(0))
	f.Add(`<x:worksheet xmlns:x="a"><x:sheetData><x:row r="3"><x:c r="ZZ3" t="str"><x:v>a&lt;b</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c><x:c t="d"><x:v>2024-03-05T10:00:00Z</x:v></x:c></x:row></x:sheetData></x:worksheet>`, `<sst/>`, ``, byte(1))
	f.Add(`<worksheet><!-- c --><sheetData><row r="2"><c r="A2"><v>1e300</v></c><c r="A2"><v>-0.0</v></c></row><row r="1"><c><v><![CDATA[5]]></v></c></row></sheetData>`, `<sst><si><t>a`, `<styleSheet>`, byte(2))
	f.Fuzz(func(t *testing.T, rows, shared, styles string, encoding byte) {
		as := func(s string) string {
			end := []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian}
			if k := int(encoding % 3); k > 0 {
				s, _ = unicode.UTF16(end[k-1], unicode.UseBOM).NewEncoder().String(s) // what it cannot write is cut there
			}
			return s
		}
		fuzzed(t, sheettest.Zip(
			"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml", `<workbook><workbookPr date1904="1"/><sheets><sheet name="x" sheetId="1" id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="s.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="t.xml"/><Relationship Id="r3" Type="http://x/styles" Target="u.xml"/></Relationships>`,
			"xl/s.xml", as(rows), "xl/t.xml", as(shared), "xl/u.xml", as(styles)))
	})
}

func FuzzXLSB(f *testing.F) {
	f.Add([]byte("\x00\x04\x00\x00\x00\x00\x02\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x97\x00\x00\x00\x92\x01\x00"))
	f.Add([]byte("\x00\x04\x01\x00\x00\x00\x06\x12\x02\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00a\x00b\x00c\x00\x11\x08\x00\x00\x00\x00\x01\x00\x00\x00z\x00\xb0\x01\x10\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, part []byte) {
		fuzzed(t, sheettest.Zip(
			"xl/workbook.bin", "\x9c\x01\x14\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00r\x00\x01\x00\x00\x00x\x00",
			"xl/_rels/workbook.bin.rels", `<Relationships><Relationship Id="r" Type="/worksheet" Target="s.bin"/><Relationship Id="t" Type="/styles" Target="s.bin"/><Relationship Id="u" Type="/sharedStrings" Target="s.bin"/></Relationships>`,
			"xl/s.bin", string(part)))
	})
}

func FuzzEncryption(f *testing.F) {
	f.Add([]byte("\x04\x00\x04\x00\x40\x00\x00\x00<encryption><keyData keyBits=\"128\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA1\" saltValue=\"AAAA\"/><keyEncryptors><keyEncryptor><encryptedKey spinCount=\"3\" keyBits=\"128\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\" saltValue=\"AAAA\" encryptedVerifierHashInput=\"AAAAAAAAAAAAAAAAAAAAAA==\" encryptedVerifierHashValue=\"AAAAAAAAAAAAAAAAAAAAAA==\" encryptedKeyValue=\"AAAAAAAAAAAAAAAAAAAAAA==\"/></keyEncryptor></keyEncryptors></encryption>"), []byte("0123456789abcdef0123456789abcdef"))
	f.Add([]byte("\x03\x00\x02\x00\x24\x00\x00\x00\x20\x00\x00\x00"), make([]byte, 64))
	f.Fuzz(func(t *testing.T, info, sealed []byte) {
		p, err := crypt.Open(t.Context(), info, bytes.NewReader(sealed), int64(len(sealed)), "x")
		if err == nil {
			_, err = p.ReadAt(make([]byte, 100), 0)
		}
		if err == nil && p.Size() > int64(len(sealed)) {
			t.Fatal(errors.New("more clear text than there was"))
		}
	})
}
