package diagnostic

import "testing"

func TestMaskerTakesNamesOutOfTexts(t *testing.T) {
	t.Parallel()
	m := newMasker()
	if got := m.hide("ZZYX, Théodule"); got != "P-0001" {
		t.Errorf("pseudonym %s", got)
	}
	m.hide("Mme Aglaé de la Vérendelle")
	for in, want := range map[string]string{
		"Remb. km Théodule Zzyx mars":   "Remb. km […] mars",
		"ZZYX THEODULE: repas":          "[…] repas",
		"repas Aglaé de la Vérendelle.": "repas […]",
		"Théodule seul":                 "Théodule seul",
		"":                              "",
		"rien à cacher":                 "rien à cacher",
	} {
		if got := m.clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := newMasker().clean("Théodule Zzyx"); got != "Théodule Zzyx" {
		t.Errorf("an empty masker changed %q", got)
	}
}
