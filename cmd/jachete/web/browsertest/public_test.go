package browsertest_test

import (
	"regexp"
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

var link = regexp.MustCompile(`/invitation/\S+`)

// The administrator invites somebody; the message waits in the outbox; the
// person makes an account, signs out, and signs in again.
func TestInvitation(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("administrator")
	b.Go("/admin/invitations")
	b.Fill("#courriel", "nouvelle.personne@demo.invalid")
	b.Choose("#role", "advisor")
	b.Follow("#form-invitation button")
	b.See("nouvelle.personne@demo.invalid")
	b.Visit("admin-invitations")
	b.Go("/admin/boite")
	b.Visit("admin-boite")
	secret := link.FindString(b.Text())
	if secret == "" {
		t.Fatalf("no link in the outbox: %s", b.Text())
	}
	b.Follow(`form[action="/deconnexion"] button`)
	b.Go(secret)
	b.Visit("invitation")
	b.Fill("#form-invitation input:not([type=password])", "Manon Fontclaire")
	b.Fill("#form-invitation input[type=password]", "quatre mots sans rapport")
	b.Follow("#form-invitation button")
	b.See("Manon Fontclaire")
	b.Follow(`form[action="/deconnexion"] button`)
	b.Fill("#courriel", "nouvelle.personne@demo.invalid")
	b.Fill("#mot-de-passe", "quatre mots sans rapport")
	b.Follow("form button.primary")
	b.See("Acheteurs")
}
