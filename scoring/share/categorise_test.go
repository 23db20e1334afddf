package share

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

func TestCategory(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCategoriser(p)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		about string
		in    CategoryInput
		want  Categorised
	}{
		{"the account decides first", CategoryInput{Account: "02-130-00-414", Activities: []string{"traiteur"}, FoldedText: "Buffet"}, Categorised{"informatique_services", FromAccount, High}},
		{"a two-digit prefix is less sure", CategoryInput{Account: "02-320-00-515"}, Categorised{"location_equipement", FromAccount, Fair}},
		{"a longer prefix wins over a shorter one", CategoryInput{Account: "02-320-00-521"}, Categorised{"voirie", FromAccount, High}},
		{"an account of no category leaves it open", CategoryInput{Account: "02-320-00-499", FoldedText: "Tonte de gazon"}, Categorised{"amenagement_paysager", FromKeyword, High}},
		{"the only activity", CategoryInput{Activities: []string{"buanderie"}, FoldedText: "Buffet"}, Categorised{"buanderie", FromActivity, High}},
		{"the description picks among activities", CategoryInput{Activities: []string{"buanderie", "traiteur"}, FoldedText: "Buffet conseil"}, Categorised{"traiteur", FromActivity, Fair}},
		{"several activities, no help", CategoryInput{Activities: []string{"buanderie", "traiteur"}}, Categorised{"buanderie", FromActivity, Low}},
		{"words of the registry that are no category", CategoryInput{Activities: []string{"Autre"}, FoldedText: "Impression du bulletin"}, Categorised{"imprimerie", FromKeyword, Low}},
		{"a phrase beats a word", CategoryInput{FoldedText: "Location de salle pour formation"}, Categorised{"hebergement", FromKeyword, High}},
		{"plurals", CategoryInput{FoldedText: "Analyses d'eaux"}, Categorised{"genie", FromKeyword, High}},
		{"English", CategoryInput{FoldedText: "Snow removal January"}, Categorised{"deneigement", FromKeyword, High}},
		{"whole words only", CategoryInput{FoldedText: "Repassage, impressionnant, sableur"}, Categorised{}},
		{"the supplier's name comes last", CategoryInput{FoldedName: "Imprimerie Boréale", FoldedText: "Facture 122"}, Categorised{"imprimerie", FromKeyword, Low}},
		{"the description comes before the name", CategoryInput{FoldedName: "Imprimerie Boréale", FoldedText: "Déneigement"}, Categorised{"deneigement", FromKeyword, Low}},
		{"nothing", CategoryInput{FoldedText: "Facture 122"}, Categorised{}},
	}
	for _, tt := range tests {
		tt.in.FoldedText, tt.in.FoldedName = name.Fold(tt.in.FoldedText), name.Fold(tt.in.FoldedName)
		if diff := cmp.Diff(tt.want, c.Category(tt.in)); diff != "" {
			t.Errorf("%s: %s", tt.about, diff)
		}
	}
}

// Each category is found by each of its own keywords, unless another category
// claims the same words more closely: then the policy itself is in doubt.
func TestKeywordsFindTheirCategory(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCategoriser(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range p.Categories {
		for _, w := range k.Keywords {
			if got := c.Category(CategoryInput{FoldedText: w}); got.Category != k.ID {
				t.Errorf("keyword %q of %s finds %s", w, k.ID, got.Category)
			}
		}
	}
}

func TestCategoriserRefusesSharedAccount(t *testing.T) {
	t.Parallel()
	_, err := NewCategoriser(&policy.Policy{Categories: []policy.Category{{ID: "a", Accounts: []string{"41"}}, {ID: "b", Accounts: []string{"41"}}}})
	if err == nil {
		t.Error("an account of two categories is accepted")
	}
}

func BenchmarkCategory(b *testing.B) {
	p, err := policy.Default()
	if err != nil {
		b.Fatal(err)
	}
	c, err := NewCategoriser(p)
	if err != nil {
		b.Fatal(err)
	}
	in := CategoryInput{FoldedText: "entretien menager de l hotel de ville mars 2024", FoldedName: "les jardins bellerive"}
	for b.Loop() {
		c.Category(in)
	}
}
