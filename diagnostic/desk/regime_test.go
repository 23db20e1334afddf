package desk_test

import (
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store/storetest"
)

// The regime given to a buyer is the one its diagnostics cite, and they are made
// again under it.
func TestRegimeReachesTheDiagnostic(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	for _, c := range []struct{ name, given, want string }{
		{"Régie intermunicipale des Ormes", "CM", "CM"},
		{"Centre de services des Ormes", "LCOP", "LCOP"},
		{"Ville de Nulle-Part", "", "LCV"},
		{"Ville de Partout", "CM", "CM"},
	} {
		org, err := o.AddBuyer(t.Context(), o.advisor, desk.NewBuyer{Name: c.name, Regime: c.given})
		o.must(err)
		o.org, o.buyer.Org = org.ID, org.ID
		_, err = o.bring("2024.csv", year24, "")
		o.must(err)
		made, err := o.MakeDiagnostic(t.Context(), o.buyer, org.ID, desk.Asked{Period: "2024"}, nil)
		o.must(err)
		if got := made.Value.Buyer.Regime; got != c.want || made.Value.Advice.Regime != c.want || made.Value.Again().Regime != c.want {
			t.Errorf("%s: diagnostic under %q, advice under %q, want %q", c.name, got, made.Value.Advice.Regime, c.want)
		}
	}
	if _, err := o.AddBuyer(t.Context(), o.advisor, desk.NewBuyer{Name: "Ville de Quelque-Part", Regime: "LVC"}); faultKey(err) != "buyer.regime" {
		t.Errorf("a regime that does not exist: %v", err)
	}
}
