package diagnostic

import (
	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// MRCMeasure is what went to the enterprises of one MRC of the territory.
type MRCMeasure struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Dollars is the confirmed spend; over all MRCs it adds to
	// Measures.InTerritory.
	Dollars     decimal.Decimal `json:"dollars"`
	Enterprises int             `json:"enterprises"` // of the registry that were paid
	Registered  int             `json:"registered"`  // that the registry holds
}

// byMRC measures each MRC of the territory, in the order of the policy.
func (c *assembly) byMRC() []MRCMeasure {
	d := c.d
	out := make([]MRCMeasure, len(d.Territory.MRCs))
	at := make(map[string]int, len(out))
	for i, m := range d.Territory.MRCs {
		out[i] = MRCMeasure{Code: m.Code, Name: m.Name}
		at[m.Name] = i
	}
	of := func(name string) *MRCMeasure {
		if n, ok := d.Territory.MRCNamed(name); ok {
			if i, ok := at[n]; ok {
				return &out[i]
			}
		}
		return nil
	}
	paid := map[string]bool{}
	for i := range d.Suppliers {
		s := &d.Suppliers[i]
		if s.Standing != share.Confirmed || s.Enterprise == nil {
			continue
		}
		m := of(s.Enterprise.MRC)
		if m == nil {
			continue
		}
		m.Dollars = m.Dollars.Add(s.Counted)
		if !s.Counted.IsZero() && !paid[s.Enterprise.ID] {
			paid[s.Enterprise.ID] = true
			m.Enterprises++
		}
	}
	for i := range c.edition.Entries {
		if m := of(c.mrc(&c.edition.Entries[i])); m != nil {
			m.Registered++
		}
	}
	return out
}
