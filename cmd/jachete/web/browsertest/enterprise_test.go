package browsertest_test

import (
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// Somebody asks for the record of its enterprise and is given it; the
// enterprise proposes a change of its record; an advisor accepts it.
func TestEnterprise(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	b := s.Browser(t)
	b.Go("/registre")
	b.Fill("#mots", "Clairombre")
	b.Follow("#form-registre button")
	b.Follow(`.entries a`)
	b.Follow(`a[href$="/demande"]`)
	b.Visit("demande")
	b.Fill("#nom", "Manon Fontclaire")
	b.Fill("#courriel", "manon@clairombre.invalid")
	b.Fill("#fonction", "Direction")
	b.Follow("#form-demande button.primary")
	b.See("Votre demande est envoyée")
	b.Visit("demande-envoyee")

	b.Enter("advisor")
	b.Go("/fiches/demandes")
	b.See("manon@clairombre.invalid")
	b.Visit("demandes")
	b.Follow(`article h2 a`)
	b.Visit("fiche-comptes")
	b.Follow(`form[action="/deconnexion"] button`)

	b.Enter("enterprise")
	b.Go("/mon-entreprise")
	b.Visit("mon-entreprise")
	b.Follow(`a[href="/mon-entreprise/modifier"]`)
	b.Visit("mon-entreprise-modifier")
	b.Fill("#phone", "450 555-0142")
	b.Fill("#mots", "Nouveau numéro")
	b.Follow("#form-fiche button.primary")
	b.See("Le Pôle relit votre proposition")
	b.Visit("mon-entreprise-attend")
	b.Follow(`form[action="/deconnexion"] button`)

	b.Enter("advisor")
	b.Go("/fiches/candidates?sorte=own")
	b.Follow(`tbody a`)
	b.See("Nouveau numéro")
	b.Visit("proposition")
	b.Follow(`button[value="accepter"]`)
	b.See("450 555-0142")
}

// Recovery codes are shown once; the account says how many are left.
func TestRecoveryCodesPage(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("director")
	b.Go("/compte/verification")
	b.Visit("compte-verification")
}
