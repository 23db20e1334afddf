package web

import (
	"jachete/diagnostic/desk"
)

// buyerRoutes are the pages of one organisation.
func buyerRoutes(get, post string, see, work Policy) []Route {
	return []Route{
		{get, "/o/:org", see, overview},
		{get, "/o/:org/televersement", work, dropPage},
		{post, "/o/:org/televersement", work, dropFiles},
		{get, "/o/:org/fichiers/:id", see, filePage},
		{get, "/o/:org/fichiers/:id/flux", see, fileStream},
		{post, "/o/:org/fichiers/:id/lecture", work, readAgain},
		{post, "/o/:org/fichiers/:id/mot-de-passe", work, unlockFile},
		{post, "/o/:org/fichiers/:id/confirmer", work, confirmFile},
		{post, "/o/:org/fichiers/:id/retirer", work, dropFile},
		{post, "/o/:org/fichiers/:id/reprendre", work, retryFile},
		{get, "/o/:org/grands-livres/:id", see, ledgerPage},
		{post, "/o/:org/grands-livres/:id/annuler", work, undoLedger},
		{get, "/o/:org/grands-livres/:id/marque", see, markedLedger},
		{post, "/o/:org/annees", work, makeYear},
		{get, "/o/:org/annees/:annee", see, yearPage},
		{get, "/o/:org/annees/:annee/flux", see, yearStream},
		{post, "/o/:org/annees/:annee/reprendre", work, retryYear},
		{post, "/o/:org/cible", work, setTarget},
		{get, "/o/:org/diagnostics", see, historyPage},
		{get, "/o/:org/diagnostics/:id", see, resultPage},
		{get, "/o/:org/diagnostics/:id/fournisseurs", see, suppliersPage},
		{get, "/o/:org/diagnostics/:id/fournisseurs/:cle", see, supplierPage},
		{post, "/o/:org/diagnostics/:id/fournisseurs/:cle/classe", work, contestClass},
		{post, "/o/:org/diagnostics/:id/demande", work, askValidation},
		{get, "/o/:org/diagnostics/:id/telecharger/:quoi", see, download},
		{get, "/o/:org/a-trancher/:annee", see, ownQuestionPage},
		{post, "/o/:org/a-trancher/:annee", work, answerOwn},
		{post, "/o/:org/decisions/:id/annuler", work, reverseOwn},
	}
}

// allPeriod stands in addresses for the period that has no bounds.
const allPeriod = "tout"

// org is the organisation of the address.
func (c *call) org() desk.OrgID { return desk.OrgID(c.Param("org")) }

// at is an address of the organisation.
func (c *call) at(rest string) string { return "/o/" + c.Param("org") + rest }

// mayWork tells whether the actor may change the organisation's things: pages
// then show their buttons. The desk decides again.
func (c *call) mayWork() bool { return c.actor != nil && c.actor.Role != desk.Director }

// period is the one of the address.
func (c *call) period() string {
	if p := c.Param("annee"); p != allPeriod {
		return p
	}
	return ""
}

// periodPath writes a period into an address.
func periodPath(p string) string {
	if p == "" {
		return allPeriod
	}
	return p
}

// periodName writes a period for a reader.
func (c *call) periodName(p string) string {
	if p == "" {
		return c.say.T("own.period_all")
	}
	return p
}

// ours are the crumbs of a page of the organisation; the last is the page itself.
func (c *call) ours(name string, more ...link) []link {
	list := []link{{Href: c.at(""), Text: name}}
	if c.actor.Role != desk.Buyer {
		list = append([]link{{Href: "/tableau", Text: c.say.T("web.nav_board")}}, list...)
	}
	return append(list, more...)
}

// buyerName is the organisation's name.
func (c *call) buyerName() (string, error) {
	o, err := c.s.desk.Buyer(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return "", err
	}
	return o.Name, nil
}
