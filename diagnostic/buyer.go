package diagnostic

import (
	"strings"

	"jachete/templates/message"
	"jachete/templates/policy"
)

// identify finds the buyer's MRC and legal regime in the territory. A name
// that fits nothing leaves them unknown: nothing is guessed. An MRC that was
// asked for and is not of the territory is a fault.
// Identify finds the MRC and the legal regime of a buyer from its name, unless
// the MRC is given (name or code).
func Identify(buyer, mrc string, t *policy.Territory) (Buyer, error) { return identify(buyer, mrc, t) }

func identify(buyer, mrc string, t *policy.Territory) (Buyer, error) {
	b := Buyer{Name: strings.TrimSpace(buyer)}
	b.MRC, b.Regime = t.Buyer(b.Name)
	if mrc == "" {
		return b, nil
	}
	n, ok := t.MRCNamed(mrc)
	if !ok {
		var known []string
		for _, m := range t.MRCs {
			known = append(known, m.Name)
		}
		return b, message.NewFault("buyer.mrc", message.Place{}, "value", mrc, "known", strings.Join(known, ", "))
	}
	b.MRC = n
	return b, nil
}
