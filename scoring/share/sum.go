package share

import (
	"math"

	"github.com/shopspring/decimal"
)

// sum adds dollars exactly. Amounts of whole cents are added as integers, which
// is what nearly every line is; the rest, and what would overflow, as decimals.
type sum struct {
	cents int64
	rest  decimal.Decimal
}

// money is an amount made ready for sum.
type money struct {
	cents int64
	whole bool // the amount is exactly cents
	exact decimal.Decimal
}

// maxDigits keeps a coefficient, times a hundred, inside an int64.
const maxDigits = 16

func moneyOf(d decimal.Decimal) money {
	m := money{exact: d}
	e := d.Exponent()
	if e < -10 || e > 0 || d.NumDigits() > maxDigits {
		return m
	}
	c := d.CoefficientInt64()
	for ; e < -2; e++ {
		if c%10 != 0 {
			return m
		}
		c /= 10
	}
	for ; e > -2; e-- {
		c *= 10
	}
	return money{cents: c, whole: true, exact: d}
}

func (s *sum) add(m money) {
	if m.whole && (m.cents >= 0 && s.cents <= math.MaxInt64-m.cents || m.cents < 0 && s.cents >= math.MinInt64-m.cents) {
		s.cents += m.cents
		return
	}
	s.rest = s.rest.Add(m.exact)
}

func (s *sum) dollars() decimal.Decimal {
	d := decimal.New(s.cents, -2)
	if s.rest.IsZero() {
		return d
	}
	return d.Add(s.rest)
}

// Percent gives part of whole in percent (0–100 when part is within whole),
// rounded to two places, half away from zero; null when whole is zero or
// negative, since a share of it would mean nothing.
func Percent(part, whole decimal.Decimal) decimal.NullDecimal {
	if whole.Sign() <= 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(part.Mul(decimal.NewFromInt(100)).DivRound(whole, 2))
}
