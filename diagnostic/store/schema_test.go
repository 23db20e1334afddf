package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// Both databases have the tables and columns that backups and bulk loading
// know, with the same places for NULL.
func TestSchemasAgree(t *testing.T) {
	t.Parallel()
	lite, pg := storetest.Open(t, storetest.SQLite(t)), storetest.Open(t, storetest.PostgreSQL(t))
	for name, s := range map[string]*store.Store{"sqlite": lite, "postgres": pg} {
		got, err := s.Shape(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s.Described(), got); d != "" {
			t.Errorf("%s (-described +made):\n%s", name, d)
		}
	}
	a, err := lite.Indexes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := pg.Indexes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a, b); d != "" || len(a) < 15 {
		t.Errorf("indexes (-sqlite +postgres):\n%s", d)
	}
	x, err := store.MigrationFiles("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	y, err := store.MigrationFiles("postgres")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(x, y); d != "" {
		t.Errorf("migrations (-sqlite +postgres):\n%s", d)
	}
}

// A database without tables is told from one that is ready, in a folder with
// any name.
func TestReadiness(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	folder := filepath.Join(t.TempDir(), "données d'essai #1 100% ? & é", "b")
	c.Database = "sqlite:" + filepath.Join(folder, "jachete.db")
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	told(t, s.Ready(t.Context()), store.ErrOlderSchema, "store.older_schema")
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(folder, "jachete.db"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %d bytes, mode %v", info.Size(), info.Mode())
	}
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if !strings.HasPrefix(e.Name(), "jachete.db") {
			t.Errorf("%q was made beside it", e.Name())
		}
	}
	outside, err := os.ReadDir(filepath.Dir(filepath.Dir(folder)))
	if err != nil || len(outside) != 1 {
		t.Errorf("files elsewhere: %v, %v", outside, err)
	}
}

// An older program refuses a database that a newer one has written.
func TestOlderProgramRefusesNewerSchema(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) store.Config{"sqlite": storetest.SQLite, "postgres": storetest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := open(t)
			s := storetest.Open(t, c)
			have, want, err := s.Pending(t.Context())
			if err != nil || have != want || have == 0 {
				t.Fatal(have, want, err)
			}
			if done, err := s.Migrate(t.Context()); err != nil || len(done) != 0 {
				t.Fatal(done, err)
			}
			insert := "INSERT INTO " + store.VersionTable + " (version_id, is_applied) VALUES (999, "
			insert += map[string]string{"sqlite": "1)", "postgres": "true)"}[name]
			if err := s.Exec(t.Context(), insert); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(t.Context(), c)
			told(t, err, store.ErrNewerSchema, "store.newer_schema")
			_, err = s.Migrate(t.Context())
			told(t, err, store.ErrNewerSchema, "store.newer_schema")
		})
	}
}

// What only grows can be changed by nobody, not even by a mistake of ours.
func TestHistoryCannotBeChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fill(t, s)
		for _, statement := range []string{
			"UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "UPDATE registry_versions SET author = 'x'", "DELETE FROM registry_versions",
		} {
			if err := s.Exec(t.Context(), statement); err == nil {
				t.Errorf("%s went through", statement)
			}
		}
	})
}

func TestFullDatabase(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	org := buyer(t, s, "Essai")
	if err := s.Exec(t.Context(), "PRAGMA max_page_count = 400"); err != nil {
		t.Fatal(err)
	}
	_, err := s.ImportLedger(t.Context(), org, store.LedgerImport{File: "x.csv", Digest: "d", Ledger: book(30_000, 1), Author: "u"})
	told(t, err, store.ErrFull, "store.full")
	nothing(t, s, org)
	if err := s.Health(t.Context(), true); err != nil {
		t.Error(err)
	}
}

// Whatever a file holds, both databases give back the same.
func TestHostileTextsComeBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		org := buyer(t, s, "Essai")
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			l := book(1, n)
			text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("\\\t\n\r'\"?.N\x00é%_;-—\u2028")))).Draw(r, "text")
			if rapid.Bool().Draw(r, "broken") {
				text += "\xff\xc3"
			}
			edit(l, func(lines []ledger.Line) { lines[0].Supplier, lines[0].Description = text, text })
			card, err := s.ImportLedger(t.Context(), org, store.LedgerImport{File: text, Digest: "d" + strings.Repeat("x", n), Ledger: l, Author: text})
			if err != nil {
				r.Fatal(err)
			}
			out, err := s.LoadLedger(t.Context(), org, card.ID)
			if err != nil {
				r.Fatal(err)
			}
			if got, want := out.Lines.At(0).Supplier, store.Clean(text); got != want || out.Lines.At(0).Description != want {
				r.Fatalf("got %q, want %q", got, want)
			}
			if utf8.ValidString(text) && !strings.Contains(text, "\x00") && store.Clean(text) != text {
				r.Fatalf("%q was changed for nothing", text)
			}
		})
	})
}

// A cell may hold a whole page: no index stumbles over it.
func TestEndlessNames(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		org := buyer(t, s, "Essai")
		l := book(3, 1)
		var long strings.Builder
		for i := range 8000 { // words that compression does not shorten
			long.WriteString(" " + strings.Repeat(string(rune('a'+i%26)), i%5) + string(rune(0x4e00+i*7%20000)))
		}
		edit(l, func(lines []ledger.Line) {
			lines[0].Supplier, lines[1].NEQ, lines[2].BN = long.String(), long.String(), long.String()
		})
		card := importOne(t, s, org, "d", l)
		out, err := s.LoadLedger(t.Context(), org, card.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(l, out, exact, packed); d != "" {
			t.Error(d)
		}
		if n, err := s.CountSuppliers(t.Context(), org, store.SupplierFilter{}); err != nil || n != 3 {
			t.Error(n, err)
		}
		if _, err := s.UndoLedger(t.Context(), org, card.ID, "u", ""); err != nil {
			t.Fatal(err)
		}
		nobody, err := s.CountSuppliers(t.Context(), org, store.SupplierFilter{})
		if err != nil || nobody != 0 {
			t.Error(nobody, err)
		}
		stolen := store.LedgerImport{File: "x", Digest: "e", Blob: "org/other/aa/bb", Ledger: book(1, 1)}
		if _, err := s.ImportLedger(t.Context(), org, stolen); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("a file of another organisation: %v", err)
		}
	})
}

func TestLinesThatCannotBeKept(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	org := buyer(t, s, "Essai")
	for name, amount := range map[string]string{"seven decimals": "0.0000001", "beyond a trillion": "1000000000001"} {
		l := book(3, 1)
		edit(l, func(lines []ledger.Line) { lines[2].Amount = lines[2].Amount.Add(dec(amount)) })
		_, err := s.ImportLedger(t.Context(), org, store.LedgerImport{File: "x", Digest: "d", Ledger: l})
		if !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	nothing(t, s, org)
	_, err := s.ImportLedger(t.Context(), "none", store.LedgerImport{File: "x", Digest: "d", Ledger: book(3, 1)})
	told(t, err, store.ErrNotFound, "store.not_found")
	if _, err := store.AppendCopy(nil, 1.5); err == nil {
		t.Error("a float went through")
	}
}

// What the version before people's tables left is there after the migration: of
// its diagnostics it is not known which decisions changed something, so all
// count as having done; its authenticators go on.
func TestMigrationOfWhatIsThere(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) store.Config{"sqlite": storetest.SQLite, "postgres": storetest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s, err := store.Open(ctx, open(t))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if _, err := s.MigrateTo(ctx, 5); err != nil {
				t.Fatal(err)
			}
			const at = "'2026-01-05 12:00:00+00:00'"
			for _, statement := range []string{
				"INSERT INTO organisations VALUES ('o1', 'Ville d''Essai', '', '', '', 0, " + at + ", 'u', NULL)",
				"INSERT INTO users VALUES ('u1', 'alix@essai.invalid', 'Alix', 'hash', 'SECRET', '0', 'o1', '', " + at + ", NULL)",
				"INSERT INTO diagnostics VALUES ('g1', 'o1', '2025', '', '', 'AAAA', 'draft', 1, '', '', '', '', '', 1, 1, '10.00', '8.00', '2.00', '2.00', '3.00', 'u1', " + at + ")",
				"INSERT INTO diagnostic_uses VALUES ('o1', 'g1', 'ledger', 'l1'), ('o1', 'g1', 'decision', 'd1')",
			} {
				if err := s.Exec(ctx, statement); err != nil {
					t.Fatalf("%s: %v", statement, err)
				}
			}
			if done, err := s.Migrate(ctx); err != nil || len(done) == 0 {
				t.Fatal(done, err)
			}
			for ref, want := range map[string]int{"d1": 1, "l1": 0} {
				if list, err := s.UsesOfDecision(ctx, ref); err != nil || len(list) != want {
					t.Errorf("%s changed something in %d diagnostics, %v", ref, len(list), err)
				}
			}
			if g, err := s.Diagnostic(ctx, "o1", "g1"); err != nil || len(g.Applied) != 1 || g.Confirmed.String() != "2" {
				t.Errorf("%+v, %v", g, err)
			}
			if u, err := s.UserByEmail(ctx, "alix@essai.invalid"); err != nil || u.TOTPSecret != "SECRET" || u.TOTPStep != 0 {
				t.Errorf("%+v, %v", u, err)
			}
			if err := s.UseStep(ctx, "u1", 58_000_000); err != nil {
				t.Error(err)
			}
			if err := s.RenewRecoveryCodes(ctx, "u1", []string{"c1"}, "u1"); err != nil {
				t.Error(err)
			}
		})
	}
}
