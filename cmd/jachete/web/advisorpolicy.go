package web

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"jachete/diagnostic/desk"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// policyRoutes are the pages of the rules of the trade.
func policyRoutes(get, post string, see, work Policy) []Route {
	return []Route{
		{get, "/regles", see, policyPage},
		{get, "/regles/entetes", work, mappingsPage},
		{post, "/regles/entetes", work, changeMapping},
		{get, "/regles/:regle", see, policyFilePage},
		{get, "/regles/:regle/modifier", work, editPolicyPage},
		{post, "/regles/:regle/modifier", work, editPolicy},
	}
}

type policyView struct {
	Version, Digest string
	Groups          []policyGroup
	May             bool
}

// policyGroup is files that decide one thing.
type policyGroup struct {
	Key, Title string
	Files      []policyRow
}

// policyGroups are the files of the policy by what they decide; one that is in
// none stands in the last.
var policyGroups = []struct {
	key   string
	files []string
}{
	{"counts", []string{"classes", "rules", "categories", "switches"}},
	{"advises", []string{"levers", "thresholds", "advice"}},
	{"reads", []string{"headers", "names", "contacts", "territory", "places", "sources", "version"}},
}

type policyRow struct {
	Href, Title, Words, File, Since, Coming string
	Own                                     bool
}

// policyPage lists the files of the policy in words.
func policyPage(c *call) error {
	ctx := c.Request.Context()
	files, err := c.s.desk.PolicyFiles(ctx, *c.actor)
	if err != nil {
		return err
	}
	rules, err := c.s.desk.Rules(ctx)
	if err != nil {
		return err
	}
	v := policyView{Version: rules.Version, Digest: rules.Digest[:min(12, len(rules.Digest))], May: c.may()}
	today := c.s.cfg.Now().Format(time.DateOnly)
	rows := map[string]policyRow{}
	var order []string
	for _, f := range files {
		key := strings.TrimSuffix(f.Name, ".yaml")
		r := policyRow{Href: "/regles/" + key, Title: c.say.T("web.pol.file_" + key), Words: c.say.T("web.pol.words_" + key), File: f.Name, Own: f.Own}
		for _, h := range f.History {
			switch {
			case h.Effective > today:
				r.Coming = c.say.Date(h.Effective)
			case r.Since == "" && f.Own:
				r.Since = c.say.Date(h.Effective)
			}
		}
		rows[key] = r
		order = append(order, key)
	}
	v.Groups = c.policyGroups(order, rows)
	return c.page("policy", c.say.T("web.pol.title"), v)
}

// policyGroups puts the files, in their order, into their groups.
func (c *call) policyGroups(order []string, rows map[string]policyRow) []policyGroup {
	out := make([]policyGroup, len(policyGroups))
	placed := map[string]bool{}
	for i, g := range policyGroups {
		out[i] = policyGroup{Key: g.key, Title: c.say.T("web.pol.group_" + g.key)}
		for _, f := range g.files {
			if r, ok := rows[f]; ok {
				out[i].Files, placed[f] = append(out[i].Files, r), true
			}
		}
	}
	last := &out[len(out)-1]
	for _, f := range order {
		if !placed[f] {
			last.Files = append(last.Files, rows[f])
		}
	}
	return out
}

// policyFile finds the file of the address.
func (c *call) policyFile() (*desk.PolicyFile, error) {
	files, err := c.s.desk.PolicyFiles(c.Request.Context(), *c.actor)
	if err != nil {
		return nil, err
	}
	for i := range files {
		if files[i].Name == c.Param("regle")+".yaml" {
			return &files[i], nil
		}
	}
	return nil, errNotFound
}

type policyFileView struct {
	Base, File, Words, Content string
	Own, May                   bool
	Table                      policyTable
	History                    []policyVersion
}

type policyVersion struct {
	Author, On, From, Reason string
	Builtin, Coming          bool
}

func policyFilePage(c *call) error {
	f, err := c.policyFile()
	if err != nil {
		return err
	}
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	key := c.Param("regle")
	v := policyFileView{Base: "/regles/" + url.PathEscape(key), File: f.Name, Words: c.say.T("web.pol.words_" + key), Content: f.Content, Own: f.Own, May: c.may(), Table: c.policyTable(key, rules)}
	today := c.s.cfg.Now().Format(time.DateOnly)
	for _, h := range f.History {
		v.History = append(v.History, policyVersion{
			Author: personName(people, h.Author), On: c.say.Date(h.At.UTC().Format(time.DateOnly)), From: c.say.Date(h.Effective), Reason: h.Reason, Builtin: h.Content == "", Coming: h.Effective > today,
		})
	}
	title := c.say.T("web.pol.file_" + key)
	return c.page("policyfile", title, v, link{Href: "/regles", Text: c.say.T("web.nav_policy")}, link{Text: title})
}

type policyEditView struct {
	Base, File, Content, Effective, Reason string
	Own                                    bool
	Line                                   int
	Problem                                string
	Around                                 []numberedLine
	Fault                                  *faultLines
	Choices                                []policyChoice // of a file that is a few choices
	Checked                                bool
	Effects                                []effectRow
	Unchanged, Left                        int
	Headers                                bool
}

// policyChoice is one of the Pôle's choices.
type policyChoice struct {
	Key, Label, Was string
	Options         []pick
}

// chosen is where switches.yaml says a choice.
var chosen = regexp.MustCompile(`(?m)^(financial_coops|large_coops|public_control):[ \t]*([a-z]+)`)

// policyChoices are the choices that a content of switches.yaml makes.
func (c *call) policyChoices(content string) []policyChoice {
	var out []policyChoice
	for _, m := range chosen.FindAllStringSubmatch(content, -1) {
		out = append(out, policyChoice{Key: m[1], Label: c.say.T("web.pol.switch_" + m[1]), Was: m[2], Options: c.picks("web.pol.choice_", m[2], "count", "apart", "exclude")})
	}
	return out
}

// choose writes the choices that a person changed into the content; others, and
// every comment, stay.
func (c *call) choose(content string) string {
	return chosen.ReplaceAllStringFunc(content, func(line string) string {
		m := chosen.FindStringSubmatch(line)
		if next := c.oneOfForm("choix_"+m[1], "count", "apart", "exclude"); next != "" && next != c.form("avant_"+m[1]) {
			return m[1] + ": " + next
		}
		return line
	})
}

// oneOfForm gives the value of a form when it is one of a list, else "".
func (c *call) oneOfForm(name string, list ...string) string {
	if v := c.form(name); slices.Contains(list, v) {
		return v
	}
	return ""
}

type numberedLine struct {
	N    int
	Text string
	Here bool
}

type effectRow struct {
	Buyer, Period, Fault string
	Cells                []effectCell
}

// effectCell is a number both ways; Was is "" when it does not change.
type effectCell struct{ Label, Was, Now string }

func editPolicyPage(c *call) error {
	f, err := c.policyFile()
	if err != nil {
		return err
	}
	return c.editPolicyPage(http.StatusOK, f, policyEditView{Content: f.Content, Effective: c.s.cfg.Now().Format(time.DateOnly)})
}

func (c *call) editPolicyPage(status int, f *desk.PolicyFile, v policyEditView) error {
	key := strings.TrimSuffix(f.Name, ".yaml")
	v.Base, v.File, v.Own, v.Headers = "/regles/"+key, f.Name, f.Own, key == "headers"
	if key == "switches" {
		v.Choices = c.policyChoices(v.Content)
	}
	name := c.say.T("web.pol.file_" + key)
	return c.render(status, "policyedit", c.say.T("web.pol.edit_title", "file", name), v, link{Href: "/regles", Text: c.say.T("web.nav_policy")}, link{Href: v.Base, Text: name}, link{Text: c.say.T("web.rec.edit")})
}

// effectPatience is how long the preview of a policy measures.
const effectPatience = 20 * time.Second

// editPolicy checks a content, shows what it would change, or puts it in force.
func editPolicy(c *call) error {
	ctx := c.Request.Context()
	f, err := c.policyFile()
	if err != nil {
		return err
	}
	v := policyEditView{Content: strings.ReplaceAll(c.PostForm("contenu"), "\r\n", "\n"), Effective: c.form("date"), Reason: c.form("raison")}
	if f.Name == "switches.yaml" {
		v.Content = c.choose(v.Content)
	}
	content, act := v.Content, c.form("suite")
	if act == "origine" {
		content = ""
	}
	p, err := c.s.desk.CheckPolicyFile(ctx, f.Name, content)
	var wrong *policy.FileError
	if errors.As(err, &wrong) {
		v.Line, v.Problem = wrong.Line, wrong.Err.Error()
		v.Around = around(v.Content, wrong.Line)
		return c.editPolicyPage(http.StatusUnprocessableEntity, f, v)
	}
	if err != nil {
		return err
	}
	if act == "apercu" {
		if err := c.policyEffects(&v, p); err != nil {
			return err
		}
		return c.editPolicyPage(http.StatusOK, f, v)
	}
	err = c.s.desk.SetPolicyFile(ctx, *c.actor, f.Name, content, v.Effective, v.Reason)
	if fault, ok := asFault(err); ok {
		v.Fault = faultView(c.say, fault)
		return c.editPolicyPage(http.StatusUnprocessableEntity, f, v)
	}
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.pol.set", "on", c.say.Date(v.Effective)), "")
	return c.redirect("/regles/" + url.PathEscape(c.Param("regle")))
}

// around are the lines near the one that is wrong.
func around(content string, line int) []numberedLine {
	if line <= 0 {
		return nil
	}
	all := strings.Split(content, "\n")
	var out []numberedLine
	for n := max(1, line-3); n <= min(len(all), line+3); n++ {
		out = append(out, numberedLine{N: n, Text: short(all[n-1]), Here: n == line})
	}
	return out
}

// policyEffects measures the last period of each buyer both ways.
func (c *call) policyEffects(v *policyEditView, p *policy.Policy) error {
	list, left, err := c.s.desk.PolicyEffects(c.Request.Context(), *c.actor, p, effectPatience)
	if err != nil {
		return err
	}
	v.Checked, v.Left = true, left
	for i := range list {
		e := &list[i]
		row := effectRow{Buyer: e.Buyer.Name, Period: e.Period}
		if fault, ok := asFault(errors.Join(e.BeforeF, e.AfterF)); ok {
			row.Fault = c.say.What(fault)
		} else if !e.Changed() {
			v.Unchanged++
			continue
		}
		x, y := &e.Before, &e.After
		row.Cells = []effectCell{
			c.effect("web.val.addressable", c.say.Dollars(x.Addressable), c.say.Dollars(y.Addressable)),
			c.effect("web.reg.confirmed", c.say.Dollars(x.Confirmed), c.say.Dollars(y.Confirmed)),
			c.effect("web.pol.share_confirmed", nullPercent(c.say, *x), nullPercent(c.say, *y)),
			c.effect("web.val.opportunities", c.say.Count(x.Opportunities), c.say.Count(y.Opportunities)),
		}
		v.Effects = append(v.Effects, row)
	}
	return nil
}

// effect is a number both ways, once when it is the same.
func (c *call) effect(label, was, now string) effectCell {
	if was == now {
		was = ""
	}
	return effectCell{Label: c.say.T(label), Was: was, Now: now}
}

func nullPercent(p message.Printer, h desk.Headline) string {
	if !h.Share.Valid {
		return p.T("workbook.no_value")
	}
	return p.Percent(h.Share.Decimal, 2)
}

type mappingsView struct{ Rows []mappingRow }

type mappingRow struct {
	Fingerprint, Short, Format, Author, On string
	Columns                                []fieldRow
	Buyers                                 []string
	ForAll                                 bool
}

// mappingsPage lists the headers that were taught, by fingerprint.
func mappingsPage(c *call) error {
	ctx := c.Request.Context()
	list, err := c.s.desk.Mappings(ctx, *c.actor)
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	var v mappingsView
	for i := range list {
		m := &list[i]
		r := mappingRow{
			Fingerprint: m.Fingerprint, Short: m.Fingerprint[:min(12, len(m.Fingerprint))], Format: m.Profile.Format, ForAll: m.ForAll,
			Author: personName(people, m.By), On: c.say.Date(m.At.UTC().Format(time.DateOnly)),
		}
		for _, x := range m.Profile.Columns {
			r.Columns = append(r.Columns, fieldRow{c.policyFieldName(string(x.Field)), x.Header})
		}
		for _, o := range m.Buyers {
			r.Buyers = append(r.Buyers, o.Name)
		}
		v.Rows = append(v.Rows, r)
	}
	return c.page("mappings", c.say.T("web.pol.mappings"), v, link{Href: "/regles", Text: c.say.T("web.nav_policy")}, link{Text: c.say.T("web.pol.mappings")})
}

func (c *call) policyFieldName(field string) string {
	for _, prefix := range []string{"ledger.field.", "record.field."} {
		if c.say.Has(prefix + field) {
			return c.say.T(prefix + field)
		}
	}
	return field
}

// changeMapping shares a header with all buyers, or forgets it.
func changeMapping(c *call) error {
	ctx, fp := c.Request.Context(), c.form("empreinte")
	key := "web.pol.shared"
	var err error
	switch c.form("suite") {
	case "partager":
		err = c.s.desk.ShareMapping(ctx, *c.actor, fp)
	case "oublier":
		key, err = "web.pol.forgotten", c.s.desk.ForgetMapping(ctx, *c.actor, fp, c.form("partout") != "")
	default:
		err = errBadForm
	}
	if err != nil {
		return err
	}
	c.flash("good", c.say.T(key), "")
	return c.redirect("/regles/entetes")
}
