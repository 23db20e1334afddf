package share

import (
	"github.com/shopspring/decimal"
)

// Rhythm says how the payments of a need come back.
type Rhythm string

// The rhythms. TooFew is said when the sample cannot bear a claim; Once when
// nearly everything was paid at one moment of the only year seen, which proves
// no return.
const (
	Monthly   Rhythm = "monthly"
	Seasonal  Rhythm = "seasonal"
	Yearly    Rhythm = "yearly"
	Once      Rhythm = "once"
	Irregular Rhythm = "irregular"
	TooFew    Rhythm = "too_few"
)

// The smallest samples on which a rhythm is claimed, and the bounds of each.
const (
	leastMonths   = 9  // months the period must cover for any claim
	leastYear     = 12 // for a season or a yearly return
	leastPayments = 6  // for a monthly rhythm or a season
	seasonLongest = 7  // months
	seasonPaid    = 3  // different calendar months with a payment in the season
	newContract   = 3  // months without a payment before a monthly rhythm begins
)

// Payment is money on a month; Month is "2024-03", "" when the line has no date.
type Payment struct {
	Month  string
	Amount decimal.Decimal // dollars
}

// Beat is the rhythm of payments and what it rests on. Calendar months are
// 1–12, 0 when there is none to tell.
type Beat struct {
	Rhythm   Rhythm `json:"rhythm"`
	Payments int    `json:"payments"` // dated payments above zero
	Paid     int    `json:"paid"`     // months of the period with such a payment
	Covered  int    `json:"covered"`  // months of the period
	// From and To are the first and last calendar month of the season, or of
	// the moment of the year; a season may pass the new year (11 to 4).
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
	// Renewal is the calendar month in which the need likely comes back.
	Renewal int `json:"renewal,omitempty"`
}

// BeatOf finds the rhythm of payments over the months from first to last
// ("2024-01" to "2024-12"). Credits are left out. Seasons and yearly returns are
// looked for in the latest whole years, so that each calendar month weighs the
// same. The rules, in this order:
//
//  1. too_few: the period covers fewer than 9 months, no payment is dated, or
//     more than a fifth of the dollars bears no date;
//  2. over 12 months or more, with 90 % of the dollars in one or two
//     neighbouring calendar months: yearly when two different years show it, and
//     it comes back in the first of these months; else once;
//  3. too_few: fewer than 6 payments;
//  4. seasonal, over 12 months or more: 90 % of the dollars in at most 7
//     neighbouring calendar months, of which 3 or more are paid; it comes back in
//     the first of them;
//  5. monthly: 5 of 6 months paid, and no month holds more than 40 % of the
//     dollars. When, over 12 months or more, the first payment comes 3 months or
//     more after the beginning of the period, months count from it, 6 of them at
//     least, and it is taken for a new contract that comes back in that month;
//  6. irregular.
func BeatOf(payments []Payment, first, last string) Beat {
	a, okA := monthNumber(first)
	z, okZ := monthNumber(last)
	b := Beat{Rhythm: TooFew}
	if !okA || !okZ || z < a || z-a >= maxMonths {
		return b
	}
	b.Covered = z - a + 1
	c := calendar{first: a, byMonth: make([]sum, b.Covered)}
	for _, p := range payments {
		if p.Amount.IsPositive() {
			c.add(p)
		}
	}
	b.Payments = c.payments
	total := c.dated.dollars()
	for _, m := range c.byMonth {
		if m.dollars().IsPositive() {
			b.Paid++
		}
	}
	if b.Covered < leastMonths || b.Payments == 0 || c.undated.dollars().Mul(decimal.NewFromInt(4)).GreaterThan(total) {
		return b
	}
	from, length := 0, 12
	if b.Covered >= leastYear {
		from, length = c.window()
	}
	to := (from+length-2)%12 + 1
	switch {
	case length <= 2 && b.Covered >= leastYear:
		b.Rhythm, b.From, b.To = Once, from, to
		if c.years(from, length) >= 2 {
			b.Rhythm, b.Renewal = Yearly, from
		}
	case b.Payments < leastPayments:
	case length <= seasonLongest && c.paidIn(from, length) >= seasonPaid:
		b.Rhythm, b.From, b.To, b.Renewal = Seasonal, from, to, from
	default:
		b.Rhythm = Irregular
		c.monthly(&b, total)
	}
	return b
}

// maxMonths bounds the work on hostile dates: fifty years.
const maxMonths = 600

// calendar is payments by month.
type calendar struct {
	first          int
	byMonth        []sum
	dated, undated sum
	payments       int
}

func (c *calendar) add(p Payment) {
	n, ok := monthNumber(p.Month)
	if !ok || n < c.first || n-c.first >= len(c.byMonth) {
		c.undated.add(moneyOf(p.Amount))
		return
	}
	c.byMonth[n-c.first].add(moneyOf(p.Amount))
	c.dated.add(moneyOf(p.Amount))
	c.payments++
}

// window finds the shortest run of neighbouring calendar months, the year
// taken as a ring, that holds 90 % of the dollars; of equal ones the fullest, then
// the earliest.
func (c *calendar) window() (from, length int) {
	var year [12]decimal.Decimal
	var all decimal.Decimal
	for i := c.whole(); i < len(c.byMonth); i++ {
		m := (c.first + i) % 12
		year[m] = year[m].Add(c.byMonth[i].dollars())
		all = all.Add(c.byMonth[i].dollars())
	}
	least := all.Mul(decimal.NewFromInt(9))
	for length = 1; length < 12; length++ {
		best := decimal.Zero
		from = 0
		for start := range 12 {
			var in decimal.Decimal
			for k := range length {
				in = in.Add(year[(start+k)%12])
			}
			if in.Mul(decimal.NewFromInt(10)).Cmp(least) >= 0 && in.GreaterThan(best) {
				best, from = in, start+1
			}
		}
		if from > 0 {
			return from, length
		}
	}
	return 1, 12
}

// whole is the first month of the latest whole years.
func (c *calendar) whole() int { return len(c.byMonth) % 12 }

// years counts the civil years with a payment in the run of calendar months;
// a run over the new year counts for the year it begins in.
func (c *calendar) years(from, length int) int {
	seen := map[int]bool{}
	for i := c.whole(); i < len(c.byMonth); i++ {
		at := (c.first+i)%12 - (from - 1)
		if at < 0 {
			at += 12
		}
		if at < length && c.byMonth[i].dollars().IsPositive() {
			seen[(c.first+i-at)/12] = true
		}
	}
	return len(seen)
}

// paidIn counts the calendar months of the run that have a payment.
func (c *calendar) paidIn(from, length int) int {
	seen := map[int]bool{}
	for i := c.whole(); i < len(c.byMonth); i++ {
		m := (c.first + i) % 12
		if (m-(from-1)+12)%12 < length && c.byMonth[i].dollars().IsPositive() {
			seen[m] = true
		}
	}
	return len(seen)
}

// monthly sets a monthly rhythm when there is one.
func (c *calendar) monthly(b *Beat, total decimal.Decimal) {
	start := 0
	for start < len(c.byMonth) && !c.byMonth[start].dollars().IsPositive() {
		start++
	}
	months := b.Covered
	begun := b.Covered >= leastYear && start >= newContract && b.Covered-start >= leastPayments
	if begun {
		months -= start
	}
	for i := range c.byMonth {
		if c.byMonth[i].dollars().Mul(decimal.NewFromInt(10)).GreaterThan(total.Mul(decimal.NewFromInt(4))) {
			return
		}
	}
	if b.Paid*6 < months*5 {
		return
	}
	b.Rhythm = Monthly
	if begun {
		b.Renewal = (c.first+start)%12 + 1
	}
}

// monthNumber turns "2024-03" into months since year zero.
func monthNumber(s string) (n int, ok bool) {
	if len(s) != 7 || s[4] != '-' {
		return 0, false
	}
	for i := range s {
		if i == 4 {
			continue
		}
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	y, m := n/100, n%100
	return y*12 + m - 1, m >= 1 && m <= 12
}
