// Package recordtest draws records of invented enterprises for tests.
package recordtest

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
)

// Words of invented names, some hostile to spreadsheets and lists. Read only.
var words = []string{
	"Atelier", "Coop", "Ressourcerie", "des", "Trois-Clochers", "l'Érablière", "Fictive", "Inventée", "=1+1", "'Apostrophe", "+Plus", "@Marque",
	"(Parenthèse)", "[Crochet]", "\"Guillemets\"", "Œuvre", "Nord", "Sud", "& Fils", "-Tiret", "1,5", "100%", "Garderie", "a|b", "un;deux",
}

var dates = []string{"2019-01-01", "2020-02-29", "2021-06-15", "2022-12-31", "2023-03-01", "2024-07-04"}

// Text draws a text of a few words without blanks at its ends.
func Text(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, label), " ")
}

// NEQ gives the n-th valid invented enterprise number of a legal person.
func NEQ(n int) string {
	seven := fmt.Sprintf("%07d", 9_000_000+n)
	for d := '0'; d <= '9'; d++ {
		if name.Luhn(seven + string(d)) {
			return "11" + seven + string(d)
		}
	}
	return ""
}

// ID gives the n-th identifier.
func ID(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", n) }

// Record draws one record, number n of its registry.
func Record(t *rapid.T, n int) record.Record {
	maybe := func(label string) bool { return rapid.Bool().Draw(t, label) }
	day := func(label string) string { return rapid.SampledFrom(append([]string{""}, dates...)).Draw(t, label) }
	r := record.Record{ID: ID(n), Names: []record.Name{{Text: Text(t, "legal") + fmt.Sprintf(" %d", n), Kind: record.Legal}}}
	for _, k := range []record.NameKind{record.Other, record.Former, record.French, record.English, record.Acronym} {
		if maybe(string(k)) {
			from, to := day("from"), day("to")
			if from != "" && to != "" && to < from {
				from, to = to, from
			}
			r.Names = append(r.Names, record.Name{Text: Text(t, "other"), Kind: k, From: from, To: to})
		}
	}
	texts := func(to *string, label string) {
		if maybe(label) {
			*to = Text(t, label)
		}
	}
	if maybe("neq") {
		r.NEQ = NEQ(n)
	}
	texts(&r.LegalForm, "form")
	texts(&r.Street, "street")
	texts(&r.City, "city")
	texts(&r.Phone, "phone")
	texts(&r.Web, "web")
	texts(&r.Note, "note")
	if maybe("family") {
		r.Family = rapid.SampledFrom(record.Families()).Draw(t, "family")
	}
	if maybe("postal") {
		r.Postal = "J6S1A1"
	}
	for i, d := range dates {
		if maybe("status") {
			s := record.Status{Standing: rapid.SampledFrom([]record.Standing{record.Candidate, record.Recognised, record.Suspended, record.Withdrawn}).Draw(t, "standing"), From: d}
			if i == 0 {
				s.From = ""
			}
			texts(&s.Reason, "reason")
			r.Statuses = append(r.Statuses, s)
		}
	}
	for _, p := range record.Principles() {
		if maybe("attested") {
			a := record.Attestation{Principle: p}
			texts(&a.Evidence, "evidence")
			if maybe("validated") {
				a.ValidatedBy, a.ValidatedOn = Text(t, "by"), "2024-01-15"
			}
			r.Attestations = append(r.Attestations, a)
		}
	}
	if maybe("categories") {
		r.Categories = []string{"traiteur", Text(t, "own")}
	}
	if maybe("serves") {
		r.Serves = []string{"Roussillon", "*"}
	}
	if maybe("capacity") {
		r.Capacity.Staff = rapid.IntRange(0, 500).Draw(t, "staff")
		r.Capacity.Volume = decimal.NewNullDecimal(decimal.New(int64(rapid.IntRange(0, 1e9).Draw(t, "cents")), -2))
		r.Capacity.References = []string{Text(t, "reference")}
	}
	if maybe("contact") {
		c := record.Contact{Email: "a@exemple.test"}
		texts(&c.Name, "person")
		r.Contacts = []record.Contact{c}
	}
	return r.Normal()
}

// Records draws a registry of a few records.
func Records(t *rapid.T) []record.Record {
	out := make([]record.Record, rapid.IntRange(1, 6).Draw(t, "records"))
	for i := range out {
		out[i] = Record(t, i+1)
	}
	return out
}
