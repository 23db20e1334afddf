package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/uptrace/bun"
)

// useRow says what a diagnostic is made of.
type useRow struct {
	bun.BaseModel `bun:"table:diagnostic_uses"`

	Organisation OrgID  `bun:",pk"`
	Diagnostic   string `bun:",pk"`
	Kind         string `bun:",pk"` // ledger, decision
	Ref          string `bun:",pk"`
}

type appliedRow struct {
	bun.BaseModel `bun:"table:diagnostic_applied"`

	Organisation OrgID  `bun:",pk"`
	Diagnostic   string `bun:",pk"`
	Decision     string `bun:",pk"`
}

// AddDiagnostic keeps a diagnostic as a draft. The snapshot is a file under
// the digest of its compressed bytes; the card holds the digest of the plain
// ones.
func (s *Store) AddDiagnostic(ctx context.Context, org OrgID, d Diagnostic, snapshot []byte) (Diagnostic, error) {
	sum := sha256.Sum256(snapshot)
	d.ID, d.Organisation, d.State, d.MadeAt, d.Digest = s.opt.NewID(), org, Draft, s.now(), hex.EncodeToString(sum[:])
	cleanAll(&d.Period, &d.FirstDay, &d.LastDay, &d.Run, &d.Policy, &d.Basis, &d.Currency, &d.MadeBy)
	packed, err := compress(snapshot)
	if err != nil {
		return Diagnostic{}, fmt.Errorf("add diagnostic: %w", err)
	}
	b, err := s.PutBlob(ctx, org, bytes.NewReader(packed))
	if err != nil {
		return Diagnostic{}, fmt.Errorf("add diagnostic: %w", err)
	}
	d.Blob = b.Key
	var uses []useRow
	for kind, refs := range map[string][]string{"ledger": d.Ledgers, "decision": d.Decisions} {
		refs = slices.Clone(refs)
		slices.Sort(refs)
		for _, r := range slices.Compact(refs) {
			uses = append(uses, useRow{Organisation: org, Diagnostic: d.ID, Kind: kind, Ref: clean(r)})
		}
	}
	var applied []appliedRow
	refs := slices.Clone(d.Applied)
	slices.Sort(refs)
	for _, r := range slices.Compact(refs) {
		applied = append(applied, appliedRow{Organisation: org, Diagnostic: d.ID, Decision: clean(r)})
	}
	err = s.write(ctx, "add diagnostic", func(ctx context.Context, tx *tx) error {
		for _, id := range d.Ledgers {
			if _, err := ledgerOf(ctx, tx, org, id); err != nil {
				return fmt.Errorf("ledger %q: %w", id, err)
			}
		}
		if _, err := tx.NewInsert().Model(&d).Exec(ctx); err != nil {
			return err
		}
		for part := range slices.Chunk(uses, insertChunk) {
			if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(applied, insertChunk) {
			if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
				return err
			}
		}
		return s.addState(ctx, tx, &StateChange{Organisation: org, Diagnostic: d.ID, N: 1, State: Draft, Author: d.MadeBy, At: d.MadeAt})
	})
	if err != nil {
		return Diagnostic{}, err
	}
	return d, nil
}

func (s *Store) addState(ctx context.Context, tx *tx, c *StateChange) error {
	cleanAll(&c.Author, &c.Reason)
	if _, err := tx.NewInsert().Model(c).Exec(ctx); err != nil {
		return err
	}
	return s.log(ctx, tx, AuditEntry{
		Actor: c.Author, Organisation: c.Organisation, Action: string(c.State), ObjectKind: "diagnostic", Object: c.Diagnostic,
		Detail: detail("reason", c.Reason),
	})
}

// Diagnostic gives a diagnostic's card and what it is made of.
func (s *Store) Diagnostic(ctx context.Context, org OrgID, id string) (d Diagnostic, err error) {
	err = s.read(ctx, "read diagnostic", func(ctx context.Context, tx *tx) error {
		if d, err = diagnosticOf(ctx, tx, org, id); err != nil {
			return err
		}
		var uses []useRow
		if err := tx.NewSelect().Model(&uses).Apply(mine(org)).Where("diagnostic = ?", d.ID).Order("kind", "ref").Scan(ctx); err != nil {
			return err
		}
		for _, u := range uses {
			if u.Kind == "ledger" {
				d.Ledgers = append(d.Ledgers, u.Ref)
			} else {
				d.Decisions = append(d.Decisions, u.Ref)
			}
		}
		return tx.NewSelect().Model((*appliedRow)(nil)).Column("decision").Apply(mine(org)).Where("diagnostic = ?", d.ID).Order("decision").Scan(ctx, &d.Applied)
	})
	return d, err
}

func diagnosticOf(ctx context.Context, tx *tx, org OrgID, id string) (d Diagnostic, err error) {
	err = tx.NewSelect().Model(&d).Apply(mine(org)).Where("id = ?", clean(id)).Scan(ctx)
	return d, err
}

// Diagnostics lists an organisation's diagnostics.
func (s *Store) Diagnostics(ctx context.Context, org OrgID) (list []Diagnostic, err error) {
	err = s.read(ctx, "list diagnostics", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Apply(mine(org)).Order("made_at DESC", "id DESC").Scan(ctx)
	})
	return list, err
}

// diagnosticsUsing lists an organisation's diagnostics made of something.
func diagnosticsUsing(ctx context.Context, tx *tx, org OrgID, kind, ref string) (list []Diagnostic, err error) {
	err = tx.NewSelect().Model(&list).Apply(mine(org)).
		Where("id IN (SELECT u.diagnostic FROM diagnostic_uses AS u WHERE u.organisation = ? AND u.kind = ? AND u.ref = ?)", org, kind, clean(ref)).
		Order("made_at", "id").Scan(ctx)
	return list, err
}

// Snapshot gives a diagnostic's frozen bytes.
func (s *Store) Snapshot(ctx context.Context, org OrgID, id string) ([]byte, error) {
	d, err := s.Diagnostic(ctx, org, id)
	if err != nil {
		return nil, err
	}
	plain, err := s.snapshotOf(ctx, d)
	if err != nil {
		if errors.Is(err, ErrNotFound) { // the row is there: its file was lost
			err = fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		return nil, fmt.Errorf("read the snapshot of diagnostic %s: %w", d.ID, err)
	}
	return plain, nil
}

func (s *Store) snapshotOf(ctx context.Context, d Diagnostic) ([]byte, error) {
	r, err := s.OpenBlob(ctx, d.Organisation, d.Blob)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	packed, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	plain, err := decompress(packed)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != d.Digest {
		return nil, fmt.Errorf("%w: its digest is not %s", ErrCorrupt, d.Digest)
	}
	return plain, nil
}

// SetState moves a diagnostic from a state to another. One that is reopened is
// again what was measured; what had been frozen stays in its history.
func (s *Store) SetState(ctx context.Context, org OrgID, id string, from, to State, author, reason string) error {
	return s.write(ctx, "change a diagnostic's state", func(ctx context.Context, tx *tx) error {
		if _, err := s.move(ctx, tx, org, id, from, to, author, reason); err != nil {
			return err
		}
		if to != Reopened {
			return nil
		}
		var base []snapshotRow
		if err := tx.NewSelect().Model(&base).Apply(mine(org)).Where("diagnostic = ? AND n = 0", clean(id)).Scan(ctx); err != nil || len(base) == 0 {
			return err
		}
		return one(tx.NewUpdate().Model((*Diagnostic)(nil)).Set("blob = ?", base[0].Blob).Set("digest = ?", base[0].Digest).
			Where("organisation = ? AND id = ?", org, clean(id)).Exec(ctx))
	})
}

// move changes the state and adds it to the history.
func (s *Store) move(ctx context.Context, tx *tx, org OrgID, id string, from, to State, author, reason string) (n int, err error) {
	err = one(tx.NewUpdate().Model((*Diagnostic)(nil)).Set("state = ?", to).
		Where("organisation = ? AND id = ? AND state = ?", org, clean(id), from).Exec(ctx))
	met := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	d, err := diagnosticOf(ctx, tx, org, id)
	if err != nil {
		return 0, err
	}
	var last StateChange
	if err := tx.NewSelect().Model(&last).Apply(mine(org)).Where("diagnostic = ?", d.ID).Order("n DESC").Limit(1).Scan(ctx); err != nil {
		return 0, err
	}
	if !met {
		return 0, &ConflictError{What: "diagnostic", ID: d.ID, Name: string(d.State), By: last.Author, At: last.At}
	}
	return last.N + 1, s.addState(ctx, tx, &StateChange{
		Organisation: org, Diagnostic: d.ID, N: last.N + 1, State: to, Author: author, At: s.now(), Reason: reason,
	})
}

// StateHistory is the life of a diagnostic.
func (s *Store) StateHistory(ctx context.Context, org OrgID, id string) (list []StateChange, err error) {
	err = s.read(ctx, "read a diagnostic's life", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Apply(mine(org)).Where("diagnostic = ?", clean(id)).Order("n").Scan(ctx)
	})
	return list, err
}
