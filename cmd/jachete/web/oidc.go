package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"jachete/diagnostic/desk"
)

// OIDC names another authority that may vouch for people (OpenID Connect). It
// vouches for an address; the account must exist: it makes none.
type OIDC struct {
	Issuer, ClientID, Secret string
	Name                     string // as the button says it
}

// On tells whether there is one.
func (o OIDC) On() bool { return o.Issuer != "" && o.ClientID != "" }

// oidcRoutes are the way there and back.
func oidcRoutes(get string) []Route {
	return []Route{
		{get, "/connexion/oidc", anyone, oidcLeave},
		{get, "/connexion/oidc/retour", anyone, oidcReturn},
	}
}

// oidcProvider is what the authority says of itself, asked once it is needed: a
// server starts without it.
type oidcProvider struct {
	mu       sync.Mutex
	provider *oidc.Provider
}

func (s *Server) authority(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	s.oidc.mu.Lock()
	defer s.oidc.mu.Unlock()
	if s.oidc.provider == nil {
		// The provider keeps its context for later: it must not end with the request.
		p, err := oidc.NewProvider(context.WithoutCancel(ctx), s.cfg.OIDC.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("ask the authority: %w", err)
		}
		s.oidc.provider = p
	}
	return s.oidc.provider, &oauth2.Config{
		ClientID: s.cfg.OIDC.ClientID, ClientSecret: s.cfg.OIDC.Secret, Endpoint: s.oidc.provider.Endpoint(),
		RedirectURL: s.cfg.URL.JoinPath("/connexion/oidc/retour").String(), Scopes: []string{oidc.ScopeOpenID, "email"},
	}, nil
}

// chance draws a text nobody can guess.
func chance() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// oidcLeave sends the browser to the authority.
func oidcLeave(c *call) error {
	if !c.s.cfg.OIDC.On() {
		return errNotFound
	}
	ctx := c.Request.Context()
	_, cfg, err := c.s.authority(ctx)
	if err != nil {
		return err
	}
	state, nonce, verifier := chance(), chance(), oauth2.GenerateVerifier()
	for k, v := range map[string]string{"oidc_state": state, "oidc_nonce": nonce, "oidc_verifier": verifier, "oidc_next": safeNext(c.Query("vers"))} {
		c.s.sessions.Put(ctx, k, v)
	}
	return c.redirect(cfg.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))
}

// errVouch: the authority did not vouch for somebody with an account.
var errVouch = errors.New("the authority vouches for nobody known")

// oidcReturn takes the authority's word, once.
func oidcReturn(c *call) error {
	if !c.s.cfg.OIDC.On() {
		return errNotFound
	}
	ctx := c.Request.Context()
	pop := func(k string) string { return c.s.sessions.PopString(ctx, k) }
	state, nonce, verifier, next := pop("oidc_state"), pop("oidc_nonce"), pop("oidc_verifier"), pop("oidc_next")
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(c.Query("state"))) != 1 {
		return errBadForm
	}
	email, err := c.s.vouched(ctx, c.Query("code"), nonce, verifier)
	var a *desk.Actor
	if err == nil {
		a, err = c.s.desk.EnterAs(ctx, email, "oidc")
	}
	if err != nil {
		c.s.log.Warn("sign-in by the authority failed", "error", err, "said", c.Query("error"))
		c.s.metrics.signIns.WithLabelValues("refused").Inc()
		return c.render(http.StatusUnauthorized, "signin", c.say.T("web.signin_title"), c.signInView("", c.say.T("account.oidc_refused"), false))
	}
	if err := c.enter(a); err != nil {
		return err
	}
	c.s.metrics.signIns.WithLabelValues("entered").Inc()
	return c.redirect(safeNext(next))
}

// vouched gives the address that the authority vouches for.
func (s *Server) vouched(ctx context.Context, code, nonce, verifier string) (string, error) {
	provider, cfg, err := s.authority(ctx)
	if err != nil {
		return "", err
	}
	token, err := cfg.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", fmt.Errorf("exchange code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", fmt.Errorf("%w: no identity token", errVouch)
	}
	id, err := provider.Verifier(&oidc.Config{ClientID: cfg.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("verify identity: %w", err)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return "", fmt.Errorf("read identity: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 || nonce == "" {
		return "", fmt.Errorf("%w: another nonce", errVouch)
	}
	if !claims.Verified || claims.Email == "" {
		return "", fmt.Errorf("%w: the address is not verified", errVouch)
	}
	return claims.Email, nil
}
