package web

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// recordRoutes are the pages of the living registry.
func recordRoutes(get, post string, work Policy) []Route {
	return []Route{
		{get, "/fiches", work, recordsPage},
		{get, "/fiches/export.csv", work, exportRecords},
		{get, "/fiches/nouvelle", work, newRecordPage},
		{post, "/fiches/nouvelle", work, addRecord},
		{get, "/fiches/editions", work, editionsPage},

		{get, "/fiches/doublons", work, duplicatesPage},
		{get, "/fiches/doublons/:fiche/:double", work, mergePage},
		{post, "/fiches/doublons/:fiche/:double", work, mergeRecords},

		{get, "/fiches/import", work, importPage},
		{post, "/fiches/import/televersement", work, receiveWorkbook},
		{get, "/fiches/import/apercu", work, previewPage},
		{post, "/fiches/import/apercu", work, importWorkbook},
		{post, "/fiches/import/:lot/annulation", work, undoImport},

		{get, "/fiches/candidates", work, candidatesPage},
		{get, "/fiches/candidates/:candidate", work, candidatePage},
		{post, "/fiches/candidates/:candidate", work, settleCandidate},
		{post, "/fiches/candidates/:candidate/annulation", work, returnCandidate},

		{get, "/fiches/:fiche", work, recordPage},
		{get, "/fiches/:fiche/modifier", work, editRecordPage},
		{post, "/fiches/:fiche/modifier", work, saveRecord},
		{post, "/fiches/:fiche/statut", work, setStanding},
		{post, "/fiches/:fiche/statut/retrait", work, dropStanding},
		{post, "/fiches/:fiche/separation", work, unmergeRecords},
	}
}

// recordRows is how many records a page lists.
const recordRows = 60

type recordsView struct {
	Tabs                         []link
	Text                         string
	Standings, Missings, Orders  []pick
	Rows                         []recordRow
	Total, Candidates            int
	Prev, Next, Range            string
	Filtered                     bool
	Recognised, Complete, Median string
}

type recordRow struct {
	Href, Name, City, Standing, Tone, Number string
	Score                                    int
}

// recordTabs are the pages of the registry.
func (c *call) recordTabs(here string) []link {
	var list []link
	for _, t := range []struct{ href, key string }{
		{"/fiches", "web.rec.tab_records"},
		{"/fiches/candidates", "web.rec.tab_candidates"},
		{"/fiches/demandes", "claim.tab"},
		{"/fiches/doublons", "web.rec.tab_duplicates"},
		{"/fiches/import", "web.rec.tab_import"},
		{"/fiches/editions", "web.rec.tab_editions"},
	} {
		list = append(list, link{Href: t.href, Text: c.say.T(t.key), Here: t.href == here})
	}
	return list
}

// recordsPage searches the registry.
func recordsPage(c *call) error {
	view := desk.RecordView{Text: trimmed(c.Query("q")), Order: c.oneOf("tri", []string{"complete", "city"})}
	view.Standing = record.Standing(c.oneOf("statut", standings))
	if m := c.Query("manque"); c.say.Has("record.missing." + m) {
		view.Missing = "record.missing." + m
	}
	list, err := c.s.desk.ListRecords(c.Request.Context(), *c.actor, view)
	if err != nil {
		return err
	}
	v := recordsView{Tabs: c.recordTabs("/fiches"), Text: view.Text, Total: len(list), Filtered: view.Text != "" || view.Standing != "" || view.Missing != ""}
	v.Standings = append([]pick{{Text: c.say.T("web.rec.any")}}, c.picks("record.standing.", string(view.Standing), standings...)...)
	v.Orders = c.picks("web.rec.order_", view.Order, "name", "city", "complete")
	v.Missings = []pick{{Text: c.say.T("web.rec.any")}}
	for _, k := range c.say.Keys("record.missing.") {
		v.Missings = append(v.Missings, pick{Value: strings.TrimPrefix(k, "record.missing."), Text: c.say.T(k), On: k == view.Missing})
	}
	page, _ := strconv.Atoi(c.Query("page"))
	page = max(1, min(page, (len(list)+recordRows-1)/recordRows))
	from, to := min((page-1)*recordRows, len(list)), min(page*recordRows, len(list))
	for i := range list[from:to] {
		v.Rows = append(v.Rows, c.recordRow(&list[from+i]))
	}
	if len(list) > recordRows {
		v.Range = c.say.T("web.rec.range", "from", c.say.Count(from+1), "to", c.say.Count(to), "total", c.say.Count(len(list)))
		if page > 1 {
			v.Prev = c.pageLink(page - 1)
		}
		if to < len(list) {
			v.Next = c.pageLink(page + 1)
		}
	}
	return c.page("records", c.say.T("web.rec.title"), v)
}

// pageLink is this address at another page of the list.
func (c *call) pageLink(n int) string {
	q := c.Request.URL.Query()
	q.Set("page", strconv.Itoa(n))
	return c.Request.URL.Path + "?" + q.Encode()
}

var standings = []string{string(record.Recognised), string(record.Candidate), string(record.Suspended), string(record.Withdrawn)}

func (c *call) recordRow(l *desk.Listed) recordRow {
	r := recordRow{
		Href: "/fiches/" + url.PathEscape(l.ID), Name: l.Name(), City: l.City, Standing: c.say.T("record.standing." + string(l.Standing)),
		Tone: standingTone(l.Standing), Score: l.Score, Number: l.NEQ,
	}
	if r.Number == "" {
		r.Number = l.BN
	}
	return r
}

func standingTone(s record.Standing) string {
	switch s {
	case record.Recognised:
		return "good"
	case record.Suspended, record.Withdrawn:
		return "warn"
	}
	return ""
}

type recordView struct {
	Tabs                     []link
	ID, Name, Standing, Tone string
	Score                    int
	Missing                  []string
	Fields                   []fieldRow
	Contacts                 []record.Contact
	Attestations             []attestationRow
	Statuses                 []statusRow
	Steps                    []recordStepRow
	Seq                      int64
	Standings                []pick
	Today                    string
	MergedInto               string
	Absorbed                 []link
	Gone                     bool
	Findings                 []findingRow
}

type fieldRow struct{ Label, Text string }

type attestationRow struct {
	Label, Long, Evidence, By string
	Validated                 bool
}

type statusRow struct{ From, FromText, Standing, Tone, Reason string }

type recordStepRow struct {
	Date, Author, Reason, Batch string
	Created                     bool
	Changes                     []changeRow
}

type changeRow struct {
	Label, Was, Now string
	Private         bool
}

type findingRow struct {
	Field, What, Do string
	Refusal         bool
}

// recordPage is one enterprise: what is known, since when it counts, every
// change with who and why.
func recordPage(c *call) error {
	ctx := c.Request.Context()
	life, err := c.s.desk.RecordLife(ctx, *c.actor, c.Param("fiche"))
	if err != nil {
		return err
	}
	people, err := c.s.desk.People(ctx, *c.actor)
	if err != nil {
		return err
	}
	found, err := c.s.desk.CheckRecord(ctx, life.Record)
	if err != nil {
		return err
	}
	r, today := &life.Record, c.s.cfg.Now().Format(time.DateOnly)
	standing := r.StandingOn(today)
	complete := r.Completeness()
	v := recordView{
		Tabs: c.recordTabs(""), ID: r.ID, Name: r.Name(), Standing: c.say.T("record.standing." + string(standing)), Tone: standingTone(standing), Score: complete.Score,
		Contacts: r.Contacts, Seq: life.Seq, Today: today, MergedInto: r.MergedInto, Gone: r.Removed || r.MergedInto != "",
		Standings: c.picks("record.standing.", string(record.Recognised), standings...), Findings: c.findings(found),
	}
	for _, m := range complete.Missing {
		v.Missing = append(v.Missing, c.say.T(m.Key))
	}
	v.Fields, v.Attestations, v.Statuses = c.fieldRows(r), c.attestationRows(r), c.statusRows(r)
	for i := range life.Absorbed {
		v.Absorbed = append(v.Absorbed, link{Href: "/fiches/" + url.PathEscape(life.Absorbed[i].ID), Text: life.Absorbed[i].Name()})
	}
	for i := range life.Steps {
		v.Steps = append(v.Steps, c.recordStepRow(&life.Steps[i], people))
	}
	return c.page("record", r.Name(), v, link{Href: "/fiches", Text: c.say.T("web.nav_records")}, link{Text: short(r.Name())})
}

func (c *call) findings(list []record.Finding) []findingRow {
	var out []findingRow
	for _, f := range list {
		out = append(out, findingRow{Field: f.Field, What: c.say.What(f.Fault), Do: c.say.Do(f.Fault), Refusal: f.Refusal})
	}
	return out
}

// fieldRows are the fields that have no part of the page of their own.
func (c *call) fieldRows(r *record.Record) []fieldRow {
	var out []fieldRow
	for _, f := range record.Fields() {
		switch f.Key {
		case "contacts", "statuses", "attestations", "merged_into", "removed", "name":
			continue
		}
		text := f.Text(r, c.say)
		switch f.Key {
		case "categories":
			text = c.categoryNames(r.Categories)
		case "capacity", "revenue":
			text = c.dollarsOf(text)
		}
		if text != "" {
			out = append(out, fieldRow{f.Label(c.say), text})
		}
	}
	return out
}

// dollarsOf writes an amount as people read it; what is none stays as it is.
func (c *call) dollarsOf(text string) string {
	if d, err := decimal.NewFromString(text); err == nil {
		return c.say.Dollars(d)
	}
	return text
}

func (c *call) categoryNames(ids []string) string {
	rules, err := c.s.desk.Rules(c.Request.Context())
	if err != nil {
		return strings.Join(ids, " ; ")
	}
	names := map[string]string{}
	for _, x := range rules.Categories {
		names[x.ID] = x.Name.In(string(c.say.Lang))
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		if out[i] = names[id]; out[i] == "" {
			out[i] = id
		}
	}
	return strings.Join(out, " ; ")
}

func (c *call) attestationRows(r *record.Record) []attestationRow {
	var out []attestationRow
	for _, p := range record.Principles() {
		row := attestationRow{Label: c.say.T("record.principle." + string(p)), Long: c.say.T("record.principle." + string(p) + ".long")}
		for i := range r.Attestations {
			if a := &r.Attestations[i]; a.Principle == p {
				row.Evidence, row.Validated = a.Evidence, a.Validated()
				if row.Validated {
					row.By = c.say.T("web.rec.validated", "by", a.ValidatedBy, "on", c.say.Date(a.ValidatedOn))
				}
			}
		}
		out = append(out, row)
	}
	return out
}

func (c *call) statusRows(r *record.Record) []statusRow {
	var out []statusRow
	for _, s := range r.Statuses {
		row := statusRow{From: s.From, FromText: c.say.T("web.rec.always"), Standing: c.say.T("record.standing." + string(s.Standing)), Tone: standingTone(s.Standing), Reason: s.Reason}
		if s.From != "" {
			row.FromText = c.say.T("web.rec.since", "on", c.say.Date(s.From))
		}
		out = append(out, row)
	}
	return out
}

func (c *call) recordStepRow(s *record.Step, people map[string]string) recordStepRow {
	v := &s.Version
	out := recordStepRow{Date: c.say.Date(v.At.UTC().Format(time.DateOnly)), Author: personName(people, v.Author), Reason: v.Reason, Batch: v.Batch, Created: s.Changes == nil}
	for i := range s.Changes {
		out.Changes = append(out.Changes, c.changeRow(&s.Changes[i]))
	}
	return out
}

func (c *call) changeRow(x *record.Change) changeRow {
	f, ok := record.FieldOf(x.Field)
	if !ok {
		return changeRow{Label: x.Field}
	}
	was, now := x.Values(c.say)
	switch x.Field {
	case "categories":
		was, now = c.categoryNames(x.Was.Categories), c.categoryNames(x.Now.Categories)
	case "capacity", "revenue":
		was, now = c.dollarsOf(was), c.dollarsOf(now)
	}
	return changeRow{Label: f.Label(c.say), Was: was, Now: now, Private: f.Private}
}

// setStanding adds a line to a record's history of standing.
func setStanding(c *call) error {
	base, _ := strconv.ParseInt(c.form("version"), 10, 64)
	s := record.Status{Standing: record.Standing(c.form("statut")), From: c.form("depuis"), Reason: c.form("raison")}
	if err := c.s.desk.SetStanding(c.Request.Context(), *c.actor, c.Param("fiche"), base, s); err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.standing_set"), "")
	return c.redirect("/fiches/" + url.PathEscape(c.Param("fiche")))
}

func dropStanding(c *call) error {
	base, _ := strconv.ParseInt(c.form("version"), 10, 64)
	if err := c.s.desk.DropStanding(c.Request.Context(), *c.actor, c.Param("fiche"), base, c.form("depuis"), c.form("raison")); err != nil {
		return err
	}
	c.flash("good", c.say.T("web.rec.standing_dropped"), "")
	return c.redirect("/fiches/" + url.PathEscape(c.Param("fiche")))
}

// exportRecords sends the registry as a file that the import reads back.
func exportRecords(c *call) error {
	edition, _ := strconv.Atoi(c.Query("edition"))
	opt := record.Export{Contacts: c.Query("contacts") != "", All: c.Query("tout") != ""}
	rows, err := c.s.desk.ExportRecords(c.Request.Context(), *c.actor, edition, opt, c.say)
	if err != nil {
		return err
	}
	name := "registre.csv"
	if edition > 0 {
		name = "registre-edition-" + strconv.Itoa(edition) + ".csv"
	}
	return c.sendCSV(name, rows)
}

// sendCSV sends rows as a spreadsheet opens them: in French, semicolons.
func (c *call) sendCSV(name string, rows [][]string) error {
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Status(http.StatusOK)
	if _, err := c.Writer.WriteString("\ufeff"); err != nil {
		return nil //nolint:nilerr // the browser went away
	}
	w := csv.NewWriter(c.Writer)
	if c.say.Lang == message.French {
		w.Comma = ';'
	}
	_ = w.WriteAll(rows) // the same
	return nil
}

type editionsView struct {
	Tabs []link
	Rows []editionRow
}

type editionRow struct {
	Number, Size int
	Digest, On   string
}

// editionsPage lists the editions that diagnostics cite.
func editionsPage(c *call) error {
	list, err := c.s.desk.Editions(c.Request.Context(), *c.actor)
	if err != nil {
		return err
	}
	v := editionsView{Tabs: c.recordTabs("/fiches/editions")}
	for _, m := range list {
		v.Rows = append(v.Rows, editionRow{Number: m.Number, Size: m.Size, Digest: m.Digest[:min(12, len(m.Digest))], On: c.say.Date(m.At.UTC().Format(time.DateOnly))})
	}
	return c.page("editions", c.say.T("web.rec.tab_editions"), v)
}
