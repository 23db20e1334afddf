package match_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/scoring/match"
)

// Case, blanks at the ends and a legal form added never change which entry
// comes first.
func TestSpellingDoesNotMatter(t *testing.T) {
	t.Parallel()
	x := index(t)
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(invented[:8]).Draw(t, "entry")
		s := rapid.SampledFrom([]string{"%s", " %s ", "%s.", "LES %s"}).Draw(t, "shape")
		n := strings.ReplaceAll(s, "%s", e.Names[0])
		if rapid.Bool().Draw(t, "upper") {
			n = strings.ToUpper(n)
		}
		v := x.Resolve(match.Supplier{Name: n})
		if len(v.Candidates) == 0 || v.Candidates[0].ID != e.ID {
			t.Fatalf("%q: %+v", n, v)
		}
	})
}

// More data on one side only never changes a verdict.
func TestDataOnOneSideSaysNothing(t *testing.T) {
	t.Parallel()
	plain := []match.Entry{{ID: "1", Names: []string{"Buanderie Zibeline"}}, {ID: "2", Names: []string{"Atelier Gerboise"}}}
	rich := []match.Entry{
		{ID: "1", Names: []string{"Buanderie Zibeline"}, City: "Saint-Rémi", Postal: "J0L2L0", Phone: "4505550100", Domain: "zibeline.example", NEQ: "1100000018"},
		{ID: "2", Names: []string{"Atelier Gerboise"}},
	}
	p := params(t)
	a, err := match.New(plain, p)
	if err != nil {
		t.Fatal(err)
	}
	b, err := match.New(rich, p)
	if err != nil {
		t.Fatal(err)
	}
	bare := match.Supplier{Name: "Buanderie Zibelline"}
	full := bare
	full.City, full.Postal, full.Phone, full.Domain = "Mercier", "J6R1A1", "4505550199", "autre.example"
	if d := cmp.Diff(a.Resolve(bare), b.Resolve(bare)); d != "" {
		t.Errorf("data on the entry alone:\n%s", d)
	}
	if d := cmp.Diff(a.Resolve(bare), a.Resolve(full)); d != "" {
		t.Errorf("data on the supplier alone:\n%s", d)
	}
	if same, near := b.Resolve(match.Supplier{Name: bare.Name, Postal: "J0L 2L0"}), b.Resolve(bare); same.Probability <= near.Probability {
		t.Errorf("the same postal code does not help: %v, %v without", same.Probability, near.Probability)
	}
}

// Another name on an entry never lowers its score for the name it had.
func TestAnotherNameNeverLowers(t *testing.T) {
	t.Parallel()
	p := params(t)
	base := func(names ...string) []match.Entry {
		return []match.Entry{{ID: "1", Names: names}, {ID: "2", Names: []string{"Atelier Gerboise"}}, {ID: "3", Names: []string{"Transport Hermine"}}}
	}
	one, err := match.New(base("Buanderie Zibeline"), p)
	if err != nil {
		t.Fatal(err)
	}
	two, err := match.New(base("Buanderie Zibeline", "La Fourrure d'or"), p)
	if err != nil {
		t.Fatal(err)
	}
	s := match.Supplier{Name: "Buanderie Zibeline inc."}
	if a, b := one.Resolve(s), two.Resolve(s); b.Probability < a.Probability-0.01 || a.Outcome != b.Outcome {
		t.Errorf("%v with one name, %v with two", a.Probability, b.Probability)
	}
}

func TestBackground(t *testing.T) {
	t.Parallel()
	p := params(t)
	x := index(t)
	bg, err := match.New([]match.Entry{{ID: "q1", Names: []string{"Buanderie Zibeline et Tamia"}}, {ID: "q2", Names: []string{"Coopérative de solidarité Gerboise"}}, {ID: "q3", Names: []string{"Xanthane"}}}, p)
	if err != nil {
		t.Fatal(err)
	}
	y := x.WithBackground(bg)
	s := match.Supplier{Name: "BUANDERIE ZIBELINE ET TAMIA INC"}
	before, after := x.Resolve(s), y.Resolve(s)
	if after.Probability >= before.Probability || after.Outcome == match.Match {
		t.Errorf("a better fit elsewhere takes nothing: %v before, %v after", before.Probability, after.Probability)
	}
	same := match.Supplier{Name: "COOP GERBOISE"}
	if d := cmp.Diff(x.Resolve(same), y.Resolve(same)); d != "" {
		t.Errorf("an enterprise is its own rival:\n%s", d)
	}
}

func TestExplainSums(t *testing.T) {
	t.Parallel()
	x := index(t)
	s := match.Supplier{Name: "Buanderie Zibelline"}
	sum := 0.0
	for _, e := range x.Explain(s) {
		sum += e.Bits
	}
	if p, want := 1/(1+math.Exp2(-sum)), x.Resolve(s).Probability; p < want-1e-9 || p > want+1e-9 {
		t.Errorf("the pieces give %v, the verdict %v", p, want)
	}
	if c, ok := x.Against(s, "7"); !ok || c.ID != "7" || c.Score > 0 {
		t.Errorf("against 7: %+v %v", c, ok)
	}
	if _, ok := x.Against(s, "nobody"); ok {
		t.Error("an entry that is not there was weighed")
	}
}
