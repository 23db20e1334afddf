package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"jachete/diagnostic/desk"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// publicRoutes are what anybody may read.
func publicRoutes(get, post string) []Route {
	return []Route{
		{get, "/registre", anyone, registrySearch},
		{get, "/registre/:id", anyone, registryEntry},
		{get, "/est-ce-une-ees", anyone, checkPage},
		{post, "/est-ce-une-ees", anyone, checkNames},
		{get, "/confidentialite", anyone, privacy},
	}
}

type publicOption struct {
	Value, Text string
	Chosen      bool
}

type registryView struct {
	Words              string
	Categories, Places []publicOption
	Asked              bool // something was chosen
	Found, Page, Pages int
	List               []publicEntryView
	Before, After      string // addresses of other pages, "" = none
}

// publicEntryView is an enterprise in the reader's language.
type publicEntryView struct {
	desk.PublicEntry
	Needs  []string
	Where  string
	Serves string
}

func (c *call) publicEntryView(l desk.PublicEntry, cats []policy.Category) publicEntryView {
	v := publicEntryView{PublicEntry: l, Where: strings.Join(filled(l.City, l.MRC), ", "), Serves: strings.Join(l.Serves, ", ")}
	for _, id := range l.Categories {
		text := id
		for i := range cats {
			if cats[i].ID == id {
				text = cats[i].Name.In(string(c.say.Lang))
			}
		}
		v.Needs = append(v.Needs, text)
	}
	for _, m := range l.Serves {
		if m == "*" {
			v.Serves = c.say.T("public.everywhere")
		}
	}
	return v
}

func filled(list ...string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// pageNumber reads ?page=, 1 when it is none.
func (c *call) pageNumber() int {
	n, err := strconv.Atoi(c.Query("page"))
	if err != nil || n < 1 || n > 100_000 {
		return 1
	}
	return n
}

// other is this address with another page.
func (c *call) other(page int) string {
	q := url.Values{}
	for k, v := range c.Request.URL.Query() {
		if len(v) > 0 && v[0] != "" && k != "lang" {
			q.Set(k, v[0])
		}
	}
	q.Set("page", strconv.Itoa(page))
	return c.Request.URL.Path + "?" + q.Encode()
}

func registrySearch(c *call) error {
	q := desk.RegistrySearch{Words: c.Query("mots"), Category: c.Query("besoin"), MRC: c.Query("lieu"), Page: c.pageNumber()}
	p, err := c.s.desk.SearchRegistry(c.Request.Context(), q)
	if err != nil {
		return err
	}
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return err
	}
	v := registryView{Words: q.Words, Asked: q.Words+q.Category+q.MRC != "", Found: p.Found, Page: p.Page, Pages: p.Pages}
	for _, k := range p.Categories {
		v.Categories = append(v.Categories, publicOption{k.ID, k.Name.In(string(c.say.Lang)), k.ID == q.Category})
	}
	for _, m := range p.MRCs {
		v.Places = append(v.Places, publicOption{m, m, policy.SameMRC(m, q.MRC)})
	}
	for _, l := range p.List {
		v.List = append(v.List, c.publicEntryView(l, rules.Categories))
	}
	if p.Page > 1 {
		v.Before = c.other(p.Page - 1)
	}
	if p.Page < p.Pages {
		v.After = c.other(p.Page + 1)
	}
	return c.page("registry", c.say.T("web.nav_registry"), v)
}

func registryEntry(c *call) error {
	l, rules, err := c.s.desk.ListedEnterprise(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	v := struct {
		publicEntryView
		Own bool
	}{c.publicEntryView(l, rules.Categories), c.actor != nil && c.actor.Role == desk.Enterprise && c.actor.Enterprise == l.ID}
	return c.page("registry_entry", l.Name, v, link{Href: "/registre", Text: c.say.T("web.nav_registry")}, link{Text: l.Name})
}

type checkView struct {
	Text    string
	Most    int
	Asked   bool
	More    bool
	Matches int
	List    []checkedView
}

type checkedView struct {
	Name, Answer, Kind, Reason string
	Enterprise                 *desk.PublicEntry
	For, Against               []string
}

func checkPage(c *call) error {
	return c.page("check", c.say.T("web.nav_check"), checkView{Most: desk.MaxChecked})
}

// checkNames answers about pasted names. Nothing of them is kept or logged.
func checkNames(c *call) error {
	if !c.s.limits.checks.allow(c.address()) {
		c.Header("Retry-After", "60")
		return errTooMany
	}
	text := c.PostForm("noms")
	list, more, err := c.s.desk.Check(c.Request.Context(), text)
	if err != nil {
		return err
	}
	v := checkView{Text: text, Most: desk.MaxChecked, Asked: true, More: more}
	for i := range list {
		x := &list[i]
		r := checkedView{Name: x.Name, Answer: c.say.T("public.answer_" + string(x.Outcome)), Kind: string(x.Outcome), Enterprise: x.Enterprise}
		if key := "match.reason." + x.Reason; x.Reason != "" && c.say.Has(key) {
			r.Reason = c.say.T(key)
		}
		if x.Outcome == match.Match {
			v.Matches++
		}
		r.For, r.Against = c.inWords(x.For), c.inWords(x.Against)
		v.List = append(v.List, r)
	}
	return c.render(http.StatusOK, "check", c.say.T("web.nav_check"), v)
}

// inWords tells evidence as sentences.
func (c *call) inWords(list []match.Evidence) (out []string) {
	for _, e := range list {
		if key := "evidence." + e.Kind; c.say.Has(key) {
			out = append(out, c.say.T(key))
		} else if key := "match.family." + e.Family; c.say.Has(key) {
			out = append(out, c.say.T(key))
		}
	}
	return out
}

func privacy(c *call) error {
	k, err := c.s.desk.Keeping(c.Request.Context())
	if err != nil {
		return err
	}
	return c.page("privacy", c.say.T("privacy.title"), k)
}
