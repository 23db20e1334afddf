package match

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/templates/policy"
)

// candidatesSlowly is the oracle of [Index.candidates]: it sums the weights of
// the same lists in a map and sorts all of them.
func candidatesSlowly(x *Index, s *scratch, heads, held *int) []pooled {
	order, sums, spent, walked := s.order, map[uint32]float32{}, 0, len(s.order)
	add := func(list []uint32, w float32) {
		for _, r := range list {
			sums[r] += w
		}
	}
walk:
	for i, st := range order {
		list := x.postingsOf(st.id)
		switch {
		case i > 0 && order[i-1].id == st.id:
			continue
		case i == 0 && st.n > hugeCap && len(order) > 1 && order[1].id != st.id:
			var both []uint32
			for _, r := range list {
				if _, ok := slices.BinarySearch(x.postingsOf(order[1].id), r); ok {
					both = append(both, r)
				}
			}
			if len(both) > 0 {
				add(both, st.weight+order[1].weight)
				walked = 2
				break walk
			}
		case i > 0 && len(sums) > 0 && (st.n > commonCap || spent+st.n > budget) && (i > 1 || st.n > hugeCap):
			walked = i
			break walk
		}
		spent += st.n
		add(list, st.weight)
	}
	if walked < len(order) && len(sums) > poolWide {
		all, sum := holdAllSlowly(x, s)
		if sum > 0 && len(all) > 0 && len(all) <= holdCap {
			*held++
			for r := range all {
				sums[r] += sum
			}
		}
	}
	var pool []pooled
	for r, sum := range sums {
		rest := 0.25 * max(0, x.recs[r].weight-sum)
		if int(x.recs[r].head) == s.q.n {
			*heads++
			rest *= 0.2
		}
		pool = append(pool, pooled{r, sum - rest})
	}
	best := func(a, b pooled) int {
		if b.worse(a) {
			return -1
		}
		return 1
	}
	slices.SortFunc(pool, best)
	t := &scratch{pool: slices.Clone(pool[:min(len(pool), poolWide)])}
	x.support(t, order[walked:])
	slices.SortFunc(t.pool, best)
	return t.pool[:min(len(t.pool), poolSize)]
}

// holdAllSlowly is the oracle of [Index.holdAll]: the records that hold the
// words, each word as long as one record is left.
func holdAllSlowly(x *Index, s *scratch) (all map[uint32]bool, sum float32) {
	for _, st := range s.order {
		if q := &s.q.slots[st.slot]; !q.known || q.id != st.id {
			continue
		}
		both := map[uint32]bool{}
		for _, r := range x.postingsOf(st.id) {
			both[r] = all == nil || all[r]
		}
		maps.DeleteFunc(both, func(_ uint32, in bool) bool { return !in })
		switch {
		case all == nil:
			all = both
		case len(both) > 0:
			all = both
			sum += st.weight
		}
	}
	return all, sum
}

// The lists of rare, common and very common words give the candidates that
// summing all of them gives.
func TestCandidatesOracle(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(8, 9))
	common := strings.Fields("Zibeline Gerboise Potamogale Desman Hermine Fouine Loutre Tamia")
	word := func() string {
		if r.IntN(3) > 0 {
			return common[int(float64(len(common))*r.Float64()*r.Float64())]
		}
		return fmt.Sprintf("qu%c%cx%c", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(6))
	}
	invent := func() string {
		w := make([]string, 1+r.IntN(5))
		for i := range w {
			w[i] = word()
		}
		if n := len(w); n > 2 && r.IntN(4) == 0 {
			w[n-2] += " -" // what follows explains what stands before
		}
		return strings.Join(w, " ")
	}
	entries := make([]Entry, 20_000)
	for i := range entries {
		entries[i] = Entry{ID: fmt.Sprint(i), Names: []string{invent()}}
	}
	x, err := New(entries, params)
	if err != nil {
		t.Fatal(err)
	}
	huge, heads, held := 0, 0, 0
	for i := range 400 {
		s := new(scratch)
		q := invent()
		switch {
		case i < len(common):
			q = common[i]
		case i < 2*len(common):
			q = common[i-len(common)] + " " + common[(i+1)%len(common)]
		}
		x.params.Tables.ReadInto(q, &s.name)
		x.prepare(&s.q, &s.name, 0, false)
		x.candidates(&s.q, s)
		if len(s.order) > 0 && s.order[0].n > hugeCap {
			huge++
		}
		if d := cmp.Diff(candidatesSlowly(x, s, &heads, &held), s.pool, cmp.AllowUnexported(pooled{})); d != "" {
			t.Fatalf("%q (-slow +fast):\n%s", q, d)
		}
	}
	if huge < 20 || heads < 20 || held < 20 {
		t.Errorf("%d queries of very common words alone, %d records explained after a dash, %d queries whose words are held together", huge, heads, held)
	}
}
