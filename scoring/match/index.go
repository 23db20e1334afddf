package match

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"jachete/scoring/name"
)

// Index answers whose name a supplier bears. It is read only once built and
// safe for concurrent use.
type Index struct {
	params  Params
	entries []Entry
	vocab   vocabulary
	recs    []record
	toks    []uint32 // word numbers of the records, one after the other
	postAt  []uint32 // where the postings of a word begin; one more than words
	post    []uint32 // record numbers, ascending within a word

	neq, bn, qst, charity map[string][]uint32 // entries by identifier
	numbered              map[string][]uint32 // entries by number of numbered company

	cities []uint32 // city key of each entry, 0 unknown
	city   map[string]uint32

	background *Index // a general register, nil when there is none

	scratch sync.Pool
}

// record is one reading of one name of one entry.
type record struct {
	entry  uint32
	at     uint32  // first of its words in toks
	weight float32 // sum of the weights of its words
	fold   uint32  // hash of the folded name
	exact  uint32  // its name.Name.Exact
	n      uint8   // its words
	kind   name.Kind
	nameNo uint8 // which of the entry's names
	family familyCode
	head   uint8 // its name.Part.Head
	giving bool  // its name.Name.Giving
	left   uint8 // its name.Part.Left
}

// maxNames bounds the names of one entry that are indexed.
const maxNames = 200

// maxRecordWords bounds the words of one reading that are compared.
const maxRecordWords = 24

// ErrNoNames is returned when no entry has a name or an identifier.
var ErrNoNames = errors.New("no entry has a name")

// New builds an index. Entries without any name are kept and can be found by
// their identifiers alone; when nothing can be found at all the error is
// [ErrNoNames].
func New(entries []Entry, params Params) (*Index, error) {
	if err := params.validate(); err != nil {
		return nil, fmt.Errorf("build index: %w", err)
	}
	if len(entries) > math.MaxInt32 {
		return nil, fmt.Errorf("build index: %d entries are too many", len(entries))
	}
	x := &Index{params: params, entries: entries, city: map[string]uint32{}, numbered: map[string][]uint32{}}
	x.vocab.number = make(map[string]uint32, len(entries)/2)
	var n name.Name
	named := false
	x.cities = make([]uint32, len(entries))
	for i := range entries {
		e := &entries[i]
		for k, s := range e.Names {
			if k >= maxNames {
				break
			}
			params.Tables.ReadInto(s, &n)
			x.addName(uint32(i), uint8(k), &n)
			named = named || len(n.Parts) > 0
		}
		x.cities[i] = x.cityKey(e.City, true)
	}
	x.identifiers()
	if !named && len(x.neq)+len(x.bn)+len(x.qst)+len(x.charity) == 0 {
		return nil, fmt.Errorf("build index: %w", ErrNoNames)
	}
	x.vocab.settle(x.names())
	x.postings()
	x.vocab.neighbours()
	x.scratch.New = func() any { return newScratch(len(x.recs)) }
	return x, nil
}

// Len is the number of entries.
func (x *Index) Len() int { return len(x.entries) }

// Entry returns entry i as it was given to [New].
func (x *Index) Entry(i int) *Entry { return &x.entries[i] }

// Params returns the parameters the index was built with.
func (x *Index) Params() Params { return x.params }

func (x *Index) addName(entry uint32, nameNo uint8, n *name.Name) {
	if n.Numbered != "" {
		l := x.numbered[n.Numbered]
		if len(l) == 0 || l[len(l)-1] != entry {
			x.numbered[n.Numbered] = append(l, entry)
		}
	}
	for pi, p := range n.Parts {
		r := record{entry: entry, at: uint32(len(x.toks)), kind: p.Kind, nameNo: nameNo, fold: hashWithout(n.Folded, -1), exact: n.Exact, family: codeOf(n.Family), head: uint8(min(p.Head, maxRecordWords+1)), giving: n.Giving, left: p.Left}
		for _, w := range p.Words {
			if r.n == maxRecordWords {
				break
			}
			id := x.vocab.add(w)
			if pi == 0 && !slices.Contains(x.toks[r.at:], id) {
				x.vocab.df[id]++
			}
			x.toks = append(x.toks, id)
			r.n++
		}
		x.recs = append(x.recs, r)
	}
}

// names counts the names read, the population of the word frequencies.
func (x *Index) names() int {
	n := 0
	for i := range x.recs {
		if x.recs[i].kind == name.Whole {
			n++
		}
	}
	return n
}

// postings lists, for each word, the records that hold it.
func (x *Index) postings() {
	counts := make([]uint32, len(x.vocab.text)+1)
	for ri := range x.recs {
		r := &x.recs[ri]
		for _, id := range x.toks[r.at : r.at+uint32(r.n)] {
			r.weight += x.vocab.weight[id]
			counts[id+1]++
		}
	}
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	x.postAt = counts
	x.post = make([]uint32, len(x.toks))
	fill := slices.Clone(counts)
	for ri := range x.recs {
		r := &x.recs[ri]
		for _, id := range x.toks[r.at : r.at+uint32(r.n)] {
			if f := fill[id]; f > counts[id] && x.post[f-1] == uint32(ri) {
				continue // twice in one record
			}
			x.post[fill[id]] = uint32(ri)
			fill[id]++
		}
	}
	// Words met twice in one record leave a gap at the end of their list.
	for id := 0; id+1 < len(counts); id++ {
		for f := fill[id]; f < counts[id+1]; f++ {
			x.post[f] = noRecord
		}
	}
}

const noRecord = ^uint32(0)

// postingsOf lists the records that hold a word.
func (x *Index) postingsOf(id uint32) []uint32 {
	p := x.post[x.postAt[id]:x.postAt[id+1]]
	for len(p) > 0 && p[len(p)-1] == noRecord {
		p = p[:len(p)-1]
	}
	return p
}

// cityKey numbers a city by its folded words: "St-Rémi" and "Saint-Rémi" are
// the same. 0 is unknown.
func (x *Index) cityKey(s string, add bool) uint32 {
	if s == "" {
		return 0
	}
	k := x.params.Tables.CityKey(s)
	if k == "" {
		return 0
	}
	id, ok := x.city[k]
	if !ok {
		if !add {
			return noCity
		}
		id = uint32(len(x.city) + 1)
		x.city[k] = id
	}
	return id
}

const noCity = ^uint32(0) // a city that no entry has

func (x *Index) identifiers() {
	x.neq, x.bn, x.qst, x.charity = map[string][]uint32{}, map[string][]uint32{}, map[string][]uint32{}, map[string][]uint32{}
	put := func(m map[string][]uint32, k string, i int) {
		if k != "" {
			m[k] = append(m[k], uint32(i))
		}
	}
	for i := range x.entries {
		e := &x.entries[i]
		put(x.neq, e.NEQ, i)
		put(x.bn, e.BN, i)
		put(x.qst, e.QST, i)
		put(x.charity, e.Charity, i)
	}
}

type familyCode uint8

const (
	familyNone familyCode = iota
	familyCompany
	familyPartnership
	familyPerson
	familyNPO
	familyCoop
	familyMutual
	familyPublic
)

func codeOf(f string) familyCode {
	switch f {
	case "company":
		return familyCompany
	case "partnership":
		return familyPartnership
	case "person":
		return familyPerson
	case "npo":
		return familyNPO
	case "coop", "coop_solidarity":
		return familyCoop
	case "mutual":
		return familyMutual
	case "public":
		return familyPublic
	}
	return familyNone
}

var familyNames = [...]string{"", "company", "partnership", "person", "npo", "coop", "mutual", "public"}
