// Package registry holds the enterprises of the social economy (ÉÉS): their
// names, identifiers, place, offer, and from when to when they are recognised.
// The registry kept by the Pôle is the truth; legal form is not membership.
//
// It reads a registry from a file and checks it; it does not match names
// (scoring/match) and does not advise. Start with [Read].
package registry

import (
	"github.com/shopspring/decimal"

	"jachete/templates/message"
)

// Entry is one enterprise.
type Entry struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	OtherNames []string `json:"other_names,omitempty"`
	NEQ        string   `json:"neq,omitempty"`
	BN         string   `json:"bn,omitempty"` // nine-digit root
	QST        string   `json:"qst,omitempty"`
	// Charity is the nine-digit root of a number of registered charity.
	Charity string `json:"charity,omitempty"`
	// Registered is a number of another register, without a check of its own.
	Registered string `json:"registered_no,omitempty"`
	Phone      string `json:"phone,omitempty"`      // ten digits
	Domain     string `json:"domain,omitempty"`     // of its site or else of its e-mail
	LegalForm  string `json:"legal_form,omitempty"` // as written
	Family     string `json:"family,omitempty"`     // npo, coop, coop_solidarity, mutual, ...
	City       string `json:"city,omitempty"`
	Postal     string `json:"postal,omitempty"` // "J6S1A1"
	MRC        string `json:"mrc,omitempty"`
	// Categories are policy category identifiers when recognised, else the
	// registry's own words.
	Categories []string `json:"categories,omitempty"`
	// Serves are the MRC served; "*" means everywhere.
	Serves []string `json:"serves,omitempty"`
	// From and To bound recognition, civil dates "2024-06-01", "" = unbounded.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Spans are the stretches of recognition where one is not enough (recognised,
	// suspended, recognised again), by From, not overlapping; From and To are then
	// the ends of the whole. nil: From and To say all.
	Spans []Span `json:"spans,omitempty"`
	// Capacity is what it says it can supply in a year, Revenue what it earns in
	// one, dollars; null when not stated or not readable.
	Capacity decimal.NullDecimal `json:"capacity"`
	Revenue  decimal.NullDecimal `json:"revenue"`
	// Row is the row of the file it came from, 1-based.
	Row int `json:"row"`
}

// Edition is a registry as it was on a day: what a diagnostic cites.
type Edition struct {
	File string `json:"file"`
	// Digest is the SHA-256 of the file or, of an edition of the living registry,
	// of the canonical JSON of its records; hexadecimal.
	Digest string `json:"digest"`
	// Number and Seq place an edition of the living registry in its history; 0
	// for a file.
	Number   int    `json:"number,omitempty"`
	Seq      int64  `json:"seq,omitempty"`
	Sheet    string `json:"sheet,omitempty"`
	Entries  []Entry
	Columns  map[string]string // field → header as written
	Warnings []*message.Fault
}
