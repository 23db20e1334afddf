package store

import (
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"
)

// Organisation is a buyer.
type Organisation struct {
	bun.BaseModel `bun:"table:organisations" json:"-"`

	ID           OrgID  `bun:",pk"`
	Name         string // as documents print it
	MRC          string `bun:"mrc"`
	Regime       string // LCV, CM, LCOP or ""
	Municipality string // code of the municipality, "" when none
	Population   int
	CreatedAt    time.Time
	CreatedBy    string
	ClosedAt     time.Time `bun:",nullzero"` // zero while open
}

// Role is what a person may do.
type Role string

// The roles.
const (
	Buyer         Role = "buyer"
	Advisor       Role = "advisor"
	Director      Role = "director"
	Enterprise    Role = "enterprise"
	Administrator Role = "administrator"
)

// User is a person who signs in.
type User struct {
	bun.BaseModel `bun:"table:users" json:"-"`

	ID           string `bun:",pk"`
	Email        string // unique, kept in lower case
	Name         string
	PasswordHash string
	TOTPSecret   string `bun:"totp_secret"`
	Disabled     bool
	Organisation OrgID  `bun:",nullzero"` // "" of the Pôle
	Enterprise   string // record of the registry, for Role Enterprise
	Roles        []Role `bun:"-"`
	CreatedAt    time.Time
	SeenAt       time.Time `bun:",nullzero"`
	// TOTPStep is the step of time of the last code that was taken; see
	// [Store.UseStep].
	TOTPStep int64 `bun:"totp_step"`
}

// Invitation lets a person become a user.
type Invitation struct {
	bun.BaseModel `bun:"table:invitations" json:"-"`

	ID           string `bun:",pk"`
	TokenHash    string // SHA-256 of the token, hexadecimal: the token itself is never kept
	Email        string
	Role         Role
	Organisation OrgID `bun:",nullzero"`
	Enterprise   string
	InvitedBy    string
	CreatedAt    time.Time
	ExpiresAt    time.Time
	UsedAt       time.Time `bun:",nullzero"`
	// UsedBy is the account it became. Before it is used: the account that exists
	// already and that its link recovers, "" for a new one.
	UsedBy string
}

// Batch is an import of the registry's own workbook.
type Batch struct {
	bun.BaseModel `bun:"table:registry_batches" json:"-"`

	ID     string `bun:",pk"`
	File   string
	Digest string // SHA-256 of the file
	Blob   string // key of the file, "" when it was not kept
	Author string
	Reason string
	At     time.Time
	// Records created, updated, unchanged.
	Created, Updated, Unchanged int
	UndoneAt                    time.Time `bun:",nullzero"`
	UndoneBy                    string
	UndoneReason                string
}

// CandidateState is what became of a proposal.
type CandidateState string

// The states of a candidate.
const (
	Proposed  CandidateState = "proposed"
	Accepted  CandidateState = "accepted"
	Dismissed CandidateState = "dismissed"
)

// Candidate is what an official source proposes; it never counts by itself.
type Candidate struct {
	bun.BaseModel `bun:"table:candidates" json:"-"`

	ID        string `bun:",pk"`
	Source    string // "req", "cra", "seao"...
	SourceKey string // its key there
	Kind      string // of difference: "new", "status", "name", "address"...
	Record    string // the record it speaks of, "" for a new one
	Name      string
	NEQ       string `bun:"neq"`
	// Data is what the source says, JSON of the caller's own shape.
	Data       json.RawMessage `bun:"type:text"`
	Digest     string          // SHA-256 of Data, set by the store
	State      CandidateState
	Reason     string
	ProposedAt time.Time
	SettledAt  time.Time `bun:",nullzero"`
	SettledBy  string
}

// LedgerState says whether a ledger's lines are there.
type LedgerState string

// The states of a ledger.
const (
	Imported LedgerState = "imported"
	Undone   LedgerState = "undone"
)

// Ledger is one imported file.
type Ledger struct {
	bun.BaseModel `bun:"table:ledgers" json:"-"`

	ID           string `bun:",pk"`
	Organisation OrgID
	File         string          // base name
	Digest       string          // SHA-256 of the file
	Blob         string          // key of the file, see [Store.OpenBlob]
	Options      json.RawMessage `bun:"type:text"` // what a person decided
	Profile      json.RawMessage `bun:"type:text"` // how it was read
	Basis        string
	Currency     string
	Lines        int
	Suppliers    int
	Total        decimal.Decimal // dollars
	FirstDay     string          // civil date, "" when no line has one
	LastDay      string
	Undated      int // lines without a date
	ImportedBy   string
	ImportedAt   time.Time
	State        LedgerState
	UndoneBy     string
	UndoneAt     time.Time `bun:",nullzero"`
	UndoneReason string
}

// Supplier is a payee over all imported ledgers of an organisation, known by
// its identifier, else by its folded name. It serves lists and searches; what a
// diagnostic takes for one supplier is the case's own grouping.
type Supplier struct {
	bun.BaseModel `bun:"table:suppliers" json:"-"`

	Organisation OrgID    `bun:",pk"`
	Key          string   `bun:"supplier_key,pk"`
	Name         string   // the most frequent spelling
	Spellings    []string `bun:"type:text"` // the most frequent first
	NEQ          string   `bun:"neq"`
	BN           string   `bun:"bn"`
	Person       bool     // a natural person
	Lines        int
	Total        decimal.Decimal
	FirstDay     string
	LastDay      string
}

// State of a diagnostic.
type State string

// The states of a diagnostic.
const (
	Draft     State = "draft"
	Validated State = "validated"
	Published State = "published"
	Reopened  State = "reopened"
)

// Diagnostic is a frozen diagnostic: its headline, for lists; the whole value is
// in its snapshot, see [Store.Snapshot].
type Diagnostic struct {
	bun.BaseModel `bun:"table:diagnostics" json:"-"`

	ID           string `bun:",pk"`
	Organisation OrgID
	Period       string // as asked: "2024", "" = all
	FirstDay     string
	LastDay      string
	Run          string // number of the run
	State        State
	Edition      int    // of the registry, 0 when it was read from a file
	Policy       string // version
	Digest       string // SHA-256 of the snapshot
	Blob         string
	Basis        string
	Currency     string
	Lines        int
	Suppliers    int
	// Dollars.
	Total, Addressable           decimal.Decimal
	Confirmed, Probable, Ceiling decimal.Decimal
	MadeBy                       string
	MadeAt                       time.Time
	// What it is made of: ledgers and the decisions in force, by identifier.
	Ledgers   []string `bun:"-"`
	Decisions []string `bun:"-"`
	// Applied are the decisions that changed something in it.
	Applied []string `bun:"-"`
}

// StateChange is a step in the life of a diagnostic.
type StateChange struct {
	bun.BaseModel `bun:"table:diagnostic_states" json:"-"`

	Organisation OrgID  `bun:",pk"`
	Diagnostic   string `bun:",pk"`
	N            int    `bun:",pk"` // 1, 2, 3...
	State        State
	Author       string
	At           time.Time
	Reason       string
}

// Target is the share an organisation aims at, percent 0–100, for a year.
type Target struct {
	bun.BaseModel `bun:"table:targets" json:"-"`

	ID           string `bun:",pk"`
	Organisation OrgID
	Year         int
	Percent      decimal.Decimal
	SetBy        string
	SetAt        time.Time
}

// Profile is how tables with a known header are read (ledger.TableProfile as
// JSON), for one organisation or, with none, for all.
type Profile struct {
	bun.BaseModel `bun:"table:profiles" json:"-"`

	Organisation OrgID           `bun:",pk"`
	Fingerprint  string          `bun:",pk"`
	Profile      json.RawMessage `bun:"type:text"`
	SavedBy      string
	SavedAt      time.Time
}

// PolicyFile is a file of the policy that the Pôle replaced by its own.
type PolicyFile struct {
	bun.BaseModel `bun:"table:policy_files" json:"-"`

	ID        string `bun:",pk"`
	File      string // "rules.yaml"
	Content   string // "" goes back to the policy built in
	Author    string
	At        time.Time
	Reason    string
	Effective string // civil date from which it holds
}

// AuditEntry is a line of the audit log, which only grows.
type AuditEntry struct {
	bun.BaseModel `bun:"table:audit_log" json:"-"`

	ID           string `bun:",pk"`
	At           time.Time
	Actor        string
	Organisation OrgID // "" for the Pôle
	Action       string
	ObjectKind   string
	Object       string
	Detail       json.RawMessage `bun:"type:text"`
}

// Setting is a named value, such as how long ledgers are kept.
type Setting struct {
	bun.BaseModel `bun:"table:settings" json:"-"`

	Name  string `bun:",pk"`
	Value string
	SetBy string
	SetAt time.Time
}
