package ledger

import (
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// fromOptions takes the columns the user named, and notes the fields that no
// column holds.
func (d *designer) fromOptions() error {
	fields := make([]Field, 0, len(d.opt.Columns))
	for f := range d.opt.Columns {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	for _, f := range fields {
		want := d.opt.Columns[f]
		if !slices.ContainsFunc(d.w.fields, func(w fieldWords) bool { return w.field == f }) {
			return message.NewFault("ledger.unknown_field", d.place, "field", string(f), "fields", d.w.fieldList())
		}
		if want == NoColumn {
			d.never[f] = true
			continue
		}
		i := -1
		for j := range d.match {
			if foldHeader(d.header(j)) == foldHeader(want) && foldHeader(want) != "" {
				i = j
				break
			}
		}
		if i < 0 {
			if i = sheet.Index(want); i >= len(d.match) {
				i = -1
			}
		}
		if i < 0 {
			return message.NewFault("ledger.unknown_column", d.place, "field", string(f), "column", want)
		}
		d.take(f, i, "option")
		if f == Amount {
			d.l.basis = d.match[i].basis
		}
	}
	return nil
}

// fieldList names the fields a user may give a column to.
func (w *words) fieldList() string {
	var list []string
	for _, f := range w.fields {
		list = append(list, string(f.field))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
