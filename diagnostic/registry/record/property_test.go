package record_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/record/recordtest"
)

var noon = time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC)

// What differs, applied, gives the other state; and back.
func TestDiffThenApply(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := recordtest.Record(t, 1), recordtest.Record(t, 1)
		there := record.Diff(&a, &b)
		if got := record.Apply(&a, there); !record.Same(&got, &b) {
			t.Fatalf("applied: %s", cmp.Diff(b, got))
		}
		if got := record.Apply(&b, record.Diff(&b, &a)); !record.Same(&got, &a) {
			t.Fatalf("back: %s", cmp.Diff(a, got))
		}
		if d := record.Diff(&a, &a); len(d) != 0 {
			t.Fatalf("a record differs from itself: %+v", d)
		}
		if len(there) == 0 != record.Same(&a, &b) {
			t.Fatalf("%d changes, same %v", len(there), record.Same(&a, &b))
		}
	})
}

// A history gives back every state it went through, whatever the order in which
// its versions arrive.
func TestHistoryAgainstOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "changes")
		state := map[string]record.Record{}
		states := []map[string]record.Record{{}}
		var versions []record.Version
		for seq := 1; seq <= n; seq++ {
			r := recordtest.Record(t, rapid.IntRange(1, 4).Draw(t, "which"))
			state[r.ID] = r
			copied := map[string]record.Record{}
			for k, v := range state {
				copied[k] = v
			}
			states = append(states, copied)
			versions = append(versions, record.Stamp{Seq: int64(seq), At: noon, Author: "a"}.Versions(r)...)
		}
		versions = rapid.Permutation(versions).Draw(t, "order")
		h, err := record.NewHistory(versions)
		if err != nil {
			t.Fatal(err)
		}
		for seq, want := range states {
			got := h.At(int64(seq))
			if len(got) != len(want) {
				t.Fatalf("at %d: %d records, want %d", seq, len(got), len(want))
			}
			for i, r := range got {
				w := want[r.ID]
				if !record.Same(&r, &w) || i > 0 && got[i-1].ID >= r.ID {
					t.Fatalf("at %d: %s", seq, cmp.Diff(w, r))
				}
			}
		}
	})
}

// A day counts in the edition exactly when the record stands recognised on it.
func TestSpansAgainstStanding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := recordtest.Record(t, 1)
		ed := record.EditionOf([]record.Record{r})
		day := rapid.SampledFrom([]string{
			"1990-01-01", "2018-12-31", "2019-01-01", "2020-02-28", "2020-02-29", "2020-03-01", "2021-06-14", "2021-06-15",
			"2022-12-30", "2022-12-31", "2023-02-28", "2023-03-01", "2024-07-03", "2024-07-04", "2030-01-01",
		}).Draw(t, "day")
		want := r.StandingOn(day) == record.Recognised
		got := len(ed.Entries) == 1 && ed.Entries[0].RecognisedOn(day)
		if got != want {
			t.Fatalf("on %s: counts %v, stands %s; %+v", day, got, r.StandingOn(day), r.Statuses)
		}
	})
}

// The digest of an edition does not depend on the order of records, nor on
// contacts and notes; it does on anything else an edition holds.
func TestDigest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := recordtest.Records(t)
		want := record.EditionOf(list).Digest
		shuffled := rapid.Permutation(list).Draw(t, "order")
		if got := record.EditionOf(shuffled).Digest; got != want {
			t.Fatal("the order of records changes the digest")
		}
		i := rapid.IntRange(0, len(list)-1).Draw(t, "which")
		list[i].Contacts, list[i].Note = []record.Contact{{Name: "Autre"}}, "autre"
		if got := record.EditionOf(list).Digest; got != want {
			t.Fatal("a contact changes the digest")
		}
		list[i].City += " x"
		if got := record.EditionOf(list).Digest; (got == want) == list[i].Counts() {
			t.Fatalf("the digest changed: %v; the record counts: %v", got != want, list[i].Counts())
		}
	})
}

// No name, no list item, no recognised day of either record is lost in a merge.
func TestMergeKeeps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := recordtest.Record(t, 1), recordtest.Record(t, 2)
		s, d, err := record.Merge(&a, &b, record.Choices{"neq": record.FromSurvivor, "statuses": record.FromBoth})
		if err != nil {
			t.Fatal(err)
		}
		if d.MergedInto != a.ID || s.ID != a.ID || s.MergedInto != "" {
			t.Fatalf("survivor %s, duplicate of %q", s.ID, d.MergedInto)
		}
		back := d
		back.MergedInto = ""
		if !record.Same(&back, &b) {
			t.Fatal("the duplicate changed")
		}
		known := map[string]bool{}
		for _, n := range s.Names {
			known[n.Text] = true
		}
		has := func(list []string) map[string]bool {
			m := map[string]bool{}
			for _, x := range list {
				m[x] = true
			}
			return m
		}
		folded := has(foldAll(s.Names))
		for _, r := range []record.Record{a, b} {
			for _, n := range foldAll(r.Names) {
				if n != "" && !folded[n] {
					t.Fatalf("name %q is lost", n)
				}
			}
			for _, c := range r.Categories {
				if !has(s.Categories)[c] {
					t.Fatalf("category %q is lost", c)
				}
			}
			for _, span := range r.Spans() {
				for _, day := range []string{span.From, span.To} {
					if day != "" && s.StandingOn(day) != record.Recognised {
						t.Fatalf("%s: recognised no longer; %+v", day, s.Statuses)
					}
				}
			}
		}
		for _, day := range []string{"2019-06-01", "2021-01-01", "2022-01-01", "2023-01-15", "2024-01-01", "2026-01-01"} {
			want := a.StandingOn(day) == record.Recognised || b.StandingOn(day) == record.Recognised
			if got := s.StandingOn(day) == record.Recognised; got != want {
				t.Fatalf("%s: recognised %v, want %v", day, got, want)
			}
		}
		if Refusals(&s) > Refusals(&a)+Refusals(&b) {
			t.Fatalf("the merge breaks the record: %+v", s.Check(nil))
		}
	})
}

func Refusals(r *record.Record) int {
	n := 0
	for _, f := range r.Check(nil) {
		if f.Refusal {
			n++
		}
	}
	return n
}

// More data never lowers completeness, and a complete record scores 100.
func TestCompletenessGrows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := recordtest.Record(t, 1)
		before := r.Completeness()
		sum := before.Score
		for i, m := range before.Missing {
			sum += m.Weight
			if i > 0 && before.Missing[i-1].Weight < m.Weight {
				t.Fatal("what is missing is not in order")
			}
		}
		if sum != 100 {
			t.Fatalf("score and what is missing make %d", sum)
		}
		if r.City == "" {
			r.City = "Ville-Inventée"
		}
		if r.NEQ == "" {
			r.NEQ = recordtest.NEQ(7)
		}
		if after := r.Completeness(); after.Score < before.Score {
			t.Fatalf("%d, then %d", before.Score, after.Score)
		}
	})
}

// Safe undone gives the text back, and nothing it gives begins like a formula.
func TestSafe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`['=+@ a-z-]{0,6}`).Draw(t, "s")
		safe := record.Safe(s)
		if record.Plain(safe) != s {
			t.Fatalf("%q → %q → %q", s, safe, record.Plain(safe))
		}
		if safe != "" && (safe[0] == '=' || safe[0] == '+' || safe[0] == '-' || safe[0] == '@') {
			t.Fatalf("%q is run", safe)
		}
	})
}

// A history of standing written in a cell is read back, in either language.
func TestStatusesReadBack(t *testing.T) {
	t.Parallel()
	f, _ := record.FieldOf("statuses")
	rapid.Check(t, func(t *rapid.T) {
		r := recordtest.Record(t, 1)
		for _, say := range printers {
			list, ok := registry.Statuses(f.Text(&r, say))
			if !ok {
				t.Fatalf("%q does not parse", f.Text(&r, say))
			}
			if diff := cmp.Diff(r.Spans(), registry.SpansOf(list)); diff != "" {
				t.Fatalf("%q: %s", f.Text(&r, say), diff)
			}
		}
	})
}
