package web

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"
)

// contentPolicy lets a page load what this server sends and nothing else; no
// inline script or style runs, so an uploaded text that reaches a page as
// markup would still do nothing.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

// headers sets what every answer carries: those of the router, of errors and of
// redirections too.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !strings.HasPrefix(r.URL.Path, "/assets/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// secure tells whether browsers reach the server over TLS.
func (s *Server) secure() bool { return s.cfg.URL != nil && s.cfg.URL.Scheme == "https" }

// recoverPanics turns a panic into a page and a line of the log.
func (s *Server) recoverPanics(g *gin.Context) {
	defer func() {
		if r := recover(); r != nil {
			if r == http.ErrAbortHandler { //nolint:errorlint // a sentinel that is panicked with, not returned
				panic(r)
			}
			s.log.Error("panic", "route", g.FullPath(), "error", fmt.Sprint(r), "stack", string(debug.Stack()))
			if !g.Writer.Written() {
				s.wrap(func(*call) error { return fmt.Errorf("panic: %v", r) })(g)
			}
			g.Abort()
		}
	}()
	g.Next()
}

// crossKey marks a request that another site sent.
type crossKey struct{}

// crossOrigin hands a form that another site sent to the pages, to be refused
// there, in words.
func (s *Server) crossOrigin(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.log.Warn("cross-origin request refused", "method", r.Method, "path", r.URL.Path)
		pages.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), crossKey{}, true)))
	})
}

func (s *Server) refuseCross(g *gin.Context) {
	if g.Request.Context().Value(crossKey{}) == nil {
		g.Next()
		return
	}
	s.wrap(func(*call) error { return errCross })(g)
	g.Abort()
}
