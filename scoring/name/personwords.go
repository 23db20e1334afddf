package name

// PersonWords tells whether two neighbouring folded words of a text read as the
// name of a natural person: a known given name beside a known family name, in
// either order. before and after are the words around them, "" at the ends; a
// public place or an enterprise named after somebody is no person.
func (t *Tables) PersonWords(before, a, b, after string) bool {
	given := t.given[a] && t.family[b] || t.family[a] && t.given[b]
	if !given || t.places[before] || t.enterprise[before] || t.enterprise[after] {
		return false
	}
	if k := t.words[after]; k != nil && k.flags&Form != 0 {
		return false
	}
	return true
}
