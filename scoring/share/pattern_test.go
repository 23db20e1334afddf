package share

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"jachete/templates/policy"
)

// The literals only spare work: a list of patterns must answer as its
// expressions do, on every pattern of the embedded policy.
func TestPatternsAgainstExpressions(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range p.Rules {
		all = append(all, r.Names...)
		all = append(all, r.NotNames...)
		all = append(all, r.Texts...)
		all = append(all, r.NotTexts...)
	}
	all = append(all, `a|b*`, `(?i)boreal`, `(ab|cd)+ef?`, `[xyz]{2}`, `(a{2,3}|b) c`, `.`)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "pattern")
		list, err := compile([]string{s})
		if err != nil {
			t.Fatal(err)
		}
		text := rapid.OneOf(rapid.StringMatching(s), rapid.StringMatching(`[a-z]{0,4}( [a-z]{1,6}){0,3}`)).Draw(t, "text")
		if got, want := list.match(text), regexp.MustCompile(s).MatchString(text); got != want {
			t.Fatalf("%q on %q: %v, want %v (needs %q)", s, text, got, want, list[0].needs)
		}
	})
}

func TestEveryRulePatternNamesALiteral(t *testing.T) {
	t.Parallel()
	c, _ := classifier(t)
	for _, r := range c.rules {
		for _, list := range []patterns{r.names, r.notNames, r.texts, r.notTexts} {
			for _, p := range list {
				if p.needs == nil {
					t.Errorf("rule %s: %s runs on every text", r.ID, p.re)
				}
			}
		}
	}
}
