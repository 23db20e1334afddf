package store

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"
)

// Effect is what undoing an import changes.
type Effect struct {
	Ledger Ledger
	Lines  int
	Total  decimal.Decimal // dollars
	// SuppliersGone are payees that no other ledger names; SuppliersLeft stay with
	// the lines of others.
	SuppliersGone, SuppliersLeft int
	// Diagnostics made of this ledger. They are frozen and stay as they are; a
	// published one then speaks of lines that are no longer here.
	Diagnostics []Diagnostic
	// DecisionsRemain counts the organisation's decisions in force: they are about
	// payees, not lines, and apply to the next ledger.
	DecisionsRemain int
}

// UndoEffect tells what undoing an import would change.
func (s *Store) UndoEffect(ctx context.Context, org OrgID, id string) (e Effect, err error) {
	err = s.read(ctx, "tell the effect of an undo", func(ctx context.Context, tx *tx) error {
		e, _, err = s.undoEffect(ctx, tx, org, id)
		return err
	})
	return e, err
}

func (s *Store) undoEffect(ctx context.Context, tx *tx, org OrgID, id string) (e Effect, keys []string, err error) {
	if e.Ledger, err = ledgerOf(ctx, tx, org, id); err != nil {
		return e, nil, err
	}
	if e.Ledger.State != Imported {
		return e, nil, &ConflictError{What: "ledger undo", ID: e.Ledger.ID, Name: e.Ledger.File, By: e.Ledger.UndoneBy, At: e.Ledger.UndoneAt}
	}
	var micros string
	if err = tx.NewSelect().ColumnExpr("count(*), CAST(coalesce(sum(micros), 0) AS TEXT)").
		Apply(LineFilter{Ledger: e.Ledger.ID}.apply(org)).Scan(ctx, &e.Lines, &micros); err != nil {
		return e, nil, err
	}
	if e.Total, err = ofMicros(micros); err != nil {
		return e, nil, err
	}
	if err = tx.NewSelect().ColumnExpr("DISTINCT supplier_key").TableExpr("spellings").Where("organisation = ? AND ledger = ?", org, e.Ledger.ID).
		Order("supplier_key").Scan(ctx, &keys); err != nil {
		return e, nil, err
	}
	for part := range slices.Chunk(keys, 500) {
		var n int
		if err = tx.NewSelect().ColumnExpr("count(DISTINCT supplier_key)").TableExpr("spellings").
			Where("organisation = ? AND ledger <> ?", org, e.Ledger.ID).Where("supplier_key IN (?)", bun.List(part)).Scan(ctx, &n); err != nil {
			return e, nil, err
		}
		e.SuppliersLeft += n
	}
	e.SuppliersGone = len(keys) - e.SuppliersLeft
	if e.Diagnostics, err = diagnosticsUsing(ctx, tx, org, "ledger", e.Ledger.ID); err != nil {
		return e, nil, err
	}
	remain, err := tx.NewSelect().Model((*decisionRow)(nil)).Apply(mine(org)).Where("reversed_at IS NULL").Count(ctx)
	e.DecisionsRemain = int(remain)
	return e, keys, err
}

// UndoLedger removes an import's lines. Its card and file stay, as history.
func (s *Store) UndoLedger(ctx context.Context, org OrgID, id, author, reason string) (e Effect, err error) {
	err = s.write(ctx, "undo import", func(ctx context.Context, tx *tx) error {
		e, err = s.undo(ctx, tx, org, id, author, reason)
		return err
	})
	return e, err
}

// ForgetFile lets go of a ledger's file; its lines stay. The next sweep removes
// the content unless another row names it.
func (s *Store) ForgetFile(ctx context.Context, org OrgID, id, author, reason string) error {
	return s.write(ctx, "forget file", func(ctx context.Context, tx *tx) error {
		l, err := ledgerOf(ctx, tx, org, id)
		if err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model((*Ledger)(nil)).Set("blob = ''").Where("organisation = ? AND id = ?", org, l.ID).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model((*Upload)(nil)).Set("blob = ''").
			Where("organisation = ? AND digest = ? AND state IN (?, ?)", org, l.Digest, UploadImported, UploadDropped).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{
			Actor: author, Organisation: org, Action: "forget", ObjectKind: "file", Object: l.ID, Detail: detail("file", l.File, "reason", reason),
		})
	})
}

func (s *Store) undo(ctx context.Context, tx *tx, org OrgID, id, author, reason string) (Effect, error) {
	if err := s.lockSuppliers(ctx, tx, org); err != nil {
		return Effect{}, err
	}
	e, keys, err := s.undoEffect(ctx, tx, org, id)
	if err != nil {
		return e, err
	}
	if err := one(tx.NewUpdate().Model((*Ledger)(nil)).Set("state = ?", Undone).Set("undone_by = ?", clean(author)).
		Set("undone_at = ?", s.now()).Set("undone_reason = ?", clean(reason)).
		Where("organisation = ? AND id = ? AND state = ?", org, e.Ledger.ID, Imported).Exec(ctx)); err != nil {
		return e, err
	}
	for _, t := range []string{"lines", "spellings"} {
		if _, err := tx.NewDelete().TableExpr(t).Where("organisation = ? AND ledger = ?", org, e.Ledger.ID).Exec(ctx); err != nil {
			return e, err
		}
	}
	if err := s.sumSuppliers(ctx, tx, org, keys); err != nil {
		return e, err
	}
	return e, s.log(ctx, tx, AuditEntry{
		Actor: author, Organisation: org, Action: "undo", ObjectKind: "ledger", Object: e.Ledger.ID,
		Detail: detail("file", e.Ledger.File, "lines", e.Lines, "total", e.Total.String(), "reason", reason),
	})
}
