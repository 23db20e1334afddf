package ledger

import (
	"strings"
	"unicode/utf8"
)

// marks are what may stand before or behind the digits; the value says what it
// does to the sign.
var marks = []struct {
	text     string
	negative bool
}{
	{"cad", false},
	{"can", false},
	{"usd", false},
	{"gbp", false},
	{"eur", false},
	{"ca", false},
	{"us", false},
	{"c", false},
	{"dr", false},
	{"db", false},
	{"dt", false},
	{"cr", true},
	{"ct", true},
}

// core takes signs, brackets and money off an amount. dash tells the "-" that
// accounting formats print for zero. ok is false when what is left holds
// anything but digits and separators.
func core(text string) (s string, negative, dash, ok bool) {
	if len(text) > 64 || manyLetters(text) {
		return "", false, false, false
	}
	s = plainSpaces(text)
	if s == "" {
		return "", false, false, false
	}
	if s[0] == '(' && s[len(s)-1] == ')' {
		s, negative = strings.TrimSpace(s[1:len(s)-1]), true
	}
	signs := 0
	for {
		before := len(s)
		s = strings.Trim(s, " $")
		for _, m := range []string{"£", "€"} {
			s = strings.TrimSuffix(strings.TrimPrefix(s, m), m)
		}
		for _, m := range []string{"-", "\u2212", "\u2013"} {
			if t, found := strings.CutPrefix(s, m); found {
				s, negative = t, true
				signs++
			} else if t, found := strings.CutSuffix(s, m); found {
				s, negative = t, true
				signs++
			}
		}
		if t, found := strings.CutPrefix(s, "+"); found {
			s = t
			signs++
		}
		for _, m := range marks {
			if t, found := cutMark(s, m.text); found {
				s = t
				if m.negative {
					negative = true
					signs++
				}
			}
		}
		if s != "" && s[0] == '(' && s[len(s)-1] == ')' && signs == 0 {
			s, negative = s[1:len(s)-1], true
			signs++
		}
		if len(s) == before {
			break
		}
	}
	if signs > 1 {
		return "", false, false, false
	}
	s = closeUp(s)
	if s == "" {
		return "", false, signs == 1 && !strings.ContainsAny(text, "()+cCdD"), false
	}
	seen := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			seen = true
		case c == ' ', c == ',', c == '.', c == '\'':
		case (c == 'e' || c == 'E') && seen && i+1 < len(s):
		case (c == '-' || c == '+') && i > 0 && (s[i-1]|0x20) == 'e':
		default:
			return "", false, false, false
		}
	}
	return s, negative, false, seen
}

// manyLetters tells a text with more letters than any sign of money has: a
// name, most often.
func manyLetters(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			if n++; n > 8 {
				return true
			}
		}
	}
	return false
}

// closeUp takes out the blank someone typed behind a separator: "123, 400".
func closeUp(s string) string {
	for _, m := range []string{", ", ". "} {
		if strings.Contains(s, m) {
			s = strings.ReplaceAll(s, m, m[:1])
		}
	}
	return s
}

// cutMark takes a mark off either end, whatever its case, when no letter
// touches it.
func cutMark(s, mark string) (string, bool) {
	n := len(mark)
	if len(s) <= n {
		return s, false
	}
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	if strings.EqualFold(s[:n], mark) && !letter(s[n]) {
		return s[n:], true
	}
	if strings.EqualFold(s[len(s)-n:], mark) && !letter(s[len(s)-n-1]) {
		return s[:len(s)-n], true
	}
	return s, false
}

// plainSpaces turns every kind of blank into an ordinary one and the
// typographic apostrophe into a plain one.
func plainSpaces(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] == '\t' || s[i] == '\n' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u2019':
			return '\''
		case r == '\u00ad', r == '\u200b', r == '\ufeff', r == '\u2060':
			return -1
		case r == '\t', r == '\n', r == '\r', r == '\u00a0', r >= '\u2000' && r <= '\u200a', r == '\u202f', r == '\u205f', r == '\u3000':
			return ' '
		}
		return r
	}, s))
}
