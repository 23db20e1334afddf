package policy

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// postalCode is a Canadian postal code, or its first half, without blanks.
var postalCode = regexp.MustCompile(`^[ABCEGHJ-NPRSTVXY][0-9][A-Z]([0-9][A-Z][0-9])?$`)

// Locate tells whether a place is of the territory, and in which MRC ("" when
// the postal code alone says it, which does not name the MRC). known is false
// when nothing can be said: no postal code and no city, a shared postal prefix
// without a city, or a city's name that another region has too.
//
// The postal prefix decides first; a city is compared whole, folded, never by
// a part of it: "Saint-Michel-des-Saints" is not Saint-Michel. A city that is
// not in the list is outside.
func (t *Territory) Locate(postal, city string) (mrc string, inside, known bool) {
	m, listed := t.city(city)
	name := ""
	if listed {
		name = t.mrcName(m.MRC)
	}
	code := strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, postal))
	if postalCode.MatchString(code) {
		switch prefix := code[:3]; {
		case has(t.OwnFSA, prefix):
			return name, true, true
		case !has(t.SharedFSA, prefix):
			return "", false, true
		case listed:
			return name, true, true
		default:
			return "", false, cityKey(city) != ""
		}
	}
	switch {
	case listed && m.Homonym:
		return "", false, false
	case listed:
		return name, true, true
	}
	return "", false, cityKey(city) != ""
}

// Buyer recognises an organisation of the territory by its name, "Ville de
// Châteauguay" or "MRC de Roussillon", and gives the name of its MRC and the
// regime of its contracts: LCV for a city, CM for any other municipality and an
// MRC. Both are "" when the name is not recognised; the regime alone is given
// for a city of elsewhere ("Ville de …").
func (t *Territory) Buyer(name string) (mrc, regime string) {
	words := strings.Fields(fold(name))
	if len(words) == 0 {
		return "", ""
	}
	if rest, ok := strings.CutPrefix(strings.Join(words, " "), "municipalite regionale de comte "); ok {
		words = append([]string{"mrc"}, strings.Fields(rest)...)
	}
	if len(words) > 1 && (words[0] == "la" || words[0] == "le") {
		words = words[1:] // "La Ville de …"
	}
	if words[0] == "mrc" {
		if n, ok := t.MRCNamed(strings.Join(words[1:], " ")); ok {
			return n, "CM"
		}
		return "", "CM"
	}
	whole := strings.Join(words, " ")
	stated := ""
	for _, d := range designations {
		rest, ok := strings.CutPrefix(whole, d.words+" ")
		if !ok {
			continue
		}
		whole, stated = rest, d.regime
		for _, article := range []string{"de ", "du ", "des ", "d "} {
			if r, ok := strings.CutPrefix(rest, article); ok {
				whole = r
				break
			}
		}
		break
	}
	if m, ok := t.city(whole); ok {
		if m.Designation == "V" {
			return t.mrcName(m.MRC), "LCV"
		}
		return t.mrcName(m.MRC), "CM"
	}
	return "", stated
}

// designations are how the name of a municipality begins, longest first.
var designations = []struct{ words, regime string }{
	{"municipalite du village", "CM"},
	{"municipalite de la paroisse", "CM"},
	{"municipalite du canton", "CM"},
	{"municipalite", "CM"},
	{"ville", "LCV"},
	{"village", "CM"},
	{"canton", "CM"},
	{"paroisse", "CM"},
}

// MRCNamed finds an MRC of the territory by its name or code, whatever its
// case, accents, article or a leading "MRC de", and gives its official name.
func (t *Territory) MRCNamed(s string) (string, bool) {
	key := mrcKey(s)
	if key == "" {
		return "", false
	}
	for _, m := range t.MRCs {
		if key == mrcKey(m.Name) || key == m.Code {
			return m.Name, true
		}
	}
	return "", false
}

// SameMRC tells whether two writings name the same MRC.
func SameMRC(a, b string) bool { return mrcKey(a) != "" && mrcKey(a) == mrcKey(b) }

func mrcKey(s string) string {
	words := strings.Fields(fold(s))
	if n := len(words); n > 1 && len(words[n-1]) == 3 && strings.Trim(words[n-1], "0123456789") == "" {
		words = words[:n-1] // the code that follows the name: "MRC Roussillon (670)"
	}
	for len(words) > 1 && has([]string{"mrc", "de", "du", "des", "d", "la", "le", "les", "l"}, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

func (t *Territory) city(s string) (Municipality, bool) {
	key := cityKey(s)
	if key == "" {
		return Municipality{}, false
	}
	for _, m := range t.Municipalities {
		if key == cityKey(m.Name) {
			return m, true
		}
		for _, a := range m.Aliases {
			if key == cityKey(a) {
				return m, true
			}
		}
	}
	return Municipality{}, false
}

// SameCity tells whether two writings name one place, a municipality of the
// territory known by its aliases too: "Valleyfield" is Salaberry-de-Valleyfield.
func (t *Territory) SameCity(a, b string) bool {
	ka, kb := cityKey(a), cityKey(b)
	if ka == "" || kb == "" || ka == kb {
		return ka != "" && ka == kb
	}
	ma, ok := t.city(a)
	mb, ok2 := t.city(b)
	return ok && ok2 && ma.Code == mb.Code
}

// cityKey folds a city and takes off the province that addresses add to it.
func cityKey(s string) string {
	words := strings.Fields(fold(s))
	for len(words) > 1 && has([]string{"quebec", "qc", "canada"}, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for i, w := range words {
		switch w {
		case "st":
			words[i] = "saint"
		case "ste":
			words[i] = "sainte"
		}
	}
	return strings.Join(words, " ")
}

func (t *Territory) mrcName(code string) string {
	for _, m := range t.MRCs {
		if m.Code == code {
			return m.Name
		}
	}
	return ""
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// fold is name.Fold: this floor lies below and cannot import it. A test holds
// the two together.
func fold(s string) string {
	var b strings.Builder
	blank := false
	put := func(w string) {
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteString(w)
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'œ' || r == 'Œ':
			put("oe")
		case r == 'æ' || r == 'Æ':
			put("ae")
		case r == 'ß':
			put("ss")
		case r == '&':
			blank = true
			put("et")
			blank = true
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			put(string(unicode.ToLower(r)))
		default:
			blank = true
		}
	}
	return b.String()
}
