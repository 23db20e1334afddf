package diagnostic

import (
	"slices"
	"strings"

	"jachete/templates/message"
	"jachete/templates/policy"
)

// Identify finds the MRC and the legal regime of a buyer from its name, unless
// they are given: the MRC by name or code, the regime as LCV, CM or LCOP. A name
// that fits nothing leaves them unknown: nothing is guessed. An MRC that is not
// of the territory, and a regime that no law has, are faults.
func Identify(buyer, mrc, regime string, t *policy.Territory) (Buyer, error) {
	b := Buyer{Name: strings.TrimSpace(buyer)}
	b.MRC, b.Regime = t.Buyer(b.Name)
	if mrc != "" {
		n, ok := t.MRCNamed(mrc)
		if !ok {
			var known []string
			for _, m := range t.MRCs {
				known = append(known, m.Name)
			}
			return b, message.NewFault("buyer.mrc", message.Place{}, "value", mrc, "known", strings.Join(known, ", "))
		}
		b.MRC = n
	}
	if regime != "" {
		if !slices.Contains(policy.Regimes(), regime) {
			return b, message.NewFault("buyer.regime", message.Place{}, "value", regime, "known", strings.Join(policy.Regimes(), ", "))
		}
		b.Regime = regime
	}
	return b, nil
}
