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
// only the postal code says it and its prefix serves more than one). known is false
// when nothing can be said: no postal code and no city, a shared postal prefix
// without a city, or a city's name that another region has too.
//
// The postal prefix decides first; a city is compared whole, folded, never by
// a part of it: "Saint-Michel-des-Saints" is not Saint-Michel. A city that is
// not in the list is outside; so is a place apart, in no MRC, whatever its
// postal code.
func (t *Territory) Locate(postal, city string) (mrc string, inside, known bool) {
	if t.isApart(city) {
		return "", false, true
	}
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
			if CityKey(city) == "" {
				name = t.mrcOfPrefix(prefix)
			}
			return name, true, true
		case !has(t.SharedFSA, prefix):
			return "", false, true
		case listed:
			return name, true, true
		default:
			return "", false, CityKey(city) != ""
		}
	}
	switch {
	case listed && m.Homonym:
		return "", false, false
	case listed:
		return name, true, true
	}
	return "", false, CityKey(city) != ""
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
			return n, t.MRCRegime
		}
		return "", t.MRCRegime
	}
	whole, stated := t.designated(strings.Join(words, " "))
	found := t.cities(whole)
	for _, m := range found { // "Canton de Hemmingford" rather than the village
		if m.Designation == stated.Code {
			found = []Municipality{m}
		}
	}
	if len(found) > 0 {
		return t.mrcName(found[0].MRC), t.Regime(found[0].Designation)
	}
	return "", stated.Regime
}

// Regime gives the law of the contracts of a sort of municipality, "" for one
// the policy does not know.
func (t *Territory) Regime(designation string) string {
	for _, d := range t.Designations {
		if d.Code == designation {
			return d.Regime
		}
	}
	return ""
}

// Named gives the municipalities that a name designates, whole: one in general,
// two where a village and a township share a name and the name does not say
// which ("Hemmingford"), none when it is not of the territory.
func (t *Territory) Named(name string) []Municipality {
	whole, stated := t.designated(strings.Join(strings.Fields(fold(name)), " "))
	found := t.cities(whole)
	for _, m := range found {
		if len(found) > 1 && m.Designation == stated.Code {
			return []Municipality{m}
		}
	}
	return found
}

// IsMunicipality tells whether a name is that of a municipality, of the territory
// or of elsewhere: "Ville de …", "Canton de …". An MRC is none.
func (t *Territory) IsMunicipality(name string) bool {
	whole := strings.Join(strings.Fields(fold(name)), " ")
	if strings.HasPrefix(whole, "municipalite regionale ") {
		return false
	}
	_, stated := t.designated(whole)
	return stated.Code != "" || len(t.Named(name)) > 0
}

// designated takes off a folded name what says the sort of municipality,
// "ville de", and gives that; the longest words are tried first.
func (t *Territory) designated(whole string) (rest string, stated Designation) {
	rest = whole
	longest := 0
	for _, d := range t.Designations {
		for _, w := range d.Words {
			r, ok := strings.CutPrefix(whole, w+" ")
			if !ok || len(w) <= longest {
				continue
			}
			longest, rest, stated = len(w), t.withoutArticle(r), d
		}
	}
	return rest, stated
}

// withoutArticle takes off what ties a name to its designation; "des Cèdres" is
// that of Les Cèdres.
func (t *Territory) withoutArticle(s string) string {
	for _, a := range []struct{ tied, own string }{{"de ", ""}, {"du ", "le "}, {"des ", "les "}, {"d ", ""}} {
		rest, ok := strings.CutPrefix(s, a.tied)
		if !ok {
			continue
		}
		if a.own != "" && len(t.cities(rest)) == 0 && len(t.cities(a.own+rest)) > 0 {
			return a.own + rest
		}
		return rest
	}
	return s
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
	if list := t.cities(s); len(list) > 0 {
		return list[0], true
	}
	return Municipality{}, false
}

// cities gives the municipalities of a name, whole, in the order of the policy.
func (t *Territory) cities(s string) []Municipality {
	key := CityKey(s)
	if key == "" {
		return nil
	}
	var out []Municipality
	for _, m := range t.Municipalities {
		if called(key, m.Name, m.Aliases) {
			out = append(out, m)
		}
	}
	return out
}

func called(key, name string, aliases []string) bool {
	if key == CityKey(name) {
		return true
	}
	for _, a := range aliases {
		if key == CityKey(a) {
			return true
		}
	}
	return false
}

func (t *Territory) isApart(city string) bool {
	key := CityKey(city)
	for _, a := range t.Apart {
		if key != "" && called(key, a.Name, a.Aliases) {
			return true
		}
	}
	return false
}

// mrcOfPrefix gives the MRC of the municipalities that a postal prefix mainly
// serves, "" when they are of several or none is known.
func (t *Territory) mrcOfPrefix(prefix string) string {
	code := ""
	for _, f := range t.FSA {
		if f.Prefix != prefix {
			continue
		}
		for _, c := range f.Municipalities {
			for _, m := range t.Municipalities {
				if m.Code != c {
					continue
				}
				if code != "" && code != m.MRC {
					return ""
				}
				code = m.MRC
			}
		}
	}
	return t.mrcName(code)
}

// SameCity tells whether two writings name one place, a municipality of the
// territory known by its aliases too: "Valleyfield" is Salaberry-de-Valleyfield.
func (t *Territory) SameCity(a, b string) bool {
	ka, kb := CityKey(a), CityKey(b)
	if ka == "" || kb == "" || ka == kb {
		return ka != "" && ka == kb
	}
	ma, ok := t.city(a)
	mb, ok2 := t.city(b)
	return ok && ok2 && ma.Code == mb.Code
}

// CityKey folds a city and takes off the province that addresses add to it.
func CityKey(s string) string {
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
