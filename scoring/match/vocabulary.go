package match

import (
	"math"
	"slices"
	"sort"
	"strings"

	"jachete/scoring/name"
)

// vocabulary numbers the words of the registry and knows how rare each is.
type vocabulary struct {
	number map[string]uint32
	text   []string
	flags  []name.Flag
	df     []uint32 // names that hold the word
	weight []float32
	bare   []float32 // weight by rarity alone, whatever sort of word it is
	logN   float64
	// near lists words by the hash of what is left of them when one letter is
	// taken out, sorted by hash: two words at one edit share one such hash.
	near []nearWord
	// sorted lists the words in alphabetical order, to find those that begin
	// with a word cut short.
	sorted []uint32
}

type nearWord struct {
	hash uint32
	word uint32
}

// nearMin is the length from which a word may be met misspelt.
const nearMin = 5

func (v *vocabulary) add(w name.Word) uint32 {
	id, ok := v.number[w.Text]
	if !ok {
		id = uint32(len(v.text))
		t := strings.Clone(w.Text)
		v.number[t] = id
		v.text = append(v.text, t)
		v.flags = append(v.flags, w.Flags)
		v.df = append(v.df, 0)
		return id
	}
	v.flags[id] |= w.Flags & name.Place
	return id
}

// settle computes the weights among n names.
func (v *vocabulary) settle(n int) {
	v.logN = math.Log2(float64(max(n, 2)) + 1)
	v.weight = make([]float32, len(v.text))
	v.bare = make([]float32, len(v.text))
	for i := range v.weight {
		v.weight[i] = v.weigh(v.df[i], v.flags[i])
		v.bare[i] = v.weigh(v.df[i], v.flags[i]&name.Number)
	}
}

// weigh gives the weight of a word: 1 for one that a single name has, 0 for
// one that every name has, log-linear between. A generic word identifies
// nothing however rare it is in one registry, so its weight is bounded.
func (v *vocabulary) weigh(df uint32, f name.Flag) float32 {
	w := 1 - math.Log2(float64(max(df, 1)))/v.logN
	if f&name.Generic != 0 {
		w = min(w, genericWeight)
	}
	if f&name.Filler != 0 {
		w = min(w, fillerWeight)
	}
	if f&name.Number != 0 {
		w = min(w, numberWeight)
	}
	if f&name.Place != 0 {
		w = min(w, placeWeight)
	}
	if f&name.Given != 0 {
		w = min(w, givenWeight)
	}
	if f&name.Stop != 0 {
		w = min(w, 0.1)
	}
	return float32(max(w, 0.02))
}

// Bounds of the weight of words that do not say which enterprise it is; what
// numbers say is told by the number features.
const (
	genericWeight = 0.4
	fillerWeight  = 0.15
	numberWeight  = 0.6
	givenWeight   = 0.55 // half the people of a town share a few given names
	placeWeight   = 0.55
)

// find returns the number of a word.
func (v *vocabulary) find(s string) (uint32, bool) {
	id, ok := v.number[s]
	return id, ok
}

// neighbours builds the tables by which misspelt and cut words are found.
func (v *vocabulary) neighbours() {
	total := 0
	for _, t := range v.text {
		if len(t) >= nearMin {
			total += len(t) + 1
		}
	}
	v.near = make([]nearWord, 0, total)
	for id, t := range v.text {
		if len(t) < nearMin || len(t) > 40 || digitsOnly(t) {
			continue
		}
		eachDeletion(t, func(h uint32) { v.near = append(v.near, nearWord{h, uint32(id)}) })
	}
	v.near = byHash(v.near)
	v.sorted = make([]uint32, len(v.text))
	for i := range v.sorted {
		v.sorted[i] = uint32(i)
	}
	slices.SortFunc(v.sorted, func(a, b uint32) int { return strings.Compare(v.text[a], v.text[b]) })
}

// byHash sorts by hash, digit by digit of eleven bits; words of one hash keep
// their order, which is ascending.
func byHash(list []nearWord) []nearWord {
	other := make([]nearWord, len(list))
	for shift := 0; shift < 32; shift += 11 {
		var at [1 << 11]int
		for i := range list {
			at[list[i].hash>>shift&(1<<11-1)]++
		}
		sum := 0
		for d, n := range at {
			at[d] = sum
			sum += n
		}
		for _, w := range list {
			d := w.hash >> shift & (1<<11 - 1)
			other[at[d]] = w
			at[d]++
		}
		list, other = other, list
	}
	return list
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// eachDeletion calls f with the hash of the word and of the word without each
// of its bytes in turn.
func eachDeletion(t string, f func(uint32)) {
	f(hashWithout(t, -1))
	for i := 0; i < len(t); i++ {
		if i > 0 && t[i] == t[i-1] {
			continue
		}
		f(hashWithout(t, i))
	}
}

// hashWithout is FNV-1a over t without the byte at skip.
func hashWithout(t string, skip int) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(t); i++ {
		if i == skip {
			continue
		}
		h ^= uint32(t[i])
		h *= 16777619
	}
	return h
}

// eachNear calls f with the words at one edit of t, t itself left out.
func (v *vocabulary) eachNear(t string, f func(id uint32, sim float32)) {
	if len(t) < nearMin || len(t) > 40 || digitsOnly(t) {
		return
	}
	eachDeletion(t, func(h uint32) {
		i := sort.Search(len(v.near), func(i int) bool { return v.near[i].hash >= h })
		for ; i < len(v.near) && v.near[i].hash == h; i++ {
			id := v.near[i].word
			u := v.text[id]
			if u == t {
				continue
			}
			if d := distance(t, u, 1); d == 1 {
				f(id, similarity(1, len(t), len(u)))
			}
		}
	})
}

// eachWithPrefix calls f with at most limit words that begin with t and are
// longer.
func (v *vocabulary) eachWithPrefix(t string, limit int, f func(id uint32)) {
	i := sort.Search(len(v.sorted), func(i int) bool { return v.text[v.sorted[i]] >= t })
	for ; i < len(v.sorted) && limit > 0; i++ {
		u := v.text[v.sorted[i]]
		if !strings.HasPrefix(u, t) {
			return
		}
		if len(u) > len(t) {
			f(v.sorted[i])
			limit--
		}
	}
}
