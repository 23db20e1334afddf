package match

import (
	"slices"

	"jachete/scoring/name"
)

// Bounds on one query, so that a hostile name costs no more than a long one.
const (
	maxSlots   = 24    // words of a reading of the supplier's name
	maxAlts    = 12    // other spellings of one word
	maxParts   = 6     // readings
	budget     = 8_000 // postings walked for one reading
	commonCap  = 1_500 // a word in more records only supports rarer ones
	hugeCap    = 4_000 // a word in more records is not walked if others can replace it
	holdCap    = 1_000 // records that hold all words, more of them tell nothing
	poolWide   = 48    // candidates whose common words are looked at, a reading
	poolSize   = 16    // candidates compared in full
	maxPrefix  = 8     // words tried for a word cut short
	shortWords = 3     // words from which a prefix is not tried
)

// slot is a word of the supplier's name.
type slot struct {
	text   string
	raw    string // as written
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
	cut    bool  // the name may be cut at its end
	left   uint8 // its name.Part.Left
	giving bool  // its name.Name.Giving
	head   int   // its name.Part.Head
	// charity tells that the name is that of somebody's charity or friends.
	charity bool
}

// scratch is the memory of one query, reused: sums per record are valid when
// their stamp is that of the query.
type scratch struct {
	name      name.Name
	q         query
	sums      []tally
	now       uint32
	seen      []uint32 // records summed
	both      []uint32 // records that hold the two rarest words
	all       []uint32 // records that hold all the words
	pool      []pooled
	found     []found
	align     alignment
	x         [numFeatures]float32
	elsewhere string // the name that fits best in the background
	order     []step
}

// tally is what a record has gathered; it is valid when its stamp is that of
// the query.
type tally struct {
	stamp uint32
	sum   float32
}

type pooled struct {
	rec   uint32
	score float32
}

// found is a candidate weighed: a reading of an entry by a part of the
// supplier's name.
type found struct {
	bits    float64
	against float64 // bits taken because of the background, among bits
	rec     uint32
	entry   uint32
	part    int32
	same    bool // the words are the same
	covers  bool // it holds all the supplier's words
}

// step is one list of postings to walk.
type step struct {
	id     uint32
	n      int
	weight float32
	slot   int
}

func newScratch(records int) *scratch {
	return &scratch{sums: make([]tally, records)}
}

func (s *scratch) begin() {
	s.now++
	if s.now == 0 { // the stamps came round
		clear(s.sums)
		s.now = 1
	}
	s.seen = s.seen[:0]
}

// prepare makes a reading ready: it looks its words up and finds other
// spellings of those that the registry has seldom or never.
func (x *Index) prepare(q *query, n *name.Name, part int, cut bool) {
	p := n.Parts[part]
	q.n, q.weight, q.head = 0, 0, p.Head
	q.kind, q.family, q.fold, q.exact, q.cut = p.Kind, codeOf(n.Family), hashWithout(n.Folded, -1), n.Exact, cut
	q.charity, q.giving, q.left = false, n.Giving, p.Left
	v := &x.vocab
	for _, w := range n.Words {
		q.charity = q.charity || w.Flags&name.Apart != 0 || w.Text == "charity" || w.Text == "charitable"
	}
	for _, w := range p.Words {
		if q.n == maxSlots {
			break
		}
		s := &q.slots[q.n]
		s.text, s.raw, s.flags, s.nAlts = w.Text, w.Raw, w.Flags, 0
		if s.raw == "" {
			s.raw = s.text
		}
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
		if len(a.raw)+len(b.raw) > 40 || len(a.raw)+len(b.raw) < 4 {
			continue
		}
		id, ok := v.find(a.raw + b.text)
		if !ok {
			id, ok = v.find(a.raw + b.raw)
		}
		if ok {
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
	for i := 0; i < q.n; i++ {
		s := &q.slots[i]
		if s.known || len(s.text) < 4 || s.flags&name.Number != 0 {
			continue
		}
		v.eachWithPrefix(s.text, maxPrefix, func(id uint32) { s.addAlt(id, 0.8) })
		for k := len(s.text) - 1; k >= 4; k-- {
			if id, ok := v.find(s.text[:k]); ok {
				s.addAlt(id, 0.7)
				break
			}
		}
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
	walked := x.walk(s)
	if walked < len(s.order) && len(s.seen) > poolWide {
		x.holdAll(q, s)
	}
	for _, r := range s.seen {
		sum := s.sums[r].sum
		if len(s.pool) == poolWide && sum < s.pool[0].score {
			continue // what is left over can only lower it
		}
		rest := 0.25 * max(0, x.recs[r].weight-sum)
		if h := int(x.recs[r].head); h != 0 && h == q.n {
			rest *= 0.2 // what follows the dash explains the name
		}
		score := sum - rest
		x.intoPool(s, r, score)
	}
	x.support(s, s.order[walked:])
	slices.SortFunc(s.pool, func(a, b pooled) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return int(a.rec) - int(b.rec)
	})
	if len(s.pool) > poolSize {
		s.pool = s.pool[:poolSize]
	}
}

// walk gathers the weights of the rarest words and returns how many lists it
// walked. When even the rarest word is in very many records, those that have
// it together with the next word are enough.
func (x *Index) walk(s *scratch) int {
	spent := 0
	for i, st := range s.order {
		list := x.postingsOf(st.id)
		switch {
		case i > 0 && s.order[i-1].id == st.id:
			continue // two slots glued to one word
		case i == 0 && st.n > hugeCap && len(s.order) > 1 && s.order[1].id != st.id:
			s.both = intersect(s.both[:0], list, x.postingsOf(s.order[1].id))
			if len(s.both) > 0 {
				s.gather(s.both, st.weight+s.order[1].weight)
				return 2
			}
		case i > 0 && len(s.seen) > 0 && (st.n > commonCap || spent+st.n > budget) && (i > 1 || st.n > hugeCap):
			return i
		}
		spent += st.n
		s.gather(list, st.weight)
	}
	return len(s.order)
}

// holdAll raises the records that hold every word of the query, as far as one
// does: beside a rarer word that hundreds have, common words make the name
// ("Fondation du cœur"), and no list of theirs was walked.
func (x *Index) holdAll(q *query, s *scratch) {
	var all []uint32
	sum := float32(0)
	for _, st := range s.order {
		if q.slots[st.slot].id != st.id || !q.slots[st.slot].known {
			continue // another spelling
		}
		list := x.postingsOf(st.id)
		if all == nil {
			all = list
			continue
		}
		s.both = intersect(s.both[:0], all, list)
		if len(s.both) > 0 {
			s.all, s.both = s.both, s.all
			all = s.all
			sum += st.weight
		}
	}
	if sum > 0 && len(all) <= holdCap {
		s.gather(all, sum)
	}
}

func (s *scratch) gather(list []uint32, weight float32) {
	for _, r := range list {
		t := &s.sums[r]
		if t.stamp != s.now {
			*t = tally{stamp: s.now}
			s.seen = append(s.seen, r)
		}
		t.sum += weight
	}
}

// intersect appends what two ascending lists share, the first being the
// shorter: it leaps through the second.
func intersect(out, short, long []uint32) []uint32 {
	for _, r := range short {
		step := 1
		for step < len(long) && long[step] < r {
			step *= 2
		}
		lo, hi := step/2, min(step+1, len(long))
		k, ok := slices.BinarySearch(long[lo:hi], r)
		long = long[lo+k:]
		if ok {
			out = append(out, r)
		}
		if len(long) == 0 {
			break
		}
	}
	return out
}

// support adds to the pool's records the common words they share, whose lists
// were too long to walk.
func (x *Index) support(s *scratch, common []step) {
	if len(common) == 0 {
		return
	}
	for i := range s.pool {
		p := &s.pool[i]
		r := &x.recs[p.rec]
		for _, id := range x.toks[r.at : r.at+uint32(r.n)] {
			for _, c := range common {
				if c.id == id {
					p.score += 1.25 * c.weight
					break
				}
			}
		}
	}
}

// intoPool keeps the best records in a heap whose root is the worst kept.
func (x *Index) intoPool(s *scratch, rec uint32, score float32) {
	p := s.pool
	if len(p) < poolWide {
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
