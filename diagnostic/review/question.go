package review

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/scoring/share"
)

// Item is a payee of a ledger as questions are made from it. Natural persons
// are never handed in: nobody is asked about them.
type Item struct {
	Supplier int    // index in the diagnostic
	Key      string // of the supplier
	Subject  Subject
	Standing share.Standing
	Verdict  match.Verdict
	// Hinges is the dollars of the ceiling that depend on the answer, IfYes what
	// counts when it is the best candidate. Zero: there is nothing to ask.
	Hinges, IfYes decimal.Decimal
	Dollars       decimal.Decimal // all classes
	Addressable   decimal.Decimal
	Lines         int
	Samples       []string // what some of its lines say
	// LookedAt tells that somebody looked and could not say.
	LookedAt bool
	// Doubt says why the class is doubtful, "" when it is not: see [Doubts].
	Doubt string
	// Doubtful is the dollars whose class is doubted.
	Doubtful decimal.Decimal
	Class    string // of most of its dollars
}

// Reasons to doubt a class; each is the key of a message under review.doubt.
const (
	DoubtGrant   = "grant"   // a non-profit paid in round sums: a purchase, or help?
	DoubtAside   = "aside"   // an enterprise of the registry set aside by its account or text alone
	DoubtSupport = "support" // the text of its lines speaks of help
)

// Doubts lists them.
func Doubts() []string { return []string{DoubtGrant, DoubtAside, DoubtSupport} }

// Question is what a person is asked: whether payees are an enterprise, or what
// class their money is. Payees whose best candidate is the same and whose names
// differ in nothing that tells enterprises apart are one question.
type Question struct {
	Kind  Kind
	Items []int // indexes into [Queue.Items], most dollars first
	// Candidate is the enterprise asked about, of Kind Match.
	Candidate match.Candidate
	Doubt     string // of Kind Class
	// Hinges is the dollars that depend on the answer.
	Hinges decimal.Decimal
	// IfYes is how many points the confirmed share of addressable spending gains
	// when the answer is yes; IfNo how many the ceiling loses at most when it is
	// no (negative). Of Kind Class: IfYes is the change of the confirmed share
	// when the money is not a purchase.
	IfYes, IfNo decimal.NullDecimal
	// BandClosed is the percent of the band closed by this question and all
	// before it.
	BandClosed decimal.NullDecimal
	LookedAt   bool
	// Blocked tells that the evidence conflicts: a number points elsewhere, or
	// decisions contradict each other. The group cannot be answered at once.
	Blocked bool
}

// Queue is the questions of a diagnostic: about matches in order of the
// dollars that hinge on the answer, those looked at last; then about classes.
type Queue struct {
	Items   []Item
	Matches []Question
	Classes []Question
	// Band is the dollars between the confirmed value and the ceiling.
	Band        decimal.Decimal
	Confirmed   decimal.Decimal
	Addressable decimal.Decimal
}

// NewQueue makes the questions of a diagnostic.
func NewQueue(items []Item, m *share.Measures, t *name.Tables) *Queue {
	q := &Queue{
		Items: items, Confirmed: m.Confirmed.Dollars, Addressable: m.Addressable.Dollars,
		Band: m.Ceiling.Dollars.Sub(m.Confirmed.Dollars),
	}
	at := map[string]int{}
	for i := range items {
		it := &items[i]
		if it.Hinges.Sign() > 0 && len(it.Verdict.Candidates) > 0 {
			q.ask(i, at, t)
		}
		if it.Doubt != "" && it.Doubtful.Sign() > 0 {
			q.Classes = append(q.Classes, q.classQuestion(i))
		}
	}
	for i := range q.Matches {
		x := &q.Matches[i]
		slices.SortStableFunc(x.Items, func(a, b int) int { return items[b].Hinges.Cmp(items[a].Hinges) })
		yes := decimal.Zero
		for _, k := range x.Items {
			yes = yes.Add(items[k].IfYes)
		}
		x.IfYes = share.Percent(yes, q.Addressable)
		x.IfNo = share.Percent(x.Hinges.Neg(), q.Addressable)
	}
	order := func(a, b Question) int {
		if a.LookedAt != b.LookedAt {
			if a.LookedAt {
				return 1
			}
			return -1
		}
		return cmp.Or(b.Hinges.Cmp(a.Hinges), strings.Compare(items[a.Items[0]].Key, items[b.Items[0]].Key))
	}
	slices.SortStableFunc(q.Matches, order)
	slices.SortStableFunc(q.Classes, order)
	closed := decimal.Zero
	for i := range q.Matches {
		closed = closed.Add(q.Matches[i].Hinges)
		q.Matches[i].BandClosed = share.Percent(closed, q.Band)
	}
	return q
}

// ask adds a payee to the question it belongs to.
func (q *Queue) ask(i int, at map[string]int, t *name.Tables) {
	it := &q.Items[i]
	id := it.Subject.identity()
	key := strings.Join([]string{it.Verdict.Candidates[0].ID, telling(t, it.Subject.Names[0]), id.neq, id.bn}, "\x00")
	k, ok := at[key]
	if !ok {
		k = len(q.Matches)
		at[key] = k
		q.Matches = append(q.Matches, Question{Kind: Match, Candidate: it.Verdict.Candidates[0], LookedAt: true})
	}
	x := &q.Matches[k]
	x.Items = append(x.Items, i)
	x.Hinges = x.Hinges.Add(it.Hinges)
	x.LookedAt = x.LookedAt && it.LookedAt
	switch it.Verdict.Reason {
	case match.ReasonConflict, match.ReasonAmbiguous, ReasonNumber, ReasonClash:
		x.Blocked = true
	}
}

// telling is the words of a name by which enterprises differ, in alphabetical
// order: legal forms, articles and fillers ("groupe", "services") are left out,
// unless there is nothing else.
func telling(t *name.Tables, s string) string {
	if t == nil {
		return name.Fold(s)
	}
	n := t.Read(s)
	var words, all []string
	for _, w := range n.Words {
		if w.Content() {
			all = append(all, w.Text)
			if w.Flags&name.Filler == 0 || w.Flags&name.Place != 0 {
				words = append(words, w.Text)
			}
		}
	}
	if len(words) == 0 {
		return strings.Join(all, " ")
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

func (q *Queue) classQuestion(i int) Question {
	it := &q.Items[i]
	x := Question{Kind: Class, Items: []int{i}, Doubt: it.Doubt, Hinges: it.Doubtful}
	moved := it.Doubtful.Neg() // out of the purchases
	if it.Doubt == DoubtAside {
		moved = it.Doubtful
	}
	before, after := q.Confirmed, q.Confirmed
	if it.Standing == share.Confirmed {
		after = after.Add(moved)
	}
	was, is := share.Percent(before, q.Addressable), share.Percent(after, q.Addressable.Add(moved))
	if was.Valid && is.Valid {
		x.IfYes = decimal.NewNullDecimal(is.Decimal.Sub(was.Decimal))
	}
	return x
}

// Closes is the percent of the band that the next n questions close.
func (q *Queue) Closes(n int) decimal.NullDecimal {
	if n = min(n, len(q.Matches)); n == 0 {
		return decimal.NullDecimal{}
	}
	return q.Matches[n-1].BandClosed
}

// NotLookedAt is how many questions nobody has looked at.
func (q *Queue) NotLookedAt() int {
	n := 0
	for i := range q.Matches {
		if !q.Matches[i].LookedAt {
			n++
		}
	}
	return n
}

// stopAt is the points of the confirmed share below which a question is not
// worth asking.
var stopAt = decimal.New(1, -1)

// Stop tells when reviewing further is of no use.
type Stop struct {
	// Done: no remaining question can move the confirmed share of addressable
	// spending by 0.1 point.
	Done bool
	Left int // questions that nobody has looked at
	// Together is how many points they could move it if all were answered yes.
	Together decimal.NullDecimal
	// Needed is how many questions, in order, can each move it by 0.1 point.
	Needed int
}

// Stop applies the stop rule.
func (q *Queue) Stop() Stop {
	s := Stop{Done: true}
	sum := decimal.Zero
	for i := range q.Matches {
		x := &q.Matches[i]
		if x.LookedAt {
			continue
		}
		s.Left++
		sum = sum.Add(x.Hinges)
		if exact := moves(x.Hinges, q.Addressable); exact {
			s.Done = false
			s.Needed++
		}
	}
	s.Together = share.Percent(sum, q.Addressable)
	return s
}

// moves tells whether dollars are 0.1 point of the addressable spending or
// more, before any rounding.
func moves(dollars, addressable decimal.Decimal) bool {
	return addressable.IsPositive() && dollars.Mul(decimal.New(100, 0)).GreaterThanOrEqual(addressable.Mul(stopAt))
}

// Homogeneous tells whether the payees of a question can be answered at once.
func (x *Question) Homogeneous() bool { return len(x.Items) > 1 && !x.Blocked }

// Subjects are the payees of a question: its first alone, or all.
func (q *Queue) Subjects(x *Question, all bool) []Subject {
	var out []Subject
	for n, i := range x.Items {
		if n > 0 && !all {
			break
		}
		out = append(out, q.Items[i].Subject)
	}
	return out
}
