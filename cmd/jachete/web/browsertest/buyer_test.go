package browsertest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
)

// The buyer's way: a file is dropped, looked at, imported; a question answered;
// validation asked for; documents taken along.
func TestBuyer(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	b.See("Sainte-Amélie-des-Rapides")
	b.Visit("acheteur")
	home := b.Path()
	bring(t, b, home)
	b.Visit("acheteur-compris")
	b.Follow("#importer")
	b.See("Diagnostic de 2022 ✓")
	b.Go(home + "/diagnostics")
	b.Visit("acheteur-annees")
	b.Follow(`main a[href^="` + home + `/diagnostics/"]`)
	b.Visit("acheteur-resultat")
	if status, kind, size := b.Fetch(b.Path() + "/telecharger/pdf"); status != 200 || !strings.Contains(kind, "pdf") || size < 20_000 {
		t.Errorf("the PDF: status %d, %s, %d bytes", status, kind, size)
	}
}

// bring drops a ledger of 2022 and waits until it is read.
func bring(t *testing.T, b *browsertest.Browser, home string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "paiements-2022.csv")
	if err := os.WriteFile(file, load.Ledger(300, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Go(home + "/televersement")
	b.Visit("acheteur-depot")
	b.Bring("#fichiers", file)
	b.Follow("#envoyer")
	b.See("paiements-2022.csv")
	if !strings.Contains(b.Path(), "/fichiers/") {
		b.Follow(`main a[href*="/fichiers/"]`)
	}
	b.Wait("#importer")
}

// A guess is changed by the keyboard and the page shows at once what comes of it,
// without leaving the field; a choice that stops the reading is forgotten again.
func TestBuyerPreview(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	home := b.Path()
	bring(t, b, home)
	here := b.Path()
	b.Tab("#colonne-E") // the description
	b.Press(kb.Home)    // « rien de tout cela »
	b.See("Selon vous, aucune colonne ne contient")
	b.Find("#colonne-E:focus")
	if b.Path() != here || !strings.Contains(b.TextOf("#dit"), "Relu") {
		t.Errorf("at %s, told %q", b.Path(), b.TextOf("#dit"))
	}
	b.Visit("acheteur-apercu")
	b.Tab("#colonne-G")
	b.Press(kb.Home)
	b.See("Aucune colonne de montant")
	b.Visit("acheteur-apercu-refus")
	b.Follow("#tout-trouver button")
	b.Wait("#importer")
}

// Without scripts the same choice is sent by the button.
func TestBuyerPreviewWithoutScripts(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t).WithoutScripts()
	b.Enter("buyer")
	bring(t, b, b.Path())
	b.Tab("#colonne-E")
	b.Press(kb.Home)
	b.Follow("#relire")
	b.Wait("#importer")
	b.See("Selon vous, aucune colonne ne contient")
}

// The main way works without scripts.
func TestBuyerWithoutScripts(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t).WithoutScripts()
	b.Enter("buyer")
	home := b.Path()
	bring(t, b, home)
	b.Follow("#importer")
	b.See("paiements-2022")
}

// The buyer answers its own questions with the keys, and asks for validation.
func TestBuyerAnswers(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	home := b.Path()
	b.Go(home + "/diagnostics")
	b.Follow(`main a[href^="` + home + `/diagnostics/"]`)
	result := b.Path()
	b.Follow("#trancher")
	b.Visit("acheteur-question")
	first := b.TextOf("main")
	b.Key("n")
	if b.TextOf("main") == first {
		t.Error("the answer leaves the same page")
	}
	b.Go(result)
	b.Follow("#demander")
	b.See("validation")
	b.Visit("acheteur-demande")
}
