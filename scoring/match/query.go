package match

import (
	"slices"

	"jachete/scoring/name"
)

// Bounds on one query, so that a hostile name costs no more than a long one.
const (
	maxSlots   = 24     // words of a reading of the supplier's name
	maxAlts    = 12     // other spellings of one word
	maxParts   = 6      // readings
	budget     = 40_000 // postings walked for one reading
	commonCap  = 4_000  // a word in more records only supports rarer ones
	poolSize   = 24     // candidates compared in full, a reading
	maxPrefix  = 8      // words tried for a word cut short
	shortWords = 3      // words from which a prefix is not tried
)

// slot is a word of the supplier's name.
type slot struct {
	text   string
	flags  name.Flag
	id     uint32 // its number in the vocabulary
	known  bool
	weight float32
	alts   [maxAlts]alt
	nAlts  int
}

// alt is a word of the registry that may be the slot's, spelt otherwise.
type alt struct {
	id  uint32
	sim float32
}

// query is a reading of the supplier's name made ready.
type query struct {
	slots  [maxSlots]slot
	n      int
	weight float32
	whole  float32 // weight of the whole name
	kind   name.Kind
	family familyCode
	fold   uint32 // hash of the folded name
	exact  uint32
	cut    bool // the name may be cut at its end
}

// scratch is the memory of one query, reused: sums per record are valid when
// their stamp is that of the query.
type scratch struct {
	name  name.Name
	q     query
	sum   []float32
	stamp []uint32
	now   uint32
	seen  []uint32 // records summed
	pool  []pooled
	found []found
	align alignment
	order []step
}

type pooled struct {
	rec   uint32
	score float32
}

// found is a candidate weighed.
type found struct {
	rec   uint32
	entry uint32
	bits  float64
	x     [numFeatures]float32
	q     int // which reading
}

// step is one list of postings to walk.
type step struct {
	id     uint32
	n      int
	weight float32
	slot   int
}

func newScratch(records int) *scratch {
	return &scratch{sum: make([]float32, records), stamp: make([]uint32, records)}
}

func (s *scratch) begin() {
	s.now++
	if s.now == 0 { // the stamps came round
		clear(s.stamp)
		s.now = 1
	}
	s.seen = s.seen[:0]
}

// prepare makes a reading ready: it looks its words up and finds other
// spellings of those that the registry has seldom or never.
func (x *Index) prepare(q *query, n *name.Name, part int, cut bool) {
	p := n.Parts[part]
	q.n, q.weight = 0, 0
	q.kind, q.family, q.fold, q.exact, q.cut = p.Kind, codeOf(n.Family), hashWithout(n.Folded, -1), n.Exact, cut
	v := &x.vocab
	for _, w := range p.Words {
		if q.n == maxSlots {
			break
		}
		s := &q.slots[q.n]
		s.text, s.flags, s.nAlts = w.Text, w.Flags, 0
		s.id, s.known = v.find(w.Text)
		df := uint32(0)
		if s.known {
			df = v.df[s.id]
			s.flags |= v.flags[s.id] & name.Place
		}
		s.weight = v.weigh(df, s.flags)
		q.weight += s.weight
		q.n++
		if df < 20 && s.flags&(name.Number|name.Generic) == 0 {
			v.eachNear(s.text, func(id uint32, sim float32) { s.addAlt(id, sim) })
		}
	}
	if q.kind == name.Whole {
		q.whole = q.weight
	}
	if q.n == 0 {
		return
	}
	for i := 0; i+1 < q.n; i++ {
		a, b := &q.slots[i], &q.slots[i+1]
		if len(a.text)+len(b.text) > 40 || len(a.text)+len(b.text) < 4 {
			continue
		}
		if id, ok := v.find(a.text + b.text); ok {
			a.addAlt(id, 1)
			b.addAlt(id, 1)
		}
	}
	for i := 0; i < q.n; i++ {
		s := &q.slots[i]
		if s.known || len(s.text) < 6 || s.flags&name.Number != 0 {
			continue
		}
		for k := 3; k+3 <= len(s.text); k++ {
			a, okA := v.find(s.text[:k])
			b, okB := v.find(s.text[k:])
			if okA && okB {
				if v.df[a] > v.df[b] {
					a = b
				}
				s.addAlt(a, 0.95)
			}
		}
	}
	if last := &q.slots[q.n-1]; !last.known && len(last.text) >= 4 && (cut || q.n >= shortWords) {
		v.eachWithPrefix(last.text, maxPrefix, func(id uint32) { last.addAlt(id, 0.8) })
	}
}

func (s *slot) addAlt(id uint32, sim float32) {
	for i := 0; i < s.nAlts; i++ {
		if s.alts[i].id == id {
			s.alts[i].sim = max(s.alts[i].sim, sim)
			return
		}
	}
	if s.nAlts < maxAlts {
		s.alts[s.nAlts] = alt{id, sim}
		s.nAlts++
	}
}

// candidates fills the pool with the records that share the rarest words of
// the query. A word that very many records have is walked only when nothing
// rarer is there.
func (x *Index) candidates(q *query, s *scratch) {
	s.begin()
	s.pool = s.pool[:0]
	s.order = s.order[:0]
	for i := 0; i < q.n; i++ {
		sl := &q.slots[i]
		if sl.known {
			s.order = append(s.order, step{sl.id, len(x.postingsOf(sl.id)), sl.weight, i})
		}
		for _, a := range sl.alts[:sl.nAlts] {
			w := x.vocab.weight[a.id] * a.sim * a.sim
			s.order = append(s.order, step{a.id, len(x.postingsOf(a.id)), w, i})
		}
	}
	slices.SortFunc(s.order, func(a, b step) int {
		if a.n != b.n {
			return a.n - b.n
		}
		return int(a.id) - int(b.id)
	})
	spent := 0
	for i, st := range s.order {
		if i > 1 && (spent+st.n > budget || st.n > commonCap && len(s.seen) > 0) {
			break
		}
		if i > 0 && s.order[i-1].id == st.id {
			continue // two slots glued to one word
		}
		spent += st.n
		for _, r := range x.postingsOf(st.id) {
			if s.stamp[r] != s.now {
				s.stamp[r] = s.now
				s.sum[r] = 0
				s.seen = append(s.seen, r)
			}
			s.sum[r] += st.weight
		}
	}
	for _, r := range s.seen {
		sum := s.sum[r]
		score := sum - 0.25*max(0, x.recs[r].weight-sum)
		x.intoPool(s, r, score)
	}
	slices.SortFunc(s.pool, func(a, b pooled) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return int(a.rec) - int(b.rec)
	})
}

// intoPool keeps the best records in a heap whose root is the worst kept.
func (x *Index) intoPool(s *scratch, rec uint32, score float32) {
	p := s.pool
	if len(p) < poolSize {
		p = append(p, pooled{rec, score})
		i := len(p) - 1
		for i > 0 {
			up := (i - 1) / 2
			if !p[i].worse(p[up]) {
				break
			}
			p[i], p[up] = p[up], p[i]
			i = up
		}
		s.pool = p
		return
	}
	c := pooled{rec, score}
	if c.worse(p[0]) {
		return
	}
	p[0] = c
	for i := 0; ; {
		k := 2*i + 1
		if k >= len(p) {
			return
		}
		if k+1 < len(p) && p[k+1].worse(p[k]) {
			k++
		}
		if !p[k].worse(p[i]) {
			return
		}
		p[i], p[k] = p[k], p[i]
		i = k
	}
}

func (a pooled) worse(b pooled) bool {
	if a.score != b.score {
		return a.score < b.score
	}
	return a.rec > b.rec
}
