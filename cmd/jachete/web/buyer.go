package web

import (
	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
)

// buyerRoutes are the pages of one organisation.
func buyerRoutes(get, post string, see, work Policy) []Route {
	return []Route{
		{get, "/o/:org", see, overview},
	}
}

// org is the organisation of the address.
func (c *call) org() desk.OrgID { return desk.OrgID(c.Param("org")) }

type overviewView struct {
	Buyer       store.Organisation
	Uploads     []store.Upload
	Ledgers     []store.Ledger
	Diagnostics []store.Diagnostic
	Base        string
}

// overview is the first page of a buyer: what it brought, what came of it.
func overview(c *call) error {
	ctx := c.Request.Context()
	v := overviewView{Base: "/o/" + c.Param("org")}
	var err error
	if v.Buyer, err = c.s.desk.Buyer(ctx, *c.actor, c.org()); err != nil {
		return err
	}
	if v.Uploads, err = c.s.desk.Uploads(ctx, *c.actor, c.org()); err != nil {
		return err
	}
	if v.Ledgers, err = c.s.desk.Ledgers(ctx, *c.actor, c.org()); err != nil {
		return err
	}
	if v.Diagnostics, err = c.s.desk.Diagnostics(ctx, *c.actor, c.org()); err != nil {
		return err
	}
	return c.page("overview", v.Buyer.Name, v)
}
