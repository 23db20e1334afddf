// Package name reads names of enterprises as Québec writes them: folding,
// words, legal forms, abbreviations, identifiers, and whether a name is that
// of a natural person.
//
// It is pure and knows no registry. Tables come from `templates/policy`; the
// package holds none of its own. Start with [Fold].
package name

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldVersion changes whenever [Fold] would give another result for some
// input; keys stored with a folded name carry it.
const FoldVersion = "2"

// Fold returns the name in lower case without accents, with every sign that is
// neither letter nor digit turned into one blank, "&" read as "et", and no
// blank at the ends. Apostrophes and hyphens separate words.
func Fold(s string) string {
	if ascii(s) {
		return foldASCII(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'œ' || r == 'Œ':
			write(&b, &blank, "oe")
		case r == 'æ' || r == 'Æ':
			write(&b, &blank, "ae")
		case r == 'ß':
			write(&b, &blank, "ss")
		case r == '&':
			blank = true
			write(&b, &blank, "et")
			blank = true
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			write(&b, &blank, string(unicode.ToLower(r)))
		default:
			blank = true
		}
	}
	return b.String()
}

func write(b *strings.Builder, blank *bool, s string) {
	if *blank && b.Len() > 0 {
		b.WriteByte(' ')
	}
	*blank = false
	b.WriteString(s)
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func foldASCII(s string) string {
	b := make([]byte, 0, len(s)+4)
	blank := false
	put := func(c byte) {
		if blank && len(b) > 0 {
			b = append(b, ' ')
		}
		blank = false
		b = append(b, c)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			put(c + 'a' - 'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			put(c)
		case c == '&':
			blank = true
			put('e')
			put('t')
			blank = true
		default:
			blank = true
		}
	}
	return string(b)
}
