package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPublicRegistry(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.browser()
	page := b.get("/registre")
	if !strings.Contains(page.body, "Zzgamma") || strings.Contains(page.body, "Zzepsilon") {
		t.Error("the registry lacks who is recognised, or shows a candidate")
	}
	for q, want := range map[string][2]bool{ // Zzgamma, Zzdelta
		"mots=zzgamma":                 {true, false},
		"mots=COOPERATIVE+fleuve":      {true, false},
		"mots=rien-de-tel":             {false, false},
		"lieu=Roussillon":              {true, true}, // one serves everywhere, one there
		"lieu=Beauharnois-Salaberry":   {true, true},
		"lieu=Nulle-Part":              {true, false},
		"besoin=inconnu":               {false, false},
		"page=99":                      {true, true},
		"mots=%00%ff&page=x":           {true, true},
		"mots=" + url.QueryEscape("<"): {true, true},
	} {
		a := b.get("/registre?" + q)
		if got := [2]bool{strings.Contains(a.body, "Zzgamma"), strings.Contains(a.body, "Zzdelta")}; a.status != http.StatusOK || got != want {
			t.Errorf("%s: %d, %v, want %v", q, a.status, got, want)
		}
	}
}

func TestPublicEntryTellsNothingPrivate(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	records, err := s.desk.Records(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		a := s.browser().get("/registre/" + r.ID)
		if strings.Contains(r.Name(), "Zzepsilon") {
			if a.status != http.StatusNotFound {
				t.Errorf("a candidate has a page: %d", a.status)
			}
			continue
		}
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", r.Name(), a.status)
		}
		for _, private := range []string{"Zzcontact", "prive@", "0199", "zznote"} {
			if strings.Contains(a.body, private) {
				t.Errorf("the page of %s tells %q", r.Name(), private)
			}
		}
	}
}

func TestCheckOfNames(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.browser()
	before := s.lines()
	a := b.post("/est-ce-une-ees", url.Values{"noms": {"Coopérative Zzgamma du Fleuve\nQuincaillerie du Coin inc.\n" + strings.Join(hostile, "\n") + "\n" + strings.Repeat("z", 10_000)}})
	if a.status != http.StatusOK || strings.Count(a.body, "<tr>") != 3+len(hostile)+1 {
		t.Errorf("%d, %d rows", a.status, strings.Count(a.body, "<tr>"))
	}
	checkMarkup(t, "/est-ce-une-ees", a.body)
	if !strings.Contains(a.body, "Oui, au registre") || !strings.Contains(a.body, "Tous les mots se retrouvent") {
		t.Error("the enterprise is not found, or the answer does not say why")
	}
	if a := b.post("/est-ce-une-ees", url.Values{"noms": {strings.Repeat("Un nom\n", 60)}}); strings.Count(a.body, "<tr>") != 51 {
		t.Errorf("60 names give %d rows", strings.Count(a.body, "<tr>"))
	}
	if a := b.post("/est-ce-une-ees", url.Values{"noms": {" \n "}}); a.status != http.StatusOK {
		t.Errorf("no name: %d", a.status)
	}
	if after := s.lines(); after != before {
		t.Errorf("the audit log went from %d to %d lines", before, after)
	}
	if strings.Contains(s.log.String(), "Quincaillerie") {
		t.Error("a pasted name is in the log")
	}
}

func (s *site) lines() int {
	s.t.Helper()
	list, err := s.desk.Store.AuditAll(s.t.Context(), auditEverything)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(list)
}

func TestCheckIsRateLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.Now, c.Limits = fixed, Limits{Checks: 2, Requests: 100} })
	b := s.browser()
	var codes []int
	for range 3 {
		codes = append(codes, b.post("/est-ce-une-ees", url.Values{"noms": {"Un nom"}}).status)
	}
	if codes[1] != http.StatusOK || codes[2] != http.StatusTooManyRequests {
		t.Errorf("three checks gave %v", codes)
	}
}
