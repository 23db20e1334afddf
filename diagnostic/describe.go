package diagnostic

import (
	"slices"
	"strconv"
	"strings"

	"jachete/scoring/share"
	"jachete/templates/message"
)

// describe fills what says how the diagnostic was made, and lists its figures.
func (c *assembly) describe() error {
	d := c.d
	d.Run = Run{
		Program: c.q.Program, PolicyVersion: c.q.Policy.Version, PolicyDigest: c.q.Policy.Digest,
		MatchParams: c.q.Params.Version, MatchDigest: digest(&c.q.Params), Reading: decided(&c.q.Reading),
		Decisions: c.decisionsCard(),
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
	if b := c.background; b != nil {
		d.Run.Inputs = append(d.Run.Inputs, Input{Role: "background", File: b.File, Digest: b.Digest})
	}
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
	d.Accuracy = c.q.Params.Card
	d.Run.Number = runNumber(d)
	d.Figures = figures(d)
	return nil
}

// warn adds what the run itself noticed.
func (c *assembly) warn() {
	d := c.d
	tell := func(key string, args ...string) {
		d.Warnings = append(d.Warnings, message.NewFault(key, message.Place{}, args...))
	}
	if d.Period.Undated > 0 && (d.Period.Asked != "" || d.Period.From != "") {
		tell("period.undated", "n", strconv.Itoa(d.Period.Undated))
	}
	if d.Currency != "" && d.Currency != "CAD" {
		tell("currency.not_cad", "currency", d.Currency)
	}
	if c.namesakes > 0 {
		tell("person.namesake", "n", strconv.Itoa(c.namesakes))
	}
	if d.Buyer.MRC == "" {
		tell("buyer.mrc_unknown")
	} else if of, _ := d.Territory.Buyer(d.Buyer.Name); of != "" && of != d.Buyer.MRC {
		tell("buyer.mrc_other", "buyer", d.Buyer.Name, "mrc", d.Buyer.MRC, "of", of)
	}
	var unknown []string
	for i := range c.edition.Entries {
		m := c.edition.Entries[i].MRC
		if _, ok := d.Territory.MRCNamed(m); m != "" && !ok && !slices.Contains(unknown, m) && len(unknown) < maxListed {
			unknown = append(unknown, m)
		}
	}
	if len(unknown) > 0 {
		tell("registry.mrc_elsewhere", "values", strings.Join(unknown, ", "))
	}
	c.warnDecisions()
	if len(c.q.Policy.Replaced) > 0 {
		tell("policy.local", "files", strings.Join(c.q.Policy.Replaced, ", "))
	}
}

// maxListed bounds the values that a warning lists.
const maxListed = 8
