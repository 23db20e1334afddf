package ledger

import (
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet"
)

// micro is an amount in millionths of a dollar. Cells hold cents; the further
// digits keep what a file states beyond them, so that the sum is the file's own.
type micro int64

const (
	microsPerDollar = 1_000_000
	microsPerCent   = 10_000
	// No line of a municipality reaches a trillion dollars: a larger number is an
	// identifier in the wrong column, or damage.
	largestAmount = 1_000_000_000_000 * microsPerDollar
)

func (m micro) decimal() decimal.Decimal {
	if m%microsPerCent == 0 {
		return decimal.New(int64(m/microsPerCent), -2)
	}
	return decimal.New(int64(m), -6)
}

func (m micro) fraction() bool { return m%microsPerCent != 0 }

// total adds many micros without overflow.
type total struct{ dollars, rest int64 }

func (t *total) add(m micro) {
	t.dollars += int64(m) / microsPerDollar
	t.rest += int64(m) % microsPerDollar
}

func (t total) decimal() decimal.Decimal {
	d := decimal.New(t.dollars, 0).Add(decimal.New(t.rest, -6))
	if r := d.Round(2); r.Equal(d) {
		return r
	}
	return d
}

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

// separators counts, over a column, which sign stands before decimals.
type separators struct{ comma, point, unclear int }

// see counts one text cell.
func (s *separators) see(text string) {
	if i := strings.LastIndexAny(text, ",."); i > 0 && len(text)-i == 3 && strings.IndexAny(text, ",.") == i && plainNumber(text) {
		if text[i] == ',' { // the usual two decimals
			s.comma++
		} else {
			s.point++
		}
		return
	}
	core, _, _, ok := core(text)
	if !ok {
		return
	}
	commas, points := strings.Count(core, ","), strings.Count(core, ".")
	switch {
	case commas == 0 && points == 0:
	case commas > 0 && points > 0:
		if strings.LastIndexByte(core, ',') > strings.LastIndexByte(core, '.') {
			s.comma++
		} else {
			s.point++
		}
	case commas > 1:
		s.point++ // commas in groups: they part thousands
	case points > 1:
		s.comma++
	case unclearSeparator(core):
		s.unclear++
	case commas == 1:
		s.comma++
	default:
		s.point++
	}
}

// decimal gives the column's decimal sign, 0 when nothing tells.
func (s *separators) decimal() byte {
	switch {
	case s.comma > s.point:
		return ','
	case s.point > s.comma:
		return '.'
	}
	return 0
}

// unclearSeparator tells "1,234" and "1.234": one separator before exactly
// three digits.
func unclearSeparator(core string) bool {
	i := strings.IndexAny(core, ",.")
	if i < 1 || len(core)-i-1 != 3 || core[0] == '0' {
		return false
	}
	digits := 0
	for _, c := range []byte(core[:i]) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return digits <= 3 && digits == i
}

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
