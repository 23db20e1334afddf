// Package web is the door for browsers: pages, sessions, uploads and the
// stream of progress. It decodes a request, asks the desk, and renders; no rule
// of the trade lives here.
//
// Every route stands once, in [routes], with the policy that says who may take
// it; a route without a policy does not start. Pages work without scripts.
// Start with [New].
package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
	"jachete/templates/pages"
)

// Config is what a server is made from.
type Config struct {
	Desk *desk.Desk
	Log  *slog.Logger
	// URL is the address at which browsers reach the server, "https://…"; it
	// decides whether cookies are for secure connections only, and the links of
	// invitations.
	URL *url.URL
	// Proxies are the addresses of reverse proxies whose word on the client's
	// address is taken; none by default.
	Proxies []string
	// Demo opens one-click sign-in links; never on a real installation.
	Demo bool
	Now  func() time.Time
	// Scanner looks at every uploaded file; nil looks at none.
	Scanner Scanner
	// Mail sends invitations; nil leaves them in the log and the outbox page.
	Mail Mailer
	// OIDC lets people sign in with another authority; the zero value does not.
	OIDC OIDC
	// Limits of uploads and of rates; zero values mean the defaults.
	Limits Limits
}

// Limits bound what a visitor can ask of the server.
type Limits struct {
	UploadBytes int64 // of one upload, all files; default 256 MiB
	Files       int   // of one upload; default 40
	SignIns     int   // tries a minute, per account and per address; default 8
	Checks      int   // public registry checks a minute per address; default 20
	Requests    int   // requests a second per address; default 100, 0 = default
}

func (l Limits) orDefault() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	if l.UploadBytes == 0 {
		l.UploadBytes = 256 << 20
	}
	set(&l.Files, 40)
	set(&l.SignIns, 8)
	set(&l.Checks, 20)
	set(&l.Requests, 100)
	return l
}

// Server answers browsers.
type Server struct {
	cfg      Config
	desk     *desk.Desk
	log      *slog.Logger
	pages    map[message.Lang]map[string]*template.Template
	assets   map[string]pages.Asset
	sessions *scs.SessionManager
	limits   limiters
	zone     *time.Location // in which moments are shown
	metrics  *metrics
	oidc     oidcProvider
	routes   []Route
	drawings *drawings
	handler  http.Handler
}

// New makes a server; a page, a message or a policy that is missing fails here.
func New(cfg Config) (*Server, error) {
	cfg.Limits = cfg.Limits.orDefault()
	s := &Server{cfg: cfg, desk: cfg.Desk, log: cfg.Log, limits: newLimiters(cfg.Limits, cfg.Now), drawings: newDrawings()}
	if cfg.Scanner != nil { // where files are received, so that no page can forget it
		cfg.Desk.Scan = cfg.Scanner.Scan
	}
	var err error
	if s.zone, err = time.LoadLocation("America/Toronto"); err != nil {
		s.zone = time.UTC // a machine without time zones
	}
	if s.assets, err = pages.Assets(); err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	s.pages = map[message.Lang]map[string]*template.Template{}
	for _, l := range message.Langs {
		if s.pages[l], err = pages.Parse(s.funcs(message.In(l))); err != nil {
			return nil, fmt.Errorf("load pages: %w", err)
		}
	}
	s.sessions = newSessions(cfg)
	s.metrics = newMetrics(s)
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.MaxMultipartMemory = 1 << 20
	if err := engine.SetTrustedProxies(cfg.Proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	engine.RemoteIPHeaders = []string{"X-Forwarded-For"} // the one a proxy is told to overwrite
	engine.Use(s.metrics.measure, s.recoverPanics, s.limitRate, s.refuseCross)
	engine.NoRoute(s.wrap(func(*call) error { return errNotFound }))
	engine.NoMethod(s.wrap(func(*call) error { return errMethod }))
	s.routes = routes()
	if err := s.register(engine); err != nil {
		return nil, err
	}
	pages := s.sessions.LoadAndSave(engine)
	csrf := http.NewCrossOriginProtection()
	csrf.SetDenyHandler(s.crossOrigin(pages))
	s.handler = s.headers(csrf.Handler(pages))
	return s, nil
}

// register gives the router every route; two that want the same address fail
// here.
func (s *Server) register(engine *gin.Engine) (err error) {
	defer func() {
		if p := recover(); p != nil { // how gin says it
			err = fmt.Errorf("route table: %v", p)
		}
	}()
	for _, r := range s.routes {
		if r.Allow == nil {
			return fmt.Errorf("route %s %s has no policy", r.Method, r.Path)
		}
		engine.Handle(r.Method, r.Path, s.guard(r))
		if r.Method == http.MethodGet {
			engine.Handle(http.MethodHead, r.Path, s.guard(r))
		}
	}
	return nil
}

// Handler is the whole server as a handler.
func (s *Server) Handler() http.Handler { return s.handler }

// Routes lists the routes, for the tests that enumerate them.
func (s *Server) Routes() []Route { return s.routes }

// HTTP is an http.Server with every timeout set. Reading is as long as an upload
// may take, writing as a stream of progress; a form has less, see formTime.
func (s *Server) HTTP(addr string) *http.Server {
	return &http.Server{
		Addr: addr, Handler: s.handler,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 15 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// Serve answers on a server until ctx ends, then lets requests finish.
func Serve(ctx context.Context, h *http.Server, listen func() error, grace time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- listen() }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := h.Shutdown(stop); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
