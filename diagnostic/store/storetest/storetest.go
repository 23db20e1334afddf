// Package storetest opens stores for tests: an empty SQLite file, and a
// database in a private PostgreSQL server that lives as long as the test
// program. Only tests import it.
//
// The server is started from /usr/lib/postgresql when it is installed, or the
// one that JACHETE_TEST_POSTGRES names is used; where neither is there the test
// is skipped, unless JACHETE_REQUIRE_TOOLS is set. Start with [Each].
package storetest

import (
	"fmt"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"jachete/diagnostic/store"
)

// Clock gives times a second apart, from 2026-01-05 14:00 UTC on.
func Clock() func() time.Time {
	var n atomic.Int64
	return func() time.Time {
		return time.Date(2026, 1, 5, 14, 0, 0, 0, time.UTC).Add(time.Duration(n.Add(1)) * time.Second)
	}
}

// IDs gives identifiers in order, shaped as UUIDv7.
func IDs() func() string {
	var n atomic.Int64
	return func() string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", n.Add(1)) }
}

// SQLite gives the configuration of an empty store in a file.
func SQLite(t testing.TB) store.Config {
	t.Helper()
	return config(t, "sqlite:"+filepath.Join(t.TempDir(), "jachete.db"))
}

// PostgreSQL gives the configuration of an empty store in a database of its own,
// or skips the test.
func PostgreSQL(t testing.TB) store.Config {
	t.Helper()
	return config(t, Database(t))
}

func config(t testing.TB, database string) store.Config {
	blobs := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(t.TempDir(), "blobs"))}
	return store.Config{
		Database: database, Blobs: blobs.String(), Create: true,
		Options: store.Options{Now: Clock(), NewID: IDs(), BusyTimeout: 10 * time.Second},
	}
}

// Open opens a store and brings its schema up.
func Open(t testing.TB, c store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// Each runs a test on both databases, each time with an empty store.
func Each(t *testing.T, f func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, Open(t, SQLite(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Open(t, PostgreSQL(t)))
	})
}
