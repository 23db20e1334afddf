package match_test

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/scoring/match"
	"jachete/templates/policy"
)

func params(t testing.TB) match.Params {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	pr, err := match.DefaultParams(p.Names)
	if err != nil {
		t.Fatal(err)
	}
	return pr
}

// invented is a small registry of invented enterprises.
var invented = []match.Entry{
	{ID: "1", Names: []string{"Buanderie Zibeline", "La Zib"}, NEQ: "1100000018", BN: "123456782", City: "Saint-Rémi", Postal: "J0L2L0"},
	{ID: "2", Names: []string{"Coopérative de solidarité Gerboise"}, City: "Mercier"},
	{ID: "3", Names: []string{"9175-2998 Québec inc. (Pépinière Hermine)"}},
	{ID: "4", Names: []string{"CPE Les Petites Fouines"}, NEQ: "1100000026"},
	{ID: "5", Names: []string{"Maison des jeunes de Belette", "MDJ Belette"}},
	{ID: "6", Names: []string{"Maison des jeunes de Vison"}},
	{ID: "7", Names: []string{"Traiteur Loutre et Castor inc."}},
	{ID: "8", Names: []string{"3e Groupe scout Marmotte"}},
	{ID: "9", Names: []string{"Homonyme Ragondin"}},
	{ID: "10", Names: []string{"Homonyme Ragondin"}},
	{ID: "11", Names: []string{"Jumelle"}, NEQ: "1100000034"},
	{ID: "12", Names: []string{"Autre jumelle"}, NEQ: "1100000034"},
}

func index(t testing.TB) *match.Index {
	t.Helper()
	x, err := match.New(invented, params(t))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestResolve(t *testing.T) {
	t.Parallel()
	x := index(t)
	for _, c := range []struct {
		s       match.Supplier
		outcome match.Outcome
		id      string
		reason  string
	}{
		{match.Supplier{Name: "BUANDERIE ZIBELINE INC."}, match.Match, "1", ""},
		{match.Supplier{Name: "Coop Gerboise"}, match.Match, "2", ""},
		{match.Supplier{Name: "PEPINIERE HERMINE"}, match.Match, "3", ""},
		{match.Supplier{Name: "9175-2998 QUEBEC INC"}, match.Match, "3", ""},
		{match.Supplier{Name: "9175-2999 QUEBEC INC"}, match.None, "", match.ReasonNumbered},
		{match.Supplier{Name: "Centre de la petite enfance les petites fouines"}, match.Match, "4", ""},
		{match.Supplier{Name: "Maison des jeunes de Vison"}, match.Match, "6", ""},
		{match.Supplier{Name: "Homonyme Ragondin"}, match.Possible, "9", match.ReasonHomonyms},
		{match.Supplier{Name: "Quincaillerie Tamia"}, match.None, "", match.ReasonNoWord},
		{match.Supplier{Name: ""}, match.None, "", match.ReasonEmpty},
		{match.Supplier{Name: "…"}, match.None, "", match.ReasonEmpty},
		{match.Supplier{Name: "Tout autre nom", NEQ: "1100000018"}, match.Match, "1", ""},
		{match.Supplier{Name: "Tout autre nom", BN: "123456782"}, match.Match, "1", ""},
		{match.Supplier{Name: "Jumelle", NEQ: "1100000034"}, match.Possible, "11", match.ReasonAmbiguous},
		{match.Supplier{Name: "Coopérative de solidarité Gerboise", NEQ: "1100000018"}, match.Possible, "1", match.ReasonConflict},
	} {
		v := x.Resolve(c.s)
		id := ""
		if len(v.Candidates) > 0 {
			id = v.Candidates[0].ID
		}
		if v.Outcome != c.outcome || id != c.id || v.Reason != c.reason && c.reason != "" {
			t.Errorf("%+v: %s %q %q (p %.3f), want %s %q %q", c.s, v.Outcome, id, v.Reason, v.Probability, c.outcome, c.id, c.reason)
		}
	}
}

// The pieces of a candidate sum to its score.
func TestEvidenceSums(t *testing.T) {
	t.Parallel()
	x := index(t)
	for _, e := range invented {
		for _, s := range []match.Supplier{{Name: e.Names[0], City: "Laval", Postal: "J0L2L0"}, {Name: strings.ToUpper(e.Names[0]) + " INC", NEQ: e.NEQ}} {
			for _, c := range x.Resolve(s).Candidates {
				sum := 0.0
				for _, p := range c.Evidence {
					sum += p.Bits
				}
				if math.Abs(sum-c.Score) > 1e-9 {
					t.Errorf("%s for %q: pieces sum to %v, score %v", c.Name, s.Name, sum, c.Score)
				}
			}
		}
	}
}

func TestResolveConcurrent(t *testing.T) {
	t.Parallel()
	x := index(t)
	want := make([]match.Verdict, len(invented))
	for i, e := range invented {
		want[i] = x.Resolve(match.Supplier{Name: e.Names[0]})
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, e := range invented {
				if d := cmp.Diff(want[i], x.Resolve(match.Supplier{Name: e.Names[0]})); d != "" {
					t.Error(d)
				}
			}
		})
	}
	wg.Wait()
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	x := index(t)
	for _, s := range []string{
		strings.Repeat("maison ", 2000), strings.Repeat("é", 10_000), strings.Repeat("9", 10_000), strings.Repeat("(", 10_000),
		"مؤسسة الغذاء", "🦫🦫🦫", "\xff\xfe", strings.Repeat("a b ", 3000), "\u202emaison", "inc", "de la",
	} {
		if v := x.Resolve(match.Supplier{Name: s}); v.Outcome == match.Match {
			t.Errorf("%.20q matches %q", s, v.Candidates[0].Name)
		} else if v.Outcome == match.None && v.Reason == "" {
			t.Errorf("%.20q: none without a reason", s)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	p := params(t)
	if _, err := match.New(nil, p); !errors.Is(err, match.ErrNoNames) {
		t.Errorf("no entries: %v", err)
	}
	if _, err := match.New([]match.Entry{{ID: "1", Names: []string{" "}}}, p); !errors.Is(err, match.ErrNoNames) {
		t.Errorf("blank name: %v", err)
	}
	if _, err := match.New([]match.Entry{{ID: "1", NEQ: "1100000018"}}, p); err != nil {
		t.Errorf("identifier only: %v", err)
	}
	p.MatchAt = 2
	if _, err := match.New(invented, p); err == nil {
		t.Error("a threshold of 2 was accepted")
	}
}
