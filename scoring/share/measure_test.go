package share

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/templates/policy"
)

var testClasses = []policy.Class{
	{ID: "achat", Kind: policy.Purchase},
	{ID: "police", Kind: policy.SetAside},
	{ID: "utilites", Kind: policy.SetAside},
	{ID: "aide_financiere", Kind: policy.Grant},
}

func dollars(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestMeasureByHand(t *testing.T) {
	t.Parallel()
	suppliers := []Supplier{
		{Standing: Confirmed, Place: Inside, Enterprise: "a"},
		{Standing: Confirmed, Place: Outside, Enterprise: "b"},
		{Standing: Probable, Place: Inside, Enterprise: "a"},
		{Standing: Open, Place: Unknown, Enterprise: "c"},
		{Standing: None, Place: "", Enterprise: ""},
		{Standing: Apart, Place: Inside, Enterprise: "d"},
		{Standing: Probable, Place: Inside, Enterprise: "a"},
		{Standing: Confirmed, Place: "", Enterprise: "b"},
	}
	line := func(s int, amount, month, class, category string, recognised bool) Line {
		return Line{Supplier: s, Amount: dollars(amount), Month: month, Class: class, Category: category, Recognised: recognised}
	}
	lines := []Line{
		line(0, "100.00", "2024-01", "achat", "traiteur", true),
		line(0, "-20.00", "2024-02", "achat", "traiteur", true),
		line(0, "7.00", "2024-01", "achat", "traiteur", false),
		line(0, "500.00", "2024-01", "aide_financiere", "", true),
		line(1, "30.00", "2024-02", "achat", "", true),
		line(2, "40.00", "2024-02", "achat", "traiteur", true),
		line(3, "50.00", "", "achat", "voirie", true),
		line(4, "700.00", "2024-02", "achat", "voirie", true),
		line(4, "1000.00", "2024-01", "police", "", true),
		line(4, "200.00", "2024-01", "utilites", "", true),
		line(5, "60.00", "2024-01", "achat", "", true),
		line(6, "-9.00", "2024-01", "achat", "", true),
		line(7, "10.00", "2024-01", "achat", "", true),
	}
	m := Measure(lines, suppliers, testClasses, map[string]int{"traiteur": 2, "voirie": 0})
	for _, tt := range []struct {
		what string
		got  decimal.Decimal
		want string
	}{
		{"total", m.Total.Dollars, "2668"},
		{"set aside", m.SetAsideAll.Dollars, "1200"},
		{"largest class first", m.SetAside[0].Dollars, "1000"},
		{"grants", m.Grants.Dollars, "500"},
		{"grants to the sector", m.GrantsToSector.Dollars, "500"},
		{"addressable", m.Addressable.Dollars, "968"},
		{"with an offer", m.WithOffer.Dollars, "127"},
		{"confirmed: credit taken off, the unrecognised line and the grant left out", m.Confirmed.Dollars, "120"},
		{"probable: the net credit moves nothing", m.Probable.Dollars, "160"},
		{"ceiling", m.Ceiling.Dollars, "210"},
		{"in the territory", m.InTerritory.Dollars, "80"},
		{"elsewhere", m.Elsewhere.Dollars, "30"},
		{"place unknown", m.PlaceUnknown.Dollars, "10"},
		{"apart", m.Apart.Dollars, "60"},
		{"not recognised yet", m.NotRecognisedYet.Dollars, "7"},
		{"confirmed of addressable", m.Confirmed.OfAddressable.Decimal, "12.4"},
		{"confirmed of total", m.Confirmed.OfTotal.Decimal, "4.5"},
		{"ceiling of addressable", m.Ceiling.OfAddressable.Decimal, "21.69"},
		{"largest category", m.Categories[0].Dollars, "750"},
		{"outside the sector", m.Categories[1].Outside, "47"},
	} {
		if !tt.got.Equal(dollars(tt.want)) {
			t.Errorf("%s: %s, want %s", tt.what, tt.got, tt.want)
		}
	}
	if m.Confirmed.Suppliers != 3 || m.Probable.Suppliers != 4 || m.Ceiling.Suppliers != 5 {
		t.Errorf("suppliers %d %d %d", m.Confirmed.Suppliers, m.Probable.Suppliers, m.Ceiling.Suppliers)
	}
	// Suppliers 0 and 2 are one enterprise, 1 and 7 another.
	if m.Confirmed.Enterprises != 2 || m.Probable.Enterprises != 2 || m.Ceiling.Enterprises != 3 {
		t.Errorf("enterprises %d %d %d", m.Confirmed.Enterprises, m.Probable.Enterprises, m.Ceiling.Enterprises)
	}
	if last := m.Months[len(m.Months)-1]; len(m.Months) != 3 || last.Month != "" || m.Months[0].Month != "2024-01" {
		t.Errorf("months %+v", m.Months)
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ part, whole, want string }{
		{"1", "3", "33.33"}, {"2", "3", "66.67"}, {"1", "800", "0.13"}, {"-1", "800", "-0.13"}, // half away from zero
		{"1", "0", ""}, {"1", "-5", ""}, {"0", "5", "0"}, {"5", "5", "100"}, {"0.00", "0.01", "0"},
	} {
		got := Percent(dollars(tt.part), dollars(tt.whole))
		if got.Valid != (tt.want != "") || got.Valid && !got.Decimal.Equal(dollars(tt.want)) {
			t.Errorf("Percent(%s, %s) = %v, want %q", tt.part, tt.whole, got, tt.want)
		}
	}
}

func TestSumIsExact(t *testing.T) {
	t.Parallel()
	most := decimal.New(math.MaxInt64/1000, -2)
	for _, list := range [][]string{
		{"0.1", "0.2"},
		{"1e3", "0.005", "0.005", "-1000"},
		{"12.3400", "0.00001"},
		{"99999999999999999999.99", "-99999999999999999999.98"},
		{"1e-12"},
		{most.String(), most.String(), most.String()},
	} {
		var s sum
		var want decimal.Decimal
		for i := 0; i < 2000; i++ {
			for _, d := range list {
				s.add(moneyOf(dollars(d)))
				want = want.Add(dollars(d))
			}
		}
		if got := s.dollars(); !got.Equal(want) {
			t.Errorf("%v: %s, want %s", list, got, want)
		}
	}
	// What does not fit into the integer goes to the decimal beside it.
	s := sum{cents: math.MaxInt64 - 1}
	s.add(moneyOf(dollars("0.02")))
	if want := decimal.New(math.MaxInt64, -2).Add(dollars("0.01")); !s.dollars().Equal(want) {
		t.Errorf("%s, want %s", s.dollars(), want)
	}
	s = sum{cents: math.MinInt64 + 1}
	s.add(moneyOf(dollars("-0.02")))
	if want := decimal.New(math.MinInt64, -2).Sub(dollars("0.01")); !s.dollars().Equal(want) {
		t.Errorf("%s, want %s", s.dollars(), want)
	}
}

// ledger draws lines and suppliers in which everything meets: few suppliers, few
// categories, credits, amounts of odd precision, unknown classes, bad indices.
func ledger(t *rapid.T) ([]Line, []Supplier) {
	suppliers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Supplier {
		return Supplier{
			Standing: rapid.SampledFrom([]Standing{Confirmed, Probable, Open, None, Apart}).Draw(t, "standing"),
			Place:    rapid.SampledFrom([]Place{Inside, Outside, Unknown, ""}).Draw(t, "place"),

			Enterprise: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "enterprise"),
		}
	}), 0, 12).Draw(t, "suppliers")
	lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
		return Line{
			Supplier:   rapid.IntRange(-1, len(suppliers)).Draw(t, "supplier"),
			Amount:     decimal.New(rapid.Int64Range(-500_00, 2_000_00).Draw(t, "amount"), rapid.SampledFrom([]int32{-2, -2, -2, -2, 0, -3, -12}).Draw(t, "places")),
			Month:      rapid.SampledFrom([]string{"2024-01", "2024-02", "2024-12", ""}).Draw(t, "month"),
			Class:      rapid.SampledFrom([]string{"achat", "achat", "achat", "police", "utilites", "aide_financiere", "inconnue"}).Draw(t, "class"),
			Category:   rapid.SampledFrom([]string{"traiteur", "voirie", "genie", ""}).Draw(t, "category"),
			Recognised: rapid.IntRange(0, 4).Draw(t, "recognised") > 0,
		}
	}), 0, 60).Draw(t, "lines")
	return lines, suppliers
}

var testOffer = map[string]int{"traiteur": 3, "genie": 1}

func TestMeasureAgainstOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, suppliers := ledger(t)
		if diff := cmp.Diff(oracle(lines, suppliers, testClasses, testOffer), Measure(lines, suppliers, testClasses, testOffer)); diff != "" {
			t.Fatalf("oracle − measure:\n%s", diff)
		}
	})
}

func TestMeasureProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, suppliers := ledger(t)
		m := Measure(lines, suppliers, testClasses, testOffer)
		same := func(what string, a, b decimal.Decimal) {
			if !a.Equal(b) {
				t.Fatalf("%s: %s ≠ %s", what, a, b)
			}
		}
		same("total = set aside + grants + addressable", m.Total.Dollars, m.SetAsideAll.Dollars.Add(m.Grants.Dollars).Add(m.Addressable.Dollars))
		if m.Total.Lines != m.SetAsideAll.Lines+m.Grants.Lines+m.Addressable.Lines {
			t.Fatal("lines are lost")
		}
		if m.Confirmed.Dollars.GreaterThan(m.Probable.Dollars) || m.Probable.Dollars.GreaterThan(m.Ceiling.Dollars) {
			t.Fatalf("not monotonic: %s %s %s", m.Confirmed.Dollars, m.Probable.Dollars, m.Ceiling.Dollars)
		}
		if c, p, l := m.Confirmed.OfAddressable, m.Probable.OfAddressable, m.Ceiling.OfAddressable; c.Valid && (c.Decimal.GreaterThan(p.Decimal) || p.Decimal.GreaterThan(l.Decimal)) {
			t.Fatal("percents are not monotonic")
		}
		var classes, categories, confirmed, probable, months, addressable, byMonth decimal.Decimal
		for _, c := range m.SetAside {
			classes = classes.Add(c.Dollars)
		}
		for _, c := range m.Categories {
			categories, confirmed, probable = categories.Add(c.Dollars), confirmed.Add(c.Confirmed), probable.Add(c.Probable)
		}
		for _, d := range m.Months {
			months, addressable, byMonth = months.Add(d.Total), addressable.Add(d.Addressable), byMonth.Add(d.Confirmed)
		}
		same("classes", classes, m.SetAsideAll.Dollars)
		same("categories", categories, m.Addressable.Dollars)
		same("confirmed by category", confirmed, m.Confirmed.Dollars)
		same("probable by category", probable, m.Probable.Dollars)
		same("months", months, m.Total.Dollars)
		same("addressable by month", addressable, m.Addressable.Dollars)
		same("confirmed by month", byMonth, m.Confirmed.Dollars)
		same("places", m.InTerritory.Dollars.Add(m.Elsewhere.Dollars).Add(m.PlaceUnknown.Dollars), m.Confirmed.Dollars)
		if m.InTerritory.Suppliers+m.Elsewhere.Suppliers+m.PlaceUnknown.Suppliers != m.Confirmed.Suppliers {
			t.Fatal("suppliers by place")
		}

		shuffled := rapid.Permutation(lines).Draw(t, "shuffled")
		if diff := cmp.Diff(m, Measure(shuffled, suppliers, testClasses, testOffer)); diff != "" {
			t.Fatalf("the order of the lines matters:\n%s", diff)
		}
		// A review that settles a probable or open supplier stays inside the band.
		for i, s := range suppliers {
			if s.Standing != Probable && s.Standing != Open {
				continue
			}
			for _, to := range []Standing{Confirmed, None} {
				settled := append([]Supplier(nil), suppliers...)
				settled[i].Standing = to
				after := Measure(lines, settled, testClasses, testOffer)
				if after.Ceiling.Dollars.GreaterThan(m.Ceiling.Dollars) {
					t.Fatalf("a review raised the ceiling from %s to %s", m.Ceiling.Dollars, after.Ceiling.Dollars)
				}
			}
		}
	})
}

func TestMeasureNothing(t *testing.T) {
	t.Parallel()
	m := Measure(nil, nil, nil, nil)
	if m.Confirmed.OfTotal.Valid || m.Confirmed.OfAddressable.Valid || m.Concentration.Top1.Valid {
		t.Errorf("a share of nothing: %+v", m)
	}
}

func benchmarkMeasure(b *testing.B, n int) {
	r := rand.New(rand.NewPCG(1, 2))
	suppliers := make([]Supplier, n/20)
	for i := range suppliers {
		suppliers[i] = Supplier{Standing: []Standing{Confirmed, Probable, Open, None, None, None, None, None}[r.IntN(8)], Place: Inside}
	}
	classes := testClasses
	lines := make([]Line, n)
	for i := range lines {
		lines[i] = Line{
			Supplier: r.IntN(len(suppliers)), Amount: decimal.New(r.Int64N(1_000_000)-100_000, -2),
			Month: fmt.Sprintf("2024-%02d", 1+r.IntN(12)), Class: classes[r.IntN(4)].ID,
			Category: fmt.Sprintf("c%02d", r.IntN(40)), Recognised: true,
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		Measure(lines, suppliers, classes, testOffer)
	}
}

func BenchmarkMeasure60k(b *testing.B)  { benchmarkMeasure(b, 60_000) }
func BenchmarkMeasure500k(b *testing.B) { benchmarkMeasure(b, 500_000) }

// What another answer could make count enlarges the ceiling, never the values
// below it, and nothing of a supplier that is settled.
func TestReachEnlargesTheCeilingAlone(t *testing.T) {
	t.Parallel()
	reach := func(s string) decimal.NullDecimal { return decimal.NewNullDecimal(dollars(s)) }
	suppliers := []Supplier{
		{Standing: Confirmed, Enterprise: "a", Reach: reach("999")},
		{Standing: Probable, Enterprise: "b", Reach: reach("30")},
		{Standing: Open, Enterprise: "c", Reach: reach("70")},
		{Standing: Open, Enterprise: "d", Reach: reach("1")},
		{Standing: Open, Enterprise: "e", Reach: reach("5")}, // no line counts for its best candidate
		{Standing: None, Reach: reach("999")},
	}
	lines := []Line{
		{Supplier: 0, Amount: dollars("100"), Class: "achat", Recognised: true},
		{Supplier: 1, Amount: dollars("20"), Class: "achat", Recognised: true},
		{Supplier: 2, Amount: dollars("40"), Class: "achat", Recognised: true},
		{Supplier: 3, Amount: dollars("3"), Class: "achat", Recognised: true},
		{Supplier: 4, Amount: dollars("5"), Class: "achat"},
		{Supplier: 5, Amount: dollars("8"), Class: "achat", Recognised: true},
	}
	m := Measure(lines, suppliers, nil, nil)
	got := []string{m.Confirmed.Dollars.String(), m.Probable.Dollars.String(), m.Ceiling.Dollars.String()}
	if want := []string{"100", "120", "208"}; !slices.Equal(got, want) { // 120 + 10 beyond + 70 + 3 + 5
		t.Errorf("values %v, want %v", got, want)
	}
	if m.Ceiling.Suppliers != 5 {
		t.Errorf("%d suppliers in the ceiling, want 5", m.Ceiling.Suppliers)
	}
}
