package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

var boss = desk.Actor{User: "u-admin", Name: "Administration", Role: desk.Administrator}

// later moves the desk's clock, not the store's.
func (o *office) later(months int) {
	at := time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC).AddDate(0, months, 1)
	o.Now = func() time.Time { return at }
}

// person makes an account.
func (o *office) person(email string, r desk.Role, org desk.OrgID) desk.Actor {
	o.t.Helper()
	secret, err := o.Invite(o.t.Context(), boss, email, r, org)
	o.must(err)
	a, err := o.Accept(o.t.Context(), secret, "Personne "+email, "quatre mots qui durent")
	o.must(err)
	return *a
}

// sizes tells how many of each thing go.
func sizes(g *desk.Gone) [4]int {
	return [4]int{len(g.Files), len(g.Lines), len(g.Uploads), len(g.Accounts)}
}

func TestRetention(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := open(t, s)
		ctx := t.Context()
		row, err := o.bring("2024.csv", year24, "")
		o.must(err)
		made, err := o.MakeDiagnostic(ctx, o.buyer, o.org, desk.Asked{Period: "2024"}, nil)
		o.must(err)
		_, err = o.Receive(ctx, o.buyer, o.org, "2023.csv", strings.NewReader(year23), desk.Reading{})
		o.must(err)
		buyer := o.person("achat@exemple.test", desk.Buyer, o.org)
		o.person("chef@exemple.test", desk.Administrator, "")
		o.must(o.SetKeeping(ctx, boss, desk.Keeping{Files: 12, Lines: 24, Accounts: 36}))

		for _, x := range []struct {
			months int
			want   [4]int // files, ledgers' lines, uploads, accounts
		}{{0, [4]int{}}, {11, [4]int{}}, {12, [4]int{1, 0, 1, 0}}, {24, [4]int{0, 1, 1, 0}}, {36, [4]int{0, 1, 1, 1}}} {
			o.later(x.months)
			g, err := o.Retention(ctx, boss, false)
			o.must(err)
			if d := cmp.Diff(x.want, sizes(g)); d != "" {
				t.Errorf("after %d months: %s", x.months, d)
			}
		}
		if n, err := s.CountLines(ctx, o.org, store.LineFilter{}); err != nil || n.Lines != 3 {
			t.Fatalf("a dry run took lines away: %d, %v", n.Lines, err)
		}

		o.later(12)
		_, err = o.Retention(ctx, boss, true)
		o.must(err)
		l, err := s.Ledger(ctx, o.org, row.ID)
		o.must(err)
		if l.Blob != "" || l.State != store.Imported {
			t.Errorf("after a year: file %q, %s", l.Blob, l.State)
		}
		if list, err := s.Uploads(ctx, o.org); err != nil || len(list) != 0 {
			t.Errorf("uploads that wait: %d, %v", len(list), err)
		}

		o.later(36)
		_, err = o.Retention(ctx, boss, true)
		o.must(err)
		if n, err := s.CountLines(ctx, o.org, store.LineFilter{}); err != nil || n.Lines != 0 {
			t.Errorf("after three years: %d lines, %v", n.Lines, err)
		}
		u, err := s.User(ctx, buyer.User)
		o.must(err)
		if u.Name != "" || strings.Contains(u.Email, "achat") || u.PasswordHash != "" || !u.Disabled {
			t.Errorf("an erased account: %+v", u)
		}
		if _, err := o.SignIn(ctx, "chef@exemple.test", "quatre mots qui durent", ""); err != nil {
			t.Errorf("the administrator: %v", err)
		}
		// The diagnostic is as it was made, to the byte.
		again, err := o.Diagnostic(ctx, boss, o.org, made.ID)
		o.must(err)
		if again.Digest != made.Digest || !again.Confirmed.Equal(made.Confirmed) {
			t.Error("the diagnostic changed")
		}
		if g, err := o.Retention(ctx, boss, true); err != nil || !g.Empty() {
			t.Errorf("once more: %v, %v", sizes(g), err)
		}
	})
}

func TestRetentionIsTheAdministrators(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	for name, f := range map[string]func(desk.Actor) error{
		"set":         func(a desk.Actor) error { return o.SetKeeping(ctx, a, desk.Keeping{}) },
		"run":         func(a desk.Actor) error { _, err := o.Retention(ctx, a, true); return err },
		"look":        func(a desk.Actor) error { _, err := o.Retention(ctx, a, false); return err },
		"state":       func(a desk.Actor) error { _, err := o.State(ctx, a); return err },
		"role":        func(a desk.Actor) error { return o.SetRole(ctx, a, "u1", desk.Administrator, "") },
		"close":       func(a desk.Actor) error { return o.SetClosed(ctx, a, "u1", true) },
		"recover":     func(a desk.Actor) error { _, _, err := o.Recover(ctx, a, "u1"); return err },
		"invitations": func(a desk.Actor) error { _, err := o.WaitingInvitations(ctx, a); return err },
		"withdraw":    func(a desk.Actor) error { return o.Withdraw(ctx, a, "i1") },
		"orgs":        func(a desk.Actor) error { _, err := o.Organisations(ctx, a); return err },
		"close org":   func(a desk.Actor) error { return o.CloseOrganisation(ctx, a, o.org, true) },
		"whole log":   func(a desk.Actor) error { _, err := o.Journal(ctx, a, "", desk.JournalFilter{}); return err },
	} {
		for _, a := range []desk.Actor{o.buyer, o.advisor, {User: "d", Role: desk.Director}, {User: "e", Role: desk.Enterprise}} {
			if err := f(a); !errors.Is(err, desk.ErrDenied) {
				t.Errorf("%s as %s: %v", name, a.Role, err)
			}
		}
	}
	if _, err := o.Journal(ctx, desk.Actor{Role: desk.Buyer, Org: "autre"}, o.org, desk.JournalFilter{}); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a stranger reads the log: %v", err)
	}
	for _, months := range []int{-1, 241} {
		if err := o.SetKeeping(ctx, boss, desk.Keeping{Lines: months}); faultKey(err) != "admin.months" {
			t.Errorf("%d months: %v", months, err)
		}
	}
}

// To an organisation, people of another one are nobody it knows.
func TestJournalNamesNoStranger(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	second, err := o.AddBuyer(ctx, o.advisor, desk.NewBuyer{Name: "Ville de Mercier"})
	o.must(err)
	stranger := o.person("ailleurs@exemple.test", desk.Buyer, second.ID)
	o.must(o.Store.Log(ctx, store.AuditEntry{Actor: stranger.User, Organisation: o.org, Action: "sign_in", ObjectKind: "user", Object: stranger.User}))
	j, err := o.Journal(ctx, o.buyer, o.org, desk.JournalFilter{Action: "sign_in user"})
	o.must(err)
	if len(j.Lines) != 1 || j.Lines[0].Who != "" || j.Lines[0].Object != "" {
		t.Errorf("%+v", j.Lines)
	}
	for i := range 120 {
		o.must(o.NoteView(ctx, o.buyer, o.org, "download", "ledger", "l", strings.Repeat("x", i)))
	}
	for page, want := range map[int]int{1: 50, 2: 50, 3: 20, 4: 0} {
		j, err := o.Journal(ctx, o.buyer, o.org, desk.JournalFilter{Action: "download ledger", Page: page})
		o.must(err)
		if len(j.Lines) != want || j.More != (page < 3) {
			t.Errorf("page %d: %d lines, more %v", page, len(j.Lines), j.More)
		}
	}
	if err := o.NoteView(ctx, stranger, o.org, "download", "ledger", "l", ""); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a stranger notes a view: %v", err)
	}
}

// An import that is running when the server stops ends within the grace, or is
// taken up by the next server; either way it is there once, whole.
func TestImportSurvivesAStop(t *testing.T) {
	t.Parallel()
	for name, grace := range map[string]time.Duration{"finishes": time.Minute, "resumes": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t, storetest.Open(t, storetest.SQLite(t)))
			ctx := t.Context()
			until := func(what string, grace time.Duration, over func(*desk.Upload) bool, id string) {
				t.Helper()
				run, stop := context.WithCancel(ctx)
				done := make(chan struct{})
				go func() { o.Run(run, grace); close(done) }()
				for ok := false; !ok; {
					u, err := o.Upload(ctx, o.buyer, o.org, id)
					if err != nil {
						t.Fatalf("%s: %v", what, err)
					}
					ok = over(u)
				}
				stop()
				<-done
			}
			u, err := o.Receive(ctx, o.buyer, o.org, "2024.csv", strings.NewReader(year24), desk.Reading{})
			o.must(err)
			until("read", time.Minute, func(u *desk.Upload) bool { return u.Understood != nil }, u.ID)
			o.must(o.Confirm(ctx, o.buyer, o.org, u.ID, ""))
			// Stopped as soon as somebody holds the job.
			until("stop", grace, func(*desk.Upload) bool {
				j, err := o.Job(ctx, o.buyer, o.org, u.ID)
				o.must(err)
				return j.Attempts > 0
			}, u.ID)
			// The store's clock goes a second with each look: the claim of who died lapses.
			until("end", time.Minute, func(u *desk.Upload) bool { return u.State == store.UploadImported }, u.ID)
			n, err := o.Store.CountLines(ctx, o.org, store.LineFilter{})
			o.must(err)
			list, err := o.Ledgers(ctx, o.buyer, o.org)
			o.must(err)
			if n.Lines != 3 || len(list) != 1 {
				t.Errorf("%d lines in %d ledgers", n.Lines, len(list))
			}
		})
	}
}
