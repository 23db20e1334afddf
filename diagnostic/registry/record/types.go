// Package record is the living registry: enterprises as the Pôle keeps them,
// every change with its author, date and reason, and the editions that
// diagnostics cite.
//
// Vocabulary: a [Record] is an enterprise as it stands after a change; a
// [Version] is that change (what, who, when, why, in which order); an [Edition]
// freezes the registry at a point of that order, so that a diagnostic can be
// made again on it; recognition is a matter of dates ([Status]): a purchase
// counts only if the enterprise was recognised on its day.
//
// Pure values: no database, no clock, no file but what is handed in. The store
// keeps versions; this package says what they mean.
package record

import (
	"time"

	"github.com/shopspring/decimal"
)

// Record is one enterprise. Dates are civil ("2024-06-01"), dollars decimal.
type Record struct {
	ID    string `json:"id"` // UUIDv7
	Names []Name `json:"names"`
	NEQ   string `json:"neq,omitempty"`
	BN    string `json:"bn,omitempty"`  // nine-digit root of the business number
	QST   string `json:"qst,omitempty"` // ten digits
	// Charity is the registration number of a charity, "123456782RR0001".
	Charity   string `json:"charity,omitempty"`
	LegalForm string `json:"legal_form,omitempty"` // as written
	Family    string `json:"family,omitempty"`     // npo, coop, coop_solidarity, mutual, ...

	Street string `json:"street,omitempty"`
	City   string `json:"city,omitempty"`
	Postal string `json:"postal,omitempty"` // "J6S1A1"
	MRC    string `json:"mrc,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Web    string `json:"web,omitempty"` // domain or address

	Attestations []Attestation `json:"attestations,omitempty"`
	Statuses     []Status      `json:"statuses,omitempty"` // by From, no overlap

	Categories []string  `json:"categories,omitempty"` // policy category identifiers, else its own words
	Serves     []string  `json:"serves,omitempty"`     // MRC served; "*" everywhere
	Capacity   Capacity  `json:"capacity,omitzero"`
	Contacts   []Contact `json:"contacts,omitempty"`
	// MergedInto is the record this one was found to be a duplicate of.
	MergedInto string `json:"merged_into,omitempty"`
	Note       string `json:"note,omitempty"`
}

// NameKind tells what a name is.
type NameKind string

// The kinds of names.
const (
	Legal   NameKind = "legal"
	Other   NameKind = "other" // operating name, brand
	Former  NameKind = "former"
	French  NameKind = "french"  // half of a bilingual name
	English NameKind = "english" // half of a bilingual name
	Acronym NameKind = "acronym"
)

// Name is one name, borne from From to To ("" = unbounded).
type Name struct {
	Text string   `json:"text"`
	Kind NameKind `json:"kind"`
	From string   `json:"from,omitempty"`
	To   string   `json:"to,omitempty"`
}

// Principle is one of the six of the Loi sur l'économie sociale, article 3.
type Principle string

// The principles in their order.
const (
	Purpose      Principle = "purpose"      // needs of members or of the community
	Independence Principle = "independence" // not under decision-making control of public bodies
	Democracy    Principle = "democracy"    // democratic governance by members
	Viability    Principle = "viability"    // aims at economic viability
	Surplus      Principle = "surplus"      // distribution of surplus forbidden or limited
	Dissolution  Principle = "dissolution"  // remaining assets go to a similar entity
)

// Attestation says that a principle was attested, on what evidence, and who of
// the Pôle validated it and when.
type Attestation struct {
	Principle   Principle `json:"principle"`
	Evidence    string    `json:"evidence,omitempty"`
	ValidatedBy string    `json:"validated_by,omitempty"`
	ValidatedOn string    `json:"validated_on,omitempty"`
}

// Standing of an enterprise with the Pôle.
type Standing string

// The standings.
const (
	Candidate  Standing = "candidate"  // proposed, never counted
	Recognised Standing = "recognised" // counts
	Suspended  Standing = "suspended"
	Withdrawn  Standing = "withdrawn"
)

// Status is a standing from a day on, until the next one begins.
type Status struct {
	Standing Standing `json:"standing"`
	From     string   `json:"from"` // "" = since always
	Reason   string   `json:"reason,omitempty"`
}

// Capacity is what an enterprise says it can supply.
type Capacity struct {
	Staff      int                 `json:"staff,omitempty"`
	Volume     decimal.NullDecimal `json:"volume"`  // dollars a year
	Revenue    decimal.NullDecimal `json:"revenue"` // dollars a year
	References []string            `json:"references,omitempty"`
}

// Contact is whom to write to.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Role  string `json:"role,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Version is one change of one record.
type Version struct {
	Record Record
	// Seq orders all changes of the registry: 1, 2, 3...
	Seq    int64
	At     time.Time // UTC
	Author string    // user's identifier or "import:FILE"
	Reason string
	Batch  string // of the import it came with, "" = by hand
}

// EditionMark names a point of the registry's history: every change up to Seq.
type EditionMark struct {
	Number int // 1, 2, 3...
	Seq    int64
	At     time.Time
	Digest string // SHA-256 of the canonical JSON of its records, hexadecimal
	Size   int    // recognised enterprises
}
