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

// scratch is the memory of one query, reused.
type scratch struct {
	name      name.Name
	q         query
	seen      []tally  // records met, ascending
	spare     []tally  // where the next merge goes
	all, both []uint32 // records that hold all the words
	held      postings
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
	weight float32 // negative when what it leaves over weighs less
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
	walked := x.walk(q, s)
	if walked < len(s.order) && len(s.seen) > poolWide {
		x.holdAll(q, s, walked)
	}
	for i := range s.seen {
		t := &s.seen[i]
		if len(s.pool) == poolWide && t.sum < s.pool[0].score {
			continue // what is left over can only lower it
		}
		score := t.score()
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

// score is what a record's shared words say for it, less a part of what they
// leave over.
func (t *tally) score() float32 {
	if t.weight >= 0 {
		return t.sum - 0.25*max(0, t.weight-t.sum)
	}
	rest := 0.25 * max(0, -t.weight-t.sum)
	rest *= 0.2
	return t.sum - rest
}

// walk gathers the weights of the rarest words and returns how many lists it
// walked. When even the rarest word is in very many records, those that have
// it together with the next word are enough.
func (x *Index) walk(q *query, s *scratch) int {
	spent := 0
	for i, st := range s.order {
		switch {
		case i > 0 && s.order[i-1].id == st.id:
			continue // two slots glued to one word
		case i == 0 && st.n > hugeCap && len(s.order) <= 2:
			return x.walkHuge(q, s)
		case i == 0 && st.n > hugeCap && s.order[1].id != st.id:
			if x.gatherBoth(q, s); len(s.seen) > 0 {
				return 2
			}
		case i > 0 && len(s.seen) > 0 && (st.n > commonCap || spent+st.n > budget) && (i > 1 || st.n > hugeCap):
			return i
		}
		spent += st.n
		s.gather(x.weighed(st.id), q.n, st.weight)
	}
	return len(s.order)
}

// gatherBoth gathers the records that hold the two rarest words.
func (x *Index) gatherBoth(q *query, s *scratch) {
	first, second := s.order[0], s.order[1]
	list, word, shared := x.weighed(first.id), x.holdersOf(second.id), first.weight+second.weight
	for i, r := range list.recs {
		if word.hold(r) {
			s.seen = append(s.seen, tally{r, shared, list.weight(i, q.n)})
		}
	}
}

// walkHuge fills the pool when even the rarest word is in very many records and
// at most one other is there: with those that hold that one too or, where there
// are none, with all.
// They share the same weight, so that a record heavier than the worst of a full
// pool need not be looked for in the second list.
func (x *Index) walkHuge(q *query, s *scratch) int {
	first := s.order[0]
	list := x.weighed(first.id)
	if len(s.order) > 1 && s.order[1].id != first.id {
		second := s.order[1]
		word, shared, met := x.holdersOf(second.id), first.weight+second.weight, false
		for i, r := range list.recs {
			t := tally{r, shared, list.weight(i, q.n)}
			score := t.score()
			if len(s.pool) == poolWide && score <= s.pool[0].score {
				continue // of two that score the same the earlier record stays
			}
			if word.hold(r) {
				s.intoPool(r, score)
				met = true
			}
		}
		if met {
			return 2
		}
	}
	for i, r := range list.recs {
		t := tally{r, first.weight, list.weight(i, q.n)}
		score := t.score()
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

// holdAll raises the records that hold every word of the query, as far as one
// does: beside a rarer word that hundreds have, common words make the name
// ("Fondation du cœur"), and no list of theirs was walked.
func (x *Index) holdAll(q *query, s *scratch, walked int) {
	var all []uint32
	sum := float32(0)
	order := s.order
	if a, b := order[0], order[1]; walked == 2 && a.n > hugeCap && a.id != b.id && q.spelt(a) && q.spelt(b) {
		s.all = s.all[:0] // gatherBoth was here
		for i := range s.seen {
			s.all = append(s.all, s.seen[i].rec)
		}
		all, sum, order = s.all, b.weight, order[2:]
	}
	for _, st := range order {
		if !q.spelt(st) {
			continue
		}
		if all == nil {
			all = x.postingsOf(st.id)
			continue
		}
		s.both = s.both[:0]
		word := x.holdersOf(st.id)
		for _, r := range all {
			if word.hold(r) {
				s.both = append(s.both, r)
			}
		}
		if len(s.both) > 0 {
			s.all, s.both = s.both, s.all
			all = s.all
			sum += st.weight
		}
	}
	if sum > 0 && len(all) <= holdCap {
		h := &s.held
		h.recs, h.weights, h.heads = all, h.weights[:0], h.heads[:0]
		for _, r := range all {
			h.weights, h.heads = append(h.weights, x.recs[r].weight), append(h.heads, x.recs[r].head)
		}
		s.gather(*h, q.n, sum)
	}
}

// spelt tells whether a step walks the list of a word as the query spells it.
func (q *query) spelt(st step) bool { return q.slots[st.slot].known && q.slots[st.slot].id == st.id }

// gather adds the weight of a word to the records that hold it. Both lists are
// ascending and are merged: reading memory in order is what makes it fast.
func (s *scratch) gather(list postings, words int, weight float32) {
	seen := s.seen
	out := slices.Grow(s.spare[:0], len(seen)+len(list.recs))
	i := 0
	for k, r := range list.recs {
		for i < len(seen) && seen[i].rec < r {
			out = append(out, seen[i])
			i++
		}
		if i < len(seen) && seen[i].rec == r {
			out = append(out, tally{r, seen[i].sum + weight, seen[i].weight})
			i++
			continue
		}
		out = append(out, tally{r, weight, list.weight(k, words)})
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
