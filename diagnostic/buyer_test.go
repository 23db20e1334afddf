package diagnostic

import (
	"errors"
	"testing"

	"jachete/templates/message"
	"jachete/templates/policy"
)

func TestIdentify(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ buyer, mrc, regime, wantMRC, wantRegime string }{
		{"Ville de Beauharnois", "", "", "Beauharnois-Salaberry", "LCV"},
		{"Beauharnois", "", "", "Beauharnois-Salaberry", "LCV"},
		{"VILLE DE CHATEAUGUAY", "", "", "Roussillon", "LCV"},
		{"Municipalité de Saint-Anicet", "", "", "Le Haut-Saint-Laurent", "CM"},
		{"Hemmingford", "", "", "Les Jardins-de-Napierville", "CM"}, // village or township: the same MRC and regime
		{"MRC de Roussillon", "", "", "Roussillon", "CM"},
		{"Ville de Nulle-Part", "", "", "", "LCV"},
		{"Ville de Nulle-Part", "MRC de Vaudreuil-Soulanges", "", "Vaudreuil-Soulanges", "LCV"},
		{"", "haut-saint-laurent", "", "Le Haut-Saint-Laurent", ""},
		{"Ville de Nulle-Part", "", "CM", "", "CM"}, // given, not found
		{"Centre de services de la Vallée", "", "LCOP", "", "LCOP"},
		{"", "", "", "", ""},
	} {
		b, err := Identify(c.buyer, c.mrc, c.regime, &p.Territory)
		if err != nil || b.MRC != c.wantMRC || b.Regime != c.wantRegime {
			t.Errorf("%q %q %q: got %q %q %v, want %q %q", c.buyer, c.mrc, c.regime, b.MRC, b.Regime, err, c.wantMRC, c.wantRegime)
		}
	}
	var f *message.Fault
	if _, err = Identify("", "Beauharnois-Salaberri", "", &p.Territory); !errors.As(err, &f) || f.Key != "buyer.mrc" {
		t.Errorf("an MRC that does not exist: %v", err)
	}
	if _, err = Identify("", "", "LVC", &p.Territory); !errors.As(err, &f) || f.Key != "buyer.regime" {
		t.Errorf("a regime that does not exist: %v", err)
	}
}
