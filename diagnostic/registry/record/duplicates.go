package record

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// Duplicate proposes that two records are one enterprise. A person decides.
type Duplicate struct {
	A, B string // identifiers, A before B
	// By is "identifier", "name_city" or "match".
	By string
	// Field and Value are the identifier shared ("neq"), of By "identifier".
	Field, Value string
	// Probability (0–1) that the names are of one enterprise, of By "match".
	Probability float64
	// Evidence for and against, of By "match".
	Evidence []match.Evidence
	// Conflict: both have a number of the same sort and the numbers differ: two
	// enterprises, or a number to correct.
	Conflict bool
}

// Duplicates looks through living records for those that may be one enterprise:
// the same identifier, the same folded name in the same city, or names that the
// matcher would take for each other. The surest come first; a pair comes once.
func Duplicates(records []Record, params match.Params) ([]Duplicate, error) {
	list := Living(records)
	slices.SortFunc(list, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	p := pairs{list: list, seen: map[[2]int]bool{}}
	p.byIdentifier()
	p.byName()
	if err := p.byMatch(params); err != nil {
		return nil, err
	}
	return p.out, nil
}

type pairs struct {
	list []Record
	seen map[[2]int]bool
	out  []Duplicate
}

func (p *pairs) add(i, j int, d Duplicate) {
	if i > j {
		i, j = j, i
	}
	if i == j || p.seen[[2]int{i, j}] {
		return
	}
	p.seen[[2]int{i, j}] = true
	d.A, d.B = p.list[i].ID, p.list[j].ID
	a, b := p.list[i].Identifiers(), p.list[j].Identifiers()
	for k, v := range a {
		d.Conflict = d.Conflict || b[k] != "" && b[k] != v
	}
	p.out = append(p.out, d)
}

func (p *pairs) byIdentifier() {
	for _, k := range identifiers {
		first := map[string]int{}
		for i := range p.list {
			v := k.value(&p.list[i])
			if v == "" {
				continue
			}
			if j, ok := first[v]; ok {
				p.add(j, i, Duplicate{By: "identifier", Field: k.key, Value: v})
				continue
			}
			first[v] = i
		}
	}
}

func (p *pairs) byName() {
	first := map[string]int{}
	for i := range p.list {
		for _, k := range p.list[i].Keys() {
			if j, ok := first[k]; ok {
				p.add(j, i, Duplicate{By: "name_city"})
				continue
			}
			first[k] = i
		}
	}
}

// Keys gives the keys under which a record is found by name and city: one a
// folded name but acronyms, which several enterprises share; none without a
// city.
func (r *Record) Keys() []string {
	city := policy.CityKey(r.City)
	if city == "" {
		return nil
	}
	var out []string
	for _, n := range r.Names {
		if f := name.Fold(n.Text); f != "" && n.Kind != Acronym && !slices.Contains(out, f+"\n"+city) {
			out = append(out, f+"\n"+city)
		}
	}
	return out
}

// byMatch asks the matcher which other record each one looks like. The record
// itself always comes first and takes one of the places it answers.
func (p *pairs) byMatch(params match.Params) error {
	entries := make([]match.Entry, len(p.list))
	for i := range p.list {
		r := &p.list[i]
		e := Entry(r)
		entries[i] = match.Entry{ID: e.ID, Names: append([]string{e.Name}, e.OtherNames...), City: e.City, Postal: e.Postal}
	}
	index, err := match.New(entries, params)
	if errors.Is(err, match.ErrNoNames) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("index records: %w", err)
	}
	from := len(p.out)
	for i := range entries {
		v := index.Resolve(match.Supplier{Name: entries[i].Names[0], City: entries[i].City, Postal: entries[i].Postal})
		for _, c := range v.Candidates {
			if c.Entry != i && c.Probability >= params.PossibleAt {
				p.add(i, c.Entry, Duplicate{By: "match", Probability: c.Probability, Evidence: c.Evidence})
			}
		}
	}
	slices.SortStableFunc(p.out[from:], func(a, b Duplicate) int { return cmp.Compare(b.Probability, a.Probability) })
	return nil
}
