package share

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/templates/policy"
)

// OutsideSpend is what one category paid to suppliers that are not of the
// sector, as advice needs it: purchases alone, from suppliers that are not in the
// registry or still open. Confirmed, probable and apart suppliers are left out,
// and so are natural persons, whose dollars stand in Persons.
type OutsideSpend struct {
	Category  string          `json:"category"`
	Dollars   decimal.Decimal `json:"dollars"`
	Lines     int             `json:"lines"`
	Suppliers int             `json:"suppliers"`
	Persons   decimal.Decimal `json:"persons"` // dollars left out: paid to natural persons
	// Largest is the percent of Dollars that the largest supplier received,
	// null when nothing is above zero.
	Largest decimal.NullDecimal `json:"largest"`
	// Contracts are the dollars of each supplier with a sum above zero, largest
	// first: the nearest a ledger comes to the size of contracts.
	Contracts []decimal.Decimal `json:"contracts"`
	// Beat is the rhythm of the category, Main that of its largest supplier.
	Beat Beat `json:"beat"`
	Main Beat `json:"main"`
}

// OutsideSpending sums, by category, what went outside the sector. first and last are
// the first and last month of the period, "2024-01". Categories come by
// identifier.
func OutsideSpending(lines []Line, suppliers []Supplier, classes []policy.Class, first, last string) []OutsideSpend {
	kinds := map[string]policy.Kind{}
	for _, c := range classes {
		kinds[c.ID] = c.Kind
	}
	pots := map[string]*outsidePot{}
	for i := range lines {
		l := &lines[i]
		if k := kinds[l.Class]; k == policy.SetAside || k == policy.Grant {
			continue
		}
		s := Supplier{Standing: None}
		if l.Supplier >= 0 && l.Supplier < len(suppliers) {
			s = suppliers[l.Supplier]
		}
		if s.Standing != None && s.Standing != Open {
			continue
		}
		entry(pots, l.Category).add(l, s.Person)
	}
	out := make([]OutsideSpend, 0, len(pots))
	for category, p := range pots {
		out = append(out, p.spend(category, first, last))
	}
	slices.SortFunc(out, func(a, b OutsideSpend) int { return cmp.Compare(a.Category, b.Category) })
	return out
}

// outsidePot is an OutsideSpend in the making.
type outsidePot struct {
	dollars, persons sum
	lines            int
	bySupplier       map[int]*sum
	payments         map[int][]Payment
}

func (p *outsidePot) add(l *Line, person bool) {
	if person {
		p.persons.add(moneyOf(l.Amount))
		return
	}
	if p.bySupplier == nil {
		p.bySupplier, p.payments = map[int]*sum{}, map[int][]Payment{}
	}
	p.dollars.add(moneyOf(l.Amount))
	p.lines++
	entry(p.bySupplier, l.Supplier).add(moneyOf(l.Amount))
	p.payments[l.Supplier] = append(p.payments[l.Supplier], Payment{l.Month, l.Amount})
}

func (p *outsidePot) spend(category, first, last string) OutsideSpend {
	out := OutsideSpend{
		Category: category, Dollars: p.dollars.dollars(), Lines: p.lines, Suppliers: len(p.bySupplier),
		Persons: p.persons.dollars(), Contracts: []decimal.Decimal{},
	}
	type contract struct {
		supplier int
		dollars  decimal.Decimal
	}
	var contracts []contract
	var all []Payment
	for s, d := range p.bySupplier {
		all = append(all, p.payments[s]...) // sums do not depend on the order
		if d := d.dollars(); d.IsPositive() {
			contracts = append(contracts, contract{s, d})
		}
	}
	slices.SortFunc(contracts, func(a, b contract) int {
		return cmp.Or(b.dollars.Cmp(a.dollars), cmp.Compare(a.supplier, b.supplier))
	})
	for _, c := range contracts {
		out.Contracts = append(out.Contracts, c.dollars)
	}
	out.Beat, out.Main = BeatOf(all, first, last), BeatOf(nil, first, last)
	if len(contracts) > 0 {
		// Credits of others may make one supplier's part pass the whole.
		out.Largest = Percent(decimal.Min(contracts[0].dollars, out.Dollars), out.Dollars)
		out.Main = BeatOf(p.payments[contracts[0].supplier], first, last)
	}
	return out
}
