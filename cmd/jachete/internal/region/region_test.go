package region_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"jachete/cmd/jachete/internal/region"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/store"
	"jachete/templates/policy"
)

func open(t *testing.T) *desk.Desk {
	t.Helper()
	dir := t.TempDir()
	now := region.Clock(time.Date(2025, 3, 3, 14, 0, 0, 0, time.UTC))
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	s, err := store.Open(context.Background(), store.Config{
		Database: "sqlite:" + dir + "/jachete.db", Blobs: "file://" + dir + "/fichiers", Create: true, Options: store.Options{Now: now, NewID: newID},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	d, err := desk.New(desk.Config{
		Store: s, Policy: p, Program: "test", Now: now, NewID: newID, Log: slog.New(slog.DiscardHandler), Work: dir,
		Random: func(b []byte) error { _, err := rand.Read(b); return err },
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The demo shows every state that a page has to show.
func TestFill(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := open(t)
	start := time.Now()
	if err := region.Fill(ctx, d, t.TempDir(), func(r desk.Role) string { return string(r) + "@demo.invalid" }); err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %s", time.Since(start))
	advisor, err := d.EnterAs(ctx, "advisor@demo.invalid", "test")
	if err != nil {
		t.Fatal(err)
	}
	board, err := d.Board(ctx, *advisor)
	if err != nil {
		t.Fatal(err)
	}
	if len(board) != 5 || !board[0].Asked {
		t.Fatalf("board of %d buyers, the first asked: %v", len(board), board[0].Asked)
	}
	states, waiting, uploads := map[store.State]int{}, 0, 0
	for _, b := range board {
		t.Logf("%s: confirmed %s, ceiling %s, waiting %s", b.Name, b.Confirmed.Decimal, b.Ceiling.Decimal, b.Waiting)
		if b.Waiting.Sign() > 0 {
			waiting++
		}
		uploads += b.Uploads
		list, err := d.Diagnostics(ctx, *advisor, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range list {
			states[g.State]++
		}
	}
	for s, want := range map[store.State]int{store.Published: 7, store.Validated: 1, store.Draft: 3} {
		if states[s] != want {
			t.Errorf("%d diagnostics are %s, want %d", states[s], s, want)
		}
	}
	if waiting < 3 || uploads != 1 {
		t.Errorf("%d buyers with open questions, %d uploads that wait", waiting, uploads)
	}
	asked, err := d.AskedFor(ctx, *advisor)
	if err != nil {
		t.Fatal(err)
	}
	if len(asked) == 0 {
		t.Error("no decision waits to be shared")
	}
	kinds, proposed, err := d.CountCandidates(ctx, *advisor)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("proposed: %v", kinds)
	if kinds[source.NewCandidate] < 5 || kinds[source.StatusChange] != 1 || kinds[source.AddressChange] != 1 || kinds[source.AddNames] != 1 {
		t.Errorf("%d proposals of official sources: %v", proposed, kinds)
	}
	y, err := d.Region(ctx, *advisor, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p := y.Parts[0]; len(y.Parts) != 1 || p.Level != "municipal" || p.Total.Hidden || p.Total.Buyers != 4 || p.Trend.Hidden || p.Trend.Buyers != 4 {
		t.Errorf("the region of %d: %+v", y.Year, y.Parts)
	}
	if len(y.Missing) != 1 || y.Missing[0].State != "asked" {
		t.Errorf("missing: %+v", y.Missing)
	}
	for _, r := range []desk.Role{desk.Buyer, desk.Director, desk.Administrator} {
		if a, err := d.EnterAs(ctx, string(r)+"@demo.invalid", "test"); err != nil || a.Role != r {
			t.Errorf("%s: %v, %v", r, a, err)
		}
	}
}
