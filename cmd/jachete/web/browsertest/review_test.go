package browsertest_test

import (
	"net/url"
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// An advisor settles questions with the keys of the cards, takes one answer
// back, and finds it among the decisions.
func TestAdvisorReviews(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.See("validation demandée")
	b.Follow(`nav a[href="/revision"]`)
	b.Visit("revision")
	b.Follow(`main a.button.primary`)
	b.Visit("question")
	first, card := b.TextOf(".adv-name"), b.Path()
	b.Key("l")
	if b.Path() == card {
		t.Errorf("the key L stays at the card of %s", first)
	}
	b.Go(card)
	b.Fill("#raison", "Des sapins du nord") // letters that are written are no keys
	if b.Path() != card {
		t.Errorf("writing a reason leads to %s", b.Path())
	}
	b.Tab("[name=portee]:checked")
	b.Press("t")
	if !b.Ran(`document.querySelector("[name=portee][value=all]").checked`) {
		t.Error("the key T does not choose all buyers")
	}
	b.Key("d")
	if b.Path() == card {
		t.Errorf("the key D stays at the card of %s", first)
	}
	b.Find(`.note form[action$="/annulation"] button`)
	b.Visit("question-repondue")
	b.Follow(`.note form[action$="/annulation"] button`)
	b.See(first)
	b.Visit("question-reprise")
	b.Go("/revision/decisions")
	b.See(first)
	b.Visit("decisions")
}

// Another record than the one proposed is searched and chosen; an enterprise
// that the registry lacks is proposed.
func TestAdvisorFindsAnother(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Go("/revision")
	b.Follow(`main a.button.primary`)
	first := b.TextOf(".adv-name")
	b.Press("o")
	b.Fill("#cherche", "Clairombre")
	b.Key("\r")
	b.See("Ressourcerie Clairombre")
	b.Visit("question-autre")
	b.Follow(`#autre button[form^="choix-"]`)
	b.Go("/revision/decisions")
	if said := flat(b.TextOf("main tbody tr")); !strings.Contains(said, flat(first)) || !strings.Contains(said, "Ressourcerie Clairombre") {
		t.Errorf("the decision says %s", said)
	}
	b.Follow(`main tbody a`)
	b.Visit("decision")
	b.Fill("#raison", "Mauvaise ligne")
	b.Follow(`form[action$="/retrait"] button`)
	b.See("Mauvaise ligne")
	b.Visit("decision-reprise")

	b.Go("/revision")
	b.Follow(`main a.button.primary`)
	b.Press("p")
	b.Fill("#nom", "Coopérative Ondemarine")
	b.Fill("#raison-p", "Vue au marché")
	b.Follow(`#proposer form button`)
	b.Go("/fiches?q=ondemarine")
	b.See("Coopérative Ondemarine")
}

// A decision that a buyer asked to share waits for the Pôle's agreement.
func TestAdvisorAgrees(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Go("/revision/decisions")
	b.Find("[aria-labelledby=demandes]")
	n := b.Count("[name=accord][value=oui]")
	b.Follow("[name=accord][value=oui]")
	b.Go("/revision/decisions")
	if left := b.Count("[name=accord][value=oui]"); left != n-1 {
		t.Errorf("%d of %d requests wait after one is agreed to", left, n)
	}
}

// An advisor adds a buyer and hands its person the link of the invitation.
func TestAdvisorAddsBuyer(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Follow(`a[href="/tableau/acheteur"]`)
	b.Visit("acheteur-nouveau")
	b.Fill("#nom", "Municipalité de Val-Ondemarine")
	b.Choose("#mrc", "Roussillon")
	b.Follow("main form button.primary")
	b.Visit("acheteur-inviter")
	b.Fill("#courriel", "tresorerie@demo.invalid")
	b.Follow("main form button.primary")
	address, err := url.Parse(b.ValueOf("#lien"))
	if err != nil {
		t.Fatal(err)
	}
	b.Visit("acheteur-invite")
	b.Follow(signOut)
	b.Go(address.Path)
	b.See("Municipalité de Val-Ondemarine")
	b.Find("#form-invitation")
}

// Suppliers that pose the same question are settled by one key.
func TestReviewInBulk(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("buyer")
	home := b.Path()
	// One enterprise of the registry, perhaps, under names that differ in nothing
	// that tells.
	var lines []line
	for _, n := range []string{"RESSOURCERIE CLAIROMBR", "CLAIROMBR RESSOURCERIE", "RESSOURCERIE CLAIROMBR INC."} {
		lines = append(lines, line{n, "2022-04-04", "Collecte d'encombrants", "9000,00"})
	}
	lines = append(lines, line{garage, "2022-03-10", "Freins", "300,00"})
	bring(b, home, written(t, "variantes.tsv", lines...))
	b.Find("#importer")
	b.Follow("#importer")
	b.Wait(`main .plainlist .tag.good`)
	b.Enter("advisor")
	b.Go("/revision?acheteur=" + strings.TrimPrefix(home, "/o/"))
	b.Visit("revision-groupe")
	b.Follow(`main tbody tr:has(.tag) a`)
	b.Find("[name=tous]:checked")
	b.Visit("question-groupe")
	b.Key("s")
	said := flat(b.TextOf(".note"))
	if !strings.Contains(said, "2 réponses") {
		t.Errorf("one key settles: %s", said)
	}
}
