package share_test

import (
	"testing"

	"pgregory.net/rapid"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

func TestCluesKeepOnlyWhatRulesAskAbout(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := share.NewClues(p)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"":                                  "",
		"zzyx theodule":                     "",
		"remboursement de taxes 12 rue zzy": "remboursement de taxes x",
		"theodule remb permis":              "x remb permis",
		"zzyx subvention":                   "", // not at the beginning: no grant
	} {
		if got := c.Of(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Whatever a text says, its clues give its class and its category.
func TestCluesGiveTheSameClassAndCategory(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	clues, err := share.NewClues(p)
	if err != nil {
		t.Fatal(err)
	}
	classes, err := share.NewClassifier(p)
	if err != nil {
		t.Fatal(err)
	}
	categories, err := share.NewCategoriser(p)
	if err != nil {
		t.Fatal(err)
	}
	words := []string{
		"zzyx", "theodule", "remboursement", "remb", "de", "taxes", "taxe", "scolaires", "subvention", "subventions", "2024", "aide", "financiere", "don", "contribution",
		"demande", "d", "une", "inscription", "camp", "jour", "location", "salle", "repas", "traiteur", "entretien", "menager", "interets", "sur", "la", "dette", "frais",
		"bancaires", "trop", "percu", "km", "kilometrage", "bottes", "nettoyage", "bureaux", "permis", "licence", "chien", "versement", "x", "remises", "tps",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(t, "words") {
			if text != "" {
				text += " "
			}
			text += w
		}
		kept := clues.Of(text)
		for _, person := range []bool{true, false} {
			in := share.ClassInput{FoldedName: "p 7f3a91c2", FoldedText: text, Person: person, Date: "2024-03-05"}
			want := classes.Class(in)
			in.FoldedText = kept
			if got := classes.Class(in); got != want {
				t.Fatalf("%q kept as %q: class %+v, want %+v", text, kept, got, want)
			}
		}
		want := categories.Category(share.CategoryInput{FoldedText: text})
		if got := categories.Category(share.CategoryInput{FoldedText: kept}); got != want {
			t.Fatalf("%q kept as %q: category %+v, want %+v", text, kept, got, want)
		}
	})
}
