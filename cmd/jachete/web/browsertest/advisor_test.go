package browsertest_test

import (
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
	b.See("Est-ce la même entreprise")
	b.Visit("question")
	first, card := b.TextOf(".adv-name"), b.Path()
	b.Key("d")
	if b.Path() == card {
		t.Errorf("the key D stays at the card of %s", first)
	}
	b.See("Annuler")
	b.Visit("question-repondue")
	b.Follow(`.note form button`)
	b.See(first)
	b.Visit("question-reprise")
	b.Go("/revision/decisions")
	b.See(first)
	b.Visit("decisions")
}
