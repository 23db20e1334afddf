package match

import (
	"fmt"
	"slices"
	"testing"

	"jachete/templates/policy"
)

// A name made of common words is found as it stands in the registry, in any
// order and with fillers more or less, even where a rarer word looks like two of
// them written as one.
func TestSameWordsAreAlwaysFound(t *testing.T) {
	t.Parallel()
	entries := []Entry{{ID: "decoy", Names: []string{"Zibelinegerboise Fermier"}}}
	for i := range 3 * (commonCap + 100) {
		word := []string{"Zibeline", "Gerboise", "Tamia"}[i%3]
		entries = append(entries, Entry{ID: fmt.Sprint(i), Names: []string{fmt.Sprintf("%s Bq%sx", word, letters(i))}})
	}
	entries = append(entries, Entry{ID: "it", Names: []string{"Zibeline Gerboise Tamia"}})
	x := indexOf(t, entries)
	for _, s := range []string{"Zibeline Gerboise Tamia", "ZIBELINE GERBOISE TAMIA INC.", "Groupe Zibeline Gerboise Tamia"} {
		v := x.Resolve(Supplier{Name: s})
		if v.Outcome == None || v.Candidates[0].ID != "it" {
			t.Errorf("%q: %s %+v", s, v.Outcome, v.Candidates)
		}
	}
}

// letters writes a number in letters, as words of a registry are.
func letters(n int) string {
	s := ""
	for range 4 {
		s += string(rune('a' + n%17))
		n /= 17
	}
	return s
}

// Every reading of the registry is found by its own bag.
func TestBags(t *testing.T) {
	t.Parallel()
	var entries []Entry
	for _, n := range []string{"Atelier Zibeline", "Zibeline Atelier", "Groupe Atelier Zibeline", "Le Groupe", "Buanderie du Tamia (Tamia)", "Tamia Tamia"} {
		entries = append(entries, Entry{Names: []string{n}})
	}
	x := indexOf(t, entries)
	for r := range x.recs {
		q, s := query{}, scratch{}
		rec := &x.recs[r]
		for i, id := range x.toks[rec.at : rec.at+uint32(rec.n)] {
			q.slots[i].text, q.slots[i].flags = x.vocab.text[id], x.vocab.flags[id]
			q.n++
		}
		x.sameBag(&q, &s)
		if !slices.ContainsFunc(s.pool, func(p pooled) bool { return p.rec == uint32(r) }) {
			t.Errorf("record %d is not in its bag", r)
		}
	}
	if a, b := x.recs[0].bag, x.recs[1].bag; a != b {
		t.Error("the order of the words counts")
	}
}

func indexOf(t *testing.T, entries []Entry) *Index {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(entries, params)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
