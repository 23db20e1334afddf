package ledger

import (
	"strings"
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
