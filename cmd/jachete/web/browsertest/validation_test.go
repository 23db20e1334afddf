package browsertest_test

import (
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// An advisor hides a finding, rewords a recommendation and adds one, and sees the
// page change while writing; validates; publishes; reopens with a reason. What is
// frozen shows the words that were validated.
func TestAdvisorValidates(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Visit("tableau")
	b.Go("/tableau?etat=asked")
	b.Follow("a.adv-state")
	b.Visit("validation")
	page := b.Path()
	const own, worded = "Inviter la ressourcerie au marché public de juin.", "Réserver le lot des vêtements"
	if b.Has("#apercu") && strings.Contains(b.TextOf("#apercu"), own) {
		t.Fatal("the recommendation is there before it is written")
	}
	finding := b.TextOf("#apercu li")
	b.Tick("[name=masquer_constat]")
	b.Until(func() bool { return !strings.Contains(b.TextOf("#apercu"), finding) }, "a preview without the first finding")
	b.Open("form#mots .adv-edit details summary")
	b.Fill("[name=titre_fr_0]", worded)
	b.Until(func() bool { return strings.Contains(b.TextOf("#apercu"), worded) }, "the new words in the preview")
	b.Fill("[name^=recommandation_fr_]", own)
	b.Until(func() bool { return strings.Contains(b.TextOf("#apercu"), own) }, "the added recommendation in the preview")
	b.Visit("validation-apercu")
	b.Go(page)
	if strings.Contains(b.TextOf("#apercu"), own) {
		t.Error("what was not saved is kept")
	}
	b.Fill("[name^=recommandation_fr_]", own)
	b.Follow("form#mots .answers button.primary")
	b.See(own)
	b.Visit("validation-gardee")

	move := func(to string) {
		t.Helper()
		b.Go(page)
		if to == "reopened" {
			b.Open(`details:has([value=reopened]) summary`)
			b.Fill(`form[action$="/etat"] [name=raison]`, "Deux factures arrivées en retard")
		}
		b.Follow(`[name=etat][value=` + to + `]`)
	}
	move("validated")
	if b.Has("form#mots") {
		t.Error("what is validated can still be worded")
	}
	b.See(own)
	b.Visit("validation-validee")
	move("published")
	b.Go(strings.TrimSuffix(page, "/validation"))
	b.See(own)
	b.Visit("validation-publiee")
	move("reopened")
	b.See("Deux factures arrivées en retard")
	b.Find("form#mots")
	b.Visit("validation-rouverte")
}

// The direction sees the region, and every buyer without being able to change
// anything.
func TestDirector(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("director")
	b.See("Région")
	b.Visit("region")
	year := b.ValueOf("#annee")
	b.ChooseNow("#annee", b.Other("#annee"))
	if b.ValueOf("#annee") == year {
		t.Error("the region stays at " + year)
	}
	b.Visit("region-autre-annee")
	b.Go("/tableau")
	b.Visit("tableau-direction")
	b.Follow(`main tbody a[href^="/o/"]`)
	b.Visit("acheteur-direction")
	for _, form := range []string{`a[href$="/televersement"]`, "#demander", `form[action$="/annees"]`} {
		if b.Has("main " + form) {
			t.Errorf("the direction is offered %s", form)
		}
	}
}
