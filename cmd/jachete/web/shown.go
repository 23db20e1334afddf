package web

import (
	"bytes"
	"unicode"
)

// shown takes out of a page what escaping leaves in: signs that turn the
// direction of writing, by which a name can read as another, become "\ufffd", so
// that a reader sees that something stood there; control characters become
// blanks.
func shown(page []byte) []byte {
	if bytes.IndexFunc(page, strange) < 0 {
		return page
	}
	return bytes.Map(func(r rune) rune {
		switch {
		case !strange(r):
			return r
		case r == '\r': // browsers end lines with two signs
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return '\ufffd'
	}, page)
}

// strange tells a sign that no page shows.
func strange(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}
