package diagnostic

import (
	"strconv"
	"strings"

	"jachete/scoring/name"
)

// redaction stands in a text where the name of a natural person stood.
const redaction = "[…]"

// masker hides natural persons. It knows the names that were recognised in the
// supplier column and takes them out of every other text of the ledger too.
type masker struct {
	pairs map[string]bool // two neighbouring folded words of a masked name, both orders
	n     int
}

func newMasker() *masker { return &masker{pairs: map[string]bool{}} }

// hide gives the pseudonym of the next person, and remembers the name's words.
func (m *masker) hide(personName string) string {
	m.learn(personName)
	m.n++
	s := strconv.Itoa(m.n)
	return "P-" + strings.Repeat("0", max(0, 4-len(s))) + s
}

// learn remembers the words of a name that must not be seen.
func (m *masker) learn(personName string) {
	words := strings.Fields(name.Fold(personName))
	for i, a := range words {
		for _, b := range words[i+1:] {
			if len(a) > 1 && len(b) > 1 {
				m.pairs[a+" "+b] = true
				m.pairs[b+" "+a] = true
			}
		}
	}
}

// clean replaces every masked name in s. A text without one comes back as it is.
func (m *masker) clean(s string) string {
	if s == "" || len(m.pairs) == 0 {
		return s
	}
	words := strings.Fields(s)
	hit := false
	out := words[:0:0]
	for i := 0; i < len(words); i++ {
		if i+1 < len(words) && m.pairs[name.Fold(words[i])+" "+name.Fold(words[i+1])] {
			// Take the whole run of words that belong to the name.
			j := i + 1
			for j+1 < len(words) && m.pairs[name.Fold(words[j])+" "+name.Fold(words[j+1])] {
				j++
			}
			out = append(out, redaction)
			i = j
			hit = true
			continue
		}
		out = append(out, words[i])
	}
	if !hit {
		return s
	}
	return strings.Join(out, " ")
}
