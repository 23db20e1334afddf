package registry

import (
	"slices"
	"sort"
	"strings"

	"jachete/scoring/name"
	"jachete/templates/message"
)

// ownRegistry is the size up to which a registry is one that a Pôle keeps and
// can correct: two enterprises under one identifier then refuse the file. A
// larger one is a public register used as it was published: there they are
// told in the warnings, and both stay.
const ownRegistry = 1000

// duplicates looks for identifiers that stand on two rows. Rows that are equal
// in all but their place are one enterprise written twice; that is told.
func (r *reader) duplicates() {
	r.sameID()
	var first map[string]int
	for _, k := range []struct {
		field string
		value func(*Entry) string
	}{
		{fieldNEQ, func(e *Entry) string { return e.NEQ }},
		{fieldBN, func(e *Entry) string { return e.BN }},
		{fieldCharity, func(e *Entry) string {
			if e.Charity == e.BN {
				return "" // told already
			}
			return e.Charity
		}},
		{fieldQST, func(e *Entry) string { return e.QST }},
		{fieldRegistered, func(e *Entry) string { return e.Registered }},
	} {
		if k.field != fieldCharity { // the number of a charity is its business number
			first = map[string]int{}
		}
		for i := range r.ed.Entries {
			e := &r.ed.Entries[i]
			v := k.value(e)
			if v == "" {
				continue
			}
			j, seen := first[v]
			if !seen {
				first[v] = i
				continue
			}
			if r.ed.Entries[j].ID != e.ID {
				r.clash(k.field, v, &r.ed.Entries[j], e)
			}
		}
	}
}

// sameID folds rows that repeat an enterprise into it. In a large register,
// rows of one identifier that contradict each other in nothing but the name
// are one body under several names.
func (r *reader) sameID() {
	if _, has := r.cols.at[fieldID]; !has {
		return
	}
	first := make(map[string]int, len(r.ed.Entries))
	large := len(r.ed.Entries) > ownRegistry
	drop := map[int]bool{}
	for i := range r.ed.Entries {
		e := &r.ed.Entries[i]
		j, seen := first[e.ID]
		if !seen {
			first[e.ID] = i
			continue
		}
		f := &r.ed.Entries[j]
		same := name.Fold(f.Name) == name.Fold(e.Name)
		switch {
		case agree(f, e) && same:
			r.warn("registry.repeated_row", r.place(e.Row, fieldID), "value", short(e.ID), "first", r.cell(f.Row, fieldID), "name", short(e.Name))
			r.merge(f, e)
			drop[i] = true
		case agree(f, e) && large:
			r.warn("registry.several_names", r.place(e.Row, fieldID), "value", short(e.ID), "first", r.cell(f.Row, fieldID), "name", short(f.Name), "other", short(e.Name))
			r.merge(f, e)
			drop[i] = true
		default:
			r.clash(fieldID, e.ID, f, e)
		}
	}
	if len(drop) > 0 {
		kept := r.ed.Entries[:0]
		for i := range r.ed.Entries {
			if !drop[i] {
				kept = append(kept, r.ed.Entries[i])
			}
		}
		r.ed.Entries = kept
	}
}

func (r *reader) clash(field, value string, a, b *Entry) {
	args := []string{
		"field", r.cols.header[field], "value", short(value), "first", r.cell(a.Row, field), "second", r.cell(b.Row, field),
		"name", short(a.Name), "other", short(b.Name),
	}
	if len(r.ed.Entries) > ownRegistry {
		r.warn("registry.shared_identifier", r.place(b.Row, field), args...)
		return
	}
	r.refuse(message.NewFault("registry.duplicate_identifier", r.place(b.Row, field), args...))
}

func (r *reader) cell(row int, field string) string { return r.place(row, field).Cell }

// agree tells whether two rows contradict each other in nothing but the name.
func agree(a, b *Entry) bool {
	ok := func(x, y string) bool { return x == "" || y == "" || name.Fold(x) == name.Fold(y) }
	return ok(a.NEQ, b.NEQ) && ok(a.BN, b.BN) && ok(a.QST, b.QST) && ok(a.Charity, b.Charity) && ok(a.Registered, b.Registered) &&
		ok(a.City, b.City) && ok(a.Postal, b.Postal) &&
		ok(a.MRC, b.MRC) && ok(a.LegalForm, b.LegalForm) && a.From == b.From && a.To == b.To && slices.Equal(a.Spans, b.Spans) &&
		ok(strings.Join(a.Categories, " "), strings.Join(b.Categories, " ")) && ok(strings.Join(a.Serves, " "), strings.Join(b.Serves, " "))
}

// merge adds to f what the repeated row e knows more.
func (r *reader) merge(f, e *Entry) {
	for _, n := range append([]string{e.Name}, e.OtherNames...) {
		if name.Fold(n) != name.Fold(f.Name) && !slices.Contains(f.OtherNames, n) {
			f.OtherNames = append(f.OtherNames, n)
		}
	}
	fill := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	fill(&f.NEQ, e.NEQ)
	fill(&f.BN, e.BN)
	fill(&f.QST, e.QST)
	fill(&f.Charity, e.Charity)
	fill(&f.Registered, e.Registered)
	fill(&f.Phone, e.Phone)
	fill(&f.Domain, e.Domain)
	fill(&f.City, e.City)
	fill(&f.Postal, e.Postal)
	fill(&f.MRC, e.MRC)
	fill(&f.LegalForm, e.LegalForm)
	if len(f.Categories) == 0 {
		f.Categories = e.Categories
	}
	if len(f.Serves) == 0 {
		f.Serves = e.Serves
	}
}

func sortedKeys(m map[string]int) []string {
	k := make([]string, 0, len(m))
	for s := range m {
		k = append(k, s)
	}
	sort.Strings(k)
	return k
}
