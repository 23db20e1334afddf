package browsertest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jachete/cmd/jachete/web/browsertest"
)

// bring drops files on the buyer's page of drops, by the keyboard.
func bring(b *browsertest.Browser, home string, files ...string) {
	b.Go(home + "/televersement")
	b.Bring("#fichiers", files...)
	b.Follow("#envoyer")
}

// Several ledgers and an archive at a time; what cannot be read is told and
// stops nothing else. The page of a file follows the reading, after a reload
// too, and shows what was understood when it is over.
func TestBuyerBrings(t *testing.T) {
	t.Parallel()
	s := browsertest.Held(t)
	b := s.Browser(t)
	b.Enter("buyer")
	home := b.Path()
	b.Follow(`a[href$="/televersement"]`)
	b.Visit("acheteur-depot")

	one := written(t, "janvier.tsv", line{clairombre, "2022-01-10", "Collecte", "1200,00"})
	two := written(t, "fevrier.tsv", line{garage, "2022-02-10", "Réparation", "800,00"})
	box := zipped(t, "printemps.zip", map[string][]byte{
		"mars.tsv":  asText(line{clairombre, "2022-03-10", "Collecte", "1300,00"}),
		"avril.tsv": asText(line{garage, "2022-04-11", "Pneus", "410,25"}),
	})
	b.Bring("#fichiers", one, two, box)
	b.Follow("#envoyer")
	if b.Path() != home {
		t.Fatalf("after the drop: %s", b.Path())
	}
	for _, f := range []string{"janvier.tsv", "fevrier.tsv", "mars.tsv", "avril.tsv"} {
		b.See(f)
	}
	b.Visit("acheteur-fichiers")

	b.Follow(`a[href*="/fichiers/"]`)
	b.Find("[data-progress]")
	b.Visit("acheteur-progres")
	b.Go(b.Path())
	b.Find("[data-progress]")
	s.Work()
	b.Find("#importer") // the stream brings it, without a key
	b.Visit("acheteur-compris-texte")

	b.Go(home + "/televersement")
	b.Open(".folder summary")
	b.Bring("#dossier", filepath.Dir(written(t, "juin.tsv", line{garage, "2022-06-10", "Réparation", "70,00"})))
	b.Follow("#envoyer")
	b.See("juin.tsv")
	b.Find("#importer") // the page is loaded again when the file is read
	b.Go(home + "/televersement")
	if n := b.Drop(".drop", "juillet.tsv", "déposé"); n != 1 {
		t.Errorf("the zone takes %d files of the one dropped on it", n)
	}

	bring(b, home, written(t, "mai.tsv", line{garage, "2022-05-10", "Réparation", "90,00"}), file(t, "vide.xlsx", nil), file(t, "photo.png", []byte("\x89PNG\r\n\x1a\n")))
	b.See("mai.tsv")
	if !b.Has("[role=alert]") {
		t.Errorf("a file that is none stops nothing and is not told: %s", b.Text())
	}
	b.Visit("acheteur-depot-refus")
	b.Follow(`main .note a[href*="/fichiers/"]`)
	b.Find("#importer")
	b.Follow("#retirer")
	b.See("mai.tsv")
	if strings.Contains(b.TextOf("main"), "mai.tsv\t") {
		t.Error("the withdrawn file is still listed")
	}
}

// What was understood shows its samples and its balance; every guess can be
// changed, and the page says at once what that does.
func TestBuyerUnderstands(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	home := b.Path()
	bring(b, home, of2022(t))
	b.Find("#importer")
	if b.Has(".balance.bad") || !b.Has(".balance h2") {
		t.Errorf("the balance: %s", b.TextOf(".balance"))
	}
	if n := b.Count(".samples .sample"); n < 20 {
		t.Errorf("only %d samples of the columns", n)
	}
	b.Visit("acheteur-compris")

	kept := b.TextOf(".balance tbody tr:first-child td:last-child")
	b.Fill("#controle", "1,00")
	b.Follow("#controler button")
	b.Find(".balance .note.bad")
	b.Visit("acheteur-controle")
	b.Fill("#controle", strings.TrimSuffix(kept, "$"))
	b.Follow("#controler button")
	b.Find(".balance .note.good")

	b.Go(home)
	bring(b, home, written(t, "colonnes.tsv",
		line{clairombre, "2022-01-10", "Collecte", "1200,00"}, line{garage, "2022-02-10", "Réparation", "800,00"}, line{garage, "2022-03-10", "Freins", "300,00"}))
	b.Find("#importer")
	here := b.Path()
	b.Choose("#colonne-D", "supplier")
	b.Find(`[name=etait-D][value=supplier]`) // the preview is there, and one is where one was
	b.Find("#colonne-D:focus")
	b.Choose("#colonne-A", "description")
	b.Find(`[name=etait-A][value=description]`)
	b.Open(".guesses summary")
	b.Choose("#base", "ttc")
	b.Find("#base option[value=ttc][selected]")
	b.Find(".guesses[open] #base:focus")
	if b.Path() != here || !strings.Contains(b.TextOf("#dit"), "Relu") {
		t.Errorf("at %s, told %q", b.Path(), b.TextOf("#dit"))
	}
	b.Visit("acheteur-apercu")
	b.Fill("#entete", "999")
	b.Press(kb.Tab)
	b.Find("[role=alert]")
	b.Visit("acheteur-lecture-refusee")
}

// A buyer says that no column holds a field; a word that stops the reading is
// forgotten again.
func TestBuyerSaysNoColumn(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	bring(b, b.Path(), written(t, "colonnes.tsv",
		line{clairombre, "2022-01-10", "Collecte", "1200,00"}, line{garage, "2022-02-10", "Réparation", "800,00"}, line{garage, "2022-03-10", "Freins", "300,00"}))
	b.Find("#importer")
	b.Tab("#colonne-D")
	b.Press(kb.Home)
	b.See("Selon vous, aucune colonne ne contient")
	b.Find("#importer")
	b.Find("#colonne-D:focus")
	b.Until(func() bool { return !b.Has(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added") }, "the part of the page to be in its place")
	b.Tab("#colonne-E")
	b.Press(kb.Home)
	b.See("Aucune colonne de montant")
	b.Visit("acheteur-apercu-refus")
	b.Follow("#tout-trouver button")
	b.Find("#importer")
	b.Find("#colonne-D option[value=description][selected]")
}
