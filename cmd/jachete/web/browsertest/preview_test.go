package browsertest_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
)

// A guess is changed by the keyboard and the page shows at once what comes of it,
// without leaving the field; a choice that stops the reading is forgotten again.
func TestBuyerPreview(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	bring(b, b.Path(), file(t, "paiements-2022.csv", load.Ledger(300, 1)))
	b.Find("#importer")
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
	bring(b, b.Path(), file(t, "paiements-2022.csv", load.Ledger(300, 1)))
	b.Wait("#importer")
	b.Tab("#colonne-E")
	b.Press(kb.Home)
	b.Follow("#relire")
	b.Wait("#importer")
	b.See("Selon vous, aucune colonne ne contient")
}
