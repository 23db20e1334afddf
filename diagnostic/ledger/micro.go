package ledger

import (
	"github.com/shopspring/decimal"
)

// micro is an amount in millionths of a dollar. Cells hold cents; the further
// digits keep what a file states beyond them, so that the sum is the file's own.
type micro int64

const (
	microsPerDollar = 1_000_000
	microsPerCent   = 10_000
	// No line of a municipality reaches a trillion dollars: a larger number is an
	// identifier in the wrong column, or damage.
	largestAmount = 1_000_000_000_000 * microsPerDollar
)

func (m micro) decimal() decimal.Decimal {
	if m%microsPerCent == 0 {
		return decimal.New(int64(m/microsPerCent), -2)
	}
	return decimal.New(int64(m), -6)
}

func (m micro) fraction() bool { return m%microsPerCent != 0 }

// total adds many micros without overflow.
type total struct{ dollars, rest int64 }

func (t *total) add(m micro) {
	t.dollars += int64(m) / microsPerDollar
	t.rest += int64(m) % microsPerDollar
}

func (t total) decimal() decimal.Decimal {
	d := decimal.New(t.dollars, 0).Add(decimal.New(t.rest, -6))
	if r := d.Round(2); r.Equal(d) {
		return r
	}
	return d
}
