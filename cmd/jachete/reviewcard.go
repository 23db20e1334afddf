package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/templates/message"
)

// progress says what hinges on the question, what the next ones close, and when
// it is no use to go on.
func (t *talk) progress(x *review.Question) {
	q, say := t.desk.Queue(), t.e.say
	money := say.For(t.desk.Standing().Currency)
	fmt.Fprintln(t.e.out, strings.Repeat("-", screenWidth))
	if x.Kind == review.Class {
		t.line("review.class_question", "left", say.Count(len(q.Classes)), "dollars", money.Money(x.Hinges),
			"effect", t.points(x.IfYes))
		return
	}
	if st := q.Stop(); st.Done && !t.told {
		t.told = true
		t.line("review.stop", "left", say.Count(st.Left), "together", t.points(st.Together))
	}
	t.line("review.question", "left", say.Count(q.NotLookedAt()), "dollars", money.Money(x.Hinges), "yes", t.points(x.IfYes), "no", t.points(decimal.NullDecimal{Decimal: x.IfNo.Decimal.Neg(), Valid: x.IfNo.Valid}))
	if n := min(5, q.NotLookedAt()); n > 0 {
		if c := q.Closes(n); c.Valid {
			across(t.e.out, 0, say.N("review.closes", n, "percent", say.Percent(c.Decimal, 0)), 3)
		}
	}
}

// card shows the payee beside the enterprise, then the evidence.
func (t *talk) card(x *review.Question) {
	q, say, out := t.desk.Queue(), t.e.say, t.e.out
	it := &q.Items[x.Items[0]]
	all := x.Homogeneous() && !t.single[t.identity(x)]
	money := say.For(t.desk.Standing().Currency)
	left := []string{
		say.T("review.card.payee"), it.Subject.Names[0], it.Subject.NEQ + it.Subject.BN, it.Subject.City,
		say.N("review.card.lines", it.Lines, "dollars", money.Money(it.Dollars)),
	}
	if x.Kind == review.Class {
		for _, l := range left[1:] {
			if l != "" {
				across(out, 2, l, 4)
			}
		}
		t.samples(it)
		t.line("review.doubt."+x.Doubt, "class", t.className(it.Class))
		return
	}
	r, _ := t.desk.Record(x.Candidate.ID)
	if r.Name == "" {
		r.Name = x.Candidate.Name
	}
	place := strings.Trim(r.City+", "+r.MRC, ", ")
	right := []string{say.T("review.card.entry"), r.Name, r.NEQ, place, t.recognised(&r)}
	for i := range left {
		if left[i] != "" || right[i] != "" {
			beside(out, left[i], right[i])
		}
	}
	if len(r.OtherNames) > 0 {
		across(out, 0, say.T("review.card.other_names", "names", strings.Join(r.OtherNames, "; ")), 3)
	}
	t.spellings(q, x, all)
	t.samples(it)
	t.evidence(&x.Candidate)
	if it.Verdict.Reason != "" {
		t.line("match.reason." + it.Verdict.Reason)
	}
	for _, c := range it.Verdict.Candidates[1:] {
		t.line("review.card.also", "name", c.Name, "p", say.Percent(percentOf(c.Probability), 0))
	}
}

// spellings lists the other ways in which the payee is written, and the payees
// that an answer settles together.
func (t *talk) spellings(q *review.Queue, x *review.Question, all bool) {
	it := &q.Items[x.Items[0]]
	if n := it.Subject.Names[1:]; len(n) > 0 {
		across(t.e.out, 0, t.e.say.T("review.card.spellings", "names", strings.Join(n, "; ")), 3)
	}
	switch {
	case x.Blocked && len(x.Items) > 1:
		t.line("review.blocked_group", "n", t.e.say.Count(len(x.Items)))
	case x.Blocked:
		t.line("review.blocked_one")
	case all:
		across(t.e.out, 0, t.e.say.N("review.card.group", len(x.Items)), 3)
		for i, k := range x.Items {
			if i == 8 {
				across(t.e.out, 4, "…", 1)
				break
			}
			s := &q.Items[k]
			across(t.e.out, 4, s.Subject.Names[0]+" — "+t.e.say.For(t.desk.Standing().Currency).Money(s.Hinges), 2)
		}
	}
}

// evidence prints the pieces for, then those against, in bits.
func (t *talk) evidence(c *match.Candidate) {
	for _, pro := range []bool{true, false} {
		key := "review.card.against"
		if pro {
			key = "review.card.for"
		}
		first := true
		for _, ev := range c.Evidence {
			if ev.Family == "prior" || ev.Bits >= 0 != pro {
				continue
			}
			if first {
				t.line(key)
				first = false
			}
			across(t.e.out, 2, fmt.Sprintf("%s  %s: %s", t.e.figure("%+5.1f", ev.Bits), t.e.say.T("match.family."+ev.Family), compared(ev)), 3)
		}
	}
	t.line("review.card.probability", "p", t.e.say.Percent(percentOf(c.Probability), 0))
}

// recognised says from when to when an enterprise is recognised, "" when always.
func (t *talk) recognised(r *review.Record) string {
	switch {
	case r.From != "" && r.To != "":
		return t.e.say.T("review.card.from_to", "from", t.e.say.Date(r.From), "to", t.e.say.Date(r.To))
	case r.From != "":
		return t.e.say.T("review.card.from", "from", t.e.say.Date(r.From))
	case r.To != "":
		return t.e.say.T("review.card.to", "to", t.e.say.Date(r.To))
	}
	return ""
}

func (t *talk) className(id string) string {
	for _, c := range t.desk.Classes() {
		if c.ID == id {
			return c.Name.In(string(t.e.lang))
		}
	}
	return id
}

// percentOf turns a probability into a percent.
func percentOf(p float64) decimal.Decimal { return decimal.NewFromFloat(p).Shift(2) }

// points writes a change of the share, in percentage points.
func (t *talk) points(d decimal.NullDecimal) string {
	if !d.Valid {
		return t.e.say.T("workbook.no_value")
	}
	n := 2 // in French, the plural begins at two
	if d.Decimal.Abs().LessThan(decimal.NewFromInt(2)) && t.e.lang == message.French {
		n = 1
	}
	return t.e.say.N("review.points", n, "points", t.e.say.Number(d.Decimal, 2))
}

// samples shows what some lines of the payee say.
func (t *talk) samples(it *review.Item) {
	if len(it.Samples) > 0 {
		across(t.e.out, 0, t.e.say.T("review.card.samples", "texts", strings.Join(it.Samples, "; ")), 3)
	}
}
