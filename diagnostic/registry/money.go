package registry

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// mostStated is the largest amount an enterprise may state, dollars.
var mostStated = decimal.New(1, 12)

// money reads a stated amount; one that cannot be read is warned of and left
// unknown: it never refuses a registry.
func (r *reader) money(row sheet.Row, field string) decimal.NullDecimal {
	raw := strings.TrimSpace(r.get(row, field))
	if raw == "" {
		return decimal.NullDecimal{}
	}
	d, ok := statedDollars(raw)
	if !ok {
		r.warn("registry.amount", message.Place{File: r.ed.File, Sheet: r.ed.Sheet, Cell: r.place(row.N, field).Cell}, "value", short(raw), "name", short(r.get(row, fieldName)))
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(d)
}

var (
	stated    = regexp.MustCompile(`^(\d{1,15})(?:[.,](\d{1,15}))?(k|m)?$`)
	thousands = regexp.MustCompile(`^\d{1,3}([.,]\d{3})+$`)
)

// statedDollars reads "250 000 $", "250000.00", "1 200 000,50", "250 k$" and
// "1,2 M$". A sign followed by exactly three digits separates thousands, unless
// a multiple follows: nobody states tenths of a cent.
func statedDollars(s string) (decimal.Decimal, bool) {
	if len(s) > 40 {
		return decimal.Decimal{}, false
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '\u2009', '$', '\'':
			return -1
		}
		return r
	}, strings.ToLower(s))
	s = strings.TrimSuffix(strings.TrimPrefix(s, "cad"), "cad")
	if thousands.MatchString(s) {
		s = strings.NewReplacer(",", "", ".", "").Replace(s)
	}
	m := stated.FindStringSubmatch(s)
	if m == nil {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(m[1] + "." + m[2] + "0")
	if err != nil {
		return decimal.Decimal{}, false
	}
	switch m[3] {
	case "k":
		d = d.Shift(3)
	case "m":
		d = d.Shift(6)
	}
	d = d.Round(2)
	return d, d.LessThanOrEqual(mostStated)
}
