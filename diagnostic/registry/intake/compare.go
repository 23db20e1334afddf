package intake

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// Compare says what importing a table would do to the records given, which are
// all of the registry (merged and removed ones too: a row may name them).
func Compare(t *Table, records []record.Record, opt Options) *Preview {
	c := &comparer{table: t, opt: &opt, words: registry.NewWords(opt.Categories)}
	c.index(records)
	p := &Preview{File: t.File, Digest: t.Digest, Sheet: t.Sheet, Ignored: t.ignored, Columns: map[string]string{}}
	for f, col := range t.columns {
		p.Columns[f] = col.header
	}
	p.Notes = append(p.Notes, t.notes...)
	found := make([]finding, len(t.rows))
	for i := range t.rows {
		found[i] = c.find(&t.rows[i])
	}
	c.together(found)
	about := map[int]bool{}
	undated := 0
	for i := range t.rows {
		row := c.row(&t.rows[i], &found[i])
		if found[i].at >= 0 {
			about[found[i].at] = true
		}
		if row.Action == Create && len(row.after.Statuses) == 0 {
			undated++
		}
		p.Rows = append(p.Rows, row)
	}
	for i := range c.records {
		if r := &c.records[i]; !about[i] && !r.Removed && r.MergedInto == "" {
			p.Missing = append(p.Missing, *r)
		}
	}
	p.Notes = append(p.Notes, c.notes(p, undated)...)
	return p
}

// comparer finds the record of each row and says what would change.
type comparer struct {
	table   *Table
	opt     *Options
	words   *registry.Words
	records []record.Record

	byID, byRef map[string]int
	byNumber    map[string]map[string][]int // "neq", "bn", "qst" → value → records
	byName      map[string][]int            // folded name
}

func (c *comparer) index(records []record.Record) {
	c.records = records
	c.byID, c.byRef, c.byName = map[string]int{}, map[string]int{}, map[string][]int{}
	c.byNumber = map[string]map[string][]int{"neq": {}, "bn": {}, "qst": {}}
	for i := range records {
		r := &records[i]
		c.byID[r.ID] = i
		if r.Removed || r.MergedInto != "" {
			continue
		}
		if r.Ref != "" {
			c.byRef[r.Ref] = i
		}
		for k, v := range r.Identifiers() {
			c.byNumber[k][v] = append(c.byNumber[k][v], i)
		}
		seen := map[string]bool{}
		for _, n := range r.Names { // several enterprises share an acronym
			if f := name.Fold(n.Text); f != "" && n.Kind != record.Acronym && !seen[f] {
				seen[f] = true
				c.byName[f] = append(c.byName[f], i)
			}
		}
	}
}

// fault is a fault with the field it is about.
type fault struct {
	refusal bool
	field   string
	fault   *message.Fault
}

// row says what would happen to one row.
func (c *comparer) row(row *cells, f *finding) Row {
	out := Row{N: row.n, Name: row.said("name"), By: f.by}
	var prior *record.Record
	after := record.Record{Ref: f.ref}
	if f.at >= 0 {
		prior = &c.records[f.at]
		out.Record = prior.ID
		after = *prior
		if f.ref != "" {
			after.Ref = f.ref // found otherwise: the Pôle numbered it, or again
		}
	}
	if len(f.faults) > 0 {
		out.Action = Conflict
		for _, x := range f.faults {
			out.Faults = append(out.Faults, x.fault)
		}
		return out
	}
	list := c.write(row, &after, prior)
	before := record.Record{}
	if prior != nil {
		before = *prior
	}
	after = after.Normal()
	out.Changes = record.Diff(&before, &after)
	list = append(list, c.check(row, &after, prior, out.Changes, list)...)
	refused := false
	for _, x := range list {
		refused = refused || x.refusal
	}
	slices.SortStableFunc(list, func(a, b fault) int { return order(b.refusal) - order(a.refusal) })
	for _, x := range list {
		out.Faults = append(out.Faults, x.fault)
	}
	switch {
	case refused:
		out.Action = Conflict
	case prior == nil:
		out.Action, out.after = Create, after
	case len(out.Changes) == 0:
		out.Action = Unchanged
	default:
		out.Action, out.after = Update, after
	}
	return out
}

func order(refusal bool) int {
	if refusal {
		return 1
	}
	return 0
}

// write puts what the cells of a row say into a record.
func (c *comparer) write(row *cells, r, prior *record.Record) []fault {
	var out []fault
	if row.said("name") == "" && prior == nil {
		return c.refuse(row, "name", "registry.empty_name")
	}
	for _, f := range record.Fields() {
		parse, known := parsers[f.Key]
		if _, column := c.table.columns[f.Key]; !known || !column {
			continue
		}
		text, said := row.text[f.Key]
		switch {
		case text == unreadable:
			continue
		case !said || text == "":
			if c.opt.Erase && prior != nil && f.Key != "name" && f.Key != "statuses" && f.Key != "ref" {
				f.Copy(r, &record.Record{})
			}
			continue
		case prior != nil && c.says(f, prior, text):
			continue
		}
		if p := parse(c, r, prior, text); p != nil {
			out = append(out, fault{p.refusal, f.Key, message.NewFault(p.key, c.table.place(row.n, f.Key), withName(p.args, r)...)})
		}
	}
	return append(out, c.standing(row, r, prior)...)
}

func withName(args []string, r *record.Record) []string {
	if slices.Contains(args, "name") {
		return args
	}
	return append(args, "name", short(r.Name()))
}

// says tells whether a cell is what the export of the record would write, in
// either language: it then says nothing new, whatever reading it would give.
func (c *comparer) says(f record.Field, r *record.Record, text string) bool {
	for _, l := range message.Langs {
		if squeeze(text) == squeeze(f.Text(r, message.In(l))) {
			return true
		}
	}
	return false
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// check tells what is wrong with the record as it would stand, in the fields
// that change; a refusal counts wherever it is.
func (c *comparer) check(row *cells, after, prior *record.Record, changes []record.Change, told []fault) []fault {
	if prior != nil && len(changes) == 0 {
		return nil
	}
	known := map[string]bool{}
	for _, f := range told {
		if known[f.fault.Key] = true; f.fault.Key == "registry.empty_name" {
			return nil
		}
	}
	var out []fault
	for _, f := range after.Check(nil) {
		changed := slices.ContainsFunc(changes, func(x record.Change) bool { return x.Field == f.Field })
		if !f.Refusal && (!changed || f.Field == "attestations") || known[f.Fault.Key] {
			continue
		}
		at := *f.Fault
		at.Place = c.table.place(row.n, f.Field)
		if at.Place.Cell == "" {
			at.Place = c.table.place(row.n, "name")
		}
		out = append(out, fault{f.Refusal, f.Field, &at})
	}
	return out
}

func (c *comparer) refuse(row *cells, field, key string, args ...string) []fault {
	return []fault{{true, field, message.NewFault(key, c.table.place(row.n, field), args...)}}
}

// placed gives an error as a fault at a cell.
func (c *comparer) placed(err error, row *cells, field string) *message.Fault {
	var f *message.Fault
	if !errors.As(err, &f) {
		f = message.NewFault("intake.refused", message.Place{}, "value", err.Error())
	}
	if f.Key == "record.natural_person" || f.Key == "record.public_body" {
		if p := c.table.place(row.n, "neq"); p.Cell != "" {
			field = "neq"
		}
	}
	cp := *f
	cp.Place = c.table.place(row.n, field)
	return &cp
}

// said gives the text of a cell, "" when blank or in error.
func (r *cells) said(field string) string {
	if t := r.text[field]; t != unreadable {
		return t
	}
	return ""
}

// notes tells what concerns the file as a whole.
func (c *comparer) notes(p *Preview, undated int) []*message.Fault {
	var out []*message.Fault
	at := message.Place{File: c.table.File, Sheet: c.table.Sheet}
	if len(p.Ignored) > 0 {
		list := make([]string, 0, 12)
		for _, h := range p.Ignored[:min(len(p.Ignored), 12)] {
			list = append(list, short(h))
		}
		out = append(out, message.NewFault("intake.ignored", at, "value", strings.Join(list, ", "), "n", strconv.Itoa(len(p.Ignored))))
	}
	if undated > 0 {
		out = append(out, message.NewFault("intake.no_standing", at, "n", strconv.Itoa(undated)))
	}
	if n := len(p.Missing); n > 0 {
		list := make([]string, 0, 12)
		for i := range p.Missing[:min(n, 12)] {
			list = append(list, short(p.Missing[i].Name()))
		}
		out = append(out, message.NewFault("intake.missing", at, "n", strconv.Itoa(n), "value", strings.Join(list, ", ")))
	}
	return out
}
