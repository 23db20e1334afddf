package message

import (
	"strings"
	"unicode"
)

// Plain makes a text out of an uploaded file safe to show on a line: what
// controls a terminal becomes a blank, signs without a shape go, and those that
// turn the direction of writing, which can make a text read as another, become
// "\ufffd" so that a reader sees that something stood there.
func Plain(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return '\ufffd'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

// isPlain tells a text of ordinary signs, which most are.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// shown are the values of a fault as they may be printed.
func (f *Fault) shown() []string {
	args := make([]string, 0, 2*len(f.Args))
	for k, v := range f.Args {
		args = append(args, k, Plain(v))
	}
	return args
}
