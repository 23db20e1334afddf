package name

// Luhn tells whether a string of digits passes the mod 10 check, its last
// digit being the check digit. Any other character fails.
func Luhn(digits string) bool {
	sum := 0
	for i := len(digits) - 1; i >= 0; i-- {
		c := digits[i]
		if c < '0' || c > '9' {
			return false
		}
		d := int(c - '0')
		if (len(digits)-1-i)%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return len(digits) > 0 && sum%10 == 0
}

// Digits keeps the digits of s. A number that a spreadsheet kept as a float
// ("1143019660.0", "1,14301966E9") is read back when it is whole.
func Digits(s string) string {
	if w, ok := wholeFloat(s); ok {
		return w
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// wholeFloat reads "123.0", "123,00" and "1.23E+02" exactly; it gives up on
// anything else.
func wholeFloat(s string) (string, bool) {
	var whole, frac []byte
	i, point := 0, false
	for ; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			if point {
				frac = append(frac, c)
			} else {
				whole = append(whole, c)
			}
			continue
		}
		if (c == '.' || c == ',') && !point && len(whole) > 0 {
			point = true
			continue
		}
		break
	}
	exp := 0
	if i < len(s) {
		if s[i] != 'e' && s[i] != 'E' || len(whole) == 0 {
			return "", false
		}
		i++
		if i < len(s) && s[i] == '+' {
			i++
		}
		if i >= len(s) {
			return "", false
		}
		for ; i < len(s); i++ {
			if s[i] < '0' || s[i] > '9' || exp > 20 {
				return "", false
			}
			exp = exp*10 + int(s[i]-'0')
		}
	} else if !point {
		return "", false
	}
	if exp > 20 {
		return "", false
	}
	for ; exp > 0; exp-- {
		d := byte('0')
		if len(frac) > 0 {
			d, frac = frac[0], frac[1:]
		}
		whole = append(whole, d)
	}
	for _, d := range frac {
		if d != '0' {
			return "", false
		}
	}
	return string(whole), len(whole) > 0
}

// NEQState is what can be said of a Québec enterprise number.
type NEQState string

// The states: a number whose check fails is probably mistyped, but the check
// is measured, not official, so it is a warning and not a refusal. A number of
// another length or prefix is none.
const (
	NEQAbsent   NEQState = "absent"
	NEQValid    NEQState = "valid"
	NEQBadCheck NEQState = "bad_check"
	NEQInvalid  NEQState = "invalid"
)

// NEQ reads a Québec enterprise number (numéro d'entreprise du Québec): ten
// digits, prefix 11 (legal person), 22 (natural person), 33 (partnership,
// association) or 88 (public body), the last eight passing [Luhn]. The digits
// are returned unless the state is absent or invalid. Source: 13,344 of 13,344
// real numbers measured.
func NEQ(s string) (string, NEQState) {
	d := Digits(s)
	if d == "" {
		return "", NEQAbsent
	}
	if len(d) != 10 {
		return "", NEQInvalid
	}
	switch d[:2] {
	case "11", "22", "33", "88":
	default:
		return "", NEQInvalid
	}
	if !Luhn(d[2:]) {
		return d, NEQBadCheck
	}
	return d, NEQValid
}

// BN reads the nine-digit root of a federal business number, GST number or
// charity number ("123456782RT0001"). ok is false when there are not nine
// digits in front or the root fails [Luhn]; root is then "" or, for a failed
// check, the nine digits as written.
func BN(s string) (root string, ok bool) {
	if w, whole := wholeFloat(s); whole {
		s = w
	}
	var d []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			d = append(d, c)
			continue
		}
		if c != ' ' && c != '-' && len(d) >= 9 {
			break // the program account: RT0001, RR0001
		}
	}
	if len(d) < 9 || len(d) > 9 && len(d) != 13 && len(d) != 15 {
		return "", false
	}
	root = string(d[:9])
	return root, Luhn(root)
}

// QST reads a Québec sales tax number: ten digits, then TQ and four digits,
// which may be missing. It returns the ten digits, or "".
func QST(s string) string {
	if w, whole := wholeFloat(s); whole {
		s = w
	}
	var d []byte
	for i := 0; i < len(s) && len(d) < 14; i++ {
		if s[i] >= '0' && s[i] <= '9' {
			d = append(d, s[i])
		} else if (s[i] == 'T' || s[i] == 't') && len(d) == 10 {
			break
		}
	}
	if len(d) != 10 && len(d) != 14 {
		return ""
	}
	return string(d[:10])
}

// Postal puts a postal code in capitals without blanks: "J6S1A1", "NP201FS".
func Postal(s string) string {
	b := make([]byte, 0, 8)
	for i := 0; i < len(s) && len(b) < 10; i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z':
			b = append(b, c-'a'+'A')
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			b = append(b, c)
		}
	}
	return string(b)
}
