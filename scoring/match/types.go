// Package match decides whether a supplier is an enterprise of the registry:
// an index finds candidates by identifiers and by shared rare words, evidence
// for and against each is weighed in bits, and the sum gives a probability.
//
// It is pure: values in, values out, safe for concurrent use once built. It
// must never decide on character similarity alone, and more data on a record
// must never by itself lower its score. Start with [New] and [Index.Resolve].
package match

// Entry is an enterprise of the registry as the matcher sees it.
type Entry struct {
	ID    string
	Names []string // legal name first, then other, former, bilingual names
	// Identifiers, digits only, empty when unknown.
	NEQ     string
	BN      string // nine-digit root of the business number
	QST     string
	Charity string
	// Registered is a number of another register, as [name.Registered] writes it;
	// it has no check digit.
	Registered string
	City       string
	Postal     string
	Phone      string
	Domain     string // e-mail or site domain
}

// Supplier is a payee of a ledger as the matcher sees it.
type Supplier struct {
	Name string
	NEQ  string
	BN   string
	QST  string
	// Registered is a number of another register, as [name.Registered] writes it.
	Registered string
	City       string
	Postal     string
	Phone      string
	Domain     string
	// CutAt is the width in runes at which the ledger cuts names, 0 when it does not.
	CutAt int
}

// Outcome is the decision.
type Outcome string

// The outcomes: Match needs no human look, Possible does, None has nothing.
const (
	Match    Outcome = "match"
	Possible Outcome = "possible"
	None     Outcome = "none"
)

// Evidence is one named piece for or against a candidate. The pieces of a
// candidate sum to its score.
type Evidence struct {
	Family string  `json:"family"` // "identifier", "name", "number", "city", ...
	Kind   string  `json:"kind"`   // the level met within the family, key of a message
	Left   string  `json:"left"`   // what the supplier has
	Right  string  `json:"right"`  // what the registry has
	Bits   float64 `json:"bits"`   // log2 odds; negative speaks against
}

// Candidate is an entry that may be the supplier.
type Candidate struct {
	Entry       int        `json:"-"` // index into the entries given to New
	ID          string     `json:"id"`
	Name        string     `json:"name"`        // the entry's name that fits best
	Score       float64    `json:"score"`       // bits
	Probability float64    `json:"probability"` // 0–1
	Evidence    []Evidence `json:"evidence"`
}

// Verdict is the answer for one supplier. Candidates holds at most three,
// best first, and is empty when the outcome is None.
type Verdict struct {
	Outcome     Outcome     `json:"outcome"`
	Probability float64     `json:"probability"` // of the best candidate, 0–1
	Candidates  []Candidate `json:"candidates"`
	// By is "identifier" when an identifier decided, else "name".
	By string `json:"by,omitempty"`
	// Reason is a message key that says why there is no match ("no_shared_word",
	// "empty_name", "numbered_company_absent", "identifier_conflict", ...).
	Reason string `json:"reason,omitempty"`
}
