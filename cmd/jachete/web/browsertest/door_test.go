package browsertest_test

import (
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// The door: anybody's first pages, in both languages, with and without scripts.
func TestDoor(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Go("/")
	b.See("Quelle part de vos achats")
	b.Visit("accueil")
	b.Follow(`a[hreflang="en"]`)
	b.See("What share of your purchases")
	b.Visit("accueil-en")
	b.Go("/connexion?lang=fr")
	b.Visit("connexion")
	b.Fill("#courriel", "personne@demo.invalid")
	b.Fill("#mot-de-passe", "un mot de passe quelconque")
	b.Press("\r")
	b.See("n'est pas le bon")
	b.Visit("connexion-refusee")
	b.Go("/nulle-part")
	b.See("n'existe pas")
	b.Visit("introuvable")
}

// What axe-core would find is found.
func TestAxeFindsFaults(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Go("/connexion")
	if wrong := b.Wrong(); wrong != "" {
		t.Fatalf("a page without faults: %s", wrong)
	}
	b.Spoil(`document.querySelector("label[for=courriel]").remove(); document.querySelector("h1").style.color = "#ddd"`)
	wrong := b.Wrong()
	for _, want := range []string{"label", "color-contrast"} {
		if !strings.Contains(wrong, want) {
			t.Errorf("no %s among the faults: %s", want, wrong)
		}
	}
}
