package browsertest_test

import (
	"os"
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// The buyer's way works without scripts: files, a changed guess, the import, the
// answers, the request, a document, the undoing.
func TestBuyerWithoutScripts(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t).WithoutScripts()
	b.Enter("buyer")
	home := b.Path()
	bring(b, home, written(t, "hiver.tsv", line{clairombre, "2022-01-10", "Collecte", "1200,00"}))
	b.Wait("#importer")
	b.Choose("#colonne-D", "account")
	b.Follow("#relire")
	b.Wait("#importer")
	if got := b.ValueOf("#colonne-D"); got != "account" {
		t.Errorf("column D holds %q after the choice", got)
	}
	b.Follow("#importer")
	b.Wait(`main .plainlist .tag.good`)
	b.Go(home)
	b.Wait(`main a[href*="/fichiers/"]`) // that of 2025, which waits in the demo
	b.Follow(`main a[href*="/fichiers/"]`)
	b.Wait("#importer")
	b.Follow("#importer")
	b.Wait(`main .plainlist .tag.good`)
	b.Follow(`main .plainlist a.primary`)
	b.Wait(".figure-big")
	result := b.Path()
	body, err := os.ReadFile(b.Download(`#documents a[href$="/pdf"]`))
	if err != nil || !strings.HasPrefix(string(body), "%PDF-") {
		t.Errorf("the PDF: %v, %.20q", err, body)
	}
	b.Follow("#trancher")
	first := b.TextOf("#question .big")
	b.Follow(`#reponse [name=verdict][value=different]`)
	b.Find(".note form button")
	b.Follow(".note form button")
	b.See(first)
	b.Go(result)
	b.Follow("#demander")
	if b.Has("#demander") {
		t.Error("validation can be asked for twice")
	}
	b.Go(home)
	b.Follow(b.Where(`main a[href*="/grands-livres/"]`, "hiver"))
	b.Follow("#annuler")
	b.Go(home)
	if strings.Contains(b.TextOf("section[aria-labelledby=livres]"), "hiver") {
		t.Error("the undone ledger is still listed")
	}
}

// The advisor's way works without scripts: filters, a card, another record, the
// preview of words, the states of a diagnostic, a record, a rule.
func TestAdvisorWithoutScripts(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t).WithoutScripts()
	b.Enter("advisor")
	b.Choose("#etat", "asked")
	b.Follow(".adv-filter button")
	if n := b.Count("main tbody tr"); n != 1 {
		t.Errorf("%d buyers ask for validation, not one", n)
	}
	b.Go("/revision")
	b.Follow(`main a.button.primary`)
	first := b.TextOf(".adv-name")
	b.Open("#autre summary")
	b.Fill("#cherche", "Clairombre")
	b.Follow("#autre form button")
	b.Follow(`#autre button[form^="choix-"]`)
	b.Follow(`.note form[action$="/annulation"] button`)
	b.Go("/revision")
	b.See(first)

	const own = "Inviter la ressourcerie au marché public de juin."
	b.Go("/tableau?etat=asked")
	b.Follow("a.adv-state")
	b.Fill("[name^=recommandation_fr_]", own)
	b.Follow(`[formaction$="/apercu"]`)
	b.Find("#apercu .tag.warn")
	b.Follow("form#mots .answers button.primary")
	for _, to := range []string{"validated", "published"} {
		b.Follow(`[name=etat][value=` + to + `]`)
	}
	b.Open(`details:has([value=reopened]) summary`)
	b.Fill(`form[action$="/etat"] [name=raison]`, "Deux factures arrivées en retard")
	b.Follow(`[name=etat][value=reopened]`)
	b.See("Deux factures arrivées en retard")

	b.Go("/fiches?q=clairombre")
	b.Follow(`main tbody a[href^="/fiches/"]`)
	b.Follow(`a[href$="/modifier"]`)
	b.Fill("#phone", "450 555-0142")
	b.Fill("#raison", "Nouveau numéro")
	b.Follow(`main form .card button.primary`)
	b.See("Nouveau numéro")
	b.Go("/regles/rules/modifier")
	b.Paste("#texte", strings.ReplaceAll(b.ValueOf("#texte"), "class: assurances", "class: achat"))
	b.Follow("[name=suite][value=apercu]")
	b.Find("[aria-labelledby=effet] tbody tr")
}

// The doors and the public pages work without scripts.
func TestDoorsWithoutScripts(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t).WithoutScripts()
	b.Go("/registre")
	b.Fill("#mots", "Clairombre")
	b.Follow("#form-registre button")
	b.See("Ressourcerie Clairombre")
	b.Go("/est-ce-une-ees")
	b.Paste("#noms", "RESSOURCERIE CLAIROMBRE\nGarage Lunargens")
	b.Follow("#form-verifier button")
	b.Find("main tbody .tag.good")
	b.Enter("administrator")
	b.Go("/admin/invitations")
	b.Fill("#courriel", "sans.script@demo.invalid")
	b.Choose("#role", "director")
	b.Follow("#form-invitation button")
	join(t, b, "Rose Sansescripte")
	b.Follow(signOut)
	signIn(b, "sans.script@demo.invalid")
	b.See("Rose Sansescripte")
	year := b.ValueOf("#annee")
	b.Choose("#annee", b.Other("#annee"))
	b.Follow("form:has(#annee) button")
	if b.ValueOf("#annee") == year {
		t.Errorf("the region stays at %s", year)
	}
}
