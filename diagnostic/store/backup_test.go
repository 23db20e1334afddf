package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// fill puts something into every table and gives the organisation.
func fill(t testing.TB, s *store.Store) store.OrgID {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	org := buyer(t, s, "Municipalité d'Essai")
	person, err := s.AddUser(ctx, store.User{Email: "Essai@Exemple.test", Name: "Personne Inventée", Organisation: org, Roles: []store.Role{store.Buyer, store.Director}}, "u1")
	must(err)
	must(s.SetSecondFactor(ctx, person.ID, "SECRET", []string{"c1", "c2"}, person.ID))
	must(s.UseStep(ctx, person.ID, 58_000_000))
	must(s.UseRecoveryCode(ctx, person.ID, "c2"))
	_, err = s.AddClaim(ctx, store.Claim{Record: "r1", Name: "Personne Inventée", Email: "y@exemple.test", Position: "direction", Message: "c'est nous"})
	must(err)
	_, err = s.AddInvitation(ctx, store.Invitation{TokenHash: "abc", Email: "x@exemple.test", Role: store.Advisor, InvitedBy: "u1", ExpiresAt: time.Date(2027, 1, 1, 0, 0, 0, 123456000, time.UTC)})
	must(err)
	file, err := s.PutBlob(ctx, org, strings.NewReader("le fichier\x00 tel quel"))
	must(err)
	_, _, err = s.ImportBatch(ctx, store.Batch{File: "registre.xlsx", Digest: "rd", Author: "u1"}, 0, []record.Version{
		{Record: record.Record{ID: "r1", NEQ: "1199999990", Names: []record.Name{{Text: "Coop « L'Essai » <b>", Kind: record.Legal}}, Statuses: []record.Status{{Standing: record.Recognised, From: "2024-01-01"}}}, Author: "u1"},
	})
	must(err)
	_, err = s.MarkEdition(ctx, record.EditionMark{Seq: 1, Digest: "ed", Size: 1})
	must(err)
	_, err = s.Propose(ctx, []store.Candidate{{Source: "req", SourceKey: "1", Kind: "new", Name: "Essai", Data: json.RawMessage(`{"a": 1}`)}})
	must(err)
	_, err = s.AddUpload(ctx, org, store.Upload{File: "à lire.csv", Digest: "d2", Blob: file.Key, By: "u1"})
	must(err)
	_, err = s.OrgKey(ctx, org, []byte{0, 1, 255})
	must(err)
	card, err := s.ImportLedger(ctx, org, store.LedgerImport{File: "essai.csv", Digest: "d1", Blob: file.Key, Ledger: book(2500, 3), Author: "u1"})
	must(err)
	decided, err := s.AddDecisions(ctx, org, []review.Decision{{Buyer: string(org), Scope: review.Asked, Kind: review.Match, Verdict: review.Same, Enterprise: "r1", Subject: review.Subject{Names: []string{"ESSAI \x00INC"}}, Author: "u1"}})
	must(err)
	made, err := s.AddDiagnostic(ctx, org, store.Diagnostic{
		Period: "2025", Run: "AAAA", Edition: 1, Total: card.Total, Confirmed: decimal.RequireFromString("0.1"), MadeBy: "u1",
		Ledgers: []string{card.ID}, Decisions: []string{decided[0].ID}, Applied: []string{decided[0].ID},
	}, []byte(`{"schema":"essai"}`))
	must(err)
	_, err = s.AddEdit(ctx, org, made.ID, 0, json.RawMessage(`{"findings":[]}`), "u1")
	must(err)
	must(s.FreezeState(ctx, org, made.ID, store.Draft, store.Validated, "u1", "", []byte(`{"schema":"essai","edited":true}`)))
	_, err = s.SetTarget(ctx, org, store.Target{Year: 2027, Percent: decimal.RequireFromString("7.50"), SetBy: "u1"})
	must(err)
	must(s.SaveProfile(ctx, org, "f", json.RawMessage(`{"x":"\u0000"}`), "u1"))
	_, err = s.SetPolicyFile(ctx, store.PolicyFile{File: "rules.yaml", Content: "a: 1\n", Author: "u1", Effective: "2026-01-01"})
	must(err)
	must(s.SetSetting(ctx, "retention", "84", "u1"))
	must(s.Sessions().CommitCtx(ctx, "secret", []byte("x"), time.Now().Add(time.Hour)))
	return org
}

// save gives a backup.
func save(t testing.TB, s *store.Store) ([]byte, store.Manifest) {
	t.Helper()
	var b bytes.Buffer
	m, err := s.Backup(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

func TestRestoreEqualsOriginal(t *testing.T) {
	t.Parallel()
	engines := map[string]func(testing.TB) store.Config{"sqlite": storetest.SQLite, "postgres": storetest.PostgreSQL}
	for from, openFrom := range engines {
		for to, openTo := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				a := storetest.Open(t, openFrom(t))
				org := fill(t, a)
				data, saved := save(t, a)
				for table, n := range saved.Rows {
					if n == 0 {
						t.Errorf("table %s is empty: it is not tested", table)
					}
				}
				// A database without a schema is brought to the backup's.
				b, err := store.Open(t.Context(), openTo(t))
				if err != nil {
					t.Fatal(err)
				}
				defer b.Close()
				if _, err := b.Restore(t.Context(), bytes.NewReader(data)); err != nil {
					t.Fatal(err)
				}
				_, again := save(t, b)
				if d := cmp.Diff(saved.Rows, again.Rows); d != "" {
					t.Errorf("rows (-saved +restored):\n%s", d)
				}
				delete(saved.Digests, "backup.json") // names the engine
				delete(again.Digests, "backup.json")
				if d := cmp.Diff(saved.Digests, again.Digests); d != "" {
					t.Errorf("content (-saved +restored):\n%s", d)
				}
				list, err := b.Diagnostics(t.Context(), org)
				if err != nil || len(list) != 1 {
					t.Fatal(list, err)
				}
				if snap, err := b.Snapshot(t.Context(), org, list[0].ID); err != nil || string(snap) != `{"schema":"essai","edited":true}` {
					t.Errorf("snapshot %q, %v", snap, err)
				}
				if _, err := b.Restore(t.Context(), bytes.NewReader(data)); !errors.Is(err, store.ErrNotEmpty) {
					t.Errorf("restored over what is there: %v", err)
				}
			})
		}
	}
}

// A backup taken while another writes holds whole imports only.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		org := fill(t, s)
		stop := make(chan struct{})
		var writing sync.WaitGroup
		writing.Add(1)
		started := make(chan struct{})
		go func() {
			defer writing.Done()
			for i := 0; ; i++ {
				if i == 1 {
					close(started)
				}
				select {
				case <-stop:
					return
				default:
				}
				_, err := s.ImportLedger(t.Context(), org, store.LedgerImport{File: "x.csv", Digest: string(rune('A' + i)), Ledger: book(700, i), Author: "u2"})
				if err != nil {
					t.Error(err)
					if i == 0 {
						close(started)
					}
					return
				}
			}
		}()
		<-started
		for range 3 {
			data, _ := save(t, s)
			b := storetest.Open(t, storetest.SQLite(t))
			if _, err := b.Restore(t.Context(), bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
			cards, err := b.Ledgers(t.Context(), org)
			if err != nil || len(cards) < 2 {
				t.Fatal(len(cards), err)
			}
			for _, c := range cards {
				if _, err := b.LoadLedger(t.Context(), org, c.ID); err != nil {
					t.Errorf("half a ledger: %v", err)
				}
			}
		}
		close(stop)
		writing.Wait()
	})
}

// A damaged or cut backup is refused and leaves nothing.
func TestDamagedBackupLeavesNothing(t *testing.T) {
	t.Parallel()
	a := storetest.Open(t, storetest.SQLite(t))
	org := fill(t, a)
	data, _ := save(t, a)
	b := storetest.Open(t, storetest.SQLite(t))
	flipped := bytes.Clone(data)
	flipped[len(flipped)/2] ^= 0x20
	bad := map[string]io.Reader{
		"empty":        bytes.NewReader(nil),
		"not a backup": strings.NewReader("PK\x03\x04 something else"),
		"half":         bytes.NewReader(data[:len(data)/2]),
		"all but end":  bytes.NewReader(data[:len(data)-40]),
		"flipped":      bytes.NewReader(flipped),
	}
	for name, r := range bad {
		if _, err := b.Restore(t.Context(), r); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := b.Organisation(t.Context(), org); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: something was kept: %v", name, err)
		}
	}
	if _, err := b.Restore(t.Context(), bytes.NewReader(data)); err != nil {
		t.Errorf("the good one, after the bad ones: %v", err)
	}
}
