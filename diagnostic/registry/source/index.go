package source

import (
	"fmt"
	"strings"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// index finds the record that an enterprise of a source is.
type index struct {
	records []record.Record
	tables  *name.Tables
	ground  *policy.Territory
	neq, bn map[string]int
	names   map[string][]int // bare name → records, each once
}

func newIndex(records []record.Record, names policy.Names, ground *policy.Territory) (*index, error) {
	t, err := name.NewTables(names)
	if err != nil {
		return nil, fmt.Errorf("read the tables of names: %w", err)
	}
	x := &index{records: records, tables: t, ground: ground, neq: map[string]int{}, bn: map[string]int{}, names: map[string][]int{}}
	for i := range records {
		r := &records[i]
		if r.MergedInto != "" {
			continue
		}
		first(x.neq, r.NEQ, i)
		first(x.bn, root(r), i)
		for _, n := range r.Names {
			k := x.key(n.Text)
			if list := x.names[k]; k != "" && (len(list) == 0 || list[len(list)-1] != i) {
				x.names[k] = append(list, i)
			}
		}
	}
	return x, nil
}

func first(m map[string]int, k string, i int) {
	if _, taken := m[k]; k != "" && !taken {
		m[k] = i
	}
}

// root is the nine digits of a record's business number.
func root(r *record.Record) string {
	if r.BN != "" {
		return r.BN
	}
	bn, _ := name.BN(r.Charity)
	return bn
}

// key is the bare name: case, accents, signs, articles, abbreviations and legal
// form do not count.
func (x *index) key(s string) string { return x.tables.Read(s).Key() }

// how an enterprise was found in the registry.
type how int

const (
	notFound how = iota
	byIdentifier
	byName
	namesake // a record has its name, but it cannot be told to be the same
)

// find gives the record an enterprise is, -1 when none.
func (x *index) find(e *Enterprise) (int, how) {
	if i, ok := x.neq[e.NEQ]; ok && e.NEQ != "" {
		return i, byIdentifier
	}
	if i, ok := x.bn[e.BN]; ok && e.BN != "" {
		return i, byIdentifier
	}
	found, near := []int{}, -1
	seen := map[int]bool{}
	for _, n := range e.Names {
		for _, i := range x.names[x.key(n.Text)] {
			if seen[i] {
				continue
			}
			seen[i] = true
			if near < 0 {
				near = i
			}
			if n.Kind != record.Former && x.may(e, &x.records[i]) {
				found = append(found, i)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], byName
	case near >= 0:
		return near, namesake
	}
	return -1, notFound
}

// may tells whether nothing says that they are two: no other identifier, no
// other place.
func (x *index) may(e *Enterprise, r *record.Record) bool {
	if e.NEQ != "" && r.NEQ != "" || e.BN != "" && root(r) != "" {
		return false // both have one, and they differ
	}
	switch {
	case r.City == "" && r.Postal == "", e.City == "" && e.Postal == "":
		return true
	case x.ground.SameCity(r.City, e.City):
		return true
	}
	return len(r.Postal) >= 3 && len(e.Postal) >= 3 && r.Postal[:3] == e.Postal[:3]
}

// has tells whether a record bears a name, whatever its kind.
func (x *index) has(r *record.Record, s string) bool {
	k := x.key(s)
	for i := range r.Names {
		if r.Names[i].Text == s || k != "" && x.key(r.Names[i].Text) == k {
			return true
		}
	}
	return false
}

// legalOf gives the legal name a record bears now: its place, -1 when none.
func legalOf(r *record.Record) int {
	for i := range r.Names {
		if r.Names[i].Kind == record.Legal && r.Names[i].To == "" {
			return i
		}
	}
	return -1
}

// Title is the name a list shows for a record.
func Title(r *record.Record) string {
	if i := legalOf(r); i >= 0 {
		return r.Names[i].Text
	}
	if len(r.Names) > 0 {
		return r.Names[0].Text
	}
	return strings.TrimSpace(r.NEQ + " " + r.Charity)
}
