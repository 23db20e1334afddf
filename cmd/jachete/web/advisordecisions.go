package web

import (
	"net/url"
	"time"

	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
)

type decisionsView struct {
	Tabs   []link
	Buyers []pick
	States []pick
	Asked  []decisionRow
	Rows   []decisionRow
	Shown  int
	More   int
}

type decisionRow struct {
	Base                                   string // address of its pages
	Payee, Verdict, Buyer, Author, On      string
	Enterprise, Reason, Scope              string
	Reversed, ReversedBy, ReversedReason   string
	InForce                                bool
	Evidence                               []evidenceView
	Rules, Account, Spellings, City, NEQBN string
}

// decisionRows is how many decisions a page lists.
const decisionRows = 100

// decisionsPage lists what was decided at every buyer, and what buyers would
// share with all.
func decisionsPage(c *call) error {
	ctx := c.Request.Context()
	all, err := c.s.desk.AllDecisions(ctx, *c.actor)
	if err != nil {
		return err
	}
	asked, err := c.s.desk.AskedFor(ctx, *c.actor)
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	buyer, state := c.Query("acheteur"), c.oneOf("etat", []string{"force", "retire"})
	v := decisionsView{Tabs: c.reviewTabs(nil), States: append([]pick{{Text: c.say.T("web.adv.decisions_all")}}, c.picks("web.adv.decisions_", state, "force", "retire")...)}
	if v.Buyers, err = c.buyerPicks(buyer); err != nil {
		return err
	}
	names := map[string]string{}
	for _, p := range v.Buyers {
		names[p.Value] = p.Text
	}
	for i := range asked {
		v.Asked = append(v.Asked, c.decisionRow(&asked[i], names, people))
	}
	for i := range all {
		x := &all[i]
		if buyer != "" && x.Buyer != buyer || state == "force" && !x.InForce() || state == "retire" && x.InForce() {
			continue
		}
		if v.Shown++; v.Shown <= decisionRows {
			v.Rows = append(v.Rows, c.decisionRow(x, names, people))
		}
	}
	v.More = v.Shown - len(v.Rows)
	return c.page("decisions", c.say.T("web.adv.decisions_title"), v)
}

func (c *call) decisionRow(x *review.Decision, buyers, people map[string]string) decisionRow {
	r := decisionRow{
		Base: "/revision/decisions/" + url.PathEscape(x.Buyer) + "/" + url.PathEscape(x.ID), Payee: x.Subject.NEQ + x.Subject.BN, Buyer: buyers[x.Buyer],
		Author: personName(people, x.Author), On: c.say.Date(x.At.Format(time.DateOnly)), Reason: x.Reason, InForce: x.InForce(), Account: x.Account, Rules: x.Rules,
		City: x.Subject.City, NEQBN: x.Subject.NEQ, Scope: c.say.T("web.adv.scope_" + string(x.Scope)),
	}
	if len(x.Subject.Names) > 0 {
		r.Payee = x.Subject.Names[0]
	}
	if r.NEQBN == "" {
		r.NEQBN = x.Subject.BN
	}
	r.Enterprise = x.EnterpriseName
	switch {
	case x.Kind == review.Class:
		r.Verdict = c.say.T("web.adv.verdict_class")
		r.Enterprise = c.policyClass(x.Class)
	default:
		r.Verdict = c.say.T("web.adv.verdict_" + string(x.Verdict))
	}
	if !r.InForce {
		r.Reversed = c.say.Date(x.ReversedAt.Format(time.DateOnly))
		r.ReversedBy, r.ReversedReason = personName(people, x.ReversedBy), x.ReversedOn
		if r.ReversedReason == "undo" {
			r.ReversedReason = c.say.T("web.adv.undone_at_once")
		}
	}
	return r
}

// policyClass is the name of a class of the policy in force.
func (c *call) policyClass(id string) string {
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return id
	}
	for _, x := range rules.Classes {
		if x.ID == id {
			return x.Name.In(string(c.say.Lang))
		}
	}
	return id
}

type decisionView struct {
	decisionRow
	Asked, Kept bool
	Uses        []useRow
}

type useRow struct{ Href, Buyer, Period, State, On string }

// decisionPage is one decision: why, on what evidence, what it touched.
func decisionPage(c *call) error {
	ctx := c.Request.Context()
	card, err := c.s.desk.Decision(ctx, *c.actor, c.org(), c.Param("decision"))
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	buyers, err := c.buyerPicks("")
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, p := range buyers {
		names[p.Value] = p.Text
	}
	v := decisionView{decisionRow: c.decisionRow(&card.Decision, names, people), Asked: card.InForce() && card.Scope == review.Asked}
	for _, ev := range card.Evidence {
		if ev.Family != "prior" {
			v.Evidence = append(v.Evidence, evidenceView{Bits: c.bits(ev.Bits), Family: c.say.T("match.family." + ev.Family), Compared: compared(ev)})
		}
	}
	for i, n := range card.Subject.Names[min(1, len(card.Subject.Names)):] {
		if i > 0 {
			v.Spellings += " ; "
		}
		v.Spellings += n
	}
	v.Uses = c.useRows(card.Uses, names)
	return c.page("decision", c.say.T("web.adv.decision_title"), v, link{Href: "/revision", Text: c.say.T("web.nav_review")},
		link{Href: "/revision/decisions", Text: c.say.T("web.adv.tab_decisions")}, link{Text: short(v.Payee)})
}

func (c *call) useRows(list []store.Diagnostic, buyers map[string]string) []useRow {
	var out []useRow
	for _, g := range list {
		out = append(out, useRow{
			Href: "/o/" + url.PathEscape(string(g.Organisation)) + "/diagnostics/" + url.PathEscape(g.ID) + "/validation", Buyer: buyers[string(g.Organisation)],
			Period: g.Period, State: c.say.T("web.adv.state_" + string(g.State)), On: c.say.Date(g.MadeAt.Format(time.DateOnly)),
		})
	}
	return out
}

// agreeDecision opens a buyer's decision to all, or leaves it the buyer's.
func agreeDecision(c *call) error {
	yes := c.form("accord") == "oui"
	if err := c.s.desk.Agree(c.Request.Context(), *c.actor, c.Param("decision"), yes, c.form("raison")); err != nil {
		return err
	}
	key := "web.adv.declined"
	if yes {
		key = "web.adv.agreed"
	}
	c.flash("good", c.say.T(key), "")
	return c.redirect("/revision/decisions")
}

// reverseDecision takes a decision back, with the reason, and tells what went by
// it.
func reverseDecision(c *call) error {
	touched, err := c.s.desk.Reverse(c.Request.Context(), *c.actor, c.org(), c.Param("decision"), c.form("raison"))
	if err != nil {
		return err
	}
	c.flash("good", c.say.N("web.adv.reversed", len(touched)), "")
	return c.redirect("/revision/decisions/" + url.PathEscape(c.Param("org")) + "/" + url.PathEscape(c.Param("decision")))
}

// undoDecision takes back the answer that was just given.
func undoDecision(c *call) error {
	n, err := c.s.desk.UndoAnswer(c.Request.Context(), *c.actor, c.org(), c.Param("decision"))
	if err != nil {
		return err
	}
	c.flash("tip", c.say.N("web.adv.undone", n), "")
	return c.redirect("/revision")
}
