package diagnostic

import (
	"testing"

	"jachete/scoring/match"
	"jachete/templates/policy"
)

func testMasker(t *testing.T) *masker {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	return newMasker(params.Tables)
}

func TestMaskerTakesNamesOutOfTexts(t *testing.T) {
	t.Parallel()
	m := testMasker(t)
	if got := m.hide("ZZYX, Théodule"); got != "P-0001" {
		t.Errorf("pseudonym %s", got)
	}
	m.hide("Mme Aglaé de la Vérendelle")
	m.hide("Roy, Marie de la")
	for in, want := range map[string]string{
		"Remb. km Théodule Zzyx mars":   "Remb. km […] mars",
		"ZZYX THEODULE: repas":          "[…]: repas",
		"ZZYX/THEODULE-3":               "[…]-3",
		"Zzyx,Théodule papier":          "[…] papier",
		"T. Zzyx papier":                "[…] papier",
		"papier (Zzyx T.)":              "papier ([…].)",
		"repas Aglaé de la Vérendelle.": "repas […].",
		"Théodule seul":                 "Théodule seul",
		"":                              "",
		"rien à cacher":                 "rien à cacher",
		"Nettoyage de la salle":         "Nettoyage de la salle",
		// Names that stand in no supplier column.
		"Julie Caron":                        "[…]",
		"Remb. Julie Caron pour papier":      "Remb. […] pour papier",
		"Sous-total Julie Caron":             "Sous-total […]",
		"Peinture, parc Julie Caron":         "Peinture, parc Julie Caron",
		"Achat chez Julie Caron inc.":        "Achat chez Julie Caron inc.",
		"Tonte de gazon et taille de haies":  "Tonte de gazon et taille de haies",
		"Entretien de la rue Martin, mai":    "Entretien de la rue Martin, mai",
		"Location Simon : nacelle, 3 jours":  "Location Simon : nacelle, 3 jours",
		"Réparation du camion no 12, Girard": "Réparation du camion no 12, Girard",
	} {
		if got := m.clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
