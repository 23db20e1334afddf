package intake_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/record/recordtest"
	"jachete/templates/message"
	"jachete/templates/policy"
)

var (
	french = message.In(message.French)
	noon   = time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC)
	stamp  = record.Stamp{Seq: 1, At: noon, Author: "import:registre.csv", Reason: "premier import", Batch: "lot-1"}
)

// tester is what testing.T and rapid.T share.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func options(t tester) intake.Options {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return intake.Options{Headers: p.Headers, Categories: p.Categories, Territory: &p.Territory}
}

func ids() func() string {
	n := 0
	return func() string { n++; return recordtest.ID(1000 + n) }
}

func write(t tester, dir, text string) string {
	t.Helper()
	path := filepath.Join(dir, "registre.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func preview(t *testing.T, text string, records []record.Record, change func(*intake.Options)) *intake.Preview {
	t.Helper()
	opt := options(t)
	if change != nil {
		change(&opt)
	}
	table, err := intake.Read(t.Context(), write(t, t.TempDir(), text), opt)
	if err != nil {
		t.Fatal(err)
	}
	p := intake.Compare(table, records, opt)
	for _, say := range []message.Printer{message.In(message.French), message.In(message.English)} {
		for i := range p.Rows {
			for _, f := range p.Rows[i].Faults {
				if s := say.Fault(f); strings.ContainsAny(s, "‹{") {
					t.Errorf("message %q", s)
				}
			}
		}
		if s := p.Text(say); strings.ContainsAny(s, "‹{\x1b") {
			t.Errorf("preview %q", s)
		}
		for _, f := range p.Notes {
			if s := say.Fault(f); strings.ContainsAny(s, "‹{") {
				t.Errorf("message %q", s)
			}
		}
	}
	return p
}

// outcome writes what would happen to a row: "update neq [city postal]" or the
// faults with their cells.
func outcome(p *intake.Preview) []string {
	var out []string
	for i := range p.Rows {
		r := &p.Rows[i]
		s := string(r.Action)
		if r.By != "" {
			s += " " + string(r.By)
		}
		if r.Action == intake.Update {
			var fields []string
			for _, c := range r.Changes {
				fields = append(fields, c.Field)
			}
			s += " [" + strings.Join(fields, " ") + "]"
		}
		for _, f := range r.Faults {
			s += " " + f.Key + "@" + f.Place.Cell
		}
		out = append(out, s)
	}
	return out
}

func TestFirstImport(t *testing.T) {
	t.Parallel()
	n1, n2 := recordtest.NEQ(1), recordtest.NEQ(2)
	text := strings.Join([]string{
		"Registre du Pôle,,,,,,,,,,",
		"No,Nom de l'entreprise,Sigle,NEQ,Forme juridique,Ville,Code postal,Catégories,Territoire desservi,Reconnue depuis,Jusqu'au,Téléphone,Couleur",
		`E-1,Ressourcerie des Trois-Clochers,RTC,` + n1 + `,OBNL,Léry,j6n 2b2,Traiteur; Entretien ménager,MRC de Roussillon; partout,2023-01-01,,450 555-0100,bleu`,
		`E-2,Coopérative Zibeline,,` + n2 + `.0,Coop de solidarité,Rigaud,J0P 1P0,,,2022,2023,,vert`,
		`E-3,Atelier sans date,,,,Hudson,,,,,,,`,
		`E-4,Atelier fusée,,,,Hudson,,Fusées,,,,,`,
		`E-5,Personne inventée,,22` + n1[2:] + `,,Hudson,,,,2024-01-01,,,`,
		`E-6,Date douteuse,,,,Hudson,,,,03/04/2024,,,`,
		`,,,,,,,,,,,,`,
		`E-7,,,,,Hudson,,,,,,,`,
	}, "\n") + "\n"
	p := preview(t, text, nil, nil)
	want := []string{
		"create", "create", "create", "conflict intake.category@H6", "conflict record.natural_person@D7",
		"conflict registry.date@J8", "conflict registry.empty_name@B10",
	}
	// The policy's categories may or may not hold a word; the form of E-2 is known.
	if diff := cmp.Diff(want, outcome(p)); diff != "" {
		t.Fatal(diff)
	}
	versions := p.Apply(stamp, ids())
	if len(versions) != 3 || versions[2].Seq != 3 || versions[0].Batch != "lot-1" {
		t.Fatalf("%+v", versions)
	}
	a, b, c := versions[0].Record, versions[1].Record, versions[2].Record
	if a.Ref != "E-1" || a.NEQ != n1 || a.Postal != "J6N2B2" || a.Family != "npo" || a.Phone != "450 555-0100" ||
		!cmp.Equal(a.Serves, []string{"Roussillon", "*"}) || len(a.Categories) != 2 || a.Categories[0] == "Traiteur" ||
		!cmp.Equal(a.Spans(), []registry.Span{{From: "2023-01-01"}}) || len(a.Named(record.Acronym)) != 1 {
		t.Errorf("%+v", a)
	}
	if b.NEQ != n2 || b.Family != "coop_solidarity" || !cmp.Equal(b.Spans(), []registry.Span{{From: "2022-01-01", To: "2023-12-31"}}) {
		t.Errorf("%+v", b)
	}
	if c.StandingOn("") != record.Candidate || len(c.Statuses) != 0 {
		t.Errorf("%+v", c)
	}
	keys := map[string]string{}
	for _, n := range p.Notes {
		keys[n.Key] = n.Args["n"]
	}
	if keys["intake.no_standing"] != "1" || keys["intake.ignored"] == "" || len(p.Ignored) != 1 || p.Ignored[0] != "Couleur" {
		t.Errorf("notes %v, ignored %v", keys, p.Ignored)
	}
	// The same file again changes nothing.
	records := []record.Record{a, b, c}
	again := preview(t, text, records, nil)
	if diff := cmp.Diff([]string{"unchanged ref", "unchanged ref", "unchanged ref"}, outcome(again)[:3]); diff != "" {
		t.Error(diff)
	}
	if v := again.Apply(stamp, ids()); len(v) != 0 {
		t.Errorf("versions of nothing: %+v", v)
	}
	// The Pôle may say from when its own list counts.
	from := preview(t, text, nil, func(o *intake.Options) { o.RecognisedFrom = "2024-04-01" })
	if v := from.Apply(stamp, ids()); v[2].Record.StandingOn("2024-04-01") != record.Recognised || v[0].Record.StandingOn("2023-06-01") != record.Recognised {
		t.Errorf("%+v", v[2].Record.Statuses)
	}
	own := preview(t, text, nil, func(o *intake.Options) { o.OwnWords = true })
	if got := outcome(own)[3]; got != "create" {
		t.Errorf("own words: %s", got)
	}
}

func entry(id, name, city, neq string) record.Record {
	return record.Record{
		ID: recordtest.ID(0)[:35] + id, Names: []record.Name{{Text: name, Kind: record.Legal}}, City: city, NEQ: neq,
		Statuses: []record.Status{{Standing: record.Recognised, From: "2023-01-01"}},
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	n1, n2, n3 := recordtest.NEQ(1), recordtest.NEQ(2), recordtest.NEQ(3)
	a, b, c := entry("a", "Ressourcerie Clocher", "Léry", n1), entry("b", "Coop Zibeline", "Rigaud", n2), entry("c", "Atelier Kumquat", "Hudson", "")
	d := entry("d", "Atelier Kumquat", "Delson", "")
	a.Street, a.Ref = "1, rue Inventée", "E-1"
	b.QST = "1000000001"
	a.Names = append(a.Names, record.Name{Text: "Le Clocher", Kind: record.Other}, record.Name{Text: "CDC", Kind: record.Acronym})
	merged := entry("e", "Vieux doublon", "Léry", "")
	merged.MergedInto = a.ID
	gone := entry("f", "Annulée", "Léry", "")
	gone.Removed = true
	records := []record.Record{a, b, c, d, merged, gone}
	tests := []struct {
		about, header, row string
		want               string
		opt                func(*intake.Options)
	}{
		{"by identifier", "ID,Nom,Ville", a.ID + ",Ressourcerie Clocher,Delson", "update id [city]", nil},
		{"by identifier in capitals", "ID,Nom,Ville", strings.ToUpper(a.ID) + ",Ressourcerie Clocher,Léry", "unchanged id", nil},
		{"by the Pôle's number", "No,Nom", "E-1,Ressourcerie Clocher", "unchanged ref", nil},
		{"by NEQ", "Nom,NEQ,Ville", "Ressourcerie Clocher," + n1 + ",Mercier", "update neq [city]", nil},
		{"by name and city", "Nom,Ville,Téléphone", "ATELIER KUMQUAT,hudson (Québec),450 555-0199", "update name [name phone]", nil},
		{"the city tells homonyms apart", "Nom,Ville", "Atelier Kumquat,Rigaud", "create", nil},
		{"an acronym names nobody", "Nom,Ville", "CDC,Léry", "create", nil},
		{"homonyms without a city", "Nom,Note", "Atelier Kumquat,x", "conflict intake.ambiguous@A2", nil},
		{"an empty cell erases nothing", "ID,Nom,Ville,Adresse", a.ID + ",Ressourcerie Clocher,Léry,", "unchanged id", nil},
		{"an empty cell erases when asked", "ID,Nom,Ville,Adresse", a.ID + ",Ressourcerie Clocher,Léry,", "update id [street]", func(o *intake.Options) { o.Erase = true }},
		{"another's NEQ", "ID,Nom,NEQ", a.ID + ",Ressourcerie Clocher," + n2, "conflict id intake.identifier_elsewhere@C2", nil},
		{"a new NEQ, by identifier", "ID,Nom,NEQ", a.ID + ",Ressourcerie Clocher," + n3, "update id [neq]", nil},
		{"a new NEQ, by name", "Nom,Ville,NEQ", "Ressourcerie Clocher,Léry," + n3, "conflict name intake.identifier_differs@C2", nil},
		{"a NEQ that fails its check warns", "ID,Nom,NEQ", c.ID + ",Atelier Kumquat," + n3[:9] + string('0'+(n3[9]-'0'+1)%10), "update id [neq] registry.neq_check@C2", nil},
		{"unknown identifier", "ID,Nom", recordtest.ID(77) + ",Toute neuve", "conflict intake.unknown_id@A2", nil},
		{"merged", "ID,Nom", merged.ID + ",Vieux doublon", "conflict id intake.merged@A2", nil},
		{"removed", "ID,Nom", gone.ID + ",Annulée", "conflict id intake.removed@A2", nil},
		{"a merged record's name is new to the living", "Nom,Ville", "Vieux doublon,Léry", "create", nil},
		{"renamed", "NEQ,Nom", n1 + ",Ressourcerie Nouvelle", "update neq [name former_names]", nil},
		{"its other name does not rename", "NEQ,Nom", n1 + ",Le Clocher", "unchanged neq intake.other_name@B2", nil},
		{"since the same day", "Nom,Ville,Reconnue depuis", "Coop Zibeline,Rigaud,2023-01-01", "unchanged name", nil},
		{"since another day", "Nom,Ville,Reconnue depuis", "Coop Zibeline,Rigaud,2022-01-01", "update name [statuses]", nil},
		{"until", "Nom,Ville,Jusqu'au", "Coop Zibeline,Rigaud,2024-12-31", "update name [statuses]", nil},
		{"suspended since", "Nom,Ville,Statut,Depuis", "Coop Zibeline,Rigaud,Suspendue,2024-06-01", "update name [statuses]", nil},
		{"suspended, nobody knows since when", "Nom,Ville,Statut", "Coop Zibeline,Rigaud,Suspendue", "conflict name intake.standing_history@C2", nil},
		{"as it stands", "Nom,Ville,Statut", "Coop Zibeline,Rigaud,Reconnue", "unchanged name", nil},
		{"no such standing", "Nom,Ville,Statut", "Coop Zibeline,Rigaud,Membre or", "conflict name record.standing_unknown@C2", nil},
		{"history", "Nom,Ville,Statuts au registre", `Coop Zibeline,Rigaud,"2022-01-01 : candidate; 2023-01-01 : reconnue (CA; 12)"`, "update name [statuses]", nil},
		{"a history that does not parse", "Nom,Ville,Statuts au registre", "Coop Zibeline,Rigaud,depuis toujours", "conflict name registry.statuses@C2", nil},
		{"attestations", "Nom,Ville,Attestations", `Coop Zibeline,Rigaud,"mission [2024-01-15, initiales] statuts art. 3; democracy"`, "update name [attestations]", nil},
		{"a seventh attestation", "Nom,Ville,Attestations", "Coop Zibeline,Rigaud,joie", "conflict name record.principle_unknown@C2", nil},
		{"capacity", "Nom,Ville,Capacité annuelle,Effectif", "Coop Zibeline,Rigaud,250 k$,12", "update name [staff capacity]", nil},
		{"capacity that does not parse", "Nom,Ville,Capacité annuelle,Effectif", "Coop Zibeline,Rigaud,beaucoup,une douzaine", "unchanged name intake.staff@D2 registry.amount@C2", nil},
		{"family", "Nom,Ville,Famille juridique", "Coop Zibeline,Rigaud,coopérative de solidarité", "update name [family]", nil},
		{"no such family", "Nom,Ville,Famille juridique", "Coop Zibeline,Rigaud,secte", "conflict name record.family_unknown@C2", nil},
		{"a form that is none warns", "Nom,Ville,Forme juridique", "Coop Zibeline,Rigaud,Roussillon", "update name [legal_form] intake.form@C2", nil},
		{"serves elsewhere", "Nom,Ville,Territoire desservi", "Coop Zibeline,Rigaud,Memphrémagog", "update name [serves] intake.serves@C2", nil},
		{"business number of a charity", "Nom,Ville,TPS", "Coop Zibeline,Rigaud,12345 6782 RR 0001", "update name [bn charity]", nil},
		{"a QST number of nobody", "Nom,QST", "Toute neuve,1000000009", "create", nil},
		{"a QST number of another", "Nom,QST", "Toute neuve,1000000001 TQ0001", "conflict intake.identifier_elsewhere@B2", nil},
		{"its own QST number", "Nom,Ville,QST", "Coop Zibeline,Rigaud,1000000001", "unchanged name", nil},
		{"numbered by the Pôle", "No,Nom,NEQ", "E-9,Coop Zibeline," + n2, "update neq [ref]", nil},
		{"a text like a formula", "Nom,Ville,Note", `Coop Zibeline,Rigaud,'=1+1`, "update name [note]", nil},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			p := preview(t, tt.header+"\n"+tt.row+"\n", records, tt.opt)
			if got := outcome(p); len(got) != 1 || got[0] != tt.want {
				t.Errorf("got  %q\nwant %q\n%v", got, tt.want, p.Rows[0].Changes)
			}
		})
	}
}

func TestRowsTogether(t *testing.T) {
	t.Parallel()
	n1, n2 := recordtest.NEQ(1), recordtest.NEQ(2)
	a := entry("a", "Ressourcerie Clocher", "Léry", n1)
	b := entry("b", "Jamais nommée", "Léry", "")
	text := "Nom,Ville,NEQ\nRessourcerie Clocher,Léry,\nLa même autrement,," + n1 + "\nNeuve,Delson," + n2 + "\nNeuve aussi,Rigaud," + n2 + "\nSeule,Delson,\n"
	p := preview(t, text, []record.Record{a, b}, nil)
	want := []string{
		"conflict name intake.two_rows@A2", "conflict neq intake.two_rows@A3", "conflict intake.two_rows@A4", "conflict intake.two_rows@A5", "create",
	}
	if diff := cmp.Diff(want, outcome(p)); diff != "" {
		t.Error(diff)
	}
	if len(p.Missing) != 1 || p.Missing[0].ID != b.ID {
		t.Errorf("missing: %+v", p.Missing)
	}
	if v := p.Apply(stamp, ids()); len(v) != 1 || v[0].Record.Name() != "Seule" {
		t.Errorf("%+v", v)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a,b\n1,2\n":  "registry.no_name_column",
		"Nom,Ville\n": "registry.no_names",
		"":            "file.empty",
	} {
		_, err := intake.Read(t.Context(), write(t, t.TempDir(), text), options(t))
		var f *message.Fault
		if !errors.As(err, &f) || f.Key != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestUndo(t *testing.T) {
	t.Parallel()
	a := entry("a", "Ressourcerie Clocher", "Léry", recordtest.NEQ(1))
	versions := record.Stamp{Seq: 1, At: noon, Author: "x"}.Versions(a)
	p := preview(t, "Nom,Ville,Téléphone\nRessourcerie Clocher,Léry,450 555-0100\nToute neuve,Delson,\n", []record.Record{a}, nil)
	st := stamp
	st.Seq = 2
	versions = append(versions, p.Apply(st, ids())...)
	history := func(v []record.Version) *record.History {
		h, err := record.NewHistory(v)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	back := record.Stamp{Seq: 4, At: noon, Author: "x", Batch: "lot-2"}
	u, err := intake.Undo(history(versions), "lot-1", back, false)
	if err != nil {
		t.Fatal(err)
	}
	after := history(append(versions, u.Versions...))
	if now := record.Living(after.Now()); len(now) != 1 || !record.Same(&now[0], &a) {
		t.Errorf("%+v", now)
	}
	keyOf := func(err error) string {
		var f *message.Fault
		if !errors.As(err, &f) {
			return fmt.Sprint(err)
		}
		return f.Key
	}
	if _, err := intake.Undo(after, "lot-1", back, false); keyOf(err) != "intake.undo_done" {
		t.Error(err)
	}
	if _, err := intake.Undo(after, "lot-9", back, false); keyOf(err) != "intake.undo_unknown" {
		t.Error(err)
	}
	// Undone by mistake: undoing the undoing brings the import back.
	back.Seq, back.Batch = 6, "lot-3"
	if again, err := intake.Undo(after, "lot-2", back, false); err != nil || len(again.Versions) != 2 || again.Versions[1].Record.Removed {
		t.Errorf("%v", err)
	}
	// Somebody changed a record since.
	later := versions[1].Record
	later.City = "Mercier"
	changed := append(versions[:3:3], record.Stamp{Seq: 4, At: noon, Author: "y"}.Versions(later)...)
	back.Seq = 5
	_, err = intake.Undo(history(changed), "lot-1", back, false)
	if keyOf(err) != "intake.undo_changed" || !strings.Contains(err.Error(), "Ressourcerie") {
		t.Error(err)
	}
	if u, err := intake.Undo(history(changed), "lot-1", back, true); err != nil || len(u.Changed) != 1 || len(u.Versions) != 2 {
		t.Errorf("forced: %+v, %v", u, err)
	}
	// A record was merged into one that the import created.
	into := a
	into.MergedInto = versions[2].Record.ID
	merged := append(versions[:3:3], record.Stamp{Seq: 4, At: noon, Author: "y"}.Versions(into)...)
	if _, err := intake.Undo(history(merged), "lot-1", back, true); err != nil {
		t.Errorf("the merged record goes back to what it was too: %v", err)
	}
	other := entry("b", "Autre", "Léry", "")
	other.MergedInto = versions[2].Record.ID
	merged = append(versions[:3:3], record.Stamp{Seq: 4, At: noon, Author: "y"}.Versions(other)...)
	if _, err := intake.Undo(history(merged), "lot-1", back, true); keyOf(err) != "intake.undo_merged" {
		t.Error(err)
	}
}

// csvOf and xlsxOf write the rows of an export.
func csvOf(t tester, dir string, rows [][]string) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return write(t, dir, b.String())
}

func xlsxOf(t tester, dir string, rows [][]string) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		for j, v := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if v != "" {
				if err := f.SetCellStr("Sheet1", cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	path := filepath.Join(dir, "registre.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}
