package record_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/record/recordtest"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

var printers = []message.Printer{message.In(message.French), message.In(message.English)}

func foldAll(list []record.Name) []string {
	var out []string
	for _, n := range list {
		out = append(out, name.Fold(n.Text))
	}
	return out
}

func named(id, text string, more ...record.Status) record.Record {
	return record.Record{ID: id, Names: []record.Name{{Text: text, Kind: record.Legal}}, Statuses: more}
}

var (
	recognised = func(from string) record.Status { return record.Status{Standing: record.Recognised, From: from} }
	suspended  = func(from string) record.Status { return record.Status{Standing: record.Suspended, From: from} }
	withdrawn  = func(from string) record.Status { return record.Status{Standing: record.Withdrawn, From: from} }
	candidate  = func(from string) record.Status { return record.Status{Standing: record.Candidate, From: from} }
)

func keyOf(err error) string {
	var f *message.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := named("a", "Coop de l'Exemple", recognised("2024-01-01"))
	valid := recordtest.NEQ(1)
	with := func(change func(*record.Record)) record.Record { r := good; change(&r); return r }
	natural, public := "22"+valid[2:], "88"+valid[2:]
	tests := []struct {
		about   string
		record  record.Record
		field   string
		key     string
		refusal bool
	}{
		{"no name", with(func(r *record.Record) { r.Names = nil }), "name", "record.no_name", true},
		{"a name of signs", with(func(r *record.Record) { r.Names = append(r.Names, record.Name{Text: "…", Kind: record.Other}) }), "other_names", "record.name_empty", true},
		{"two legal names", with(func(r *record.Record) { r.Names = append(r.Names, record.Name{Text: "Autre", Kind: record.Legal}) }), "name", "record.several_legal_names", false},
		{"check digit of the NEQ", with(func(r *record.Record) { r.NEQ = valid[:9] + string('0'+(valid[9]-'0'+1)%10) }), "neq", "registry.neq_check", false},
		{"no NEQ at all", with(func(r *record.Record) { r.NEQ = "123" }), "neq", "registry.neq_form", false},
		{"natural person", with(func(r *record.Record) { r.NEQ = natural }), "neq", "record.natural_person", true},
		{"natural person, candidate", with(func(r *record.Record) { r.NEQ, r.Statuses = natural, nil }), "neq", "record.natural_person", false},
		{"natural person, once recognised", with(func(r *record.Record) {
			r.NEQ, r.Statuses = natural, []record.Status{recognised(""), withdrawn("2024-01-01")}
		}), "neq", "record.natural_person", true},
		{"public body", with(func(r *record.Record) { r.NEQ = public }), "neq", "record.public_body", true},
		{"business number", with(func(r *record.Record) { r.BN = "123456789" }), "bn", "registry.bn_check", false},
		{"QST", with(func(r *record.Record) { r.QST = "12" }), "qst", "record.qst_form", false},
		{"charity", with(func(r *record.Record) { r.Charity = "123456782RT0001" }), "charity", "record.charity_form", false},
		{"charity of another", with(func(r *record.Record) { r.Charity, r.BN = "123456782RR0001", "100000009" }), "charity", "record.charity_differs", false},
		{"family", with(func(r *record.Record) { r.Family = "secte" }), "family", "record.family_unknown", true},
		{"company recognised", with(func(r *record.Record) { r.Family = "company" }), "family", "record.family_doubt", false},
		{"two standings on one day", with(func(r *record.Record) { r.Statuses = append(r.Statuses, suspended("2024-01-01")) }), "statuses", "record.status_day", true},
		{"no such day", with(func(r *record.Record) { r.Statuses = []record.Status{recognised("2024-02-30")} }), "statuses", "record.date", true},
		{"no such standing", with(func(r *record.Record) { r.Statuses = []record.Status{{Standing: "admise"}} }), "statuses", "record.standing_unknown", true},
		{"attestations not validated", good, "attestations", "record.attestations_missing", false},
		{"a principle twice", with(func(r *record.Record) {
			r.Attestations = []record.Attestation{{Principle: record.Purpose}, {Principle: record.Purpose}}
		}), "attestations", "record.principle_twice", true},
		{"a seventh principle", with(func(r *record.Record) { r.Attestations = []record.Attestation{{Principle: "joie"}} }), "attestations", "record.principle_unknown", true},
		{"postal code", with(func(r *record.Record) { r.Postal = "J6S" }), "postal", "record.postal_form", false},
		{"category", with(func(r *record.Record) { r.Categories = []string{"fusées"} }), "categories", "record.category_unknown", false},
		{"negative volume", with(func(r *record.Record) { r.Capacity.Volume = decimal.NewNullDecimal(decimal.New(-1, 0)) }), "capacity", "record.negative", true},
		{"too long", with(func(r *record.Record) { r.City = strings.Repeat("a", 301) }), "city", "record.too_long", true},
		{"too many", with(func(r *record.Record) { r.Serves = make([]string, 201) }), "serves", "record.too_many", true},
		{"terminal escape", with(func(r *record.Record) { r.City = "Ville\x1b[2J" }), "city", "record.control_character", true},
		{"its own duplicate", with(func(r *record.Record) { r.MergedInto = "a" }), "merged_into", "record.merged_itself", true},
		{"name's dates reversed", with(func(r *record.Record) {
			r.Names = append(r.Names, record.Name{Text: "X", Kind: record.Former, From: "2024-01-02", To: "2024-01-01"})
		}), "former_names", "record.dates_reversed", true},
		{"e-mail", with(func(r *record.Record) { r.Contacts = []record.Contact{{Email: "sans arobase"}} }), "contacts", "record.email_form", false},
	}
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			found := false
			for _, f := range tt.record.Check(p.Categories) {
				if f.Field == tt.field && f.Fault.Key == tt.key {
					found = true
					if f.Refusal != tt.refusal {
						t.Errorf("refusal %v, want %v", f.Refusal, tt.refusal)
					}
				}
				for _, say := range printers {
					if s := say.Fault(f.Fault); strings.ContainsAny(s, "‹{") {
						t.Errorf("message %q", s)
					}
				}
			}
			if !found {
				t.Errorf("%s not told: %+v", tt.key, tt.record.Check(p.Categories))
			}
		})
	}
	good.NEQ = valid
	if record.Refused(good.Check(p.Categories)) {
		t.Errorf("a good record is refused: %+v", good.Check(nil))
	}
}

func TestWithStatus(t *testing.T) {
	t.Parallel()
	r := named("a", "Coop de l'Exemple")
	for _, s := range []record.Status{recognised("2023-01-01"), suspended("2024-01-01"), recognised("2024-07-01"), candidate("2022-06-01")} {
		var err error
		if r, err = r.WithStatus(s); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[string]record.Standing{
		"2022-01-01": record.Candidate, "2022-12-31": record.Candidate, "2023-01-01": record.Recognised, "2023-12-31": record.Recognised,
		"2024-01-01": record.Suspended, "2024-06-30": record.Suspended, "2024-07-01": record.Recognised, "": record.Recognised,
	} {
		if got := r.StandingOn(day); got != want {
			t.Errorf("on %q: %s, want %s", day, got, want)
		}
	}
	want := []registry.Span{{From: "2023-01-01", To: "2023-12-31"}, {From: "2024-07-01"}}
	if diff := cmp.Diff(want, r.Spans()); diff != "" {
		t.Error(diff)
	}
	natural := named("b", "Personne inventée")
	natural.NEQ = "22" + recordtest.NEQ(1)[2:]
	for _, tt := range []struct {
		of   record.Record
		s    record.Status
		want string
	}{
		{r, withdrawn("2024-07-01"), "record.status_day"},
		{r, recognised("2025-01-01"), "record.status_same"},
		{r, record.Status{Standing: "admise", From: "2025-01-01"}, "record.status_form"},
		{r, withdrawn("2025-13-01"), "record.status_form"},
		{natural, recognised("2024-01-01"), "record.natural_person"},
	} {
		if _, err := tt.of.WithStatus(tt.s); keyOf(err) != tt.want {
			t.Errorf("%+v: %v, want %s", tt.s, err, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	r := record.Record{Names: []record.Name{
		{Text: "CDE", Kind: record.Acronym},
		{Text: "Coop de l'Exemple", Kind: record.Legal},
		{Text: "Example Co-op", Kind: record.English},
		{Text: "Vieux Atelier", Kind: record.Former, From: "2010-01-01", To: "2019-12-31"},
		{Text: "COOP DE L’EXEMPLE", Kind: record.Other},
	}}
	if diff := cmp.Diff([]string{"CDE", "Example Co-op", "Vieux Atelier"}, r.OtherNames()); diff != "" || r.Name() != "Coop de l'Exemple" {
		t.Errorf("%q: %s", r.Name(), diff)
	}
	if a, b := r.NameOn("2015-06-01"), r.NameOn("2022-06-01"); a != "Vieux Atelier" || b != "Coop de l'Exemple" {
		t.Errorf("names on a day: %q, %q", a, b)
	}
	n := r.Renamed("Coop nouvelle", "2025-01-01")
	if n.Name() != "Coop nouvelle" || n.NameOn("2025-01-01") != "Coop nouvelle" {
		t.Errorf("renamed: %+v", n.Names)
	}
	if f := n.Named(record.Former); len(f) != 2 || f[1] != (record.Name{Text: "Coop de l'Exemple", Kind: record.Former, To: "2024-12-31"}) {
		t.Errorf("the old name: %+v", f)
	}
	if n := r.Renamed("COOP DE L'EXEMPLE", ""); len(n.Named(record.Former)) != 1 || n.Name() != "COOP DE L'EXEMPLE" {
		t.Errorf("a spelling corrected is no new name: %+v", n.Names)
	}
	if back := n.Renamed("Coop de l'Exemple", ""); back.Name() != "Coop de l'Exemple" {
		t.Errorf("renamed back: %+v", back.Names)
	}
}

// Recognised, suspended, recognised again; a candidate; a merged and a removed
// record; a natural person that slipped in.
func TestEdition(t *testing.T) {
	t.Parallel()
	a := named("a", "Coop de l'Exemple", recognised("2023-01-01"), suspended("2024-01-01"), recognised("2024-07-01"))
	b := named("b", "Atelier candidat", candidate("2023-01-01"))
	c := named("c", "Doublon", recognised(""))
	c.MergedInto = "a"
	d := named("d", "Retirée", recognised(""))
	d.Removed = true
	e := named("e", "Personne inventée", recognised(""))
	e.NEQ = "22" + recordtest.NEQ(1)[2:]
	f := named("f", "Jadis reconnue", recognised(""), withdrawn("2020-01-01"))
	v := record.Stamp{Seq: 1, At: noon}.Versions(a, b, c, d, e, f)
	h, err := record.NewHistory(v)
	if err != nil {
		t.Fatal(err)
	}
	mark := h.Mark(3, h.Last(), noon)
	ed, err := h.Edition(mark)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range ed.Entries {
		ids = append(ids, ed.Entries[i].ID)
	}
	if diff := cmp.Diff([]string{"a", "f"}, ids); diff != "" || mark.Size != 2 || ed.Number != 3 || ed.Seq != 6 || len(ed.Warnings) != 1 {
		t.Errorf("%s; mark %+v, warnings %v", diff, mark, ed.Warnings)
	}
	for day, want := range map[string]bool{"2022-12-31": false, "2023-06-01": true, "2024-03-01": false, "2024-07-01": true} {
		if got := ed.Entries[0].RecognisedOn(day); got != want {
			t.Errorf("on %s: %v", day, got)
		}
	}
	if e := ed.Entries[0]; e.RecognisedWithin("2024-02-01", "2024-05-31") || !e.RecognisedWithin("2024-02-01", "2024-07-01") || e.Unbounded() {
		t.Error("the months of suspension count")
	}
	if e := ed.Entries[1]; e.To != "2019-12-31" || e.Spans != nil {
		t.Errorf("one stretch: %+v", e)
	}
	// A later change makes another edition; the first one stays what it was.
	a.City = "Ville-Inventée"
	h2, err := record.NewHistory(append(v, record.Stamp{Seq: 7, At: noon}.Versions(a)...))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := h2.Edition(mark); err != nil || again.Digest != mark.Digest {
		t.Errorf("the first edition: %v", err)
	}
	mark.Seq = 7
	if _, err := h2.Edition(mark); !errors.Is(err, record.ErrEdition) {
		t.Errorf("other records under the same digest: %v", err)
	}
	one, err := record.Edition(v, 1)
	if err != nil || len(one.Entries) != 1 || one.Seq != 1 {
		t.Errorf("as of change 1: %v, %v", one, err)
	}
	if _, err := record.NewHistory(append(v, v[0])); !errors.Is(err, record.ErrHistory) {
		t.Errorf("two changes of one number: %v", err)
	}
	g := named("g", "Autre", recognised(""))
	a.BN, g.Charity = "123456782", "123456782RR0001"
	if w := record.EditionOf([]record.Record{a, g}).Warnings; len(w) != 1 || w[0].Args["field_fr"] != "NE" {
		t.Errorf("a shared number: %v", w)
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	a := named("a", "Coop de l'Exemple", recognised("2023-01-01"))
	b := named("b", "Coopérative Exemple", candidate(""))
	a.NEQ, b.NEQ, b.City = recordtest.NEQ(1), recordtest.NEQ(2), "Léry"
	_, _, err := record.Merge(&a, &b, nil)
	if keyOf(err) != "record.merge_open" {
		t.Fatalf("two numbers: %v", err)
	}
	s, d, err := record.Merge(&a, &b, record.Choices{"neq": record.FromDuplicate})
	if err != nil {
		t.Fatal(err)
	}
	if s.NEQ != b.NEQ || s.City != "Léry" || s.Name() != "Coop de l'Exemple" || d.MergedInto != "a" || len(s.Named(record.Other)) != 1 {
		t.Errorf("%+v", s)
	}
	b.NEQ, b.Statuses = "", []record.Status{recognised("2022-01-01"), withdrawn("2023-06-01")}
	if _, _, err := record.Merge(&a, &b, nil); keyOf(err) != "record.merge_open" || !strings.Contains(message.In(message.French).Fault(err.(*message.Fault)), "Statuts") {
		t.Errorf("two histories: %v", err)
	}
	s, _, err = record.Merge(&a, &b, record.Choices{"statuses": record.FromBoth})
	if err != nil || !cmp.Equal(s.Spans(), []registry.Span{{From: "2022-01-01"}}) {
		t.Errorf("%v: %+v", err, s.Spans())
	}
	for about, err := range map[string]error{
		"record.merge_itself": third(record.Merge(&a, &a, nil)),
		"record.merge_gone":   third(record.Merge(&a, &d, nil)),
		"record.merge_choice": third(record.Merge(&a, &b, record.Choices{"couleur": record.FromBoth})),
	} {
		if keyOf(err) != about {
			t.Errorf("%v, want %s", err, about)
		}
	}
}

func third(_, _ record.Record, err error) error { return err }

func TestRedirects(t *testing.T) {
	t.Parallel()
	into := func(id, survivor string) record.Record {
		r := named(id, id)
		r.MergedInto = survivor
		return r
	}
	got, err := record.Redirects([]record.Record{into("a", "b"), into("b", "c"), named("c", "c"), named("d", "d")})
	if diff := cmp.Diff(map[string]string{"a": "c", "b": "c"}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	gone := named("c", "c")
	gone.Removed = true
	for about, list := range map[string][]record.Record{
		"cycle":   {into("a", "b"), into("b", "a")},
		"itself":  {into("a", "a")},
		"nowhere": {into("a", "z")},
		"removed": {into("a", "c"), gone},
	} {
		if _, err := record.Redirects(list); !errors.Is(err, record.ErrRedirect) {
			t.Errorf("%s: %v", about, err)
		}
	}
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	at := func(r record.Record, city, neq string) record.Record { r.City, r.NEQ = city, neq; return r }
	list := []record.Record{
		at(named("a", "Ressourcerie des Trois Clochers"), "Léry", recordtest.NEQ(1)),
		at(named("b", "Tout autre nom"), "Delson", recordtest.NEQ(1)),
		at(named("c", "RESSOURCERIE DES TROIS-CLOCHERS"), "léry (Québec)", recordtest.NEQ(2)),
		at(named("d", "Traiteur Zibeline Polaire"), "Candiac", ""),
		at(named("e", "Traiteur Zibeline Polaire inc."), "Candiac", ""),
		at(named("f", "Garderie Kumquat"), "Candiac", ""),
	}
	got, err := record.Duplicates(list, params)
	if err != nil {
		t.Fatal(err)
	}
	type pair struct {
		A, B, By string
		Conflict bool
	}
	var pairs []pair
	for _, d := range got {
		pairs = append(pairs, pair{d.A, d.B, d.By, d.Conflict})
	}
	want := []pair{{"a", "b", "identifier", false}, {"a", "c", "name_city", true}, {"d", "e", "match", false}}
	if diff := cmp.Diff(want, pairs); diff != "" {
		t.Error(diff)
	}
	if none, err := record.Duplicates(nil, params); err != nil || len(none) != 0 {
		t.Errorf("no record: %v %v", none, err)
	}
}

// Every field, standing and missing thing has its words; no contact's name and
// no escape sequence reaches a terminal.
func TestText(t *testing.T) {
	t.Parallel()
	r := named("a", "Coop de l'Exemple", recognised("2024-01-01"))
	r.Names = append(r.Names, record.Name{Text: "Vieux\x1b[31m nom", Kind: record.Former})
	r.Contacts = []record.Contact{{Name: "Personne Inventée", Email: "a@exemple.test"}}
	r.Family, r.Note = "coop", "=1+1"
	empty := named("b", "Vide")
	for _, say := range printers {
		for _, f := range record.Fields() {
			if strings.Contains(f.Label(say), "‹") {
				t.Errorf("field %s has no name", f.Key)
			}
		}
		for _, s := range []string{record.Text(&r, "2024-06-01", say), record.Text(&empty, "", say), record.Line(&r, "2023-01-01", say)} {
			if strings.ContainsAny(s, "‹{\x1b") || strings.Contains(s, "Personne Inventée") {
				t.Errorf("%s", s)
			}
		}
		other := r
		other.Names, other.Contacts, other.Family, other.Statuses = empty.Names, nil, "npo", nil
		for _, c := range record.Diff(&r, &other) {
			if s := c.Text(say); strings.ContainsAny(s, "‹{") || strings.Contains(s, "Personne") {
				t.Errorf("%s: %s", c.Field, s)
			}
		}
		rows := record.Rows([]record.Record{r, empty}, record.Export{}, say)
		if len(rows) != 3 || rows[0][0] != "ID" || rows[1][0] != "a" {
			t.Errorf("rows: %q", rows)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") || strings.Contains(cell, "Personne Inventée") {
					t.Errorf("cell %q", cell)
				}
			}
		}
	}
	later := r
	later.City = "Léry\x1b[2J"
	h, err := record.NewHistory(append(record.Stamp{Seq: 1, At: noon, Author: "a"}.Versions(r),
		record.Stamp{Seq: 2, At: noon, Author: "b", Reason: "déménagement", Batch: "lot-1"}.Versions(later)...))
	if err != nil {
		t.Fatal(err)
	}
	steps := h.Steps("a")
	if len(steps) != 2 || steps[0].Changes != nil || len(steps[1].Changes) != 1 || steps[1].Changes[0].Field != "city" {
		t.Fatalf("%+v", steps)
	}
	for _, say := range printers {
		s := steps[0].Text(say) + steps[1].Text(say)
		for _, want := range []string{"déménagement", "lot-1", "Léry", say.Date("2025-01-15")} {
			if !strings.Contains(s, want) || strings.ContainsAny(s, "‹{\x1b") {
				t.Errorf("%q does not tell %q as it should", s, want)
			}
		}
	}
	if s := record.Line(&r, "2024-06-01", printers[0]); !strings.Contains(s, "reconnue") {
		t.Error(s)
	}
	if s := record.Line(&r, "2023-06-01", printers[1]); !strings.Contains(s, "candidate") {
		t.Error(s)
	}
}

// Every message that the code names is in the catalogue.
func TestMessages(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`"((?:record|intake|registry)\.[a-z_.]+[a-z])"`)
	seen := 0
	for _, pattern := range []string{"*.go", "../intake/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range key.FindAllSubmatch(b, -1) {
				k := string(m[1])
				seen++
				if say := printers[0]; !say.Has(k) && strings.Contains(say.What(message.NewFault(k, message.Place{})), "‹") {
					t.Errorf("%s: no message %q", file, k)
				}
			}
		}
	}
	for _, s := range []record.Standing{record.Candidate, record.Recognised, record.Suspended, record.Withdrawn} {
		if !printers[0].Has("record.standing." + string(s)) {
			t.Errorf("no word for %s", s)
		}
	}
	empty := record.Record{}
	for _, m := range empty.Completeness().Missing {
		if !printers[0].Has(m.Key) {
			t.Errorf("no words for %s", m.Key)
		}
	}
	for _, p := range record.Principles() {
		if !printers[0].Has("record.principle."+string(p)) || !printers[0].Has("record.principle."+string(p)+".long") {
			t.Errorf("no words for %s", p)
		}
	}
	for _, f := range record.Families() {
		if !printers[0].Has("record.family." + f) {
			t.Errorf("no words for %s", f)
		}
	}
	if seen < 60 {
		t.Errorf("only %d keys found: the search is broken", seen)
	}
}
