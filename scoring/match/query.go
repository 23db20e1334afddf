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
	poolWide   = 48    // candidates whose common words are looked at, a reading
	poolSize   = 16    // candidates compared in full
	maxPrefix  = 8     // words tried for a word cut short
	shortWords = 3     // words from which a prefix is not tried
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
	// charity tells that the name is that of somebody's charity or friends.
	charity bool
}

// scratch is the memory of one query, reused.
type scratch struct {
	name      name.Name
	q         query
	seen      []tally // records met, ascending
	spare     []tally // where the next merge goes
	pool      []pooled
	found     []found
	align     alignment
	x         [numFeatures]float32
	elsewhere string // the name that fits best in the background
	order     []step
}

// tally is what a record has gathered: the sum of the weights of the words it
// shares, beside the weight of all its words.
type tally struct {
	rec    uint32
	sum    float32
	weight float32
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

// prepare makes a reading ready: it looks its words up and finds other
// spellings of those that the registry has seldom or never.
func (x *Index) prepare(q *query, n *name.Name, part int, cut bool) {
	p := n.Parts[part]
	q.n, q.weight = 0, 0
	q.kind, q.family, q.fold, q.exact, q.cut = p.Kind, codeOf(n.Family), hashWithout(n.Folded, -1), n.Exact, cut
	q.charity = false
	v := &x.vocab
	for _, w := range n.Words {
		q.charity = q.charity || w.Flags&name.Apart != 0 || w.Text == "charity" || w.Text == "charitable"
	}
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
	s.seen, s.pool = s.seen[:0], s.pool[:0]
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
	for i := range s.seen {
		t := &s.seen[i]
		if len(s.pool) == poolWide && t.sum < s.pool[0].score {
			continue // what is left over can only lower it
		}
		score := t.sum - 0.25*max(0, t.weight-t.sum)
		if len(s.pool) == poolWide && score <= s.pool[0].score {
			continue // of two that score the same the earlier record stays
		}
		s.intoPool(t.rec, score)
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
		switch {
		case i > 0 && s.order[i-1].id == st.id:
			continue // two slots glued to one word
		case i == 0 && st.n > hugeCap:
			return x.walkHuge(s)
		case i > 0 && len(s.seen) > 0 && (st.n > commonCap || spent+st.n > budget) && (i > 1 || st.n > hugeCap):
			return i
		}
		spent += st.n
		s.gather(x.postingsOf(st.id), x.postWeight[x.postAt[st.id]:], st.weight)
	}
	return len(s.order)
}

// walkHuge fills the pool when even the rarest word is in very many records:
// with those that hold the next word too or, where there are none, with all.
// They share the same weight, so that a record heavier than the worst of a full
// pool need not be looked for in the second list.
func (x *Index) walkHuge(s *scratch) int {
	first := s.order[0]
	list, weights := x.postingsOf(first.id), x.postWeight[x.postAt[first.id]:]
	if len(s.order) > 1 && s.order[1].id != first.id {
		second := s.order[1]
		rest, shared, met := x.postingsOf(second.id), first.weight+second.weight, false
		for i, r := range list {
			score := shared - 0.25*max(0, weights[i]-shared)
			if len(s.pool) == poolWide && score <= s.pool[0].score {
				continue // of two that score the same the earlier record stays
			}
			if rest = from(rest, r); len(rest) == 0 {
				break
			}
			if rest[0] == r {
				s.intoPool(r, score)
				met = true
			}
		}
		if met {
			return 2
		}
	}
	for i, r := range list {
		score := first.weight - 0.25*max(0, weights[i]-first.weight)
		if len(s.pool) < poolWide || score > s.pool[0].score {
			s.intoPool(r, score)
		}
	}
	n := 1
	for n < len(s.order) && s.order[n].id == first.id {
		n++ // slots glued to the same word
	}
	return n
}

// from cuts an ascending list to what is at least r. It strides: the next
// record asked for is seldom far.
func from(list []uint32, r uint32) []uint32 {
	k := 0
	for _, stride := range [...]int{4096, 256, 16} {
		for k+stride < len(list) && list[k+stride] < r {
			k += stride
		}
	}
	for k < len(list) && list[k] < r {
		k++
	}
	return list[k:]
}

// gather adds the weight of a word to the records that hold it. Both lists are
// ascending and are merged: reading memory in order is what makes it fast.
func (s *scratch) gather(list []uint32, weights []float32, weight float32) {
	seen := s.seen
	out := slices.Grow(s.spare[:0], len(seen)+len(list))
	i := 0
	for k, r := range list {
		for i < len(seen) && seen[i].rec < r {
			out = append(out, seen[i])
			i++
		}
		if i < len(seen) && seen[i].rec == r {
			out = append(out, tally{r, seen[i].sum + weight, seen[i].weight})
			i++
			continue
		}
		out = append(out, tally{r, weight, weights[k]})
	}
	out = append(out, seen[i:]...)
	s.seen, s.spare = out, seen
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
func (s *scratch) intoPool(rec uint32, score float32) {
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
