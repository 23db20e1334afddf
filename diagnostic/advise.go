package diagnostic

import (
	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// advise draws the opportunities from what was measured.
func (c *assembly) advise() {
	d := c.d
	// Months seen are those between the first and the last dated line of the whole
	// ledger, not those asked for: half a year of lines shows no season.
	first, last := month(d.Period.From), month(d.Period.To)
	d.Advice = advice.Draw(advice.Input{
		Measures: d.Measures, Outside: share.OutsideSpending(c.measured, c.ranked, d.Classes, first, last),
		Policy: c.q.Policy, Enterprises: c.enterprises,
		MRC: d.Buyer.MRC, Regime: d.Buyer.Regime, Date: d.Period.To, Target: c.q.Target,
	})
}

// month is the month of a civil date, "" when there is none.
func month(date string) string {
	if len(date) < len("2024-01") {
		return ""
	}
	return date[:len("2024-01")]
}

// sellers lists the enterprises of the registry as advice needs them.
func (c *assembly) sellers() []advice.Enterprise {
	paid, bought := map[int]decimal.Decimal{}, map[int]bool{}
	for i, e := range c.entry {
		if e < 0 || c.standing[i] != share.Confirmed {
			continue
		}
		for _, li := range c.groups[i].lines {
			if k := c.kinds[c.classed[li].class]; k != policy.SetAside && k != policy.Grant {
				bought[e] = true
				paid[e] = paid[e].Add(c.lines[li].Amount)
			}
		}
	}
	list := make([]advice.Enterprise, len(c.edition.Entries))
	for i := range c.edition.Entries {
		e := &c.edition.Entries[i]
		now := e.SpanOn(c.d.Period.To)
		list[i] = advice.Enterprise{
			ID: e.ID, Name: e.Name, City: e.City, Family: e.Family, MRC: c.mrc(e), Categories: e.Categories, Serves: e.Serves,
			From: now.From, To: now.To, Capacity: e.Capacity, Revenue: e.Revenue, Paid: paid[i],
			InTerritory: place(e, &c.d.Territory) == share.Inside, AlreadyPaid: bought[i],
			Apart:  c.choice(e) != share.Count,
			Person: e.NEQ == "" && e.BN == "" && c.q.Params.Tables.Person(e.Name),
		}
	}
	return list
}

// AdviceState gives what [advice.Follow] compares of one diagnostic.
func (d *Diagnostic) AdviceState() advice.State {
	s := advice.State{Advice: d.Advice, Categories: d.Measures.Categories, Paid: map[string]bool{}}
	for i := range d.Suppliers {
		if p := &d.Suppliers[i]; p.Standing == share.Confirmed && p.Enterprise != nil && p.Addressable.IsPositive() {
			s.Paid[p.Enterprise.ID] = true
		}
	}
	return s
}
