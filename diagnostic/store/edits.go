package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Edit is what an advisor changed in the words of a diagnostic: all of it, each
// time.
type Edit struct {
	bun.BaseModel `bun:"table:diagnostic_edits" json:"-"`

	Organisation OrgID           `bun:",pk"`
	Diagnostic   string          `bun:",pk"`
	N            int             `bun:",pk"` // 1, 2, 3...
	Data         json.RawMessage `bun:"type:text"`
	Author       string
	At           time.Time
}

type snapshotRow struct {
	bun.BaseModel `bun:"table:diagnostic_snapshots"`

	Organisation OrgID  `bun:",pk"`
	Diagnostic   string `bun:",pk"`
	N            int    `bun:",pk"`
	Blob         string
	Digest       string
}

// AddEdit keeps the words of a diagnostic that is a draft or was reopened. base
// is the number of the edit that was looked at, 0 for none: another one since is
// a conflict, as is a diagnostic that is frozen.
func (s *Store) AddEdit(ctx context.Context, org OrgID, diagnostic string, base int, data json.RawMessage, author string) (e Edit, err error) {
	err = s.write(ctx, "edit diagnostic", func(ctx context.Context, tx *tx) error {
		d, err := diagnosticOf(ctx, tx, org, diagnostic)
		if err != nil {
			return err
		}
		if d.State != Draft && d.State != Reopened {
			return &ConflictError{What: "diagnostic", ID: d.ID, Name: string(d.State)}
		}
		list, err := edits(ctx, tx, org, d.ID)
		if err != nil {
			return err
		}
		if len(list) != base {
			last := list[len(list)-1]
			return &ConflictError{What: "edit", ID: d.ID, By: last.Author, At: last.At}
		}
		e = Edit{Organisation: org, Diagnostic: d.ID, N: base + 1, Data: orEmpty(data), Author: clean(author), At: s.now()}
		if _, err := tx.NewInsert().Model(&e).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: org, Action: "edit", ObjectKind: "diagnostic", Object: d.ID, Detail: detail("n", e.N)})
	})
	return e, err
}

func edits(ctx context.Context, tx *tx, org OrgID, diagnostic string) (list []Edit, err error) {
	err = tx.NewSelect().Model(&list).Apply(mine(org)).Where("diagnostic = ?", clean(diagnostic)).Order("n").Scan(ctx)
	return list, err
}

// Edits lists the changes of a diagnostic's words, the first one first.
func (s *Store) Edits(ctx context.Context, org OrgID, diagnostic string) (list []Edit, err error) {
	err = s.read(ctx, "read edits", func(ctx context.Context, tx *tx) error {
		list, err = edits(ctx, tx, org, diagnostic)
		return err
	})
	return list, err
}

// FreezeState moves a diagnostic to another state with the value that it then
// has. What it had before is kept.
func (s *Store) FreezeState(ctx context.Context, org OrgID, id string, from, to State, author, reason string, snapshot []byte) error {
	sum := sha256.Sum256(snapshot)
	packed, err := compress(snapshot)
	if err != nil {
		return fmt.Errorf("freeze diagnostic: %w", err)
	}
	b, err := s.PutBlob(ctx, org, bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("freeze diagnostic: %w", err)
	}
	digest := hex.EncodeToString(sum[:])
	return s.write(ctx, "freeze diagnostic", func(ctx context.Context, tx *tx) error {
		d, err := diagnosticOf(ctx, tx, org, id)
		if err != nil {
			return err
		}
		n, err := s.move(ctx, tx, org, id, from, to, author, reason)
		if err != nil {
			return err
		}
		rows := []snapshotRow{{Organisation: org, Diagnostic: d.ID, N: n, Blob: b.Key, Digest: digest}}
		base, err := tx.NewSelect().Model((*snapshotRow)(nil)).Apply(mine(org)).Where("diagnostic = ? AND n = 0", d.ID).Count(ctx)
		if err != nil {
			return err
		}
		if base == 0 {
			rows = append(rows, snapshotRow{Organisation: org, Diagnostic: d.ID, N: 0, Blob: d.Blob, Digest: d.Digest})
		}
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return err
		}
		return one(tx.NewUpdate().Model((*Diagnostic)(nil)).Set("blob = ?", b.Key).Set("digest = ?", digest).
			Where("organisation = ? AND id = ?", org, d.ID).Exec(ctx))
	})
}
