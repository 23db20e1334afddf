package advice

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

func embedded(t testing.TB) *policy.Policy {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func dollars(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// spend makes measures of categories bought wholly outside the sector.
func spend(addressable string, outside map[string]string) share.Measures {
	m := share.Measures{Addressable: share.Amount{Dollars: dollars(addressable)}}
	var ids []string
	for id := range outside {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		m.Categories = append(m.Categories, share.CategoryMeasure{
			Category: id, Amount: share.Amount{Dollars: dollars(outside[id]), Lines: 12, Suppliers: 3}, Outside: dollars(outside[id]),
		})
	}
	return m
}

// offers makes n invented enterprises of one family that offer a category.
func offers(n int, family, category string, serves ...string) []Enterprise {
	var out []Enterprise
	for i := range n {
		name := "Coop Boréale " + string(rune('A'+i))
		out = append(out, Enterprise{ID: name, Name: name, Family: family, Categories: []string{category}, Serves: serves, InTerritory: true})
	}
	return out
}

func draw(t testing.TB, in Input) Advice {
	t.Helper()
	if in.Policy == nil {
		in.Policy = embedded(t)
	}
	if in.Outside == nil {
		in.Outside = outsideOf(in.Measures)
	}
	return Draw(in)
}

// outsideOf is all of the measures' outside dollars, of contracts of no known size.
func outsideOf(m share.Measures) []share.OutsideSpend {
	var out []share.OutsideSpend
	for _, c := range m.Categories {
		out = append(out, share.OutsideSpend{Category: c.Category, Dollars: c.Outside, Lines: c.Lines, Suppliers: c.Suppliers})
	}
	return out
}

// one draws the single opportunity of a category.
func one(t testing.TB, category string, in Input) Opportunity {
	t.Helper()
	in.Measures = spend("1000000", map[string]string{category: "100000"})
	a := draw(t, in)
	if len(a.Opportunities) != 1 {
		t.Fatalf("%s: %+v", category, a)
	}
	return a.Opportunities[0]
}

func ids(o Opportunity) string {
	var out []string
	for _, l := range o.Levers {
		out = append(out, l.ID)
	}
	return strings.Join(out, " ")
}

func TestRuleByAbleAndSupply(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		category string
		able     int
		rule     string
		reach    string
	}{
		{"amenagement_paysager", 1, "services_quelques", "10000"},
		{"amenagement_paysager", 2, "services_quelques", "10000"},
		{"amenagement_paysager", 3, "services_plusieurs", "20000"},
		{"amenagement_paysager", 9, "services_plusieurs", "20000"},
		{"mobilier", 1, "biens_une", "5000"},
		{"mobilier", 2, "biens_plusieurs", "10000"},
		{"batiments", 1, "travaux", "5000"},
		{"vehicules", 1, "mixtes", "5000"},
	} {
		o := one(t, tt.category, Input{Enterprises: offers(tt.able, "npo", tt.category, "*"), MRC: "Roussillon", Regime: "CM", Date: "2024-12-31"})
		if o.Rule != tt.rule || !o.Reachable.Equal(dollars(tt.reach)) || o.AbleTotal != tt.able {
			t.Errorf("%s with %d: %s, %s, %d", tt.category, tt.able, o.Rule, o.Reachable, o.AbleTotal)
		}
		if want := share.Percent(o.Reachable, dollars("1000000")); !o.Effect.Decimal.Equal(want.Decimal) {
			t.Errorf("%s: effect %v, want %v", tt.category, o.Effect, want)
		}
	}
}

func TestLevers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		about, category, family, regime string
		want                            string // levers that must be cited
		never                           string // and must not
	}{
		{"a non-profit's services", "amenagement_paysager", "npo", "LCV", "obnl_services gre_a_gre_rgc preference_rgc criteres_qualite", "coop_solidarite_services obnl_services_liste lcop_petites_entreprises"},
		{"a solidarity cooperative's services", "amenagement_paysager", "coop_solidarity", "CM", "coop_solidarite_services gre_a_gre_rgc", "obnl_services"},
		{"a worker cooperative has no exemption", "amenagement_paysager", "coop", "CM", "gre_a_gre_rgc", "obnl_services coop_solidarite_services obnl_services_liste"},
		{"a mutual has none", "formation", "mutual", "LCV", "gre_a_gre_rgc", "obnl_services coop_solidarite_services"},
		{"residual materials have none", "matieres_residuelles", "npo", "LCV", "gre_a_gre_rgc", "obnl_services coop_solidarite_services obnl_services_liste"},
		{"nor reuse and sorting", "reemploi", "coop_solidarity", "CM", "gre_a_gre_rgc", "obnl_services coop_solidarite_services obnl_services_liste"},
		{"the services of the list", "informatique_services", "npo", "LCV", "obnl_services_liste", "obnl_services"},
		{"goods have none", "mobilier", "npo", "LCV", "gre_a_gre_rgc", "obnl_services coop_solidarite_services obnl_services_liste"},
		{"works have none", "batiments", "npo", "CM", "invitation_ciblee", "obnl_services coop_solidarite_services"},
		{"mixed has none", "vehicules", "coop_solidarity", "CM", "invitation_ciblee", "obnl_services coop_solidarite_services"},
		{"another law", "amenagement_paysager", "npo", "LCOP", "lcop_petites_entreprises lcop_gre_a_gre", "obnl_services gre_a_gre_rgc preference_rgc"},
		{"unknown regime", "amenagement_paysager", "npo", "", "obnl_services gre_a_gre_rgc", "lcop_petites_entreprises lcop_gre_a_gre"},
	} {
		o := one(t, tt.category, Input{Enterprises: offers(1, tt.family, tt.category, "Roussillon"), MRC: "Roussillon", Regime: tt.regime, Date: "2024-12-31"})
		got := strings.Fields(ids(o))
		for _, w := range strings.Fields(tt.want) {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %s is not among %v", tt.about, w, got)
			}
		}
		for _, n := range strings.Fields(tt.never) {
			if slices.Contains(got, n) {
				t.Errorf("%s: %s is cited", tt.about, n)
			}
		}
	}
}

func TestArticles(t *testing.T) {
	t.Parallel()
	for regime, want := range map[string]string{"LCV": "C-19", "CM": "C-27.1", "": ""} {
		o := one(t, "culture", Input{Enterprises: offers(1, "npo", "culture", "*"), Regime: regime, Date: "2024-12-31"})
		for _, l := range o.Levers {
			if regime == "" && l.Article != "" {
				t.Errorf("an article without a regime: %s", l.Article)
			}
			if l.Article != "" && !strings.Contains(l.Article, want) {
				t.Errorf("%s cites %q", regime, l.Article)
			}
		}
		if regime != "" && !strings.Contains(o.Levers[0].Article, want) {
			t.Errorf("%s: the exemption cites %q", regime, o.Levers[0].Article)
		}
	}
}

// Even a policy whose file forgets to leave residual materials out cites no
// exemption for them, nor for goods.
func TestExemptionHoldsWhateverTheFile(t *testing.T) {
	t.Parallel()
	p := *embedded(t)
	p.Levers = slices.Clone(p.Levers)
	for i := range p.Levers {
		p.Levers[i].Except, p.Levers[i].Only = nil, nil
		p.Levers[i].Supply = []string{"goods", "services", "works", "mixed"}
	}
	p.Advice = slices.Clone(p.Advice)
	for i := range p.Advice {
		p.Advice[i].Levers = []string{"obnl_services", "coop_solidarite_services", "gre_a_gre_rgc"}
	}
	for _, category := range []string{"matieres_residuelles", "reemploi", "mobilier", "batiments", "vehicules"} {
		for _, family := range []string{"npo", "coop_solidarity"} {
			o := one(t, category, Input{Policy: &p, Enterprises: offers(1, family, category, "*"), Regime: "LCV"})
			if got := ids(o); got != "gre_a_gre_rgc" {
				t.Errorf("%s, %s: %s", category, family, got)
			}
		}
	}
}

func TestWhoIsAble(t *testing.T) {
	t.Parallel()
	base := Enterprise{ID: "e", Name: "Coop Boréale", Family: "coop", Categories: []string{"culture"}, Serves: []string{"Roussillon"}}
	with := func(f func(*Enterprise)) Enterprise { e := base; f(&e); return e }
	for _, tt := range []struct {
		about  string
		e      Enterprise
		mrc    string
		reason string // "" = able
	}{
		{"serves the MRC", base, "Roussillon", ""},
		{"however it is written", base, "MRC de ROUSSILLON", ""},
		{"serves another", base, "Vaudreuil-Soulanges", NoEnterprise},
		{"serves everywhere", with(func(e *Enterprise) { e.Serves = []string{"*"} }), "Vaudreuil-Soulanges", ""},
		{"serves everywhere, unknown MRC", with(func(e *Enterprise) { e.Serves = []string{"*"} }), "", ""},
		{"unknown MRC", base, "", MRCUnknown},
		{"says nothing: its own MRC", with(func(e *Enterprise) { e.Serves, e.MRC = nil, "Roussillon" }), "Roussillon", ""},
		{"says nothing: another MRC", with(func(e *Enterprise) { e.Serves, e.MRC = nil, "Roussillon" }), "Vaudreuil-Soulanges", NoEnterprise},
		{"says nothing at all", with(func(e *Enterprise) { e.Serves = nil }), "", MRCUnknown},
		{"does not offer it", with(func(e *Enterprise) { e.Categories = []string{"loisirs"} }), "Roussillon", NoEnterprise},
		{"not recognised yet", with(func(e *Enterprise) { e.From = "2025-01-01" }), "Roussillon", NoEnterprise},
		{"recognised until its last day", with(func(e *Enterprise) { e.To = "2024-12-31" }), "Roussillon", ""},
		{"no longer recognised", with(func(e *Enterprise) { e.To = "2024-12-30" }), "Roussillon", NoEnterprise},
		{"kept apart by a switch", with(func(e *Enterprise) { e.Apart = true }), "Roussillon", NoEnterprise},
	} {
		a := draw(t, Input{
			Measures:    spend("1000000", map[string]string{"culture": "100000"}),
			Enterprises: []Enterprise{tt.e}, MRC: tt.mrc, Regime: "CM", Date: "2024-12-31",
		})
		switch {
		case tt.reason == "" && (len(a.Opportunities) != 1 || len(a.Gaps) != 0):
			t.Errorf("%s: not able: %+v", tt.about, a.Gaps)
		case tt.reason != "" && (len(a.Gaps) != 1 || a.Gaps[0].Reason != tt.reason || len(a.Opportunities) != 0):
			t.Errorf("%s: %+v, want %s", tt.about, a, tt.reason)
		}
		offer := Offer([]Enterprise{tt.e}, tt.mrc, "2024-12-31")
		if (offer["culture"] == 1) != (tt.reason == "") {
			t.Errorf("%s: offer %v", tt.about, offer)
		}
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	p := *embedded(t)
	p.Advice = slices.DeleteFunc(slices.Clone(p.Advice), func(r policy.AdviceRule) bool { return slices.Contains(r.Supply, "works") })
	var all []Enterprise
	for _, c := range []string{"culture", "batiments", "loisirs"} {
		all = append(all, offers(1, "npo", c, "*")...)
	}
	a := draw(t, Input{
		Policy: &p, Enterprises: all, Date: "2024-12-31",
		Measures: spend("500000", map[string]string{"": "90000", "voirie": "200000", "culture": "4999.99", "batiments": "60000", "loisirs": "5000", "genie": "-10"}),
	})
	want := []Gap{
		{"voirie", dollars("200000"), NoEnterprise},
		{"", dollars("90000"), NotClassified},
		{"batiments", dollars("60000"), NoRule},
		{"culture", dollars("4999.99"), BelowMinimum},
	}
	if diff := cmp.Diff(want, a.Gaps); diff != "" {
		t.Error(diff)
	}
	if len(a.Opportunities) != 1 || a.Opportunities[0].Category != "loisirs" {
		t.Errorf("%+v", a.Opportunities)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	in := Input{
		Measures:    spend("1000000", map[string]string{"culture": "100000"}),
		Enterprises: offers(1, "npo", "culture", "*"), Regime: "LCV", Date: "2023-06-30",
	}
	// The first rules speak of a period before them too; the law of 2024 does not.
	if a := draw(t, in); len(a.Opportunities) != 1 || strings.Contains(ids(a.Opportunities[0]), "obnl_services") || a.LegalTable != "2021-02-10" {
		t.Errorf("of 2023: %+v", a)
	}
	p := *embedded(t)
	p.Advice = slices.Clone(p.Advice)
	for i := range p.Advice {
		if p.Advice[i].ID != "residuelles" {
			p.Advice[i].From = "2025-01-01"
		}
	}
	in.Policy, in.Date = &p, "2024-06-30"
	if a := draw(t, in); len(a.Opportunities) != 0 || a.Gaps[0].Reason != NoRule {
		t.Errorf("a rule of 2025 speaks in 2024 beside one of 2024: %+v", a)
	}
	p.Advice = embedded(t).Advice
	p.Levers = slices.Clone(p.Levers)
	for i := range p.Levers {
		if p.Levers[i].ID == "obnl_services" {
			p.Levers[i].To = "2024-06-30"
		}
	}
	in.Policy, in.Date = &p, "2024-07-01"
	a := draw(t, in)
	if got := ids(a.Opportunities[0]); strings.Contains(got, "obnl_services") {
		t.Errorf("a lever that has ended is cited: %s", got)
	}
	if a.LegalTable != "2024-01-01" {
		t.Errorf("legal table of %q", a.LegalTable)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	list := []Enterprise{
		{ID: "1", Name: "D", Serves: []string{"*"}, Categories: []string{"culture"}},
		{ID: "2", Name: "C", Serves: []string{"*"}, Categories: []string{"culture"}, AlreadyPaid: true},
		{ID: "3", Name: "B", Serves: []string{"*"}, Categories: []string{"culture"}, InTerritory: true},
		{ID: "4", Name: "Z", Serves: []string{"*"}, Categories: []string{"culture"}, InTerritory: true, AlreadyPaid: true},
		{ID: "5", Name: "A", Serves: []string{"*"}, Categories: []string{"culture", "loisirs"}},
	}
	in := Input{Measures: spend("0", map[string]string{"culture": "100000", "loisirs": "100000"}), Enterprises: list, Date: "2024-12-31"}
	a := draw(t, in)
	var got []string
	for _, e := range a.Opportunities[0].Able {
		got = append(got, e.Name)
	}
	if diff := cmp.Diff([]string{"Z", "B", "C", "A", "D"}, got); diff != "" {
		t.Error(diff)
	}
	if a.Opportunities[0].Category != "culture" || a.Opportunities[1].Category != "loisirs" {
		t.Error("the larger reach comes first")
	}
	if a.Opportunities[0].Effect.Valid {
		t.Error("an effect on a share of nothing")
	}
}

func TestMuchIsCut(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	outside := map[string]string{}
	var list []Enterprise
	for i, c := range p.Categories {
		outside[c.ID] = decimal.NewFromInt(int64(100_000 + i)).String()
		if i%2 == 0 {
			list = append(list, offers(13, "npo", c.ID, "*")...)
		}
	}
	a := draw(t, Input{Measures: spend("10000000", outside), Enterprises: list, Date: "2024-12-31"})
	if len(a.Opportunities) != maxOpportunities || len(a.Gaps) != maxGaps {
		t.Fatalf("%d opportunities, %d gaps", len(a.Opportunities), len(a.Gaps))
	}
	if o := a.Opportunities[0]; len(o.Able) != maxAble || o.AbleTotal != 13 {
		t.Errorf("%d of %d", len(o.Able), o.AbleTotal)
	}
}

// Whatever the order of the registry, the advice is the same, every wording is
// conditional and nobody is named who does not serve the buyer.
func TestDrawProperties(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Enterprise {
			return Enterprise{
				ID:          rapid.StringMatching(`[a-z0-9]{8}`).Draw(t, "id"),
				Name:        rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "name"),
				Family:      rapid.SampledFrom([]string{"npo", "coop", "coop_solidarity", "mutual", ""}).Draw(t, "family"),
				Categories:  []string{rapid.SampledFrom(p.Categories).Draw(t, "category").ID},
				Serves:      rapid.SampledFrom([][]string{{"Roussillon"}, {"*"}, {"Vaudreuil-Soulanges"}, nil}).Draw(t, "serves"),
				InTerritory: rapid.Bool().Draw(t, "inside"),
			}
		}), 0, 60).Draw(t, "enterprises")
		outside := map[string]string{}
		for _, c := range p.Categories {
			outside[c.ID] = decimal.New(rapid.Int64Range(-100_00, 200_000_00).Draw(t, "outside"), -2).String()
		}
		in := Input{
			Measures: spend("1000000", outside), Policy: p, Enterprises: list, MRC: "Roussillon",
			Regime: rapid.SampledFrom([]string{"LCV", "CM", "LCOP", ""}).Draw(t, "regime"), Date: "2024-12-31",
		}
		in.Outside = outsideOf(in.Measures)
		a := Draw(in)
		in.Enterprises = rapid.Permutation(list).Draw(t, "shuffled")
		b := Draw(in)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("the order of the registry matters: %s", diff)
		}
		serving := map[string]bool{}
		for _, e := range list {
			serving[e.ID] = slices.Contains(e.Serves, "*") || slices.Contains(e.Serves, "Roussillon")
		}
		for _, o := range a.Opportunities {
			if len(o.Able) == 0 || o.Reachable.GreaterThan(o.Outside) {
				t.Fatalf("%+v", o)
			}
			for _, e := range o.Able {
				if !serving[e.ID] {
					t.Fatalf("%s does not serve the buyer", e.ID)
				}
			}
			for _, l := range o.Levers {
				if !strings.Contains(l.Wording.Fr, "peut") && !strings.Contains(l.Wording.Fr, "pourrait") {
					t.Fatalf("%q is not conditional", l.Wording.Fr)
				}
			}
		}
	})
}

func TestBrokenPolicy(t *testing.T) {
	t.Parallel()
	for _, broken := range []policy.AdviceRule{
		{ID: "r", Supply: []string{"services"}, MinAble: 1, MinDollars: "x", ShareOfSpend: "10"},
		{ID: "r", Supply: []string{"services"}, MinAble: 1, MinDollars: "1", ShareOfSpend: "dix"},
		{ID: "r", Supply: []string{"services"}, MinAble: 1, MinDollars: "1", ShareOfSpend: "10", When: "able >"},
	} {
		p := *embedded(t)
		p.Advice = []policy.AdviceRule{broken}
		m := spend("1", map[string]string{"culture": "9"})
		a := Draw(Input{Policy: &p, Measures: m, Outside: outsideOf(m), Enterprises: offers(1, "npo", "culture", "*")})
		if len(a.Opportunities) != 0 || a.Gaps[0].Reason != NoRule {
			t.Errorf("advice from %+v: %+v", broken, a)
		}
	}
}
