package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"jachete/diagnostic/registry/record"
)

type editionRow struct {
	bun.BaseModel `bun:"table:editions"`

	Number int `bun:",pk"`
	Seq    int64
	At     time.Time
	Digest string
	Size   int
}

func (r editionRow) mark() record.EditionMark {
	return record.EditionMark{Number: r.Number, Seq: r.Seq, At: r.At, Digest: r.Digest, Size: r.Size}
}

// MarkEdition keeps an edition of the registry.
func (s *Store) MarkEdition(ctx context.Context, e record.EditionMark) (record.EditionMark, error) {
	var row editionRow
	err := s.write(ctx, "mark edition", func(ctx context.Context, tx *tx) error {
		if err := s.engine.lock(ctx, tx, registryLock); err != nil {
			return err
		}
		var last []editionRow
		if err := tx.NewSelect().Model(&last).Order("number DESC").Limit(1).Scan(ctx); err != nil {
			return err
		}
		row = editionRow{Number: 1, Seq: e.Seq, At: s.now(), Digest: clean(e.Digest), Size: e.Size}
		if len(last) > 0 {
			if last[0].Seq == row.Seq && last[0].Digest == row.Digest {
				row = last[0]
				return nil
			}
			row.Number = last[0].Number + 1
		}
		if !e.At.IsZero() {
			row.At = e.At.UTC().Truncate(time.Microsecond)
		}
		_, err := tx.NewInsert().Model(&row).Exec(ctx)
		return err
	})
	return row.mark(), err
}

// Edition by number, 0 for the last one.
func (s *Store) Edition(ctx context.Context, number int) (record.EditionMark, error) {
	var row editionRow
	err := s.read(ctx, "read edition", func(ctx context.Context, tx *tx) error {
		q := tx.NewSelect().Model(&row).Order("number DESC").Limit(1)
		if number != 0 {
			q = q.Where("number = ?", number)
		}
		return q.Scan(ctx)
	})
	return row.mark(), err
}

// Editions lists all editions in order.
func (s *Store) Editions(ctx context.Context) ([]record.EditionMark, error) {
	var rows []editionRow
	err := s.read(ctx, "list editions", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&rows).Order("number").Scan(ctx)
	})
	var list []record.EditionMark
	for _, r := range rows {
		list = append(list, r.mark())
	}
	return list, err
}
