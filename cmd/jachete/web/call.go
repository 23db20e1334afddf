package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// call is one request on its way: who asks, in which language.
type call struct {
	*gin.Context
	s     *Server
	actor *desk.Actor
	say   message.Printer
}

// handler answers a call or says what is wrong; the wrapper turns an error into
// a page.
type handler func(*call) error

// formBytes bounds a form that carries no file.
const formBytes = 1 << 20

func (s *Server) wrap(h handler) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &call{Context: g, s: s}
		c.say = message.In(c.language())
		actor, err := c.signedInActor()
		if err == nil {
			c.actor = actor
			err = h(c)
		}
		if err != nil {
			c.fail(err)
		}
	}
}

// language is that of the address (?lang=), then of the session, else French.
func (c *call) language() message.Lang {
	ctx := c.Request.Context()
	if q := c.Query("lang"); q == string(message.French) || q == string(message.English) {
		if c.s.sessions.GetString(ctx, "lang") != q {
			c.s.sessions.Put(ctx, "lang", q)
		}
		return message.Lang(q)
	}
	if c.s.sessions.GetString(ctx, "lang") == string(message.English) {
		return message.English
	}
	return message.French
}

// bodyLimit bounds what a request may send; uploads have their own bound.
func (c *call) bodyLimit(r Route) error {
	limit, upload := int64(formBytes), strings.HasSuffix(r.Path, "/televersement")
	if upload {
		limit = c.s.cfg.Limits.UploadBytes
	}
	if c.Request.ContentLength > limit {
		return errTooLarge
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	if upload {
		return nil
	}
	if err := c.Request.ParseForm(); err != nil { // a form half read is not one
		return errors.Join(errBadForm, err)
	}
	return nil
}

// form reads a field of the form sent, trimmed.
func (c *call) form(name string) string { return strings.TrimSpace(c.PostForm(name)) }

// redirect sends the browser on, after what it asked was done.
func (c *call) redirect(to string) error {
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

// flash leaves a word for the next page; undo, when set, is where a button
// posts to take back what was done.
func (c *call) flash(kind, text, undo string) {
	ctx := c.Request.Context()
	c.s.sessions.Put(ctx, "flash", kind+"\x00"+text+"\x00"+undo)
}

// flashing tells whether the next page has something to say already.
func (c *call) flashing() bool { return c.s.sessions.GetString(c.Request.Context(), "flash") != "" }

// safeNext is where to go after signing in: an address of ours or "/".
func safeNext(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, "\\") {
		return "/"
	}
	return s
}

// fail turns an error into a page.
func (c *call) fail(err error) {
	p := problemOf(err)
	if errors.Is(err, errSignIn) && c.Request.Method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, "/connexion?"+url.Values{"vers": {c.Request.URL.RequestURI()}}.Encode())
		return
	}
	if p.status >= http.StatusInternalServerError {
		c.s.log.Error("request failed", "method", c.Request.Method, "route", c.FullPath(), "error", err)
	}
	var fault *message.Fault
	view := problemView{Status: p.status, Text: c.say.T(p.key)}
	if errors.As(err, &fault) {
		view.Fault = faultView(c.say, fault)
	}
	if r := c.render(p.status, "problem", c.say.T(p.key+"_title"), view); r != nil {
		c.s.log.Error("render the error page", "error", r)
		c.String(p.status, c.say.T(p.key))
	}
}
