package web

import (
	"strings"
	"time"

	"jachete/diagnostic/desk"
)

type journalView struct {
	Tabs          []link
	Own           bool // of one organisation
	Lines         []journalLine
	Kinds         []publicOption
	From, To      string
	Page          int
	Before, After string
	Filtered      bool
}

type journalLine struct {
	At                             time.Time
	Who, Done, Object, Org, Detail string
}

// deed tells what was done in words.
func (c *call) deed(kind string) string {
	if key := "journal." + strings.ReplaceAll(kind, " ", "_"); c.say.Has(key) {
		return c.say.T(key)
	}
	return kind
}

func (c *call) journalView(org desk.OrgID) (journalView, error) {
	f := desk.JournalFilter{Action: c.Query("quoi"), From: c.Query("du"), To: c.Query("au"), Page: c.pageNumber()}
	j, err := c.s.desk.Journal(c.Request.Context(), *c.actor, org, f)
	if err != nil {
		return journalView{}, err
	}
	v := journalView{Own: org != "", From: f.From, To: f.To, Page: j.Page, Filtered: f.Action+f.From+f.To != ""}
	for _, k := range j.Kinds {
		v.Kinds = append(v.Kinds, publicOption{k, c.deed(k), k == f.Action})
	}
	for _, l := range j.Lines {
		who := l.Who
		switch who {
		case "":
			who = c.say.T("journal.somebody")
		case desk.Visitor:
			who = c.say.T("journal.visitor")
		}
		if l.Object == l.Who {
			l.Object = "" // did it to itself
		}
		v.Lines = append(v.Lines, journalLine{At: l.At, Who: who, Done: c.deed(l.Kind), Object: c.named(l.Object), Org: l.Org, Detail: c.named(l.Detail)})
	}
	if j.Page > 1 {
		v.Before = c.other(j.Page - 1)
	}
	if j.More {
		v.After = c.other(j.Page + 1)
	}
	return v, nil
}

// named translates the short words the log keeps; what people wrote stays.
func (c *call) named(s string) string {
	if key := "journal.word_" + strings.ReplaceAll(s, ".", "_"); s != "" && c.say.Has(key) {
		return c.say.T(key)
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return c.say.Date(t.In(c.s.zone).Format(time.DateOnly))
	}
	return s
}

func journalAll(c *call) error {
	v, err := c.journalView("")
	if err != nil {
		return err
	}
	v.Tabs = c.adminTabs()
	return c.admin("journal", "web.nav_audit", v)
}

// journalOfOrg is the log of one organisation, which its own buyers may read.
func journalOfOrg(c *call) error {
	o, err := c.s.desk.Buyer(c.Request.Context(), *c.actor, c.org())
	if err != nil {
		return err
	}
	v, err := c.journalView(c.org())
	if err != nil {
		return err
	}
	return c.page("journal", c.say.T("web.nav_audit"), v, link{Href: "/o/" + string(o.ID), Text: o.Name}, link{Text: c.say.T("web.nav_audit")})
}
