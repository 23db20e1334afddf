package diagnostic

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"jachete/diagnostic/ledger"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// Pseudonym gives the name under which a natural person is kept; folded is the
// person's name without case or accents.
type Pseudonym func(folded string) string

// KeyedPseudonym names persons by a keyed digest of their name ("P-7F3A91C2"):
// the same name gives the same pseudonym, and who has not the key cannot find a
// name by trying.
func KeyedPseudonym(key []byte) Pseudonym {
	return func(folded string) string {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(folded))
		return "P-" + strings.ToUpper(hex.EncodeToString(h.Sum(nil)[:4]))
	}
}

// MaskBook takes the names of natural persons out of a ledger before it is kept,
// and marks their lines (ledger.Line.Person). Identifiers stay: one who sells
// under an enterprise number is still found by it. Every text of the ledger is
// cleaned. It returns how many different persons there are.
func MaskBook(book *ledger.Ledger, tables *name.Tables, pseudonym Pseudonym) int {
	m := newMasker(tables)
	person := map[string]string{} // spelling → pseudonym, "" = no person
	for s := range book.Lines.Suppliers() {
		if _, met := person[s]; met {
			continue
		}
		person[s] = ""
		if tables.Person(s) {
			m.learn(s)
			person[s] = pseudonym(name.Fold(s))
		}
	}
	met := map[string]bool{}
	clean := m.remembered()
	lines := book.Lines.Slice()
	for i := range lines {
		l := &lines[i]
		if p := person[l.Supplier]; p != "" {
			met[p] = true
			l.Supplier, l.Person = p, true
			// They would tell who the person is.
			l.SupplierNo, l.Description, l.Invoice, l.City, l.Postal = "", "", "", "", ""
			l.Phone, l.Domain, l.Registered = "", "", ""
		}
		l.Description, l.Invoice, l.Account, l.Payment = clean(l.Description), clean(l.Invoice), clean(l.Account), clean(l.Payment)
	}
	book.Lines = ledger.LinesOf(lines)
	for i := range book.Asides {
		book.Asides[i].Text = clean(book.Asides[i].Text)
	}
	for t := range book.Tables {
		for i := range book.Tables[t].Totals {
			book.Tables[t].Totals[i].Label = clean(book.Tables[t].Totals[i].Label)
		}
	}
	book.Warnings = cleanFaults(book.Warnings, clean)
	return len(met)
}

// remembered is clean that looks at each different text once.
func (m *masker) remembered() func(string) string {
	seen := map[string]string{}
	return func(s string) string {
		if s == "" {
			return ""
		}
		c, ok := seen[s]
		if !ok {
			c = m.clean(s)
			seen[s] = c
		}
		return c
	}
}

// cleanFaults cleans the values that faults show; the faults given are not
// changed.
func cleanFaults(list []*message.Fault, clean func(string) string) []*message.Fault {
	out := make([]*message.Fault, len(list))
	for i, f := range list {
		cp := *f
		cp.Args = make(map[string]string, len(f.Args))
		for k, v := range f.Args {
			cp.Args[k] = clean(v)
		}
		out[i] = &cp
	}
	return out
}
