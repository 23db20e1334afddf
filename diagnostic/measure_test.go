package diagnostic_test

import (
	"context"
	"encoding/csv"
	"flag"
	"os"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/scoring/share"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

var measure = flag.Bool("measure", false, "measure on real ledgers")

// council is a real ledger with its own truth, and the registry it is matched
// against.
type council struct {
	truth   map[string]string // supplier as written → record, "" for none
	edition *registry.Edition
	book    *ledger.Ledger
	policy  *policy.Policy
	params  match.Params
}

func readCouncil(t *testing.T) *council {
	t.Helper()
	c := &council{truth: map[string]string{}}
	c.policy, c.params = settings(t)
	var err error
	if c.edition, err = registry.Read(context.Background(), testkit.Shared(t, "names", "uk_social_economy", "registry.csv"), c.policy.Headers, registry.Options{}); err != nil {
		t.Fatal(err)
	}
	if c.book, err = ledger.Read(context.Background(), []string{testkit.Shared(t, "e2e", "wakefield_rows.csv")}, c.policy.Headers, ledger.Options{}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(testkit.Shared(t, "e2e", "wakefield_suppliers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for i := range c.edition.Entries {
		known[c.edition.Entries[i].ID] = true
	}
	for _, r := range rows[1:] {
		if id := "GB-CHC-" + r[2]; r[2] != "" && known[id] {
			c.truth[r[0]] = id
		}
	}
	return c
}

// prepare matches the lines that keep wants.
func (c *council) prepare(t *testing.T, keep func(*ledger.Line) bool) *diagnostic.Prepared {
	t.Helper()
	book := *c.book
	var kept []ledger.Line
	for _, l := range c.book.Lines.All() {
		if keep(&l) {
			kept = append(kept, l)
		}
	}
	book.Lines = ledger.LinesOf(kept)
	p, err := diagnostic.Prepare(context.Background(), diagnostic.Request{Edition: c.edition, Book: &book, Policy: c.policy, Params: c.params})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// answer answers a question by the truth: one decision a payee.
func (c *council) answer(q *review.Queue, x *review.Question, n int) []review.Decision {
	var out []review.Decision
	for k, s := range q.Subjects(x, !x.Blocked) {
		id := ""
		for _, spelling := range s.Names {
			if t := c.truth[spelling]; t != "" {
				id = t
			}
		}
		d := decide("d"+strconv.Itoa(n)+"."+strconv.Itoa(k), review.None, "", s.Names[0])
		if d.Subject = s; id != "" {
			d.Verdict, d.Enterprise = review.Same, id
		}
		out = append(out, d)
	}
	return out
}

// What answers are worth, measured on a real council with its own truth; the
// figures of docs/review.md come from here:
//
//	go test ./diagnostic -run TestReviewMeasured -measure -v
func TestReviewMeasured(t *testing.T) {
	t.Parallel()
	if !*measure {
		t.Skip("skipped: long; -measure asks for it")
	}
	c := readCouncil(t)
	whole := c.prepare(t, func(*ledger.Line) bool { return true })
	d := c.review(t, whole, "whole file", 50)
	if d.Measures.Confirmed.Dollars.GreaterThan(d.Measures.Ceiling.Dollars) {
		t.Error("values out of order")
	}

	// Some quarters are reviewed; later ones open with the memory.
	year := func(from, to string) *diagnostic.Prepared {
		return c.prepare(t, func(l *ledger.Line) bool {
			d := l.Date.Format("2006-01-02")
			return !l.Date.IsZero() && from <= d && d < to
		})
	}
	next := year("2017-04-01", "2018-04-01")
	for _, x := range []struct {
		label    string
		reviewed *diagnostic.Prepared
	}{{"the year before", year("2016-04-01", "2017-04-01")}, {"the three years before", year("2014-04-01", "2017-04-01")}} {
		for _, answers := range []int{10, 20, 50, 100_000} {
			questions, dollars := c.opens(t, x.label, x.reviewed, next, answers)
			least := decimal.NewFromInt(25)
			if answers == 100_000 && (questions.LessThan(least) || dollars.LessThan(least)) {
				t.Errorf("%s reviewed: the next year opens with %s %% of the questions and %s %% of the dollars settled", x.label, questions, dollars)
			}
		}
	}
}

// opens tells how much of a ledger is settled when it opens after the first n
// questions of an earlier one were answered, in percent.
func (c *council) opens(t *testing.T, label string, earlier, next *diagnostic.Prepared, n int) (questions, dollars decimal.Decimal) {
	t.Helper()
	fresh, err := next.Diagnose(nil)
	if err != nil {
		t.Fatal(err)
	}
	before := next.Questions(fresh)
	list := c.answers(t, earlier, n)
	opened, err := next.Diagnose(remember(t, c.params.Tables, list...))
	if err != nil {
		t.Fatal(err)
	}
	asked := next.Questions(opened)
	settled := len(before.Matches) - len(asked.Matches)
	questions = share.Percent(decimal.NewFromInt(int64(settled)), decimal.NewFromInt(int64(len(before.Matches)))).Decimal
	dollars = share.Percent(before.Band.Sub(asked.Band), before.Band).Decimal
	t.Logf("%s reviewed, %d decisions: the next year opens with %d of %d questions settled (%s %%), %s %% of the band's dollars", label, len(list), settled, len(before.Matches), questions, dollars)
	return questions, dollars
}

// review answers the first n questions in order and logs the band.
func (c *council) review(t *testing.T, p *diagnostic.Prepared, label string, n int) *diagnostic.Diagnostic {
	t.Helper()
	var list []review.Decision
	d, err := p.Diagnose(nil)
	if err != nil {
		t.Fatal(err)
	}
	q := p.Questions(d)
	total := q.Band
	for answered := 0; ; {
		m := &d.Measures
		st := q.Stop()
		t.Logf("%s, %2d answers: confirmed %s %%, probable %s %%, ceiling %s %%, band %s points (%s dollars), %d questions left, stop %v (%d move 0.1 point)", label, answered,
			m.Confirmed.OfAddressable.Decimal, m.Probable.OfAddressable.Decimal, m.Ceiling.OfAddressable.Decimal,
			m.Ceiling.OfAddressable.Decimal.Sub(m.Confirmed.OfAddressable.Decimal), q.Band.StringFixed(0), st.Left, st.Done, st.Needed)
		if answered >= n {
			break
		}
		stop := map[int]int{0: 10, 10: 20, 20: 50}[answered]
		for _, x := range q.Matches[:min(stop-answered, len(q.Matches))] { // the order does not change as answers come
			list = append(list, c.answer(q, &x, len(list))...)
		}
		answered = stop
		last := d
		if d, err = p.Diagnose(remember(t, c.params.Tables, list...)); err != nil {
			t.Fatal(err)
		}
		q = p.Questions(d)
		if d.Measures.Ceiling.Dollars.GreaterThan(last.Measures.Ceiling.Dollars) || d.Measures.Confirmed.Dollars.LessThan(last.Measures.Confirmed.Dollars) {
			t.Error("an answer widened the band")
		}
	}
	if !q.Band.LessThan(total.Div(decimal.NewFromInt(2))) {
		t.Errorf("%d answers leave %s of a band of %s", n, q.Band, total)
	}
	return d
}

// answers are the decisions of the first n questions of a ledger.
func (c *council) answers(t *testing.T, p *diagnostic.Prepared, n int) []review.Decision {
	t.Helper()
	d, err := p.Diagnose(nil)
	if err != nil {
		t.Fatal(err)
	}
	q := p.Questions(d)
	var list []review.Decision
	for _, x := range q.Matches[:min(n, len(q.Matches))] {
		list = append(list, c.answer(q, &x, len(list))...)
	}
	return list
}
