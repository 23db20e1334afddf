package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store/storetest"
)

// Decisions go from one installation to another as text: what they speak of is
// found again there, twice adds nothing, and a contradiction refuses the file.
func TestDecisionsTravelAsText(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	from, to := open(t, storetest.Open(t, storetest.SQLite(t))), open(t, storetest.Open(t, storetest.SQLite(t)))
	for _, o := range []*office{from, to} {
		_, err := o.bring("2024.csv", year24+"2024-05-01;Atelier du Clairombre;Table;900,00\n", "")
		o.must(err)
	}
	// The registry of the other installation has other identifiers.
	extra, err := to.Records(ctx)
	to.must(err)
	r := extra[0]
	for i := range extra {
		if strings.Contains(extra[i].Name(), "Ressourcerie") {
			r = extra[i]
		}
	}
	mine, err := from.Records(ctx)
	from.must(err)
	enterprise := ""
	for i := range mine {
		if mine[i].NEQ == r.NEQ {
			enterprise = mine[i].ID
		}
	}
	asked := desk.Asked{Period: "2024"}
	_, err = from.Decide(ctx, from.buyer, from.org, asked, review.Decision{
		Kind: review.Match, Verdict: review.Same, Enterprise: enterprise, Reason: "même adresse", Subject: review.Subject{Names: []string{"Atelier du Clairombre"}},
	})
	from.must(err)
	var text bytes.Buffer
	from.must(from.WriteDecisions(ctx, from.buyer, from.org, &text))
	if !strings.Contains(text.String(), "1199068280") {
		t.Errorf("the text does not say which enterprise by its number:\n%s", text.String())
	}
	foreign := strings.ReplaceAll(text.String(), enterprise, "identifiant-d-ailleurs")
	for i, want := range []int{1, 0} {
		if n, err := to.ReadDecisions(ctx, to.buyer, to.org, strings.NewReader(foreign), "d.txt"); err != nil || n != want {
			t.Errorf("reading %d: %d new, %v", i+1, n, err)
		}
	}
	v, err := to.Look(ctx, to.buyer, to.org, asked)
	to.must(err)
	if got := v.Measures.Confirmed.Dollars.String(); got != "4900" {
		t.Errorf("confirmed %s, want 4900: the decision does not apply", got)
	}
	list, err := to.Decisions(ctx, to.buyer, to.org)
	to.must(err)
	if len(list) != 1 || list[0].Enterprise != r.ID || list[0].Author != to.buyer.User {
		t.Errorf("kept %+v", list)
	}
	for name, change := range map[string]func(string) string{
		"decisions.enterprise": func(s string) string {
			s = strings.ReplaceAll(s, "1199068280", "")
			return strings.ReplaceAll(s, r.Name(), "Inconnue inventée")
		},
	} {
		s := strings.ReplaceAll(change(foreign), list[0].ID, "autre-id")
		if n, err := to.ReadDecisions(ctx, to.buyer, to.org, strings.NewReader(s), "d.txt"); faultKey(err) != name {
			t.Errorf("%s: %d, %v\n%s", name, n, err, s)
		}
	}
	other := desk.Actor{User: "x", Role: desk.Buyer, Org: "ailleurs"}
	if _, err := to.ReadDecisions(ctx, other, to.org, strings.NewReader(foreign), "d.txt"); err == nil {
		t.Error("somebody else's buyer added decisions")
	}
}

// A second header is read without a word about profiles that nobody gave.
func TestAnotherHeaderIsNoWarning(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	_, err := o.bring("2024.csv", year24, "")
	o.must(err)
	_, seen, err := o.Import(t.Context(), o.buyer, o.org, o.file("autre.csv", "Payé le;Bénéficiaire;Total payé\n2023-02-01;Quincaillerie Boisvert-Lac inc.;1 000,00\n2023-03-01;Ressourcerie Clairombre;50,00\n"), "", desk.Reading{}, "", nil)
	o.must(err)
	for _, f := range seen.Warnings {
		if f.Key == "ledger.profile_other" {
			t.Error("a profile that nobody gave is warned of")
		}
	}
}
