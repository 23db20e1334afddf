package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/reports"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// validationRoutes are the pages where a diagnostic is edited, validated,
// published and reopened.
func validationRoutes(get, post string, work Policy) []Route {
	return []Route{
		{get, "/o/:org/diagnostics/:id/validation", work, validationPage},
		{post, "/o/:org/diagnostics/:id/validation", work, saveEdits},
		{post, "/o/:org/diagnostics/:id/validation/apercu", work, previewEdits},
		{post, "/o/:org/diagnostics/:id/validation/etat", work, moveDiagnostic},
	}
}

type validationView struct {
	Base, Pages, Buyer, Period string
	State, Tone, Run           string
	Share, Addressable, Open   string
	Review                     string
	Version                    int
	Frozen, Asked, Newer       bool
	CanValidate, CanPublish    bool
	CanReopen                  bool
	Findings                   []findingInput
	Added                      []textInput
	Opportunities              []opportunityInput
	Recommendations            []textInput
	Preview                    previewEditsView
	States                     []stateRow
	Versions                   []stateRow
	Fault                      *faultLines
}

type findingInput struct {
	ID, Text string
	Hidden   bool
}

type textInput struct {
	N      int
	Fr, En string
}

type opportunityInput struct {
	Category, Name, Worth             string
	Hidden, Open                      bool
	Title, FirstStep, TitleEn, StepEn string
	DrawnTitle, DrawnStep             string
}

type stateRow struct{ State, Tone, Author, On, Reason string }

type previewEditsView struct {
	Unsaved       bool
	Findings      []previewFinding
	Opportunities []previewOpportunity
	Pole          []string
	Hidden        int
	Plan          string
}

type previewFinding struct {
	Text string
	Pole bool
}

type previewOpportunity struct {
	Name, Title, Step, Worth string
	Reworded                 bool
}

// validationPage shows a diagnostic's words, what was changed of them, and the
// steps of its life.
func validationPage(c *call) error { return c.validation(http.StatusOK, nil, nil) }

// validation renders the page; with holds edits that are not kept yet.
func (c *call) validation(status int, with *diagnostic.Edits, fault *message.Fault) error {
	ctx, org, id := c.Request.Context(), c.org(), c.Param("id")
	m, err := c.s.desk.Diagnostic(ctx, *c.actor, org, id)
	if err != nil {
		return err
	}
	list, err := c.s.desk.Edits(ctx, *c.actor, org, id)
	if err != nil {
		return err
	}
	v := validationView{
		Base: "/o/" + url.PathEscape(string(org)) + "/diagnostics/" + url.PathEscape(id) + "/validation", Pages: "/o/" + url.PathEscape(string(org)) + "/diagnostics/" + url.PathEscape(id),
		Buyer: m.Value.Buyer.Name, Period: m.Period, State: c.say.T("web.adv.state_" + string(m.State)), Tone: stateTone(m.State), Run: m.Run, Version: len(list),
		Review: "/revision?acheteur=" + url.QueryEscape(string(org)),
	}
	if fault != nil {
		v.Fault = faultView(c.say, fault)
	}
	money := c.say.For(m.Currency)
	v.Share = band(c.say, share.Percent(m.Confirmed, m.Addressable), share.Percent(m.Ceiling, m.Addressable))
	v.Addressable, v.Open = money.Dollars(m.Addressable), money.Dollars(m.Ceiling.Sub(m.Confirmed))
	v.CanValidate = m.State == store.Draft || m.State == store.Reopened
	v.CanPublish, v.CanReopen, v.Frozen = m.State == store.Validated, m.State == store.Validated || m.State == store.Published, !v.CanValidate
	edits := diagnostic.Edits{}
	if len(list) > 0 {
		edits = list[len(list)-1].Edits
	}
	if with != nil {
		edits = *with
	}
	c.editInputs(&v, m.Value, edits)
	shown := m.Value
	if !v.Frozen && fault == nil {
		shown = edits.Apply(m.Value)
	}
	v.Preview = c.editPreview(shown)
	v.Preview.Unsaved = with != nil
	if err := c.validationLife(&v, m, list); err != nil {
		return err
	}
	title := c.say.T("web.val.title", "buyer", v.Buyer, "period", m.Period)
	return c.render(status, "validation", title, v, c.boardCrumb(), link{Href: "/o/" + string(org), Text: v.Buyer}, link{Text: c.say.T("web.val.crumb")})
}

// validationLife fills who did what when.
func (c *call) validationLife(v *validationView, m *desk.Made, list []desk.EditedBy) error {
	ctx := c.Request.Context()
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	states, err := c.s.desk.States(ctx, *c.actor, m.Organisation, m.ID)
	if err != nil {
		return err
	}
	for _, s := range states {
		v.States = append(v.States, stateRow{State: c.say.T("web.adv.state_" + string(s.State)), Tone: stateTone(s.State), Author: personName(people, s.Author), On: c.say.Date(s.At.UTC().Format(time.DateOnly)), Reason: s.Reason})
	}
	for _, e := range list {
		v.Versions = append(v.Versions, stateRow{State: c.say.T("web.val.edit_n", "n", itoa(e.N)), Author: personName(people, e.Author), On: c.say.Date(e.At.UTC().Format(time.DateOnly))})
	}
	rows, err := c.s.desk.Board(ctx, *c.actor)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.ID == m.Organisation && r.Last != nil {
			v.Asked, v.Newer = r.Asked && r.Last.ID == m.ID, r.Last.ID != m.ID
		}
	}
	return nil
}

// editInputs fills the form.
func (c *call) editInputs(v *validationView, d *diagnostic.Diagnostic, e diagnostic.Edits) {
	hidden := map[string]bool{}
	for _, id := range e.HiddenFindings {
		hidden[id] = true
	}
	for _, f := range reports.Findings(d, c.say.Lang) {
		if f.ID != "" {
			v.Findings = append(v.Findings, findingInput{ID: f.ID, Text: f.Text, Hidden: hidden[f.ID]})
		}
	}
	inputs := func(list []policy.Text) []textInput {
		var out []textInput
		for i, t := range append(list[:len(list):len(list)], policy.Text{}) {
			if t.En == t.Fr {
				t.En = ""
			}
			out = append(out, textInput{N: i, Fr: t.Fr, En: t.En})
		}
		return out
	}
	v.Added, v.Recommendations = inputs(e.Findings), inputs(e.Recommendations)
	by := map[string]diagnostic.OpportunityEdit{}
	for _, o := range e.Opportunities {
		by[o.Category] = o
	}
	money := c.say.For(d.Currency)
	lang := string(c.say.Lang)
	for _, o := range d.Advice.Opportunities {
		x := by[o.Category]
		v.Opportunities = append(v.Opportunities, opportunityInput{
			Category: o.Category, Name: categoryIn(d, o.Category, lang), Worth: c.say.T("web.val.worth", "dollars", money.Dollars(o.Reachable), "effect", points(c.say, o.Effect)),
			Hidden: x.Hidden, Open: x.Title.Fr != "" || x.FirstStep.Fr != "", Title: x.Title.Fr, FirstStep: x.FirstStep.Fr, TitleEn: x.Title.En, StepEn: x.FirstStep.En,
			DrawnTitle: o.Title.In(lang), DrawnStep: o.FirstStep.In(lang),
		})
	}
}

func categoryIn(d *diagnostic.Diagnostic, id, lang string) string {
	for _, x := range d.Categories {
		if x.ID == id {
			return x.Name.In(lang)
		}
	}
	return id
}

// editPreview is what will be printed.
func (c *call) editPreview(d *diagnostic.Diagnostic) previewEditsView {
	var v previewEditsView
	for _, f := range reports.Findings(d, c.say.Lang) {
		if f.Shown {
			v.Findings = append(v.Findings, previewFinding{Text: f.Text, Pole: f.ID == ""})
		}
	}
	lang, money := string(c.say.Lang), c.say.For(d.Currency)
	reworded := map[string]bool{}
	if e := d.Editorial; e != nil {
		for _, t := range e.Recommendations {
			v.Pole = append(v.Pole, t.In(lang))
		}
		for _, id := range e.Reworded {
			reworded[id] = true
		}
		v.Hidden = len(e.Hidden)
	}
	for _, o := range d.Advice.Opportunities {
		v.Opportunities = append(v.Opportunities, previewOpportunity{
			Name: categoryIn(d, o.Category, lang), Title: o.Title.In(lang), Step: o.FirstStep.In(lang), Reworded: reworded[o.Category],
			Worth: c.say.T("web.val.worth", "dollars", money.Dollars(o.Reachable), "effect", points(c.say, o.Effect)),
		})
	}
	if p := d.Advice.Plan; p != nil && p.ShareAfter.Valid {
		v.Plan = c.say.T("web.val.plan", "target", c.say.Percent(p.Target, 1), "steps", c.say.N("web.val.steps", len(p.Steps)), "share", c.say.Percent(p.ShareAfter.Decimal, 2))
	}
	return v
}

// editsOf reads the form.
func (c *call) editsOf() diagnostic.Edits {
	e := diagnostic.Edits{HiddenFindings: c.PostFormArray("masquer_constat")}
	texts := func(name string) []policy.Text {
		var out []policy.Text
		for i := range 14 {
			out = append(out, policy.Text{Fr: c.form(name + "_fr_" + itoa(i)), En: c.form(name + "_en_" + itoa(i))})
		}
		return out
	}
	e.Findings, e.Recommendations = texts("constat"), texts("recommandation")
	hidden := map[string]bool{}
	for _, id := range c.PostFormArray("masquer") {
		hidden[id] = true
	}
	for i, id := range c.PostFormArray("categorie") {
		if i == 200 {
			break
		}
		n := itoa(i)
		e.Opportunities = append(e.Opportunities, diagnostic.OpportunityEdit{
			Category: id, Hidden: hidden[id], Title: policy.Text{Fr: c.form("titre_fr_" + n), En: c.form("titre_en_" + n)},
			FirstStep: policy.Text{Fr: c.form("pas_fr_" + n), En: c.form("pas_en_" + n)},
		})
	}
	return e.Normal()
}

// previewEdits shows what the form says without keeping it: the whole page, or
// the preview alone for htmx.
func previewEdits(c *call) error {
	e := c.editsOf()
	v, _, err := c.s.desk.Edited(c.Request.Context(), *c.actor, c.org(), c.Param("id"), &e)
	if fault, ok := asFault(err); ok {
		return c.validation(http.StatusUnprocessableEntity, &e, fault)
	}
	if err != nil {
		return err
	}
	if c.wantsPart() {
		p := c.editPreview(v)
		p.Unsaved = true
		return c.partial("validation", "val_preview", p)
	}
	return c.validation(http.StatusOK, &e, nil)
}

// saveEdits keeps what the form says.
func saveEdits(c *call) error {
	e := c.editsOf()
	base, err := strconv.Atoi(c.form("version"))
	if err != nil {
		return errBadForm
	}
	err = c.s.desk.SaveEdits(c.Request.Context(), *c.actor, c.org(), c.Param("id"), base, e)
	if fault, ok := asFault(err); ok {
		return c.validation(http.StatusUnprocessableEntity, &e, fault)
	}
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.val.saved"), "")
	return c.redirect("/o/" + url.PathEscape(c.Param("org")) + "/diagnostics/" + url.PathEscape(c.Param("id")) + "/validation")
}

// moveDiagnostic validates, publishes or reopens.
func moveDiagnostic(c *call) error {
	to := store.State(c.form("etat"))
	err := c.s.desk.Move(c.Request.Context(), *c.actor, c.org(), c.Param("id"), to, c.form("raison"))
	if fault, ok := asFault(err); ok {
		return c.validation(http.StatusUnprocessableEntity, nil, fault)
	}
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.val.state_"+string(to)), "")
	return c.redirect("/o/" + url.PathEscape(c.Param("org")) + "/diagnostics/" + url.PathEscape(c.Param("id")) + "/validation")
}
