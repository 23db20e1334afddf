package registry_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"jachete/diagnostic/registry"
	"jachete/templates/message"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

func write(t *testing.T, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "registre.csv")
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t *testing.T, text string) (*registry.Edition, error) {
	t.Helper()
	return registry.Read(context.Background(), write(t, text), nil, registry.Options{
		Categories: []policy.Category{{ID: "menage", Name: policy.Text{Fr: "Entretien ménager", En: "Cleaning"}}, {ID: "traiteur", Name: policy.Text{Fr: "Traiteur", En: "Catering"}}},
	})
}

func TestReadEverything(t *testing.T) {
	t.Parallel()
	ed, err := read(t, "Registre inventé;;;;;;;;;;;\n"+
		"Nom;Autres noms;NEQ;No TPS;Forme juridique;Ville;Code postal;MRC;Catégories;Territoire desservi;Reconnu depuis;Jusqu'au\n"+
		"Buanderie Zibeline;La Zib | BZ;11 0000 0018;123456782RT0001;Coopérative de solidarité;Saint-Rémi;j0l 2l0;Roussillon;Traiteur, Entretien ménager;MRC de Roussillon, Beauharnois-Salaberry;2024-06-01;\n"+
		"Atelier Gerboise;;;;OBNL;;;;Sellerie;partout;1er juin 2023;2025\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []registry.Entry{
		{
			ID: "r3", Name: "Buanderie Zibeline", OtherNames: []string{"La Zib", "BZ"}, NEQ: "1100000018", BN: "123456782",
			LegalForm: "Coopérative de solidarité", Family: "coop_solidarity", City: "Saint-Rémi", Postal: "J0L2L0", MRC: "Roussillon",
			Categories: []string{"traiteur", "menage"}, Serves: []string{"Roussillon", "Beauharnois-Salaberry"}, From: "2024-06-01", Row: 3,
		},
		{ID: "r4", Name: "Atelier Gerboise", LegalForm: "OBNL", Family: "npo", Categories: []string{"Sellerie"}, Serves: []string{"*"}, From: "2023-06-01", To: "2025-12-31", Row: 4},
	}
	if d := cmp.Diff(want, ed.Entries); d != "" {
		t.Errorf("entries (-want +got):\n%s", d)
	}
	if ed.Columns["neq"] != "NEQ" || ed.Columns["to"] != "Jusqu'au" {
		t.Errorf("columns = %v", ed.Columns)
	}
	m := ed.MatchEntries()
	if d := cmp.Diff([]string{"Buanderie Zibeline", "La Zib", "BZ"}, m[0].Names); d != "" || m[0].NEQ != "1100000018" {
		t.Errorf("match entry %+v", m[0])
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, key, cell, first string }{
		{"no name column", "id,colour\n1,red\n", "registry.no_name_column", "", ""},
		{"no names", "id,name\n1,\n2,\n", "registry.no_names", "", ""},
		{"same id", "id,name\n1,Zibeline\n2,Gerboise\n1,Hermine\n", "registry.duplicate_identifier", "A4", "A2"},
		{"same neq", "id,name,neq\n1,Zibeline,1100000018\n2,Gerboise,1100000018\n", "registry.duplicate_identifier", "C3", "C2"},
		{"same neq without ids", "nom,neq\nZibeline,1100000018\nGerboise,1100000018\n", "registry.duplicate_identifier", "B3", "B2"},
		{"same bn", "id,name,bn\n1,Zibeline,123456782\n2,Gerboise,123456782 RT 0001\n", "registry.duplicate_identifier", "C3", "C2"},
		{"ambiguous date", "id,name,from\n1,Zibeline,03/04/2024\n", "registry.date", "C2", ""},
		{"no date", "id,name,to\n1,Zibeline,bientôt\n", "registry.date", "C2", ""},
		{"impossible date", "id,name,to\n1,Zibeline,2024-02-31\n", "registry.date", "C2", ""},
		{"reversed", "id,name,from,to\n1,Zibeline,2024-02-01,2023-01-01\n", "registry.dates_reversed", "D2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, c.text)
			var f *message.Fault
			if !errors.As(err, &f) {
				t.Fatalf("error is %v, want a fault", err)
			}
			if f.Key != c.key || f.Place.Cell != c.cell || f.Args["first"] != c.first {
				t.Errorf("fault %s at %q (first %q), want %s at %q (first %q)", f.Key, f.Place.Cell, f.Args["first"], c.key, c.cell, c.first)
			}
			for _, l := range message.Langs {
				if s := message.In(l).Fault(f); strings.ContainsAny(s, "‹{") {
					t.Errorf("%s: unfinished text %q", l, s)
				}
			}
		})
	}
}

func TestReadWarns(t *testing.T) {
	t.Parallel()
	ed, err := read(t, "id,name,neq,bn\n1,Zibeline,1100000019,\n2,,,\n3,Gerboise,12,\n4,Hermine,,123456789\n1,ZIBELINE,1100000019,\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range ed.Warnings {
		got = append(got, w.Key+" "+w.Place.Cell)
		for _, l := range message.Langs {
			if s := message.In(l).Fault(w); strings.ContainsAny(s, "‹{") {
				t.Errorf("%s: unfinished text %q", l, s)
			}
		}
	}
	want := []string{"registry.neq_check C2", "registry.empty_name B3", "registry.neq_form C4", "registry.bn_check D5", "registry.neq_check C6", "registry.repeated_row A6"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("warnings (-want +got):\n%s", d)
	}
	if len(ed.Entries) != 3 {
		t.Errorf("%d entries, want 3", len(ed.Entries))
	}
}

// A public register is used as published: what a Pôle's own registry would be
// refused for is told.
// A capacity that cannot be read is warned of at its cell and left unknown.
func TestReadCapacity(t *testing.T) {
	t.Parallel()
	ed, err := read(t, "Nom;Capacité annuelle ($);Chiffre d'affaires annuel ($)\nBuanderie Zibeline;250 000 $;1,2 M$\nAtelier Gerboise;selon la saison;\n")
	if err != nil {
		t.Fatal(err)
	}
	a, b := ed.Entries[0], ed.Entries[1]
	if !a.Capacity.Valid || a.Capacity.Decimal.String() != "250000" || a.Revenue.Decimal.String() != "1200000" || b.Capacity.Valid || b.Revenue.Valid {
		t.Errorf("%+v %+v", a, b)
	}
	if len(ed.Warnings) != 1 || ed.Warnings[0].Key != "registry.amount" || ed.Warnings[0].Place.Cell != "B3" {
		t.Errorf("warnings %+v", ed.Warnings)
	}
}

func TestReadLargeRegister(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id,name,city\n")
	for i := range 1500 {
		fmt.Fprintf(&b, "%d,Zibeline %d,\n", i, i)
	}
	b.WriteString("7,Gerboise,\n8,Hermine,Laval\n8,Fouine,Magog\n")
	ed, err := read(t, b.String())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"Gerboise"}, ed.Entries[7].OtherNames); d != "" {
		t.Error(d)
	}
	last := ed.Entries[len(ed.Entries)-1]
	if last.ID != "8" || last.Name != "Fouine" {
		t.Errorf("the contradicting row was not kept: %+v", last)
	}
}

func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetRow("Sheet1", "A1", &[]any{"Notes"}))
	if _, err := f.NewSheet("ÉÉS"); err != nil {
		t.Fatal(err)
	}
	must(f.SetSheetRow("ÉÉS", "A3", &[]any{"Nom de l'entreprise", "NEQ", "Ville"}))
	must(f.SetSheetRow("ÉÉS", "A4", &[]any{"Buanderie Zibeline", 1100000018, "Saint-Rémi"}))
	p := filepath.Join(t.TempDir(), "r.xlsx")
	must(f.SaveAs(p))
	ed, err := registry.Read(context.Background(), p, nil, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(ed.Entries) != 1 || ed.Entries[0].NEQ != "1100000018" || ed.Sheet != "ÉÉS" || ed.Entries[0].Row != 4 {
		t.Errorf("entries %+v of sheet %q", ed.Entries, ed.Sheet)
	}
}

func TestRecognisedOn(t *testing.T) {
	t.Parallel()
	e := registry.Entry{From: "2024-06-01", To: "2025-01-31"}
	for date, want := range map[string]bool{"2024-05-31": false, "2024-06-01": true, "2025-01-31": true, "2025-02-01": false, "": true} {
		if got := e.RecognisedOn(date); got != want {
			t.Errorf("%q: %v", date, got)
		}
	}
}

func TestRealRegistriesLoad(t *testing.T) {
	t.Parallel()
	for set, want := range map[string]int{"ca_ccc": 51806, "fr_siae": 3853, "qc_mauricie": 2219, "qc_seao": 3320, "uk_coops": 8489} {
		p := testkit.Shared(t, "names", set, "registry.csv")
		ed, err := registry.Read(context.Background(), p, nil, registry.Options{})
		if err != nil {
			t.Errorf("%s: %v", set, err)
			continue
		}
		if len(ed.Entries) != want && set != "fr_siae" {
			t.Errorf("%s: %d entries, want %d", set, len(ed.Entries), want)
		}
	}
}
