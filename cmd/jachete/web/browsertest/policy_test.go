package browsertest_test

import (
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// An advisor changes a rule: what is wrong is shown at its line, the effect on
// the diagnostics is shown before it is put in force, and it can be taken back.
func TestPolicyEdited(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Follow(`nav a[href="/regles"]`)
	b.Visit("regles")
	b.Follow(`a[href="/regles/rules"]`)
	b.Visit("regle")
	b.Follow(`a[href$="/modifier"]`)
	b.Visit("regle-modifier")
	content := b.ValueOf("#texte")
	b.Paste("#texte", content+"\n- id: [")
	b.Follow("[name=suite][value=apercu]")
	b.Find("#erreur[role=alert]")
	b.Visit("regle-fausse")
	const insured = "class: assurances"
	if !strings.Contains(content, insured) {
		t.Fatalf("the rules have no %q", insured)
	}
	b.Paste("#texte", strings.ReplaceAll(content, insured, "class: achat"))
	b.Follow("[name=suite][value=apercu]")
	b.Find("[aria-labelledby=effet] tbody tr")
	if !b.Has(`[aria-labelledby=effet] tbody tr:first-child td:nth-of-type(1) .adv-change`) {
		t.Errorf("the addressable amount stays: %s", flat(b.TextOf(`[aria-labelledby=effet] tbody tr:first-child`)))
	}
	b.Visit("regle-effet")
	b.Fill("#raison", "Décision du comité, 3 mars")
	b.Follow("[name=suite][value=enregistrer]")
	b.See("Décision du comité, 3 mars")
	b.Visit("regle-changee")
	b.Follow(`a[href$="/modifier"]`)
	b.Follow("[name=suite][value=origine]")
	b.Find("[role=alert]")
	b.Visit("regle-sans-raison")
	b.Fill("#raison", "Le comité revient là-dessus")
	b.Follow("[name=suite][value=origine]")
	b.Follow(`a[href$="/modifier"]`)
	if !strings.Contains(b.ValueOf("#texte"), insured) {
		t.Error("the rule of the program is not back")
	}
}

// The mapping of columns that one buyer confirmed is given to all.
func TestMappingShared(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Go("/regles/entetes")
	b.Visit("entetes")
	b.Follow("[name=suite][value=partager]")
	b.Find(".tag.good")
	b.Visit("entetes-partages")
	n := b.Count("[name=empreinte]")
	b.Tick("[name=partout]")
	b.Follow("[name=suite][value=oublier]")
	if left := b.Count("[name=empreinte]"); left != n-1 {
		t.Errorf("%d mappings of %d are left after one is forgotten", left, n)
	}
}
