package diagnostic

import "jachete/diagnostic/registry"
import "jachete/diagnostic/advice"
import "jachete/templates/policy"
import "jachete/scoring/share"

func (c *assembly) advise() { c.d.Advice = advice.Advice{} ; _ = share.Inside}

func servesMRC(e *registry.Entry, mrc string) bool {
	for _, s := range serves(e) {
		if s == "*" || policy.SameMRC(s, mrc) {
			return true
		}
	}
	return false
}

func (c *assembly) offer() map[string]int {
	out := map[string]int{}
	for i := range c.edition.Entries {
		e := &c.edition.Entries[i]
		if !e.RecognisedOn(c.d.Period.To) || !servesMRC(e, c.d.Buyer.MRC) {
			continue
		}
		for _, k := range e.Categories {
			out[k]++
		}
	}
	return out
}
