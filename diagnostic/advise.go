package diagnostic

import (
	"jachete/diagnostic/advice"
	"jachete/diagnostic/registry"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
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
	// Paid means bought from, on a date when it was recognised: a grant is no
	// purchase.
	paid := map[int]bool{}
	for i := range c.measured {
		g := c.groupOf[i]
		if c.entry[g] >= 0 && c.standing[g] == share.Confirmed && c.measured[i].Recognised &&
			c.kinds[c.measured[i].Class] == policy.Purchase && c.measured[i].Amount.Sign() > 0 {
			paid[c.entry[g]] = true
		}
	}
	list := make([]advice.Enterprise, len(c.edition.Entries))
	for i := range c.edition.Entries {
		e := &c.edition.Entries[i]
		list[i] = advice.Enterprise{
			ID: e.ID, Name: e.Name, City: e.City, Family: e.Family, MRC: c.mrc(e), Categories: e.Categories, Serves: c.serves(e),
			From: e.From, To: e.To, InTerritory: place(e, &c.d.Territory) == share.Inside, AlreadyPaid: paid[i],
			Apart: c.choice(e) != share.Count,
		}
	}
	return list
}

// serves lists the MRC an enterprise says it serves; the name of the whole
// territory stands for each of its MRC.
func (c *assembly) serves(e *registry.Entry) []string {
	t := &c.d.Territory
	var list []string
	for _, s := range e.Serves {
		if name.Fold(s) == name.Fold(t.Name) {
			for _, m := range t.MRCs {
				list = append(list, m.Name)
			}
			continue
		}
		list = append(list, s)
	}
	return list
}
