package store

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
)

// Organisations of the installation. These rows are the Pôle's: the tenants
// themselves.
type Organisations interface {
	// AddOrganisation keeps a new one; ID and CreatedAt are set when empty.
	AddOrganisation(ctx context.Context, o Organisation) (Organisation, error)
	// UpdateOrganisation changes everything but ID and creation.
	UpdateOrganisation(ctx context.Context, o Organisation, author string) error
	Organisation(ctx context.Context, org OrgID) (Organisation, error)
	// Organisations lists all, by name.
	Organisations(ctx context.Context) ([]Organisation, error)
}

// Users and their roles.
type Users interface {
	// AddUser keeps a new person. ErrConflict when the e-mail is taken.
	AddUser(ctx context.Context, u User, author string) (User, error)
	// UpdateUser changes all but ID, creation and last visit.
	UpdateUser(ctx context.Context, u User, author string) error
	User(ctx context.Context, id string) (User, error)
	UserByEmail(ctx context.Context, email string) (User, error)
	// Users of one organisation.
	Users(ctx context.Context, org OrgID) ([]User, error)
	// AllUsers of the installation, for its administrator.
	AllUsers(ctx context.Context) ([]User, error)
	// UsersOfRecord lists the accounts of an enterprise's record.
	UsersOfRecord(ctx context.Context, record string) ([]User, error)
	// SawUser notes a visit.
	SawUser(ctx context.Context, id string) error
}

// SecondFactors of people: the codes of an authenticator, and those for who lost
// it. Each serves once, whichever server takes it and however often it restarts.
type SecondFactors interface {
	// SetSecondFactor gives a secret with the digests of its recovery codes, or
	// takes both away.
	SetSecondFactor(ctx context.Context, user, secret string, codes []string, author string) error
	// RenewRecoveryCodes replaces them. ErrNotFound without a second factor.
	RenewRecoveryCodes(ctx context.Context, user string, codes []string, author string) error
	// UseStep takes the code of a step of time. ErrConflict when that step or a
	// later one was taken.
	UseStep(ctx context.Context, user string, step int64) error
	// UseRecoveryCode takes a code by its digest. ErrConflict when there is none.
	UseRecoveryCode(ctx context.Context, user, code string) error
	RecoveryCodesLeft(ctx context.Context, user string) (int, error)
}

// Outbox holds the messages that could not leave, while their links are good.
type Outbox interface {
	AddLetter(ctx context.Context, l Letter) (Letter, error)
	Letters(ctx context.Context) ([]Letter, error)
	Letter(ctx context.Context, id string) (Letter, error)
	DropLetter(ctx context.Context, id, author string) error
	// SweepLetters forgets those whose link opens nothing any more.
	SweepLetters(ctx context.Context) (int, error)
}

// Claims of enterprises to their record.
type Claims interface {
	// AddClaim keeps one; the same person asking again replaces what waits.
	AddClaim(ctx context.Context, c Claim) (Claim, error)
	// Claims of a state and a record, "" for any.
	Claims(ctx context.Context, state ClaimState, record string) ([]Claim, error)
	Claim(ctx context.Context, id string) (Claim, error)
	// SettleClaim accepts or declines. ErrConflict when it is settled already.
	SettleClaim(ctx context.Context, id string, state ClaimState, author, reason string) error
	// ForgetClaims erases those settled, or left unanswered, before a moment.
	ForgetClaims(ctx context.Context, before time.Time) (int, error)
}

// Invitations to become a user.
type Invitations interface {
	AddInvitation(ctx context.Context, i Invitation) (Invitation, error)
	// Invitations of one organisation, the newest first; "" for those of the Pôle.
	Invitations(ctx context.Context, org OrgID) ([]Invitation, error)
	// AllInvitations that can still be used.
	AllInvitations(ctx context.Context) ([]Invitation, error)
	// InvitationByToken gives one that can still be used.
	InvitationByToken(ctx context.Context, tokenHash string) (Invitation, error)
	// EndInvitation makes an unused one worthless.
	EndInvitation(ctx context.Context, id, author string) error
	// TakeInvitation makes (or recovers) the user of an unused invitation, once. ErrNotFound when
	// there is none, it was used, or its time is over.
	TakeInvitation(ctx context.Context, tokenHash string, u User) (User, error)
}

// Registry is the history of enterprises and the editions that diagnostics
// cite. It is the Pôle's, read by all.
type Registry interface {
	// AppendVersions writes changes after the last one and sets Seq, and At when
	// zero. head is the last change the author had seen (see RegistryHead): when one
	// of the records changed since, nothing is written and a ConflictError names it.
	AppendVersions(ctx context.Context, head int64, versions []record.Version) ([]record.Version, error)
	// RegistryHead is the Seq of the last change, 0 when there is none.
	RegistryHead(ctx context.Context) (int64, error)
	// Record as it stands.
	Record(ctx context.Context, id string) (record.Version, error)
	// RecordHistory is all changes of a record, the first one first.
	RecordHistory(ctx context.Context, id string) ([]record.Version, error)
	// Records as they stand, by identifier.
	Records(ctx context.Context) ([]record.Version, error)
	// RecordsAt gives the records as they stood after change seq.
	RecordsAt(ctx context.Context, seq int64) ([]record.Version, error)
	// RecordsIdentified finds records by NEQ or nine-digit BN; "" is not looked for.
	RecordsIdentified(ctx context.Context, neq, bn string) ([]record.Version, error)
	// EachVersion calls f with every change after seq, in order.
	EachVersion(ctx context.Context, after int64, f func(record.Version) error) error

	// MarkEdition keeps an edition and numbers it (1, 2, 3...). An edition of the
	// same Seq and digest is given back instead of made again.
	MarkEdition(ctx context.Context, e record.EditionMark) (record.EditionMark, error)
	// Edition by number; 0 is the last one.
	Edition(ctx context.Context, number int) (record.EditionMark, error)
	Editions(ctx context.Context) ([]record.EditionMark, error)

	// ImportBatch writes an import of the registry and its changes, all or nothing.
	// ErrConflict when the same file is imported already, or as AppendVersions.
	ImportBatch(ctx context.Context, b Batch, head int64, versions []record.Version) (Batch, []record.Version, error)
	// UndoBatch marks an import undone and writes the changes that take it back.
	UndoBatch(ctx context.Context, id, author, reason string, head int64, versions []record.Version) error
	// Batch and the changes it made.
	Batch(ctx context.Context, id string) (Batch, []record.Version, error)
	Batches(ctx context.Context) ([]Batch, error)
}

// Candidates that official sources propose.
type Candidates interface {
	// Propose keeps proposals, told apart by source, key and kind. What was dismissed
	// or accepted stays so until the source says something else.
	Propose(ctx context.Context, list []Candidate) (ProposeResult, error)
	Candidate(ctx context.Context, id string) (Candidate, error)
	Candidates(ctx context.Context, f CandidateFilter) ([]Candidate, error)
	CountCandidates(ctx context.Context, f CandidateFilter) (int, error)
	// SettleCandidate accepts or dismisses one that is proposed; record is what it
	// became. ErrConflict when it is settled already.
	SettleCandidate(ctx context.Context, id string, state CandidateState, record, author, reason string) error
}

// Ledgers of an organisation, their lines and suppliers.
type Ledgers interface {
	// ImportLedger keeps a ledger with its lines, all or nothing. A ConflictError
	// when this organisation has the same file already.
	ImportLedger(ctx context.Context, org OrgID, in LedgerImport) (Ledger, error)
	Ledger(ctx context.Context, org OrgID, id string) (Ledger, error)
	// LedgerByDigest finds an imported ledger by its file.
	LedgerByDigest(ctx context.Context, org OrgID, digest string) (Ledger, error)
	// Ledgers lists all, undone ones too, the newest first.
	Ledgers(ctx context.Context, org OrgID) ([]Ledger, error)
	// LoadLedger gives a ledger back as it was read (without Marks).
	LoadLedger(ctx context.Context, org OrgID, id string) (*ledger.Ledger, error)
	// EachLine calls f with the lines that pass the filter, by ledger and order.
	EachLine(ctx context.Context, org OrgID, f LineFilter, each func(StoredLine) error) error
	CountLines(ctx context.Context, org OrgID, f LineFilter) (LineCount, error)
	// Overlapping lists imported ledgers with lines in the days first to last.
	Overlapping(ctx context.Context, org OrgID, first, last string) ([]Ledger, error)
	// KnownKeys counts the lines of imported ledgers by line key, in the days first
	// to last and without a date.
	KnownKeys(ctx context.Context, org OrgID, first, last string) (map[string]int, error)
	// UndoEffect tells what undoing an import would change, and changes nothing.
	UndoEffect(ctx context.Context, org OrgID, id string) (Effect, error)
	// UndoLedger removes the lines of an import and tells what it changed.
	UndoLedger(ctx context.Context, org OrgID, id, author, reason string) (Effect, error)
	Suppliers(ctx context.Context, org OrgID, f SupplierFilter) ([]Supplier, error)
	CountSuppliers(ctx context.Context, org OrgID, f SupplierFilter) (int, error)
}

// Decisions of an organisation, and those open to all.
type Decisions interface {
	// AddDecisions keeps decisions, all or nothing; ID and At are set when empty.
	// Buyer must be org.
	AddDecisions(ctx context.Context, org OrgID, list []review.Decision) ([]review.Decision, error)
	// TakeDecisions is AddDecisions after a judge let them pass, in the same
	// transaction; one for all buyers is agreed to by its author.
	TakeDecisions(ctx context.Context, org OrgID, list []review.Decision, judge Judge) ([]review.Decision, error)
	// Decisions taken by this organisation, reversed ones too, in order of time.
	Decisions(ctx context.Context, org OrgID) ([]review.Decision, error)
	// DecisionsFor are those that hold for this organisation: its own and those open
	// to all, reversed ones left out, in order of time.
	DecisionsFor(ctx context.Context, org OrgID) ([]review.Decision, error)
	Decision(ctx context.Context, org OrgID, id string) (review.Decision, error)
	// ReverseDecision takes a decision back and lists the organisation's diagnostics
	// in which it changed something. ErrConflict when it is reversed already,
	// ErrShared when it is open to all buyers and shared is not set.
	ReverseDecision(ctx context.Context, org OrgID, id, author, reason string, shared bool) ([]Diagnostic, error)
	// UsesOfDecision lists the diagnostics of all organisations in which a decision
	// changed something, for the Pôle: one open to all may count elsewhere.
	UsesOfDecision(ctx context.Context, id string) ([]Diagnostic, error)
	// AskedDecisions wait for the Pôle's agreement, over all organisations.
	AskedDecisions(ctx context.Context) ([]review.Decision, error)
	// AgreeDecision opens a decision to all buyers, or declines (it stays its
	// buyer's). It is the Pôle's act. A judge may refuse, in the same transaction.
	AgreeDecision(ctx context.Context, id string, agree bool, author, reason string, judge func(inForce []review.Decision, d review.Decision) error) error
}

// Diagnostics of an organisation: frozen values and their life.
type Diagnostics interface {
	// AddDiagnostic keeps a draft with its snapshot. ID, MadeAt, Digest, Blob and
	// State are set.
	AddDiagnostic(ctx context.Context, org OrgID, d Diagnostic, snapshot []byte) (Diagnostic, error)
	Diagnostic(ctx context.Context, org OrgID, id string) (Diagnostic, error)
	// Diagnostics lists all, the newest first, without what they are made of.
	Diagnostics(ctx context.Context, org OrgID) ([]Diagnostic, error)
	// Snapshot gives the frozen bytes, checked against their digest.
	Snapshot(ctx context.Context, org OrgID, id string) ([]byte, error)
	// SetState moves a diagnostic from a state to another. ErrConflict when it is no
	// longer in from.
	SetState(ctx context.Context, org OrgID, id string, from, to State, author, reason string) error
	StateHistory(ctx context.Context, org OrgID, id string) ([]StateChange, error)
}

// Targets an organisation sets itself.
type Targets interface {
	SetTarget(ctx context.Context, org OrgID, t Target) (Target, error)
	// Targets in force, by year.
	Targets(ctx context.Context, org OrgID) ([]Target, error)
	// TargetHistory is all that were ever set.
	TargetHistory(ctx context.Context, org OrgID) ([]Target, error)
}

// Profiles remember how headers are read.
type Profiles interface {
	// SaveProfile keeps a profile for org, or for all when org is "".
	SaveProfile(ctx context.Context, org OrgID, fingerprint string, profile json.RawMessage, author string) error
	// ProfileFor finds the organisation's own profile of a header, else the shared
	// one.
	ProfileFor(ctx context.Context, org OrgID, fingerprint string) (Profile, error)
	// Profiles the organisation may use, its own before shared ones.
	Profiles(ctx context.Context, org OrgID) ([]Profile, error)
}

// Policies are files of the policy that the Pôle replaced.
type Policies interface {
	SetPolicyFile(ctx context.Context, p PolicyFile) (PolicyFile, error)
	// PolicyFiles that hold on a civil date, by file.
	PolicyFiles(ctx context.Context, on string) ([]PolicyFile, error)
	PolicyHistory(ctx context.Context) ([]PolicyFile, error)
}

// Audit is the log of who did what. Methods that change rows write it
// themselves, in the same transaction.
type Audit interface {
	Log(ctx context.Context, e AuditEntry) error
	// AuditTrail of one organisation, the newest first.
	AuditTrail(ctx context.Context, org OrgID, f AuditFilter) ([]AuditEntry, error)
	// AuditAll is the whole installation's, for its administrator.
	AuditAll(ctx context.Context, f AuditFilter) ([]AuditEntry, error)
}

// Settings of the installation.
type Settings interface {
	SetSetting(ctx context.Context, name, value, author string) error
	// Setting gives ErrNotFound when it was never set.
	Setting(ctx context.Context, name string) (Setting, error)
	Settings(ctx context.Context) ([]Setting, error)
}

// Blobs are files kept whole, under the organisation they belong to ("" for
// the Pôle's own) and the digest of their content.
type Blobs interface {
	// PutBlob keeps a file. It is an orphan until a row names its key.
	PutBlob(ctx context.Context, org OrgID, r io.Reader) (Blob, error)
	// OpenBlob reads a file back; a reader that gets to the end of damaged content
	// meets ErrCorrupt. A key of another organisation is ErrNotFound.
	OpenBlob(ctx context.Context, org OrgID, key string) (io.ReadCloser, error)
	// SweepBlobs removes files that no row names and that are older than age, which
	// must be longer than an import lasts.
	SweepBlobs(ctx context.Context, age time.Duration) (Swept, error)
}

// Backups are portable between databases.
type Backups interface {
	// Backup writes everything but sessions as it stands at one moment, while others
	// go on working.
	Backup(ctx context.Context, w io.Writer) (Manifest, error)
	// Restore reads a backup into an empty store; nothing is kept unless all of it is
	// whole.
	Restore(ctx context.Context, r io.Reader) (Manifest, error)
}

// What a Store does.
var (
	_ Organisations = (*Store)(nil)
	_ Users         = (*Store)(nil)
	_ SecondFactors = (*Store)(nil)
	_ Outbox        = (*Store)(nil)
	_ Claims        = (*Store)(nil)
	_ Invitations   = (*Store)(nil)
	_ Registry      = (*Store)(nil)
	_ Candidates    = (*Store)(nil)
	_ Ledgers       = (*Store)(nil)
	_ Decisions     = (*Store)(nil)
	_ Diagnostics   = (*Store)(nil)
	_ Targets       = (*Store)(nil)
	_ Profiles      = (*Store)(nil)
	_ Policies      = (*Store)(nil)
	_ Audit         = (*Store)(nil)
	_ Settings      = (*Store)(nil)
	_ Blobs         = (*Store)(nil)
	_ Backups       = (*Store)(nil)
)
