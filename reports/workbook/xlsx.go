package workbook

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// book writes an Office Open XML workbook part after part, straight into the
// file: no sheet is held, only the texts met, each once. Times are none, so that
// the same calls give the same bytes.
type book struct {
	z      *zip.Writer
	sheets []string
	at     map[string]int // texts by their place in list
	list   []string
	names  []definedName
	err    error
}

// definedName names a range; hidden ones are those of filters.
type definedName struct {
	name, refersTo string
	sheet          int // of a name that only one sheet knows, -1 for all
	hidden         bool
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsMain   = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	nsRel    = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	nsPkg    = `http://schemas.openxmlformats.org/package/2006/`
	typeMain = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

// newBook begins a workbook of sheets.
func newBook(out io.Writer, sheets []string) *book {
	b := &book{z: zip.NewWriter(out), sheets: sheets, at: map[string]int{}}
	b.part("[Content_Types].xml", func(w *bufio.Writer) {
		w.WriteString(`<Types xmlns="` + nsPkg + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>`)
		over := func(part, kind string) {
			w.WriteString(`<Override PartName="` + part + `" ContentType="` + kind + `"/>`)
		}
		over("/xl/workbook.xml", typeMain+"sheet.main+xml")
		for i := range sheets {
			over(fmt.Sprintf("/xl/worksheets/sheet%d.xml", i+1), typeMain+"worksheet+xml")
		}
		over("/xl/styles.xml", typeMain+"styles+xml")
		over("/xl/sharedStrings.xml", typeMain+"sharedStrings+xml")
		over("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
		w.WriteString(`</Types>`)
	})
	b.part("_rels/.rels", func(w *bufio.Writer) {
		w.WriteString(`<Relationships xmlns="` + nsPkg + `relationships">` +
			`<Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/>` +
			`<Relationship Id="rId2" Type="` + nsPkg + `relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`)
	})
	return b
}

// part writes one part of the package; the first failure is kept.
func (b *book) part(name string, write func(w *bufio.Writer)) {
	if b.err != nil {
		return
	}
	f, err := b.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		b.err = fmt.Errorf("add %s: %w", name, err)
		return
	}
	w := bufio.NewWriterSize(f, 1<<16)
	w.WriteString(xmlHead)
	write(w)
	if err := w.Flush(); err != nil && b.err == nil {
		b.err = fmt.Errorf("write %s: %w", name, err)
	}
}

// close writes what the sheets refer to and ends the file.
func (b *book) close(styles string, core [][2]string) error {
	b.part("xl/styles.xml", func(w *bufio.Writer) { w.WriteString(styles) })
	b.part("xl/sharedStrings.xml", func(w *bufio.Writer) {
		fmt.Fprintf(w, `<sst xmlns="%s" uniqueCount="%d">`, nsMain, len(b.list))
		for _, s := range b.list {
			if s != strings.TrimSpace(s) || strings.ContainsAny(s, "\n\t") {
				w.WriteString(`<si><t xml:space="preserve">`)
			} else {
				w.WriteString(`<si><t>`)
			}
			escape(w, literal(s))
			w.WriteString(`</t></si>`)
		}
		w.WriteString(`</sst>`)
	})
	b.part("xl/workbook.xml", b.workbook)
	b.part("xl/_rels/workbook.xml.rels", func(w *bufio.Writer) {
		w.WriteString(`<Relationships xmlns="` + nsPkg + `relationships">`)
		n := len(b.sheets)
		for i := range n {
			fmt.Fprintf(w, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, nsRel, i+1)
		}
		fmt.Fprintf(w, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, n+1, nsRel)
		fmt.Fprintf(w, `<Relationship Id="rId%d" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, n+2, nsRel)
	})
	b.part("docProps/core.xml", func(w *bufio.Writer) {
		w.WriteString(`<cp:coreProperties xmlns:cp="` + nsPkg + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
			` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
		for _, p := range core {
			tag, _, _ := strings.Cut(p[0], " ")
			w.WriteString("<" + p[0] + ">")
			escape(w, p[1])
			w.WriteString("</" + tag + ">")
		}
		w.WriteString(`</cp:coreProperties>`)
	})
	if b.err != nil {
		return b.err
	}
	return b.z.Close()
}

func (b *book) workbook(w *bufio.Writer) {
	fmt.Fprintf(w, `<workbook xmlns="%s" xmlns:r="%s"><bookViews><workbookView activeTab="0"/></bookViews><sheets>`, nsMain, nsRel)
	for i, s := range b.sheets {
		w.WriteString(`<sheet name="`)
		escape(w, s)
		fmt.Fprintf(w, `" sheetId="%d" r:id="rId%d"/>`, i+1, i+1)
	}
	w.WriteString(`</sheets><definedNames>`)
	for _, n := range b.names {
		fmt.Fprintf(w, `<definedName name="%s"`, n.name)
		if n.sheet >= 0 {
			fmt.Fprintf(w, ` localSheetId="%d"`, n.sheet)
		}
		if n.hidden {
			w.WriteString(` hidden="1"`)
		}
		w.WriteString(`>`)
		escape(w, n.refersTo)
		w.WriteString(`</definedName>`)
	}
	// Formulas are worked out anew by the program that opens the file.
	w.WriteString(`</definedNames><calcPr fullCalcOnLoad="1"/></workbook>`)
}

// text gives the place of a text among the shared ones.
func (b *book) text(s string) int {
	if i, ok := b.at[s]; ok {
		return i
	}
	b.at[s] = len(b.list)
	b.list = append(b.list, s)
	return len(b.list) - 1
}

// escape writes a text as XML; what XML cannot hold was taken out by printable.
func escape(w *bufio.Writer, s string) {
	from := 0
	for i := range len(s) {
		var as string
		switch s[i] {
		case '&':
			as = "&amp;"
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '"':
			as = "&quot;"
		default:
			continue
		}
		w.WriteString(s[from:i])
		w.WriteString(as)
		from = i + 1
	}
	w.WriteString(s[from:])
}

// literal keeps "_x0041_" the text that it is: a spreadsheet would read the
// letter A.
func literal(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '_' && i+6 < len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if _, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteString("_x005F")
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// columnName is the letters of a column, 0-based: A, Z, AA.
func columnName(c int) string {
	if c < 26 {
		return string(rune('A' + c))
	}
	return columnName(c/26-1) + columnName(c%26)
}
