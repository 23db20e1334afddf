package diagnostic

import (
	"strconv"

	"jachete/scoring/share"
	"jachete/templates/message"
)

// describe fills what says how the diagnostic was made, and lists its figures.
func (c *assembly) describe() error {
	d := c.d
	d.Run = Run{
		Program: c.q.Program, PolicyVersion: c.q.Policy.Version, PolicyDigest: c.q.Policy.Digest,
		MatchParams: c.q.Params.Version,
	}
	seen := map[string]bool{}
	for i := range d.Tables {
		t := &d.Tables[i]
		if !seen[t.File+t.Digest] {
			seen[t.File+t.Digest] = true
			d.Run.Inputs = append(d.Run.Inputs, Input{Role: "ledger", File: t.File, Digest: t.Digest})
		}
	}
	d.Run.Inputs = append(d.Run.Inputs, Input{Role: "registry", File: c.edition.File, Digest: c.edition.Digest})
	d.Registry = RegistryCard{File: c.edition.File, Digest: c.edition.Digest, Entries: len(c.edition.Entries)}
	for i := range c.edition.Entries {
		e := &c.edition.Entries[i]
		if place(e, &d.Territory) == share.Inside {
			d.Registry.InTerritory++
		}
		if len(e.Categories) > 0 {
			d.Registry.WithOffer++
		}
	}
	d.MRCs = c.byMRC()
	if e := c.q.Previous; e != nil {
		d.Run.Inputs = append(d.Run.Inputs, Input{Role: "previous", File: e.File, Digest: e.Digest})
		if err := compare(d, e, c.q.Policy); err != nil {
			return err
		}
	}
	d.Run.Number = runNumber(d)
	d.Figures = figures(d)
	return nil
}

// warn adds what the run itself noticed.
func (c *assembly) warn() {
	d := c.d
	if d.Period.Undated > 0 && d.Period.Asked != "" {
		d.Warnings = append(d.Warnings, message.NewFault("period.undated", message.Place{}, "n", strconv.Itoa(d.Period.Undated)))
	}
	if d.Currency != "" && d.Currency != "CAD" {
		d.Warnings = append(d.Warnings, message.NewFault("currency.not_cad", message.Place{}, "currency", d.Currency))
	}
}
