package registry

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestStatedDollars(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"250000": "250000", "250 000 $": "250000", "250\u00a0000,00\u00a0$": "250000", "1 200 000,50": "1200000.5",
		"250,000": "250000", "1,250,000": "1250000", "250.5": "250.5", "250 k$": "250000", "1,2 M$": "1200000", "0.125M": "125000",
		"$250,000": "250000", "0": "0", "CAD 5": "5",
	} {
		got, ok := statedDollars(in)
		if !ok || !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%q gives %s, %v", in, got, ok)
		}
	}
	for _, in := range []string{"beaucoup", "-5", "(5)", "5 à 10", "1e9", "9999999999999", "12,34,5", "", "250 000 $ environ", "٣"} {
		if got, ok := statedDollars(in); ok {
			t.Errorf("%q gives %s", in, got)
		}
	}
}

func FuzzStatedDollars(f *testing.F) {
	f.Add("250 000 $")
	f.Add("1,2 M$")
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := statedDollars(s); ok && (d.IsNegative() || d.GreaterThan(mostStated)) {
			t.Errorf("%q gives %s", s, d)
		}
	})
}
