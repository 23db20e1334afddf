package web

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

type importView struct {
	Tabs    []link
	Batches []batchRow
	Today   string
}

type batchRow struct {
	ID, File, On, Author, Reason       string
	Created, Updated, Unchanged        int
	Undone, UndoneBy, UndoneReason, To string
}

// importPage takes the Pôle's own workbook, and lists what was imported.
func importPage(c *call) error {
	ctx := c.Request.Context()
	list, err := c.s.desk.Batches(ctx, *c.actor)
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	v := importView{Tabs: c.recordTabs("/fiches/import"), Today: c.s.cfg.Now().Format(time.DateOnly)}
	for _, b := range list {
		row := batchRow{
			ID: b.ID, File: b.File, On: c.say.Date(b.At.UTC().Format(time.DateOnly)), Author: personName(people, b.Author), Reason: b.Reason,
			Created: b.Created, Updated: b.Updated, Unchanged: b.Unchanged, To: "/fiches/import/" + url.PathEscape(b.ID) + "/annulation",
		}
		if !b.UndoneAt.IsZero() {
			row.Undone, row.UndoneBy, row.UndoneReason = c.say.Date(b.UndoneAt.UTC().Format(time.DateOnly)), personName(people, b.UndoneBy), b.UndoneReason
		}
		v.Batches = append(v.Batches, row)
	}
	return c.page("recordimport", c.say.T("web.rec.tab_import"), v)
}

// receiveWorkbook keeps the workbook and goes on to what importing it would do.
func receiveWorkbook(c *call) error {
	file, err := c.FormFile("classeur")
	if err != nil {
		return errors.Join(errBadForm, c.halfSent(err))
	}
	f, err := file.Open()
	if err != nil {
		return fmt.Errorf("open workbook: %w", err)
	}
	defer f.Close()
	p := previewOf(c.form)
	in, err := c.s.desk.PreviewRegistry(c.Request.Context(), *c.actor, file.Filename, f, p.options())
	if err != nil {
		return err
	}
	p.Key, p.File = in.Key(), in.File
	return c.redirect("/fiches/import/apercu?" + p.query())
}

// previewAsk is a preview between two requests: the file under its digest, how
// it is read, and the registry it was compared with.
type previewAsk struct {
	Key, File, From, Renamed string
	Erase, OwnWords          bool
}

func previewOf(form func(string) string) previewAsk {
	return previewAsk{
		Key: form("cle"), File: form("fichier"), From: form("reconnues"), Renamed: form("renommees"), Erase: form("effacer") != "", OwnWords: form("mots") != "",
	}
}

func (p previewAsk) options() intake.Options {
	return intake.Options{Erase: p.Erase, OwnWords: p.OwnWords, RecognisedFrom: p.From, Renamed: p.Renamed}
}

func (p previewAsk) query() string {
	q := url.Values{"cle": {p.Key}, "fichier": {p.File}}
	for k, v := range map[string]string{"reconnues": p.From, "renommees": p.Renamed} {
		if v != "" {
			q.Set(k, v)
		}
	}
	for k, on := range map[string]bool{"effacer": p.Erase, "mots": p.OwnWords} {
		if on {
			q.Set(k, "1")
		}
	}
	return q.Encode()
}

type previewView struct {
	previewAsk
	Head                                 int64
	Sheet                                string
	Columns                              []fieldRow
	Ignored                              []string
	Create, Update, Unchanged, Conflicts int
	Rows                                 []previewRow
	More, Missing                        int
	MissingNames                         []string
	Notes                                []*faultLines
	Nothing                              bool
}

type previewRow struct {
	N                       int
	Name, Action, Tone, How string
	Href                    string
	Changes                 []changeRow
	Faults                  []*faultLines
}

// previewRows is how many rows of each kind a preview shows.
const previewRows = 150

// previewPage shows what importing the workbook would create, change and leave.
func previewPage(c *call) error {
	p := previewOf(c.Query)
	in, head, err := c.s.desk.PreviewKept(c.Request.Context(), *c.actor, p.Key, p.File, p.options())
	if err != nil {
		return err
	}
	x := in.Preview
	v := previewView{
		previewAsk: p, Head: head, Sheet: x.Sheet, Ignored: x.Ignored, Create: x.Count(intake.Create), Update: x.Count(intake.Update),
		Unchanged: x.Count(intake.Unchanged), Conflicts: x.Count(intake.Conflict), Missing: len(x.Missing),
	}
	v.Nothing = v.Create+v.Update == 0
	for _, f := range record.Fields() {
		if h, ok := x.Columns[f.Key]; ok {
			v.Columns = append(v.Columns, fieldRow{f.Label(c.say), h})
		}
	}
	for _, n := range x.Notes {
		v.Notes = append(v.Notes, faultView(c.say, n))
	}
	for i := range x.Missing[:min(len(x.Missing), 30)] {
		v.MissingNames = append(v.MissingNames, x.Missing[i].Name())
	}
	for _, a := range []intake.Action{intake.Conflict, intake.Update, intake.Create} { // what needs a look first
		for i := range x.Rows {
			if r := &x.Rows[i]; r.Action == a {
				if len(v.Rows) == previewRows {
					v.More++
					continue
				}
				v.Rows = append(v.Rows, c.previewRow(r))
			}
		}
	}
	return c.page("recordpreview", c.say.T("web.rec.preview_title"), v, link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Href: "/fiches/import", Text: c.say.T("web.rec.tab_import")}, link{Text: short(p.File)})
}

func (c *call) previewRow(r *intake.Row) previewRow {
	out := previewRow{N: r.N, Name: r.Name, Action: c.say.T("web.rec.action_" + string(r.Action))}
	if r.By != "" {
		out.How = c.say.T("web.rec.by_" + string(r.By))
	}
	switch r.Action {
	case intake.Conflict:
		out.Tone = "bad"
	case intake.Update:
		out.Tone = "brand"
	case intake.Create:
		out.Tone = "good"
	}
	if r.Record != "" {
		out.Href = "/fiches/" + url.PathEscape(r.Record)
	}
	if r.Action == intake.Update {
		for i := range r.Changes {
			out.Changes = append(out.Changes, c.changeRow(&r.Changes[i]))
		}
	}
	for _, f := range r.Faults {
		out.Faults = append(out.Faults, faultView(c.say, f))
	}
	return out
}

// importWorkbook writes what the preview showed.
func importWorkbook(c *call) error {
	p := previewOf(c.form)
	head, err := strconv.ParseInt(c.form("tete"), 10, 64)
	if err != nil {
		return fmt.Errorf("head: %w", errBadForm)
	}
	b, err := c.s.desk.ImportKept(c.Request.Context(), *c.actor, p.Key, p.File, p.options(), head, c.form("raison"), c.form("sauf_conflits") != "")
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.imported", "created", c.say.Count(b.Created), "updated", c.say.Count(b.Updated)), "/fiches/import/"+url.PathEscape(b.ID)+"/annulation")
	return c.redirect("/fiches/import")
}

// undoImport takes an import back as a whole. Records changed since refuse it,
// and the page says which.
func undoImport(c *call) error {
	reason := c.form("raison")
	if reason == "" {
		reason = c.say.T("web.rec.undone_at_once")
	}
	n, err := c.s.desk.UndoRegistry(c.Request.Context(), *c.actor, c.Param("lot"), reason, c.form("quand_meme") != "")
	if err != nil {
		return err
	}
	c.flash("tip", c.say.N("web.rec.import_undone", n), "")
	return c.redirect("/fiches/import")
}

type duplicatesView struct {
	Tabs []link
	Rows []duplicateRow
}

type duplicateRow struct {
	Href, A, B, CityA, CityB, By, Sure string
	Conflict                           bool
}

// duplicatesPage lists the records that may be one enterprise.
func duplicatesPage(c *call) error {
	ctx := c.Request.Context()
	list, err := c.s.desk.Duplicates(ctx, *c.actor)
	if err != nil {
		return err
	}
	all, err := c.s.desk.Records(ctx)
	if err != nil {
		return err
	}
	at := map[string]*record.Record{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	v := duplicatesView{Tabs: c.recordTabs("/fiches/doublons")}
	for _, d := range list {
		a, b := at[d.A], at[d.B]
		if a == nil || b == nil {
			continue
		}
		r := duplicateRow{
			Href: "/fiches/doublons/" + url.PathEscape(d.A) + "/" + url.PathEscape(d.B), A: a.Name(), B: b.Name(), CityA: a.City, CityB: b.City, Conflict: d.Conflict,
		}
		switch d.By {
		case "identifier":
			r.By = c.say.T("web.rec.same_field", "field", c.say.T("record.field."+d.Field), "value", d.Value)
		default:
			r.By = c.say.T("web.rec.same_" + d.By)
		}
		if d.Probability > 0 {
			r.Sure = c.say.Percent(percentOf(d.Probability), 0)
		}
		v.Rows = append(v.Rows, r)
	}
	return c.page("duplicates", c.say.T("web.rec.tab_duplicates"), v)
}

type mergeView struct {
	A, B     string
	AID, BID string
	Rows     []mergeRow
	Conflict []string
	Reason   string
	Fault    *faultLines
	Also     []*faultLines
}

type mergeRow struct {
	Key, Label, A, B string
	Same             bool
	Sides            []pick
}

// mergePage puts two records side by side; what differs can be chosen.
func mergePage(c *call) error { return c.mergePage(200, nil) }

func (c *call) mergePage(status int, fault *message.Fault) error {
	ctx := c.Request.Context()
	a, err := c.s.desk.RecordLife(ctx, *c.actor, c.Param("fiche"))
	if err != nil {
		return err
	}
	b, err := c.s.desk.RecordLife(ctx, *c.actor, c.Param("double"))
	if err != nil {
		return err
	}
	v := mergeView{A: a.Name(), B: b.Name(), AID: a.ID, BID: b.ID, Reason: c.form("raison")}
	if fault != nil {
		v.Fault = faultView(c.say, fault)
		for _, f := range fault.Also {
			v.Also = append(v.Also, faultView(c.say, f))
		}
	}
	for _, f := range record.Fields() {
		x, y := f.Text(&a.Record, c.say), f.Text(&b.Record, c.say)
		if x == "" && y == "" || f.Key == "merged_into" || f.Key == "removed" || f.Key == "ref" {
			continue
		}
		row := mergeRow{Key: f.Key, Label: f.Label(c.say), A: x, B: y, Same: f.Same(&a.Record, &b.Record)}
		if f.Key == "categories" {
			row.A, row.B = c.categoryNames(a.Categories), c.categoryNames(b.Categories)
		}
		if !row.Same && x != "" && y != "" {
			on := c.form("choix_" + f.Key)
			row.Sides = append([]pick{{Text: c.say.T("web.rec.side_auto"), On: on == ""}}, c.picks("web.rec.side_", on, "survivor", "duplicate", "both")...)
		}
		v.Rows = append(v.Rows, row)
	}
	return c.render(status, "merge", c.say.T("web.rec.merge_title"), v, link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Href: "/fiches/doublons", Text: c.say.T("web.rec.tab_duplicates")}, link{Text: short(v.A)})
}

// mergeRecords makes the second record part of the first.
func mergeRecords(c *call) error {
	choices := record.Choices{}
	for _, f := range record.Fields() {
		if s := c.form("choix_" + f.Key); s != "" {
			choices[f.Key] = record.Side(s)
		}
	}
	err := c.s.desk.MergeRecords(c.Request.Context(), *c.actor, c.Param("fiche"), c.Param("double"), choices, c.form("raison"))
	if fault, ok := asFault(err); ok {
		return c.mergePage(422, fault)
	}
	if err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.merged"), "/fiches/"+url.PathEscape(c.Param("double"))+"/separation")
	return c.redirect("/fiches/" + url.PathEscape(c.Param("fiche")))
}

// unmergeRecords takes a merge back.
func unmergeRecords(c *call) error {
	reason := c.form("raison")
	if reason == "" {
		reason = c.say.T("web.rec.unmerge_reason")
	}
	_, kept, err := c.s.desk.UnmergeRecords(c.Request.Context(), *c.actor, c.Param("fiche"), reason)
	if err != nil {
		return err
	}
	kind, text := "good", c.say.T("web.rec.unmerged")
	if len(kept) > 0 {
		for i, k := range kept {
			kept[i] = c.say.T("record.field." + k)
		}
		kind, text = "warn", text+" "+c.say.T("web.rec.unmerged_kept", "fields", strings.Join(kept, ", "))
	}
	c.flash(kind, text, "")
	return c.redirect("/fiches/" + url.PathEscape(c.Param("fiche")))
}
