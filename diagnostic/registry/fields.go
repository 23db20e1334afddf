package registry

import (
	"strings"
	"time"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// split cuts a cell that holds several values.
func split(s string) []string {
	if s == "" {
		return nil
	}
	var out []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// categoryWords maps what a registry may write to a category of the policy.
func categoryWords(list []policy.Category) map[string]string {
	m := map[string]string{}
	for _, c := range list {
		m[name.Fold(c.ID)] = c.ID
		m[name.Fold(c.Name.Fr)] = c.ID
		m[name.Fold(c.Name.En)] = c.ID
	}
	for _, c := range list {
		for _, k := range c.Keywords {
			if _, taken := m[name.Fold(k)]; !taken {
				m[name.Fold(k)] = c.ID
			}
		}
	}
	return m
}

// categories reads a cell of categories; a comma separates too when each side
// of it is a category of the policy.
func (r *reader) categories(s string) []string {
	var out []string
	add := func(v string) {
		for _, o := range out {
			if o == v {
				return
			}
		}
		out = append(out, v)
	}
	for _, p := range split(s) {
		if id, ok := r.words[name.Fold(p)]; ok {
			add(id)
			continue
		}
		pieces, all := strings.Split(p, ","), true
		for _, q := range pieces {
			_, ok := r.words[name.Fold(q)]
			all = all && ok
		}
		if !all {
			add(p)
			continue
		}
		for _, q := range pieces {
			add(r.words[name.Fold(q)])
		}
	}
	return out
}

// serves reads the MRC served; "*" and words that mean everywhere give "*".
func serves(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '|' || r == ',' || r == '\n' }) {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		switch name.Fold(p) {
		case "", "partout", "tous", "toutes", "tout le quebec", "quebec", "all", "everywhere", "national", "province", "toutes les mrc", "tout le territoire":
			out = append(out, "*")
			continue
		}
		for _, prefix := range []string{"MRC de la ", "MRC de l'", "MRC de ", "MRC du ", "MRC des ", "MRC "} {
			if len(p) > len(prefix) && strings.EqualFold(p[:len(prefix)], prefix) {
				p = p[len(prefix):]
				break
			}
		}
		out = append(out, p)
	}
	return out
}

// familyOf reads the legal family from the form as written. Only where the
// registry states no form does the name speak, and only where it names one: an
// exemption of the law hangs on the family, so nothing is guessed.
func familyOf(form, legal string) string {
	switch form = strings.TrimSpace(form); form {
	case "APE", "ASS": // codes of the register of enterprises
		return "npo"
	case "COP":
		return "coop"
	case "":
		return familyIn(name.Fold(legal))
	}
	f := name.Fold(form)
	if family := familyIn(f); family != "" {
		return family
	}
	padded := " " + f + " "
	for _, family := range []struct {
		name  string
		words []string
	}{
		{"public", []string{" public", " municipal", " gouvernement", " government"}},
		{"company", []string{" par actions ", " compagnie ", " company ", " inc ", " ltee ", " ltd ", " limited "}},
		{"partnership", []string{" nom collectif ", " commandite ", " partnership "}},
		{"npo", []string{" association ", " charity "}},
	} {
		for _, w := range family.words {
			if strings.Contains(padded, w) {
				return family.name
			}
		}
	}
	return ""
}

func familyIn(f string) string {
	padded := " " + f + " "
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(padded, w) {
				return true
			}
		}
		return false
	}
	coop := has(" coop", " co op")
	switch {
	case coop && has("solidarit"):
		return "coop_solidarity"
	case coop:
		return "coop"
	case has(" mutuelle", " mutual"):
		return "mutual"
	case has(" obnl ", " osbl ", " npo ", "but non lucratif", "sans but lucratif", "non profit", "nonprofit", "partie iii", " cic ", "community interest company"):
		return "npo"
	}
	return ""
}

// civilDate reads a date as "2024-06-01". A year alone is its first day or,
// for an end, its last. A date that reads two ways ("03/04/2024") is refused.
func civilDate(s string, end bool) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') && isISO(s[:10]) {
		s = s[:10]
	}
	if len(s) == 4 && digits(s) {
		if end {
			return s + "-12-31", s >= "1900" && s <= "2200"
		}
		return s + "-01-01", s >= "1900" && s <= "2200"
	}
	p := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' || r == ' ' || r == '\u00a0' || r == ',' })
	if len(p) != 3 {
		return "", false
	}
	if m, ok := months[name.Fold(p[1])]; ok { // 1er juin 2024
		return valid(p[2], m, strings.TrimSuffix(strings.ToLower(p[0]), "er"))
	}
	if m, ok := months[name.Fold(p[0])]; ok { // June 1, 2024
		return valid(p[2], m, p[1])
	}
	if !digits(p[0]) || !digits(p[1]) || !digits(p[2]) {
		return "", false
	}
	switch {
	case len(p[0]) == 4:
		return valid(p[0], p[1], p[2])
	case len(p[2]) == 4 && p[0] == p[1]:
		return valid(p[2], p[1], p[0])
	case len(p[2]) == 4 && pad(p[0]) > "12":
		return valid(p[2], p[1], p[0])
	case len(p[2]) == 4 && pad(p[1]) > "12":
		return valid(p[2], p[0], p[1])
	}
	return "", false
}

func isISO(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func valid(y, m, d string) (string, bool) {
	s := y + "-" + pad(m) + "-" + pad(d)
	return s, isISO(s)
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// months by folded name or abbreviation. Read only.
var months = func() map[string]string {
	m := map[string]string{}
	for i, names := range [][]string{
		{"janvier", "janv", "jan", "january"},
		{"fevrier", "fevr", "fev", "february", "feb"},
		{"mars", "march", "mar"},
		{"avril", "avr", "april", "apr"},
		{"mai", "may"},
		{"juin", "june", "jun"},
		{"juillet", "juil", "july", "jul"},
		{"aout", "august", "aug"},
		{"septembre", "sept", "september", "sep"},
		{"octobre", "october", "oct"},
		{"novembre", "november", "nov"},
		{"decembre", "dec", "december"},
	} {
		for _, n := range names {
			m[n] = string([]byte{byte('0' + (i+1)/10), byte('0' + (i+1)%10)})
		}
	}
	return m
}()
