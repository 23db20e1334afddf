package name

import "strings"

// household tells whether a name that [Tables.Person] did not recognise by its
// given and family names has a shape that only natural persons bear: an estate,
// a couple, two titles before one name, a family name, a comma and a word that
// no enterprise uses. Any legal form, trade word, place or digit speaks against.
func (t *Tables) household(s string) bool {
	folded, words := scan(s, nil, nil)
	if len(words) < 2 || len(words) > 9 {
		return false
	}
	text := make([]string, len(words))
	comma, couple := -1, -1
	for i, w := range words {
		text[i] = string(folded[w.from:w.to])
		switch {
		case w.closed, w.sep == sepOpen, w.sep == sepDash:
			return false
		case w.sep == sepComma && comma >= 0:
			return false
		case w.sep == sepComma:
			comma = i
		}
		if text[i] == "et" || text[i] == "and" || w.sep == sepAnd {
			if couple >= 0 {
				return false
			}
			couple = i
		}
	}
	rest, late := estate(text)
	for _, w := range rest {
		if !t.private(w) {
			return false
		}
	}
	if late {
		return len(rest) >= 1 && len(rest) <= 4
	}
	if rest, ok := t.titles2(text); ok {
		return len(rest) >= 1 && len(rest) <= 3 && (len(rest) > 1 || len(rest[0]) > 2)
	}
	if couple > 0 && comma < 0 {
		left, right := text[:couple], text[couple:]
		if right[0] == "et" || right[0] == "and" {
			right = right[1:]
		}
		return t.pair(left, right)
	}
	if comma > 0 && couple < 0 {
		return t.listed(text[:comma], text[comma:])
	}
	return false
}

// private tells whether a word may stand in the name of a natural person.
func (t *Tables) private(w string) bool {
	if strings.ContainsAny(w, "0123456789") || t.enterprise[w] || t.places[w] {
		return false
	}
	if t.given[w] || t.family[w] || t.titles[w] || len(w) == 1 {
		return true
	}
	k := t.words[w]
	if k == nil {
		return true
	}
	if k.flags&Form != 0 && len(w) > 2 {
		return false
	}
	return k.flags&(Generic|Place|Sort|Filler|Apart) == 0 && k.to == ""
}

// particles may stand between "succession" and the name.
var particles = map[string]bool{"de": true, "d": true, "feu": true, "feue": true, "la": true, "the": true, "late": true}

// estate reads "Succession (de) (feu) X" and "Estate of X"; rest is the whole
// name when it is none.
func estate(text []string) (rest []string, ok bool) {
	switch {
	case text[0] == "succession":
		rest = text[1:]
	case text[0] == "estate" && text[1] == "of":
		rest = text[2:]
	default:
		return text, false
	}
	for len(rest) > 0 && particles[rest[0]] {
		rest = rest[1:]
	}
	return rest, true
}

// titles2 reads "M. et Mme X", "M./Mme X", "Mr & Mrs X".
func (t *Tables) titles2(text []string) (rest []string, ok bool) {
	n := 0
	for i, w := range text {
		switch {
		case t.titles[w]:
			n++
		case w == "et" || w == "and" || w == "ou":
			if n == 0 {
				return nil, false
			}
		default:
			return text[i:], n > 1
		}
	}
	return nil, false
}

// pair reads a couple: "Jean Untel et Marie Telle", "Jean et Marie Untel". One
// half at least must be a person's name in full.
func (t *Tables) pair(left, right []string) bool {
	full := func(w []string) bool {
		return len(w) >= 2 && len(w) <= 3 && (t.given[w[0]] && len(w[len(w)-1]) > 1 || t.given[w[len(w)-1]] && t.family[w[0]])
	}
	plain := func(w []string) bool { return len(w) == 2 && len(w[0]) > 1 && len(w[1]) > 1 }
	switch {
	case len(left) == 0 || len(right) == 0 || t.sentence(left) || t.sentence(right):
		return false
	case len(left) == 1:
		return t.given[left[0]] && full(right) && t.given[right[0]]
	case len(right) == 1:
		return t.given[right[0]] && full(left) && t.family[left[0]]
	}
	return full(left) && (full(right) || plain(right)) || full(right) && plain(left)
}

// listed reads "NOM, Prénom" where the given name is not a known one: the
// family name must be, and the word after it must not be one, as those of a
// firm of partners are.
func (t *Tables) listed(before, after []string) bool {
	if len(before) > 2 || len(after) > 2 || t.sentence(before) || t.sentence(after) {
		return false
	}
	for _, w := range before {
		if !t.family[w] {
			return false
		}
	}
	for _, w := range after {
		if t.family[w] && !t.given[w] {
			return false
		}
	}
	return len(after[0]) > 1
}
