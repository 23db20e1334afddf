package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jachete/diagnostic/store"
	"jachete/templates/policy"
)

// doctorCmd looks an installation over.
type doctorCmd struct {
	Deep bool `help:"${help_doctor_deep}"`
	doors
	place
}

// finding is what the doctor sees of one thing.
type finding struct {
	key    string // of what was looked at
	state  string // "well", "warn", "sick"
	detail string
}

// Run prints what it looked at, a line each, and fails when something is sick.
func (c *doctorCmd) Run(e *env) error {
	var list []finding
	see := func(key, state, detail string) { list = append(list, finding{key, state, detail}) }
	c.folder(see)
	if p, err := policy.Load(c.Policy); err != nil {
		see("policy", "sick", err.Error())
	} else {
		see("policy", "well", p.Version)
	}
	c.store(e, see)
	c.mailServer(e, see)
	sick := false
	for _, f := range list {
		sick = sick || f.state == "sick"
		mark := map[string]string{"well": "✓", "warn": "!", "sick": "✗"}[f.state]
		what := e.say.T("doctor." + f.key)
		if f.detail != "" {
			what = e.say.T("doctor.line", "what", what, "detail", plain(f.detail))
		}
		fmt.Fprintln(e.out, mark, what)
	}
	if sick {
		return errDisagrees
	}
	return nil
}

// folder looks at the data folder: there, and nobody else's to read.
func (c *doctorCmd) folder(see func(key, state, detail string)) {
	if c.Database != "" && c.Blobs != "" {
		return
	}
	dir, err := filepath.Abs(c.Data)
	if err == nil {
		var i fs.FileInfo
		if i, err = os.Stat(dir); err == nil {
			switch {
			case !i.IsDir():
				see("folder", "sick", dir)
			case i.Mode().Perm()&0o077 != 0:
				see("folder", "warn", fmt.Sprintf("%s (%s)", dir, i.Mode().Perm()))
			default:
				see("folder", "well", dir)
			}
			return
		}
	}
	see("folder", "sick", err.Error())
}

// store looks at database, schema, files, registry and clock.
func (c *doctorCmd) store(e *env, see func(key, state, detail string)) {
	cfg, err := c.config(false)
	if err != nil {
		see("database", "sick", err.Error())
		return
	}
	s, err := store.Open(e.ctx, cfg)
	if err != nil {
		see("database", "sick", redactIn(err.Error(), cfg.Database))
		return
	}
	defer s.Close()
	if err := s.Health(e.ctx, c.Deep); err != nil {
		see("database", "sick", err.Error())
		return
	}
	see("database", "well", s.Engine())
	have, want, err := s.Pending(e.ctx)
	switch {
	case err != nil:
		see("schema", "sick", err.Error())
		return
	case have != want:
		see("schema", "sick", fmt.Sprintf("%d < %d: jachete migrate", have, want))
		return
	}
	see("schema", "well", fmt.Sprint(have))
	for _, look := range []struct {
		key string
		f   func(context.Context, *store.Store) (state, detail string, err error)
	}{{"files", keepsFiles}, {"orphans", countsOrphans}, {"registry", hasRegistry}, {"people", hasAdministrator}, {"clock", keepsTime}, {"backup", wasBackedUp}} {
		state, detail, err := look.f(e.ctx, s)
		if err != nil {
			state, detail = "sick", err.Error()
		}
		see(look.key, state, detail)
	}
}

// redactIn takes a database's password out of an error.
func redactIn(text, address string) string {
	return strings.ReplaceAll(text, address, redact(address))
}

// keepsFiles writes a small file and reads it back; the next sweep removes it.
func keepsFiles(ctx context.Context, s *store.Store) (state, detail string, err error) {
	b, err := s.PutBlob(ctx, "", strings.NewReader("jachete doctor\n"))
	if err != nil {
		return "", "", err
	}
	r, err := s.OpenBlob(ctx, "", b.Key)
	if err != nil {
		return "", "", err
	}
	return "well", "", r.Close()
}

func countsOrphans(ctx context.Context, s *store.Store) (state, detail string, err error) {
	o, err := s.Orphans(ctx, 48*time.Hour)
	if err != nil {
		return "", "", err
	}
	state = "well"
	if o.Blobs > 0 {
		state = "warn"
	}
	return state, fmt.Sprintf("%d, %d kB", o.Blobs, o.Bytes/1000), nil
}

func hasRegistry(ctx context.Context, s *store.Store) (state, detail string, err error) {
	e, err := s.Edition(ctx, 0)
	if errors.Is(err, store.ErrNotFound) {
		n, err := s.RegistryHead(ctx)
		if n == 0 {
			return "warn", "0", err
		}
		return "well", fmt.Sprint(n), err
	}
	return "well", fmt.Sprintf("%d (%d)", e.Number, e.Size), err
}

func hasAdministrator(ctx context.Context, s *store.Store) (state, detail string, err error) {
	users, err := s.AllUsers(ctx)
	if err != nil {
		return "", "", err
	}
	n := 0
	for _, u := range users {
		for _, r := range u.Roles {
			if r == store.Administrator && !u.Disabled {
				n++
			}
		}
	}
	if n == 0 {
		return "warn", "0: jachete user add", nil
	}
	return "well", fmt.Sprintf("%d / %d", n, len(users)), nil
}

// keepsTime compares the clock with the last line of the audit log.
func keepsTime(ctx context.Context, s *store.Store) (state, detail string, err error) {
	last, err := s.AuditAll(ctx, store.AuditFilter{Limit: 1})
	if err != nil {
		return "", "", err
	}
	now := time.Now().UTC()
	detail = now.Format(time.RFC3339)
	if len(last) > 0 && last[0].At.After(now.Add(time.Minute)) {
		return "sick", detail + " < " + last[0].At.Format(time.RFC3339), nil
	}
	return "well", detail, nil
}

func wasBackedUp(ctx context.Context, s *store.Store) (state, detail string, err error) {
	b, err := s.Setting(ctx, "backup.last")
	if errors.Is(err, store.ErrNotFound) {
		return "warn", "—", nil
	}
	if err != nil {
		return "", "", err
	}
	if time.Since(b.SetAt) > 7*24*time.Hour {
		return "warn", b.Value, nil
	}
	return "well", b.Value, nil
}

// mailServer greets the mail server when one is set.
func (c *doctorCmd) mailServer(e *env, see func(key, state, detail string)) {
	m, err := c.mail(e)
	switch {
	case err != nil:
		see("mail", "sick", err.Error())
	case m == nil:
		see("mail", "warn", "—")
	default:
		if err := m.Reach(e.ctx); err != nil {
			see("mail", "sick", err.Error())
			return
		}
		see("mail", "well", "")
	}
}
