package diagnostic

import (
	"strconv"
	"strings"
	"unicode"

	"jachete/scoring/name"
)

// redaction stands in a text where the name of a natural person stood.
const redaction = "[…]"

// particles join the parts of a name and say nothing of who it is.
var particles = map[string]bool{
	"de": true, "du": true, "des": true, "d": true, "la": true, "le": true, "les": true, "l": true, "et": true, "van": true, "von": true, "der": true, "den": true,
}

// masker hides natural persons. It knows the names that were recognised in the
// supplier column and takes them out of every other text of the ledger too,
// with whatever else reads as a person's name.
type masker struct {
	tables *name.Tables
	pairs  map[string]bool // two folded words of a masked name, or an initial and a word
	n      int
}

func newMasker(t *name.Tables) *masker { return &masker{tables: t, pairs: map[string]bool{}} }

// hide gives the pseudonym of the next person, and remembers the name.
func (m *masker) hide(personName string) string {
	m.learn(personName)
	m.n++
	s := strconv.Itoa(m.n)
	return "P-" + strings.Repeat("0", max(0, 4-len(s))) + s
}

// learn remembers the words of a name that must not be seen: any two of them
// side by side, and an initial beside a word.
func (m *masker) learn(personName string) {
	var words []string
	for _, w := range strings.Fields(name.Fold(personName)) {
		if len(w) > 1 && !particles[w] {
			words = append(words, w)
		}
	}
	for i, a := range words {
		for _, b := range words[i+1:] {
			for _, x := range []string{a, a[:1]} {
				m.pairs[x+" "+b], m.pairs[b+" "+x] = true, true
			}
			m.pairs[a+" "+b[:1]], m.pairs[b[:1]+" "+a] = true, true
		}
	}
}

// token is a word of a text and where it stands.
type token struct {
	from, to int // bytes
	folded   string
}

func tokens(s string) []token {
	var list []token
	from := -1
	end := func(to int) {
		if from >= 0 {
			list = append(list, token{from, to, name.Fold(s[from:to])})
			from = -1
		}
	}
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			if from < 0 {
				from = i
			}
			continue
		}
		end(i)
	}
	end(len(s))
	return list
}

// clean takes every person's name out of s. A text without one comes back as
// it is; a text that is nothing but a name is redacted whole.
func (m *masker) clean(s string) string {
	if s == "" {
		return s
	}
	if m.tables.Person(s) {
		return redaction
	}
	list := tokens(s)
	var b strings.Builder
	done := 0
	for i := 0; i < len(list); i++ {
		last := m.nameFrom(list, i)
		if last < 0 {
			continue
		}
		b.WriteString(s[done:list[i].from])
		b.WriteString(redaction)
		done = list[last].to
		i = last
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// nameFrom tells where a person's name that begins at token i ends, −1 when
// none begins there. Particles inside a name belong to it.
func (m *masker) nameFrom(list []token, i int) int {
	if particles[list[i].folded] {
		return -1
	}
	last := -1
	at := i
	for {
		next := at + 1
		for next < len(list) && next-at <= 3 && particles[list[next].folded] {
			next++
		}
		if next >= len(list) {
			return last
		}
		around := func(k int) string {
			if k < 0 || k >= len(list) {
				return ""
			}
			return list[k].folded
		}
		a, b := list[at].folded, list[next].folded
		if !m.pairs[a+" "+b] && !m.tables.PersonWords(around(i-1), a, b, around(next+1)) {
			return last
		}
		last, at = next, next
	}
}
