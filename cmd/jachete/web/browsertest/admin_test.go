package browsertest_test

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what RFC 6238 says
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"jachete/cmd/jachete/web/browsertest"
)

var (
	link       = regexp.MustCompile(`/invitation/\S+`)
	signOut    = `form[action="/deconnexion"] button`
	rescue     = regexp.MustCompile(`\b[A-Z0-9]{4}(-[A-Z0-9]{4}){3}\b`)
	passphrase = "quatre mots sans rapport"
)

// join opens the link of the newest message of the outbox in the administrator's
// browser, makes the account, and leaves it signed in.
func join(t *testing.T, b *browsertest.Browser, name string) {
	t.Helper()
	b.Go("/admin/boite")
	secret := link.FindString(b.Text())
	if secret == "" {
		t.Fatalf("no link in the outbox: %s", b.Text())
	}
	b.Follow(signOut)
	b.Go(secret)
	b.Visit("invitation")
	b.Fill("#form-invitation input[name=nom]", name)
	b.Fill("#form-invitation input[type=password]", passphrase)
	b.Follow("#form-invitation button")
	b.See(name)
}

func signIn(b *browsertest.Browser, email string) {
	b.Go("/connexion")
	b.Fill("#courriel", email)
	b.Fill("#mot-de-passe", passphrase)
	b.Follow("main form button.primary")
}

// The administrator adds an organisation and invites its buyer; the message waits
// in the outbox; the person makes an account, signs out, signs in again, and
// finds an empty organisation. The link serves once.
func TestInvitation(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("administrator")
	b.Visit("admin")
	b.Fill("#nom", "Municipalité de Val-Ondemarine")
	b.Follow("#form-organisation button")
	b.See("Municipalité de Val-Ondemarine")
	b.Visit("admin-organisation")
	b.Go("/admin/invitations")
	b.Fill("#courriel", "tresorerie@demo.invalid")
	b.Follow("#form-invitation button")
	b.Find("[role=alert]") // a buyer without an organisation
	b.Visit("admin-invitation-refusee")
	b.Go("/admin/invitations")
	b.Fill("#courriel", "tresorerie@demo.invalid")
	b.Choose("#role", "buyer")
	org := b.Where("#organisation option", "Val-Ondemarine")
	b.Choose("#organisation", b.ValueOf(org))
	b.Follow("#form-invitation button")
	b.See("tresorerie@demo.invalid")
	b.Visit("admin-boite")
	secret := link.FindString(b.Text())
	b.Go("/admin/invitations")
	b.See("tresorerie@demo.invalid")
	b.Visit("admin-invitations")
	join(t, b, "Manon Fontclaire")
	b.See("Municipalité de Val-Ondemarine")
	b.Visit("acheteur-vide")
	b.Follow(signOut)
	signIn(b, "tresorerie@demo.invalid")
	b.See("Municipalité de Val-Ondemarine")
	b.Follow(signOut)
	b.Go(secret)
	if b.Has("#form-invitation") {
		t.Error("the link of an invitation serves twice")
	}
	b.Visit("invitation-servie")
}

// The administrator changes a role, closes an account and sees it in the journal;
// closes an organisation; sets how long things are kept.
func TestAdministration(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	b, other := s.Browser(t), s.Browser(t)
	other.Enter("director")
	b.Enter("administrator")
	b.Go("/admin/comptes")
	b.Visit("admin-comptes")
	mine := `tbody tr:has(th[scope=row]):nth-of-type(` + b.RowOf("main tbody tr", "Sylvie Montcalmin") + `)`
	b.Open(mine + " details summary")
	b.Visit("admin-compte")
	b.Choose(mine+" [name=role]", "advisor")
	b.Follow(mine + ` form[action$="/role"] button`)
	other.Go("/revision")
	if !strings.HasPrefix(other.Path(), "/connexion") {
		t.Errorf("a session of the former role is still at %s", other.Path())
	}
	other.Enter("director") // the same account
	other.Go("/revision")
	other.See("À trancher")
	b.Open(mine + " details summary")
	b.Follow(mine + ` form[action$="/fermer"] button`)
	b.Visit("admin-compte-ferme")
	other.Go("/revision")
	if !strings.HasPrefix(other.Path(), "/connexion") {
		t.Errorf("a closed account is still at %s", other.Path())
	}
	b.Go("/admin/journal")
	b.See("Sylvie Montcalmin")
	n := b.Count("main tbody tr")
	b.Choose("#quoi", b.Other("#quoi"))
	b.Follow("#form-journal button")
	if left := b.Count("main tbody tr"); left >= n {
		t.Errorf("%d of %d lines of the journal are of one sort", left, n)
	}
	b.Visit("admin-journal")

	b.Go("/admin")
	b.Follow(`main form[action$="/fermer"] button`)
	b.Find(".note form button")
	b.Visit("admin-fermee")
	b.Follow(".note form button") // taken back
	if b.Has(`main form[action$="/ouvrir"]`) {
		t.Error("the organisation is still closed")
	}
	b.Go("/admin/conservation")
	b.Fill("#lignes", "1")
	b.Follow("#form-conservation button")
	if got := b.ValueOf("#lignes"); got != "1" || b.Has("#form-executer") {
		t.Errorf("lines are kept for %s months, and something goes: %s", got, b.Text())
	}
	b.Visit("admin-conservation")
	b.Go("/admin/sante")
	b.Visit("admin-sante")
}

// A person turns the second factor on, and signs in with its code from then on.
func TestSecondFactor(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	b := s.Browser(t)
	b.Enter("administrator")
	b.Go("/admin/invitations")
	b.Fill("#courriel", "prudente@demo.invalid")
	b.Choose("#role", "advisor")
	b.Follow("#form-invitation button")
	join(t, b, "Blanche Prudhomelle")
	b.Go("/compte")
	b.Visit("compte")
	b.Fill("#form-nom input", "Blanche P. Prudhomelle")
	b.Follow("#form-nom button")
	b.See("Blanche P. Prudhomelle")
	b.Fill("#form-mot-de-passe [name=actuel], #form-mot-de-passe input", "pas le bon mot de passe")
	b.Fill("#form-mot-de-passe .field:last-of-type input", "cinq mots encore moins liés")
	b.Follow("#form-mot-de-passe button")
	b.Find("[role=alert]")
	b.Visit("compte-refuse")
	b.Follow(`a[href="/compte/verification"]`)
	b.Visit("compte-code")
	secret := strings.Join(strings.Fields(b.TextOf("#secret")), "")
	b.Fill("#form-code input", "000000")
	b.Follow("#form-code button")
	b.Find("[role=alert]")
	b.Visit("compte-code-refuse")
	if again := strings.Join(strings.Fields(b.TextOf("#secret")), ""); again != secret {
		secret = again
	}
	b.Fill("#form-code input", code(t, secret, s.Desk.Now()))
	b.Follow("#form-code button")
	b.Visit("compte-codes-de-secours")
	spare := rescue.FindString(b.TextOf("main"))
	if spare == "" {
		t.Fatalf("no recovery code: %s", b.TextOf("main"))
	}
	b.Follow(`main a.button[href="/compte"], main a[href="/compte"].primary`)
	b.Find("#form-retirer")
	b.Visit("compte-code-garde")
	with := func(code string) {
		t.Helper()
		b.Fill("#mot-de-passe", passphrase)
		b.Fill("main form input[autocomplete=one-time-code]", code)
		b.Follow("main form button.primary")
	}
	b.Follow(signOut)
	signIn(b, "prudente@demo.invalid")
	if b.Has(signOut) {
		t.Fatal("the password alone opens the door")
	}
	b.Visit("connexion-code")
	with(code(t, secret, s.Desk.Now().Add(30*time.Second)))
	b.See("Blanche P. Prudhomelle")
	for i := range 2 { // a recovery code serves once
		b.Follow(signOut)
		signIn(b, "prudente@demo.invalid")
		with(spare)
		if in := b.Has(signOut); in != (i == 0) {
			t.Fatalf("time %d with a recovery code: in %v", i+1, in)
		}
		if i == 1 {
			b.Visit("connexion-code-servi")
			break
		}
	}
}

// code is what an authenticator shows for a secret at a moment (RFC 6238).
func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatalf("the secret %q: %v", secret, err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	i := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[i:i+4])&0x7fffffff%1_000_000)
}
