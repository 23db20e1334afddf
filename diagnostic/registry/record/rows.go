package record

import (
	"cmp"
	"slices"
	"strings"

	"jachete/templates/message"
)

// Export says what of the registry goes out.
type Export struct {
	// Contacts adds the column of contacts: names of persons, for the Pôle alone.
	Contacts bool
	// All adds the records merged and removed, for a full account.
	All bool
}

// Rows writes records as the rows of a workbook or .csv file: headers first,
// identifiers in the first column, records by name. The import reads them back:
// nothing then changes. Cells are safe in a spreadsheet: none is a formula.
func Rows(records []Record, opt Export, say message.Printer) [][]string {
	fields := columns(opt)
	header := []string{say.T("record.field.id")}
	for _, f := range fields {
		header = append(header, f.Label(say))
	}
	out := [][]string{header}
	list := records
	if !opt.All {
		list = Living(records)
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Record) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name()), strings.ToLower(b.Name())), strings.Compare(a.ID, b.ID))
	})
	for i := range list {
		row := []string{Safe(list[i].ID)}
		for _, f := range fields {
			row = append(row, Safe(f.Text(&list[i], say)))
		}
		out = append(out, row)
	}
	return out
}

func columns(opt Export) []Field {
	return slices.DeleteFunc(Fields(), func(f Field) bool {
		return f.Private && !opt.Contacts || !opt.All && (f.Key == "merged_into" || f.Key == "removed")
	})
}

// Safe makes a text harmless in a cell: one that a spreadsheet program would
// run gets an apostrophe in front. [Plain] takes it off again.
func Safe(s string) string {
	if dangerous(s) {
		return "'" + s
	}
	return s
}

// Plain gives the text that [Safe] was given.
func Plain(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && dangerous(rest) {
		return rest
	}
	return s
}

// dangerous tells whether a program may take a text for a formula; leading
// apostrophes count, so that Plain undoes Safe exactly.
func dangerous(s string) bool {
	s = strings.TrimLeft(s, "' \u00a0")
	return s != "" && strings.ContainsRune("=+-@\t\r\n|", rune(s[0]))
}
