package web

import (
	"net/http"
	"strings"

	"jachete/diagnostic/desk"
)

// routes is every address of the server, in the order of the doors: everybody,
// accounts, buyers, advisors, the direction, the administrator.
func routes() []Route {
	get, post := http.MethodGet, http.MethodPost
	pole := []desk.Role{desk.Advisor, desk.Director, desk.Administrator}
	work := []desk.Role{desk.Advisor, desk.Administrator}
	list := []Route{
		{get, "/assets/:file", anyone, asset},
		{get, "/", anyone, home},
		{get, "/sante", anyone, health},
		{get, "/connexion", anyone, signInPage},
		{post, "/connexion", anyone, signIn},
		{post, "/deconnexion", anyone, signOut},
		{get, "/entrer/:role", anyone, demoEnter},
	}
	list = append(list, advisorRoutes(get, post, only(pole...), only(work...))...)
	list = append(list, recordRoutes(get, post, only(work...))...)
	list = append(list, claimRoutes(get, post, only(work...))...)
	list = append(list, validationRoutes(get, post, only(work...))...)
	list = append(list, policyRoutes(get, post, only(pole...), only(work...))...)
	list = append(list, regionRoutes(get, post, only(pole...))...)
	list = append(list, buyerRoutes(get, post, ofOrg(pole...), ofOrg(work...))...)
	list = append(list, publicRoutes(get, post)...)
	list = append(list, enterpriseRoutes(get, post, only(desk.Enterprise))...)
	list = append(list, accountRoutes(get, post)...)
	list = append(list, oidcRoutes(get)...)
	list = append(list, adminRoutes(get, post, only(desk.Administrator), ofOrg(pole...))...)
	return list
}

// asset sends an embedded file; its address changes with its content.
func asset(c *call) error {
	for _, a := range c.s.assets {
		if strings.TrimPrefix(a.Path, "/assets/") != c.Param("file") {
			continue
		}
		kind := "application/octet-stream"
		switch {
		case strings.HasSuffix(a.Path, ".css"):
			kind = "text/css; charset=utf-8"
		case strings.HasSuffix(a.Path, ".js"):
			kind = "text/javascript; charset=utf-8"
		case strings.HasSuffix(a.Path, ".svg"):
			kind = "image/svg+xml"
		case strings.HasSuffix(a.Path, ".txt"):
			kind = "text/plain; charset=utf-8"
		}
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
		c.Data(http.StatusOK, kind, a.Body)
		return nil
	}
	return errNotFound
}

// home sends each role to where its work is.
func home(c *call) error {
	if c.actor == nil {
		return c.page("welcome", c.say.T("web.welcome_title"), nil)
	}
	switch c.actor.Role {
	case desk.Buyer:
		return c.redirect("/o/" + string(c.actor.Org))
	case desk.Administrator:
		return c.redirect("/admin")
	case desk.Director:
		return c.redirect("/region")
	case desk.Enterprise:
		return c.redirect("/mon-entreprise")
	}
	return c.redirect("/tableau")
}

// health tells a monitor whether the server can work.
func health(c *call) error {
	if err := c.s.desk.Health(c.Request.Context()); err != nil {
		c.s.log.Error("health", "error", err)
		c.String(http.StatusServiceUnavailable, "indisponible\n")
		return nil
	}
	c.String(http.StatusOK, "ok\n")
	return nil
}
