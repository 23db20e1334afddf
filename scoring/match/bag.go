package match

import (
	"slices"

	"jachete/scoring/name"
)

// A reading is also found by its bag, a hash of its words in any order, fillers
// left out: a name made of common words alone, exactly as the registry has it,
// may have too many misspelt or longer neighbours to be reached word by word.

// bagTop bounds the readings of one bag that are compared beside the pool, and
// bagScan those that are looked at.
const (
	bagTop  = 8
	bagScan = 256
)

// bag sums the hashes of words that are no fillers, or of all when none else is
// there.
type bag struct{ words, fillers uint32 }

func (b *bag) add(text string, f name.Flag) {
	h := hashWithout(text, -1)
	h *= 2654435769 // neighbouring words must not sum to the same
	h ^= h >> 15
	h *= 2246822519
	h ^= h >> 13
	if f&name.Filler != 0 {
		b.fillers += h
		return
	}
	b.words += h
}

func (b *bag) sum() uint32 {
	if b.words == 0 {
		return b.fillers
	}
	return b.words
}

// bags sorts the records by their bags.
func (x *Index) bags() {
	list := make([]nearWord, len(x.recs))
	for i := range x.recs {
		list[i] = nearWord{x.recs[i].bag, uint32(i)}
	}
	list = byHash(list)
	x.byBag = make([]uint32, len(list))
	for i, r := range list {
		x.byBag[i] = r.word
	}
}

// sameBag adds to the pool the records that have the query's very words and that
// the walk did not reach: first those whose whole name is the same.
func (x *Index) sameBag(q *query, s *scratch) {
	var b bag
	for i := range q.n {
		b.add(q.slots[i].text, q.slots[i].flags)
	}
	sum := b.sum()
	at, _ := slices.BinarySearchFunc(x.byBag, sum, func(r, sum uint32) int {
		switch h := x.recs[r].bag; {
		case h < sum:
			return -1
		case h > sum:
			return 1
		}
		return 0
	})
	if at == len(x.byBag) || x.recs[x.byBag[at]].bag != sum {
		return
	}
	end := at
	for end < len(x.byBag) && end-at < bagScan && x.recs[x.byBag[end]].bag == sum {
		end++
	}
	added, pool := 0, len(s.pool)
	for _, same := range [...]bool{true, false} {
		for _, r := range x.byBag[at:end] {
			if added == bagTop {
				return
			}
			if (x.recs[r].fold == q.fold) != same || slices.ContainsFunc(s.pool[:pool], func(p pooled) bool { return p.rec == r }) {
				continue
			}
			s.pool = append(s.pool, pooled{rec: r})
			added++
		}
	}
}
