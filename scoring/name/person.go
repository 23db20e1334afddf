package name

import "strings"

// Person tells whether the name is that of a natural person, to mask it. It is
// conservative: a legal form, a trade word, a digit or an "&" makes an
// enterprise of it, even one named after a person.
func (t *Tables) Person(s string) bool { return t.named(s) || t.household(s) }

// named tells whether a name is made of known given and family names.
func (t *Tables) named(s string) bool {
	folded, words := scan(s, nil, nil)
	if len(words) < 2 || len(words) > 6 {
		return false
	}
	text := make([]string, len(words))
	comma := -1
	for i, w := range words {
		text[i] = string(folded[w.from:w.to])
		switch {
		case w.sep == sepComma && comma < 0:
			comma = i
		case w.sep == sepComma, w.sep == sepAnd, w.sep == sepSlash, w.sep == sepOpen, w.sep == sepDash, w.closed:
			return false
		}
		if strings.ContainsAny(text[i], "0123456789") || t.enterprise[text[i]] {
			return false
		}
		if k := t.words[text[i]]; k != nil && k.flags&Form != 0 && len(text[i]) > 2 {
			return false
		}
	}
	if w := words[len(words)-1]; comma > 0 {
		// NOM, PRÉNOM: the word after the comma decides.
		after := text[comma:]
		if t.titles[after[0]] && len(after) > 1 {
			after = after[1:]
		}
		return len(after) <= 3 && comma <= 3 && (t.given[after[0]] || allInitials(after) && t.family[text[0]]) && !t.sentence(text)
	} else if w.sep == sepApos {
		return false
	}
	if t.titles[text[0]] && titled(s, text[0]) {
		rest := text[1:]
		return len(rest) <= 4 && !t.sentence(rest) && (len(rest) > 1 || t.family[rest[0]] || text[0] != "m" && text[0] != "me" && text[0] != "pere")
	}
	if len(text) > 4 || t.sentence(text) {
		return false
	}
	last := text[len(text)-1]
	if t.given[text[0]] && len(last) > 1 {
		if words[1].sep == sepApos {
			return false
		}
		// Prénom Nom; two given names need one that is also a family name.
		return !t.given[last] || t.family[last] || len(text) == 3
	}
	// NOM PRÉNOM without a comma: both must be known.
	return t.given[last] && t.family[text[0]] && len(text) <= 3
}

// sentence tells whether articles or generic words make it more than a
// person's name ("Marie de la Mer", "Jean Services").
func (t *Tables) sentence(text []string) bool {
	for i, w := range text {
		k := t.words[w]
		if k == nil || len(w) == 1 {
			continue
		}
		if k.flags&Generic != 0 && !t.given[w] && !t.family[w] {
			return true
		}
		if k.flags&Stop != 0 && (w == "the" || w == "of" || w == "and" || w == "et" || w == "les" || w == "des" || w == "aux" || i == 0 && w != "le" && w != "la" && w != "de") {
			return true
		}
	}
	return false
}

// titled tells whether the first word is written as a title: "M." and "Me"
// are too short to be believed without their dot or capital.
func titled(s, title string) bool {
	s = strings.TrimSpace(s)
	if title != "m" && title != "me" {
		return true
	}
	rest := s[len(title):]
	return strings.HasPrefix(rest, ".") || title == "me" && strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, " ")
}

func allInitials(w []string) bool {
	for _, s := range w {
		if len(s) > 1 {
			return false
		}
	}
	return true
}
