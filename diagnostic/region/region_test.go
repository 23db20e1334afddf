package region_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic/region"
)

func dollars(n int64) decimal.Decimal { return decimal.NewFromInt(n) }

func of(buyer string, n int64) region.Measure {
	return region.Measure{Buyer: buyer, Addressable: dollars(10 * n), Confirmed: dollars(n), Ceiling: dollars(2 * n)}
}

func town(id, mrc string) region.Buyer {
	return region.Buyer{ID: id, MRC: mrc, Level: region.Municipal, Population: 1000}
}

func TestSmallCells(t *testing.T) {
	t.Parallel()
	buyers := []region.Buyer{town("a1", "A"), town("a2", "A"), town("a3", "A"), town("b1", "B"), town("b2", "B"), town("b3", "B"), town("c1", "C"), town("c2", "C"), town("c3", "C")}
	all := func(ids ...string) []region.Measure {
		var out []region.Measure
		for i, id := range ids {
			out = append(out, of(id, int64(100+i)))
		}
		return out
	}
	for _, tc := range []struct {
		name  string
		now   []region.Measure
		want  string // of each MRC, then of the total
		share string
	}{
		{"everything is shown", all("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"), "shown shown shown shown", "10"},
		{"a small one takes the smallest other along", all("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2"), "derivable shown few shown", "10"},
		{"two small ones hide each other when they are three buyers", all("a1", "a2", "a3", "b1", "c1", "c2"), "shown few few shown", "10"},
		{"two small ones of one buyer each take another along", append(all("a1", "a2", "a3"), of("b1", 100), of("c1", 100)), "derivable few few shown", "10"},
		{"one buyer makes nearly all", append(all("a1", "a2", "b1", "b2", "b3"), of("a3", 5000)), "dominated shown shown dominated", ""},
		{"too few in all", all("a1", "b1"), "few few shown few", ""},
		{"one cell alone", all("a1", "a2"), "few shown shown few", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			parts := region.Add(buyers, tc.now, nil, []string{"A", "B", "C"}, region.DefaultRule())
			if len(parts) != 1 {
				t.Fatalf("%d levels", len(parts))
			}
			look := func(c region.Cell) string {
				if c.Hidden {
					if !c.Addressable.IsZero() || !c.Confirmed.IsZero() || !c.Ceiling.IsZero() || c.Share.Valid {
						t.Errorf("hidden cell %q holds amounts", c.MRC)
					}
					return string(c.Why)
				}
				return "shown"
			}
			got := ""
			for _, c := range parts[0].MRCs {
				got += look(c) + " "
			}
			if got += look(parts[0].Total); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if s := parts[0].Total.Share; s.Valid && s.Decimal.Round(0).String() != tc.share {
				t.Errorf("share %s", s.Decimal)
			}
		})
	}
}

// The last buyer with open questions does not hide what is settled: only the
// ceilings, which would tell its own, are not shown.
func TestOpenQuestionsOfOne(t *testing.T) {
	t.Parallel()
	var buyers []region.Buyer
	var now []region.Measure
	for i := range 6 {
		b := town(fmt.Sprint("b", i), []string{"A", "B"}[i/3])
		buyers = append(buyers, b)
		m := of(b.ID, 100)
		m.Ceiling = m.Confirmed
		now = append(now, m)
	}
	look := func() region.Part { return region.Add(buyers, now, nil, nil, region.DefaultRule())[0] }
	if p := look(); p.Total.Hidden || p.Total.NoCeiling || !p.Total.Ceiling.Equal(p.Total.Confirmed) {
		t.Errorf("nothing is open: %+v", p.Total)
	}
	now[4].Ceiling = dollars(150) // of one cell, and of the whole
	p := look()
	for _, c := range append(p.MRCs, p.Total) {
		if c.Hidden || !c.NoCeiling || !c.Ceiling.IsZero() || c.Most.Valid || !c.Share.Valid {
			t.Errorf("%q: %+v", c.MRC, c)
		}
	}
	for i := range now { // now they are many
		now[i].Ceiling = dollars(150)
	}
	if p := look(); p.Total.NoCeiling || !p.Total.Most.Valid {
		t.Errorf("everybody has some: %+v", p.Total)
	}
}

// A municipality pays its MRC: the two are never in one sum.
func TestLevelsAreNotSummed(t *testing.T) {
	t.Parallel()
	var buyers []region.Buyer
	var now []region.Measure
	for i := range 4 {
		for _, l := range []region.Level{region.Municipal, region.Regional} {
			b := region.Buyer{ID: fmt.Sprint(l, i), MRC: "A", Level: l}
			buyers, now = append(buyers, b), append(now, of(b.ID, 100))
		}
	}
	now = append(now, of("unknown", 1e9), of(buyers[0].ID, 1e9)) // nobody's, and a second one of the same buyer
	parts := region.Add(buyers, now, nil, nil, region.DefaultRule())
	if len(parts) != 2 {
		t.Fatalf("%d levels", len(parts))
	}
	for _, p := range parts {
		if !p.Total.Confirmed.Equal(dollars(400)) || p.Total.Buyers != 4 || p.Total.Known != 4 {
			t.Errorf("%s: %+v", p.Level, p.Total)
		}
	}
}

func TestTrend(t *testing.T) {
	t.Parallel()
	var buyers []region.Buyer
	for i := range 8 {
		buyers = append(buyers, town(fmt.Sprint("a", i), "A"))
	}
	year := func(n int64, ids ...int) (out []region.Measure) {
		for _, i := range ids {
			out = append(out, of(fmt.Sprint("a", i), n+int64(i)))
		}
		return out
	}
	for _, tc := range []struct {
		name        string
		now, before []region.Measure
		buyers      int
		hidden      bool
	}{
		{"same buyers", year(120, 0, 1, 2, 3), year(100, 0, 1, 2, 3), 4, false},
		{"one more this year: subtracting would tell it", year(120, 0, 1, 2, 3), year(100, 0, 1, 2), 3, true},
		{"three more this year", year(120, 0, 1, 2, 3, 4, 5), year(100, 0, 1, 2), 3, false},
		{"too few in both", year(120, 0, 1, 2, 3, 4), year(100, 0, 1, 5, 6, 7), 2, true},
		{"no year before", year(120, 0, 1, 2), nil, 0, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tr := region.Add(buyers, tc.now, tc.before, nil, region.DefaultRule())[0].Trend
			if tr.Buyers != tc.buyers || tr.Hidden != tc.hidden {
				t.Fatalf("%d buyers, hidden %v", tr.Buyers, tr.Hidden)
			}
			if !tr.Hidden && !tr.Now.Confirmed.GreaterThan(tr.Before.Confirmed) {
				t.Errorf("now %s, before %s", tr.Now.Confirmed, tr.Before.Confirmed)
			}
		})
	}
}

// Whatever the buyers: from all that is shown of a year, no combination of sums
// gives a hidden cell, one buyer, or two.
func TestNothingHiddenCanBeDerived(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var buyers []region.Buyer
		var now, before []region.Measure
		n := rapid.IntRange(1, 14).Draw(t, "buyers")
		for i := range n {
			b := town(fmt.Sprint("b", i), rapid.SampledFrom([]string{"A", "B", "C", "D", ""}).Draw(t, "mrc"))
			buyers = append(buyers, b)
			amount := rapid.SampledFrom([]int64{0, 1, 90, 100, 110, 130, 5000})
			if rapid.IntRange(0, 9).Draw(t, "covered") > 0 {
				now = append(now, of(b.ID, amount.Draw(t, "now")))
			}
			if rapid.Bool().Draw(t, "earlier") {
				before = append(before, of(b.ID, amount.Draw(t, "before")))
			}
		}
		parts := region.Add(buyers, now, before, []string{"B", "A"}, region.DefaultRule())
		if len(parts) == 0 {
			return
		}
		p := parts[0]
		at := map[string]int{}
		for i, m := range now {
			at[m.Buyer] = i
		}
		vector := func(in func(b region.Buyer) bool) []*big.Rat {
			v := make([]*big.Rat, len(now))
			for i := range v {
				v[i] = new(big.Rat)
			}
			for _, b := range buyers {
				if i, ok := at[b.ID]; ok && in(b) {
					v[i].SetInt64(1)
				}
			}
			return v
		}
		var shown, secret [][]*big.Rat
		if !p.Total.Hidden {
			shown = append(shown, vector(func(region.Buyer) bool { return true }))
		}
		for _, c := range p.MRCs {
			v := vector(func(b region.Buyer) bool { return b.MRC == c.MRC })
			switch {
			case !c.Hidden:
				shown = append(shown, v)
			case c.Buyers > 0:
				secret = append(secret, v)
			}
		}
		if !p.Trend.Hidden {
			earlier := map[string]bool{}
			for _, m := range before {
				earlier[m.Buyer] = true
			}
			shown = append(shown, vector(func(b region.Buyer) bool { return earlier[b.ID] }))
		}
		for i := range now {
			for j := i; j < len(now); j++ {
				secret = append(secret, vector(func(b region.Buyer) bool { return at[b.ID] == i || at[b.ID] == j }))
			}
		}
		base := rank(shown)
		for k, s := range secret {
			if rank(append(shown[:len(shown):len(shown)], s)) == base {
				t.Fatalf("secret %d can be worked out: %+v", k, p)
			}
		}
	})
}

// rank of vectors, by elimination over exact fractions.
func rank(list [][]*big.Rat) int {
	rows := make([][]*big.Rat, len(list))
	for i, v := range list {
		for _, x := range v {
			rows[i] = append(rows[i], new(big.Rat).Set(x))
		}
	}
	r := 0
	for c := 0; len(rows) > 0 && c < len(rows[0]); c++ {
		p := -1
		for i := r; i < len(rows); i++ {
			if rows[i][c].Sign() != 0 {
				p = i
				break
			}
		}
		if p < 0 {
			continue
		}
		rows[r], rows[p] = rows[p], rows[r]
		for i := r + 1; i < len(rows); i++ {
			f := new(big.Rat).Quo(rows[i][c], rows[r][c])
			for k := c; k < len(rows[i]); k++ {
				rows[i][k].Sub(rows[i][k], new(big.Rat).Mul(f, rows[r][k]))
			}
		}
		if r++; r == len(rows) {
			break
		}
	}
	return r
}
