package review

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/scoring/match"
	"jachete/scoring/share"
)

func item(key, payee, candidate string, hinges int64) Item {
	d := decimal.NewFromInt(hinges)
	return Item{
		Key: key, Subject: Subject{Names: []string{payee}}, Standing: share.Open, Hinges: d, IfYes: d, Addressable: d, Dollars: d,
		Verdict: match.Verdict{Outcome: match.Possible, Candidates: []match.Candidate{{ID: candidate, Name: candidate}}},
	}
}

// queue makes the queue of items in a ledger of so many addressable dollars.
func queue(t *testing.T, addressable int64, items ...Item) *Queue {
	t.Helper()
	m := &share.Measures{}
	m.Addressable.Dollars = decimal.NewFromInt(addressable)
	m.Confirmed.Dollars = decimal.NewFromInt(100)
	m.Ceiling.Dollars = m.Confirmed.Dollars
	for i := range items {
		m.Ceiling.Dollars = m.Ceiling.Dollars.Add(items[i].Hinges)
	}
	return NewQueue(items, m, tables(t))
}

func keysOf(q *Queue, list []Question) string {
	var b strings.Builder
	for _, x := range list {
		for _, i := range x.Items {
			b.WriteString(q.Items[i].Key)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func TestQueueOrderAndGroups(t *testing.T) {
	t.Parallel()
	looked := item("g", "Obélia", "E5", 900)
	looked.LookedAt = true
	numbered := item("h", "Quartzine", "E1", 10)
	numbered.Subject.NEQ = neqA
	q := queue(t, 10_000,
		item("a", "Quartzine", "E1", 100), item("b", "Balombre", "E2", 150), item("c", "Quartzine inc.", "E1", 80),
		item("d", "Quartzine Rive-Sud", "E1", 5), item("e", "Quartzine", "E3", 40), item("f", "rien", "E4", 0), looked, numbered,
	)
	if got, want := keysOf(q, q.Matches), "ac b e h d g "; got != want {
		t.Errorf("questions %q, want %q", got, want)
	}
	first := &q.Matches[0]
	if first.Hinges.String() != "180" || first.IfYes.Decimal.String() != "1.8" || first.IfNo.Decimal.String() != "-1.8" || !first.Homogeneous() {
		t.Errorf("first question %+v", first)
	}
	if got := q.Closes(1).Decimal.String(); got != "14.01" { // 180 of 1285
		t.Errorf("the first closes %s", got)
	}
	if got := q.Closes(99).Decimal.String(); got != "100" {
		t.Errorf("all close %s", got)
	}
	if q.NotLookedAt() != 5 {
		t.Errorf("%d not looked at", q.NotLookedAt())
	}
	if n := len(q.Subjects(first, true)); n != 2 || len(q.Subjects(first, false)) != 1 {
		t.Errorf("%d subjects", n)
	}
}

func TestConflictingEvidenceBlocksTheGroup(t *testing.T) {
	t.Parallel()
	for _, r := range []string{match.ReasonConflict, match.ReasonAmbiguous, ReasonNumber, ReasonClash} {
		a, b := item("a", "Quartzine", "E1", 2), item("b", "Quartzine inc.", "E1", 1)
		b.Verdict.Reason = r
		q := queue(t, 100, a, b)
		if len(q.Matches) != 1 || !q.Matches[0].Blocked || q.Matches[0].Homogeneous() {
			t.Errorf("%s does not block", r)
		}
	}
}

func TestStopRule(t *testing.T) {
	t.Parallel()
	looked := item("z", "Z", "E9", 5000)
	looked.LookedAt = true
	for _, c := range []struct {
		about    string
		items    []Item
		done     bool
		left     int
		needed   int
		together string
	}{
		{"nothing", nil, true, 0, 0, "0"},
		{"just enough", []Item{item("a", "A", "E1", 10)}, false, 1, 1, "0.1"},
		{"just not", []Item{item("a", "A", "E1", 9), item("b", "B", "E2", 9)}, true, 2, 0, "0.18"},
		{"one of two", []Item{item("a", "A", "E1", 300), item("b", "B", "E2", 9)}, false, 2, 1, "3.09"},
		{"looked at", []Item{looked}, true, 0, 0, "0"},
	} {
		s := queue(t, 10_000, c.items...).Stop()
		if s.Done != c.done || s.Left != c.left || s.Needed != c.needed || s.Together.Decimal.String() != c.together {
			t.Errorf("%s: %+v", c.about, s)
		}
	}
}

func TestClassQuestions(t *testing.T) {
	t.Parallel()
	grant := item("a", "Fondation Obélia", "E1", 0)
	grant.Standing, grant.Doubt, grant.Doubtful = share.Confirmed, DoubtGrant, decimal.NewFromInt(50)
	aside := item("b", "Quartzine", "E2", 0)
	aside.Standing, aside.Doubt, aside.Doubtful = share.Confirmed, DoubtAside, decimal.NewFromInt(100)
	other := item("c", "Club Z", "E3", 0)
	other.Standing, other.Doubt, other.Doubtful = share.None, DoubtSupport, decimal.NewFromInt(100)
	q := queue(t, 1000, grant, aside, other)
	if got := keysOf(q, q.Classes); got != "b c a " {
		t.Fatalf("questions %q", got)
	}
	for i, want := range []string{"8.18", "1.11", "-4.74"} { // 200/1100, 100/900, 50/950 against 10 %
		if got := q.Classes[i].IfYes.Decimal.String(); got != want {
			t.Errorf("question %d moves the share by %s, want %s", i, got, want)
		}
	}
}
