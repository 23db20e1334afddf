package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// resolveSlowly is the oracle: it compares the supplier with every reading of
// every entry, and decides as byName does.
func resolveSlowly(x *Index, s Supplier) (Outcome, []uint32, float64) {
	sc := new(scratch)
	x.params.Tables.ReadInto(s.Name, &sc.name)
	for pi, p := range sc.name.Parts {
		x.prepare(&sc.q, &sc.name, pi, false)
		for rec := range x.recs {
			if sc.name.Numbered != "" && p.Words[0].Text == sc.name.Numbered {
				r := &x.recs[rec]
				id, ok := x.vocab.find(sc.name.Numbered)
				if !ok || !slices.Contains(x.toks[r.at:r.at+uint32(r.n)], id) {
					continue
				}
			}
			x.weigh(&s, sc, pi, uint32(rec), 0, "")
		}
	}
	sc.sort()
	sc.found = x.oneEach(sc.found)
	if len(sc.found) == 0 {
		return None, nil, 0
	}
	p := x.probability(sc.found)
	var best []uint32 // all that fit as well
	for _, f := range sc.found {
		if sc.found[0].bits-f.bits < 1e-9 {
			best = append(best, f.entry)
		}
	}
	out, _ := x.decide(&s, sc, p)
	return out, best, p
}

// blur is the probability under which the fast path may overlook a candidate:
// one that shares no word with the supplier, not even misspelt by a letter, cut
// or written as two.
const blur = 0.2

// The fast path gives the verdicts of the oracle; what it overlooks is rare and
// never a match.
func TestOracle(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	syl := strings.Fields("ba ber ca cor da dol fa fro ga gri ka lo lan ma mor ni nor pa per qui ra ros sa sel ta tri va vel wa zi")
	common := strings.Fields("Association Fondation Centre Club Société Coopérative Service Groupe Construction Transport Maison Comité Église École Les Amis")
	word := func() string {
		w := ""
		for range 2 + r.IntN(3) {
			w += syl[r.IntN(len(syl))]
		}
		return w
	}
	invent := func() string {
		w := []string{common[r.IntN(len(common))], word()}
		if r.IntN(2) == 0 {
			w = append(w, common[r.IntN(len(common))])
		}
		if r.IntN(2) == 0 {
			w = append(w, word())
		}
		switch r.IntN(8) {
		case 0:
			w = append(w, "(", word(), ")")
		case 1:
			w = append(w, fmt.Sprint(r.IntN(9)))
		case 2:
			w = []string{fmt.Sprintf("9%03d-%04d Québec inc.", r.IntN(3), r.IntN(3))}
		}
		return strings.Join(w, " ")
	}
	blurred := 0
	for range 4 {
		entries := make([]Entry, 300)
		for i := range entries {
			entries[i] = Entry{ID: fmt.Sprint(i), Names: []string{invent()}}
			if r.IntN(4) == 0 {
				entries[i].Names = append(entries[i].Names, invent())
			}
		}
		x, err := New(entries, params)
		if err != nil {
			t.Fatal(err)
		}
		for range 250 {
			s := Supplier{Name: invent()}
			if r.IntN(3) > 0 {
				n := []byte(name.Fold(entries[r.IntN(len(entries))].Names[0]))
				switch i := r.IntN(len(n)); r.IntN(3) {
				case 0:
					n = append(n[:i], n[i+1:]...)
				case 1:
					n[i] = 'x'
				}
				s.Name = string(n)
			}
			want, best, wp := resolveSlowly(x, s)
			got := x.Resolve(s)
			if got.Outcome != want && got.Outcome != Match && wp < blur {
				blurred++
				continue
			}
			if got.Outcome != want {
				t.Errorf("%q: %s (%.4f, %+v), the oracle says %s (%.4f, %v)", s.Name, got.Outcome, got.Probability, got.Candidates, want, wp, entries[best[0]].Names)
				continue
			}
			if want != None && wp >= blur && !slices.Contains(best, uint32(got.Candidates[0].Entry)) {
				t.Errorf("%q: %q, the oracle says %q", s.Name, got.Candidates[0].Name, entries[best[0]].Names)
			}
		}
	}
	if blurred > 10 { // of a thousand
		t.Errorf("%d weak candidates were overlooked", blurred)
	}
	t.Logf("%d weak candidates of 1000 suppliers were overlooked", blurred)
}
