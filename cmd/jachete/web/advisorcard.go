package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/templates/message"
)

// cardView is one question: the payee beside the enterprise, evidence, answers.
type cardView struct {
	Org, ID, Query, Later string
	Buyer                 string
	Title                 string
	Class, Group, Blocked bool
	Hinges, Yes, No       string
	Payee, Entry          sideView
	Samples               []string
	Spellings             []string
	Members               []memberView
	More                  int
	For, Against          []evidenceView
	Probability, Reason   string
	Also                  []string
	Doubt                 string
	Classes               []pick
	Gauge                 gauge
	Fault                 *faultLines
	Answer                desk.Answer
	Search                string
	Found                 []sideView
	Searched              bool
	City, Name            string
	Position              string
}

type sideView struct{ ID, Name, Other, Number, Place, Recognised, Lines string }

type memberView struct{ Name, Dollars string }

type evidenceView struct{ Bits, Family, Compared string }

// members is how many payees of a group a card names.
const members = 8

func questionPage(c *call) error {
	o, err := c.question()
	if errors.Is(err, desk.ErrConflict) {
		if !c.flashing() { // what an answer just said is not talked over
			c.flash("tip", c.say.T("web.adv.settled_already"), "")
		}
		return c.redirect("/revision" + c.queueFilter().query())
	}
	if err != nil {
		return err
	}
	v, err := c.card(o, desk.Answer{})
	if err != nil {
		return err
	}
	return c.cardPage(http.StatusOK, o, v)
}

func (c *call) cardPage(status int, o *desk.Open, v *cardView) error {
	return c.render(status, "question", v.Title, v, link{Href: "/revision" + v.Query, Text: c.say.T("web.nav_review")}, link{Href: "/o/" + v.Org, Text: o.Docket.Buyer.Name}, link{Text: short(v.Payee.Name)})
}

// question finds the question of the address; one that is answered is
// [desk.ErrConflict].
func (c *call) question() (*desk.Open, error) {
	k, err := c.s.desk.Docket(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return nil, err
	}
	o, ok := k.Find(c.Param("question"))
	if !ok {
		return nil, fmt.Errorf("question: %w", desk.ErrConflict)
	}
	return o, nil
}

func (c *call) card(o *desk.Open, ans desk.Answer) (*cardView, error) {
	f := c.queueFilter()
	f.Kind = o.Kind
	_, _, queue, err := c.queue(f)
	if err != nil {
		return nil, err
	}
	it, money := o.First(), c.say.For(o.Docket.Standing.Currency)
	v := &cardView{
		Org: string(o.Docket.Buyer.ID), ID: o.ID, Query: f.query(), Later: c.next(queue, o.ID, f), Buyer: o.Docket.Buyer.Name,
		Class: o.Kind == review.Class, Group: o.Homogeneous(), Blocked: o.Blocked, Hinges: money.Money(o.Hinges), Yes: points(c.say, o.IfYes),
		Gauge: c.gauge(o.Docket), Answer: ans, Samples: it.Samples, Spellings: it.Subject.Names[1:], Name: it.Subject.Names[0], City: it.Subject.City,
		Title: c.say.T("web.adv.question_title"),
		Payee: sideView{
			Name: it.Subject.Names[0], Number: it.Subject.NEQ, Place: it.Subject.City,
			Lines: c.say.N("review.card.lines", it.Lines, "dollars", money.Money(it.Dollars)),
		},
	}
	for i := range queue {
		if queue[i].ID == o.ID {
			v.Position = c.say.T("web.adv.position", "n", c.say.Count(i+1), "total", c.say.Count(len(queue)))
		}
	}
	if v.Payee.Number == "" {
		v.Payee.Number = it.Subject.BN
	}
	c.members(v, o, money)
	if v.Class {
		c.classCard(v, o)
		return v, nil
	}
	no := o.IfNo
	no.Decimal = no.Decimal.Neg()
	v.No = points(c.say, no)
	c.matchCard(v, o)
	c.searchCard(v, o)
	return v, nil
}

func (c *call) members(v *cardView, o *desk.Open, money message.Printer) {
	if len(o.Items) < 2 {
		return
	}
	for n, i := range o.Items {
		if n == members {
			v.More = len(o.Items) - members
			break
		}
		m := &o.Docket.Queue.Items[i]
		v.Members = append(v.Members, memberView{m.Subject.Names[0], money.Money(m.Hinges)})
	}
}

func (c *call) classCard(v *cardView, o *desk.Open) {
	it := o.First()
	v.Title = c.say.T("web.adv.class_title")
	v.Doubt = c.say.T("review.doubt."+o.Doubt, "class", c.className(o.Docket, it.Class))
	on := it.Class
	if v.Answer.Class != "" {
		on = v.Answer.Class
	}
	for _, x := range o.Docket.Classes {
		v.Classes = append(v.Classes, pick{Value: x.ID, Text: x.Name.In(string(c.say.Lang)), On: x.ID == on})
	}
}

func (c *call) matchCard(v *cardView, o *desk.Open) {
	it := o.First()
	v.Entry = c.entry(o.Docket, o.Candidate.ID, o.Candidate.Name)
	for _, ev := range o.Candidate.Evidence {
		if ev.Family == "prior" {
			continue
		}
		e := evidenceView{Bits: c.bits(ev.Bits), Family: c.say.T("match.family." + ev.Family), Compared: compared(ev)}
		if ev.Bits >= 0 {
			v.For = append(v.For, e)
		} else {
			v.Against = append(v.Against, e)
		}
	}
	v.Probability = c.say.Percent(percentOf(o.Candidate.Probability), 0)
	if key := "match.reason." + it.Verdict.Reason; c.say.Has(key) {
		v.Reason = c.say.T(key)
	}
	for _, x := range it.Verdict.Candidates[min(1, len(it.Verdict.Candidates)):] {
		if x.ID != o.Candidate.ID {
			v.Also = append(v.Also, c.say.T("review.card.also", "name", x.Name, "p", c.say.Percent(percentOf(x.Probability), 0)))
		}
	}
}

// searchCard lists the enterprises nearest to what was looked for.
func (c *call) searchCard(v *cardView, o *desk.Open) {
	v.Search, v.Searched = trimmed(c.Query("cherche")), c.Query("cherche") != ""
	if v.Search == "" {
		v.Search = o.First().Subject.Names[0]
		return
	}
	for _, x := range o.Docket.Search(short(v.Search), 8) {
		v.Found = append(v.Found, c.entry(o.Docket, x.ID, x.Name))
	}
}

// entry is an enterprise of the registry as a card shows it.
func (c *call) entry(k *desk.Docket, id, name string) sideView {
	r, _ := k.Record(id)
	s := sideView{ID: id, Name: name, Number: r.NEQ, Place: strings.Trim(r.City+", "+r.MRC, ", "), Other: strings.Join(r.OtherNames, " ; ")}
	if r.Name != "" {
		s.Name = r.Name
	}
	if s.Number == "" {
		s.Number = r.BN
	}
	switch {
	case r.From != "" && r.To != "":
		s.Recognised = c.say.T("review.card.from_to", "from", c.say.Date(r.From), "to", c.say.Date(r.To))
	case r.From != "":
		s.Recognised = c.say.T("review.card.from", "from", c.say.Date(r.From))
	case r.To != "":
		s.Recognised = c.say.T("review.card.to", "to", c.say.Date(r.To))
	}
	return s
}

// bits writes the weight of a piece of evidence.
func (c *call) bits(f float64) string {
	s := strings.Replace(fmt.Sprintf("%+.1f", f), "-", "−", 1)
	if c.say.Lang == message.French {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// compared is what a piece of evidence put side by side.
func compared(e match.Evidence) string {
	switch {
	case e.Left == "" && e.Right == "":
		return ""
	case e.Left == e.Right:
		return e.Left
	case e.Left == "":
		return e.Right
	case e.Right == "":
		return e.Left
	}
	return e.Left + " | " + e.Right
}

// answerQuestion keeps an answer and goes on to the next question.
func answerQuestion(c *call) error {
	o, err := c.question()
	if errors.Is(err, desk.ErrConflict) {
		c.flash("tip", c.say.T("web.adv.settled_already"), "")
		return c.redirect("/revision" + c.queueFilter().query())
	}
	if err != nil {
		return err
	}
	ans := desk.Answer{
		Verdict: review.Verdict(c.form("verdict")), Enterprise: c.form("entreprise"), Class: c.form("classe"), Account: c.form("compte"),
		Reason: c.form("raison"), Scope: review.Scope(c.form("portee")), All: c.form("tous") != "", Name: c.form("nom"), City: c.form("ville"),
	}
	f := c.queueFilter()
	f.Kind = o.Kind
	_, _, queue, err := c.queue(f)
	if err != nil {
		return err
	}
	if ans.Scope == review.AllBuyers {
		queue = withoutTwins(queue, o)
	}
	to := c.next(queue, o.ID, f)
	done, err := c.s.desk.AnswerQuestion(c.Request.Context(), *c.actor, c.org(), o.ID, ans)
	if fault, ok := asFault(err); ok {
		v, err := c.card(o, ans)
		if err != nil {
			return err
		}
		v.Fault = faultView(c.say, fault)
		return c.cardPage(http.StatusUnprocessableEntity, o, v)
	}
	if err != nil {
		return err
	}
	c.flash("good", c.moved(done), "/revision/decisions/"+url.PathEscape(c.Param("org"))+"/"+done.Kept[0].ID+"/annulation")
	return c.redirect(to)
}
