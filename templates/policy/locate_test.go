package policy_test

import (
	"maps"
	"strings"
	"testing"

	"jachete/templates/policy"
)

func TestLocate(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	tests := []struct {
		about, postal, city, mrc string
		inside, known            bool
	}{
		{"own prefix and city", "J6S 1A1", "Salaberry-de-Valleyfield", "Beauharnois-Salaberry", true, true},
		{"own prefix, no city", "j6j1a1", "", "Roussillon", true, true},
		{"own prefix, town's daily name", "J6T", "Valleyfield", "Beauharnois-Salaberry", true, true},
		{"a prefix of two MRC needs the city", "J6N 2B2", "Léry", "Roussillon", true, true},
		{"postal code first, whatever the city says", "J5R 1A1", "Montréal", "", true, true},
		{"shared prefix with a city of the territory", "J0L 1N0", "Napierville", "Les Jardins-de-Napierville", true, true},
		{"shared prefix with a city of elsewhere", "J0L 1H0", "Marieville", "", false, true},
		{"shared prefix alone says nothing", "J0J 1A0", "", "", false, false},
		{"homonym, postal code of the Beauce", "G0S 2S0", "Saint-Isidore", "", false, true},
		{"homonym, postal code of the Etchemins", "G0R 2L0", "Saint-Louis-de-Gonzague", "", false, true},
		{"homonym without a postal code", "", "Saint-Isidore", "", false, false},
		{"homonym with a shared prefix", "J0L 2A0", "Saint-Isidore", "Roussillon", true, true},
		{"a longer name is another place", "", "Saint-Michel-des-Saints", "", false, true},
		{"a longer name is another place, prefix elsewhere", "J0K 3B0", "Saint-Michel-des-Saints", "", false, true},
		{"a shorter name is another place", "", "Saint-Étienne", "", false, true},
		{"exact name alone", "", "SAINT-REMI", "Les Jardins-de-Napierville", true, true},
		{"abbreviated saint", "", "Ste-Martine", "Beauharnois-Salaberry", true, true},
		{"city with its province", "", "Châteauguay (Québec)", "Roussillon", true, true},
		{"Hemmingford stands twice in one MRC", "", "Hemmingford", "Les Jardins-de-Napierville", true, true},
		{"nothing at all", "", "", "", false, false},
		{"a postal code that is none counts as absent", "12345", "Rigaud", "Vaudreuil-Soulanges", true, true},
		{"no sign that matters", "J6S-1A1", "  ", "Beauharnois-Salaberry", true, true},
		{"a prefix of two MRC without a city", "J6N 2B2", "", "", true, true},
		{"a rural prefix without a city", "J0P 1A0", "", "", true, true},
		{"a prefix whose city is of elsewhere names no MRC", "J6J 1A1", "Montréal", "", true, true},
		{"a place in no MRC", "J0L 1B0", "Kahnawake", "", false, true},
		{"a place in no MRC, by name alone", "", "Akwesasne", "", false, true},
		{"a place in no MRC, with a prefix of the territory", "J0S 1A0", "KAHNAWAKE (Québec)", "", false, true},
		{"prefix of a longer name", "", "Saint-Rémi-de-Tingwick", "", false, true},
		{"Saint-Lazare of Bellechasse", "G0R 3J0", "Saint-Lazare", "", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			mrc, inside, known := ground.Locate(tt.postal, tt.city)
			if mrc != tt.mrc || inside != tt.inside || known != tt.known {
				t.Errorf("Locate(%q, %q) = %q, %v, %v; want %q, %v, %v", tt.postal, tt.city, mrc, inside, known, tt.mrc, tt.inside, tt.known)
			}
		})
	}
}

// No name of the list is found inside another, and each finds its own MRC.
func TestLocateEveryMunicipality(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	names := map[string]string{}
	for _, m := range ground.MRCs {
		names[m.Code] = m.Name
	}
	counts := map[string]int{}
	population := 0
	for _, m := range ground.Municipalities {
		counts[m.Designation]++
		population += m.Population
		mrc, inside, known := ground.Locate("", m.Name)
		if m.Homonym {
			if known {
				t.Errorf("%s is known by its name alone", m.Name)
			}
			continue
		}
		if mrc != names[m.MRC] || !inside || !known {
			t.Errorf("%s: %q %v %v", m.Name, mrc, inside, known)
		}
		if _, inside, _ := ground.Locate("", m.Name+"-de-Nulle-Part"); inside {
			t.Errorf("%s-de-Nulle-Part is taken for %s", m.Name, m.Name)
		}
	}
	if len(ground.Municipalities) != 65 || population != 494911 || counts["V"] != 23 || counts["CT"] != 4 || counts["VL"] != 3 || counts["P"] != 3 {
		t.Errorf("%d municipalities, %d people, %v", len(ground.Municipalities), population, counts)
	}
}

// The counts of each MRC, as the directory of municipalities has them.
func TestTerritoryByMRC(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	type sums struct{ municipalities, people, cmm int }
	got := map[string]sums{}
	regimes := map[string]int{}
	for _, m := range ground.Municipalities {
		s := got[m.MRC]
		s.municipalities++
		s.people += m.Population
		if m.CMM {
			s.cmm++
		}
		got[m.MRC] = s
		regimes[ground.Regime(m.Designation)]++
		if m.Code[:2] != m.MRC[:2] {
			t.Errorf("%s %s is not of MRC %s", m.Code, m.Name, m.MRC)
		}
	}
	want := map[string]sums{"700": {7, 74141, 1}, "690": {13, 23582, 0}, "680": {11, 32443, 0}, "670": {11, 194872, 11}, "710": {23, 169873, 11}}
	if !maps.Equal(got, want) || !maps.Equal(regimes, map[string]int{"LCV": 23, "CM": 42}) || ground.MRCRegime != "CM" {
		t.Errorf("%v, %v", got, regimes)
	}
	for _, f := range ground.OwnFSA {
		if _, inside, known := ground.Locate(f, ""); !inside || !known {
			t.Errorf("%s is not of the territory", f)
		}
	}
	for _, f := range ground.SharedFSA {
		if _, _, known := ground.Locate(f, ""); known {
			t.Errorf("%s alone says something", f)
		}
	}
}

func TestIsMunicipality(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	for name, want := range map[string]bool{
		"Ville de Mercier": true, "Mercier": true, "Municipalité de Nulle-Part": true, "Canton de Nulle-Part": true, "": false,
		"MRC de Roussillon": false, "Municipalité régionale de comté de Roussillon": false, "Régie intermunicipale des Ormes": false, "Centre de services Mercier": false,
	} {
		if got := ground.IsMunicipality(name); got != want {
			t.Errorf("IsMunicipality(%q) = %v", name, got)
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	for name, want := range map[string]string{
		"Hemmingford": "68010 68015", "Village de Hemmingford": "68010", "Municipalité du canton de Hemmingford": "68015",
		"Ville de Châteauguay": "67050", "Valleyfield": "70052", "Municipalité des Cèdres": "71050", "Saint-Rémi-de-Tingwick": "", "": "",
	} {
		var codes []string
		for _, m := range ground.Named(name) {
			codes = append(codes, m.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("Named(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestBuyer(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	for _, tt := range []struct{ name, mrc, regime string }{
		{"Ville de Châteauguay", "Roussillon", "LCV"},
		{"VILLE DE L'ÎLE-PERROT", "Vaudreuil-Soulanges", "LCV"},
		{"Municipalité de Saint-Zotique", "Vaudreuil-Soulanges", "LCV"}, // a city today, whatever the ledger's title says
		{"Municipalité de Sainte-Martine", "Beauharnois-Salaberry", "CM"},
		{"Municipalité du village de Pointe-des-Cascades", "Vaudreuil-Soulanges", "CM"},
		{"Municipalité des Cèdres", "Vaudreuil-Soulanges", "CM"},
		{"Municipalité des Coteaux", "Vaudreuil-Soulanges", "CM"},
		{"Municipalité des Nulle-Part", "", "CM"},
		{"Canton de Hemmingford", "Les Jardins-de-Napierville", "CM"},
		{"Paroisse de Très-Saint-Sacrement", "Le Haut-Saint-Laurent", "CM"},
		{"Les Cèdres", "Vaudreuil-Soulanges", "CM"},
		{"Huntingdon", "Le Haut-Saint-Laurent", "LCV"},
		{"MRC de Roussillon", "Roussillon", "CM"},
		{"MRC du Haut-Saint-Laurent", "Le Haut-Saint-Laurent", "CM"},
		{"Ville de Sainte-Amélie-des-Rapides", "", "LCV"},
		{"Wakefield Council", "", ""},
		{"", "", ""},
	} {
		if mrc, regime := ground.Buyer(tt.name); mrc != tt.mrc || regime != tt.regime {
			t.Errorf("Buyer(%q) = %q, %q; want %q, %q", tt.name, mrc, regime, tt.mrc, tt.regime)
		}
	}
}

func TestMRCNamed(t *testing.T) {
	t.Parallel()
	ground := embedded(t).Territory
	for s, want := range map[string]string{
		"roussillon": "Roussillon", "MRC de Roussillon": "Roussillon", "670": "Roussillon",
		"haut saint laurent": "Le Haut-Saint-Laurent", "MRC des Jardins-de-Napierville": "Les Jardins-de-Napierville",
		"Rous": "", "": "", "MRC": "", "Memphrémagog": "",
	} {
		if got, ok := ground.MRCNamed(s); got != want || ok != (want != "") {
			t.Errorf("MRCNamed(%q) = %q, %v; want %q", s, got, ok, want)
		}
	}
	if !policy.SameMRC("MRC du Haut-Saint-Laurent", "Le Haut-Saint-Laurent") || policy.SameMRC("", "") || policy.SameMRC("Roussillon", "Vaudreuil-Soulanges") {
		t.Error("SameMRC")
	}
}
