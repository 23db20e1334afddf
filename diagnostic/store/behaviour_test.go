package store_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// cards compares rows without what the mapper adds.
var cards = cmp.Options{
	exact, cmpopts.IgnoreFields(store.Organisation{}, "BaseModel"), cmpopts.IgnoreFields(store.User{}, "BaseModel"),
	cmpopts.IgnoreFields(store.Supplier{}, "BaseModel"), cmpopts.IgnoreFields(store.Diagnostic{}, "BaseModel"),
}

func TestOrganisationsAndUsers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		org := buyer(t, s, "Ville d'Essai « É »\x00")
		o, err := s.Organisation(ctx, org)
		if err != nil {
			t.Fatal(err)
		}
		want := store.Organisation{ID: org, Name: "Ville d'Essai « É »\uFFFD", MRC: "Les Essais", Regime: "CM", Municipality: "99001", Population: 4321, CreatedAt: o.CreatedAt, CreatedBy: "u1"}
		if d := cmp.Diff(want, o, cards); d != "" {
			t.Error(d)
		}
		if o.CreatedAt.IsZero() {
			t.Error("no time of creation")
		}
		o.Regime = "anarchie"
		if err := s.UpdateOrganisation(ctx, o, "u1"); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("an unknown regime: %v", err)
		}
		o.Regime, o.Population = "LCV", 5000
		if err := s.UpdateOrganisation(ctx, o, "u1"); err != nil {
			t.Fatal(err)
		}
		if err := s.UpdateOrganisation(ctx, store.Organisation{ID: "none"}, "u1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an update of nobody: %v", err)
		}
		u, err := s.AddUser(ctx, store.User{Email: " Quelqu.un@Essai.TEST ", Name: "Inventée", Organisation: org, Roles: []store.Role{store.Buyer}}, "u1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddUser(ctx, store.User{Email: "quelqu.un@essai.test"}, "u1"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an e-mail twice: %v", err)
		}
		if _, err := s.AddUser(ctx, store.User{Email: "x@essai.test", Organisation: "none"}, "u1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a user of an organisation that is not: %v", err)
		}
		u.Roles, u.Disabled = []store.Role{store.Administrator, store.Buyer}, true
		if err := s.UpdateUser(ctx, u, "u1"); err != nil {
			t.Fatal(err)
		}
		if err := s.SawUser(ctx, u.ID); err != nil {
			t.Fatal(err)
		}
		got, err := s.UserByEmail(ctx, "QUELQU.UN@essai.test")
		if err != nil {
			t.Fatal(err)
		}
		if got.SeenAt.IsZero() {
			t.Error("the visit was not noted")
		}
		u.SeenAt = got.SeenAt
		if d := cmp.Diff(u, got, cards); d != "" {
			t.Error(d)
		}
		bad := u
		bad.Roles = []store.Role{"king"}
		if err := s.UpdateUser(ctx, bad, "u1"); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("an unknown role: %v", err)
		}
		if got, err := s.User(ctx, u.ID); err != nil || len(got.Roles) != 2 {
			t.Errorf("a refused update changed the roles: %v %v", got.Roles, err)
		}
	})
}

func TestInvitationIsTakenOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		org := buyer(t, s, "Essai")
		late := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		for hash, expires := range map[string]time.Time{"good": late, "old": time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)} {
			if _, err := s.AddInvitation(ctx, store.Invitation{TokenHash: hash, Email: hash + "@essai.test", Role: store.Buyer, Organisation: org, ExpiresAt: expires}); err != nil {
				t.Fatal(err)
			}
		}
		u, err := s.TakeInvitation(ctx, "good", store.User{Email: "a@essai.test", Roles: []store.Role{store.Administrator}})
		if err != nil || u.Organisation != org || len(u.Roles) != 1 || u.Roles[0] != store.Buyer {
			t.Fatalf("%+v, %v", u, err)
		}
		for _, hash := range []string{"good", "old", "none"} {
			if _, err := s.TakeInvitation(ctx, hash, store.User{Email: "b@essai.test"}); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", hash, err)
			}
		}
		if _, err := s.UserByEmail(ctx, "b@essai.test"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a user without invitation: %v", err)
		}
	})
}

func version(id, name string) record.Version {
	return record.Version{Record: record.Record{ID: id, NEQ: "11" + id, BN: "9" + id, Names: []record.Name{{Text: name, Kind: record.Legal}}}, Author: "u1", Reason: "essai"}
}

func TestRegistryKeepsEveryChange(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		first, err := s.AppendVersions(ctx, 0, []record.Version{version("a", "A un"), version("b", "B un")})
		if err != nil {
			t.Fatal(err)
		}
		second, err := s.AppendVersions(ctx, 2, []record.Version{version("a", "A deux")})
		if err != nil || second[0].Seq != 3 {
			t.Fatal(second, err)
		}
		// Who had seen change 2 only cannot change a; b is free.
		var met *store.ConflictError
		if _, err := s.AppendVersions(ctx, 2, []record.Version{version("b", "B deux"), version("a", "A trois")}); !errors.As(err, &met) || met.ID != "a" {
			t.Errorf("a stale change: %v", err)
		}
		if _, err := s.AppendVersions(ctx, 2, []record.Version{version("b", "B deux")}); err != nil {
			t.Fatal(err)
		}
		names := func(list []record.Version, err error) string {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, v := range list {
				out = append(out, v.Record.Names[0].Text)
			}
			return strings.Join(out, ", ")
		}
		for _, c := range []struct{ got, want string }{
			{names(s.Records(ctx)), "A deux, B deux"},
			{names(s.RecordsAt(ctx, 2)), "A un, B un"},
			{names(s.RecordsAt(ctx, 3)), "A deux, B un"},
			{names(s.RecordHistory(ctx, "a")), "A un, A deux"},
			{names(s.RecordsIdentified(ctx, "11b", "")), "B deux"},
			{names(s.RecordsIdentified(ctx, "", "9a")), "A deux"},
			{names(s.RecordsIdentified(ctx, "", "")), ""},
		} {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		}
		v, err := s.Record(ctx, "a")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(second[0], v, exact); d != "" {
			t.Error(d)
		}
		var seen int64
		if err := s.EachVersion(ctx, 1, func(v record.Version) error { seen += v.Seq; return nil }); err != nil || seen != 2+3+4 {
			t.Error(seen, err)
		}
		if first[0].At.IsZero() {
			t.Error("no time")
		}
		one, err := s.MarkEdition(ctx, record.EditionMark{Seq: 4, Digest: "x", Size: 2})
		if err != nil || one.Number != 1 {
			t.Fatal(one, err)
		}
		again, err := s.MarkEdition(ctx, record.EditionMark{Seq: 4, Digest: "x", Size: 2})
		if err != nil || again.Number != 1 || !again.At.Equal(one.At) {
			t.Fatal(again, err)
		}
		if last, err := s.Edition(ctx, 0); err != nil || last.Number != 1 {
			t.Error(last, err)
		}
	})
}

func TestRegistryImportAndUndo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		b, list, err := s.ImportBatch(ctx, store.Batch{File: "r.xlsx", Digest: "d", Author: "u1", Created: 2}, 0, []record.Version{version("a", "A"), version("b", "B")})
		if err != nil || len(list) != 2 || list[1].Batch != b.ID {
			t.Fatal(list, err)
		}
		_, _, err = s.ImportBatch(ctx, store.Batch{File: "r2.xlsx", Digest: "d", Author: "u2"}, 2, nil)
		told(t, err, store.ErrConflict, "store.registry_twice")
		if err := s.UndoBatch(ctx, b.ID, "u1", "essai", 1, []record.Version{version("b", "B avant")}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an undo over a later change: %v", err)
		}
		if err := s.UndoBatch(ctx, b.ID, "u1", "essai", 2, []record.Version{version("a", "A avant")}); err != nil {
			t.Fatal(err)
		}
		told(t, s.UndoBatch(ctx, b.ID, "u1", "essai", 3, nil), store.ErrConflict, "store.undone_already")
		got, changes, err := s.Batch(ctx, b.ID)
		if err != nil || got.UndoneBy != "u1" || len(changes) != 2 {
			t.Error(got, changes, err)
		}
		if _, _, err := s.ImportBatch(ctx, store.Batch{File: "r.xlsx", Digest: "d"}, 3, nil); err != nil {
			t.Errorf("an undone file again: %v", err)
		}
	})
}

func TestCandidatesAreSettledOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		c := store.Candidate{Source: "req", SourceKey: "1", Kind: "name", Name: "Essai", NEQ: "1", Data: json.RawMessage(`{"v":1}`)}
		propose := func(want store.ProposeResult) {
			t.Helper()
			if got, err := s.Propose(ctx, []store.Candidate{c, {Source: "req", SourceKey: "2", Kind: "new"}}); err != nil || got != want {
				t.Fatalf("got %+v, %v; want %+v", got, err, want)
			}
		}
		propose(store.ProposeResult{Added: 2})
		propose(store.ProposeResult{Same: 2})
		list, err := s.Candidates(ctx, store.CandidateFilter{NEQ: "1"})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := s.SettleCandidate(ctx, list[0].ID, store.Dismissed, "", "u1", "non"); err != nil {
			t.Fatal(err)
		}
		told(t, s.SettleCandidate(ctx, list[0].ID, store.Accepted, "", "u1", ""), store.ErrConflict, "store.settled_already")
		if err := s.ReturnCandidate(ctx, list[0].ID, "u2"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Candidate(ctx, list[0].ID); err != nil || got.State != store.Proposed || got.Reason != "" || got.SettledBy != "" || !got.SettledAt.IsZero() {
			t.Errorf("taken up again: %+v, %v", got, err)
		}
		if err := s.ReturnCandidate(ctx, list[0].ID, "u2"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("taken up twice: %v", err)
		}
		if err := s.ReturnCandidate(ctx, "inconnue", "u2"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("one that is not there: %v", err)
		}
		if err := s.SettleCandidate(ctx, list[0].ID, store.Dismissed, "", "u1", "non"); err != nil {
			t.Fatal(err)
		}
		propose(store.ProposeResult{Same: 2})
		if n, err := s.CountCandidates(ctx, store.CandidateFilter{State: store.Proposed}); err != nil || n != 1 {
			t.Error(n, err)
		}
		c.Data = json.RawMessage(`{"v":2}`)
		propose(store.ProposeResult{Changed: 1, Same: 1})
		if got, err := s.Candidate(ctx, list[0].ID); err != nil || got.State != store.Proposed || string(got.Data) != `{"v":2}` || got.Reason+got.SettledBy != "" || !got.SettledAt.IsZero() {
			t.Errorf("proposed again: %+v, %v", got, err)
		}
	})
}

func TestSuppliersFollowTheLines(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		org := buyer(t, s, "Essai")
		one := importOne(t, s, org, "1", book(70, 1))
		first, err := s.Suppliers(ctx, org, store.SupplierFilter{})
		if err != nil {
			t.Fatal(err)
		}
		two := book(7, 2)
		edit(two, func(lines []ledger.Line) {
			lines[0].Supplier, lines[1].Supplier = "ATELIER INVENTE NO 0", "Un autre %"
		})
		second := importOne(t, s, org, "2", two)
		if n, err := s.CountSuppliers(ctx, org, store.SupplierFilter{Search: "%"}); err != nil || n == 0 {
			t.Error(n, err)
		}
		if list, err := s.Suppliers(ctx, org, store.SupplierFilter{NEQ: "1199999990"}); err != nil || len(list) != 1 || list[0].Lines != 11 {
			t.Error(list, err)
		}
		if list, err := s.Suppliers(ctx, org, store.SupplierFilter{Search: "un AUTRE"}); err != nil || len(list) != 1 {
			t.Error(list, err)
		}
		// Lines known again: the second ledger repeats none of the first one's amounts.
		known, err := s.KnownKeys(ctx, org, "2025-01-01", "2025-12-31")
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, n := range known {
			total += n
		}
		if total != 77 {
			t.Errorf("%d keys of 77 lines", total)
		}
		if list, err := s.Overlapping(ctx, org, "2025-03-01", "2025-03-02"); err != nil || len(list) != 2 {
			t.Error(list, err)
		}
		if list, err := s.Overlapping(ctx, org, "2026-03-01", "2026-03-02"); err != nil || len(list) != 0 {
			t.Error(list, err)
		}

		d, err := s.AddDiagnostic(ctx, org, store.Diagnostic{Period: "2025", Ledgers: []string{second.ID}}, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		effect, err := s.UndoEffect(ctx, org, second.ID)
		if err != nil {
			t.Fatal(err)
		}
		if effect.Lines != 7 || !effect.Total.Equal(second.Total) || len(effect.Diagnostics) != 1 || effect.Diagnostics[0].ID != d.ID || effect.SuppliersGone != 2 {
			t.Errorf("%+v", effect)
		}
		done, err := s.UndoLedger(ctx, org, second.ID, "u2", "essai")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(effect, done, cards, cmpopts.IgnoreFields(store.Ledger{}, "BaseModel")); diff != "" {
			t.Errorf("said and done differ:\n%s", diff)
		}
		after, err := s.Suppliers(ctx, org, store.SupplierFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, after, cards); diff != "" {
			t.Errorf("suppliers after the undo:\n%s", diff)
		}
		_, err = s.UndoLedger(ctx, org, second.ID, "u2", "essai")
		told(t, err, store.ErrConflict, "store.undone_already")
		if _, err := s.LoadLedger(ctx, org, second.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an undone ledger was loaded: %v", err)
		}
		importOne(t, s, org, "2", two) // the same file may come again
		if c, err := s.CountLines(ctx, org, store.LineFilter{Ledger: one.ID, First: "2025-02-01", Last: "2025-02-28"}); err != nil || c.Lines != 6 {
			t.Error(c, err)
		}
	})
}

func TestDecisionsAndTheirReach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		a, b := buyer(t, s, "A"), buyer(t, s, "B")
		taken, err := s.AddDecisions(ctx, a, []review.Decision{
			{Buyer: string(a), Scope: review.ThisBuyer, Kind: review.Class, Class: "grant", Subject: review.Subject{Names: []string{"Essai"}}, Author: "u1"},
			{Buyer: string(a), Scope: review.Asked, Kind: review.Match, Verdict: review.Same, Enterprise: "r", Subject: review.Subject{NEQ: "1", Names: []string{"Essai \"2\""}}, Author: "u1"},
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Decisions(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(taken, got, exact); d != "" {
			t.Error(d)
		}
		count := func(org store.OrgID, want int) {
			t.Helper()
			if list, err := s.DecisionsFor(ctx, org); err != nil || len(list) != want {
				t.Errorf("%d decisions of %d, %v", len(list), want, err)
			}
		}
		count(a, 2)
		count(b, 0)
		if _, err := s.AddDecisions(ctx, a, []review.Decision{{Buyer: string(a), Scope: review.AllBuyers}}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("open to all without agreement: %v", err)
		}
		if list, err := s.AskedDecisions(ctx); err != nil || len(list) != 1 {
			t.Error(list, err)
		}
		if err := s.AgreeDecision(ctx, taken[1].ID, true, "pole", "", nil); err != nil {
			t.Fatal(err)
		}
		told(t, s.AgreeDecision(ctx, taken[1].ID, false, "pole", "", nil), store.ErrConflict, "store.settled_already")
		count(b, 1)
		d, err := s.AddDiagnostic(ctx, b, store.Diagnostic{Decisions: []string{taken[0].ID, taken[1].ID}, Applied: []string{taken[1].ID}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if list, err := s.UsesOfDecision(ctx, taken[1].ID); err != nil || len(list) != 1 || list[0].ID != d.ID {
			t.Error(list, err)
		}
		if list, err := s.UsesOfDecision(ctx, taken[0].ID); err != nil || len(list) != 0 {
			t.Errorf("one that was in force and changed nothing: %v, %v", list, err)
		}
		if _, err := s.ReverseDecision(ctx, a, taken[1].ID, "u1", "erreur", false); !errors.Is(err, store.ErrShared) {
			t.Errorf("a buyer takes back what holds for all: %v", err)
		}
		count(b, 1)
		if _, err := s.ReverseDecision(ctx, a, taken[1].ID, "u1", "erreur", true); err != nil {
			t.Fatal(err)
		}
		_, err = s.ReverseDecision(ctx, a, taken[1].ID, "u1", "erreur", false)
		told(t, err, store.ErrConflict, "store.settled_already")
		count(a, 1)
		count(b, 0)
		if x, err := s.Decision(ctx, a, taken[1].ID); err != nil || x.ReversedBy != "u1" || x.ReversedOn != "erreur" || x.ReversedAt.IsZero() {
			t.Error(x, err)
		}
	})
}

func TestDiagnosticIsFrozenAndLives(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		org := buyer(t, s, "Essai")
		card := importOne(t, s, org, "1", book(10, 1))
		snapshot := []byte(strings.Repeat(`{"a":"é"}`, 10_000))
		d, err := s.AddDiagnostic(ctx, org, store.Diagnostic{
			Period: "2025", Run: "R", Edition: 3, Policy: "p", Total: decimal.RequireFromString("12.345678"), MadeBy: "u1", Ledgers: []string{card.ID},
		}, snapshot)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Diagnostic(ctx, org, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, got, cards); diff != "" {
			t.Error(diff)
		}
		if snap, err := s.Snapshot(ctx, org, d.ID); err != nil || string(snap) != string(snapshot) {
			t.Error(len(snap), err)
		}
		if err := s.SetState(ctx, org, d.ID, store.Draft, store.Validated, "u2", "relu"); err != nil {
			t.Fatal(err)
		}
		told(t, s.SetState(ctx, org, d.ID, store.Draft, store.Published, "u3", ""), store.ErrConflict, "store.settled_already")
		if err := s.SetState(ctx, org, d.ID, store.Validated, "lost", "u2", ""); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("an unknown state: %v", err)
		}
		life, err := s.StateHistory(ctx, org, d.ID)
		if err != nil || len(life) != 2 || life[1].State != store.Validated || life[1].Reason != "relu" {
			t.Error(life, err)
		}
	})
}

func TestSmallAggregates(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		org := buyer(t, s, "Essai")
		for _, p := range []string{"5", "7.25"} {
			if _, err := s.SetTarget(ctx, org, store.Target{Year: 2027, Percent: decimal.RequireFromString(p), SetBy: "u"}); err != nil {
				t.Fatal(err)
			}
		}
		if list, err := s.Targets(ctx, org); err != nil || len(list) != 1 || list[0].Percent.String() != "7.25" {
			t.Error(list, err)
		}
		for who, p := range map[store.OrgID]string{"": `{"of":"all"}`, org: `{"of":"us"}`} {
			if err := s.SaveProfile(ctx, who, "f", json.RawMessage(p), "u"); err != nil {
				t.Fatal(err)
			}
		}
		if p, err := s.ProfileFor(ctx, org, "f"); err != nil || string(p.Profile) != `{"of":"us"}` {
			t.Error(p, err)
		}
		if p, err := s.ProfileFor(ctx, "other", "f"); err != nil || string(p.Profile) != `{"of":"all"}` {
			t.Error(p, err)
		}
		for _, p := range []store.PolicyFile{{File: "a", Content: "1", Effective: "2025-01-01"}, {File: "a", Content: "2", Effective: "2026-01-01"}, {File: "a", Content: "3", Effective: "2025-01-01"}} {
			if _, err := s.SetPolicyFile(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		for on, want := range map[string]string{"2024-01-01": "", "2025-06-01": "3", "2026-01-01": "2"} {
			list, err := s.PolicyFiles(ctx, on)
			if err != nil || (want == "") != (len(list) == 0) || want != "" && list[0].Content != want {
				t.Error(on, list, err)
			}
		}
		for _, v := range []string{"1", "2"} {
			if err := s.SetSetting(ctx, "k", v, "u"); err != nil {
				t.Fatal(err)
			}
		}
		if v, err := s.Setting(ctx, "k"); err != nil || v.Value != "2" {
			t.Error(v, err)
		}
		if _, err := s.Setting(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
		trail, err := s.AuditTrail(ctx, org, store.AuditFilter{ObjectKind: "target"})
		if err != nil || len(trail) != 2 || !trail[0].At.After(trail[1].At) || string(trail[0].Detail) != `{"percent":"7.25","year":2027}` {
			t.Error(trail, err)
		}
		if all, err := s.AuditAll(ctx, store.AuditFilter{Limit: 2}); err != nil || len(all) != 2 {
			t.Error(all, err)
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		x := s.Sessions()
		late, past := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		for _, data := range []string{"\x00one", "\xfftwo"} {
			if err := x.Commit("token", []byte(data), late); err != nil {
				t.Fatal(err)
			}
		}
		if b, ok, err := x.Find("token"); err != nil || !ok || string(b) != "\xfftwo" {
			t.Errorf("%q %v %v", b, ok, err)
		}
		if err := x.Commit("old", []byte{}, past); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := x.Find("old"); ok || err != nil {
			t.Error("an old session is alive", err)
		}
		if err := x.DeleteExpired(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := x.Delete("token"); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := x.Find("token"); ok || err != nil {
			t.Error("an ended session is alive", err)
		}
	})
}

func TestBlobs(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	s := storetest.Open(t, live(c.Database, c.Blobs))
	ctx := t.Context()
	org := buyer(t, s, "Essai")
	big := strings.Repeat("0123456789abcdef", 600_000) // waits in a file
	kept, err := s.PutBlob(ctx, org, strings.NewReader(big))
	if err != nil || kept.Size != int64(len(big)) {
		t.Fatal(kept, err)
	}
	orphan, err := s.PutBlob(ctx, "", strings.NewReader("orphelin"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ImportLedger(ctx, org, store.LedgerImport{File: "x", Digest: "d", Blob: kept.Key, Ledger: book(1, 1)}); err != nil {
		t.Fatal(err)
	}
	if swept, err := s.SweepBlobs(ctx, time.Hour); err != nil || swept.Blobs != 0 {
		t.Errorf("young files were swept: %+v, %v", swept, err)
	}
	if swept, err := s.SweepBlobs(ctx, -time.Hour); err != nil || swept.Blobs != 1 || swept.Bytes != 8 {
		t.Errorf("%+v, %v", swept, err)
	}
	if _, err := s.OpenBlob(ctx, "", orphan.Key); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	r, err := s.OpenBlob(ctx, org, kept.Key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != big {
		t.Error(len(got), err)
	}
	_ = r.Close()
}
