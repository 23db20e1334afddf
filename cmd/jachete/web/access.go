package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"jachete/diagnostic/desk"
)

// Route is one address: how it is asked, who may, and what answers.
type Route struct {
	Method string
	Path   string
	Allow  Policy
	Do     handler
}

// Policy says whether an actor (nil: nobody signed in) may take a route. org is
// the organisation of the path (":org"), "" when the path names none.
type Policy func(a *desk.Actor, org string) error

// anyone may come, signed in or not.
func anyone(*desk.Actor, string) error { return nil }

// signedIn lets in whoever has an account.
func signedIn(a *desk.Actor, _ string) error {
	if a == nil {
		return errSignIn
	}
	return nil
}

// only lets in the roles named, whatever the organisation.
func only(roles ...desk.Role) Policy {
	return func(a *desk.Actor, _ string) error {
		if a == nil {
			return errSignIn
		}
		for _, r := range roles {
			if a.Role == r {
				return nil
			}
		}
		return errDenied
	}
}

// ofOrg lets in the organisation's own buyers, and the roles of the Pôle named.
// Somebody else's organisation is not refused but unknown: an address must not
// tell what exists.
func ofOrg(pole ...desk.Role) Policy {
	return func(a *desk.Actor, org string) error {
		switch {
		case a == nil:
			return errSignIn
		case org == "":
			return errNotFound
		case a.Role == desk.Buyer && string(a.Org) == org:
			return nil
		}
		for _, r := range pole {
			if a.Role == r {
				return nil
			}
		}
		return errNotFound
	}
}

// guard asks the route's policy before its handler runs.
func (s *Server) guard(r Route) gin.HandlerFunc {
	return s.wrap(func(c *call) error {
		if err := c.limitAccount(); err != nil {
			return err
		}
		if err := r.Allow(c.actor, c.Param("org")); err != nil {
			return err
		}
		if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
			if err := c.bodyLimit(r); err != nil {
				return err
			}
		}
		return r.Do(c)
	})
}
