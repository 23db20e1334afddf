package web

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
)

// persons are invented people in a ledger, as treasurers write them: in the
// supplier's name, in the text of a line, as a contact beside an enterprise.
const persons = "Fournisseur;Date;Montant;Description;Facture\n" +
	"TREMBLAY, GINETTE;2025-05-04;412,00;Remboursement de taxes Ginette Tremblay;F-1\n" +
	"Ginette Tremblay;2025-06-04;118,40;Frais de déplacement;F-2\n" +
	"Gagnon Réjean;2025-06-05;75,00;Kilométrage R. Gagnon;F-3\n" +
	"M. Réjean Gagnon;2025-07-05;80,00;Kilométrage;F-4\n" +
	"Coopérative Zzgamma du Fleuve;2025-07-09;900,00;Paniers pour Ginette Tremblay;F-5\n" +
	"Quincaillerie zzalpha enr.;2025-07-10;60,00;Vis;F-6\n"

// A natural person in a ledger is named to nobody, on no page, in no document and
// no log, but in the buyer's own file when it takes that back.
func TestNaturalPersonsAreNamedToNobody(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	ctx, boss := t.Context(), desk.Console("essai")
	path := filepath.Join(t.TempDir(), "personnes.csv")
	if err := os.WriteFile(path, []byte(persons), 0o600); err != nil {
		t.Fatal(err)
	}
	l, _, err := s.desk.Import(ctx, boss, s.own.org, path, "", desk.Reading{}, desk.All, nil)
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.desk.MakeDiagnostic(ctx, boss, s.own.org, desk.Asked{Period: "2025"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.Bring(ctx, boss, s.own.org, "encore.csv", strings.NewReader(strings.ReplaceAll(persons, "2025", "2024"))); err != nil {
		t.Fatal(err)
	}
	s.work()
	for _, to := range []store.State{store.Validated, store.Published} {
		if err := s.desk.Move(ctx, *s.actor("advisor"), s.own.org, made.ID, to, ""); err != nil {
			t.Fatal(err)
		}
	}
	name := regexp.MustCompile(`(?i)ginette|tremblay|réjean|gagnon`)
	mask := regexp.MustCompile(`\bP-[0-9A-F]{8}\b|Particulier|personne physique`)
	own := "/o/" + string(s.own.org)
	for _, who := range []string{"buyer", "stranger", "advisor", "director", "administrator", "enterprise", "nobody"} {
		t.Run(who, func(t *testing.T) {
			b, masked := s.as(who), 0
			n := b.crawl(400, func(path string, a answer) {
				if strings.HasSuffix(path, "/marque") && who == "buyer" || strings.HasPrefix(path, "/regles/") {
					return // its own file; the Pôle's list of first names
				}
				text := inside(a)
				if m := name.FindString(text); m != "" {
					i := strings.Index(text, m)
					t.Errorf("%s as %s names %q: …%s…", path, who, m, text[max(0, i-80):min(len(text), i+80)])
				}
				if mask.MatchString(text) {
					masked++
				}
			}, "/", own, own+"/diagnostics/"+made.ID, own+"/diagnostics/"+made.ID+"/fournisseurs", own+"/journal", "/region", "/revision", "/tableau", "/registre", "/fiches", "/admin/journal",
				own+"/grands-livres/"+l.ID+"/marque")
			t.Logf("%d addresses, %d with a mask", n, masked)
			if masked == 0 && who == "buyer" {
				t.Error("no page shows even a mask: the test looks at nothing")
			}
		})
	}
	// Their own file is the buyer's to take, and only the buyer's; the log says so.
	if a := s.as("buyer").get(own + "/grands-livres/" + l.ID + "/marque"); a.status != http.StatusOK || !name.MatchString(inside(a)) {
		t.Errorf("the buyer's own file: %d", a.status)
	}
	for _, who := range []string{"advisor", "director", "administrator", "stranger"} {
		if a := s.as(who).get(own + "/grands-livres/" + l.ID + "/marque"); a.status != http.StatusNotFound {
			t.Errorf("the buyer's own file as %s: %d", who, a.status)
		}
	}
	if page := s.as("buyer").get(own + "/journal?quoi=download+ledger"); !strings.Contains(page.body, "personnes.csv") && !strings.Contains(page.body, "cellules marquées") {
		t.Errorf("the log does not tell: %s", textOf(page.body))
	}
}
