package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/policy"
)

// WriteLedger writes the ledger as a workbook: a summary sheet, then two detail
// sheets, the first half-year and the second.
func (d *Data) WriteLedger(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("close demo ledger: %w", e)
		}
	}()
	// A fixed date, so that the same seed gives the same bytes.
	created := digits(d.Year+1, 4) + "-01-14T12:00:00Z"
	if err := f.SetDocProps(&excelize.DocProperties{
		Creator: "jachete", Title: d.Town.Name + " (données fictives)", Language: "fr-CA", Created: created, Modified: created,
	}); err != nil {
		return fmt.Errorf("demo ledger properties: %w", err)
	}
	if err := f.SetSheetName("Sheet1", SheetSummary); err != nil {
		return fmt.Errorf("name sheet %s: %w", SheetSummary, err)
	}
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	if err := st.sheet(f, SheetSummary, []float64{22, 22, 18}, d.Ledger.summary(), len(titles("", 0, "", "", ""))); err != nil {
		return err
	}
	for _, s := range d.Ledger.sheets() {
		if _, err := f.NewSheet(s.name); err != nil {
			return fmt.Errorf("add sheet %s: %w", s.name, err)
		}
		cells := make([][]any, len(s.rows))
		for i, r := range s.rows {
			cells[i] = r.cells
		}
		if err := st.sheet(f, s.name, []float64{15, 40, 13, 14, 16, 44, 17, 17, 11}, cells, len(titles("", 0, "", "", ""))); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return fmt.Errorf("write demo ledger: %w", err)
	}
	if err := sheet.WriteOrdered(w, b.Bytes()); err != nil {
		return fmt.Errorf("write demo ledger: %w", err)
	}
	return nil
}

type detailSheet struct {
	name string
	rows []row
}

func (l *Ledger) sheets() []detailSheet {
	return []detailSheet{
		{SheetFirst, l.detail("janvier à juin", 1, 6)},
		{SheetSecond, l.detail("juillet à décembre", 7, 12)},
	}
}

type styles struct{ title, header, money, date, whole int }

func newStyles(f *excelize.File) (*styles, error) {
	money, date := `# ##0.00\ "$"`, "yyyy-mm-dd"
	st := &styles{}
	for _, s := range []struct {
		into  *int
		style excelize.Style
	}{
		{&st.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 12}}},
		{&st.header, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E2EC"}}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}}},
		{&st.money, excelize.Style{CustomNumFmt: &money}},
		{&st.date, excelize.Style{CustomNumFmt: &date}},
		{&st.whole, excelize.Style{NumFmt: 1}},
	} {
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return nil, fmt.Errorf("demo ledger style: %w", err)
		}
		*s.into = id
	}
	return st, nil
}

// sheet streams the rows of one sheet; header is the 0-based row of the header.
func (st *styles) sheet(f *excelize.File, name string, widths []float64, rows [][]any, header int) error {
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("stream sheet %s: %w", name, err)
	}
	for i, w := range widths {
		if err := sw.SetColWidth(i+1, i+1, w); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	for i, cells := range rows {
		out := make([]any, len(cells))
		for k, c := range cells {
			switch v := c.(type) {
			case decimal.Decimal:
				out[k] = excelize.Cell{StyleID: st.money, Value: v.InexactFloat64()} // a spreadsheet holds no decimals
			case time.Time:
				out[k] = excelize.Cell{StyleID: st.date, Value: v}
			case int64:
				out[k] = excelize.Cell{StyleID: st.whole, Value: float64(v)}
			case string:
				switch {
				case i < header:
					out[k] = excelize.Cell{StyleID: st.title, Value: v}
				case i == header:
					out[k] = excelize.Cell{StyleID: st.header, Value: v}
				default:
					out[k] = v
				}
			}
		}
		if len(out) == 0 {
			continue
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return fmt.Errorf("sheet %s row %d: %w", name, i+1, err)
		}
		if err := sw.SetRow(at, out); err != nil {
			return fmt.Errorf("sheet %s row %d: %w", name, i+1, err)
		}
	}
	if err := sw.Flush(); err != nil {
		return fmt.Errorf("flush sheet %s: %w", name, err)
	}
	return nil
}

// registryHeaders are the columns of the registry's file.
var registryHeaders = []string{
	"Nom", "Autres noms", "NEQ", "Forme juridique", "Ville", "Code postal", "MRC",
	"Catégories", "Territoire desservi", "Reconnue depuis", "Reconnue jusqu'au", "Capacité annuelle ($)", "Chiffre d'affaires annuel ($)",
}

// WriteRegistry writes the registry as a spreadsheet program in French saves
// it: UTF-8 with its mark, semicolons, lines ended by CR LF. Values that are
// several stand between bars, categories by their French name.
func (d *Data) WriteRegistry(w io.Writer) error {
	p, err := policy.Default()
	if err != nil {
		return fmt.Errorf("write demo registry: %w", err)
	}
	names := map[string]string{}
	for _, c := range p.Categories {
		names[c.ID] = c.Name.Fr
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write demo registry: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	rows := [][]string{registryHeaders}
	for _, e := range d.Registry {
		var categories, served []string
		for _, c := range e.Categories {
			categories = append(categories, names[c])
		}
		for _, s := range e.Serves {
			if s == "*" {
				s = "Tout le Québec"
			}
			served = append(served, s)
		}
		rows = append(rows, []string{
			e.Name, strings.Join(e.OtherNames, " | "), e.NEQ, e.Form, e.City, e.Postal, e.MRC,
			strings.Join(categories, " | "), strings.Join(served, " | "), e.From, e.To,
			stated(e.Capacity), stated(e.Revenue),
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write demo registry: %w", err)
	}
	return nil
}

// stated writes an amount with French thousands, "" when there is none.
func stated(dollars int64) string {
	if dollars == 0 {
		return ""
	}
	s := strconv.FormatInt(dollars, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return s
}
