package record_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/record/recordtest"
)

// life numbers the states of a record: the first change is number from.
func life(from int64, states ...record.Record) []record.Version {
	var out []record.Version
	for i := range states {
		out = append(out, record.Version{Seq: from + int64(i), Record: states[i]})
	}
	return out
}

func TestUnmerge(t *testing.T) {
	t.Parallel()
	a := named("a", "Coop de l'Exemple", recognised("2023-01-01"))
	b := named("b", "Coopérative Exemple", recognised("2023-01-01"))
	a.City, a.Categories = "Léry", []string{"menage"}
	b.NEQ, b.City, b.Phone, b.Categories = recordtest.NEQ(2), "Mercier", "450 555-0102", []string{"imprimerie"}
	a, b = a.Normal(), b.Normal()
	s, d, err := record.Merge(&a, &b, record.Choices{"neq": record.FromDuplicate, "city": record.FromDuplicate})
	if err != nil {
		t.Fatal(err)
	}
	of := append(life(1, b), life(4, d)...)
	t.Run("as it was", func(t *testing.T) {
		t.Parallel()
		x, y, kept, err := record.Unmerge(append(life(2, a), life(3, s)...), of)
		if err != nil || len(kept) > 0 {
			t.Fatal(err, kept)
		}
		if diff := cmp.Diff(a, x) + cmp.Diff(b, y); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("written to since", func(t *testing.T) {
		t.Parallel()
		now := s
		now.City, now.Note = "Beauharnois", "vue en personne"
		now.Categories = append(slices.Clone(s.Categories), "traiteur")
		now.Names = append(slices.Clone(s.Names), record.Name{Text: "La Coop", Kind: record.Other})
		x, _, kept, err := record.Unmerge(slices.Concat(life(2, a), life(3, s), life(5, now)), of)
		if err != nil {
			t.Fatal(err)
		}
		want := a
		want.City, want.Note = "Beauharnois", "vue en personne"
		want.Categories = []string{"menage", "traiteur"}
		want.Names = append(slices.Clone(a.Names), record.Name{Text: "La Coop", Kind: record.Other})
		if diff := cmp.Diff(want.Normal(), x); diff != "" {
			t.Error(diff)
		}
		if !slices.Equal(kept, []string{"city"}) {
			t.Errorf("to be checked: %v", kept)
		}
	})
	gone := s
	gone.MergedInto = "c"
	for about, c := range map[string]struct{ into, of []record.Version }{
		"record.unmerge_gone":            {slices.Concat(life(2, a), life(3, s), life(5, gone)), of},
		"record.unmerge_unknown":         {life(2, a), life(1, b)},
		"record.unmerge_unknown nothing": {nil, of},
		"record.unmerge_unknown how":     {life(6, s), of},
	} {
		if _, _, _, err := record.Unmerge(c.into, c.of); keyOf(err) != strings.Fields(about)[0] {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// Two merges into one record, taken back in either order, leave what there was.
func TestUnmergeInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"menage", "imprimerie", "traiteur", "jardin", "bois"}), 0, 3, rapid.ID[string])
		make := func(id string) record.Record {
			r := named(id, "Coop "+id, recognised("2023-01-01"))
			r.Categories, r.City = words.Draw(t, id), rapid.SampledFrom([]string{"", "Léry"}).Draw(t, id+" city")
			return r.Normal()
		}
		a, b, c := make("a"), make("b"), make("c")
		s1, b1, err := record.Merge(&a, &b, nil)
		if err != nil {
			t.Fatal(err)
		}
		s2, c1, err := record.Merge(&s1, &c, nil)
		if err != nil {
			t.Fatal(err)
		}
		into := slices.Concat(life(1, a), life(4, s1), life(6, s2))
		ofB, ofC := append(life(2, b), life(5, b1)...), append(life(3, c), life(7, c1)...)
		first, second := ofB, ofC
		if rapid.Bool().Draw(t, "last first") {
			first, second = ofC, ofB
		}
		x, _, _, err := record.Unmerge(into, first)
		if err != nil {
			t.Fatal(err)
		}
		x, _, kept, err := record.Unmerge(append(into, life(8, x)...), second)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sorted(a), sorted(x)); diff != "" && len(kept) == 0 {
			t.Error(diff)
		}
	})
}

func sorted(r record.Record) record.Record {
	r.Categories = slices.Sorted(slices.Values(r.Categories))
	return r
}
