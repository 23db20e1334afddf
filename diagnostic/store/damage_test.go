package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
	"jachete/templates/message"
)

// told checks that an error is a sentinel and that a person can read it.
func told(t *testing.T, err, want error, key string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("want %v, got %v", want, err)
	}
	f := store.Fault(err, "essai.csv")
	if f == nil || f.Key != key {
		t.Fatalf("want fault %s, got %v", key, f)
	}
	for _, l := range message.Langs {
		if text := fmt.Sprint(message.In(l).Fault(f)); strings.Contains(text, "‹") || strings.Contains(text, "{") {
			t.Errorf("%s: %s", l, text)
		}
	}
}

// nothing finds no line and no supplier.
func nothing(t *testing.T, s *store.Store, org store.OrgID) {
	t.Helper()
	c, err := s.CountLines(t.Context(), org, store.LineFilter{})
	if err != nil {
		t.Fatal(err)
	}
	sup, err := s.CountSuppliers(t.Context(), org, store.SupplierFilter{})
	if err != nil {
		t.Fatal(err)
	}
	cards, err := s.Ledgers(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	if c.Lines != 0 || sup != 0 || len(cards) != 0 {
		t.Fatalf("half an import: %d lines, %d suppliers, %d ledgers", c.Lines, sup, len(cards))
	}
}

func TestNotADatabase(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	path := strings.TrimPrefix(c.Database, "sqlite:")
	if err := os.WriteFile(path, []byte(strings.Repeat("un autre fichier ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), c)
	told(t, err, store.ErrCorrupt, "store.corrupt")
}

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	c.Create = false
	_, err := store.Open(t.Context(), c)
	told(t, err, store.ErrNotFound, "store.not_found")
	if _, err := os.Stat(strings.TrimPrefix(c.Database, "sqlite:")); !os.IsNotExist(err) {
		t.Error("a database was made that nobody asked for")
	}
	c.Database = "mysql://x"
	_, err = store.Open(t.Context(), c)
	told(t, err, store.ErrInvalid, "store.invalid")
	c.Database = "postgres://nobody:secret@127.0.0.1:1/none?connect_timeout=2"
	_, err = store.Open(t.Context(), c)
	told(t, err, store.ErrLost, "store.lost")
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the password is in the error: %v", err)
	}
}

func TestCorruptedDatabase(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	s := storetest.Open(t, c)
	org := buyer(t, s, "Essai")
	card := importOne(t, s, org, "d", book(20_000, 1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(c.Database, "sqlite:")
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := info.Size() / 4; at < info.Size()*3/4; at += 4096 {
		if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 4096)), at/4096*4096); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	told(t, s.Health(t.Context(), true), store.ErrCorrupt, "store.corrupt")
	_, err = s.LoadLedger(t.Context(), org, card.ID)
	told(t, err, store.ErrCorrupt, "store.corrupt")
}

// mounted gives a small disk of its own, or skips.
func mounted(t *testing.T, options string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 {
		t.Skip("skipped: only the system's administrator mounts a disk")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("skipped: no disk can be mounted here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := mounted(t, "size=6m")
	c := storetest.SQLite(t)
	c.Database = "sqlite:" + filepath.Join(dir, "jachete.db")
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	org := buyer(t, s, "Essai")
	_, err = s.ImportLedger(t.Context(), org, store.LedgerImport{File: "x.csv", Digest: "d", Ledger: book(60_000, 1), Author: "u"})
	told(t, err, store.ErrFull, "store.full")
	nothing(t, s, org)
	if err := s.Health(t.Context(), true); err != nil {
		t.Error(err)
	}
	importOne(t, s, org, "small", book(10, 1)) // room enough for this one

	// Files: the blob is not half there.
	blobs := mounted(t, "size=1m")
	u := url.URL{Scheme: "file", Path: filepath.Join(blobs, "b")}
	c2 := storetest.SQLite(t)
	c2.Blobs = u.String()
	s2 := storetest.Open(t, c2)
	_, err = s2.PutBlob(t.Context(), "", strings.NewReader(strings.Repeat("x", 3<<20)))
	told(t, err, store.ErrFull, "store.full")
	if err := s2.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	var dir string
	if os.Getuid() == 0 {
		dir = mounted(t, "size=4m")
		if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
			t.Skipf("skipped: %s", out)
		}
	} else {
		dir = t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
	}
	c.Database = "sqlite:" + filepath.Join(dir, "jachete.db")
	_, err := store.Open(t.Context(), c)
	told(t, err, store.ErrReadOnly, "store.read_only")
}

func TestLostConnection(t *testing.T) {
	t.Parallel()
	c := storetest.PostgreSQL(t)
	s := storetest.Open(t, c)
	org := buyer(t, s, "Essai")
	cut := false
	_, err := s.ImportLedger(t.Context(), org, store.LedgerImport{
		File: "x.csv", Digest: "d", Ledger: book(30_000, 1), Author: "u",
		Progress: func(n int) {
			if n == 20_000 {
				cut = true
				storetest.Execute(t, c.Database,
					"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jachete' AND datname = current_database()")
			}
		},
	})
	if !cut {
		t.Fatal("the connection was never cut")
	}
	told(t, err, store.ErrLost, "store.lost")
	nothing(t, s, org)
	importOne(t, s, org, "d", book(30, 1)) // and it goes on
}

// A person who stops waiting stops the import, whole.
func TestCancelledImport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		org := buyer(t, s, "Essai")
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.ImportLedger(ctx, org, store.LedgerImport{
			File: "x.csv", Digest: "d", Ledger: book(30_000, 1), Author: "u",
			Progress: func(n int) {
				if n == 10_000 {
					cancel()
				}
			},
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		nothing(t, s, org)
		importOne(t, s, org, "d", book(30, 1))
	})
}

func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		org := buyer(t, s, "Essai")
		var wait sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wait.Go(func() {
				digest := "same"
				if i >= 3 {
					digest = fmt.Sprint("other", i)
				}
				_, errs[i] = s.ImportLedger(t.Context(), org, store.LedgerImport{File: "x.csv", Digest: digest, Ledger: book(2000, i), Author: "u"})
			})
		}
		wait.Wait()
		good := 0
		for i, err := range errs {
			switch {
			case err == nil:
				good++
			case i < 3:
				told(t, err, store.ErrConflict, "store.ledger_twice")
			default:
				t.Errorf("import %d: %v", i, err)
			}
		}
		if good != 4 {
			t.Errorf("%d imports were kept of 4", good)
		}
		if c, err := s.CountLines(t.Context(), org, store.LineFilter{}); err != nil || c.Lines != 8000 {
			t.Errorf("%d lines, %v", c.Lines, err)
		}
		sup, err := s.Suppliers(t.Context(), org, store.SupplierFilter{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, x := range sup {
			n += x.Lines
		}
		if n != 8000 {
			t.Errorf("suppliers hold %d lines of 8000", n)
		}
	})
}

// Another program that writes makes us wait, then say so.
func TestBusyDatabase(t *testing.T) {
	t.Parallel()
	c := storetest.SQLite(t)
	a := storetest.Open(t, c)
	c.BusyTimeout = time.Millisecond
	b := storetest.Open(t, c)
	org := buyer(t, a, "Essai")
	var busy error
	_, err := a.ImportLedger(t.Context(), org, store.LedgerImport{
		File: "x.csv", Digest: "d", Ledger: book(10, 1), Author: "u",
		Progress: func(int) { busy = b.SetSetting(t.Context(), "a", "b", "u") },
	})
	if err != nil {
		t.Fatal(err)
	}
	told(t, busy, store.ErrBusy, "store.busy")
	if _, err := b.Ledger(t.Context(), org, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("reading waits for nobody: %v", err)
	}
}
