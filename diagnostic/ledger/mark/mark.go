// Package mark gives a buyer its own ledger back as a workbook, with the cells
// that reading stumbled over coloured by cause and named in words, and a sheet
// that lists every cause with its count and its cells.
//
// An .xlsx file keeps its sheets, formats and formulas; a file of another format
// is written anew as text and numbers. Nothing of the file is run or changed:
// what is added is a fill, one column of remarks to the right of each table, and
// one sheet. Texts are written as texts, so that one beginning with "=" stays a
// text. The same input gives the same bytes.
//
// Start with [Write].
package mark

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// cause is one reason to mark a cell. The colours tell kinds apart in grey too;
// the words beside them are what counts.
type cause struct {
	id     string
	colour string
	row    bool // the whole row is concerned, its first cell is marked
}

// causes in the order of the list: what loses money first.
var causes = []cause{
	{id: "bad_amount", colour: "F4A6A0"},
	{id: "total_differs", colour: "F4A6A0"},
	{id: "no_amount", colour: "F9D49B", row: true},
	{id: "no_supplier", colour: "F9D49B"},
	{id: "unclear_separator", colour: "F9D49B"},
	{id: "bad_date", colour: "F9E79B"},
	{id: "lost_identifier", colour: "F9E79B"},
	{id: "fractions", colour: "F9E79B"},
	{id: "cells_joined", colour: "F9E79B"},
	{id: "hidden_rows", colour: "E3D2EE"},
	{id: "other_currency", colour: "E3D2EE", row: true},
	{id: "summary", colour: "E3D2EE", row: true},
	{id: "total_verified", colour: "BFE3C0"},
	{id: "balance", colour: "D9D9D9", row: true},
	{id: "group", colour: "CFE2F3", row: true},
	{id: "repeated_header", colour: "D9D9D9", row: true},
	{id: "note", colour: "D9D9D9", row: true},
}

// byWarning gives the cause of the cells a warning speaks of.
var byWarning = map[string]string{
	"ledger.bad_amounts": "bad_amount", "ledger.unclear_separator": "unclear_separator", "ledger.fractions": "fractions", "ledger.bad_dates": "bad_date",
	"ledger.lost_identifiers": "lost_identifier", "ledger.no_supplier": "no_supplier", "ledger.hidden_rows": "hidden_rows", "ledger.cells_joined": "cells_joined",
}

// byReason gives the cause of rows set aside; the others need no mark.
var byReason = map[ledger.Reason]string{
	ledger.NoAmount: "no_amount", ledger.OtherCurrency: "other_currency", ledger.SummaryRow: "summary", ledger.BalanceRow: "balance", ledger.GroupRow: "group",
	ledger.RepeatedHeader: "repeated_header", ledger.NoteRow: "note",
}

// found is a cell to mark.
type found struct {
	sheet  string
	row    int
	column int // 0-based
	cause  string
}

// Write reads nothing anew: led is what [ledger.Read] gave of path alone, with
// Options.Marks set. It writes the marked workbook to w. limits bound the file.
func Write(ctx context.Context, w io.Writer, path string, led *ledger.Ledger, opt ledger.Options, say message.Printer) error {
	if len(led.Tables) == 0 {
		return fmt.Errorf("mark %s: nothing was read", path)
	}
	f, remarks, err := open(ctx, path, led, opt)
	if err != nil {
		return err
	}
	defer f.Close()
	list := gather(led)
	p := &painter{f: f, say: say, remarks: remarks, styles: map[[2]string]int{}}
	for _, x := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.paint(x); err != nil {
			return fmt.Errorf("mark %s: %w", x.sheet, err)
		}
	}
	if err := p.writeRemarks(list); err != nil {
		return err
	}
	if err := p.causesSheet(list); err != nil {
		return err
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("write marked workbook: %w", err)
	}
	return sheet.WriteOrdered(w, b.Bytes())
}

// gather lists the cells to mark, by sheet, row and column.
func gather(led *ledger.Ledger) []found {
	var list []found
	add := func(table int, cell, cause string) {
		column, row, err := excelize.CellNameToCoordinates(cell)
		if err == nil {
			list = append(list, found{sheetOf(&led.Tables[table]), row, column - 1, cause})
		}
	}
	for _, m := range led.Marks {
		if c := byWarning[m.Key]; c != "" {
			add(m.Table, m.Cell, c)
		}
	}
	for _, a := range led.Asides {
		if c := byReason[a.Reason]; c != "" {
			list = append(list, found{sheetOf(&led.Tables[a.Table]), a.Row, 0, c})
		}
	}
	for t := range led.Tables {
		for _, p := range led.Tables[t].Totals {
			if p.Verified {
				add(t, p.Cell, "total_verified")
			} else {
				add(t, p.Cell, "total_differs")
			}
		}
	}
	order := map[string]int{}
	for t := range led.Tables {
		if _, met := order[sheetOf(&led.Tables[t])]; !met {
			order[sheetOf(&led.Tables[t])] = t
		}
	}
	slices.SortStableFunc(list, func(a, b found) int {
		switch {
		case a.sheet != b.sheet:
			return order[a.sheet] - order[b.sheet]
		case a.row != b.row:
			return a.row - b.row
		case a.column != b.column:
			return a.column - b.column
		}
		return strings.Compare(a.cause, b.cause)
	})
	return slices.Compact(list)
}

// onlySheet is what a text file's one sheet is called.
const onlySheet = "Ledger"

// longestName is what a workbook allows for a sheet.
const longestName = 31

// sheetOf is the sheet of the marked workbook that holds a table: the name of
// its own where a workbook allows it. Files inside an archive have longer ones.
func sheetOf(t *ledger.Table) string {
	if t.Sheet == "" {
		return onlySheet
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return '_'
		}
		return r
	}, t.Sheet)
	if r := []rune(name); len(r) > longestName { // the end tells files of a folder apart
		name = string(r[len(r)-longestName:])
	}
	return name
}

// painter colours cells.
type painter struct {
	f       *excelize.File
	say     message.Printer
	remarks map[string]int // sheet → column of the remarks
	styles  map[[2]string]int
}

func colourOf(id string) string {
	for _, c := range causes {
		if c.id == id {
			return c.colour
		}
	}
	return "FFFFFF"
}

// paint fills a cell and keeps the rest of its style.
func (p *painter) paint(x found) error {
	cell, err := excelize.CoordinatesToCellName(x.column+1, x.row)
	if err != nil {
		return err
	}
	had, err := p.f.GetCellStyle(x.sheet, cell)
	if err != nil {
		return err
	}
	key := [2]string{fmt.Sprint(had), colourOf(x.cause)}
	id, ok := p.styles[key]
	if !ok {
		style, err := p.f.GetStyle(had)
		if err != nil || style == nil {
			style = &excelize.Style{}
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{key[1]}}
		if id, err = p.f.NewStyle(style); err != nil {
			return err
		}
		p.styles[key] = id
	}
	return p.f.SetCellStyle(x.sheet, cell, cell, id)
}

// writeRemarks names the causes of each row in words, in a column of its own.
func (p *painter) writeRemarks(list []found) error {
	for i := 0; i < len(list); {
		end := i + 1
		for end < len(list) && list[end].sheet == list[i].sheet && list[end].row == list[i].row {
			end++
		}
		var texts []string
		for _, x := range list[i:end] {
			if s := p.say.T("mark.cause." + x.cause); !slices.Contains(texts, s) {
				texts = append(texts, s)
			}
		}
		cell, err := excelize.CoordinatesToCellName(p.remarks[list[i].sheet]+1, list[i].row)
		if err != nil {
			return err
		}
		if err := p.f.SetCellStr(list[i].sheet, cell, "← "+strings.Join(texts, " ; ")); err != nil {
			return err
		}
		i = end
	}
	return nil
}

// mostListed bounds the cells listed for one cause.
const mostListed = 5_000

// causesSheet adds the sheet of causes, first in the workbook.
func (p *painter) causesSheet(list []found) error {
	name := p.freeName(p.say.T("mark.sheet"))
	at, err := p.f.NewSheet(name)
	if err != nil {
		return err
	}
	bold, err := p.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	row := 0
	put := func(style int, values ...any) error {
		row++
		for c, v := range values {
			cell, err := excelize.CoordinatesToCellName(c+1, row)
			if err != nil {
				return err
			}
			if s, ok := v.(string); ok {
				err = p.f.SetCellStr(name, cell, s)
			} else {
				err = p.f.SetCellValue(name, cell, v)
			}
			if err == nil && style > 0 {
				err = p.f.SetCellStyle(name, cell, cell, style)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := put(bold, p.say.T("mark.head.cause"), p.say.T("mark.head.count"), p.say.T("mark.head.do")); err != nil {
		return err
	}
	count := map[string]int{}
	for _, x := range list {
		count[x.cause]++
	}
	for _, c := range causes {
		if count[c.id] == 0 {
			continue
		}
		if err := put(0, p.say.T("mark.cause."+c.id), count[c.id], p.say.T("mark.do."+c.id)); err != nil {
			return err
		}
		if err := p.paint(found{name, row, 0, c.id}); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		if err := put(0, p.say.T("mark.nothing")); err != nil {
			return err
		}
	}
	row++
	if err := put(bold, p.say.T("mark.head.cause"), p.say.T("mark.head.sheet"), p.say.T("mark.head.cell")); err != nil {
		return err
	}
	for _, c := range causes {
		n := 0
		for _, x := range list {
			if x.cause != c.id {
				continue
			}
			if n++; n > mostListed {
				if err := put(0, p.say.T("mark.more", "n", fmt.Sprint(count[c.id]-mostListed))); err != nil {
					return err
				}
				break
			}
			if err := put(0, p.say.T("mark.cause."+c.id), x.sheet, sheet.Letter(x.column)+fmt.Sprint(x.row)); err != nil {
				return err
			}
		}
	}
	for _, c := range []struct {
		columns string
		width   float64
	}{{"A", 44}, {"B", 18}, {"C", 70}} {
		if err := p.f.SetColWidth(name, c.columns, c.columns, c.width); err != nil {
			return err
		}
	}
	p.f.SetActiveSheet(at)
	return nil
}

// freeName gives a sheet's name that no sheet bears yet.
func (p *painter) freeName(name string) string {
	taken := func(s string) bool {
		return slices.ContainsFunc(p.f.GetSheetList(), func(t string) bool { return strings.EqualFold(s, t) })
	}
	free := name
	for i := 2; taken(free); i++ {
		free = fmt.Sprintf("%s %d", name, i)
	}
	return free
}
