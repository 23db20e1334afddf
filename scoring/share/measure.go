package share

import (
	"cmp"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/templates/policy"
)

// Measure computes every number of [Measures] from the lines of one buyer and
// one period. Sums are exact; percents are rounded once. The order of the
// lines does not matter.
//
// How the three values are made, for addressable lines on which the matched
// enterprise was recognised:
//
//   - confirmed is the sum over confirmed suppliers, credits included: it may
//     be negative;
//   - probable adds each probable supplier whose own sum is positive;
//   - ceiling adds each open supplier whose own sum is positive, and what
//     another answer could add for a supplier ([Supplier.Reach]).
//
// A probable or open supplier whose credits outweigh its purchases therefore
// moves nothing, so that confirmed ≤ probable ≤ ceiling always holds and a
// review can only shrink the band. A grant, or a line set aside, never counts
// in a value, whoever received it.
//
// offer gives, by category, how many enterprises of the registry offer it and
// serve the buyer's MRC. A line of a class that classes does not hold is taken
// for a purchase, the cautious side: it enlarges the denominator. A line whose
// supplier index is out of range counts in the sums as a supplier not in the
// registry.
func Measure(lines []Line, suppliers []Supplier, classes []policy.Class, offer map[string]int) Measures {
	m := newMeter(len(suppliers), classes, offer)
	for i := range lines {
		m.line(&lines[i], suppliers)
	}
	return m.measures(suppliers)
}

// pot is an Amount in the making.
type pot struct {
	sum
	lines int
	met   []bool // suppliers met
	count int
}

func (p *pot) add(m money, supplier, suppliers int) {
	p.sum.add(m)
	p.lines++
	if supplier < 0 {
		return
	}
	if p.met == nil {
		p.met = make([]bool, suppliers)
	}
	if !p.met[supplier] {
		p.met[supplier] = true
		p.count++
	}
}

func (p *pot) amount() Amount {
	return Amount{Dollars: p.dollars(), Lines: p.lines, Suppliers: p.count}
}

// categoryPot is a CategoryMeasure in the making. What probable suppliers got
// stays by supplier until their own sums are known.
type categoryPot struct {
	pot
	confirmed sum
	probable  map[int]*sum
}

type monthPot struct {
	total, addressable, confirmed sum
	lines                         int
}

// meter is Measures in the making, one pass over the lines.
type meter struct {
	suppliers int
	kinds     map[string]policy.Kind
	offer     map[string]int

	total, setAside, grants, grantsToSector pot
	addressable, withOffer, notYet          pot
	classes                                 map[string]*pot
	categories                              map[string]*categoryPot
	months                                  map[string]*monthPot
	spend                                   []sum // addressable, by supplier
	counted                                 []sum // addressable and recognised, by supplier
	counts                                  []bool
}

func newMeter(suppliers int, classes []policy.Class, offer map[string]int) *meter {
	m := &meter{
		suppliers: suppliers, offer: offer,
		kinds:      make(map[string]policy.Kind, len(classes)),
		classes:    map[string]*pot{},
		categories: map[string]*categoryPot{},
		months:     map[string]*monthPot{},
		spend:      make([]sum, suppliers),
		counted:    make([]sum, suppliers),
		counts:     make([]bool, suppliers),
	}
	for _, c := range classes {
		m.kinds[c.ID] = c.Kind
	}
	return m
}

func (m *meter) line(l *Line, suppliers []Supplier) {
	amount := moneyOf(l.Amount)
	s, standing := l.Supplier, None
	if s >= 0 && s < m.suppliers {
		standing = suppliers[s].Standing
	} else {
		s = -1
	}
	confirmed := standing == Confirmed && l.Recognised
	m.total.add(amount, s, m.suppliers)
	month := entry(m.months, l.Month)
	month.total.add(amount)
	month.lines++
	switch m.kinds[l.Class] {
	case policy.SetAside:
		m.setAside.add(amount, s, m.suppliers)
		entry(m.classes, l.Class).add(amount, s, m.suppliers)
		return
	case policy.Grant:
		m.grants.add(amount, s, m.suppliers)
		if confirmed {
			m.grantsToSector.add(amount, s, m.suppliers)
		}
		return
	}
	m.addressable.add(amount, s, m.suppliers)
	month.addressable.add(amount)
	if m.offer[l.Category] > 0 {
		m.withOffer.add(amount, s, m.suppliers)
	}
	category := entry(m.categories, l.Category)
	category.add(amount, s, m.suppliers)
	if standing == Confirmed && !l.Recognised {
		m.notYet.add(amount, s, m.suppliers)
	}
	if confirmed {
		month.confirmed.add(amount)
		category.confirmed.add(amount)
	}
	if s < 0 {
		return
	}
	m.spend[s].add(amount)
	if !l.Recognised {
		return
	}
	m.counted[s].add(amount)
	m.counts[s] = true
	if standing == Probable {
		if category.probable == nil {
			category.probable = map[int]*sum{}
		}
		entry(category.probable, s).add(amount)
	}
}

// entry gives the value of key, made when it is not there yet.
func entry[K comparable, V any](in map[K]*V, key K) *V {
	v, ok := in[key]
	if !ok {
		v = new(V)
		in[key] = v
	}
	return v
}

func (m *meter) measures(suppliers []Supplier) Measures {
	out := Measures{
		Total: m.total.amount(), SetAsideAll: m.setAside.amount(),
		Grants: m.grants.amount(), GrantsToSector: m.grantsToSector.amount(),
		Addressable: m.addressable.amount(), WithOffer: m.withOffer.amount(),
		NotRecognisedYet: m.notYet.amount(),
		SetAside:         []ClassAmount{}, Categories: []CategoryMeasure{}, Months: []MonthMeasure{},
	}
	for class, p := range m.classes {
		out.SetAside = append(out.SetAside, ClassAmount{class, p.amount()})
	}
	slices.SortFunc(out.SetAside, func(a, b ClassAmount) int {
		return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(a.Class, b.Class))
	})
	m.values(&out, suppliers)
	m.categoryMeasures(&out)
	m.concentration(&out)
	m.monthMeasures(&out)
	return out
}

// values makes the three values, the split by place and what stands apart.
func (m *meter) values(out *Measures, suppliers []Supplier) {
	enterprises := map[*Value]map[string]bool{}
	for _, v := range []*Value{&out.Confirmed, &out.Probable, &out.Ceiling, &out.InTerritory, &out.Elsewhere, &out.PlaceUnknown, &out.Apart} {
		enterprises[v] = map[string]bool{}
	}
	add := func(v *Value, s *Supplier, d decimal.Decimal) {
		v.Dollars = v.Dollars.Add(d)
		v.Suppliers++
		enterprises[v][s.Enterprise] = true
	}
	beyond := decimal.Zero // what the ceiling takes over the probable value for probable suppliers
	for i := range suppliers {
		s, d := &suppliers[i], m.counted[i].dollars()
		if s.Reach.Valid && (s.Standing == Probable || s.Standing == Open) && s.Reach.Decimal.GreaterThan(decimal.Max(d, decimal.Zero)) {
			if s.Standing == Open {
				add(&out.Ceiling, s, s.Reach.Decimal)
				continue
			}
			beyond = beyond.Add(s.Reach.Decimal.Sub(decimal.Max(d, decimal.Zero)))
		}
		if !m.counts[i] {
			continue
		}
		switch s.Standing {
		case Confirmed:
			add(&out.Confirmed, s, d)
			switch s.Place {
			case Inside:
				add(&out.InTerritory, s, d)
			case Outside:
				add(&out.Elsewhere, s, d)
			default:
				add(&out.PlaceUnknown, s, d)
			}
		case Probable:
			if d.IsPositive() {
				add(&out.Probable, s, d)
			}
		case Open:
			if d.IsPositive() {
				add(&out.Ceiling, s, d)
			}
		case Apart:
			add(&out.Apart, s, d)
		}
	}
	maps.Copy(enterprises[&out.Probable], enterprises[&out.Confirmed])
	maps.Copy(enterprises[&out.Ceiling], enterprises[&out.Probable])
	for v, seen := range enterprises {
		v.Enterprises = len(seen)
	}
	out.Probable.Dollars = out.Probable.Dollars.Add(out.Confirmed.Dollars)
	out.Probable.Suppliers += out.Confirmed.Suppliers
	out.Ceiling.Dollars = out.Ceiling.Dollars.Add(out.Probable.Dollars).Add(beyond)
	out.Ceiling.Suppliers += out.Probable.Suppliers
	for _, v := range []*Value{&out.Confirmed, &out.Probable, &out.Ceiling, &out.InTerritory, &out.Elsewhere, &out.PlaceUnknown, &out.Apart} {
		v.OfTotal = Percent(v.Dollars, out.Total.Dollars)
		v.OfAddressable = Percent(v.Dollars, out.Addressable.Dollars)
	}
}
