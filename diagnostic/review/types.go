// Package review is where people settle what the matcher left open: questions
// in order of the dollars that hinge on them, decisions with author, date and
// evidence, and the memory that applies them to the next ledger.
//
// Vocabulary: a [Subject] is a payee as ledgers write it; a [Decision] is a
// person's answer about it, about the enterprise it is or about its class of
// spending; a [Memory] is the decisions in force for a buyer. Decisions are
// kept under the spelling seen, never under a folded key: a changed
// normalisation finds them again.
//
// Pure values: no database, no clock.
package review

import (
	"time"

	"jachete/scoring/match"
)

// Subject is a payee as the ledgers write it. Identifiers decide before names.
type Subject struct {
	NEQ   string   `json:"neq,omitempty"`
	BN    string   `json:"bn,omitempty"`
	Names []string `json:"names"` // spellings seen, the most frequent first
}

// Kind of a decision.
type Kind string

// The kinds.
const (
	Match Kind = "match" // which enterprise the payee is
	Class Kind = "class" // purchase, set aside, grant
)

// Verdict on a match.
type Verdict string

// The verdicts.
const (
	Same      Verdict = "same"      // it is the enterprise named
	Different Verdict = "different" // it is not the enterprise named
	None      Verdict = "none"      // it is no enterprise of the registry
	Unsure    Verdict = "unsure"    // looked at, not settled; Reason says why
	Propose   Verdict = "propose"   // a social enterprise the registry lacks: a candidate was made
)

// Scope of a decision.
type Scope string

// The scopes.
const (
	ThisBuyer Scope = "buyer"
	Asked     Scope = "asked" // for all buyers, once the Pôle agrees; until then this buyer's
	AllBuyers Scope = "all"
)

// Decision is one answer. It is never changed: it is reversed by another line
// of history (Reversed* are then set).
type Decision struct {
	ID      string  `json:"id"`    // UUIDv7
	Buyer   string  `json:"buyer"` // organisation where it was taken
	Scope   Scope   `json:"scope"`
	Kind    Kind    `json:"kind"`
	Subject Subject `json:"subject"`

	Verdict Verdict `json:"verdict,omitempty"` // of Kind Match
	// Enterprise is the record that Verdict speaks of.
	Enterprise string `json:"enterprise,omitempty"`
	// Class given, of Kind Class.
	Class string `json:"class,omitempty"`

	Reason string    `json:"reason,omitempty"`
	Author string    `json:"author"`
	At     time.Time `json:"at"` // UTC
	// Evidence shown when it was taken, with the versions of rules behind it.
	Evidence []match.Evidence `json:"evidence,omitempty"`
	Rules    string           `json:"rules,omitempty"` // "policy 2026-11; matcher 2026-11-23.7; names 3"

	ReversedBy string    `json:"reversed_by,omitempty"`
	ReversedAt time.Time `json:"reversed_at,omitzero"`
	ReversedOn string    `json:"reversed_reason,omitempty"`
}
