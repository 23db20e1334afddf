package web

import (
	"net/url"
	"time"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/store"
)

type candidatesView struct {
	Tabs          []link
	Kinds, States []pick
	Rows          []candidateRow
	Total, More   int
	Any           bool
}

type candidateRow struct{ Href, Name, Kind, Source, Reason, On, State string }

// candidateRows is how many proposals a page lists.
const candidateRows = 80

var candidateStates = []string{string(store.Proposed), string(store.Accepted), string(store.Dismissed)}

// candidatesPage lists what official sources propose. Nothing counts by itself.
func candidatesPage(c *call) error {
	ctx := c.Request.Context()
	f := store.CandidateFilter{State: store.CandidateState(c.oneOf("etat", candidateStates))}
	if f.State == "" {
		f.State = store.Proposed
	}
	var kinds []string
	for _, k := range desk.CandidateKinds() {
		kinds = append(kinds, string(k))
	}
	f.Kind = c.oneOf("sorte", kinds)
	list, err := c.s.desk.Candidates(ctx, *c.actor, f)
	if err != nil {
		return err
	}
	_, waiting, err := c.s.desk.CountCandidates(ctx, *c.actor)
	if err != nil {
		return err
	}
	v := candidatesView{Tabs: c.recordTabs("/fiches/candidates"), Total: len(list), Any: waiting > 0}
	v.Kinds = append([]pick{{Text: c.say.T("web.rec.any")}}, c.picks("source.kind.", f.Kind, kinds...)...)
	v.States = c.picks("web.rec.candidate_", string(f.State), candidateStates...)
	for i := range list[:min(len(list), candidateRows)] {
		x := &list[i]
		v.Rows = append(v.Rows, candidateRow{
			Href: "/fiches/candidates/" + url.PathEscape(x.ID), Name: x.Name, Kind: c.say.T("source.kind." + x.Kind), Source: c.sourceName(x.Source),
			Reason: x.Reason, On: c.say.Date(x.ProposedAt.UTC().Format(time.DateOnly)), State: c.say.T("web.rec.candidate_" + string(x.State)),
		})
	}
	v.More = len(list) - len(v.Rows)
	return c.page("candidates", c.say.T("web.rec.tab_candidates"), v)
}

// sourceName is a source in its own words.
func (c *call) sourceName(id string) string {
	if id == desk.OwnSource {
		return c.say.T("web.rec.source_own")
	}
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err == nil {
		if o := source.OriginOf(&rules.Sources, id); o != nil {
			return o.Name.In(string(c.say.Lang))
		}
	}
	return id
}

type candidateView struct {
	ID, Seen, Name, Kind, Source, Reason, Record, State, Notice, On, SettledBy, SettledReason string
	Evidence                                                                                  []candidateEvidence
	Changes                                                                                   []changeRow
	Fields                                                                                    []fieldRow
	Signals                                                                                   []string
	Score                                                                                     int
	Open, New, Dismissed                                                                      bool
}

type candidateEvidence struct{ What, Says, Has, Where, Source string }

// candidatePage is one proposal with its evidence.
func candidatePage(c *call) error {
	ctx := c.Request.Context()
	x, err := c.s.desk.Candidate(ctx, *c.actor, c.Param("candidate"))
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	v := candidateView{
		ID: x.ID, Seen: x.Digest, Name: x.Name, Kind: c.say.T("source.kind." + x.Kind), Source: c.sourceName(x.Source), Reason: x.Reason.In(c.say), Score: x.Score,
		State: c.say.T("web.rec.candidate_" + string(x.State)), Open: x.State == store.Proposed, Dismissed: x.State == store.Dismissed, New: x.After != nil,
	}
	if x.Record != "" {
		v.Record = "/fiches/" + url.PathEscape(x.Record)
	}
	if rules, err := c.s.desk.Rules(ctx); err == nil {
		if o := source.OriginOf(&rules.Sources, x.Source); o != nil {
			v.Notice = o.Attribution.In(string(c.say.Lang))
		}
	}
	if !v.Open {
		v.On, v.SettledBy, v.SettledReason = c.say.Date(x.SettledAt.UTC().Format(time.DateOnly)), personName(people, x.SettledBy), c.named(x.Candidate.Reason)
	}
	for _, e := range x.Evidence {
		row := candidateEvidence{What: c.say.T("source.what." + e.What), Says: e.Says, Has: e.Has, Where: e.Where}
		if k := "record.standing." + e.Has; e.What == "status" && c.say.Has(k) {
			row.Has = c.say.T(k)
		}
		if e.Source != "" {
			row.Source = c.sourceName(e.Source)
		}
		v.Evidence = append(v.Evidence, row)
	}
	for i := range x.Changes {
		row := c.changeRow(&x.Changes[i])
		row.Private = row.Private && x.Source != desk.OwnSource // contacts to look at before they are written
		v.Changes = append(v.Changes, row)
	}
	if x.After != nil {
		v.Fields = c.fieldRows(x.After)
	}
	for _, s := range x.Signals {
		text := s.Fr
		if c.say.Lang == "en" {
			text = s.En
		}
		v.Signals = append(v.Signals, text)
	}
	return c.page("candidate", x.Name, v, link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Href: "/fiches/candidates", Text: c.say.T("web.rec.tab_candidates")}, link{Text: short(x.Name)})
}

// settleCandidate accepts a proposal or dismisses it with a reason.
func settleCandidate(c *call) error {
	ctx, id := c.Request.Context(), c.Param("candidate")
	if c.form("suite") == "ecarter" {
		if err := c.s.desk.DismissCandidate(ctx, *c.actor, id, c.form("raison")); err != nil {
			return err
		}
		c.flash("tip", c.say.T("web.rec.dismissed"), "/fiches/candidates/"+url.PathEscape(id)+"/annulation")
		return c.redirect("/fiches/candidates")
	}
	to, err := c.s.desk.AcceptCandidate(ctx, *c.actor, id, c.form("vu"), c.form("raison"))
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.accepted"), "")
	return c.redirect("/fiches/" + url.PathEscape(to))
}

// returnCandidate takes a dismissal back.
func returnCandidate(c *call) error {
	id := c.Param("candidate")
	if err := c.s.desk.ReturnCandidate(c.Request.Context(), *c.actor, id); err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.returned"), "")
	return c.redirect("/fiches/candidates/" + url.PathEscape(id))
}
