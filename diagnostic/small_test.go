package diagnostic_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jachete/diagnostic"
	"jachete/diagnostic/diagnostictest"
	"jachete/scoring/share"
	"jachete/templates/message"
)

const smallRegistry = `id,nom,neq,ville,mrc,categories,territoire desservi,valide du,valide au
E1,Coopérative Zéphyrine,,Châteauguay,MRC Roussillon (670),entretien menager,Roussillon,2024-03-15,2024-06-30
E2,Atelier Quartzine,,Candiac,Roussillon,traiteur,Vallée-du-Haut-Saint-Laurent,,
E3,Ressourcerie Balombre,,Delson,Montérégie,mobilier,Roussillon,2030-01-01,
E4,Les Jardins Obélia,1140000010,Mercier,Roussillon,,,,
`

// diagnoseSmall diagnoses a ledger written in a test.
func diagnoseSmall(t *testing.T, ledgerText string, change ...func(*diagnostic.Request)) (*diagnostic.Diagnostic, error) {
	t.Helper()
	q := diagnostictest.Request(t, ledgerText, smallRegistry, append([]func(*diagnostic.Request){inRoussillon}, change...)...)
	return diagnostic.Diagnose(context.Background(), q)
}

func inRoussillon(q *diagnostic.Request) { q.MRC = "Roussillon" }

func mustDiagnose(t *testing.T, ledgerText string, change ...func(*diagnostic.Request)) *diagnostic.Diagnostic {
	t.Helper()
	d, err := diagnoseSmall(t, ledgerText, change...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func wantFault(t *testing.T, err error, key string) {
	t.Helper()
	var f *message.Fault
	if !errors.As(err, &f) || f.Key != key {
		t.Errorf("got %v, want the fault %s", err, key)
	}
}

func period(p string) func(*diagnostic.Request) {
	return func(q *diagnostic.Request) { q.Period = p }
}

// An enterprise counts only when it was recognised; a line without a date is
// judged by the period.
func TestRecognitionOfUndatedLines(t *testing.T) {
	t.Parallel()
	undated := "Fournisseur,Description,Montant\nRessourcerie Balombre,Meubles,5000\nCoopérative Zéphyrine,Ménage,700\nAtelier Quartzine,Repas,300\n"
	for _, c := range []struct{ asked, confirmed, notYet string }{
		{"2024", "1000", "5000"},            // E1 and E2 overlap, E3 comes in 2030
		{"2025", "300", "5700"},             // E1 has ended
		{"2024-07..2024-12", "300", "5700"}, // E1 ended the day before
		{"", "300", "5700"},                 // nothing says when: a bounded recognition proves nothing
	} {
		d := mustDiagnose(t, undated, period(c.asked))
		if got := d.Measures.Confirmed.Dollars.String(); got != c.confirmed {
			t.Errorf("%q: confirmed %s, want %s", c.asked, got, c.confirmed)
		}
		if got := d.Measures.NotRecognisedYet.Dollars.String(); got != c.notYet {
			t.Errorf("%q: not recognised %s, want %s", c.asked, got, c.notYet)
		}
	}
}

func TestRecognitionBoundsAreIncluded(t *testing.T) {
	t.Parallel()
	d := mustDiagnose(t, "Date,Fournisseur,Montant\n2024-03-14,Coopérative Zéphyrine,1\n2024-03-15,Coopérative Zéphyrine,10\n2024-06-30,Coopérative Zéphyrine,100\n2024-07-01,Coopérative Zéphyrine,1000\n")
	if d.Measures.Confirmed.Dollars.String() != "110" || d.Measures.NotRecognisedYet.Dollars.String() != "1001" {
		t.Errorf("confirmed %s, not recognised %s", d.Measures.Confirmed.Dollars, d.Measures.NotRecognisedYet.Dollars)
	}
}

func TestPeriodWithoutADatedLineIsRefused(t *testing.T) {
	t.Parallel()
	text := "Date,Fournisseur,Montant\n2024-03-14,Atelier Quartzine,1\n,Atelier Quartzine,2\n,Atelier Quartzine,3\n"
	_, err := diagnoseSmall(t, text, period("2025"))
	wantFault(t, err, "period.empty")
}

func TestUnreadableAmountsAreRefusedUnlessAccepted(t *testing.T) {
	t.Parallel()
	text := "Date,Fournisseur,Montant\n2024-03-14,Atelier Quartzine,1.00\n2024-03-15,Pavage Untel inc.,12x50\n2024-03-16,Pavage Untel inc.,3.00\n"
	_, err := diagnoseSmall(t, text)
	wantFault(t, err, "ledger.unreadable")
	d := mustDiagnose(t, text, func(q *diagnostic.Request) { q.SetAsideUnreadable = true })
	if d.Measures.Total.Dollars.String() != "4" {
		t.Errorf("total %s", d.Measures.Total.Dollars)
	}
}

// A place is read however a registry writes it.
func TestPlacesOfTheRegistry(t *testing.T) {
	t.Parallel()
	d := mustDiagnose(t, "Date,Fournisseur,Montant\n2024-04-01,Coopérative Zéphyrine,10\n2024-04-01,Atelier Quartzine,5\n")
	if d.Measures.InTerritory.Dollars.String() != "15" {
		t.Errorf("in the territory %s of 15: elsewhere %s, unknown %s", d.Measures.InTerritory.Dollars, d.Measures.Elsewhere.Dollars, d.Measures.PlaceUnknown.Dollars)
	}
	if d.Registry.InTerritory != 4 { // E3 by its city, its "MRC" being a region
		t.Errorf("%d enterprises of the territory, want 4", d.Registry.InTerritory)
	}
	warned := false
	for _, w := range d.Warnings {
		warned = warned || w.Key == "registry.mrc_elsewhere"
	}
	if !warned {
		t.Error("no warning of an MRC that is not of the territory")
	}
}

// No name of a natural person is left anywhere, whatever column it stands in.
func TestNoPersonIsLeft(t *testing.T) {
	t.Parallel()
	text := `Date,Fournisseur,NEQ,No facture,Poste budgétaire,Description,Montant
2024-04-01,"TREMBLAY, NATHALIE",,NATHALIE TREMBLAY,02-130-00-310,Remb. km Nathalie Tremblay,45.10
2024-04-02,Papeterie Untel inc.,,F-1,02-130-00-670,"Tremblay,Nathalie papier",10.00
2024-04-02,Papeterie Untel inc.,,F-2,02-130-00-670,TREMBLAY/NATHALIE,11.00
2024-04-02,Papeterie Untel inc.,,N. Tremblay,02-130-00-670,N. Tremblay,12.00
2024-04-03,Les Jardins Obélia,1140000010,F-3,02-130-00-670,Remb. Julie Caron pour plants,300.00
2024-04-03,Les Jardins Obélia,1140000010,F-5,02-130-00-670,plants,300.00
2024-04-04,"Gagnon, Sylvain",1140000010,F-4,02-130-00-670,plants,20.00
2024-04-05,Julie Caron,2200000019,F-6,02-130-00-411,Honoraires,500.00
,Sous-total Julie Caron,,,,,500.00
`
	d := mustDiagnose(t, text, period("2024"))
	var b bytes.Buffer
	if err := d.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	out := strings.ToLower(b.String())
	for _, s := range []string{"tremblay", "nathalie", "caron", "julie", "gagnon", "sylvain", "2200000019"} {
		if i := strings.Index(out, s); i >= 0 {
			t.Errorf("%q is left: …%s…", s, out[max(0, i-60):min(len(out), i+60)])
		}
	}
}

// A citizen who bears the name of an enterprise is no enterprise.
func TestNamesakeIsAPerson(t *testing.T) {
	t.Parallel()
	withPerson := func(q *diagnostic.Request) {
		b, err := os.ReadFile(q.Registry)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(q.Registry, append(b, "E9,Claude Fortin,,Candiac,Roussillon,traiteur,Roussillon,,\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := mustDiagnose(t, "Date,Fournisseur,Description,Montant\n2024-04-01,\"Fortin, Claude\",Remb. dépenses km,333\n2024-04-01,Pavage Untel inc.,Pavage,10\n", withPerson)
	if !d.Measures.Confirmed.Dollars.IsZero() {
		t.Errorf("confirmed %s", d.Measures.Confirmed.Dollars)
	}
	for _, s := range d.Suppliers {
		if strings.Contains(s.Name, "Fortin") {
			t.Error("the person is named")
		}
	}
}

// A grant is no purchase: it makes no enterprise one already bought from.
func TestGrantIsNoPurchase(t *testing.T) {
	t.Parallel()
	d := mustDiagnose(t, "Date,Fournisseur,Description,Poste budgétaire,Montant\n2024-03-15,Atelier Quartzine,Subvention annuelle 2024,02-701-20-970,2000\n2024-03-16,Traiteur Untel inc.,Traiteur pour le conseil,02-110-00-493,9000\n")
	if d.Measures.Grants.Dollars.String() != "2000" || !d.Measures.Confirmed.Dollars.IsZero() {
		t.Errorf("grants %s, confirmed %s", d.Measures.Grants.Dollars, d.Measures.Confirmed.Dollars)
	}
	for _, o := range d.Advice.Opportunities {
		for _, a := range o.Able {
			if a.AlreadyPaid {
				t.Errorf("%s is said to be bought from", a.Name)
			}
		}
	}
}

// What decides the figures decides the run number.
func TestRunNumberTellsRunsApart(t *testing.T) {
	t.Parallel()
	text := "Date,Fournisseur,Montant\n03/04/2024,Atelier Quartzine,1\n05/06/2024,Atelier Quartzine,2\n"
	seen := map[string]string{}
	for what, change := range map[string]func(*diagnostic.Request){
		"dmy": func(q *diagnostic.Request) { q.Reading.DateOrder = "dmy" },
		"mdy": func(q *diagnostic.Request) { q.Reading.DateOrder = "mdy" },
		"ht":  func(q *diagnostic.Request) { q.Reading.DateOrder, q.Reading.Basis = "dmy", "ht" },
		"mrc": func(q *diagnostic.Request) { q.Reading.DateOrder, q.MRC = "dmy", "Vaudreuil-Soulanges" },
		"bar": func(q *diagnostic.Request) { q.Reading.DateOrder = "dmy"; q.Params.MatchAt = 0.5 },
	} {
		n := mustDiagnose(t, text, change).Run.Number
		if other, twice := seen[n]; twice {
			t.Errorf("%s and %s have the run number %s", what, other, n)
		}
		seen[n] = what
	}
}

// A supplier whose credits exceed its purchases moves neither probable nor
// ceiling, and a share of nothing is no share.
func TestCredits(t *testing.T) {
	t.Parallel()
	d := mustDiagnose(t, "Date,Fournisseur,Montant\n2024-04-01,Atelier Quartzine,100\n2024-04-02,Atelier Quartzine,-100\n2024-04-03,Pavage Untel inc.,50\n2024-04-04,Pavage Untel inc.,-50\n")
	m := &d.Measures
	if m.Confirmed.OfAddressable.Valid || m.Confirmed.OfTotal.Valid {
		t.Errorf("a share of nothing: %v %v", m.Confirmed.OfAddressable, m.Confirmed.OfTotal)
	}
	for _, s := range d.Suppliers {
		if s.Standing == share.Confirmed && !s.Counted.IsZero() {
			t.Errorf("counted %s", s.Counted)
		}
	}
}

// A general register holds natural persons: none is named against a candidate.
func TestBackgroundNamesNoPerson(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "general.csv")
	if err := os.WriteFile(path, []byte("nom,ville\n\"Tremblay, Jean\",Laval\nAtelier Quartzine Bois inc.,Laval\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ledgerText := "Date,Fournisseur,Montant avant taxes\n2024-04-01,Atelier Quartzine Bois,100.00\n2024-04-02,Coopérative Zéphyrine,50.00\n"
	plain := mustDiagnose(t, ledgerText)
	d := mustDiagnose(t, ledgerText, func(q *diagnostic.Request) { q.Background = path })
	if d.Run.Number == plain.Run.Number {
		t.Error("the run number does not depend on the general register")
	}
	var b strings.Builder
	if err := d.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "Tremblay, Jean") {
		t.Error("a person of the general register is named")
	}
}
