package registry

import (
	"strings"

	"github.com/shopspring/decimal"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// What follows lends the reading of single cells and headers to the import of
// the Pôle's own workbook (intake), so that both read alike.

// CivilDate reads a date as "2024-06-01"; a year alone is its first day or, for
// an end, its last. A date that reads two ways ("03/04/2024") is refused.
func CivilDate(s string, end bool) (string, bool) { return civilDate(s, end) }

// Dollars reads a stated amount: "250 000 $", "250 k$", "1,2 M$".
func Dollars(s string) (decimal.Decimal, bool) { return statedDollars(strings.TrimSpace(s)) }

// List cuts a cell that holds several values at semicolons, bars and line ends.
func List(s string) []string { return split(s) }

// Served reads a cell of MRC served; "*" is everywhere.
func Served(s string) []string { return serves(s) }

// Family reads the legal family from the form as written, else from the name.
func Family(form, legal string) string { return familyOf(form, legal) }

// Words read what a registry writes for an activity as a category of the policy.
type Words struct{ r reader }

// NewWords prepares the words of a policy's categories.
func NewWords(list []policy.Category) *Words {
	return &Words{reader{words: categoryWords(list)}}
}

// Categories reads a cell of activities: identifiers of the policy where its
// words are known, and which words are not.
func (w *Words) Categories(cell string) (all, unknown []string) {
	all = w.r.categories(cell)
	for _, c := range all {
		if _, ok := w.r.words[name.Fold(c)]; !ok {
			unknown = append(unknown, c)
		}
	}
	return all, unknown
}

// Headers recognise what a column of a registry is called.
type Headers struct{ s synonyms }

// NewHeaders prepares the synonyms of a policy.
func NewHeaders(list []policy.HeaderField) *Headers { return &Headers{compile(list)} }

// Field gives the field that a header names ("neq", "city", "from"...), "" for
// none.
func (h *Headers) Field(header string) string { return h.s.field(header) }
