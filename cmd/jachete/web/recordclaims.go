package web

import (
	"net/url"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
)

// claimRoutes are where the Pôle answers who asks for the account of a record,
// and says which accounts a record has.
func claimRoutes(get, post string, work Policy) []Route {
	return []Route{
		{get, "/fiches/demandes", work, claimsPage},
		{post, "/fiches/demandes/:demande", work, settleClaim},
		{get, "/fiches/:fiche/comptes", work, recordAccounts},
		{post, "/fiches/:fiche/comptes", work, linkAccount},
		{post, "/fiches/:fiche/comptes/:user/delier", work, unlinkAccount},
	}
}

type claimRow struct {
	desk.Claim
	Href, On, State, Settled string
	Open                     bool
	// Blocked: the address serves another role, so that it cannot be accepted.
	Blocked string
}

func (c *call) claimRows(list []desk.Claim) []claimRow {
	var out []claimRow
	for i := range list {
		x := &list[i]
		r := claimRow{
			Claim: *x, Href: "/fiches/" + url.PathEscape(x.Record) + "/comptes", On: c.say.Date(day(x.At)), State: c.say.T("claim.state_" + string(x.State)), Open: x.State == store.ClaimAsked,
		}
		if x.Account != "" && x.Account != desk.Enterprise {
			r.Blocked = c.say.T("web.role_" + string(x.Account))
		}
		if !x.SettledAt.IsZero() {
			r.Settled = c.say.Date(day(x.SettledAt))
		}
		out = append(out, r)
	}
	return out
}

// claimsPage lists the claims that wait, and those answered lately.
func claimsPage(c *call) error {
	ctx := c.Request.Context()
	v := struct {
		Tabs          []link
		Open, Settled []claimRow
	}{Tabs: c.recordTabs("/fiches/demandes")}
	list, err := c.s.desk.Claims(ctx, *c.actor, "", "")
	if err != nil {
		return err
	}
	for _, r := range c.claimRows(list) {
		switch {
		case r.Open:
			v.Open = append(v.Open, r)
		case len(v.Settled) < 30:
			v.Settled = append(v.Settled, r)
		}
	}
	return c.page("claims", c.say.T("claim.tab"), v, link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Text: c.say.T("claim.tab")})
}

// settleClaim answers a claim.
func settleClaim(c *call) error {
	ctx, id := c.Request.Context(), c.Param("demande")
	if c.form("suite") == "refuser" {
		return c.done(c.s.desk.DeclineClaim(ctx, *c.actor, id, c.form("raison")), "/fiches/demandes", "claim.declined", "")
	}
	l, err := c.s.desk.AcceptClaim(ctx, *c.actor, id, c.form("raison"))
	return c.linked(l, err, "/fiches/demandes")
}

// linked says that an address is the account of a record now, or will be once
// its link is opened. An advisor reads no outbox: the link stands on the page.
func (c *call) linked(l *desk.Linked, err error, to string) error {
	if err != nil {
		return c.done(err, to, "", "")
	}
	if l.Secret == "" {
		return c.done(nil, to, "claim.linked", "", "email", l.Email)
	}
	left, err := c.mailLink(l.Email, "invitation", l.Secret)
	if err != nil {
		return err
	}
	if left {
		return c.done(nil, to, "admin.mail_sent", "", "email", l.Email)
	}
	return c.page("account_link", c.say.T("claim.link_title"), struct{ Email, Link, Back string }{l.Email, c.s.invitationLink(l.Secret), to},
		link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Text: c.say.T("claim.link_title")})
}

type recordAccountsView struct {
	*desk.RecordAccounts
	ID     string
	Claims []claimRow
}

// recordAccounts lists the accounts of a record.
func recordAccounts(c *call) error {
	id := c.Param("fiche")
	a, err := c.s.desk.RecordAccounts(c.Request.Context(), *c.actor, id)
	if err != nil {
		return err
	}
	title := c.say.T("claim.accounts")
	return c.page("record_accounts", title, recordAccountsView{a, id, c.claimRows(a.Claims)},
		link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Href: "/fiches/" + url.PathEscape(id), Text: short(a.Name)}, link{Text: title})
}

func linkAccount(c *call) error {
	id := c.Param("fiche")
	l, err := c.s.desk.LinkAccount(c.Request.Context(), *c.actor, id, c.form("courriel"))
	return c.linked(l, err, "/fiches/"+url.PathEscape(id)+"/comptes")
}

func unlinkAccount(c *call) error {
	id := c.Param("fiche")
	err := c.s.desk.UnlinkAccount(c.Request.Context(), *c.actor, id, c.Param("user"))
	return c.done(err, "/fiches/"+url.PathEscape(id)+"/comptes", "claim.unlinked", "")
}
