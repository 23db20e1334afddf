package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// enterpriseRoutes are the pages of an enterprise's own people, and the way to
// become one of them.
func enterpriseRoutes(get, post string, enterprise Policy) []Route {
	return []Route{
		{get, "/mon-entreprise", enterprise, ownRecordPage},
		{get, "/mon-entreprise/modifier", enterprise, ownRecordForm},
		{post, "/mon-entreprise/modifier", enterprise, proposeOwn},
		{post, "/mon-entreprise/retirer", enterprise, withdrawOwn},
		{get, "/registre/:id/demande", anyone, claimPage},
		{post, "/registre/:id/demande", anyone, claimRecord},
	}
}

type ownRecordView struct {
	None          bool // the account has no record yet
	Name, Public  string
	Score         int
	Fields        []fieldRow
	Contacts      []record.Contact
	Missing       []string
	Waiting, Last *ownProposal
}

// ownProposal is what was proposed, and what came of it.
type ownProposal struct {
	On, State, Reason string
	Changes           []changeRow
}

// ownRecordPage shows an enterprise its own record.
func ownRecordPage(c *call) error {
	o, err := c.s.desk.OwnRecord(c.Request.Context(), *c.actor)
	if errors.Is(err, desk.ErrNotFound) {
		return c.page("own_record", c.say.T("web.nav_enterprise"), ownRecordView{None: true})
	}
	if err != nil {
		return err
	}
	v := ownRecordView{Name: o.Name(), Score: o.Completeness.Score, Fields: c.fieldRows(&o.Record), Contacts: o.Contacts, Waiting: c.ownProposal(o.Waiting), Last: c.ownProposal(o.Last)}
	if o.Listed {
		v.Public = "/registre/" + url.PathEscape(o.ID)
	}
	for _, m := range o.Completeness.Missing {
		v.Missing = append(v.Missing, c.say.T(m.Key))
	}
	return c.page("own_record", v.Name, v)
}

func (c *call) ownProposal(x *desk.Candidate) *ownProposal {
	if x == nil {
		return nil
	}
	p := &ownProposal{On: c.say.Date(day(x.ProposedAt)), State: c.say.T("web.rec.candidate_" + string(x.State)), Reason: c.named(x.Candidate.Reason)}
	if !x.SettledAt.IsZero() {
		p.On = c.say.Date(day(x.SettledAt))
	}
	for i := range x.Changes {
		row := c.changeRow(&x.Changes[i])
		row.Private = false // its own
		p.Changes = append(p.Changes, row)
	}
	return p
}

type ownFormView struct {
	*recordForm
	Words string
}

// ownRecordForm is the form by which an enterprise proposes changes.
func ownRecordForm(c *call) error {
	o, err := c.s.desk.OwnRecord(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	if o.Waiting != nil { // goes on from what it proposed
		o.Record = record.Apply(&o.Record, o.Waiting.Changes)
	}
	return c.ownForm(http.StatusOK, &o.Record, o.Seq, nil)
}

func (c *call) ownForm(status int, r *record.Record, seq int64, found []record.Finding) error {
	f, err := c.recordForm(r, seq, found)
	if err != nil {
		return err
	}
	own := desk.OwnFields()
	for i := range f.Groups {
		f.Groups[i].Fields = slices.DeleteFunc(f.Groups[i].Fields, func(x formField) bool { return !slices.Contains(own, x.Name) })
	}
	f.Groups = slices.DeleteFunc(f.Groups, func(g formGroup) bool { return len(g.Fields) == 0 })
	title := c.say.T("own_record.edit")
	return c.render(status, "own_record_form", title, ownFormView{f, c.form("mots")}, link{Href: "/mon-entreprise", Text: c.say.T("web.nav_enterprise")}, link{Text: title})
}

// proposeOwn sends what an enterprise would change to the Pôle.
func proposeOwn(c *call) error {
	ctx := c.Request.Context()
	o, err := c.s.desk.OwnRecord(ctx, *c.actor)
	if err != nil {
		return err
	}
	base, err := strconv.ParseInt(c.form("version"), 10, 64)
	if err != nil {
		return errBadForm
	}
	r, bad := c.decodeRecord(o.Record)
	if record.Refused(bad) {
		return c.ownForm(http.StatusUnprocessableEntity, &r, base, bad)
	}
	found, err := c.s.desk.ProposeOwn(ctx, *c.actor, r, base, c.form("mots"))
	var f *message.Fault
	switch {
	case errors.As(err, &f):
		c.flash("warn", c.say.What(f)+" "+c.say.Do(f), "")
		return c.redirect("/mon-entreprise/modifier")
	case err != nil:
		return err
	case record.Refused(found):
		return c.ownForm(http.StatusUnprocessableEntity, &r, base, found)
	}
	c.flash("good", c.say.T("own_record.sent"), "/mon-entreprise/retirer")
	return c.redirect("/mon-entreprise")
}

func withdrawOwn(c *call) error {
	return c.done(c.s.desk.WithdrawOwn(c.Request.Context(), *c.actor), "/mon-entreprise", "own_record.withdrawn", "")
}

type claimView struct {
	Name, Href                       string
	Done                             bool
	Person, Email, Position, Message string
	Fault                            *faultLines
}

// claimPage asks who wants the account of a record.
func claimPage(c *call) error { return c.showClaim(http.StatusOK, claimView{}) }

func (c *call) showClaim(status int, v claimView) error {
	ctx := c.Request.Context()
	l, _, err := c.s.desk.ListedEnterprise(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	v.Name, v.Href = l.Name, "/registre/"+url.PathEscape(l.ID)
	if v.Email == "" && c.actor != nil && c.actor.Role == desk.Enterprise {
		p, err := c.s.desk.Profile(ctx, *c.actor)
		if err != nil {
			return err
		}
		v.Person, v.Email = p.Name, p.Email
	}
	title := c.say.T("claim.title")
	return c.render(status, "claim", title, v, link{Href: "/registre", Text: c.say.T("web.nav_registry")}, link{Href: v.Href, Text: short(l.Name)}, link{Text: title})
}

// claimRecord keeps a claim for the Pôle to answer.
func claimRecord(c *call) error {
	if !c.s.limits.signIns.allow("claim:" + c.address()) {
		c.Header("Retry-After", "60")
		return errTooMany
	}
	in := desk.NewClaim{Name: c.form("nom"), Email: c.form("courriel"), Position: c.form("fonction"), Message: c.form("message")}
	v := claimView{Person: in.Name, Email: in.Email, Position: in.Position, Message: in.Message}
	err := c.s.desk.ClaimRecord(c.Request.Context(), c.actor, c.Param("id"), in)
	if v.Fault = c.asFault(err); v.Fault != nil {
		return c.showClaim(http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	v.Done = true
	return c.showClaim(http.StatusOK, v)
}
