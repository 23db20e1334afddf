package ledger

import (
	"strings"

	"jachete/diagnostic/ledger/sheet"
)

// neqPrefix tells ten digits that begin as a Québec enterprise number does.
func neqPrefix(s string) bool {
	if len(s) < 2 {
		return false
	}
	switch s[:2] {
	case "11", "22", "33", "88":
		return true
	}
	return false
}

// identifier gives an identifier as it was before a spreadsheet took it for a
// number: "1143920115.0" and "1.143920115E+09" are 1143920115. damaged tells
// that digits were lost ("1,14E+09") and cannot be recovered.
func identifier(c sheet.Cell) (id string, damaged bool) {
	s := c.Text
	if s == "" || c.Kind == sheet.Error {
		return "", false
	}
	if t, ok := strings.CutSuffix(s, ".0"); ok && digitsOnly(t) {
		return t, false
	}
	if i := strings.IndexAny(s, "eE"); i > 0 && i+1 < len(s) && (s[i+1] == '+' || s[i+1] >= '0' && s[i+1] <= '9') {
		mantissa := strings.ReplaceAll(s[:i], ",", ".")
		if _, frac, _ := strings.Cut(mantissa, "."); digitsOnly(strings.ReplaceAll(mantissa, ".", "")) {
			exp := 0
			for _, d := range []byte(strings.TrimLeft(s[i+1:], "+")) {
				if d < '0' || d > '9' || exp > 99 {
					return s, false
				}
				exp = exp*10 + int(d-'0')
			}
			whole, _, _ := strings.Cut(mantissa, ".")
			if len(whole) == 1 && len(frac) == exp {
				return whole + frac, false
			}
			return s, true
		}
	}
	return s, false
}

// neq gives the ten digits of a Québec enterprise number when the cell holds
// them, else what it holds.
func neq(c sheet.Cell) (id string, damaged bool) {
	id, damaged = identifier(c)
	if damaged {
		return "", true
	}
	compact := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\u202f' || r == '.' {
			return -1
		}
		return r
	}, id)
	if len(compact) == 10 && digitsOnly(compact) {
		return compact, false
	}
	return id, false
}
