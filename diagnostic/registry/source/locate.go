package source

import (
	"strings"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// placesKept bounds the memory of a [Locator].
const placesKept = 20_000

// Locator tells whether places are of the territory; it remembers its answers,
// so that a file of millions of rows asks each question once. It is not safe
// for use by several goroutines.
type Locator struct {
	ground *policy.Territory
	own    map[string]bool // prefixes that a place of the territory may have
	seen   map[string]answer
}

type answer struct {
	mrc    string
	inside bool
}

// NewLocator makes a locator of a territory.
func NewLocator(t *policy.Territory) *Locator {
	l := &Locator{ground: t, own: map[string]bool{}, seen: map[string]answer{}}
	for _, f := range t.OwnFSA {
		l.own[f] = true
	}
	for _, f := range t.SharedFSA {
		l.own[f] = true
	}
	return l
}

// Place locates an address: postal prefix first, then the exact city. A place
// of which nothing can be said is not inside.
func (l *Locator) Place(street, city, postal string) Place {
	p := Place{Street: street, City: city, Postal: postal}
	if IsPostal(postal) && !l.own[postal[:3]] {
		return p
	}
	if city == "" && postal == "" {
		return p
	}
	key := city
	if len(postal) >= 3 {
		key = postal[:3] + "|" + city
	}
	a, ok := l.seen[key]
	if !ok {
		mrc, inside, known := l.ground.Locate(postal, city)
		a = answer{mrc, inside && known}
		if len(l.seen) < placesKept {
			l.seen[strings.Clone(key)] = a
		}
	}
	p.MRC, p.Inside = a.mrc, a.inside
	return p
}

// IsPostal tells whether s is a Canadian postal code as [name.Postal] writes
// it.
func IsPostal(s string) bool {
	if len(s) != 6 {
		return false
	}
	for i := range 6 {
		c := s[i]
		if i%2 == 0 && (c < 'A' || c > 'Z') || i%2 == 1 && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Address reads the four lines of an address as the register writes them: street;
// "Ville (Québec)", or a floor and then the city on the third; postal code on
// the fourth.
func Address(line1, line2, line3, line4 string) (street, city, postal string) {
	for _, s := range []string{line4, line3, line2} {
		if p := name.Postal(s); IsPostal(p) {
			postal = p
			break
		}
	}
	street = line1
	city = line2
	two, inTwo := withoutProvince(line2)
	three, inThree := withoutProvince(line3)
	switch {
	case inTwo:
		city = two
	case inThree:
		city = three
		street = join(line1, line2)
	case line3 != "" && !IsPostal(name.Postal(line3)):
		city = three
		street = join(line1, line2)
	}
	if IsPostal(name.Postal(city)) {
		city = ""
	}
	return street, city, postal
}

func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + ", " + b
}

// withoutProvince takes "(Québec)" off a city and tells whether it was there.
func withoutProvince(s string) (string, bool) {
	i := strings.LastIndexByte(s, '(')
	if i <= 0 || !strings.HasSuffix(s, ")") {
		return s, false
	}
	return strings.TrimSpace(s[:i]), true
}
