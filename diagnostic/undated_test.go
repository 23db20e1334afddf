package diagnostic

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger"
)

// A line is counted in exactly one year, whether or not it has a date, as long as
// its table has one.
func TestEveryLineIsCountedInOneYear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := []ledger.Line{}
		for range rapid.IntRange(1, 30).Draw(t, "lines") {
			l := ledger.Line{Table: rapid.IntRange(0, 2).Draw(t, "table"), Amount: decimal.NewFromInt(1)}
			if rapid.Bool().Draw(t, "dated") {
				l.Date = time.Date(rapid.IntRange(2023, 2025).Draw(t, "year"), 5, 1, 0, 0, 0, 0, time.UTC)
			}
			lines = append(lines, l)
		}
		dated := map[int]bool{}
		for i := range lines {
			dated[lines[i].Table] = dated[lines[i].Table] || !lines[i].Date.IsZero()
		}
		total, always := 0, 0
		for i := range lines {
			if dated[lines[i].Table] {
				total++
			} else {
				always++
			}
		}
		kept := 0
		for _, year := range []string{"2023", "2024", "2025"} {
			sp, err := parsePeriod(year)
			if err != nil {
				t.Fatal(err)
			}
			var p Period
			n := len(inPeriod(lines, sp, &p))
			if n+p.OutOfRange != len(lines) || !p.OutOfRangeDollars.Equal(decimal.NewFromInt(int64(p.OutOfRange))) {
				t.Fatalf("%s: %d kept and %d left out of %d", year, n, p.OutOfRange, len(lines))
			}
			kept += n - always
		}
		if kept != total {
			t.Fatalf("%d lines are counted %d times", total, kept)
		}
	})
}
