package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"jachete/diagnostic"
	"jachete/reports/page"
)

// Names and types of the files that travel inside the PDF.
const (
	jsonFile = "diagnostic.json"
	jsonType = "application/json"
	csvType  = "text/csv"
)

// attach puts what circulates of the diagnostic inside the document, as JSON,
// and the table of its figures as CSV.
func (w *writer) attach() error {
	var j bytes.Buffer
	if err := w.d.WriteJSON(&j); err != nil {
		return fmt.Errorf("attach json: %w", err)
	}
	c, err := w.figuresCSV()
	if err != nil {
		return fmt.Errorf("attach figures: %w", err)
	}
	w.doc.Attach(page.Attachment{
		Name: jsonFile, Type: jsonType, Relation: page.Source, Description: w.p.T("report.attached.json"), Content: j.Bytes(),
	})
	w.doc.Attach(page.Attachment{
		Name: w.p.T("report.attached.csv.file"), Type: csvType, Relation: page.Data, Description: w.p.T("report.attached.csv"), Content: c,
	})
	return nil
}

// figuresCSV is the table of the figures: a number a row, with its identifier,
// its label, its unit and its cell in the workbook. Numbers have a decimal
// point in both languages; a missing value is empty.
func (w *writer) figuresCSV() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // spreadsheets read UTF-8 only behind this mark
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	var head []string
	for _, k := range []string{"id", "label", "value", "unit", "cell"} {
		head = append(head, page.Plain(w.p.T("report.csv."+k)))
	}
	if err := c.Write(head); err != nil {
		return nil, err
	}
	for _, f := range w.d.Figures {
		v := ""
		if f.Value.Valid {
			v = f.Value.Decimal.String()
		}
		if err := c.Write([]string{harmless(f.ID), harmless(w.figureName(f)), v, w.unit(f.Unit), harmless(w.address(f))}); err != nil {
			return nil, err
		}
	}
	c.Flush()
	return b.Bytes(), c.Error()
}

func (w *writer) unit(u diagnostic.Unit) string {
	if key := "report.unit." + string(u); w.p.Has(key) {
		return w.p.T(key)
	}
	return harmless(string(u))
}

// harmless keeps a spreadsheet from reading a text as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
