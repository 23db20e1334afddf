package sheettest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"time"
)

// Zip writes a zip file; parts are name and content by turns.
func Zip(parts ...string) []byte {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// ODSHead begins the content of an OpenDocument workbook, up to its sheets;
// style "h" hides a sheet.
const ODSHead = `<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2"><office:automatic-styles><style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>`

// ODSTail ends it.
const ODSTail = `</office:spreadsheet></office:body></office:document-content>`

// ODSContent packs the XML of sheets into a workbook.
func ODSContent(sheets string) []byte {
	return Zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet",
		"content.xml", ODSHead+sheets+ODSTail,
		"META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="m"/>`)
}

// ODS writes an OpenDocument workbook.
func ODS(sheets ...Sheet) []byte {
	var b bytes.Buffer
	for _, s := range sheets {
		style := "v"
		if s.Hidden {
			style = "h"
		}
		fmt.Fprintf(&b, `<table:table table:name="%s" table:style-name="%s"><table:table-column/>`, html.EscapeString(s.Name), style)
		for r, row := range s.Rows {
			b.WriteString(`<table:table-row table:style-name="ro1"`)
			if r+1 == s.HiddenRow {
				b.WriteString(` table:visibility="filter"`)
			}
			b.WriteString(`>`)
			for _, v := range row {
				odsCell(&b, v)
			}
			b.WriteString(`</table:table-row>`)
		}
		b.WriteString(`<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>`)
	}
	return ODSContent(b.String())
}

func odsCell(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case string:
		fmt.Fprintf(b, `<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>%s</text:p></table:table-cell>`, html.EscapeString(v))
	case float64:
		fmt.Fprintf(b, `<table:table-cell table:style-name="ce1" office:value-type="float" office:value="%v" calcext:value-type="float"><text:p>%.2f</text:p></table:table-cell>`, v, v)
	case bool:
		fmt.Fprintf(b, `<table:table-cell office:value-type="boolean" office:boolean-value="%t" calcext:value-type="boolean"><text:p>VRAI</text:p></table:table-cell>`, v)
	case Day:
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(v)).Format(time.DateOnly)
		fmt.Fprintf(b, `<table:table-cell table:style-name="ce2" office:value-type="date" office:date-value="%s" calcext:value-type="date"><text:p>%s</text:p></table:table-cell>`, day, day)
	default:
		b.WriteString(`<table:table-cell/>`)
	}
}

// Purchases makes the rows of an invented ledger: a header and n lines of
// twelve columns.
func Purchases(n int) [][]any {
	rows := [][]any{{"Fournisseur", "No", "Facture", "Date", "Description", "Compte", "Montant", "TPS", "TVQ", "Total", "Ville", "Payé"}}
	cities := []string{"Shawinigan", "Trois-Rivières", "Saint-Étienne-des-Grès", "La Tuque", "Bécancour"}
	goods := []string{"Entretien des bâtiments", "Fournitures de bureau", "Déneigement", "Repas – réunion", "Impression & reliure"}
	for i := range n {
		amount := float64((i*7919)%1_000_000) / 100
		rows = append(rows, []any{
			fmt.Sprintf("Coop de l'Exemple n° %d", i%3000), float64(1000 + i%3000), fmt.Sprintf("F-%06d", i), Day(45000 + i%365),
			goods[i%len(goods)], fmt.Sprintf("02-%03d-00-%03d", i%400, i%900), amount, float64(i%5000) / 100, float64(i%9975) / 100,
			amount + 1, cities[i%len(cities)], i%7 != 0,
		})
	}
	return rows
}
