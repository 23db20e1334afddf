package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Names of the settings of retention, in months; absent or "0" keeps for ever.
const (
	KeepFiles    = "retention.files"    // ledgers as they were received
	KeepLines    = "retention.lines"    // lines of imported ledgers
	KeepAccounts = "retention.accounts" // accounts nobody signs in to
)

// Notes the desk leaves itself among the settings.
const (
	lastBackup    = "backup.last"
	lastRetention = "retention.last"
)

// maxMonths bounds what can be set: twenty years.
const maxMonths = 240

// orphanAge is how long a file that nothing names is left alone; longer than any
// import lasts.
const orphanAge = 48 * time.Hour

// Keeping is how long things are kept, months; 0 = for ever.
type Keeping struct{ Files, Lines, Accounts int }

// Keeping in force.
func (d *Desk) Keeping(ctx context.Context) (Keeping, error) {
	var k Keeping
	for name, to := range map[string]*int{KeepFiles: &k.Files, KeepLines: &k.Lines, KeepAccounts: &k.Accounts} {
		s, err := d.Store.Setting(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return k, fmt.Errorf("read setting: %w", err)
		}
		if *to, err = strconv.Atoi(s.Value); err != nil {
			return k, fmt.Errorf("read setting %s: %w", name, err)
		}
	}
	return k, nil
}

// SetKeeping sets how long things are kept. Nothing goes before
// [Desk.Retention] is run.
func (d *Desk) SetKeeping(ctx context.Context, a Actor, k Keeping) error {
	if err := a.administers(); err != nil {
		return err
	}
	for _, x := range []struct {
		name   string
		months int
	}{{KeepFiles, k.Files}, {KeepLines, k.Lines}, {KeepAccounts, k.Accounts}} {
		if x.months < 0 || x.months > maxMonths {
			return message.NewFault("admin.months", message.Place{}, "n", strconv.Itoa(maxMonths))
		}
	}
	for name, months := range map[string]int{KeepFiles: k.Files, KeepLines: k.Lines, KeepAccounts: k.Accounts} {
		if err := d.Store.SetSetting(ctx, name, strconv.Itoa(months), a.User); err != nil {
			return fmt.Errorf("keep setting: %w", err)
		}
	}
	return nil
}

// Gone is what retention takes away, or would.
type Gone struct {
	Files    []GoneLedger // their file only
	Lines    []GoneLedger // their lines and their file
	Uploads  []GoneLedger // brought, never imported
	Accounts []Person
	// Orphans are files of the store that nothing names any more; counted when
	// they are removed.
	Orphans store.Swept
}

// GoneLedger is a ledger, or an upload, that goes.
type GoneLedger struct {
	Org          OrgID
	Organisation string // name
	ID, File     string
	On           time.Time // it came
	Lines        int
}

// Empty tells whether nothing goes.
func (g *Gone) Empty() bool {
	return len(g.Files)+len(g.Lines)+len(g.Uploads)+len(g.Accounts) == 0
}

// Retention states what is older than it may be kept, and takes it away when do
// is set. Diagnostics are frozen and stay as they are, and so does the audit
// log. An account loses its name and address; what it decided keeps its number.
func (d *Desk) Retention(ctx context.Context, a Actor, do bool) (*Gone, error) {
	if err := a.administers(); err != nil {
		return nil, err
	}
	k, err := d.Keeping(ctx)
	if err != nil {
		return nil, err
	}
	g := &Gone{}
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	for _, o := range orgs {
		if err := d.tooOld(ctx, g, o, k); err != nil {
			return nil, err
		}
	}
	if err := d.unused(ctx, g, k); err != nil {
		return nil, err
	}
	if !do {
		return g, nil
	}
	return g, d.takeAway(ctx, a, g)
}

// before is the moment before which something kept for months has to go.
func (d *Desk) before(months int) (time.Time, bool) {
	if months == 0 {
		return time.Time{}, false
	}
	return d.Now().UTC().AddDate(0, -months, 0), true
}

// tooOld gathers what goes of one organisation.
func (d *Desk) tooOld(ctx context.Context, g *Gone, o store.Organisation, k Keeping) error {
	files, filesGo := d.before(k.Files)
	lines, linesGo := d.before(k.Lines)
	ledgers, err := d.Store.Ledgers(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("list ledgers: %w", err)
	}
	for _, l := range ledgers {
		x := GoneLedger{Org: o.ID, Organisation: o.Name, ID: l.ID, File: l.File, On: l.ImportedAt, Lines: l.Lines}
		switch {
		case linesGo && l.State == store.Imported && l.ImportedAt.Before(lines):
			g.Lines = append(g.Lines, x)
		case l.Blob != "" && (filesGo && l.ImportedAt.Before(files) || linesGo && l.ImportedAt.Before(lines)):
			g.Files = append(g.Files, x)
		}
	}
	if !filesGo {
		return nil
	}
	uploads, err := d.Store.Uploads(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("list uploads: %w", err)
	}
	for _, u := range uploads {
		if u.UploadedAt.Before(files) && u.State != store.UploadConfirmed {
			g.Uploads = append(g.Uploads, GoneLedger{Org: o.ID, Organisation: o.Name, ID: u.ID, File: u.File, On: u.UploadedAt})
		}
	}
	return nil
}

// erased is the domain of the address that an erased account is left with.
const erased = "@efface.invalid"

// unused gathers accounts nobody signed in to; never an administrator's: the
// installation must not lock itself.
func (d *Desk) unused(ctx context.Context, g *Gone, k Keeping) error {
	old, ok := d.before(k.Accounts)
	if !ok {
		return nil
	}
	users, err := d.Store.AllUsers(ctx)
	if err != nil {
		return fmt.Errorf("list users: %w", err)
	}
	for i := range users {
		u := &users[i]
		seen := u.SeenAt
		if seen.IsZero() {
			seen = u.CreatedAt
		}
		p := personOf(u, nil)
		if seen.Before(old) && p.Role != Administrator && !strings.HasSuffix(u.Email, erased) {
			g.Accounts = append(g.Accounts, p)
		}
	}
	return nil
}

func (d *Desk) takeAway(ctx context.Context, a Actor, g *Gone) (err error) {
	const why = "conservation"
	for _, l := range g.Lines {
		if _, err := d.Store.UndoLedger(ctx, l.Org, l.ID, a.User, why); err != nil {
			return fmt.Errorf("remove lines: %w", err)
		}
		d.forget(l.Org)
	}
	for _, list := range [][]GoneLedger{g.Lines, g.Files} {
		for _, l := range list {
			if err := d.Store.ForgetFile(ctx, l.Org, l.ID, a.User, why); err != nil {
				return fmt.Errorf("forget file: %w", err)
			}
		}
	}
	for _, u := range g.Uploads {
		if err := d.Store.DropUpload(ctx, u.Org, u.ID, a.User); err != nil {
			return fmt.Errorf("drop upload: %w", err)
		}
	}
	for _, p := range g.Accounts {
		err := d.change(ctx, a, p.ID, "erase", why, func(u *store.User) {
			u.Email, u.Name, u.PasswordHash, u.TOTPSecret, u.Disabled = u.ID+erased, "", "", "", true
		})
		if err != nil {
			return err
		}
	}
	if g.Orphans, err = d.Store.SweepBlobs(ctx, orphanAge); err != nil {
		return fmt.Errorf("sweep files: %w", err)
	}
	if _, err := d.Store.ForgetClaims(ctx, d.Now().Add(-claimLife)); err != nil {
		return fmt.Errorf("forget claims: %w", err)
	}
	if _, err := d.Store.SweepLetters(ctx); err != nil {
		return fmt.Errorf("sweep messages: %w", err)
	}
	if err := d.Store.Sessions().DeleteExpired(ctx); err != nil {
		return fmt.Errorf("remove old sessions: %w", err)
	}
	if err := d.Store.SetSetting(ctx, lastRetention, d.Now().UTC().Format(time.RFC3339), a.User); err != nil {
		return fmt.Errorf("note retention: %w", err)
	}
	return nil
}

// Nightly runs retention once a day until ctx ends. It looks once an hour: a
// server that was stopped at the hour does it later.
func (d *Desk) Nightly(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := d.nightly(ctx); err != nil && ctx.Err() == nil {
			d.Log.Error("retention", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Desk) nightly(ctx context.Context) error {
	last, err := d.noted(ctx, lastRetention)
	if err != nil || d.Now().Sub(last) < 24*time.Hour {
		return err
	}
	g, err := d.Retention(ctx, Console("conservation"), true)
	if err == nil && !g.Empty() {
		d.Log.Info("retention", "files", len(g.Files), "ledgers", len(g.Lines), "uploads", len(g.Uploads), "accounts", len(g.Accounts), "orphans", g.Orphans.Blobs)
	}
	return err
}

// noted reads a moment the desk noted, zero when never.
func (d *Desk) noted(ctx context.Context, name string) (time.Time, error) {
	s, err := d.Store.Setting(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read setting: %w", err)
	}
	t, err := time.Parse(time.RFC3339, s.Value)
	if err != nil {
		return time.Time{}, fmt.Errorf("read setting %s: %w", name, err)
	}
	return t, nil
}

// NoteBackup notes that a backup was written whole.
func (d *Desk) NoteBackup(ctx context.Context, a Actor) error {
	if err := d.Store.SetSetting(ctx, lastBackup, d.Now().UTC().Format(time.RFC3339), a.User); err != nil {
		return fmt.Errorf("note backup: %w", err)
	}
	return nil
}

// State is the health of an installation in details.
type State struct {
	Engine        string
	Schema, Wants int64
	Fault         error // of the database or the files, nil when well
	Backup        time.Time
	Retention     time.Time
	Edition       int // of the registry, 0 = none yet
	Enterprises   int // of that edition
	Organisations int
	Accounts      int
	Jobs          int // that are not over
	PolicyVersion string
	Program       string
}

// State of the installation, for its administrator.
func (d *Desk) State(ctx context.Context, a Actor) (*State, error) {
	if err := a.administers(); err != nil {
		return nil, err
	}
	s := &State{Engine: d.Store.Engine(), Program: d.Program}
	if s.Fault = d.Store.Health(ctx, false); s.Fault != nil {
		return s, nil
	}
	var err error
	if s.Schema, s.Wants, err = d.Store.Pending(ctx); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	if s.Backup, err = d.noted(ctx, lastBackup); err != nil {
		return nil, err
	}
	if s.Retention, err = d.noted(ctx, lastRetention); err != nil {
		return nil, err
	}
	if e, err := d.Store.Edition(ctx, 0); err == nil {
		s.Edition, s.Enterprises = e.Number, e.Size
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("read edition: %w", err)
	}
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	users, err := d.Store.AllUsers(ctx)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	s.Organisations, s.Accounts = len(orgs), len(users)
	if s.Jobs, err = d.Store.WaitingJobs(ctx); err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	s.PolicyVersion = rules.Version
	return s, nil
}

// WaitingJobs counts the jobs that are not over, for a monitor.
func (d *Desk) WaitingJobs(ctx context.Context) (int, error) { return d.Store.WaitingJobs(ctx) }
