package registry

import "testing"

func TestFamilyOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ form, name, want string }{
		{"OBNL", "x", "npo"},
		{"APE", "x", "npo"},
		{"Organisme à but non lucratif", "x", "npo"},
		{"Coopérative de solidarité", "x", "coop_solidarity"},
		{"Coop de travail", "x", "coop"},
		{"COP", "x", "coop"},
		{"Mutuelle", "x", "mutual"},
		{"Organisme public", "Organisme du Lac", "public"},
		{"Société par actions", "Association Nettoyage inc.", "company"},
		{"S.E.N.C., société en nom collectif", "Coop du Lac", "partnership"},
		{"Association", "x", "npo"},
		{"inconnue", "Coopérative du Lac", ""}, // stated and not understood: not guessed
		{"", "Coopérative de solidarité du Lac", "coop_solidarity"},
		{"", "Association du Lac", ""},
		{"", "Atelier du Lac", ""},
	} {
		if got := familyOf(c.form, c.name); got != c.want {
			t.Errorf("%q %q: %q, want %q", c.form, c.name, got, c.want)
		}
	}
}
