package share

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// categoryMeasures sorts categories by dollars, largest first, then by
// identifier. Confirmed and Probable sum to the values of the same name over
// all categories; in one category Probable may be below Confirmed when a
// probable supplier has a credit there.
func (m *meter) categoryMeasures(out *Measures) {
	for id, p := range m.categories {
		c := CategoryMeasure{Category: id, Amount: p.amount(), Confirmed: p.confirmed.dollars(), Offer: m.offer[id]}
		c.Probable = c.Confirmed
		for s, d := range p.probable {
			if m.counted[s].dollars().IsPositive() {
				c.Probable = c.Probable.Add(d.dollars())
			}
		}
		c.Outside = c.Dollars.Sub(c.Confirmed)
		c.OfAddressable = Percent(c.Dollars, out.Addressable.Dollars)
		out.Categories = append(out.Categories, c)
	}
	slices.SortFunc(out.Categories, func(a, b CategoryMeasure) int {
		return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(a.Category, b.Category))
	})
}

// topSuppliers is how many suppliers the concentration curve lists.
const topSuppliers = 20

// concentration ranks the suppliers with positive addressable spend. Percents
// are of all addressable spend, the one denominator: where suppliers with net
// credits lower it, the cumulative percent may pass 100.
func (m *meter) concentration(out *Measures) {
	ranks := []SupplierRank{}
	for i := range m.spend {
		if d := m.spend[i].dollars(); d.IsPositive() {
			ranks = append(ranks, SupplierRank{Supplier: i, Dollars: d})
		}
	}
	slices.SortFunc(ranks, func(a, b SupplierRank) int {
		return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(a.Supplier, b.Supplier))
	})
	all := out.Addressable.Dollars
	c := &out.Concentration
	c.Counted = len(ranks)
	var running decimal.Decimal
	for i := range ranks {
		running = running.Add(ranks[i].Dollars)
		if i < topSuppliers {
			ranks[i].Cumulative = Percent(running, all)
		}
		switch i {
		case 0:
			c.Top1 = Percent(running, all)
		case 4:
			c.Top5 = Percent(running, all)
		case 9:
			c.Top10 = Percent(running, all)
		}
		// 80 % compared exactly, not on the rounded percent.
		if c.For80 == 0 && all.IsPositive() && running.Mul(decimal.NewFromInt(100)).Cmp(all.Mul(decimal.NewFromInt(80))) >= 0 {
			c.For80 = i + 1
		}
	}
	// With fewer than five or ten suppliers, all of them are the top.
	if n := len(ranks); n > 0 && n < 10 {
		c.Top10 = Percent(running, all)
		if n < 5 {
			c.Top5 = c.Top10
		}
	}
	c.Top = ranks[:min(len(ranks), topSuppliers)]
}

// monthMeasures sorts the months; lines without a date come last.
func (m *meter) monthMeasures(out *Measures) {
	for month, p := range m.months {
		d := MonthMeasure{
			Month: month, Total: p.total.dollars(), Addressable: p.addressable.dollars(),
			Confirmed: p.confirmed.dollars(), Lines: p.lines,
		}
		d.OfAddressable = Percent(d.Confirmed, d.Addressable)
		out.Months = append(out.Months, d)
	}
	slices.SortFunc(out.Months, func(a, b MonthMeasure) int {
		if (a.Month == "") != (b.Month == "") {
			if a.Month == "" {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Month, b.Month)
	})
}
