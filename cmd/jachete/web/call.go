package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

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
		c.say = message.In(c.language()).OnPage()
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

// formTime bounds the sending of a form that carries no file; [http.Server]'s own
// bound is that of uploads.
const formTime = 30 * time.Second

// bodyLimit bounds what a request may send, and how slowly; uploads have their
// own bounds.
func (c *call) bodyLimit(r Route) error {
	if strings.HasSuffix(r.Path, "/televersement") {
		body := c.Request.Body
		c.Request.Body = http.MaxBytesReader(c.Writer, body, c.s.cfg.Limits.UploadBytes)
		if c.Request.ContentLength > c.s.cfg.Limits.UploadBytes {
			// A browser reads no answer before it has sent all: as much again is let by.
			_, _ = io.CopyN(io.Discard, body, c.s.cfg.Limits.UploadBytes)
			return c.tooLarge()
		}
		return nil
	}
	if c.Request.ContentLength > formBytes {
		return errTooLarge
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, formBytes)
	slow := http.NewResponseController(c.Writer)
	_ = slow.SetReadDeadline(time.Now().Add(formTime)) // not every connection has one
	err := c.Request.ParseForm()
	_ = slow.SetReadDeadline(time.Time{})
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow
	case err != nil: // a form half read is not one
		return errors.Join(errBadForm, err)
	}
	return nil
}

// tooLarge says what an upload may hold.
func (c *call) tooLarge() error {
	return errors.Join(errTooLarge, message.NewFault("upload.too_large", message.Place{}, "limit", c.say.Count(int(c.s.cfg.Limits.UploadBytes>>20))))
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

// cameFrom is the page of ours that sent a form, "" when it is unknown.
func (c *call) cameFrom() string {
	u, err := url.Parse(c.GetHeader("Referer"))
	if err != nil || u.Host == "" || u.Host != c.Request.Host {
		return ""
	}
	return safeNext(u.RequestURI())
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
	view := problemView{Code: strconv.Itoa(p.status), Text: c.say.T(p.key)}
	if c.Request.Method == http.MethodPost {
		view.Back = c.cameFrom()
	}
	if errors.As(err, &fault) {
		view.Fault = faultView(c.say, fault)
	}
	if r := c.render(p.status, "problem", c.say.T(p.key+"_title"), view); r != nil {
		c.s.log.Error("render the error page", "error", r)
		c.String(p.status, c.say.T(p.key))
	}
}
