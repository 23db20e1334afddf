package mark

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// largestMarked bounds the file that is opened to be marked: the whole of it is
// held in memory.
const largestMarked = 64 << 20

// mostRows bounds what is written anew: what a workbook holds.
const mostRows = 1_048_576

// open gives the workbook to mark and, for each sheet read, the column where
// remarks go.
func open(ctx context.Context, path string, led *ledger.Ledger, opt ledger.Options) (*excelize.File, map[string]int, error) {
	place := message.Place{File: led.Tables[0].File}
	if info, err := os.Stat(path); err != nil {
		return nil, nil, fmt.Errorf("mark: %w", err)
	} else if info.Size() > largestMarked {
		return nil, nil, message.NewFault("mark.too_large", place, "limit", strconv.Itoa(largestMarked>>20))
	}
	book, err := sheet.OpenContext(ctx, path, sheet.Options{Encoding: opt.Encoding, Delimiter: opt.Delimiter, Password: opt.Password, Limits: sheet.Limits{
		FileBytes: opt.Limits.FileBytes, InflatedBytes: opt.Limits.InflatedBytes, Rows: min(max(opt.Limits.Rows, 0), mostRows), Columns: opt.Limits.Columns, CellRunes: opt.Limits.CellRunes,
	}})
	if err != nil {
		return nil, nil, err
	}
	defer book.Close()
	if book.Digest() != led.Tables[0].Digest {
		return nil, nil, fmt.Errorf("mark %s: the file changed since it was read", path)
	}
	remarks := map[string]int{}
	if book.Format() == "xlsx" && opt.Password == "" && plainNames(led) {
		f, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 1 << 30})
		macros := false
		if err == nil {
			_, macros = f.Pkg.Load("xl/vbaProject.bin")
		}
		if err == nil && !macros {
			for _, t := range led.Tables {
				width, err := widthOf(book, t.Sheet)
				if err != nil {
					return nil, nil, err
				}
				remarks[sheetOf(&t)] = width
			}
			return f, remarks, nil
		}
		if err == nil {
			f.Close() // macros do not go into a workbook we make
		}
	}
	f, err := rewrite(ctx, book, led, remarks)
	return f, remarks, err
}

// plainNames tells that every sheet keeps its own name.
func plainNames(led *ledger.Ledger) bool {
	for i := range led.Tables {
		if sheetOf(&led.Tables[i]) != led.Tables[i].Sheet {
			return false
		}
	}
	return true
}

func widthOf(book *sheet.Book, name string) (int, error) {
	width := 0
	for row, err := range book.Rows(name) {
		if err != nil {
			return 0, err
		}
		width = max(width, len(row.Cells))
	}
	return width, nil
}

// rewrite makes a workbook of the sheets read: texts as texts, numbers as
// numbers, and no formula.
func rewrite(ctx context.Context, book *sheet.Book, led *ledger.Ledger, remarks map[string]int) (*excelize.File, error) {
	f := excelize.NewFile()
	first := true
	for _, t := range led.Tables {
		name := sheetOf(&t)
		if _, done := remarks[name]; done {
			continue // several tables in one sheet
		}
		if first {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				return nil, fmt.Errorf("name sheet: %w", err)
			}
			first = false
		} else if _, err := f.NewSheet(name); err != nil {
			return nil, fmt.Errorf("add sheet: %w", err)
		}
		width, err := fill(ctx, f, book, t.Sheet, name)
		if err != nil {
			return nil, err
		}
		remarks[name] = width
	}
	return f, nil
}

func fill(ctx context.Context, f *excelize.File, book *sheet.Book, from, to string) (width int, err error) {
	for row, err := range book.Rows(from) {
		if err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if row.N > mostRows {
			return 0, message.NewFault("file.too_many_rows", message.Place{File: book.File(), Sheet: from}, "limit", strconv.Itoa(mostRows))
		}
		width = max(width, len(row.Cells))
		for i, c := range row.Cells {
			if c.Kind == sheet.Blank {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(i+1, row.N)
			if err != nil {
				return 0, fmt.Errorf("address: %w", err)
			}
			if c.Kind == sheet.Number {
				if v, err := strconv.ParseFloat(c.Text, 64); err == nil {
					if err := f.SetCellFloat(to, cell, v, -1, 64); err != nil {
						return 0, fmt.Errorf("write %s: %w", cell, err)
					}
					continue
				}
			}
			if err := f.SetCellStr(to, cell, c.Text); err != nil {
				return 0, fmt.Errorf("write %s: %w", cell, err)
			}
		}
	}
	return width, nil
}
