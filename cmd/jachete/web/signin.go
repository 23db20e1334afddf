package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"jachete/diagnostic/desk"
)

// field is one input of a form.
type field struct {
	Name, Label, Hint, Type, Value, Complete, Error string
	Required                                        bool
}

type signInView struct {
	Email, Password field
	Code            *field
	Next, Error     string
	Provider        string
	Demo            []link
}

func (c *call) signInView(email, problem string, code bool) signInView {
	v := signInView{
		Email:    field{Name: "courriel", Label: c.say.T("web.email"), Type: "email", Value: email, Complete: "username", Required: true},
		Password: field{Name: "mot-de-passe", Label: c.say.T("web.password"), Type: "password", Complete: "current-password", Required: true},
		Error:    problem, Next: safeNext(c.Query("vers")),
	}
	if c.Request.Method == http.MethodPost {
		v.Next = safeNext(c.form("vers"))
	}
	if code {
		v.Code = &field{Name: "code", Label: c.say.T("web.code"), Hint: c.say.T("web.code_hint"), Complete: "one-time-code", Required: true}
	}
	if c.s.cfg.OIDC.On() {
		v.Provider = c.s.cfg.OIDC.Name
	}
	if c.s.cfg.Demo {
		for _, r := range demoRoles {
			v.Demo = append(v.Demo, link{Href: "/entrer/" + string(r), Text: c.say.T("web.role_" + string(r))})
		}
	}
	return v
}

func signInPage(c *call) error {
	if c.actor != nil {
		return c.redirect("/")
	}
	return c.page("signin", c.say.T("web.signin_title"), c.signInView("", "", false))
}

func signIn(c *call) error {
	email := strings.ToLower(c.form("courriel"))
	if !c.s.limits.signIns.allow("account:"+email) || !c.s.limits.signIns.allow("address:"+c.address()) {
		c.Header("Retry-After", "60")
		return errTooMany
	}
	a, err := c.s.desk.SignIn(c.Request.Context(), email, c.PostForm("mot-de-passe"), c.form("code"))
	switch {
	case errors.Is(err, desk.ErrSignIn):
		c.s.metrics.signIns.WithLabelValues("refused").Inc()
		c.s.log.Warn("sign-in refused", "address", c.ClientIP())
		return c.render(http.StatusUnauthorized, "signin", c.say.T("web.signin_title"), c.signInView(email, c.say.T("web.signin_wrong"), false))
	case errors.Is(err, desk.ErrCode):
		problem := ""
		if c.form("code") != "" {
			problem = c.say.T("web.code_wrong")
		}
		return c.render(http.StatusUnauthorized, "signin", c.say.T("web.signin_title"), c.signInView(email, problem, true))
	case err != nil:
		return err
	}
	if err := c.enter(a); err != nil {
		return err
	}
	c.s.metrics.signIns.WithLabelValues("entered").Inc()
	return c.redirect(safeNext(c.form("vers")))
}

func signOut(c *call) error {
	if err := c.s.sessions.Destroy(c.Request.Context()); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return c.redirect("/connexion")
}

// demoRoles have an account in the demo region, at ROLE@demo.invalid.
var demoRoles = []desk.Role{desk.Buyer, desk.Advisor, desk.Director, desk.Enterprise, desk.Administrator}

// DemoEmail is the address of a role's account in the demo region.
func DemoEmail(r desk.Role) string { return string(r) + "@demo.invalid" }

// demoEnter signs in with one click; it is there in a demo only.
func demoEnter(c *call) error {
	if !c.s.cfg.Demo {
		return errNotFound
	}
	for _, r := range demoRoles {
		if string(r) != c.Param("role") {
			continue
		}
		a, err := c.s.desk.EnterAs(c.Request.Context(), DemoEmail(r), "demo")
		if err != nil {
			return fmt.Errorf("enter the demo: %w", err)
		}
		if err := c.enter(a); err != nil {
			return err
		}
		return c.redirect("/")
	}
	return errNotFound
}
