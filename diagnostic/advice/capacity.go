package advice

import (
	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// dependencyAlarm is the percent of an enterprise's revenue above which one
// buyer makes it dependent.
const dependencyAlarm = 30

// room is what the enterprise can still take from this buyer by its own word:
// its stated yearly capacity, or the alarm's percent of its stated revenue,
// whichever is less, minus what it is already paid; never below zero. Null when
// it states neither.
func (e *Enterprise) room() decimal.NullDecimal {
	var most decimal.NullDecimal
	lower := func(d decimal.Decimal) {
		if !most.Valid || d.LessThan(most.Decimal) {
			most = decimal.NewNullDecimal(d)
		}
	}
	if e.Capacity.Valid {
		lower(e.Capacity.Decimal)
	}
	if e.Revenue.Valid {
		lower(e.Revenue.Decimal.Mul(decimal.NewFromInt(dependencyAlarm)).Shift(-2).RoundDown(2))
	}
	if most.Valid {
		most.Decimal = decimal.Max(most.Decimal.Sub(decimal.Max(e.Paid, decimal.Zero)), decimal.Zero)
	}
	return most
}

// able tells of one enterprise, asked to take an amount.
func (e *Enterprise) able(amount decimal.Decimal) Able {
	a := Able{
		ID: e.ID, Name: e.Name, City: e.City, Family: e.Family, InTerritory: e.InTerritory, AlreadyPaid: e.AlreadyPaid,
		Room: e.room(), Fit: Unstated,
	}
	if a.Room.Valid {
		a.Fit = Short
		if a.Room.Decimal.GreaterThanOrEqual(amount) {
			a.Fit = Enough
		}
	}
	if e.Revenue.Valid {
		paid := decimal.Max(e.Paid, decimal.Zero).Add(amount)
		a.Dependence = share.Percent(paid, e.Revenue.Decimal)
		// Compared exactly, not on the rounded percent.
		a.Dependent = paid.Shift(2).GreaterThan(e.Revenue.Decimal.Mul(decimal.NewFromInt(dependencyAlarm)))
	}
	return a
}

// rooms is what is left of each enterprise's room while opportunities take it.
type rooms map[string]decimal.Decimal

// sum adds the rooms left of the enterprises, null when any states none.
func (r rooms) sum(able []Enterprise) decimal.NullDecimal {
	var total decimal.Decimal
	for i := range able {
		own := able[i].room()
		if !own.Valid {
			return decimal.NullDecimal{}
		}
		if left, ok := r[able[i].ID]; ok {
			total = total.Add(left)
		} else {
			total = total.Add(own.Decimal)
		}
	}
	return decimal.NewNullDecimal(total)
}

// take gives as much of the amount as the rooms hold and keeps what is left,
// enterprise after enterprise. When any states no room nothing is known to be
// short: the whole amount is given and no room is touched.
func (r rooms) take(able []Enterprise, amount decimal.Decimal) (taken decimal.Decimal, total decimal.NullDecimal, fit Fit) {
	total = r.sum(able)
	if !total.Valid {
		return amount, total, Unstated
	}
	rest := amount
	for i := range able {
		left, ok := r[able[i].ID]
		if !ok {
			left = able[i].room().Decimal
		}
		t := decimal.Min(left, rest)
		r[able[i].ID] = left.Sub(t)
		rest = rest.Sub(t)
	}
	if rest.IsPositive() {
		return amount.Sub(rest), total, Short
	}
	return amount, total, Enough
}
