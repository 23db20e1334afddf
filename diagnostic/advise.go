package diagnostic

import (
	"jachete/diagnostic/advice"
	"jachete/scoring/share"
)

// advise draws the opportunities from what was measured.
func (c *assembly) advise() {
	d := c.d
	d.Advice = advice.Draw(advice.Input{
		Measures: d.Measures, Policy: c.q.Policy, Enterprises: c.enterprises,
		MRC: d.Buyer.MRC, Regime: d.Buyer.Regime, Date: d.Period.To,
	})
}

// sellers lists the enterprises of the registry as advice needs them.
func (c *assembly) sellers() []advice.Enterprise {
	paid := map[int]bool{}
	for i, e := range c.entry {
		if e >= 0 && c.standing[i] == share.Confirmed {
			paid[e] = true
		}
	}
	list := make([]advice.Enterprise, len(c.edition.Entries))
	for i := range c.edition.Entries {
		e := &c.edition.Entries[i]
		list[i] = advice.Enterprise{
			ID: e.ID, Name: e.Name, City: e.City, Family: e.Family, MRC: c.mrc(e), Categories: e.Categories, Serves: e.Serves,
			From: e.From, To: e.To, InTerritory: place(e, &c.d.Territory) == share.Inside, AlreadyPaid: paid[i],
			Apart: c.choice(e) != share.Count,
		}
	}
	return list
}
