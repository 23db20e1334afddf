package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"jachete/diagnostic/desk"
)

// Sessions end after a working day, or after an idle hour and a half.
const (
	sessionLife = 10 * time.Hour
	sessionIdle = 90 * time.Minute
)

// newSessions keeps sessions in the database: every server of an installation
// knows them, and signing somebody out works at once. Their tokens are kept as digests.
func newSessions(cfg Config) *scs.SessionManager {
	m := scs.New()
	m.Store = newLazySessions(cfg.Desk.Sessions())
	m.Lifetime, m.IdleTimeout = sessionLife, sessionIdle
	m.Cookie.Name = "jachete"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	if cfg.URL != nil && cfg.URL.Scheme == "https" {
		m.Cookie.Secure = true
		m.Cookie.Name = "__Host-jachete"
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		cfg.Log.Error("session", "path", r.URL.Path, "error", err)
		http.Error(w, "session", http.StatusInternalServerError)
	}
	return m
}

// signedInActor is who the session speaks for, nil when nobody. The account is
// read again each time: one that was closed, or whose password was changed
// elsewhere, is out at its next click.
func (c *call) signedInActor() (*desk.Actor, error) {
	ctx := c.Request.Context()
	id := c.s.sessions.GetString(ctx, "user")
	if id == "" {
		return nil, nil
	}
	a, err := c.s.desk.ActorOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if a == nil || a.Stamp != c.s.sessions.GetString(ctx, "stamp") {
		return nil, nil
	}
	return a, nil
}

// enter begins a session for an actor under a new token.
func (c *call) enter(a *desk.Actor) error {
	ctx := c.Request.Context()
	if err := c.s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	c.s.begin(ctx, a)
	return nil
}

// begin makes the session of ctx that of an actor.
func (s *Server) begin(ctx context.Context, a *desk.Actor) {
	s.sessions.Put(ctx, "user", a.User)
	s.sessions.Put(ctx, "stamp", a.Stamp)
}
