package sheettest

import (
	"bytes"
	"fmt"
	"html"
	"time"
)

// HTML writes a page with one table.
func HTML(s Sheet) []byte {
	var b bytes.Buffer
	b.WriteString(`<html><head><meta charset="utf-8"></head><body><table border="1">` + "\n")
	for _, row := range s.Rows {
		b.WriteString("<tr>")
		for _, v := range row {
			fmt.Fprintf(&b, `<td style="white-space:nowrap">%s</td>`, html.EscapeString(shown(v)))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table></body></html>\n")
	return b.Bytes()
}

// XML writes a workbook in the XML of Excel 2003.
func XML(s Sheet) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="%s"><Table>`, html.EscapeString(s.Name))
	for _, row := range s.Rows {
		b.WriteString("<Row>")
		for _, v := range row {
			kind := "String"
			switch v.(type) {
			case float64:
				kind = "Number"
			case Day:
				kind = "DateTime"
			}
			fmt.Fprintf(&b, `<Cell><Data ss:Type="%s">%s</Data></Cell>`, kind, html.EscapeString(shown(v)))
		}
		b.WriteString("</Row>\n")
	}
	b.WriteString("</Table></Worksheet></Workbook>\n")
	return b.Bytes()
}

// shown is a cell's text.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case Day:
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(v)).Format("2006-01-02T00:00:00.000")
	}
	return fmt.Sprint(v)
}
