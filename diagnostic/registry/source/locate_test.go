package source_test

import (
	"testing"

	"jachete/diagnostic/registry/source"
	"jachete/templates/policy"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		about                string
		in                   [4]string
		street, city, postal string
	}{
		{"usual", [4]string{"12, rue A", "Rigaud (Québec)", "", "J0P1P0"}, "12, rue A", "Rigaud", "J0P1P0"},
		{"floor on the second line", [4]string{"12, rue A", "bureau 2", "Rigaud (Québec)", "J0P 1P0"}, "12, rue A, bureau 2", "Rigaud", "J0P1P0"},
		{"post box, no province", [4]string{"12, rue A", "C.P. 20", "Rigaud", "J0P1P0"}, "12, rue A, C.P. 20", "Rigaud", "J0P1P0"},
		{"country on the third line", [4]string{"12, rue A", "Rigaud (Québec)", "Canada", "J0P1P0"}, "12, rue A", "Rigaud", "J0P1P0"},
		{"city bare", [4]string{"12, rue A", "Rigaud", "", "J0P1P0"}, "12, rue A", "Rigaud", "J0P1P0"},
		{"postal code a line early", [4]string{"12, rue A", "Rigaud (Québec)", "J0P 1P0", ""}, "12, rue A", "Rigaud", "J0P1P0"},
		{"no city", [4]string{"12, rue A", "J0P 1P0", "", ""}, "12, rue A", "", "J0P1P0"},
		{"no postal code", [4]string{"12, rue A", "Rigaud (Québec)", "", "12345"}, "12, rue A", "Rigaud", ""},
		{"nothing", [4]string{}, "", "", ""},
		{"only a parenthesis", [4]string{"", "(Québec)", "", ""}, "", "(Québec)", ""},
	} {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			street, city, postal := source.Address(tt.in[0], tt.in[1], tt.in[2], tt.in[3])
			if street != tt.street || city != tt.city || postal != tt.postal {
				t.Errorf("got %q, %q, %q", street, city, postal)
			}
		})
	}
}

// The locator says what the territory says, whether it remembers or not.
func TestLocatorAgrees(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	l := source.NewLocator(&p.Territory)
	for range 2 {
		for _, city := range []string{"", "Rigaud", "Laval", "Saint-Isidore", "Saint-Michel-des-Saints", "Valleyfield", "Léry", "Marieville"} {
			for _, postal := range []string{"", "J0P1P0", "J0L1A1", "J0J1A1", "G0S2S0", "H7N1A1", "J6S", "12345"} {
				mrc, inside, known := p.Territory.Locate(postal, city)
				got := l.Place("", city, postal)
				if got.Inside != (inside && known) || got.MRC != mrc {
					t.Errorf("%q %q: %+v, the territory says %q %v %v", postal, city, got, mrc, inside, known)
				}
			}
		}
	}
	if !p.Territory.SameCity("Valleyfield", "SALABERRY-DE-VALLEYFIELD (Québec)") || p.Territory.SameCity("Saint-Michel", "Saint-Michel-des-Saints") || p.Territory.SameCity("", "") {
		t.Error("SameCity")
	}
}
