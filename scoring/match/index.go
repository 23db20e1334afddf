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
	byBag   []uint32 // record numbers, sorted by their bags
	// postWeight and postHead hold the weights and heads of the records of post: a
	// list is weighed without fetching its records from all over the memory.
	postWeight []float32
	postHead   []uint8
	postBits   map[uint32][]uint64 // of very common words

	// entries by identifier
	neq, bn, qst, charity, registered map[string][]uint32

	numbered map[string][]uint32 // entries by number of numbered company

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
	bag    uint32  // of its words
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
	if !named && len(x.neq)+len(x.bn)+len(x.qst)+len(x.charity)+len(x.registered) == 0 {
		return nil, fmt.Errorf("build index: %w", ErrNoNames)
	}
	x.vocab.settle(x.names())
	x.postings()
	x.bags()
	x.vocab.neighbours()
	x.scratch.New = func() any { return new(scratch) }
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
		var b bag
		for _, w := range p.Words {
			if r.n == maxRecordWords {
				break
			}
			id := x.vocab.add(w)
			b.add(w.Text, w.Flags)
			if pi == 0 && !slices.Contains(x.toks[r.at:], id) {
				x.vocab.df[id]++
			}
			x.toks = append(x.toks, id)
			r.n++
		}
		r.bag = b.sum()
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
	for _, m := range []*map[string][]uint32{&x.neq, &x.bn, &x.qst, &x.charity, &x.registered} {
		*m = map[string][]uint32{}
	}
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
		put(x.registered, e.Registered, i)
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
