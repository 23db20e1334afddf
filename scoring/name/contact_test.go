package name_test

import (
	"testing"

	"jachete/scoring/name"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"450 555-0199": "4505550199", "(450) 555-0199": "4505550199", "+1 450.555.0199": "4505550199", "1-450-555-0199": "4505550199",
		"450-555-0199 poste 12": "4505550199", "450-555-0199 x12": "4505550199", "450 555-0199 / 514 555-0100": "4505550199", "tél. 4505550199": "4505550199",
		"4505550199.0": "4505550199", "4,505550199E+09": "4505550199",
		"": "", "555-0199": "", "0450555019": "", "450 155-0199": "", "45055501991": "", "450-ZIB-0199": "", "0044 20 7946 0000": "",
	} {
		if got := name.Phone(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for in, want := range map[string]string{
		"Info@Zibeline.example": "zibeline.example", "https://www.zibeline.example/fr?x=1": "zibeline.example", "www.zibeline.example": "zibeline.example",
		"mailto:a@b.example": "b.example", "zibeline.example:8080/": "zibeline.example", "a@zibeline.example; b@autre.example": "zibeline.example",
		"http://user@zibeline.example": "zibeline.example", "zibeline.example.": "zibeline.example",
		"": "", "zibeline": "", "@": "", "a@b": "", "..": "", "a..b": "", "192.0.2.1": "", "a b@c.example": "", "<x@y.example>": "",
	} {
		if got := name.Host(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for host, want := range map[string]bool{"gmail.com": true, "zibeline.wixsite.com": true, "zibeline.example": false, "notgmail.com": false, "": false} {
		if got := tb.SharedDomain(host); got != want {
			t.Errorf("shared %q: %v", host, got)
		}
	}
}

func TestRegistered(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"01234567": "1234567", "1234567": "1234567", "gb-chc-1234567": "GBCHC1234567", "IP 1234 R": "IP1234R", "1234567.0": "1234567", "00012": "",
		"": "", "s/o": "", "1234": "", "A1234": "A1234", "voir l'annexe 2024": "", "123456789012345678901": "",
	} {
		if got := name.Registered(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// A parenthesis that holds a municipality and nothing else is no other name,
// whether the municipality stands in the territory or in places.yaml.
func TestTownInParentheses(t *testing.T) {
	t.Parallel()
	tb := tables(t)
	for in, want := range map[string]bool{
		"Atelier Zibeline (Rimouski)":                  false,
		"Atelier Zibeline (St-Jean-sur-Richelieu)":     false,
		"Atelier Zibeline (SAINT-STANISLAS-DE-KOSTKA)": false,
		"Atelier Zibeline (Maple Grove)":               false,
		"Atelier Zibeline (L'Île-Perrot)":              false,
		"Atelier Zibeline (Québec)":                    false,
		"Atelier Zibeline (Gerboise)":                  true,
		"Atelier Zibeline (Gerboise de Rimouski)":      true,
	} {
		n := tb.Read(in)
		got := false
		for _, p := range n.Parts {
			got = got || p.Kind == name.Inside
		}
		if got != want {
			t.Errorf("%q: the parenthesis is another name: %v, want %v (%+v)", in, got, want, n.Parts)
		}
	}
}
