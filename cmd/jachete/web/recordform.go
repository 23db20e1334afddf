package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// recordForm is the page that writes a record: every input with what is wrong
// in it.
type recordForm struct {
	Tabs                     []link
	ID                       string
	Name                     string
	Seq                      int64
	Groups                   []formGroup
	Categories, Serves       []pick
	OtherServes              string
	Attestations             []attestationInput
	Contacts                 []contactInput
	Reason                   string
	Errors                   map[string][]findingRow
	Refused                  []findingRow
	ReasonMissing, Conflict  bool
	Action, CategoryErr, Own string
}

type formGroup struct {
	Title  string
	Fields []formField
}

// formField is one input; Rows makes it a text of several lines.
type formField struct {
	Name, Label, Hint, Value, Mode string
	Rows                           int
	Options                        []pick
	Required                       bool
	Errors                         []findingRow
}

type attestationInput struct {
	Key, Label, Long, Evidence, By string
	Validated                      bool
}

type contactInput struct {
	N int
	record.Contact
}

// plainFields are the texts of one line, as the form and the record name them.
func plainFields(r *record.Record) []struct {
	key string
	at  *string
} {
	return []struct {
		key string
		at  *string
	}{
		{"ref", &r.Ref},
		{"neq", &r.NEQ},
		{"bn", &r.BN},
		{"qst", &r.QST},
		{"charity", &r.Charity},
		{"legal_form", &r.LegalForm},
		{"street", &r.Street},
		{"city", &r.City},
		{"postal", &r.Postal},
		{"phone", &r.Phone},
		{"web", &r.Web},
	}
}

// named are the fields that hold names, one a line.
var named = []struct {
	key  string
	kind record.NameKind
}{
	{"name", record.Legal},
	{"other_names", record.Other},
	{"french_name", record.French},
	{"english_name", record.English},
	{"acronym", record.Acronym},
	{"former_names", record.Former},
}

// decodeRecord reads the form over a record; what the form does not show stays.
// A number that cannot be read comes back as a finding.
func (c *call) decodeRecord(r record.Record) (record.Record, []record.Finding) {
	var bad []record.Finding
	for _, f := range plainFields(&r) {
		*f.at = c.form(f.key)
	}
	for _, f := range named {
		r = r.WithNames(f.kind, namesOf(c.form(f.key), f.kind))
	}
	r.Family, r.MRC, r.Note = c.form("family"), c.form("mrc"), strings.ReplaceAll(c.form("note"), "\r\n", "\n")
	r.Categories = inOrder(append(c.PostFormArray("categories"), linesOf(c.form("own_categories"))...), r.Categories)
	r.Serves = inOrder(append(c.PostFormArray("serves"), linesOf(c.form("other_serves"))...), r.Serves)
	r.Capacity.References = linesOf(c.form("references"))
	r.Capacity.Staff = 0
	if s := c.form("staff"); s != "" {
		n, err := strconv.Atoi(strings.ReplaceAll(s, " ", ""))
		if err != nil || n < 0 || n > 1_000_000 {
			bad = append(bad, unread("staff", s))
		}
		r.Capacity.Staff = n
	}
	for _, f := range []struct {
		key string
		at  *decimal.NullDecimal
	}{{"capacity", &r.Capacity.Volume}, {"revenue", &r.Capacity.Revenue}} {
		*f.at = decimal.NullDecimal{}
		if s := c.form(f.key); s != "" {
			d, ok := registry.Dollars(s)
			if !ok {
				bad = append(bad, unread(f.key, s))
			}
			f.at.Decimal, f.at.Valid = d, ok
		}
	}
	r.Attestations, r.Contacts = c.attestations(&r), c.contacts()
	return r, bad
}

// inOrder gives what was chosen in the order that it had, what is new after it:
// the boxes of a form stand in an order of their own, which is no change.
func inOrder(chosen, had []string) []string {
	at := func(s string) int {
		if i := slices.Index(had, s); i >= 0 {
			return i
		}
		return len(had)
	}
	slices.SortStableFunc(chosen, func(a, b string) int { return at(a) - at(b) })
	return chosen
}

func unread(field, value string) record.Finding {
	return record.Finding{Field: field, Refusal: true, Fault: message.NewFault("web.number", message.Place{}, "value", short(value))}
}

// attestations reads the six; what is validated keeps who validated it and when,
// what is validated now was by whoever acts, today.
func (c *call) attestations(r *record.Record) []record.Attestation {
	had := map[record.Principle]record.Attestation{}
	for _, a := range r.Attestations {
		had[a.Principle] = a
	}
	var out []record.Attestation
	for _, p := range record.Principles() {
		a := record.Attestation{Principle: p, Evidence: c.form("attestation_" + string(p))}
		if c.form("validee_"+string(p)) != "" {
			a.ValidatedBy, a.ValidatedOn = had[p].ValidatedBy, had[p].ValidatedOn
			if !a.Validated() {
				a.ValidatedBy, a.ValidatedOn = c.actor.Name, c.s.cfg.Now().Format(time.DateOnly)
			}
		}
		if a.Evidence != "" || a.Validated() {
			out = append(out, a)
		}
	}
	return out
}

// mostContacts bounds the contacts that a form reads.
const mostContacts = 20

func (c *call) contacts() []record.Contact {
	var out []record.Contact
	for i := range mostContacts {
		n := strconv.Itoa(i)
		x := record.Contact{Name: c.form("contact_nom_" + n), Role: c.form("contact_role_" + n), Email: c.form("contact_courriel_" + n), Phone: c.form("contact_tel_" + n)}
		if x != (record.Contact{}) {
			out = append(out, x)
		}
	}
	return out
}

// linesOf gives the lines of a text that say something.
func linesOf(s string) []string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// namesOf reads names, one a line, with their dates: "Nom [2010-01-01..2019-12-31]".
func namesOf(s string, k record.NameKind) []record.Name {
	var out []record.Name
	for _, l := range linesOf(s) {
		n := record.Name{Text: l, Kind: k}
		if at := strings.LastIndex(l, " ["); at >= 0 && strings.HasSuffix(l, "]") {
			if from, to, ok := strings.Cut(l[at+2:len(l)-1], ".."); ok {
				n.Text, n.From, n.To = strings.TrimSpace(l[:at]), from, to
			}
		}
		out = append(out, n)
	}
	return out
}

func namesText(list []record.Name) string {
	var out []string
	for _, n := range list {
		t := n.Text
		if n.From != "" || n.To != "" {
			t += " [" + n.From + ".." + n.To + "]"
		}
		out = append(out, t)
	}
	return strings.Join(out, "\n")
}

// recordForm makes the form of a record.
func (c *call) recordForm(r *record.Record, seq int64, found []record.Finding) (*recordForm, error) {
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return nil, err
	}
	f := &recordForm{Tabs: c.recordTabs(""), ID: r.ID, Name: r.Name(), Seq: seq, Reason: c.form("raison"), Errors: map[string][]findingRow{}, Action: "/fiches/nouvelle"}
	if r.ID != "" {
		f.Action = "/fiches/" + url.PathEscape(r.ID) + "/modifier"
	}
	for _, x := range c.findings(found) {
		f.Errors[x.Field] = append(f.Errors[x.Field], x)
		if x.Refusal {
			f.Refused = append(f.Refused, x)
		}
	}
	values := map[string]string{"note": r.Note, "references": strings.Join(r.Capacity.References, "\n"), "capacity": dollarsText(r.Capacity.Volume), "revenue": dollarsText(r.Capacity.Revenue)}
	for _, p := range plainFields(r) {
		values[p.key] = *p.at
	}
	for _, n := range named {
		values[n.key] = namesText(r.Named(n.kind))
	}
	if r.Capacity.Staff != 0 {
		values["staff"] = strconv.Itoa(r.Capacity.Staff)
	}
	families := append([]pick{{Text: c.say.T("web.rec.none")}}, c.picks("record.family.", r.Family, record.Families()...)...)
	mrcs := []pick{{Text: c.say.T("web.rec.none")}}
	inside := false
	for _, m := range rules.Territory.MRCs {
		mrcs = append(mrcs, pick{Value: m.Name, Text: m.Name, On: m.Name == r.MRC})
		inside = inside || m.Name == r.MRC
		f.Serves = append(f.Serves, pick{Value: m.Name, Text: m.Name, On: slices.Contains(r.Serves, m.Name)})
	}
	if !inside && r.MRC != "" {
		mrcs = append(mrcs, pick{Value: r.MRC, Text: r.MRC, On: true})
	}
	f.Serves = append([]pick{{Value: "*", Text: c.say.T("web.rec.everywhere"), On: slices.Contains(r.Serves, "*")}}, f.Serves...)
	f.OtherServes = rest(r.Serves, f.Serves)
	for _, x := range rules.Categories {
		f.Categories = append(f.Categories, pick{Value: x.ID, Text: x.Name.In(string(c.say.Lang)), On: slices.Contains(r.Categories, x.ID)})
	}
	f.Own = rest(r.Categories, f.Categories)
	f.Groups = c.formGroups(values, f.Errors, map[string][]pick{"family": families, "mrc": mrcs})
	for i, a := range c.attestationRows(r) {
		f.Attestations = append(f.Attestations, attestationInput{Key: string(record.Principles()[i]), Label: a.Label, Long: a.Long, Evidence: a.Evidence, By: a.By, Validated: a.Validated})
	}
	for i := range min(len(r.Contacts)+1, mostContacts) {
		x := contactInput{N: i}
		if i < len(r.Contacts) {
			x.Contact = r.Contacts[i]
		}
		f.Contacts = append(f.Contacts, x)
	}
	return f, nil
}

// rest gives what a list holds beside the choices, one a line.
func rest(list []string, known []pick) string {
	var out []string
	for _, s := range list {
		if !slices.ContainsFunc(known, func(p pick) bool { return p.Value == s }) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

func dollarsText(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

// formGroups lays the inputs out.
func (c *call) formGroups(values map[string]string, errs map[string][]findingRow, lists map[string][]pick) []formGroup {
	var out []formGroup
	for _, g := range []struct{ title, fields string }{
		{"names", "name other_names:2 acronym french_name english_name former_names:2"},
		{"numbers", "neq bn qst charity ref"},
		{"form", "legal_form family"},
		{"place", "street city postal mrc phone web"},
		{"capacity", "staff capacity revenue references:3"},
	} {
		group := formGroup{Title: c.say.T("web.rec.group_" + g.title)}
		for _, k := range strings.Fields(g.fields) {
			key, rows, _ := strings.Cut(k, ":")
			f := formField{Name: key, Label: c.say.T("record.field." + key), Value: values[key], Options: lists[key], Errors: errs[key], Required: key == "name"}
			f.Rows, _ = strconv.Atoi(rows)
			if h := "web.rec.hint_" + key; c.say.Has(h) {
				f.Hint = c.say.T(h)
			}
			group.Fields = append(group.Fields, f)
		}
		out = append(out, group)
	}
	last := &out[len(out)-1]
	last.Fields = append(last.Fields, formField{Name: "note", Label: c.say.T("record.field.note"), Value: values["note"], Rows: 4, Errors: errs["note"]})
	return out
}

func newRecordPage(c *call) error {
	f, err := c.recordForm(&record.Record{Names: []record.Name{{Text: trimmed(c.Query("nom")), Kind: record.Legal}}}, 0, nil)
	if err != nil {
		return err
	}
	return c.formPage(http.StatusOK, f)
}

func (c *call) formPage(status int, f *recordForm) error {
	title := c.say.T("web.rec.new")
	if f.ID != "" {
		title = c.say.T("web.rec.edit_title", "name", f.Name)
	}
	crumbs := []link{{Href: "/fiches", Text: c.say.T("web.nav_records")}}
	if f.ID != "" {
		crumbs = append(crumbs, link{Href: "/fiches/" + url.PathEscape(f.ID), Text: short(f.Name)})
	}
	return c.render(status, "recordform", title, f, append(crumbs, link{Text: c.say.T("web.rec.edit")})...)
}

func editRecordPage(c *call) error {
	life, err := c.s.desk.RecordLife(c.Request.Context(), *c.actor, c.Param("fiche"))
	if err != nil {
		return err
	}
	found, err := c.s.desk.CheckRecord(c.Request.Context(), life.Record)
	if err != nil {
		return err
	}
	f, err := c.recordForm(&life.Record, life.Seq, found)
	if err != nil {
		return err
	}
	return c.formPage(http.StatusOK, f)
}

func addRecord(c *call) error { return c.writeRecord(record.Record{}, 0) }

func saveRecord(c *call) error {
	life, err := c.s.desk.RecordLife(c.Request.Context(), *c.actor, c.Param("fiche"))
	if err != nil {
		return err
	}
	base, err := strconv.ParseInt(c.form("version"), 10, 64)
	if err != nil {
		return fmt.Errorf("version: %w", errBadForm)
	}
	return c.writeRecord(life.Record, base)
}

// writeRecord saves what the form says, or shows it again with what is wrong.
func (c *call) writeRecord(from record.Record, base int64) error {
	ctx := c.Request.Context()
	r, bad := c.decodeRecord(from)
	found, err := c.s.desk.CheckRecord(ctx, r)
	if err != nil {
		return err
	}
	found = append(bad, found...)
	reason := c.form("raison")
	if record.Refused(found) || reason == "" {
		f, err := c.recordForm(&r, base, found)
		if err != nil {
			return err
		}
		f.ReasonMissing = reason == ""
		return c.formPage(http.StatusUnprocessableEntity, f)
	}
	if r.ID == "" {
		v, _, err := c.s.desk.SaveRecord(ctx, *c.actor, r, reason)
		if err != nil {
			return err
		}
		r.ID = v.Record.ID
	} else if _, err := c.s.desk.ReviseRecord(ctx, *c.actor, r, base, reason); err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.saved", "name", short(r.Name())), "")
	return c.redirect("/fiches/" + url.PathEscape(r.ID))
}
