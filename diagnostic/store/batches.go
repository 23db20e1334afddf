package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"jachete/diagnostic/registry/record"
)

// ImportBatch writes an import of the registry with its changes.
func (s *Store) ImportBatch(ctx context.Context, b Batch, head int64, list []record.Version) (Batch, []record.Version, error) {
	if b.ID == "" {
		b.ID = s.opt.NewID()
	}
	if b.At.IsZero() {
		b.At = s.now()
	}
	cleanAll(&b.File, &b.Digest, &b.Blob, &b.Author, &b.Reason)
	var out []record.Version
	err := s.write(ctx, "import registry", func(ctx context.Context, tx *tx) error {
		if err := s.engine.lock(ctx, tx, registryLock); err != nil {
			return err
		}
		var same Batch
		switch err := tx.NewSelect().Model(&same).Where("digest = ? AND undone_at IS NULL", b.Digest).Scan(ctx); {
		case err == nil:
			return &ConflictError{What: "registry", ID: same.ID, Name: same.File, By: same.Author, At: same.At}
		case !errors.Is(translate(err), ErrNotFound):
			return err
		}
		if _, err := tx.NewInsert().Model(&b).Exec(ctx); err != nil {
			return err
		}
		mine := make([]record.Version, len(list))
		for i, v := range list {
			v.Batch = b.ID
			mine[i] = v
		}
		var err error
		if out, err = s.appendVersions(ctx, tx, head, mine); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{
			Actor: b.Author, Action: "import", ObjectKind: "registry", Object: b.ID,
			Detail: detail("file", b.File, "digest", b.Digest, "created", b.Created, "updated", b.Updated),
		})
	})
	return b, out, err
}

// UndoBatch takes an import of the registry back by changes of its own.
func (s *Store) UndoBatch(ctx context.Context, id, author, reason string, head int64, list []record.Version) error {
	return s.write(ctx, "undo registry import", func(ctx context.Context, tx *tx) error {
		var b Batch
		if err := tx.NewSelect().Model(&b).Where("id = ?", clean(id)).Scan(ctx); err != nil {
			return err
		}
		if !b.UndoneAt.IsZero() {
			return &ConflictError{What: "registry undo", ID: b.ID, Name: b.File, By: b.UndoneBy, At: b.UndoneAt}
		}
		if err := one(tx.NewUpdate().Model((*Batch)(nil)).Set("undone_at = ?", s.now()).Set("undone_by = ?", clean(author)).
			Set("undone_reason = ?", clean(reason)).Where("id = ? AND undone_at IS NULL", b.ID).Exec(ctx)); err != nil {
			return err
		}
		if _, err := s.appendVersions(ctx, tx, head, list); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Action: "undo", ObjectKind: "registry", Object: b.ID, Detail: detail("reason", reason)})
	})
}

// Batch gives an import of the registry and the changes it made.
func (s *Store) Batch(ctx context.Context, id string) (b Batch, list []record.Version, err error) {
	err = s.read(ctx, "read registry import", func(ctx context.Context, tx *tx) error {
		if err := tx.NewSelect().Model(&b).Where("id = ?", clean(id)).Scan(ctx); err != nil {
			return err
		}
		list, err = versions(ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("batch = ?", b.ID).Order("seq") })
		if err != nil {
			return fmt.Errorf("its changes: %w", err)
		}
		return nil
	})
	return b, list, err
}

// Batches lists imports of the registry, the newest first.
func (s *Store) Batches(ctx context.Context) (list []Batch, err error) {
	err = s.read(ctx, "list registry imports", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Order("at DESC", "id DESC").Scan(ctx)
	})
	return list, err
}
