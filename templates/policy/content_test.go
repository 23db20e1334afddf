package policy_test

import (
	"strings"
	"testing"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// The embedded content holds what the notes of the domain ask of it.
func TestEmbeddedContent(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	if n := len(p.Categories); n < 30 {
		t.Errorf("%d categories", n)
	}
	used := map[string]bool{}
	for _, r := range p.Rules {
		used[r.Class] = true
		if len(r.Names) == 0 && len(r.Texts) == 0 && len(r.Accounts) > 0 && r.Mark != "R" {
			t.Errorf("rule %s: account codes are recalled, mark %s", r.ID, r.Mark)
		}
	}
	for _, c := range p.Classes {
		if c.Kind != policy.Purchase && !used[c.ID] {
			t.Errorf("no rule gives class %s", c.ID)
		}
	}
	for _, r := range p.Rules {
		if r.Class == policy.DefaultClass {
			t.Errorf("rule %s gives the class of what no rule speaks of", r.ID)
		}
	}
}

// The exemption of the law is narrower than people say.
func TestExemptions(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	residual := map[string]bool{}
	for _, c := range p.Categories {
		if c.Residual {
			residual[c.ID] = true
		}
	}
	if len(residual) < 2 {
		t.Fatalf("residual materials are not marked: %v", residual)
	}
	exemptions := 0
	for _, l := range p.Levers {
		if len(l.Forms) == 1 && l.Forms[0] == "any" {
			continue
		}
		exemptions++
		if got := strings.Join(l.Supply, " "); got != "services" {
			t.Errorf("%s exempts %s: services only", l.ID, got)
		}
		for _, f := range l.Forms {
			if f != "npo" && f != "coop_solidarity" {
				t.Errorf("%s exempts %s", l.ID, f)
			}
		}
		for id := range residual {
			if len(l.Only) == 0 && !contains(l.Except, id) || contains(l.Only, id) {
				t.Errorf("%s speaks of residual materials (%s)", l.ID, id)
			}
		}
	}
	if exemptions != 3 {
		t.Errorf("%d exemptions, want paragraphs 2.1, 2.2 and 2.3", exemptions)
	}
}

// Every French text has a no-break space before a high sign.
func TestFrenchTypography(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	check := func(where, s string) {
		for _, sign := range []string{" :", " ;", " !", " ?", " %", " $", "\"", "..."} {
			if strings.Contains(s, sign) {
				t.Errorf("%s: %q in %q", where, sign, s)
			}
		}
	}
	for _, c := range p.Classes {
		check(c.ID, c.Name.Fr+c.Reason.Fr)
	}
	for _, r := range p.Rules {
		check(r.ID, r.Source)
	}
	for _, c := range p.Categories {
		check(c.ID, c.Name.Fr+c.Source)
	}
	for _, l := range p.Levers {
		check(l.ID, l.Wording.Fr+l.Source+l.Article.LCV+l.Article.CM)
	}
	for _, a := range p.Advice {
		check(a.ID, a.Title.Fr+a.FirstStep.Fr+a.Source)
	}
}

// fold of this package and name.Fold must be one; both are seen through
// Locate and the keyword check, so the embedded keywords stand for the test.
func TestKeywordsAreFolded(t *testing.T) {
	t.Parallel()
	for _, c := range embedded(t).Categories {
		for _, k := range c.Keywords {
			if got := name.Fold(k); got != k {
				t.Errorf("%s: keyword %q folds to %q", c.ID, k, got)
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
