package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

func init() {
	attempts["AddEdit"] = func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.AddEdit(ctx, b, a.diagnostic, 0, json.RawMessage(`{}`), "b")
	}
	attempts["Edits"] = func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.Edits(ctx, b, a.diagnostic)
	}
	attempts["DropProfile"] = func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return nil, s.DropProfile(ctx, b, "of-a", "b")
	}
	attempts["FreezeState"] = func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.FreezeState(ctx, b, a.diagnostic, store.Draft, store.Validated, "b", "", []byte("x"))
	}
}

// What is frozen at validation is what is read back; reopened, the diagnostic is
// again what was measured, and both stay.
func TestFrozenAndReopened(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		o, err := s.AddOrganisation(ctx, store.Organisation{Name: "Ville inventée"})
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.AddDiagnostic(ctx, o.ID, store.Diagnostic{Period: "2024"}, []byte("measured"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddEdit(ctx, o.ID, d.ID, 0, json.RawMessage(`{"a":1}`), "u1"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddEdit(ctx, o.ID, d.ID, 0, json.RawMessage(`{}`), "u2"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an edit of an older version: %v", err)
		}
		is := func(want string) {
			t.Helper()
			got, err := s.Snapshot(ctx, o.ID, d.ID)
			if err != nil || string(got) != want {
				t.Errorf("snapshot is %q, %v; want %q", got, err, want)
			}
		}
		if err := s.FreezeState(ctx, o.ID, d.ID, store.Draft, store.Validated, "u1", "", []byte("edited")); err != nil {
			t.Fatal(err)
		}
		is("edited")
		if _, err := s.AddEdit(ctx, o.ID, d.ID, 1, json.RawMessage(`{}`), "u1"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an edit of a frozen diagnostic: %v", err)
		}
		if err := s.FreezeState(ctx, o.ID, d.ID, store.Draft, store.Validated, "u1", "", []byte("again")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("frozen twice: %v", err)
		}
		if err := s.SetState(ctx, o.ID, d.ID, store.Validated, store.Reopened, "u1", "oubli"); err != nil {
			t.Fatal(err)
		}
		is("measured")
		if err := s.FreezeState(ctx, o.ID, d.ID, store.Reopened, store.Validated, "u1", "", []byte("edited better")); err != nil {
			t.Fatal(err)
		}
		is("edited better")
		if swept, err := s.SweepBlobs(ctx, 0); err != nil || swept.Blobs > 0 {
			t.Errorf("swept %d files that are named, %v", swept.Blobs, err)
		}
		list, err := s.Edits(ctx, o.ID, d.ID)
		if err != nil || len(list) != 1 || string(list[0].Data) != `{"a":1}` {
			t.Errorf("edits %v, %v", list, err)
		}
	})
}
