package ledger

import (
	"strings"

	"jachete/diagnostic/ledger/sheet"
)

// reading is what an amount cell says.
type reading uint8

const (
	noAmount  reading = iota // blank, or a word for nothing
	goodAmt                  // a number
	badAmt                   // something else
	unclear                  // a number whose only separator may be for thousands or decimals
	tooLarge                 // a number no ledger holds, or damaged by an exponent
	noFormula                // a formula without a saved result
)

// parseAmount reads an amount cell. point is the decimal sign of the column
// (',', '.' or 0); a cell that is clear by itself does not need it.
func parseAmount(c sheet.Cell, point byte) (micro, reading) {
	switch c.Kind {
	case sheet.Blank:
		return 0, noAmount
	case sheet.Uncomputed:
		return 0, noFormula
	case sheet.Number:
		return digits(c.Text, false, '.')
	case sheet.Text:
	default:
		return 0, badAmt
	}
	if v, ok := plainAmount(c.Text, point); ok {
		return v, goodAmt
	}
	core, negative, dash, ok := core(c.Text)
	if dash {
		return 0, goodAmt
	}
	if !ok {
		return 0, badAmt
	}
	if strings.ContainsAny(core, "eE") {
		return scientific(core, negative)
	}
	decimal := byte(0)
	comma, dot := strings.LastIndexByte(core, ','), strings.LastIndexByte(core, '.')
	unsure := false
	switch {
	case comma >= 0 && dot >= 0:
		decimal = '.'
		if comma > dot {
			decimal = ','
		}
	case comma < 0 && dot < 0:
	default:
		sign := core[max(comma, dot)]
		switch {
		case strings.Count(core, string(sign)) > 1:
		case !unclearSeparator(core):
			decimal = sign
		case point == sign:
			decimal = sign
		case point == 0:
			unsure = true
		}
	}
	v, r := digits(core, negative, decimal)
	if r == goodAmt && unsure {
		r = unclear
	}
	return v, r
}

// plainAmount is the quick way for "-1234,56": digits and one clear separator
// at most. ok is false for anything else, which is not to say it is no amount.
func plainAmount(s string, point byte) (v micro, ok bool) {
	negative := false
	if s != "" && s[0] == '-' {
		negative, s = true, s[1:]
	}
	if s == "" || len(s) > 12 {
		return 0, false
	}
	var n int64
	at, sign := -1, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
		case (c == '.' || c == ',') && at < 0 && i > 0:
			at, sign = i, c
		default:
			return 0, false
		}
	}
	frac := 0
	if at >= 0 {
		if frac = len(s) - at - 1; frac == 0 || frac > 6 || frac == 3 && sign != point {
			return 0, false
		}
	}
	for ; frac < 6; frac++ {
		n *= 10
	}
	if negative {
		n = -n
	}
	return micro(n), true
}

// digits reads digits with thousands in groups of three and one decimal sign.
func digits(s string, negative bool, decimal byte) (micro, reading) {
	if strings.HasPrefix(s, "-") { // a workbook's own number
		negative, s = !negative, s[1:]
	}
	whole, frac := s, ""
	if decimal != 0 {
		if i := strings.IndexByte(s, decimal); i >= 0 {
			whole, frac = s[:i], s[i+1:]
		}
	}
	n, ok := wholePart(whole)
	if !ok {
		return 0, badAmt
	}
	if n > largestAmount/microsPerDollar {
		return 0, tooLarge
	}
	f, up, ok := fraction(frac)
	if !ok || whole == "" && frac == "" {
		return 0, badAmt
	}
	v := n*microsPerDollar + f
	if up {
		v++
	}
	v = cleanTail(v, len(frac))
	if negative {
		v = -v
	}
	return micro(v), goodAmt
}

// cleanTail takes off what binary arithmetic leaves behind the cents: a cell
// with many digits that lies within two millionths of a cent is that cent.
func cleanTail(v int64, places int) int64 {
	if places <= 6 {
		return v
	}
	switch rest := v % microsPerCent; {
	case rest <= 2:
		return v - rest
	case rest >= microsPerCent-2:
		return v - rest + microsPerCent
	}
	return v
}

// wholePart reads "1234", "1 234", "1,234", "1'234". Groups after the first
// hold exactly three digits.
func wholePart(s string) (int64, bool) {
	var n int64
	group, groups := 0, 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			if n <= largestAmount/microsPerDollar { // past it, the caller says too large
				n = n*10 + int64(c-'0')
			}
			group++
			continue
		}
		if c != ' ' && c != ',' && c != '.' && c != '\'' || group == 0 || groups == 0 && group > 3 || groups > 0 && group != 3 {
			return 0, false
		}
		groups++
		group = 0
	}
	return n, groups == 0 || group == 3
}

// fraction reads decimals to the millionth; up tells to round away from zero.
func fraction(s string) (f int64, up, ok bool) {
	scale := int64(microsPerDollar / 10)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false, false
		}
		f += int64(c-'0') * scale
		if i == 6 {
			up = c >= '5'
		}
		scale /= 10
	}
	return f, up, true
}

// scientific reads "1.13E-13", which is nothing, and "1.234567E+06" when every
// digit is there; anything else has lost digits.
func scientific(core string, negative bool) (micro, reading) {
	mantissa, exp, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(core), ",", "."), "e")
	minus := strings.HasPrefix(exp, "-")
	exp = strings.TrimLeft(strings.TrimLeft(exp, "+-"), "0")
	if len(exp) > 3 || strings.ContainsAny(exp, ".e+- ") {
		return 0, tooLarge
	}
	n := 0
	for _, c := range []byte(exp) {
		if c < '0' || c > '9' {
			return 0, badAmt
		}
		n = n*10 + int(c-'0')
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	if _, ok := wholePart(whole); !ok || len(whole) != 1 {
		return 0, badAmt
	}
	if _, _, ok := fraction(frac); !ok {
		return 0, badAmt
	}
	if minus {
		zeros := strings.Repeat("0", n)
		s := zeros + whole
		return digits(s[:len(s)-n]+"."+s[len(s)-n:]+frac, negative, '.')
	}
	if len(frac) < n || n > 12 {
		return 0, tooLarge
	}
	return digits(whole+frac[:n]+"."+frac[n:], negative, '.')
}
