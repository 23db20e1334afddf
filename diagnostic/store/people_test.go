package store_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// A code serves once, however many servers are shown it at the same moment.
func TestCodesServeOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		u, err := s.AddUser(ctx, store.User{Email: "a@essai.invalid", Roles: []store.Role{store.Advisor}}, "essai")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RenewRecoveryCodes(ctx, u.ID, []string{"c0"}, u.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("codes without a second factor: %v", err)
		}
		if err := s.SetSecondFactor(ctx, u.ID, "secret", []string{"c1", "c2"}, u.ID); err != nil {
			t.Fatal(err)
		}
		var won sync.Map
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				if err := s.UseStep(ctx, u.ID, 100); err == nil {
					won.Store(i, true)
				} else if !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		n := 0
		won.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d of four took the same code", n)
		}
		if err := s.UseStep(ctx, u.ID, 99); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an earlier code: %v", err)
		}
		// What else is changed of the account does not bring a code back.
		u, err = s.User(ctx, u.ID)
		if err != nil || u.TOTPStep != 100 {
			t.Fatalf("step %d, %v", u.TOTPStep, err)
		}
		u.TOTPStep, u.Name = 0, "Autre nom"
		if err := s.UpdateUser(ctx, u, "essai"); err != nil {
			t.Fatal(err)
		}
		if err := s.UseStep(ctx, u.ID, 100); !errors.Is(err, store.ErrConflict) {
			t.Errorf("after a change of the account: %v", err)
		}
		left := func(want int) {
			t.Helper()
			if n, err := s.RecoveryCodesLeft(ctx, u.ID); err != nil || n != want {
				t.Errorf("%d codes left, want %d: %v", n, want, err)
			}
		}
		left(2)
		for i, want := range []error{nil, store.ErrConflict} {
			if err := s.UseRecoveryCode(ctx, u.ID, "c1"); !errors.Is(err, want) {
				t.Errorf("use %d of a recovery code: %v", i+1, err)
			}
		}
		if err := s.UseRecoveryCode(ctx, "autre", "c2"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("somebody else's: %v", err)
		}
		left(1)
		u.TOTPSecret = ""
		if err := s.UpdateUser(ctx, u, "essai"); err != nil {
			t.Fatal(err)
		}
		left(0)
	})
}

// A message waits as long as its link is good, and is in no backup.
func TestOutbox(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		invite := func(hash string, until time.Time) store.Invitation {
			t.Helper()
			i, err := s.AddInvitation(ctx, store.Invitation{TokenHash: hash, Email: hash + "@essai.invalid", Role: store.Advisor, ExpiresAt: until})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.AddLetter(ctx, store.Letter{TokenHash: hash, To: i.Email, Subject: "Sujet " + hash, Text: "lien-secret-" + hash, Failed: hash == "a"}); err != nil {
				t.Fatal(err)
			}
			return i
		}
		later := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
		invite("a", later)
		withdrawn := invite("b", later)
		invite("c", time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))
		if err := s.EndInvitation(ctx, withdrawn.ID, "essai"); err != nil {
			t.Fatal(err)
		}
		list, err := s.Letters(ctx)
		if err != nil || len(list) != 1 || list[0].Text != "lien-secret-a" || !list[0].Failed || list[0].At.IsZero() {
			t.Fatalf("%+v, %v", list, err)
		}
		var backup bytes.Buffer
		m, err := s.Backup(ctx, &backup)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := m.Rows["outbox"]; ok {
			t.Error("the outbox is in a backup")
		}
		if n, err := s.SweepLetters(ctx); err != nil || n != 2 {
			t.Errorf("swept %d, %v", n, err)
		}
		if l, err := s.Letter(ctx, list[0].ID); err != nil || l.To != "a@essai.invalid" {
			t.Errorf("%+v, %v", l, err)
		}
		if err := s.DropLetter(ctx, list[0].ID, "essai"); err != nil {
			t.Error(err)
		}
		if err := s.DropLetter(ctx, list[0].ID, "essai"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("again: %v", err)
		}
		if log, err := s.AuditAll(ctx, store.AuditFilter{Action: "drop"}); err != nil || len(log) != 1 || log[0].Actor != "essai" || log[0].Object != list[0].ID {
			t.Errorf("the log of what was dropped: %+v, %v", log, err)
		}
	})
}

func TestClaims(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		first, err := s.AddClaim(ctx, store.Claim{Record: "r1", Name: "Alix Essai", Email: "alix@essai.invalid", Message: "nous"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.AddClaim(ctx, store.Claim{Record: "r1", Name: "Alix Essai", Email: "alix@essai.invalid", Message: "encore"})
		if err != nil || again.ID == first.ID {
			t.Fatal(err)
		}
		if list, err := s.Claims(ctx, store.ClaimAsked, "r1"); err != nil || len(list) != 1 || list[0].Message != "encore" {
			t.Errorf("%+v, %v", list, err)
		}
		if err := s.SettleClaim(ctx, again.ID, store.ClaimAccepted, "u1", "appel"); err != nil {
			t.Fatal(err)
		}
		told(t, s.SettleClaim(ctx, again.ID, store.ClaimDeclined, "u2", "non"), store.ErrConflict, "store.settled_already")
		if c, err := s.Claim(ctx, again.ID); err != nil || c.State != store.ClaimAccepted || c.SettledBy != "u1" {
			t.Errorf("%+v, %v", c, err)
		}
		if err := s.SettleClaim(ctx, "autre", store.ClaimDeclined, "u", ""); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("one that is not there: %v", err)
		}
		if err := s.SettleClaim(ctx, again.ID, "asked", "u", ""); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("to a state that is none: %v", err)
		}
		if _, err := s.AddClaim(ctx, store.Claim{Record: "r1", Name: "Sans Réponse", Email: "sans@essai.invalid"}); err != nil {
			t.Fatal(err)
		}
		if n, err := s.ForgetClaims(ctx, time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil || n != 0 {
			t.Errorf("forgot %d that are new, %v", n, err)
		}
		// One that nobody answers is no more kept for ever than one that was settled.
		if n, err := s.ForgetClaims(ctx, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil || n != 2 {
			t.Errorf("forgot %d, %v", n, err)
		}
	})
}

var errJudge = errors.New("no")

// What a judge refuses leaves nothing, and two who decide at once are judged one
// after the other: the second sees what the first kept.
func TestDecisionsAreJudgedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		a, b := buyer(t, s, "A"), buyer(t, s, "B")
		decide := func(org store.OrgID, scope review.Scope, judge store.Judge) error {
			_, err := s.TakeDecisions(ctx, org, []review.Decision{{Buyer: string(org), Scope: scope, Kind: review.Match, Author: "u"}}, judge)
			return err
		}
		if err := decide(a, review.ThisBuyer, func([]review.Decision) error { return errJudge }); !errors.Is(err, errJudge) {
			t.Errorf("refused: %v", err)
		}
		if list, err := s.Decisions(ctx, a); err != nil || len(list) != 0 {
			t.Errorf("kept %v, %v", list, err)
		}
		alone := func(have []review.Decision) error {
			if len(have) > 0 {
				return errJudge
			}
			return nil
		}
		kept := make(chan error, 8)
		for i := range cap(kept) {
			org := a
			if i%2 == 1 {
				org = b
			}
			go func() { kept <- decide(org, review.AllBuyers, alone) }()
		}
		n := 0
		for range cap(kept) {
			switch err := <-kept; {
			case err == nil:
				n++
			case !errors.Is(err, errJudge):
				t.Error(err)
			}
		}
		if n != 1 {
			t.Errorf("%d decisions passed a judge that lets one pass", n)
		}
		for _, org := range []store.OrgID{a, b} {
			if list, err := s.DecisionsFor(ctx, org); err != nil || len(list) != 1 || list[0].Scope != review.AllBuyers {
				t.Errorf("in force: %v, %v", list, err)
			}
		}
		asked, err := s.AddDecisions(ctx, b, []review.Decision{{Buyer: string(b), Scope: review.Asked, Kind: review.Match, Author: "u"}})
		if err != nil {
			t.Fatal(err)
		}
		err = s.AgreeDecision(ctx, asked[0].ID, true, "pole", "", func(have []review.Decision, d review.Decision) error {
			if len(have) != 1 || d.ID != asked[0].ID {
				t.Errorf("judged among %v", have)
			}
			return errJudge
		})
		if list, _ := s.AskedDecisions(ctx); !errors.Is(err, errJudge) || len(list) != 1 {
			t.Errorf("agreed in spite of the judge: %v", err)
		}
	})
}
