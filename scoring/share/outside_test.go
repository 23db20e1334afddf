package share_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

var outsideClasses = []policy.Class{
	{ID: "achat", Kind: policy.Purchase}, {ID: "aide", Kind: policy.Grant}, {ID: "paie", Kind: policy.SetAside},
}

func spent(supplier int, dollars, class, category string) share.Line {
	return share.Line{Supplier: supplier, Amount: decimal.RequireFromString(dollars), Month: "2024-05", Class: class, Category: category, Recognised: true}
}

// Only purchases from enterprises outside the sector are what advice may
// speak of: no grant, nothing set aside, no natural person, nobody of the sector.
func TestOutsideSpending(t *testing.T) {
	t.Parallel()
	suppliers := []share.Supplier{
		{Standing: share.None},
		{Standing: share.Open},
		{Standing: share.None, Person: true},
		{Standing: share.Confirmed},
		{Standing: share.Probable},
		{Standing: share.Apart},
		{Standing: share.None},
	}
	lines := []share.Line{
		spent(0, "100", "achat", "culture"), spent(0, "-20", "achat", "culture"), spent(1, "15.50", "achat", "culture"),
		spent(2, "900", "achat", "culture"), spent(3, "1000", "achat", "culture"), spent(4, "2000", "achat", "culture"), spent(5, "4000", "achat", "culture"),
		spent(0, "7000", "aide", "culture"), spent(0, "8000", "paie", "culture"), spent(6, "-5", "achat", "culture"),
		spent(99, "3", "inconnue", ""),
	}
	got := share.OutsideSpending(lines, suppliers, outsideClasses, "2024-01", "2024-12")
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	none, culture := got[0], got[1]
	if none.Category != "" || !none.Dollars.Equal(decimal.NewFromInt(3)) || none.Suppliers != 1 {
		t.Errorf("not classified: %+v", none)
	}
	want := []string{"80", "15.5"}
	var contracts []string
	for _, c := range culture.Contracts {
		contracts = append(contracts, c.String())
	}
	if diff := cmp.Diff(want, contracts); diff != "" {
		t.Error(diff)
	}
	if culture.Dollars.String() != "90.5" || culture.Persons.String() != "900" || culture.Lines != 4 || culture.Suppliers != 3 {
		t.Errorf("%+v", culture)
	}
	if !culture.Largest.Valid || culture.Largest.Decimal.String() != "88.4" {
		t.Errorf("largest %v", culture.Largest)
	}
	if culture.Beat.Rhythm != share.Once || culture.Main.Payments != 1 {
		t.Errorf("%+v %+v", culture.Beat, culture.Main)
	}
}

// The parts of a category sum to its measure.
func TestOutsideAndMeasureAgree(t *testing.T) {
	t.Parallel()
	standings := []share.Standing{share.None, share.Open, share.Confirmed, share.Probable, share.Apart}
	rapid.Check(t, func(t *rapid.T) {
		suppliers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) share.Supplier {
			s := share.Supplier{Standing: rapid.SampledFrom(standings).Draw(t, "standing")}
			s.Person = s.Standing == share.None && rapid.Bool().Draw(t, "person")
			return s
		}), 1, 6).Draw(t, "suppliers")
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) share.Line {
			return share.Line{
				Supplier: rapid.IntRange(0, len(suppliers)-1).Draw(t, "supplier"), Recognised: true,
				Amount:   decimal.New(rapid.Int64Range(-50_00, 500_00).Draw(t, "cents"), -2),
				Class:    rapid.SampledFrom([]string{"achat", "aide", "paie"}).Draw(t, "class"),
				Category: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "category"),
				By:       rapid.SampledFrom([]share.Source{share.FromAccount, share.FromKeyword}).Draw(t, "by"),
			}
		}), 0, 40).Draw(t, "lines")
		m := share.Measure(lines, suppliers, outsideClasses, nil)
		outside := map[string]share.OutsideSpend{}
		for _, o := range share.OutsideSpending(lines, suppliers, outsideClasses, "2024-01", "2024-12") {
			outside[o.Category] = o
		}
		for _, c := range m.Categories {
			rest := decimal.Zero
			for _, l := range lines {
				s := suppliers[l.Supplier].Standing
				if l.Class == "achat" && l.Category == c.Category && (s == share.Probable || s == share.Apart) {
					rest = rest.Add(l.Amount)
				}
			}
			o := outside[c.Category]
			if sum := o.Dollars.Add(o.Persons).Add(rest); !sum.Equal(c.Outside) {
				t.Fatalf("%s: %s + %s + %s is not %s", c.Category, o.Dollars, o.Persons, rest, c.Outside)
			}
			if o.Largest.Valid && (o.Largest.Decimal.IsNegative() || o.Largest.Decimal.GreaterThan(decimal.NewFromInt(100))) {
				t.Fatalf("largest %v", o.Largest)
			}
		}
		total, n := decimal.Zero, 0
		for _, p := range share.Coverage(lines, len(suppliers), outsideClasses) {
			total, n = total.Add(p.Dollars), n+p.Lines
			if p.By == "" && p.Lines > 0 != (outsideLines(lines, "") > 0) {
				t.Fatalf("not classified: %+v", p)
			}
		}
		if !total.Equal(m.Addressable.Dollars) || n != m.Addressable.Lines {
			t.Fatalf("coverage of %s and %d lines, %s and %d measured", total, n, m.Addressable.Dollars, m.Addressable.Lines)
		}
	})
}

func outsideLines(lines []share.Line, category string) int {
	n := 0
	for _, l := range lines {
		if l.Class == "achat" && l.Category == category {
			n++
		}
	}
	return n
}
