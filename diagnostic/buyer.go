package diagnostic

import (
	"strings"

	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// The regimes of contract law, as the policy's levers name them.
const (
	regimeTowns          = "LCV" // Loi sur les cités et villes
	regimeMunicipalities = "CM"  // Code municipal
)

// identify finds the buyer's MRC and legal regime in the territory. A name
// that fits no municipality, or two, leaves them unknown: nothing is guessed.
// An MRC that was asked for and does not exist is a fault.
func identify(buyer, mrc string, t *policy.Territory) (Buyer, error) {
	b := Buyer{Name: strings.TrimSpace(buyer)}
	if m := municipality(b.Name, t); m != nil {
		b.MRC = mrcName(m.MRC, t)
		b.Regime = regimeMunicipalities
		if m.Designation == "V" {
			b.Regime = regimeTowns
		}
	} else if n := mrcName(b.Name, t); n != "" {
		b.MRC, b.Regime = n, regimeMunicipalities
	} else if strings.HasPrefix(name.Fold(b.Name)+" ", "ville de ") {
		b.Regime = regimeTowns
	} else if strings.HasPrefix(name.Fold(b.Name)+" ", "municipalite ") {
		b.Regime = regimeMunicipalities
	}
	if mrc == "" {
		return b, nil
	}
	n := mrcName(mrc, t)
	if n == "" {
		var known []string
		for _, m := range t.MRCs {
			known = append(known, m.Name)
		}
		return b, message.NewFault("buyer.mrc", message.Place{}, "value", mrc, "known", strings.Join(known, ", "))
	}
	b.MRC = n
	return b, nil
}

// designations are the words a municipality's name may begin with, folded.
var designations = []string{
	"ville de ", "ville d ", "municipalite de ", "municipalite d ", "municipalite des ", "municipalite du ",
	"paroisse de ", "municipalite de la paroisse de ", "canton de ", "canton d ", "village de ",
	"municipalite du village de ", "municipalite du canton de ",
}

// municipality finds the one municipality that bears the name, nil when none
// or several do (Hemmingford is a village and a township).
func municipality(s string, t *policy.Territory) *policy.Municipality {
	f := name.Fold(s)
	if f == "" {
		return nil
	}
	forms := []string{f}
	for _, d := range designations {
		if rest, ok := strings.CutPrefix(f, d); ok {
			forms = append(forms, rest)
		}
	}
	var found *policy.Municipality
	for i := range t.Municipalities {
		m := &t.Municipalities[i]
		for _, form := range forms {
			if name.Fold(m.Name) == form {
				if found != nil && found != m {
					return nil
				}
				found = m
			}
		}
	}
	return found
}

// mrcName finds an MRC by its code or by its name, with or without "MRC de".
func mrcName(s string, t *policy.Territory) string {
	f := stripMRC(s)
	if f == "" {
		return ""
	}
	for _, m := range t.MRCs {
		if m.Code == s || stripMRC(m.Name) == f {
			return m.Name
		}
	}
	return ""
}

// stripMRC folds the name of an MRC and drops "MRC", articles and "de".
func stripMRC(s string) string {
	words := strings.Fields(name.Fold(s))
	for len(words) > 0 {
		switch words[0] {
		case "mrc", "de", "des", "du", "la", "le", "les", "l":
			words = words[1:]
			continue
		}
		break
	}
	return strings.Join(words, " ")
}
