package name

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWords bounds what is read of one name: a hostile name of ten thousand
// words costs no more than a long honest one.
const maxWords = 64

// maxRunes bounds the characters read of one name.
const maxRunes = 1000

// Separators between words, weakest first; the strongest met before a word is
// kept with it.
const (
	sepNone  = 0
	sepBlank = ' '
	sepDot   = '.'
	sepApos  = '\''
	sepTight = '-' // hyphen without blanks
	sepSlash = '/'
	sepAnd   = '&'
	sepComma = ','
	sepDash  = '_' // dash with blanks, colon, bar: two halves of a name
	sepOpen  = '('
	sepClose = ')'
)

// raw is a word as written: its place in the folded text and what stood
// before it.
type raw struct {
	from, to int
	sep      byte
	closed   bool // a parenthesis was closed before it, whatever sep says
}

// scan folds s into buf and lists its words. The folded text is that of
// [Fold]; the separators are what folding forgets.
func scan(s string, buf []byte, words []raw) ([]byte, []raw) {
	sep, start, blankBefore, closed := byte(sepNone), -1, false, false
	flush := func() {
		if start >= 0 {
			words = append(words, raw{start, len(buf), sep, closed})
			start, sep, closed = -1, sepNone, false
		}
	}
	put := func(c byte) {
		if start < 0 {
			if len(buf) > 0 {
				buf = append(buf, ' ')
			}
			start = len(buf)
		}
		buf = append(buf, c)
		blankBefore = false
	}
	note := func(c byte) {
		flush()
		if rank(c) > rank(sep) {
			sep = c
		}
	}
	runes := 0
	for i := 0; i < len(s) && len(words) < maxWords && runes < maxRunes; runes++ {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
				put(c)
			case c >= 'A' && c <= 'Z':
				put(c + 'a' - 'A')
			case c == '&':
				flush()
				put('e')
				put('t')
				words = append(words, raw{start, len(buf), sepAnd, closed})
				start, sep, closed = -1, sepNone, false
			case c == ' ' || c == '\t' || c == '\n' || c == '\r':
				note(sepBlank)
				blankBefore = true
				continue
			case c == '.':
				note(sepDot)
			case c == '\'' || c == '`':
				note(sepApos)
			case c == '/':
				note(sepSlash)
			case c == ',' || c == ';':
				note(sepComma)
			case c == '(' || c == '[' || c == '{':
				note(sepOpen)
			case c == ')' || c == ']' || c == '}':
				note(sepClose)
				closed = true
			case c == ':' || c == '|':
				note(sepDash)
			case c == '-':
				if blankBefore && i < len(s) && s[i] == ' ' {
					note(sepDash)
				} else {
					note(sepTight)
				}
			default:
				note(sepBlank)
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if r >= 0xc0 && r < 0x180 {
			if t := latin[r-0xc0]; t != "" {
				for j := 0; j < len(t); j++ {
					put(t[j])
				}
				continue
			}
		}
		switch r {
		case '’', '‘', 'ʼ', '´':
			note(sepApos)
			continue
		case '–', '—':
			note(sepDash)
			continue
		case '\u00a0', '\u202f':
			note(sepBlank)
			blankBefore = true
			continue
		case '‐', '‑':
			note(sepTight)
			continue
		case utf8.RuneError:
			note(sepBlank)
			continue
		}
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		// Any other script: decompose this one rune as Fold does.
		var tmp [64]byte
		for _, d := range string(norm.NFKD.AppendString(tmp[:0], string(r))) {
			switch {
			case unicode.Is(unicode.Mn, d):
			case d == 'œ' || d == 'Œ':
				put('o')
				put('e')
			case d == 'æ' || d == 'Æ':
				put('a')
				put('e')
			case unicode.IsLetter(d) || unicode.IsDigit(d):
				l := utf8.AppendRune(nil, unicode.ToLower(d))
				for _, b := range l {
					put(b)
				}
			default:
				note(sepBlank)
			}
		}
	}
	flush()
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	return buf, words
}

func rank(c byte) int {
	switch c {
	case sepNone:
		return 0
	case sepBlank:
		return 1
	case sepDot:
		return 2
	case sepTight:
		return 3
	case sepApos:
		return 4
	case sepSlash:
		return 5
	case sepComma:
		return 6
	case sepDash:
		return 7
	case sepClose:
		return 8
	case sepOpen:
		return 9
	}
	return 0
}

// latin holds the folding of the Latin letters U+00C0–U+017F, computed from
// the same rule as Fold. Read only.
var latin = func() (t [0x180 - 0xc0]string) {
	for r := rune(0xc0); r < 0x180; r++ {
		if unicode.IsLetter(r) {
			t[r-0xc0] = Fold(string(r))
		}
	}
	return t
}()
