package review

import (
	"context"

	"github.com/shopspring/decimal"

	"jachete/scoring/match"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// Desk is where questions are answered, one person at a time: over files, or
// over the store. After [Desk.Decide] and [Desk.Undo] every other method speaks
// of the new state.
type Desk interface {
	// Queue is the questions still open.
	Queue() *Queue
	// Standing is the share as it stands.
	Standing() Standing
	// Decide records answers given together, all or none. The desk fills the
	// identifier, the author, the time, the buyer and the rules. An answer that
	// contradicts a number or a decision in force is a *message.Fault.
	Decide(ctx context.Context, answers []Decision) error
	// Undo reverses what the last call of Decide in this session recorded, and
	// returns it; nothing is left to undo when it returns none.
	Undo(ctx context.Context) ([]Decision, error)
	// Search lists the enterprises of the registry nearest to a text.
	Search(text string, n int) []match.Candidate
	// Record is what the registry says of an enterprise.
	Record(enterprise string) (Record, bool)
	// Classes are the classes of spending of the policy.
	Classes() []policy.Class
}

// Standing is the share of addressable spending as it stands in a review.
type Standing struct {
	Confirmed, Probable, Ceiling share.Value
	Addressable                  decimal.Decimal // dollars
	Currency                     string
	Decided                      int // decisions in force
}

// Record is an enterprise as a card shows it.
type Record struct {
	ID, Name   string
	OtherNames []string
	NEQ, BN    string
	City, MRC  string
	From, To   string // recognised, civil dates, "" = unbounded
}
