package advice

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

func some(s string) decimal.NullDecimal {
	if s == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(dollars(s))
}

func TestRoom(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ capacity, revenue, paid, want string }{
		{"", "", "0", ""},
		{"50000", "", "0", "50000"},
		{"50000", "", "20000", "30000"},
		{"50000", "", "80000", "0"},
		{"50000", "", "-100", "50000"}, // a credit makes no room
		{"", "100000", "0", "30000"},
		{"", "100000", "10000", "20000"},
		{"50000", "100000", "0", "30000"},
		{"5000", "100000", "0", "5000"},
		{"", "0.03", "0", "0"},
	} {
		e := Enterprise{Capacity: some(tt.capacity), Revenue: some(tt.revenue), Paid: dollars(tt.paid)}
		got := e.room()
		if want := some(tt.want); got.Valid != want.Valid || !got.Decimal.Equal(want.Decimal) {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

func TestDependence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		revenue, paid, amount, dependence string
		alarm                             bool
		fit                               Fit
	}{
		{"100000", "0", "30000", "30", false, Enough},
		{"100000", "0", "30000.01", "30", true, Short}, // judged exactly, not on the rounded percent
		{"100000", "20000", "20000", "40", true, Short},
		{"", "0", "1000000", "", false, Unstated},
	} {
		e := Enterprise{Revenue: some(tt.revenue), Paid: dollars(tt.paid)}
		a := e.able(dollars(tt.amount))
		if want := some(tt.dependence); a.Dependent != tt.alarm || a.Fit != tt.fit || a.Dependence.Valid != want.Valid || !a.Dependence.Decimal.Equal(want.Decimal) {
			t.Errorf("%+v: %+v", tt, a)
		}
	}
}

// A stated capacity is counted once, for the largest need first, and a need
// that nothing can hold is a gap.
func TestCapacityIsCountedOnce(t *testing.T) {
	t.Parallel()
	e := Enterprise{ID: "e", Name: "Coop Boréale", Categories: []string{"culture", "loisirs", "formation"}, Serves: []string{"*"}, Capacity: some("12000")}
	a := draw(t, Input{
		Measures:    spend("1000000", map[string]string{"culture": "100000", "loisirs": "50000", "formation": "20000"}),
		Enterprises: []Enterprise{e}, Date: "2024-12-31", Regime: "LCV",
	})
	if len(a.Opportunities) != 2 || len(a.Gaps) != 1 || a.Gaps[0].Category != "formation" || a.Gaps[0].Reason != NoCapacity {
		t.Fatalf("%+v", a)
	}
	c, l := a.Opportunities[0], a.Opportunities[1]
	if c.Category != "culture" || c.Capacity != Enough || !c.Reachable.Equal(dollars("10000")) {
		t.Errorf("culture: %+v", c)
	}
	if l.Capacity != Short || !l.Reachable.Equal(dollars("2000")) || !l.Potential.Equal(dollars("5000")) || !l.Room.Decimal.Equal(dollars("2000")) {
		t.Errorf("loisirs: %+v", l)
	}
	if !l.Effect.Decimal.Equal(dollars("0.2")) {
		t.Errorf("effect %s is not of the reachable amount", l.Effect.Decimal)
	}
}

// Opportunities never promise more than the stated rooms of enterprises that
// all state one.
func TestCapacityProperties(t *testing.T) {
	t.Parallel()
	p := embedded(t)
	categories := []string{"culture", "loisirs", "traiteur", "formation"}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Enterprise {
			return Enterprise{
				ID: rapid.StringMatching(`[a-z]{6}`).Draw(t, "id"), Name: "Coop", Serves: []string{"*"}, Family: "npo",
				Categories: rapid.SliceOfNDistinct(rapid.SampledFrom(categories), 1, 3, rapid.ID[string]).Draw(t, "categories"),
				Capacity:   decimal.NewNullDecimal(decimal.NewFromInt(rapid.Int64Range(0, 20000).Draw(t, "capacity"))),
				Paid:       decimal.NewFromInt(rapid.Int64Range(0, 5000).Draw(t, "paid")),
			}
		}), 1, 5).Draw(t, "enterprises")
		ids := map[string]bool{}
		rooms := decimal.Zero
		for i := range list {
			if ids[list[i].ID] {
				return
			}
			ids[list[i].ID] = true
			rooms = rooms.Add(list[i].room().Decimal)
		}
		outside := map[string]string{}
		for _, c := range categories {
			outside[c] = decimal.NewFromInt(rapid.Int64Range(0, 200000).Draw(t, "outside")).String()
		}
		m := spend("1000000", outside)
		a := Draw(Input{Measures: m, Outside: outsideOf(m), Policy: p, Enterprises: list, Date: "2024-12-31"})
		promised := decimal.Zero
		for _, o := range a.Opportunities {
			promised = promised.Add(o.Reachable)
			if o.Reachable.GreaterThan(o.Potential) || o.Potential.GreaterThan(o.Outside) || !o.Reachable.IsPositive() {
				t.Fatalf("%+v", o)
			}
			if (o.Capacity == Short) != o.Reachable.LessThan(o.Potential) {
				t.Fatalf("%s: reachable %s of %s", o.Capacity, o.Reachable, o.Potential)
			}
		}
		if promised.GreaterThan(rooms) {
			t.Fatalf("%s promised, rooms of %s", promised, rooms)
		}
	})
}

// contracts draws one category with contracts of given sizes.
func contracts(t *testing.T, category, regime string, sizes ...string) Opportunity {
	t.Helper()
	s := share.OutsideSpend{Category: category, Beat: share.Beat{Rhythm: share.Monthly}}
	for _, d := range sizes {
		s.Contracts = append(s.Contracts, dollars(d))
		s.Dollars = s.Dollars.Add(dollars(d))
	}
	a := draw(t, Input{
		Measures: spend("1000000", map[string]string{category: s.Dollars.String()}), Outside: []share.OutsideSpend{s},
		Enterprises: offers(3, "npo", category, "*"), Regime: regime, Date: "2023-06-30", Policy: since(t, "2020-01-01"),
	})
	if len(a.Opportunities) != 1 {
		t.Fatalf("%+v", a)
	}
	return a.Opportunities[0]
}

func TestLadder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		about           string
		sizes           []string
		contract, rule  string
		ladder          string
		first           string // lever
		cited, notCited []string
	}{
		{"small contracts", []string{"9000", "8000"}, "small", "services_petits", "small 2", "gre_a_gre_rgc", []string{"preference_rgc"}, []string{"criteres_qualite", "obnl_services", "invitation_ciblee"}},
		{"between", []string{"60000", "5000"}, "middle", "services_plusieurs", "small 1 middle 1", "obnl_services", []string{"invitation_ciblee", "gre_a_gre_rgc"}, []string{"criteres_qualite"}},
		{"above", []string{"500000"}, "large", "services_grands", "large 1", "obnl_services", []string{"criteres_qualite", "clause_sociale"}, []string{"gre_a_gre_rgc", "preference_rgc", "invitation_ciblee"}},
	} {
		o := contracts(t, "culture", "LCV", tt.sizes...)
		ladder := ""
		for _, r := range o.Ladder {
			ladder += " " + r.Band + " " + decimal.NewFromInt(int64(r.Contracts)).String()
			for _, id := range r.Levers {
				if !contains(o.Levers, id) {
					t.Errorf("%s: lever %s of the ladder is not told", tt.about, id)
				}
			}
		}
		if o.Contract != tt.contract || o.Rule != tt.rule || ladder != " "+tt.ladder || o.Levers[0].ID != tt.first {
			t.Errorf("%s: %s, %s,%s, %s first", tt.about, o.Contract, o.Rule, ladder, o.Levers[0].ID)
		}
		for _, id := range tt.cited {
			if !contains(o.Levers, id) {
				t.Errorf("%s: %s is not cited", tt.about, id)
			}
		}
		for _, id := range tt.notCited {
			if contains(o.Levers, id) {
				t.Errorf("%s: %s is cited", tt.about, id)
			}
		}
		if !o.BandsSure {
			t.Errorf("%s: the thresholds of 2023 were verified", tt.about)
		}
	}
}

func contains(list []Lever, id string) bool {
	for _, l := range list {
		if l.ID == id {
			return true
		}
	}
	return false
}

// since is the embedded policy with rules and levers in force from a date.
func since(t *testing.T, from string) *policy.Policy {
	t.Helper()
	p := *embedded(t)
	p.Levers, p.Advice = slices.Clone(p.Levers), slices.Clone(p.Advice)
	for i := range p.Levers {
		p.Levers[i].From = from
	}
	for i := range p.Advice {
		p.Advice[i].From = from
	}
	return &p
}
