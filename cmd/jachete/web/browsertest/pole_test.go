package browsertest_test

import (
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// An advisor looks at the board, validates a diagnostic that was asked for,
// publishes it, and reopens it with a reason.
func TestAdvisorValidates(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("advisor")
	b.Visit("tableau")
	b.Go("/tableau?etat=asked")
	b.Follow("a.adv-state")
	b.Visit("validation")
	page := b.Path()
	for _, to := range []string{"validated", "published", "reopened"} {
		b.Go(page)
		if to == "reopened" {
			b.Tab(`details:has([value=reopened]) summary`)
			b.Press("\r")
			b.Fill(`form[action$="/etat"] [name=raison]`, "Deux factures arrivées en retard")
		}
		b.Follow(`[name=etat][value=` + to + `], form:has([name=etat][value=` + to + `]) button`)
	}
	b.See("Rouvert")
}

// The direction sees the region.
func TestDirector(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	b.Enter("director")
	b.See("Région")
	b.Visit("region")
}
