package match

import "slices"

// A word that many records have is kept as bits too, a bit a record, so that
// asking whether they hold it costs the same however many they are.
const (
	bitsShare = 256 // of so many records one holds the word, or more
	minBits   = 512
)

// postings lists, for each word, the records that hold it.
func (x *Index) postings() {
	counts := make([]uint32, len(x.vocab.text)+1)
	for ri := range x.recs {
		r := &x.recs[ri]
		words := x.toks[r.at : r.at+uint32(r.n)]
		for i, id := range words {
			r.weight += x.vocab.weight[id]
			if !slices.Contains(words[:i], id) {
				counts[id+1]++
			}
		}
	}
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	x.postAt = counts
	n := counts[len(counts)-1]
	x.post, x.postWeight, x.postHead = make([]uint32, n), make([]float32, n), make([]uint8, n)
	fill := slices.Clone(counts)
	for ri := range x.recs {
		r := &x.recs[ri]
		for _, id := range x.toks[r.at : r.at+uint32(r.n)] {
			if f := fill[id]; f > counts[id] && x.post[f-1] == uint32(ri) {
				continue // twice in one record
			}
			x.post[fill[id]], x.postWeight[fill[id]], x.postHead[fill[id]] = uint32(ri), r.weight, r.head
			fill[id]++
		}
	}
	x.postBits = map[uint32][]uint64{}
	for id := range x.vocab.text {
		if list := x.postingsOf(uint32(id)); len(list) >= minBits && len(list) >= len(x.recs)/bitsShare {
			b := make([]uint64, (len(x.recs)+63)/64)
			for _, r := range list {
				b[r>>6] |= 1 << (r & 63)
			}
			x.postBits[uint32(id)] = b
		}
	}
}

// postingsOf lists the records that hold a word.
func (x *Index) postingsOf(id uint32) []uint32 {
	return x.post[x.postAt[id]:x.postAt[id+1]]
}

// postings are the records of a word with their weights and heads.
type postings struct {
	recs    []uint32
	weights []float32
	heads   []uint8
}

// weighed lists the records that hold a word, with what weighs them.
func (x *Index) weighed(id uint32) postings {
	return postings{x.postingsOf(id), x.postWeight[x.postAt[id]:], x.postHead[x.postAt[id]:]}
}

// weight of record i of the list for a query of so many words: negative when
// they are as many as those of its head, for what follows the dash then explains
// the name.
func (p *postings) weight(i, words int) float32 {
	if int(p.heads[i]) == words {
		return -p.weights[i]
	}
	return p.weights[i]
}

// holders answers whether records, asked for in ascending order, hold a word.
type holders struct {
	list []uint32
	bits []uint64 // instead of list for a very common word
}

func (x *Index) holdersOf(id uint32) holders {
	if b := x.postBits[id]; b != nil {
		return holders{bits: b}
	}
	return holders{list: x.postingsOf(id)}
}

func (h *holders) hold(r uint32) bool {
	if h.bits != nil {
		return h.bits[r>>6]&(1<<(r&63)) != 0
	}
	h.list = from(h.list, r)
	return len(h.list) > 0 && h.list[0] == r
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
