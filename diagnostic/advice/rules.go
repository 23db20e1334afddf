package advice

import (
	"slices"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

// rule is a rule of the policy made ready to ask.
type rule struct {
	*policy.AdviceRule
	least, percent decimal.Decimal
	when           policy.Condition
}

// rules readies the rules, by priority, then file order.
func rules(list []policy.AdviceRule) []rule {
	var out []rule
	for i := range list {
		r := rule{AdviceRule: &list[i]}
		var err1, err2, err3 error
		r.least, err1 = decimal.NewFromString(r.MinDollars)
		r.percent, err2 = decimal.NewFromString(r.ShareOfSpend)
		r.when, err3 = policy.CompileCondition(r.When)
		if err1 == nil && err2 == nil && err3 == nil {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b rule) int { return a.Priority - b.Priority })
	return out
}

// ruledOn is the date on which rules are asked: that of the advice, or when no
// rule is as old, that of the first. A rule of advice says what to do next about
// what was bought, so that a period before the first rules takes those; levers
// are law and never do.
func ruledOn(date string, list []rule) string {
	if date == "" || len(list) == 0 {
		return date
	}
	first := list[0].From
	for i := range list {
		first = min(first, list[i].From)
	}
	return max(date, first)
}

// rule finds the first rule that fits the supply, the number of able
// enterprises and the facts. If only the amount is too small, the reason says so.
func (d *drawing) rule(c policy.Category, able int, outside decimal.Decimal, facts policy.Facts) (*rule, string) {
	reason := NoRule
	for i := range d.rules {
		r := &d.rules[i]
		if d.ruled != "" && r.From > d.ruled || !slices.Contains(r.Supply, c.Supply) || able < r.MinAble || r.MaxAble > 0 && able > r.MaxAble {
			continue
		}
		if holds, err := r.when.Holds(facts); err != nil || !holds {
			continue
		}
		if outside.LessThan(r.least) {
			reason = BelowMinimum
			continue
		}
		return r, ""
	}
	return nil, reason
}

// facts are what the rules' conditions may ask of one category.
func (d *drawing) facts(s share.OutsideSpend, c policy.Category, able []Enterprise, rungs []Rung, contract string) policy.Facts {
	m := d.measured[c.ID]
	f := policy.Facts{
		Category: c.ID, Supply: c.Supply, Residual: c.Residual, Regime: d.Regime,
		Outside: whole(s.Dollars), Lines: s.Lines, Suppliers: s.Suppliers, Largest: percent(s.Largest),
		Contract: contract, Rhythm: string(s.Beat.Rhythm),
		Able: len(able), Capacity: string(Unstated),
		Share: percent(d.Measures.Confirmed.OfAddressable), CategoryShare: percent(share.Percent(m.Confirmed, m.Dollars)),
	}
	f.Renewal, _ = renewal(s)
	if f.Rhythm == "" {
		f.Rhythm = string(share.TooFew)
	}
	for _, r := range rungs {
		switch r.Band {
		case policy.BandSmall:
			f.Small = whole(r.Dollars)
		case policy.BandMiddle:
			f.Middle = whole(r.Dollars)
		case policy.BandLarge:
			f.Large = whole(r.Dollars)
		}
	}
	for i := range able {
		if able[i].InTerritory {
			f.AbleInside++
		}
		if able[i].AlreadyPaid {
			f.AlreadyPaid++
		}
	}
	// Asked before a rule gives its percent: capacity is short when the rooms do
	// not hold a tenth of what is bought.
	if total := (rooms{}).sum(able); total.Valid {
		f.Capacity = string(Enough)
		if total.Decimal.Mul(decimal.NewFromInt(10)).LessThan(s.Dollars) {
			f.Capacity = string(Short)
		}
	}
	return f
}

// renewal is the month in which the need likely comes back, and whose rhythm
// shows it: that of the category, else that of its largest supplier.
func renewal(s share.OutsideSpend) (month int, by string) {
	switch {
	case s.Beat.Renewal > 0:
		return s.Beat.Renewal, "category"
	case s.Main.Renewal > 0:
		return s.Main.Renewal, "largest"
	}
	return 0, ""
}

// whole gives whole dollars, rounded down, bounded.
func whole(d decimal.Decimal) int {
	const most = 1_000_000_000_000
	d = d.Floor()
	switch {
	case d.GreaterThan(decimal.NewFromInt(most)):
		return most
	case d.LessThan(decimal.NewFromInt(-most)):
		return -most
	}
	return int(d.IntPart())
}

// percent gives a whole percent, rounded down, 0 when there is none.
func percent(d decimal.NullDecimal) int {
	if !d.Valid {
		return 0
	}
	return whole(d.Decimal)
}
