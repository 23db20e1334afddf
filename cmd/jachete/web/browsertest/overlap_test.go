package browsertest_test

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// The same file is refused, with the date and the author of the first; a file of
// the same days says what it brings, and the buyer chooses; an import is undone,
// after saying what that changes; the buyer's own file comes back marked.
func TestSameFileAgain(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	home := b.Path()
	january, february := line{clairombre, "2022-01-10", "Collecte", "1200,00"}, line{garage, "2022-02-10", "Réparation", "800,00"}
	first := written(t, "hiver.tsv", january, february)
	imported := func(path string, choice string) {
		t.Helper()
		bring(b, home, path)
		b.Find("#importer")
		if choice != "" {
			b.Tick(`[name=choix][value=` + choice + `]`)
		}
		b.Follow("#importer")
		b.Wait(`main .plainlist .tag.good`)
	}
	imported(first, "")

	bring(b, home, first)
	b.Find("[role=alert]")
	for _, want := range []string{"hiver.tsv", "2025", "Odile Grandruisseau"} {
		b.See(want)
	}
	b.Visit("acheteur-deja")

	march := line{garage, "2022-03-10", "Freins", "300,00"}
	bring(b, home, written(t, "hiver-complet.tsv", january, line{garage, "2022-02-10", "Réparation", "850,00"}, march))
	b.Find("#importer")
	said := flat(b.TextOf(`section[aria-labelledby=doublons]`))
	for _, want := range []string{"une ligne identique (1 200,00 $)", "une changée", "une nouvelle", "aucune disparue"} {
		if !strings.Contains(said, want) {
			t.Errorf("the overlap does not say %q: %s", want, said)
		}
	}
	b.Visit("acheteur-chevauche")
	b.Tick(`[name=choix][value=replace]`)
	b.Follow("#importer")
	b.Wait(`main .plainlist .tag.good`)
	b.Go(home)
	if said := flat(b.Text()); !strings.Contains(said, "hiver-complet.tsv") || strings.Contains(said, " hiver.tsv") {
		t.Errorf("the later ledger does not replace the earlier: %s", said)
	}

	b.Follow(`main a[href*="/grands-livres/"]`)
	ledger := b.Path()
	b.Find("#annuler")
	b.Visit("acheteur-grand-livre")
	marked(t, b)
	b.Fill("#raison", "Mauvais fichier")
	b.Follow("#annuler")
	b.Visit("acheteur-annule")
	b.Go(ledger)
	b.See("Mauvais fichier")
	b.Go(home)
	if strings.Contains(b.TextOf(`section[aria-labelledby=livres]`), "hiver") {
		t.Error("the undone ledger is still listed")
	}
}

// marked takes the marked ledger along: a workbook that holds its lines.
func marked(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	body, err := os.ReadFile(b.Download(`a[href$="/marque"]`))
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatalf("the marked ledger: %v", err)
	}
	if _, err := z.Open("xl/workbook.xml"); err != nil {
		t.Errorf("the marked ledger is no workbook: %v", err)
	}
}
