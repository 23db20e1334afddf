package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// place is where an installation keeps everything: by default one folder.
type place struct {
	Data     string `help:"${help_place_data}" placeholder:"DIR" default:"jachete-donnees"`
	Database string `help:"${help_place_database}" placeholder:"URL"`
	Blobs    string `help:"${help_place_blobs}" placeholder:"URL"`
	Policy   string `help:"${help_place_policy}" placeholder:"DIR"`
}

// newID draws an identifier that sorts by time.
func newID() string {
	id, err := uuid.NewV7()
	if err != nil {
		panic(err) // the machine has no randomness left
	}
	return id.String()
}

// config says where the store is; addresses that are given go before the folder.
func (p place) config(create bool) (store.Config, error) {
	dir, err := filepath.Abs(p.Data)
	if err != nil {
		return store.Config{}, fmt.Errorf("find data folder: %w", err)
	}
	c := store.Config{Database: p.Database, Blobs: p.Blobs, Create: create, Options: store.Options{Now: time.Now, NewID: newID}}
	if create && (c.Database == "" || c.Blobs == "") {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return c, fmt.Errorf("make data folder: %w", err)
		}
	}
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(dir, "jachete.db")
	}
	if c.Blobs == "" {
		c.Blobs = "file://" + filepath.ToSlash(filepath.Join(dir, "fichiers"))
	}
	return c, nil
}

// open opens the store; an error of the database is told as a fault.
func (p place) open(e *env, create bool) (*store.Store, error) {
	c, err := p.config(create)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(e.ctx, c)
	if errors.Is(err, store.ErrNotFound) {
		return nil, message.NewFault("place.absent", message.Place{}, "database", redact(c.Database))
	}
	if err != nil {
		return nil, storeFault(err)
	}
	if !create {
		have, want, err := s.Pending(e.ctx)
		if err == nil && have < want {
			err = message.NewFault("place.migrate", message.Place{}, "have", fmt.Sprint(have), "want", fmt.Sprint(want))
		}
		if err != nil {
			_ = s.Close()
			return nil, storeFault(err)
		}
	}
	return s, nil
}

// storeFault makes an error of the store one that a person can act on.
func storeFault(err error) error {
	var f *message.Fault
	if errors.As(err, &f) {
		return err
	}
	if f := store.Fault(err, ""); f != nil {
		return fmt.Errorf("%w: %w", f, err)
	}
	return err
}

// desk opens an installation to work at.
func (p place) desk(e *env) (*desk.Desk, func(), error) {
	rules, err := policy.Load(p.Policy)
	if err != nil {
		return nil, nil, err
	}
	s, err := p.open(e, false)
	if err != nil {
		return nil, nil, err
	}
	d, err := newDesk(s, rules, e.log)
	if err != nil {
		_ = s.Close()
		return nil, nil, err
	}
	return d, func() { _ = s.Close() }, nil
}

// with works at the desk of an installation and closes it.
func (p place) with(e *env, work func(*desk.Desk) error) error {
	d, end, err := p.desk(e)
	if err != nil {
		return err
	}
	defer end()
	return storeFault(work(d))
}

func newDesk(s *store.Store, rules *policy.Policy, log *slog.Logger) (*desk.Desk, error) {
	return desk.New(desk.Config{
		Store: s, Policy: rules, Program: version, Now: time.Now, NewID: newID, Log: log,
		Random: func(b []byte) error { _, err := rand.Read(b); return err },
	})
}

// console is who works at the command line.
func console() desk.Actor {
	name := "console"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return desk.Console(name)
}

func rowsOf(m store.Manifest) int {
	n := 0
	for _, rows := range m.Rows {
		n += rows
	}
	return n
}

// redact takes the password out of a database's address.
func redact(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	return u.Redacted()
}

type initCmd struct {
	place
}

// Run makes an installation, or brings an existing one up to date.
func (c *initCmd) Run(e *env) error {
	s, err := c.open(e, true)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Migrate(e.ctx); err != nil {
		return storeFault(err)
	}
	where, _ := c.config(false)
	fmt.Fprintln(e.out, e.say.T("place.made", "database", redact(where.Database), "blobs", where.Blobs))
	return nil
}

type migrateCmd struct {
	place
}

// Run brings the schema up to date.
func (c *migrateCmd) Run(e *env) error {
	cfg, err := c.config(false)
	if err != nil {
		return err
	}
	s, err := store.Open(e.ctx, cfg)
	if err != nil {
		return storeFault(err)
	}
	defer s.Close()
	done, err := s.Migrate(e.ctx)
	if err != nil {
		return storeFault(err)
	}
	fmt.Fprintln(e.out, e.say.N("place.migrated", len(done)))
	return nil
}

type backupCmd struct {
	To string `arg:"" help:"${help_backup_to}" placeholder:"FILE"`
	place
}

// Run writes everything, as it stands at one moment, into one file.
func (c *backupCmd) Run(e *env) error {
	s, err := c.open(e, false)
	if err != nil {
		return err
	}
	defer s.Close()
	var out outputs
	defer out.drop()
	var m store.Manifest
	err = out.add(c.To, func(w io.Writer) error {
		m, err = s.Backup(e.ctx, w)
		return err
	})
	if err != nil {
		return storeFault(err)
	}
	if err := out.commit(); err != nil {
		return err
	}
	// Noted after it: a backup that failed must not look like one.
	if err := s.SetSetting(e.ctx, "backup.last", m.At.Format(time.RFC3339), console().User); err != nil {
		return storeFault(err)
	}
	fmt.Fprintln(e.out, e.say.T("place.backed_up", "file", c.To, "rows", e.say.Count(rowsOf(m)), "blobs", e.say.Count(m.Blobs)))
	return nil
}

type restoreCmd struct {
	From string `arg:"" help:"${help_restore_from}" placeholder:"FILE"`
	place
}

// Run makes an installation of a backup.
func (c *restoreCmd) Run(e *env) error {
	f, err := os.Open(c.From)
	if err != nil {
		return err
	}
	defer f.Close()
	s, err := c.open(e, true)
	if err != nil {
		return err
	}
	defer s.Close()
	m, err := s.Restore(e.ctx, f)
	if err != nil {
		return storeFault(err)
	}
	fmt.Fprintln(e.out, e.say.T("place.restored", "file", c.From, "rows", e.say.Count(rowsOf(m)), "blobs", e.say.Count(m.Blobs)))
	return nil
}
