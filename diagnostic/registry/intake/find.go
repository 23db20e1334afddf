package intake

import (
	"regexp"
	"slices"
	"strings"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// finding is the record a row is about: at is its index, −1 for none.
type finding struct {
	at     int
	by     By
	ref    string // the Pôle's own number, for a new record
	faults []fault
}

// ours is the form of a record's identifier.
var ours = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// find looks for the record of a row: by identifier, NEQ, BN, then by folded
// name and city. What may be several records, or speaks against the one found,
// is a conflict: the first one never wins.
func (c *comparer) find(row *cells) finding {
	out := finding{at: -1}
	if c.byNumberOfPole(row, &out); len(out.faults) > 0 {
		return out
	}
	numbers := row.numbers()
	for _, k := range []string{"neq", "bn", "qst"} {
		list := c.byNumber[k][numbers[k]]
		if numbers[k] == "" || len(list) == 0 {
			continue
		}
		field := k
		if row.said(field) == "" {
			field = "charity"
		}
		switch {
		case out.at >= 0 && c.records[out.at].Identifiers()[k] == numbers[k]:
			// Its own, whoever else may bear it: the registry's error, not the file's.
		case len(list) > 1:
			out.faults = c.refuse(row, field, "intake.identifier_twice", "value", numbers[k], "list", c.named(list))
			return out
		case out.at >= 0 && list[0] != out.at:
			out.faults = c.refuse(row, field, "intake.identifier_elsewhere", "value", numbers[k], "name", short(c.records[out.at].Name()), "other", short(c.records[list[0]].Name()))
			return out
		case out.at < 0 && k == "qst":
			// One number of sales tax does not name an enterprise by itself here; it
			// only must not be another's.
			out.faults = c.qstElsewhere(row, list[0], numbers[k], &out)
		case out.at < 0:
			out.at, out.by = list[0], map[string]By{"neq": ByNEQ, "bn": ByBN}[k]
		}
	}
	if out.at < 0 && len(out.faults) == 0 {
		c.byNameAndCity(row, &out)
	}
	if out.at < 0 || out.by == ByID || out.by == ByRef {
		return out
	}
	// Found by something else than its identifier: no other number may differ.
	known := c.records[out.at].Identifiers()
	for _, k := range []string{"neq", "bn", "qst"} {
		if numbers[k] != "" && known[k] != "" && numbers[k] != known[k] {
			out.faults = c.refuse(row, k, "intake.identifier_differs", "value", numbers[k], "known", known[k], "name", short(c.records[out.at].Name()))
			return out
		}
	}
	return out
}

// byNumberOfPole looks for the record by its identifier or the Pôle's own
// number.
func (c *comparer) byNumberOfPole(row *cells, out *finding) {
	for _, field := range []string{"id", "ref"} {
		id := row.said(field)
		if id == "" {
			continue
		}
		at, ok := c.byID[id]
		if !ok {
			at, ok = c.byID[strings.ToLower(id)]
		}
		if ok && field == "id" {
			c.gone(row, at, out)
			out.at, out.by = at, ByID
			return
		}
		if at, ok := c.byRef[id]; ok {
			out.at, out.by = at, ByRef
			return
		}
		if field == "id" && ours.MatchString(id) {
			out.faults = c.refuse(row, field, "intake.unknown_id", "value", short(id))
			return
		}
		if out.ref == "" {
			out.ref = id
		}
	}
}

// numbers gives the identifiers of a row, comparable.
func (r *cells) numbers() map[string]string {
	x := record.Record{NEQ: r.said("neq"), BN: r.said("bn"), QST: r.said("qst"), Charity: r.said("charity")}
	return x.Identifiers()
}

// gone refuses a row about a record that was merged or removed.
func (c *comparer) gone(row *cells, at int, out *finding) {
	r := &c.records[at]
	switch {
	case r.MergedInto != "":
		other := r.MergedInto
		if i, ok := c.byID[other]; ok {
			other = c.records[i].Name()
		}
		out.faults = c.refuse(row, "id", "intake.merged", "name", short(r.Name()), "other", short(other))
	case r.Removed:
		out.faults = c.refuse(row, "id", "intake.removed", "name", short(r.Name()))
	}
}

func (c *comparer) qstElsewhere(row *cells, at int, value string, out *finding) []fault {
	c.byNameAndCity(row, out)
	if out.at == at || len(out.faults) > 0 {
		return out.faults
	}
	other := row.said("name")
	return c.refuse(row, "qst", "intake.identifier_elsewhere", "value", value, "name", short(other), "other", short(c.records[at].Name()))
}

// byNameAndCity looks for the record whose name, folded, and city are those of
// the row; where one of the two has no city, the name alone must be one
// record's.
func (c *comparer) byNameAndCity(row *cells, out *finding) {
	folded, city := name.Fold(row.said("name")), policy.CityKey(row.said("city"))
	if folded == "" {
		return
	}
	var list []int
	for _, i := range c.byName[folded] {
		if k := policy.CityKey(c.records[i].City); (k == "" || city == "" || k == city) && !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	switch len(list) {
	case 0:
	case 1:
		out.at, out.by = list[0], ByName
	default:
		out.faults = c.refuse(row, "name", "intake.ambiguous", "value", short(row.said("name")), "list", c.named(list))
	}
}

// together refuses rows that are about one enterprise: the same record, or the
// same number or name and city of a new one.
func (c *comparer) together(found []finding) {
	first := map[string]int{}
	for i := range c.table.rows {
		row, f := &c.table.rows[i], &found[i]
		var keys []string
		if f.at >= 0 {
			keys = []string{"record " + c.records[f.at].ID}
		} else {
			for k, v := range row.numbers() {
				keys = append(keys, k+" "+v)
			}
			if f.ref != "" {
				keys = append(keys, "ref "+f.ref)
			}
			if n := name.Fold(row.said("name")); n != "" {
				keys = append(keys, "name "+n+"\n"+policy.CityKey(row.said("city")))
			}
			slices.Sort(keys)
		}
		for _, k := range keys {
			j, twice := first[k]
			if !twice {
				first[k] = i
				continue
			}
			c.sameEnterprise(&c.table.rows[j], row, &found[j])
			c.sameEnterprise(row, &c.table.rows[j], f)
			break
		}
	}
}

func (c *comparer) sameEnterprise(row, other *cells, f *finding) {
	if slices.ContainsFunc(f.faults, func(x fault) bool { return x.fault.Key == "intake.two_rows" }) {
		return
	}
	f.faults = append(f.faults, c.refuse(row, "name", "intake.two_rows", "name", short(row.said("name")), "other", short(other.said("name")),
		"cell", c.table.place(other.n, "name").Cell)...)
}

func (c *comparer) named(list []int) string {
	var out []string
	for _, i := range list[:min(len(list), 5)] {
		s := short(c.records[i].Name())
		if city := c.records[i].City; city != "" {
			s += " (" + short(city) + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}
