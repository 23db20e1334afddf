// Package desk is where people work: the use cases over the store. Somebody
// ([Actor]) imports a ledger, looks at what was understood, makes a diagnostic,
// settles questions, keeps the registry, validates and publishes.
//
// Both doors, the command line and the browser, come here, so a rule of access
// or of order stands once. The desk asks who acts before it touches anything of
// an organisation; what it keeps, it keeps through diagnostic/store; what it
// measures, it measures through diagnostic. It draws no document (reports do,
// from the value it hands out) and knows nothing of HTTP.
//
// Start with [New], [Actor] and [Desk.Receive].
package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"jachete/diagnostic/jobs"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// What the desk refuses, beside faults of the input.
var (
	// ErrDenied: the actor's role may not do this.
	ErrDenied = errors.New("not allowed")
	// ErrNotFound: there is no such thing, or it belongs to somebody else.
	ErrNotFound = store.ErrNotFound
	// ErrConflict: it was done already, or things changed in the meantime.
	ErrConflict = store.ErrConflict
)

// Role of an actor.
type Role = store.Role

// The roles.
const (
	Buyer         = store.Buyer
	Advisor       = store.Advisor
	Director      = store.Director
	Enterprise    = store.Enterprise
	Administrator = store.Administrator
)

// OrgID names an organisation.
type OrgID = store.OrgID

// Actor is who acts, as every method is told.
type Actor struct {
	User       string // identifier
	Name       string
	Role       Role
	Org        OrgID  // of a buyer; "" for the Pôle's people
	Enterprise string // record of Role Enterprise
	// Stamp changes with the password, the second factor and the role: a session
	// that bears another one is over.
	Stamp string
}

// Console is the actor of the command line: whoever has the files may do all.
func Console(name string) Actor {
	return Actor{User: "console:" + name, Name: name, Role: Administrator}
}

// pole tells whether the actor works for the Pôle.
func (a Actor) pole() bool {
	return a.Role == Advisor || a.Role == Director || a.Role == Administrator
}

// sees refuses who may not look at an organisation. Somebody else's is not
// found rather than forbidden: an answer must not tell what exists.
func (a Actor) sees(org OrgID) error {
	switch {
	case org == "":
		return ErrNotFound
	case a.pole():
		return nil
	case a.Role == Buyer && a.Org == org:
		return nil
	}
	return ErrNotFound
}

// works refuses who may not change an organisation's things: its own buyers,
// advisors and the administrator may.
func (a Actor) works(org OrgID) error {
	if err := a.sees(org); err != nil {
		return err
	}
	if a.Role == Director {
		return ErrDenied
	}
	return nil
}

// advises refuses who is not an advisor (or the administrator).
func (a Actor) advises() error {
	if a.Role == Advisor || a.Role == Administrator {
		return nil
	}
	return ErrDenied
}

// Config is what a desk is made from.
type Config struct {
	Store   *store.Store
	Policy  *policy.Policy // built in, or of a folder; the Pôle's own files come on top
	Program string         // version, printed in documents
	Now     func() time.Time
	NewID   func() string
	// Random fills tokens of links and pseudonyms' key.
	Random func([]byte) error
	// Work is the folder for files that a reader must open by path; what is put
	// there does not outlive the call.
	Work string
	Log  *slog.Logger
	// Scan looks for malware in a file before it is kept, under its name; a fault
	// refuses it. nil looks at none. It is set before the desk is used.
	Scan func(ctx context.Context, name string, r io.Reader) error
	// Limits of one file; zero values are the reader's, and ten minutes. Set before
	// the desk is used.
	Limits ledger.Limits
	// Hash tunes the hashing of passwords; the zero value is the default.
	Hash HashParams
	// Prepared is how many lines of ledgers stay read and matched in memory, 0.4 kB
	// each; 0 means 600,000.
	Prepared int
}

// Desk is safe for concurrent use.
type Desk struct {
	Config
	params match.Params
	runner *jobs.Runner
	hashes chan struct{} // as many as may be computed at a time
	ready  *cache[entry]
	now    *cache[*measured]
	frozen *cache[*measured]
	open   *cache[*Docket]
	laws   *lawbook
	shop   *shop
	alike  alike
	// keeping lets one diagnostic at a time be compared with the last and kept.
	keeping sync.Mutex
	// building lets one ledger at a time be read for the questions of all buyers.
	building sync.Mutex
}

// New makes a desk. [Desk.Run] starts its work in the background.
func New(c Config) (*Desk, error) {
	params, err := match.DefaultParams(c.Policy.Names)
	if err != nil {
		return nil, fmt.Errorf("prepare matcher: %w", err)
	}
	d := &Desk{
		Config: c, params: params, hashes: make(chan struct{}, 2), ready: newPrepared(c.Prepared), now: newValues(), frozen: newValues(), open: newDockets(),
		laws: &lawbook{}, shop: &shop{},
	}
	d.runner = &jobs.Runner{
		Store: c.Store, Name: c.NewID(), Count: workers(), Now: c.Now, Log: c.Log,
		Kinds: map[string]jobs.Work{workRead: d.workRead, workImport: d.workImport, workDiagnose: d.workDiagnose},
	}
	return d, nil
}

// Run does the jobs that wait until ctx ends; one that is being done then has
// grace to finish, and is taken up at the next start otherwise.
func (d *Desk) Run(ctx context.Context, grace time.Duration) { d.runner.Run(ctx, grace) }

// log keeps a line of the audit log.
func (d *Desk) audit(ctx context.Context, a Actor, org OrgID, action, kind, object, detail string) error {
	e := store.AuditEntry{Actor: a.User, Organisation: org, Action: action, ObjectKind: kind, Object: object}
	if detail != "" {
		e.Detail = jsonOf(map[string]string{"detail": detail})
	}
	if err := d.Store.Log(ctx, e); err != nil {
		return fmt.Errorf("write audit log: %w", err)
	}
	return nil
}

func hexDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Sessions are where the browsers' sessions are kept.
func (d *Desk) Sessions() *store.Sessions { return d.Store.Sessions() }

// Health asks the store for a sign of life.
func (d *Desk) Health(ctx context.Context) error { return d.Store.Health(ctx, false) }

// workers is how many jobs are done at a time: two, and one core at least is left
// to the pages.
func workers() int { return max(1, min(2, runtime.GOMAXPROCS(0)-1)) }
