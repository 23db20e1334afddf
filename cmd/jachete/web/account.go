package web

import (
	"errors"
	"fmt"
	"net/http"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// accountRoutes are the pages of one's own account, and those that make one.
func accountRoutes(get, post string) []Route {
	return []Route{
		{get, "/compte", signedIn, account},
		{post, "/compte/nom", signedIn, accountName},
		{post, "/compte/mot-de-passe", signedIn, accountPassword},
		{post, "/compte/deconnexion-partout", signedIn, accountEverywhere},
		{get, "/compte/verification", signedIn, secondFactor},
		{get, "/compte/verification/code.png", signedIn, secondFactorImage},
		{post, "/compte/verification", signedIn, secondFactorKeep},
		{post, "/compte/verification/retirer", signedIn, secondFactorDrop},
		{post, "/compte/verification/secours", signedIn, recoveryCodes},
		{get, "/invitation/:secret", anyone, invitation},
		{post, "/invitation/:secret", anyone, invitationAccept},
	}
}

type accountView struct {
	desk.Profile
	Error                    *faultLines
	Name, Old, Next          field
	EverywherePass, DropPass field
	RecoveryPass             field
	RoleName                 string
}

// asFault gives a fault of what was typed, nil when the error is another one.
func (c *call) asFault(err error) *faultLines {
	var f *message.Fault
	if errors.As(err, &f) {
		return faultView(c.say, f)
	}
	return nil
}

func account(c *call) error { return c.accountPage(http.StatusOK, nil) }

func (c *call) accountPage(status int, problem *faultLines) error {
	p, err := c.s.desk.Profile(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	password := func(name, key, complete, hint string) field {
		f := field{Name: name, Label: c.say.T(key), Type: "password", Complete: complete, Required: true}
		if hint != "" {
			f.Hint = c.say.T(hint)
		}
		return f
	}
	v := accountView{
		Profile: p, Error: problem, RoleName: c.say.T("web.role_" + string(p.Role)),
		Name:           field{Name: "nom", Label: c.say.T("account.name"), Hint: c.say.T("account.name_hint"), Value: p.Name, Complete: "name", Required: true},
		Old:            password("ancien", "account.old", "current-password", ""),
		Next:           password("nouveau", "account.new", "new-password", "account.password_hint"),
		EverywherePass: password("mot-de-passe-partout", "web.password", "current-password", ""),
		DropPass:       password("mot-de-passe-retirer", "web.password", "current-password", ""),
		RecoveryPass:   password("mot-de-passe-secours", "web.password", "current-password", ""),
	}
	return c.render(status, "account", c.say.T("web.account"), v)
}

// settled ends a change of the account: a fault is told on the page; otherwise
// the session begins again, since it rests on what changed.
func (c *call) settled(err error, key string) error {
	if f := c.asFault(err); f != nil {
		return c.accountPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if err := c.reenter(); err != nil {
		return err
	}
	c.flash("good", c.say.T(key), "")
	return c.redirect("/compte")
}

// reenter begins the session again, as what it rests on changed.
func (c *call) reenter() error {
	a, err := c.s.desk.ActorOf(c.Request.Context(), c.actor.User)
	if err != nil {
		return err
	}
	if a == nil {
		return errSignIn
	}
	return c.enter(a)
}

func accountName(c *call) error {
	return c.settled(c.s.desk.Rename(c.Request.Context(), *c.actor, c.form("nom")), "account.name_kept")
}

// slow bounds the tries at a password from inside an account.
func (c *call) slow() error {
	if !c.s.limits.signIns.allow("account:" + c.actor.User) {
		c.Header("Retry-After", "60")
		return errTooMany
	}
	return nil
}

func accountPassword(c *call) error {
	if err := c.slow(); err != nil {
		return err
	}
	return c.settled(c.s.desk.ChangePassword(c.Request.Context(), *c.actor, c.PostForm("ancien"), c.PostForm("nouveau")), "account.password_kept")
}

func accountEverywhere(c *call) error {
	if err := c.slow(); err != nil {
		return err
	}
	return c.settled(c.s.desk.SignOutEverywhere(c.Request.Context(), *c.actor, c.PostForm("mot-de-passe-partout")), "account.everywhere_done")
}

type secondFactorView struct {
	Secret, URI string
	Code        field
	Error       *faultLines
}

// secondFactor shows a secret to an authenticator. It waits in the session, so
// that what is kept is what was shown.
func secondFactor(c *call) error {
	p, err := c.s.desk.Profile(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	if p.SecondFactor { // taken away first, with the password
		return c.redirect("/compte")
	}
	return c.secondFactorPage(http.StatusOK, nil)
}

func (c *call) secondFactorPage(status int, problem *faultLines) error {
	ctx := c.Request.Context()
	secret, uri := c.s.sessions.GetString(ctx, "totp"), c.s.sessions.GetString(ctx, "totp_uri")
	if secret == "" {
		var err error
		if secret, uri, err = c.s.desk.NewSecondFactor(ctx, *c.actor); err != nil {
			return err
		}
		c.s.sessions.Put(ctx, "totp", secret)
		c.s.sessions.Put(ctx, "totp_uri", uri)
	}
	v := secondFactorView{Secret: inFours(secret), URI: uri, Error: problem, Code: field{
		Name: "code", Label: c.say.T("web.code"), Hint: c.say.T("web.code_hint"), Complete: "one-time-code", Required: true,
	}}
	return c.render(status, "account_code", c.say.T("account.second_title"), v, link{Href: "/compte", Text: c.say.T("web.account")}, link{Text: c.say.T("account.second_title")})
}

// inFours writes a secret so that a person can copy it.
func inFours(s string) string {
	out := ""
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			out += " "
		}
		out += string(r)
	}
	return out
}

func secondFactorImage(c *call) error {
	uri := c.s.sessions.GetString(c.Request.Context(), "totp_uri")
	if uri == "" {
		return errNotFound
	}
	b, err := desk.SecondFactorImage(uri, 240)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "image/png", b)
	return nil
}

func secondFactorKeep(c *call) error {
	if err := c.slow(); err != nil {
		return err
	}
	ctx := c.Request.Context()
	secret := c.s.sessions.GetString(ctx, "totp")
	if secret == "" {
		return c.redirect("/compte/verification")
	}
	codes, err := c.s.desk.KeepSecondFactor(ctx, *c.actor, secret, c.form("code"))
	if f := c.asFault(err); f != nil {
		return c.secondFactorPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.s.sessions.Remove(ctx, "totp")
	c.s.sessions.Remove(ctx, "totp_uri")
	return c.showRecovery(codes)
}

// showRecovery shows recovery codes, once: they stand on this answer and nowhere
// else. The session begins again, as the account's stamp changed.
func (c *call) showRecovery(codes []string) error {
	if err := c.reenter(); err != nil {
		return err
	}
	title := c.say.T("account.recovery_title")
	return c.page("account_recovery", title, codes, link{Href: "/compte", Text: c.say.T("web.account")}, link{Text: title})
}

// recoveryCodes replaces the recovery codes.
func recoveryCodes(c *call) error {
	if err := c.slow(); err != nil {
		return err
	}
	codes, err := c.s.desk.NewRecoveryCodes(c.Request.Context(), *c.actor, c.PostForm("mot-de-passe-secours"))
	if f := c.asFault(err); f != nil {
		return c.accountPage(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return c.showRecovery(codes)
}

func secondFactorDrop(c *call) error {
	if err := c.slow(); err != nil {
		return err
	}
	return c.settled(c.s.desk.DropSecondFactor(c.Request.Context(), *c.actor, c.PostForm("mot-de-passe-retirer")), "account.second_dropped")
}

type invitationView struct {
	desk.Invited
	RoleName        string
	Secret          string
	Name, Password  field
	Error           *faultLines
	Bad, IsSignedIn bool
}

func invitation(c *call) error { return c.invitationPage(http.StatusOK, "", nil) }

func (c *call) invitationPage(status int, name string, problem *faultLines) error {
	in, err := c.s.desk.Invitation(c.Request.Context(), c.Param("secret"))
	if errors.Is(err, desk.ErrNotFound) {
		return c.render(http.StatusNotFound, "invitation", c.say.T("invitation.gone_title"), invitationView{Bad: true})
	}
	if err != nil {
		return err
	}
	v := invitationView{
		Invited: in, RoleName: c.say.T("web.role_" + string(in.Role)), Secret: c.Param("secret"), Error: problem, IsSignedIn: c.actor != nil,
		Name:     field{Name: "nom", Label: c.say.T("account.name"), Hint: c.say.T("account.name_hint"), Value: name, Complete: "name", Required: true},
		Password: field{Name: "mot-de-passe", Label: c.say.T("account.new"), Hint: c.say.T("account.password_hint"), Type: "password", Complete: "new-password", Required: true},
	}
	title := "invitation.title"
	if in.Recovery {
		title = "invitation.recovery_title"
	}
	return c.render(status, "invitation", c.say.T(title), v)
}

func invitationAccept(c *call) error {
	if !c.s.limits.signIns.allow("invitation:" + c.address()) {
		c.Header("Retry-After", "60")
		return errTooMany
	}
	a, err := c.s.desk.Accept(c.Request.Context(), c.Param("secret"), c.form("nom"), c.PostForm("mot-de-passe"))
	if f := c.asFault(err); f != nil {
		return c.invitationPage(http.StatusUnprocessableEntity, c.form("nom"), f)
	}
	if errors.Is(err, desk.ErrNotFound) {
		return c.invitationPage(http.StatusNotFound, "", nil)
	}
	if err != nil {
		return fmt.Errorf("accept invitation: %w", err)
	}
	if err := c.enter(a); err != nil {
		return err
	}
	c.flash("good", c.say.T("invitation.welcome", "name", a.Name), "")
	return c.redirect("/")
}
