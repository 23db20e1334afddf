package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/jobs"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// owned is what organisation A has, which B must never meet.
type owned struct {
	org                                        store.OrgID
	ledger, digest, decision, diagnostic, blob string
	upload                                     string
}

// attempt calls one method as organisation B with A's identifiers and gives
// what came back.
type attempt func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error)

// attempts names every exported method of Store that takes an OrgID. Lists,
// counts and filters are here too.
var attempts = map[string]attempt{
	"Organisation": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Organisation(ctx, b)
	},
	"Users": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) { return s.Users(ctx, b) },
	"Invitations": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Invitations(ctx, b)
	},
	"Ledger": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.Ledger(ctx, b, a.ledger)
	},
	"LedgerByDigest": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.LedgerByDigest(ctx, b, a.digest)
	},
	"Ledgers": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Ledgers(ctx, b)
	},
	"LoadLedger": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.LoadLedger(ctx, b, a.ledger)
	},
	"EachLine": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		var got []store.StoredLine
		for _, f := range []store.LineFilter{{}, {Ledger: a.ledger}, {First: "2000-01-01"}, {Last: "2100-01-01"}, {Supplier: "neq:1199999990"}} {
			if err := s.EachLine(ctx, b, f, func(l store.StoredLine) error { got = append(got, l); return nil }); err != nil {
				return nil, err
			}
		}
		return got, nil
	},
	"CountLines": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		c, err := s.CountLines(ctx, b, store.LineFilter{Ledger: a.ledger})
		return fmt.Sprint(c.Lines, c.Total), err
	},
	"Overlapping": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Overlapping(ctx, b, "2000-01-01", "2100-01-01")
	},
	"KnownKeys": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.KnownKeys(ctx, b, "2000-01-01", "2100-01-01")
	},
	"UndoEffect": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.UndoEffect(ctx, b, a.ledger)
	},
	"UndoLedger": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.UndoLedger(ctx, b, a.ledger, "b", "")
	},
	"ForgetFile": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.ForgetFile(ctx, b, a.ledger, "b", "")
	},
	"Suppliers": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Suppliers(ctx, b, store.SupplierFilter{Search: "atelier"})
	},
	"CountSuppliers": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.CountSuppliers(ctx, b, store.SupplierFilter{})
	},
	"TakeDecisions": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.TakeDecisions(ctx, b, []review.Decision{{Buyer: string(a.org), Scope: review.ThisBuyer, Kind: review.Match}}, nil)
	},
	"AddDecisions": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.AddDecisions(ctx, b, []review.Decision{{Buyer: string(a.org), Scope: review.ThisBuyer, Kind: review.Match}})
	},
	"Decisions": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Decisions(ctx, b)
	},
	"DecisionsFor": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.DecisionsFor(ctx, b)
	},
	"Decision": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.Decision(ctx, b, a.decision)
	},
	"ReverseDecision": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.ReverseDecision(ctx, b, a.decision, "b", "", true)
	},
	"AddDiagnostic": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.AddDiagnostic(ctx, b, store.Diagnostic{Ledgers: []string{a.ledger}}, []byte("x"))
	},
	"Diagnostic": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.Diagnostic(ctx, b, a.diagnostic)
	},
	"Diagnostics": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Diagnostics(ctx, b)
	},
	"Snapshot": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.Snapshot(ctx, b, a.diagnostic)
	},
	"SetState": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.SetState(ctx, b, a.diagnostic, store.Draft, store.Published, "b", "")
	},
	"StateHistory": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.StateHistory(ctx, b, a.diagnostic)
	},
	"Targets": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Targets(ctx, b)
	},
	"TargetHistory": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.TargetHistory(ctx, b)
	},
	"ProfileFor": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.ProfileFor(ctx, b, "of-a")
	},
	"Profiles": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Profiles(ctx, b)
	},
	"AuditTrail": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		list, err := s.AuditTrail(ctx, b, store.AuditFilter{})
		return slices.DeleteFunc(list, func(e store.AuditEntry) bool { return e.Organisation == b }), err
	},
	"OpenBlob": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		for _, key := range []string{a.blob, "org/" + string(b) + "/../" + strings.TrimPrefix(a.blob, "org/"), "/" + a.blob} {
			if r, err := s.OpenBlob(ctx, b, key); err == nil {
				return io.ReadAll(r)
			} else if !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
		}
		return nil, store.ErrNotFound
	},
	"Upload": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return s.Upload(ctx, b, a.upload)
	},
	"Uploads": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		return s.Uploads(ctx, b)
	},
	"ResetUpload": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.ResetUpload(ctx, b, a.upload, nil)
	},
	"UnderstoodUpload": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.UnderstoodUpload(ctx, b, a.upload, json.RawMessage(`{}`), nil)
	},
	"ConfirmUpload": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.ConfirmUpload(ctx, b, a.upload, "b")
	},
	"ImportedUpload": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.ImportedUpload(ctx, b, a.upload, "l")
	},
	"DropUpload": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		return nil, s.DropUpload(ctx, b, a.upload, "b")
	},
	"LastJob": func(ctx context.Context, s *store.Store, b store.OrgID, a owned) (any, error) {
		j, err := s.LastJob(ctx, b, a.upload)
		return j.ID, err
	},
	"OrgKey": func(ctx context.Context, s *store.Store, b store.OrgID, _ owned) (any, error) {
		key, err := s.OrgKey(ctx, b, []byte("of b"))
		return bytes.Contains(key, []byte("of a")), err
	},
	// These write rows of the organisation named, and read none back.
	"ImportLedger": nil, "AddUpload": nil, "SetTarget": nil, "SaveProfile": nil, "PutBlob": nil,
}

func TestNobodyMeetsTheRowsOfOthers(t *testing.T) {
	t.Parallel()
	methods := reflect.TypeFor[*store.Store]()
	orgType := reflect.TypeFor[store.OrgID]()
	takes := map[string]bool{}
	for m := range methods.Methods() {
		for i := range m.Type.NumIn() {
			if m.Type.In(i) == orgType {
				takes[m.Name] = true
				if _, ok := attempts[m.Name]; !ok {
					t.Errorf("%s takes an organisation and nobody tries to cheat it", m.Name)
				}
				if m.Type.In(2) != orgType {
					t.Errorf("%s: the organisation comes first", m.Name)
				}
			}
		}
	}
	for name := range attempts {
		if !takes[name] {
			t.Errorf("%s takes no organisation", name)
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		a := owned{org: buyer(t, s, "A"), digest: "d-a"}
		b := buyer(t, s, "B")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		file, err := s.PutBlob(ctx, a.org, bytes.NewReader([]byte("of a")))
		must(err)
		a.blob = file.Key
		a.ledger = importOne(t, s, a.org, a.digest, book(50, 1)).ID
		d, err := s.AddDecisions(ctx, a.org, []review.Decision{{Buyer: string(a.org), Scope: review.Asked, Kind: review.Match}})
		must(err)
		a.decision = d[0].ID
		dg, err := s.AddDiagnostic(ctx, a.org, store.Diagnostic{Ledgers: []string{a.ledger}, Decisions: []string{a.decision}}, []byte("{}"))
		must(err)
		a.diagnostic = dg.ID
		_, err = s.SetTarget(ctx, a.org, store.Target{Year: 2027, Percent: decimal.NewFromInt(5)})
		must(err)
		must(s.SaveProfile(ctx, a.org, "of-a", json.RawMessage(`{}`), "a"))
		_, err = s.AddUser(ctx, store.User{Email: "a@a.test", Organisation: a.org}, "a")
		must(err)
		_, err = s.AddInvitation(ctx, store.Invitation{TokenHash: "t", Organisation: a.org, Role: store.Buyer, ExpiresAt: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)})
		must(err)
		up, err := s.AddUpload(ctx, a.org, store.Upload{File: "de-a.csv", Digest: "u-a", Blob: a.blob, By: "a"})
		must(err)
		a.upload = up.ID
		_, err = s.AddJob(ctx, jobs.Job{Organisation: string(a.org), Kind: "read", Object: up.ID, By: "a"})
		must(err)
		_, err = s.OrgKey(ctx, a.org, []byte("of a"))
		must(err)

		for name, try := range attempts {
			if try == nil || name == "Organisation" {
				continue
			}
			got, err := try(ctx, s, b, a)
			refused := errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrInvalid)
			if err != nil && !refused {
				t.Errorf("%s: %v", name, err)
			}
			if v := reflect.ValueOf(got); err == nil && v.IsValid() {
				none := v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0 || got == "0 0"
				if !none {
					t.Errorf("%s: B met %v", name, got)
				}
			}
		}
		// And A met none of B's attempts.
		if n, err := s.CountLines(ctx, a.org, store.LineFilter{}); err != nil || n.Lines != 50 {
			t.Errorf("A has %v lines: %v", n, err)
		}
		if d, err := s.Decision(ctx, a.org, a.decision); err != nil || d.ReversedBy != "" {
			t.Errorf("A's decision: %+v, %v", d, err)
		}
		if d, err := s.Diagnostic(ctx, a.org, a.diagnostic); err != nil || d.State != store.Draft {
			t.Errorf("A's diagnostic: %+v, %v", d, err)
		}
		if u, err := s.Upload(ctx, a.org, a.upload); err != nil || u.State != store.UploadReceived {
			t.Errorf("A's upload: %+v, %v", u, err)
		}
		if list, err := s.Diagnostics(ctx, b); err != nil || len(list) != 0 {
			t.Errorf("B made a diagnostic of A's ledger: %v", err)
		}
	})
}
