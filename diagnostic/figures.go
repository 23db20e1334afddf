package diagnostic

import (
	"maps"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// firstFigureRow is the row of the figures sheet that holds the first figure,
// and figureColumn the column of its value.
const (
	firstFigureRow = 5
	figureColumn   = "C"
)

// figureList collects figures in the order in which the workbook lists them.
type figureList []Figure

func (f *figureList) add(id string, v decimal.NullDecimal, u Unit, label string, args ...string) {
	fig := Figure{
		ID: id, Label: label, Value: v, Unit: u,
		Cell: figureColumn + strconv.Itoa(firstFigureRow+len(*f)),
	}
	if len(args) > 0 {
		fig.Args = map[string]string{}
		for i := 0; i+1 < len(args); i += 2 {
			fig.Args[args[i]] = args[i+1]
		}
	}
	*f = append(*f, fig)
}

func (f *figureList) dollars(id string, v decimal.Decimal, label string, args ...string) {
	f.add(id, decimal.NewNullDecimal(v), Dollars, label, args...)
}

func (f *figureList) count(id string, n int, label string, args ...string) {
	f.add(id, decimal.NewNullDecimal(decimal.NewFromInt(int64(n))), Count, label, args...)
}

func (f *figureList) amount(id string, a share.Amount, label string, args ...string) {
	f.dollars(id+".dollars", a.Dollars, label+".dollars", args...)
	f.count(id+".lines", a.Lines, label+".lines", args...)
	f.count(id+".suppliers", a.Suppliers, label+".suppliers", args...)
}

func (f *figureList) value(id string, v share.Value, label string) {
	f.dollars(id+".dollars", v.Dollars, label+".dollars")
	f.add(id+".of_total", v.OfTotal, Percent, label+".of_total")
	f.add(id+".of_addressable", v.OfAddressable, Percent, label+".of_addressable")
	f.count(id+".suppliers", v.Suppliers, label+".suppliers")
	f.count(id+".enterprises", v.Enterprises, label+".enterprises")
}

// figures lists every number that the documents cite, each with its cell.
// Labels are message keys "figure.*"; args name the class, category or month.
func figures(d *Diagnostic) []Figure {
	m := &d.Measures
	var f figureList
	f.amount("total", m.Total, "figure.total")
	f.amount("set_aside", m.SetAsideAll, "figure.set_aside")
	for _, c := range m.SetAside {
		f.amount("set_aside."+c.Class, c.Amount, "figure.set_aside_class", "class", c.Class)
	}
	f.amount("grants", m.Grants, "figure.grants")
	f.dollars("grants.to_sector.dollars", m.GrantsToSector.Dollars, "figure.grants_to_sector")
	f.amount("addressable", m.Addressable, "figure.addressable")
	// Without the buyer's MRC nobody knows who serves it: no value, and not zero.
	known := d.Buyer.MRC != ""
	f.add("with_offer.dollars", decimal.NullDecimal{Decimal: m.WithOffer.Dollars, Valid: known}, Dollars, "figure.with_offer")

	f.value("share.confirmed", m.Confirmed, "figure.confirmed")
	f.value("share.probable", m.Probable, "figure.probable")
	f.value("share.ceiling", m.Ceiling, "figure.ceiling")
	f.value("place.inside", m.InTerritory, "figure.inside")
	f.value("place.outside", m.Elsewhere, "figure.outside")
	f.value("place.unknown", m.PlaceUnknown, "figure.place_unknown")
	f.value("apart", m.Apart, "figure.apart")
	f.dollars("not_recognised.dollars", m.NotRecognisedYet.Dollars, "figure.not_recognised")

	for _, c := range m.Categories {
		id := "category." + orNone(c.Category)
		args := []string{"category", c.Category}
		f.dollars(id+".dollars", c.Dollars, "figure.category.dollars", args...)
		f.dollars(id+".confirmed", c.Confirmed, "figure.category.confirmed", args...)
		f.dollars(id+".outside", c.Outside, "figure.category.outside", args...)
		f.add(id+".of_addressable", c.OfAddressable, Percent, "figure.category.of_addressable", args...)
		f.add(id+".offer", decimal.NullDecimal{Decimal: decimal.NewFromInt(int64(c.Offer)), Valid: known}, Count, "figure.category.offer", args...)
	}
	k := &m.Concentration
	f.add("concentration.top_1", k.Top1, Percent, "figure.top_1")
	f.add("concentration.top_5", k.Top5, Percent, "figure.top_5")
	f.add("concentration.top_10", k.Top10, Percent, "figure.top_10")
	f.count("concentration.for_80", k.For80, "figure.for_80")
	for _, mo := range m.Months {
		id := "month." + orNone(mo.Month)
		args := []string{"month", mo.Month}
		f.dollars(id+".addressable", mo.Addressable, "figure.month.addressable", args...)
		f.dollars(id+".confirmed", mo.Confirmed, "figure.month.confirmed", args...)
		f.add(id+".of_addressable", mo.OfAddressable, Percent, "figure.month.of_addressable", args...)
	}
	f.count("open.count", len(d.Open), "figure.open.count")
	hinges := decimal.Zero
	for _, o := range d.Open {
		hinges = hinges.Add(o.Hinges)
	}
	f.dollars("open.dollars", hinges, "figure.open.dollars")
	for _, c := range d.Coverage {
		id := "coverage." + orNone(string(c.By))
		f.dollars(id+".dollars", c.Dollars, "figure."+id+".dollars")
		f.add(id+".of_dollars", c.OfDollars, Percent, "figure."+id+".of_dollars")
		f.count(id+".lines", c.Lines, "figure."+id+".lines")
		f.add(id+".of_lines", c.OfLines, Percent, "figure."+id+".of_lines")
	}
	f.advice(&d.Advice)
	f.count("rows.read", d.Balance.RowsRead, "figure.rows.read")
	f.count("rows.kept", d.Balance.RowsKept, "figure.rows.kept")
	f.count("rows.set_aside", d.Balance.RowsRead-d.Balance.RowsKept, "figure.rows.set_aside")
	for _, reason := range slices.Sorted(maps.Keys(d.Balance.RowsSetAside)) {
		f.count("rows.set_aside."+string(reason), d.Balance.RowsSetAside[reason], "figure.rows.set_aside_reason", "reason", string(reason))
	}
	f.dollars("sum.read", d.Balance.SumRead, "figure.sum.read")
	f.dollars("sum.kept", d.Balance.SumKept, "figure.sum.kept")
	f.dollars("sum.set_aside", d.Balance.SumSetAside, "figure.sum.set_aside")
	f.count("period.out.lines", d.Period.OutOfRange, "figure.period.out.lines")
	f.dollars("period.out.dollars", d.Period.OutOfRangeDollars, "figure.period.out.dollars")
	f.count("registry.entries", d.Registry.Entries, "figure.registry.entries")
	f.count("registry.in_territory", d.Registry.InTerritory, "figure.registry.in_territory")
	f.count("registry.with_offer", d.Registry.WithOffer, "figure.registry.with_offer")
	for _, mrc := range d.MRCs {
		id := "mrc." + mrc.Code
		f.dollars(id+".dollars", mrc.Dollars, "figure.mrc.dollars", "mrc", mrc.Name)
		f.count(id+".enterprises", mrc.Enterprises, "figure.mrc.enterprises", "mrc", mrc.Name)
		f.count(id+".registered", mrc.Registered, "figure.mrc.registered", "mrc", mrc.Name)
	}
	f.listed(d)
	f.comparison(d.Comparison)
	return f
}

// comparison lists what is said of an earlier diagnostic.
func (f *figureList) comparison(c *Comparison) {
	if c == nil || len(c.Reasons) > 0 {
		return
	}
	for _, x := range []struct {
		id string
		s  *Scope
	}{{"before", &c.Before}, {"now", &c.Now}} {
		id, label := "compare."+x.id, "figure.compare."+x.id
		f.dollars(id+".total", x.s.Total, label+".total")
		f.dollars(id+".addressable", x.s.Addressable, label+".addressable")
		f.dollars(id+".confirmed", x.s.Confirmed, label+".confirmed")
		f.add(id+".of_addressable", x.s.OfAddressable, Percent, label+".of_addressable")
		f.count(id+".enterprises", x.s.Enterprises, label+".enterprises")
	}
	f.add("compare.change", c.Change, Points, "figure.compare.change")
	for _, m := range c.Course {
		id, args := "compare.course."+m.From, []string{"month", m.From}
		f.dollars(id+".addressable", m.Addressable, "figure.compare.course.addressable", args...)
		f.dollars(id+".confirmed", m.Confirmed, "figure.compare.course.confirmed", args...)
		f.add(id+".of_addressable", m.OfAddressable, Percent, "figure.compare.course.of_addressable", args...)
	}
	f.count("compare.gained", len(c.Gained), "figure.compare.gained")
	f.count("compare.lost", len(c.Lost), "figure.compare.lost")
	for _, k := range c.Categories {
		id := "compare.category." + orNone(k.Category)
		f.dollars(id+".before", k.Before, "figure.compare.category.before", "category", k.Category)
		f.dollars(id+".now", k.Now, "figure.compare.category.now", "category", k.Category)
	}
	for _, k := range c.Followed {
		id := "compare.advice." + orNone(k.Category)
		f.dollars(id+".reachable", k.Reachable, "figure.compare.advice.reachable", "category", k.Category)
		f.dollars(id+".moved", k.Moved, "figure.compare.advice.moved", "category", k.Category)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// Figure finds a figure by its identifier, nil when there is none.
func (d *Diagnostic) Figure(id string) *Figure {
	for i := range d.Figures {
		if d.Figures[i].ID == id {
			return &d.Figures[i]
		}
	}
	return nil
}
