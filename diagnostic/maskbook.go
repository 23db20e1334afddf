package diagnostic

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"jachete/diagnostic/ledger"
	"jachete/scoring/name"
	"jachete/scoring/share"
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
// cleaned; of what is taken out, the words stay that the rules of classes and
// categories ask about (clues, null = none), so that what is kept is measured as
// the file is. It returns how many different persons there are.
func MaskBook(book *ledger.Ledger, tables *name.Tables, pseudonym Pseudonym, clues *share.Clues) int {
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
	clean := eachOnce(m.clean)
	said := eachOnce(func(s string) string { return m.said(s, clues) })
	account := eachOnce(func(s string) string {
		if strings.ContainsFunc(s, unicode.IsDigit) { // a code, which says more than its words
			return m.clean(s)
		}
		return m.said(s, clues)
	})
	told := eachOnce(func(s string) string { return m.told(s, clues) })
	lines := book.Lines.Slice()
	for i := range lines {
		l := &lines[i]
		if p := person[l.Supplier]; p != "" {
			met[p] = true
			l.Supplier, l.Person = p, true
			// They would tell who the person is.
			l.SupplierNo, l.Description, l.Invoice, l.City, l.Postal = "", told(l.Description), "", "", ""
			l.Phone, l.Domain, l.Registered = "", "", ""
		} else {
			l.Description = said(l.Description)
		}
		l.Invoice, l.Account, l.Payment = clean(l.Invoice), account(l.Account), clean(l.Payment)
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

// eachOnce is a cleaning that looks at each different text once.
func eachOnce(clean func(string) string) func(string) string {
	seen := map[string]string{}
	return func(s string) string {
		if s == "" {
			return ""
		}
		c, ok := seen[s]
		if !ok {
			c = clean(s)
			seen[s] = c
		}
		return c
	}
}

// told is what may be kept of a text that is about a person: its clues, less any
// name.
func (m *masker) told(s string, clues *share.Clues) string {
	if clues == nil {
		return ""
	}
	kept := clues.Of(name.Fold(s))
	words := strings.Fields(kept)
	for i := 1; i < len(words); i++ {
		if m.pairs[words[i-1]+" "+words[i]] {
			return ""
		}
	}
	return kept
}

// said is a text without the names in it. One that would no longer say the same
// to the rules (a title that merely looks like a name, "Legal Services") is kept
// as its clues.
func (m *masker) said(s string, clues *share.Clues) string {
	c := m.clean(s)
	if c == s || clues == nil || clues.Of(name.Fold(s)) == clues.Of(name.Fold(c)) {
		return c
	}
	if kept := m.told(s, clues); kept != "" {
		return kept
	}
	return redaction
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
