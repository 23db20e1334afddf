package web

import (
	"net/url"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

type questionView struct {
	Base, Here, Period   string
	Work                 bool
	Left, Classes        int
	Closes, Stop         string
	Share, Ceiling, Band string
	Question             *ownCardView
	List                 []ownQueueRow
	Result               string
}

type ownQueueRow struct {
	Name, Candidate, Dollars, Href string
	Looked, Here                   bool
}

// ownCardView is a question: the payee and the enterprise side by side.
type ownCardView struct {
	Key, Kind, Candidate      string
	Name, NEQ, City, Lines    string
	Spellings, Samples, Group []string
	Together, Blocked         bool
	Dollars, IfYes, IfNo      string
	Entry                     *entryView
	Evidence                  evidenceGroup
	Also                      []evidenceGroup
	Why, Doubt                string
	Search                    string
	Found                     []entryView
	Choices                   []option
	Class                     string
	Skip                      string
	Looked                    bool
}

type entryView struct {
	ID, Name, NEQ, Place, Recognised string
	Others                           []string
}

// ownQuestionPage asks about one supplier: the one that moves most dollars, or the
// one of the address.
func ownQuestionPage(c *call) error {
	q, err := c.s.desk.Questions(c.Request.Context(), *c.actor, c.org(), desk.Asked{Period: c.period()})
	if err != nil {
		return err
	}
	say := c.say.For(q.Value.Currency)
	m := &q.Value.Measures
	v := questionView{
		Base: c.at(""), Here: c.at("/a-trancher/" + c.Param("annee")), Period: c.periodName(c.period()), Work: c.mayWork(), Left: q.Queue.NotLookedAt(),
		Classes: len(q.Queue.Classes), Band: say.Dollars(q.Queue.Band),
	}
	if m.Confirmed.OfAddressable.Valid && m.Ceiling.OfAddressable.Valid {
		v.Share, v.Ceiling = say.Percent(m.Confirmed.OfAddressable.Decimal, 2), say.Percent(m.Ceiling.OfAddressable.Decimal, 2)
	}
	if n := min(5, v.Left); n > 0 {
		if p := q.Queue.Closes(n); p.Valid {
			v.Closes = c.say.N("review.closes", n, "percent", say.Percent(p.Decimal, 0))
		}
	}
	if s := q.Queue.Stop(); s.Done && s.Left > 0 {
		v.Stop = c.say.T("review.stop", "left", say.Count(s.Left), "together", c.points(s.Together))
	}
	x := pickQuestion(q.Queue, c.Query("cle"))
	v.List = c.ownQueue(q, x, v.Here)
	if x != nil {
		if v.Question, err = c.ownCard(q, x); err != nil {
			return err
		}
		v.Question.Skip = v.Here
		if next := afterIt(q.Queue, x); next != nil {
			v.Question.Skip += "?cle=" + url.QueryEscape(keyOf(q.Queue, next))
		}
	}
	title := c.say.T("own.review_title", "period", v.Period)
	return c.page("buyer_question", title, v, c.ours(q.Value.Buyer.Name, link{Text: title})...)
}

// keyOf names a question in addresses: the key of its first payee.
func keyOf(q *review.Queue, x *review.Question) string {
	if x.Kind == review.Class {
		return "c-" + q.Items[x.Items[0]].Key
	}
	return q.Items[x.Items[0]].Key
}

// askedOf are the questions in their order.
func askedOf(q *review.Queue) []*review.Question {
	var list []*review.Question
	for i := range q.Matches {
		list = append(list, &q.Matches[i])
	}
	for i := range q.Classes {
		list = append(list, &q.Classes[i])
	}
	return list
}

// pickQuestion finds the question of a key, else the first that nobody looked at.
func pickQuestion(q *review.Queue, key string) *review.Question {
	list := askedOf(q)
	for _, x := range list {
		if key != "" && keyOf(q, x) == key {
			return x
		}
		for _, i := range x.Items {
			if key != "" && x.Kind == review.Match && q.Items[i].Key == key {
				return x
			}
		}
	}
	for _, x := range list {
		if !x.LookedAt {
			return x
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return nil
}

// afterIt is the question that follows, nil at the end.
func afterIt(q *review.Queue, x *review.Question) *review.Question {
	list := askedOf(q)
	for i := range list {
		if list[i] == x && i+1 < len(list) {
			return list[i+1]
		}
	}
	return nil
}

// mostQueued is how many questions the list beside the card shows.
const mostQueued = 25

func (c *call) ownQueue(r *desk.Review, now *review.Question, here string) []ownQueueRow {
	var out []ownQueueRow
	say := c.say.For(r.Value.Currency)
	for _, x := range askedOf(r.Queue) {
		if len(out) == mostQueued {
			break
		}
		row := ownQueueRow{
			Name: r.Queue.Items[x.Items[0]].Subject.Names[0], Candidate: x.Candidate.Name, Dollars: say.Dollars(x.Hinges),
			Href: here + "?cle=" + url.QueryEscape(keyOf(r.Queue, x)), Looked: x.LookedAt, Here: x == now,
		}
		if x.Kind == review.Class {
			row.Candidate = c.say.T("own.class_doubt")
		}
		out = append(out, row)
	}
	return out
}

// points writes a change of the share, in percentage points.
func (c *call) points(d decimal.NullDecimal) string {
	if !d.Valid {
		return c.say.T("workbook.no_value")
	}
	n := 2
	if d.Decimal.Abs().LessThan(decimal.NewFromInt(2)) && c.say.Lang == "fr" {
		n = 1 // in French, the plural begins at two
	}
	return c.say.N("review.points", n, "points", c.say.Number(d.Decimal, 2))
}

func (c *call) ownCard(r *desk.Review, x *review.Question) (*ownCardView, error) {
	q := r.Queue
	it := &q.Items[x.Items[0]]
	say := c.say.For(r.Value.Currency)
	v := &ownCardView{
		Key: keyOf(q, x), Kind: string(x.Kind), Name: it.Subject.Names[0], NEQ: it.Subject.NEQ, City: it.Subject.City, Spellings: it.Subject.Names[1:], Samples: it.Samples,
		Lines: c.say.N("review.card.lines", it.Lines, "dollars", say.Money(it.Dollars)), Dollars: say.Dollars(x.Hinges), IfYes: c.points(x.IfYes), IfNo: c.points(x.IfNo),
		Looked: x.LookedAt, Together: x.Homogeneous(), Blocked: x.Blocked,
	}
	if x.Kind == review.Class {
		v.Doubt = c.say.T("review.doubt."+x.Doubt, "class", className(r, c, it.Class))
		v.Class = it.Class
		for _, k := range r.Value.Classes {
			v.Choices = append(v.Choices, option{Value: k.ID, Text: k.Name.In(string(c.say.Lang)), On: k.ID == it.Class})
		}
		return v, nil
	}
	for _, i := range x.Items[1:] {
		v.Group = append(v.Group, q.Items[i].Subject.Names[0]+" – "+say.Money(q.Items[i].Hinges))
	}
	v.Candidate = x.Candidate.ID
	v.Evidence = c.evidence(x.Candidate)
	if key := "match.reason." + it.Verdict.Reason; it.Verdict.Reason != "" && c.say.Has(key) {
		v.Why = c.say.T(key)
	}
	for i := range it.Verdict.Candidates {
		if k := &it.Verdict.Candidates[i]; k.ID != x.Candidate.ID {
			v.Also = append(v.Also, c.evidence(*k))
		}
	}
	e, err := c.buyerEntry(x.Candidate.ID)
	if err != nil {
		return nil, err
	}
	v.Entry = e
	if v.Search = strings.TrimSpace(c.Query("cherche")); v.Search != "" {
		v.Found, err = c.searchEntries(v.Search)
	}
	return v, err
}

func className(r *desk.Review, c *call, id string) string {
	for _, k := range r.Value.Classes {
		if k.ID == id {
			return k.Name.In(string(c.say.Lang))
		}
	}
	return id
}

// evidence says what speaks for and against a candidate.
func (c *call) evidence(k match.Candidate) evidenceGroup {
	g := evidenceGroup{ID: k.ID, Name: k.Name, Probability: c.say.Percent(decimal.NewFromFloat(k.Probability).Shift(2), 0)}
	for _, e := range k.Evidence {
		if e.Family == "prior" {
			continue
		}
		row := evidenceRow{What: capital(c.say.T("match.family." + e.Family)), Text: comparedText(e), Bits: c.say.Number(decimal.NewFromFloat(e.Bits), 1)}
		if e.Bits >= 0 {
			row.Bits = "+" + row.Bits
			g.For = append(g.For, row)
		} else {
			g.Against = append(g.Against, row)
		}
	}
	return g
}

// comparedText shows what a piece of evidence compares.
func comparedText(e match.Evidence) string {
	switch {
	case e.Left == e.Right || e.Right == "":
		return e.Left
	case e.Left == "":
		return e.Right
	}
	return e.Left + " ~ " + e.Right
}

// entry shows a record of the registry.
func (c *call) buyerEntry(id string) (*entryView, error) {
	rec, _, err := c.s.desk.Record(c.Request.Context(), id)
	if err != nil {
		return nil, err
	}
	e := c.entryOf(&rec)
	return &e, nil
}

func (c *call) entryOf(rec *record.Record) entryView {
	e := entryView{ID: rec.ID, Name: rec.Name(), NEQ: rec.NEQ, Place: strings.Trim(rec.City+", "+rec.MRC, ", "), Others: rec.OtherNames()}
	for _, s := range rec.Spans() {
		switch {
		case s.From != "" && s.To != "":
			e.Recognised = c.say.T("review.card.from_to", "from", c.say.Date(s.From), "to", c.say.Date(s.To))
		case s.From != "":
			e.Recognised = c.say.T("review.card.from", "from", c.say.Date(s.From))
		case s.To != "":
			e.Recognised = c.say.T("review.card.to", "to", c.say.Date(s.To))
		}
	}
	return e
}

// mostFound is how many records a search shows.
const mostFound = 8

// searchEntries finds records by a part of a name or by a number.
func (c *call) searchEntries(what string) ([]entryView, error) {
	list, err := c.s.desk.Records(c.Request.Context())
	if err != nil {
		return nil, err
	}
	needle := name.Fold(what)
	digits := strings.ReplaceAll(needle, " ", "")
	var out []entryView
	for i := range list {
		rec := &list[i]
		hit := rec.NEQ != "" && rec.NEQ == digits
		for _, n := range rec.Names {
			hit = hit || strings.Contains(name.Fold(n.Text), needle)
		}
		if hit && len(out) < mostFound {
			out = append(out, c.entryOf(rec))
		}
	}
	return out, nil
}

// answerOwn keeps a verdict on the question that was shown.
func answerOwn(c *call) error {
	ctx := c.Request.Context()
	a := desk.Asked{Period: c.period()}
	q, err := c.s.desk.Questions(ctx, *c.actor, c.org(), a)
	if err != nil {
		return err
	}
	x := pickQuestion(q.Queue, c.form("cle"))
	if x == nil || keyOf(q.Queue, x) != c.form("cle") || x.Candidate.ID != c.form("candidat") {
		return desk.ErrConflict
	}
	list, err := c.decisions(q, x)
	if err != nil {
		return err
	}
	kept, err := c.s.desk.Decide(ctx, *c.actor, c.org(), a, list...)
	if err != nil {
		return err
	}
	here := c.at("/a-trancher/" + c.Param("annee"))
	said := string(list[0].Verdict)
	if x.Kind == review.Class {
		said = "class"
	}
	c.flash("good", c.say.T("own.answered_"+said, "name", q.Queue.Items[x.Items[0]].Subject.Names[0]), c.undoPath(kept, here))
	return c.redirect(here)
}

// decisions are what an answer says of each payee of a question.
func (c *call) decisions(q *desk.Review, x *review.Question) ([]review.Decision, error) {
	d := review.Decision{Kind: x.Kind, Reason: c.form("raison"), Evidence: x.Candidate.Evidence}
	if c.form("partage") == "oui" {
		d.Scope = review.Asked
	}
	if x.Kind == review.Class {
		d.Class = c.form("classe")
		known := false
		for _, k := range q.Value.Classes {
			known = known || k.ID == d.Class && k.Kind != policy.Kind("")
		}
		if !known {
			return nil, errBadForm
		}
	} else {
		d.Verdict = review.Verdict(c.form("verdict"))
		if c.form("fiche") != "" {
			d.Verdict = review.Same // this one, found by a search
		}
		if d.Verdict == review.Same || d.Verdict == review.Different {
			d.Enterprise, d.EnterpriseName = x.Candidate.ID, x.Candidate.Name
			if other := c.form("fiche"); other != "" && other != x.Candidate.ID {
				d.Enterprise, d.Evidence = other, nil
			}
			e, err := c.buyerEntry(d.Enterprise)
			if err != nil {
				return nil, err
			}
			d.EnterpriseName, d.EnterpriseNEQ = e.Name, e.NEQ
		}
	}
	var list []review.Decision
	for _, s := range q.Queue.Subjects(x, x.Homogeneous() && c.form("groupe") == "oui") {
		one := d
		one.Subject = s
		list = append(list, one)
	}
	return list, nil
}

// reverseOwn takes answers back.
func reverseOwn(c *call) error {
	for _, id := range strings.Split(c.Param("id"), ",") {
		if _, err := c.s.desk.Reverse(c.Request.Context(), *c.actor, c.org(), id, c.say.T("own.reversed_reason")); err != nil {
			return err
		}
	}
	c.flash("good", c.say.T("own.reversed"), "")
	back := safeNext(c.Query("retour"))
	if !strings.HasPrefix(back, c.at("")) {
		back = c.at("")
	}
	return c.redirect(back)
}
