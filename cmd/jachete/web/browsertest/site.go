// Package browsertest drives a real browser over the demo region, as a person
// with a keyboard would, and looks at every page it visits with axe-core. It is
// for tests only.
//
// A [Site] is a server over its own copy of the demo region; a [Browser] is one
// person's browser. Tests are skipped, saying so, when no Chromium is installed,
// unless JACHETE_REQUIRE_TOOLS is 1. With JACHETE_SHOTS=DIR, [Browser.Shot]
// writes pictures there.
package browsertest

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"jachete/cmd/jachete/internal/region"
	"jachete/cmd/jachete/web"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
	"jachete/templates/policy"
)

// Day is when the tests take place: pages show the same dates every time.
var day = time.Date(2025, 3, 3, 14, 0, 0, 0, time.UTC)

// Site is a server over a demo region of its own.
type Site struct {
	URL  string
	Desk *desk.Desk
	Work func() // starts the jobs of a server that held them
}

// filled is the folder of the region that every site copies.
var filled lazy[string]

func fill() (string, error) {
	dir, err := os.MkdirTemp("", "jachete-browsertest-")
	if err != nil {
		return "", fmt.Errorf("make folder of the region: %w", err)
	}
	d, err := open(dir, day.Add(-time.Hour)) // what people do in a test comes after
	if err != nil {
		return "", err
	}
	if err := region.Fill(context.Background(), d, filepath.Join(dir, "ledgers"), web.DemoEmail); err != nil {
		return "", err
	}
	return dir, d.Store.Close()
}

// Clean ends Chromium and removes what the sites were copied from; TestMain
// calls it at the end.
func Clean() {
	chromium.end(func(p program) { p.stop() })
	filled.end(func(dir string) { _ = os.RemoveAll(dir) })
}

// open opens, or makes, an installation in a folder; start is when its clock
// begins.
func open(dir string, start time.Time) (*desk.Desk, error) {
	now := region.Clock(start)
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	s, err := store.Open(context.Background(), store.Config{
		Database: "sqlite:" + filepath.Join(dir, "jachete.db"), Blobs: "file://" + filepath.ToSlash(filepath.Join(dir, "fichiers")), Create: true,
		Options: store.Options{Now: now, NewID: newID},
	})
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if _, err := s.Migrate(context.Background()); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	p, err := policy.Default()
	if err != nil {
		return nil, err
	}
	return desk.New(desk.Config{
		Store: s, Policy: p, Program: "test", Now: now, NewID: newID, Log: slog.New(slog.DiscardHandler), Work: dir,
		Hash: desk.HashParams{Memory: 64, Iterations: 1}, Random: func(b []byte) error { _, err := rand.Read(b); return err },
	})
}

// Open starts a server over a copy of the demo region, and its jobs; limits are
// high, since all comes from one address.
func Open(t testing.TB) *Site {
	t.Helper()
	s := Held(t)
	s.Work()
	return s
}

// Held starts a server whose jobs wait until [Site.Work].
func Held(t testing.TB) *Site {
	t.Helper()
	from, err := filled.get(fill)
	if err != nil {
		t.Fatalf("fill the demo region: %v", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	d, err := open(dir, day)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Store.Close() })
	server := httptest.NewUnstartedServer(nil)
	address := "http://" + server.Listener.Addr().String()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.New(web.Config{
		Desk: d, Log: logTo(t), URL: u, Demo: true, Now: d.Now,
		Limits: web.Limits{SignIns: 1000, Checks: 1000, Requests: 100_000},
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config = s.HTTP(server.Listener.Addr().String())
	server.Start()
	site := &Site{URL: address, Desk: d}
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	site.Work = func() { working.Go(func() { d.Run(ctx, time.Second) }) }
	t.Cleanup(func() { server.CloseClientConnections(); server.Close(); stop(); working.Wait() })
	return site
}

// logTo makes an error of the server a failure of the test.
func logTo(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelError}))
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Errorf("the server says: %s", b)
	return len(b), nil
}
