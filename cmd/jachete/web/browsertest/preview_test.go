package browsertest_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
)

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
