package browsertest_test

import (
	"strconv"
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// Anybody searches the registry and pastes names to check.
func TestPublic(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Go("/registre")
	b.Fill("#mots", "Clairombre")
	b.Follow("#form-registre button")
	b.See("Ressourcerie Clairombre")
	b.Visit("registre")
	b.Follow(`.entries a`)
	b.See("Salaberry-de-Valleyfield")
	b.Visit("registre-fiche")
	b.Go("/est-ce-une-ees")
	b.Fill("#noms", "RESSOURCERIE CLAIROMBRE")
	b.Press("\r")
	b.Press("Garage Lunargens & Fils")
	b.Follow("#form-verifier button")
	b.See("Garage Lunargens")
	b.Visit("verifier")
	if text := b.TextOf("main table"); !strings.Contains(text, "✓") {
		t.Errorf("the enterprise of the registry is not found: %s", text)
	}
}

// Fifty names are checked at a time, without an account; one more is told.
func TestFiftyNames(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	names := []string{"RESSOURCERIE CLAIROMBRE"}
	for i := len(names); i < 50; i++ {
		names = append(names, "Garage Lunargens "+strconv.Itoa(i)+" inc.")
	}
	b.Go("/est-ce-une-ees?lang=en")
	b.Paste("#noms", strings.Join(names, "\n"))
	b.Follow("#form-verifier button")
	if n := b.Count("main tbody tr"); n != 50 {
		t.Errorf("%d answers to 50 names", n)
	}
	if n := b.Count("main tbody .tag.good"); n != 1 {
		t.Errorf("%d enterprises are recognised, not one", n)
	}
	b.Visit("verifier-50")
	b.Paste("#noms", strings.Join(names, "\n")+"\nUne de trop")
	b.Follow("#form-verifier button")
	b.Find(".note.warn")
	if n := b.Count("main tbody tr"); n != 50 {
		t.Errorf("%d answers to 51 names", n)
	}
	b.Paste("#noms", " \n ")
	b.Follow("#form-verifier button")
	b.Find("#reponses")
	b.Visit("verifier-rien")
}
