package desk_test

import (
	"errors"
	"log/slog"
	"sync"
	"testing"

	"github.com/pquerna/otp/totp"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// reopened is a second process on the same store.
func (o *office) reopened(s *store.Store) *desk.Desk {
	o.t.Helper()
	d, err := desk.New(desk.Config{
		Store: s, Policy: o.Policy, Program: "essai", Now: o.Now, NewID: o.NewID, Log: slog.New(slog.DiscardHandler), Random: o.Random, Work: o.t.TempDir(), Hash: o.Hash,
	})
	o.must(err)
	return d
}

// A code that signed somebody in signs nobody in again: not in another process,
// not after a restart.
func TestCodesDoNotServeAgainAfterARestart(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	o := open(t, s)
	ctx := t.Context()
	secret, err := o.Invite(ctx, desk.Console("essai"), "alix@essai.invalid", desk.Advisor, "")
	o.must(err)
	const password = "un-long-mot-de-passe"
	a, err := o.Accept(ctx, secret, "Alix Essai", password)
	o.must(err)
	factor, uri, err := o.NewSecondFactor(ctx, *a)
	o.must(err)
	if uri == "" {
		t.Fatal("no address for the authenticator")
	}
	code := func(after int) string {
		for range after {
			o.Now() // a second each
		}
		c, err := totp.GenerateCode(factor, o.Now())
		o.must(err)
		return c
	}
	recovery, err := o.KeepSecondFactor(ctx, *a, factor, code(0))
	o.must(err)
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes", len(recovery))
	}
	// Whoever finds a session open does not put a factor of theirs in its place.
	theirs, _, err := o.NewSecondFactor(ctx, *a)
	o.must(err)
	mine, err := totp.GenerateCode(theirs, o.Now())
	o.must(err)
	if _, err := o.KeepSecondFactor(ctx, *a, theirs, mine); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("a factor in place of another, without the password: %v", err)
	}
	now := code(60)
	if _, err := o.SignIn(ctx, "alix@essai.invalid", password, now[:3]+" "+now[3:]); err != nil {
		t.Fatalf("a code as people write it: %v", err)
	}
	if _, err := o.SignIn(ctx, "alix@essai.invalid", password, recovery[0]); err != nil {
		t.Fatalf("a recovery code: %v", err)
	}
	again := o.reopened(s)
	for _, c := range []string{now, recovery[0], "", "000000", "AAAA-AAAA-AAAA-AAAA", "é"} {
		if _, err := again.SignIn(ctx, "alix@essai.invalid", password, c); !errors.Is(err, desk.ErrCode) {
			t.Errorf("after a restart, the code %q: %v", c, err)
		}
	}
	// A code of before, though in the minute of tolerance, comes too late.
	older := code(60)
	newer := code(30)
	if _, err := again.SignIn(ctx, "alix@essai.invalid", password, newer); err != nil {
		t.Errorf("a new code: %v", err)
	}
	if _, err := again.SignIn(ctx, "alix@essai.invalid", password, older); !errors.Is(err, desk.ErrCode) {
		t.Errorf("an older code after a newer one: %v", err)
	}
	if p, err := again.Profile(ctx, *a); err != nil || p.Recovery != 9 {
		t.Errorf("%d codes left, %v", p.Recovery, err)
	}
}

func (o *office) answer(payee string, v review.Verdict, enterprise string, scope review.Scope) review.Decision {
	return review.Decision{Kind: review.Match, Subject: review.Subject{Names: []string{payee}}, Verdict: v, Enterprise: enterprise, Scope: scope, Reason: "essai"}
}

// What holds for all counts in the shares of others: its own buyer cannot take it
// back, the Pôle can.
func TestSharedDecisionIsThePolesToReverse(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	_, err := o.bring("2023.csv", year23, "")
	o.must(err)
	recs, err := o.Records(ctx)
	o.must(err)
	asked := desk.Asked{Period: "2023"}
	kept, err := o.Decide(ctx, o.buyer, o.org, asked, o.answer("Quincaillerie Boisvert-Lac inc.", review.Same, recs[0].ID, review.Asked))
	o.must(err)
	// While it is only asked for, it is the buyer's own.
	_, err = o.Reverse(ctx, o.buyer, o.org, kept[0].ID, "non")
	o.must(err)
	kept, err = o.Decide(ctx, o.buyer, o.org, asked, o.answer("Quincaillerie Boisvert-Lac inc.", review.Same, recs[0].ID, review.Asked))
	o.must(err)
	o.must(o.Agree(ctx, o.advisor, kept[0].ID, true, "oui"))
	if _, err := o.Reverse(ctx, o.buyer, o.org, kept[0].ID, "non"); faultKey(err) != "desk.shared" {
		t.Errorf("the buyer takes back what holds for all: %v", err)
	}
	if _, err := o.UndoAnswer(ctx, o.buyer, o.org, kept[0].ID); faultKey(err) != "desk.shared" {
		t.Errorf("by the button that undoes: %v", err)
	}
	if x, err := o.Store.Decision(ctx, o.org, kept[0].ID); err != nil || !x.InForce() {
		t.Errorf("it is reversed: %v", err)
	}
	_, err = o.Reverse(ctx, o.advisor, o.org, kept[0].ID, "erreur")
	o.must(err)
}

// A reversal names the diagnostics in which the decision changed something, not
// all that were made while it was in force.
func TestReversalNamesWhatItTouches(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	_, err := o.bring("2023.csv", year23, "")
	o.must(err)
	_, err = o.bring("2024.csv", year24+"2024-06-01;Atelier Pommebrune;Bancs;700,00\n", "")
	o.must(err)
	recs, err := o.Records(ctx)
	o.must(err)
	only24, err := o.Decide(ctx, o.buyer, o.org, desk.Asked{Period: "2024"}, o.answer("Atelier Pommebrune", review.Same, recs[0].ID, review.ThisBuyer))
	o.must(err)
	both, err := o.Decide(ctx, o.buyer, o.org, desk.Asked{Period: "2024"}, review.Decision{
		Kind: review.Class, Class: o.Policy.Classes[1].ID, Subject: review.Subject{Names: []string{"Quincaillerie Boisvert-Lac inc."}}, Reason: "essai",
	})
	o.must(err)
	var made []string
	for _, p := range []string{"2023", "2024"} {
		m, err := o.MakeDiagnostic(ctx, o.buyer, o.org, desk.Asked{Period: p}, nil)
		o.must(err)
		made = append(made, m.ID)
	}
	for _, x := range []struct {
		id   string
		want []string
	}{{only24[0].ID, made[1:]}, {both[0].ID, made}} {
		touched, err := o.Reverse(ctx, o.buyer, o.org, x.id, "erreur")
		o.must(err)
		var got []string
		for _, g := range touched {
			got = append(got, g.ID)
		}
		if len(got) != len(x.want) || got[len(got)-1] != x.want[len(x.want)-1] {
			t.Errorf("touched %v, want %v", got, x.want)
		}
	}
}

// Two people who answer the contrary at the same moment: one of them is told.
func TestContrariesAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.Open(t, storetest.SQLite(t)))
	ctx := t.Context()
	_, err := o.bring("2023.csv", year23, "")
	o.must(err)
	recs, err := o.Records(ctx)
	o.must(err)
	asked := desk.Asked{Period: "2023"}
	_, err = o.Look(ctx, o.buyer, o.org, asked) // settles the edition
	o.must(err)
	var all sync.WaitGroup
	failed := make(chan error, 6)
	for i := range cap(failed) {
		x := o.answer("Quincaillerie Boisvert-Lac inc.", review.Same, recs[i%2].ID, review.ThisBuyer)
		all.Go(func() {
			_, err := o.Decide(ctx, o.buyer, o.org, asked, x)
			failed <- err
		})
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil && faultKey(err)[:min(len(faultKey(err)), 16)] != "review.conflict." {
			t.Errorf("refused as %v", err)
		}
	}
	list, err := o.Store.DecisionsFor(ctx, o.org)
	o.must(err)
	said := map[string]bool{}
	for _, x := range list {
		said[x.Enterprise] = true
	}
	if len(said) != 1 {
		t.Errorf("in force at once: %d contrary answers", len(said))
	}
}

// An enterprise's account that is given another role serves its record no more.
func TestAnotherRoleLeavesTheRecord(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	o := open(t, s)
	ctx := t.Context()
	recs, err := o.Records(ctx)
	o.must(err)
	l, err := o.LinkAccount(ctx, o.advisor, recs[0].ID, "alix@essai.invalid")
	o.must(err)
	a, err := o.Accept(ctx, l.Secret, "Alix Essai", "un-long-mot-de-passe")
	o.must(err)
	if a.Role != desk.Enterprise || a.Enterprise != recs[0].ID {
		t.Fatalf("the account is %+v", a)
	}
	o.must(o.SetRole(ctx, desk.Console("essai"), a.User, desk.Director, ""))
	people, err := o.RecordAccounts(ctx, o.advisor, recs[0].ID)
	o.must(err)
	if len(people.People) != 0 {
		t.Errorf("the record still has %+v", people.People)
	}
	if _, err := o.LinkAccount(ctx, o.advisor, recs[0].ID, "alix@essai.invalid"); faultKey(err) != "claim.other_role" {
		t.Errorf("a director's account becomes an enterprise's: %v", err)
	}
	for _, who := range []desk.Actor{o.buyer, {User: "u", Role: desk.Director}, {User: "e", Role: desk.Enterprise}} {
		if _, err := o.LinkAccount(ctx, who, recs[0].ID, "b@essai.invalid"); !errors.Is(err, desk.ErrDenied) {
			t.Errorf("%s links an account: %v", who.Role, err)
		}
		if _, err := o.Claims(ctx, who, "", ""); !errors.Is(err, desk.ErrDenied) {
			t.Errorf("%s reads the claims: %v", who.Role, err)
		}
	}
}
