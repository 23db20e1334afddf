package share

import (
	"testing"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

func TestSwitches(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSwitcher(p.Switches)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[string][2]string{
		"Caisse Desjardins des Rapides":                 {ShowApart, "financial_coops"},
		"Caisse d'économie solidaire Boréale":           {ShowApart, "financial_coops"},
		"Fédération des caisses Desjardins":             {ShowApart, "financial_coops"},
		"Promutuel Boréal":                              {ShowApart, "financial_coops"},
		"Sollio Agriculture":                            {Count, "large_coops"},
		"Agropur coopérative":                           {Count, "large_coops"},
		"Office municipal d'habitation des Rapides":     {Exclude, "public_control"},
		"Fonds d'assurance des municipalités du Québec": {Exclude, "public_control"},
		"Coopérative de solidarité Boréale":             {Count, ""},
		"Mutuelle d'entraide Boréale":                   {Count, ""},
		"Ressourcerie Desjardins-Nord":                  {Count, ""},
		"Coopérative d'habitation Boréale":              {Count, ""},
	} {
		if choice, by := s.Choice(name.Fold(n)); choice != want[0] || by != want[1] {
			t.Errorf("%s: %s by %s, want %v", n, choice, by, want)
		}
	}
	if choice, _ := s.Choice("x", "caisse populaire des rapides"); choice != ShowApart {
		t.Error("another name of the enterprise is not read")
	}
	both, err := NewSwitcher(policy.Switches{FinancialCoops: Count, PublicControl: Exclude, FinancialPatterns: []string{`\bx\b`}, PublicPatterns: []string{`\bx\b`}})
	if err != nil {
		t.Fatal(err)
	}
	if choice, by := both.Choice("x"); choice != Exclude || by != "public_control" {
		t.Errorf("%s by %s: public control decides first", choice, by)
	}
	if _, err := NewSwitcher(policy.Switches{LargePatterns: []string{"("}}); err == nil {
		t.Error("a broken pattern is accepted")
	}
}
