package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store/storetest"
)

// What one buyer decided and the Pôle shared applies to another, and tells it
// neither who decided nor whom the first one buys from.
func TestSharedDecisionsTellNothingOfTheirBuyer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	other, err := o.AddBuyer(ctx, o.advisor, desk.NewBuyer{Name: "Ville de Mercier"})
	o.must(err)
	reader := desk.Actor{User: "u-ailleurs", Role: desk.Buyer, Org: other.ID}
	_, _, err = o.Import(ctx, reader, other.ID, o.file("m.csv", header+"2024-02-01;Atelier du Clairombre;Chaises;1 500,00\n"), "", desk.Reading{}, "", nil)
	o.must(err)
	records, err := o.Records(ctx)
	o.must(err)
	var list []review.Decision
	for _, payee := range []string{"Atelier du Clairombre", "Fournisseur Secret inc."} {
		list = append(list, review.Decision{
			Kind: review.Match, Verdict: review.Same, Enterprise: records[0].ID, Reason: "r", Author: "u-achat", Buyer: string(o.org), Scope: review.Asked,
			Subject: review.Subject{Names: []string{payee}},
		})
	}
	list = append(list, list[1])
	list[2].Verdict, list[2].Enterprise = review.None, "" // contradicts the one before
	kept, err := o.Store.AddDecisions(ctx, o.org, list)
	o.must(err)
	for _, x := range kept {
		o.must(o.Store.AgreeDecision(ctx, x.ID, true, "u-conseil", "oui", nil))
	}
	v, err := o.Look(ctx, reader, other.ID, desk.Asked{Period: "2024"})
	o.must(err)
	if got := v.Measures.Confirmed.Dollars.String(); got != "1500" {
		t.Errorf("confirmed %s: the shared decision does not apply", got)
	}
	var b bytes.Buffer
	o.must(v.WriteJSON(&b))
	for _, secret := range []string{"Secret", "u-achat"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("the diagnostic of one buyer holds %q of another", secret)
		}
	}
	v, err = o.Look(ctx, o.advisor, o.org, desk.Asked{Period: "2024"})
	if err == nil {
		t.Fatalf("a diagnostic without a ledger: %v", v.Run)
	}
}
