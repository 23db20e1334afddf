package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
)

// view is what the layout needs of every page; Body is the page's own.
type view struct {
	Lang      message.Lang
	Title     string
	Nav       []link
	Crumbs    []link
	Actor     *actorView
	Flash     *flashView
	OtherLang link
	Body      any
}

// link is an address and its words. Lang is set when the words are in another
// language than the page.
type link struct {
	Href, Text string
	Here       bool
	Lang       message.Lang
}

type actorView struct{ Name, Role string }

type flashView struct{ Kind, Text, Undo string }

// funcs are what pages can call; every text is escaped by the template.
func (s *Server) funcs(p message.Printer) template.FuncMap {
	return template.FuncMap{
		"t":       func(key string, args ...string) string { return p.T(key, args...) },
		"n":       func(key string, n int, args ...string) string { return p.N(key, n, args...) },
		"count":   p.Count,
		"money":   p.Money,
		"dollars": p.Dollars,
		"percent": func(d decimal.Decimal) string { return p.Percent(d, 1) },
		"share": func(d decimal.NullDecimal) string {
			if !d.Valid {
				return p.T("workbook.no_value")
			}
			return p.Percent(d.Decimal, 2)
		},
		"date": p.Date,
		// when writes a moment as the clocks of Québec show it, "" for none.
		"when": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			t = t.In(s.zone)
			return p.Date(t.Format(time.DateOnly)) + ", " + t.Format("15:04")
		},
		"day": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return p.Date(t.In(s.zone).Format(time.DateOnly))
		},
		"asset": func(name string) (string, error) {
			a, ok := s.assets[name]
			if !ok {
				return "", fmt.Errorf("no asset %q", name)
			}
			return a.Path, nil
		},
		"q":   url.QueryEscape,
		"key": func(parts ...string) string { return strings.Join(parts, "") },
	}
}

// page renders a page with status 200.
func (c *call) page(name, title string, body any, crumbs ...link) error {
	return c.render(http.StatusOK, name, title, body, crumbs...)
}

// render writes a page whole or not at all.
func (c *call) render(status int, name, title string, body any, crumbs ...link) error {
	t, ok := c.s.pages[c.say.Lang][name]
	if !ok {
		return fmt.Errorf("no page %q", name)
	}
	v := view{Lang: c.say.Lang, Title: title, Crumbs: crumbs, Body: body, Nav: c.nav(), OtherLang: c.otherLang()}
	if a := c.actor; a != nil {
		v.Actor = &actorView{Name: a.Name, Role: c.say.T("web.role_" + string(a.Role))}
	}
	if f := c.s.sessions.PopString(c.Request.Context(), "flash"); f != "" {
		if parts := strings.SplitN(f, "\x00", 3); len(parts) == 3 {
			v.Flash = &flashView{Kind: parts[0], Text: parts[1], Undo: parts[2]}
		}
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", v); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Data(status, "text/html; charset=utf-8", shown(b.Bytes()))
	return nil
}

// partial renders one block of a page, for htmx.
func (c *call) partial(name, block string, body any) error {
	t, ok := c.s.pages[c.say.Lang][name]
	if !ok {
		return fmt.Errorf("no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, body); err != nil {
		return fmt.Errorf("render %s: %w", block, err)
	}
	c.Data(http.StatusOK, "text/html; charset=utf-8", shown(b.Bytes()))
	return nil
}

// wantsPart tells whether htmx asks for a block instead of the page.
func (c *call) wantsPart() bool { return c.GetHeader("HX-Request") == "true" }

// nav is the menu of the actor's role; one item at most is where one is.
func (c *call) nav() []link {
	list := c.menu()
	here := -1
	for i := range list {
		if list[i].Here && (here < 0 || len(list[i].Href) > len(list[here].Href)) {
			here = i
		}
	}
	for i := range list {
		list[i].Here = i == here
	}
	return list
}

func (c *call) menu() []link {
	item := func(href, key string) link {
		path := c.Request.URL.Path
		return link{Href: href, Text: c.say.T(key), Here: path == href || href != "/" && strings.HasPrefix(path, href+"/")}
	}
	a := c.actor
	if a == nil {
		return []link{item("/registre", "web.menu_registry"), item("/est-ce-une-ees", "web.menu_check")}
	}
	switch a.Role {
	case desk.Buyer:
		return []link{item("/o/"+string(a.Org), "web.nav_ours"), item("/registre", "web.menu_registry"), item("/est-ce-une-ees", "web.menu_check")}
	case desk.Advisor:
		return []link{item("/tableau", "web.nav_board"), item("/revision", "web.nav_review"), item("/fiches", "web.nav_records"), item("/regles", "web.nav_policy"), item("/region", "web.nav_region")}
	case desk.Director:
		return []link{item("/region", "web.nav_region"), item("/tableau", "web.nav_board"), item("/registre", "web.menu_registry")}
	case desk.Administrator:
		return []link{item("/admin", "web.nav_admin"), item("/tableau", "web.nav_board"), item("/admin/journal", "web.nav_audit"), item("/admin/sante", "web.nav_health")}
	}
	return []link{item("/mon-entreprise", "web.nav_enterprise"), item("/registre", "web.menu_registry")}
}

// otherLang is this page in the other language.
func (c *call) otherLang() link {
	lang, text := message.English, "English"
	if c.say.Lang == message.English {
		lang, text = message.French, "Français"
	}
	u := url.URL{Path: "/"}
	if c.Request.Method == http.MethodGet {
		u = *c.Request.URL
	}
	q := u.Query()
	q.Set("lang", string(lang))
	u.RawQuery = q.Encode()
	return link{Href: u.RequestURI(), Text: text, Lang: lang}
}
