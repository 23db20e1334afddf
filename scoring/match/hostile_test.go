package match_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"jachete/scoring/match"
)

// hostile are suppliers' names made to cost much or to break something, and
// the reasons for which nothing may be found.
var hostile = []struct{ kind, name, reason string }{
	{"empty", "", match.ReasonEmpty},
	{"blanks", strings.Repeat("\u00a0 \t", 3000), match.ReasonEmpty},
	{"signs", strings.Repeat("-/()., ", 1200), match.ReasonEmpty},
	{"one word of 10000", strings.Repeat("x", 10_000), match.ReasonNoWord},
	{"word 1100 times", strings.Repeat("Qwyjibo ", 1100), match.ReasonNoWord},
	{"common word 1000 times", strings.Repeat("Association ", 1000), match.ReasonWeak},
	{"common word", "Association", match.ReasonWeak},
	{"two common words", "Association Centre", match.ReasonWeak},
	{"all common words", strings.Join(heads, " "), match.ReasonWeak},
	{"digits", strings.Repeat("1234567890", 1000), match.ReasonNoWord},
	{"digits apart", strings.Repeat("9175 ", 2000), match.ReasonNoWord},
	{"one digit", "7", match.ReasonWeak},
	{"right to left", strings.Repeat("שלום עולם ", 500), match.ReasonNoWord},
	{"emoji", strings.Repeat("🙂👩‍👩‍👧 ", 700), match.ReasonEmpty},
	{"accents on accents", "e" + strings.Repeat("\u0301", 9000), match.ReasonNoWord},
	{"not UTF-8", strings.Repeat("\xff\xfe ", 3000), match.ReasonEmpty},
	{"zeros", strings.Repeat("\x00", 10_000), match.ReasonEmpty},
	{"parentheses", strings.Repeat("(", 5000) + "Qwyjibo" + strings.Repeat(")", 5000), match.ReasonEmpty}, // the beginning alone is read
	{"alias marks", strings.Repeat("f.a.s.n. Qwyjibo ", 500), match.ReasonNoWord},
	{"initials", strings.Repeat("a.b.c. ", 1400), match.ReasonNoWord},
	{"letters", strings.Repeat("a ", 5000), match.ReasonNoWord},
	{"numbered company", "9999-9999 Québec inc.", match.ReasonNumbered},
	{"numbered companies", strings.Repeat("9999-9999 Québec inc. ", 450), match.ReasonNumbered},
}

// A hostile name finds nothing and says why. What it costs is measured by
// BenchmarkHostile, up to three million names.
func TestHostileNamesFindNothing(t *testing.T) {
	t.Parallel()
	x, err := match.New(register(20_000), params(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range hostile {
		v := x.Resolve(match.Supplier{Name: c.name, City: c.name, Postal: c.name, Phone: c.name, Domain: c.name})
		if v.Outcome != match.None || v.Reason != c.reason {
			t.Errorf("%s: %s %q %.3f, want none %q (%+v)", c.kind, v.Outcome, v.Reason, v.Probability, c.reason, v.Candidates)
		}
		for _, l := range x.Nearest(match.Supplier{Name: c.name}, 3) {
			for _, e := range l.Evidence {
				if len(e.Left) > 2000 || !utf8.ValidString(e.Left) {
					t.Errorf("%s: evidence of %d bytes: %.40q", c.kind, len(e.Left), e.Left)
				}
			}
		}
	}
}
