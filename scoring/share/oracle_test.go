package share

import (
	"sort"

	"github.com/shopspring/decimal"

	"jachete/templates/policy"
)

// oracle is Measure written the slow, obvious way: one question at a time, each
// answered by going through all lines again, in decimals.
func oracle(lines []Line, suppliers []Supplier, classes []policy.Class, offer map[string]int) Measures {
	kind := func(l Line) policy.Kind {
		for _, c := range classes {
			if c.ID == l.Class {
				return c.Kind
			}
		}
		return policy.Purchase
	}
	standing := func(l Line) Standing {
		if l.Supplier < 0 || l.Supplier >= len(suppliers) {
			return None
		}
		return suppliers[l.Supplier].Standing
	}
	amount := func(is func(Line) bool) Amount {
		var a Amount
		met := map[int]bool{}
		for _, l := range lines {
			if !is(l) {
				continue
			}
			a.Dollars = a.Dollars.Add(l.Amount)
			a.Lines++
			if l.Supplier >= 0 && l.Supplier < len(suppliers) {
				met[l.Supplier] = true
			}
		}
		a.Suppliers = len(met)
		return a
	}
	bought := func(l Line) bool { return kind(l) == policy.Purchase || kind(l) == "" }
	addressable := bought
	counts := func(l Line) bool { return bought(l) && l.Recognised }
	of := func(s Standing, p Place) func(Line) bool {
		return func(l Line) bool {
			return counts(l) && standing(l) == s && (p == "" || suppliers[l.Supplier].Place == p)
		}
	}
	confirmed := of(Confirmed, "")
	// net tells whether the supplier's own counted sum is positive.
	net := func(i int) decimal.Decimal {
		return amount(func(l Line) bool { return counts(l) && l.Supplier == i }).Dollars
	}
	positive := func(s Standing) func(Line) bool {
		return func(l Line) bool { return of(s, "")(l) && net(l.Supplier).IsPositive() }
	}
	or := func(f ...func(Line) bool) func(Line) bool {
		return func(l Line) bool {
			for _, g := range f {
				if g(l) {
					return true
				}
			}
			return false
		}
	}
	m := Measures{
		Total:       amount(func(Line) bool { return true }),
		SetAsideAll: amount(func(l Line) bool { return kind(l) == policy.SetAside }),
		Grants:      amount(func(l Line) bool { return kind(l) == policy.Grant }),
		GrantsToSector: amount(func(l Line) bool {
			return kind(l) == policy.Grant && l.Recognised && standing(l) == Confirmed
		}),
		Addressable:      amount(addressable),
		WithOffer:        amount(func(l Line) bool { return bought(l) && offer[l.Category] > 0 }),
		NotRecognisedYet: amount(func(l Line) bool { return bought(l) && !l.Recognised && standing(l) == Confirmed }),
		SetAside:         []ClassAmount{}, Categories: []CategoryMeasure{}, Months: []MonthMeasure{},
	}
	value := func(is func(Line) bool) Value {
		a := amount(is)
		different := map[string]bool{}
		for _, l := range lines {
			if is(l) {
				different[suppliers[l.Supplier].Enterprise] = true
			}
		}
		return Value{a.Dollars, a.Suppliers, len(different), Percent(a.Dollars, m.Total.Dollars), Percent(a.Dollars, m.Addressable.Dollars)}
	}
	m.Confirmed = value(confirmed)
	m.Probable = value(or(confirmed, positive(Probable)))
	m.Ceiling = value(or(confirmed, positive(Probable), positive(Open)))
	m.InTerritory = value(of(Confirmed, Inside))
	m.Elsewhere = value(of(Confirmed, Outside))
	m.PlaceUnknown = value(or(of(Confirmed, Unknown), func(l Line) bool {
		p := Unknown
		if confirmed(l) {
			p = suppliers[l.Supplier].Place
		}
		return confirmed(l) && p != Inside && p != Outside
	}))
	m.Apart = value(of(Apart, ""))

	for _, id := range distinct(lines, func(l Line) (string, bool) { return l.Class, kind(l) == policy.SetAside }) {
		m.SetAside = append(m.SetAside, ClassAmount{id, amount(func(l Line) bool { return l.Class == id })})
	}
	sort.SliceStable(m.SetAside, func(i, j int) bool { return m.SetAside[i].Dollars.GreaterThan(m.SetAside[j].Dollars) })

	for _, id := range distinct(lines, func(l Line) (string, bool) { return l.Category, bought(l) }) {
		in := func(is func(Line) bool) decimal.Decimal {
			return amount(func(l Line) bool { return l.Category == id && is(l) }).Dollars
		}
		c := CategoryMeasure{Category: id, Offer: offer[id]}
		c.Amount = amount(func(l Line) bool { return bought(l) && l.Category == id })
		c.Confirmed = in(confirmed)
		c.Probable = in(or(confirmed, positive(Probable)))
		c.Outside = c.Dollars.Sub(c.Confirmed)
		c.OfAddressable = Percent(c.Dollars, m.Addressable.Dollars)
		m.Categories = append(m.Categories, c)
	}
	sort.SliceStable(m.Categories, func(i, j int) bool { return m.Categories[i].Dollars.GreaterThan(m.Categories[j].Dollars) })

	months := distinct(lines, func(l Line) (string, bool) { return l.Month, true })
	if len(months) > 0 && months[0] == "" {
		months = append(months[1:], "")
	}
	for _, id := range months {
		in := func(is func(Line) bool) Amount {
			return amount(func(l Line) bool { return l.Month == id && is(l) })
		}
		total := in(func(Line) bool { return true })
		d := MonthMeasure{Month: id, Total: total.Dollars, Lines: total.Lines, Addressable: in(bought).Dollars, Confirmed: in(confirmed).Dollars}
		d.OfAddressable = Percent(d.Confirmed, d.Addressable)
		m.Months = append(m.Months, d)
	}

	ranks := []SupplierRank{}
	for i := range suppliers {
		if d := amount(func(l Line) bool { return bought(l) && l.Supplier == i }).Dollars; d.IsPositive() {
			ranks = append(ranks, SupplierRank{Supplier: i, Dollars: d})
		}
	}
	sort.SliceStable(ranks, func(i, j int) bool { return ranks[i].Dollars.GreaterThan(ranks[j].Dollars) })
	top := func(n int) decimal.Decimal {
		var d decimal.Decimal
		for i := 0; i < n && i < len(ranks); i++ {
			d = d.Add(ranks[i].Dollars)
		}
		return d
	}
	for i := range ranks {
		ranks[i].Cumulative = Percent(top(i+1), m.Addressable.Dollars)
	}
	m.Concentration.Counted = len(ranks)
	if len(ranks) > 0 {
		m.Concentration.Top1 = Percent(top(1), m.Addressable.Dollars)
		m.Concentration.Top5 = Percent(top(5), m.Addressable.Dollars)
		m.Concentration.Top10 = Percent(top(10), m.Addressable.Dollars)
	}
	for n := 1; n <= len(ranks) && m.Addressable.Dollars.IsPositive(); n++ {
		if top(n).Div(m.Addressable.Dollars).GreaterThanOrEqual(decimal.RequireFromString("0.8")) {
			m.Concentration.For80 = n
			break
		}
	}
	m.Concentration.Top = ranks[:min(20, len(ranks))]
	return m
}

// distinct gives the sorted keys of the lines that have one.
func distinct(lines []Line, key func(Line) (string, bool)) []string {
	met := map[string]bool{}
	var out []string
	for _, l := range lines {
		if k, ok := key(l); ok && !met[k] {
			met[k] = true
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}
