package name_test

import (
	"testing"

	"jachete/scoring/name"
)

// What a reading of a name tells besides its words.
func TestPartsTellWhatSurroundsThem(t *testing.T) {
	t.Parallel()
	tab := tables(t)
	for s, want := range map[string]name.Part{
		"Ondatra - recherche et milieux": {Kind: name.Whole, Head: 1},
		"Ondatra inc., les milieux":      {Kind: name.Whole, Head: 1},
		"Ondatra du Marais":              {Kind: name.Whole},
		"Ondatra (2)":                    {Kind: name.Main, Left: 3},
		"Ondatra (Marais 12)":            {Kind: name.Main, Left: 13},
		"Ondatra (2012)":                 {Kind: name.Main},
		"Office Nordique du Rat (ONR)":   {Kind: name.Letters},
		"Office Nordique du Rat - ONR":   {Kind: name.Letters},
		"ONR - Office nordique du rat":   {Kind: name.After},
	} {
		parts := tab.Read(s).Parts
		var got *name.Part
		for i := range parts {
			if parts[i].Kind == want.Kind {
				got = &parts[i]
			}
		}
		if got == nil {
			t.Errorf("%q has no part %d: %+v", s, want.Kind, parts)
			continue
		}
		if got.Head != want.Head || got.Left != want.Left {
			t.Errorf("%q part %d: head %d, left %d; want %d, %d", s, want.Kind, got.Head, got.Left, want.Head, want.Left)
		}
	}
}

// No-break spaces read in a wrong encoding leave letters behind; a word that
// ends so by itself keeps them.
func TestResidueOfNoBreakSpaces(t *testing.T) {
	t.Parallel()
	tab := tables(t)
	for s, want := range map[string]string{
		"BUANDERIEAA ZIBELINE":       "Buanderie Zibeline",
		"MAISONAA DEAA LAAA ONDATRA": "Maison de la Ondatra",
		"Kaaa Isaa Zibeline":         "Ka Is Zibeline",
		"Isaa Zibeline":              "Isaa Zibeline",
		"COMMUNITY360 Zibeline":      "Community 360 Zibeline",
	} {
		if got, want := tab.Read(s).Key(), tab.Read(want).Key(); got != want {
			t.Errorf("%q: key %q, want %q", s, got, want)
		}
	}
	if n := tab.Read("The Ondatra Charitable Trust"); !n.Giving {
		t.Error("a charitable trust gives")
	}
	if n := tab.Read("Ondatra inc."); n.Giving {
		t.Error("a company does not give")
	}
}

// Letters that abbreviate nothing beside them are words like others.
func TestLettersThatAbbreviateNothing(t *testing.T) {
	t.Parallel()
	tab := tables(t)
	for _, s := range []string{"Office Nordique du Rat (XNR)", "Ondatra - O", "ONR", "Zibeline (Ondatra)", "Office - ONR Marmotte"} {
		for _, p := range tab.Read(s).Parts {
			if p.Kind == name.Letters {
				t.Errorf("%q: %q is taken for initials", s, p.Words[0].Text)
			}
		}
	}
}

// A number in words is that number, but in the name of a place it is none.
func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	tab := tables(t)
	for s, want := range map[string]string{
		"Les Deux Ondatras":       "Les 2 Ondatras",
		"Five Ondatras":           "5 Ondatras",
		"Ondatra Two Thousand":    "Ondatra 2000",
		"Ondatra deux mille inc.": "Ondatra 2000",
	} {
		if got, want := tab.Read(s).Key(), tab.Read(want).Key(); got != want {
			t.Errorf("%q: key %q, want %q", s, got, want)
		}
	}
	for _, w := range tab.Read("Ondatra Trois-Rivières").Words {
		if w.Flags&name.Number != 0 {
			t.Errorf("%q is no number", w.Text)
		}
	}
}
