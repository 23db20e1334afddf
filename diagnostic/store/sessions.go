package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/uptrace/bun"
)

// Sessions keeps web sessions in the shape alexedwards/scs asks for, with and
// without a context. A token is kept as its digest: who reads the database
// cannot sign in with it.
type Sessions struct{ store *Store }

// Sessions gives the web sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{store: s} }

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions"`

	Token     string `bun:",pk"`
	Data      []byte
	ExpiresAt time.Time
}

func tokenDigest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx gives a session's data; false when there is none or its time is over.
func (x *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row sessionRow
	err := x.store.read(ctx, "read session", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&row).Where("token = ? AND expires_at > ?", tokenDigest(token), x.store.now()).Scan(ctx)
	})
	if errors.Is(err, ErrNotFound) {
		return nil, false, nil
	}
	return row.Data, err == nil, err
}

// CommitCtx keeps a session until expiry.
func (x *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return x.store.write(ctx, "write session", func(ctx context.Context, tx *tx) error {
		row := &sessionRow{Token: tokenDigest(token), Data: append([]byte{}, data...), ExpiresAt: expiry}
		_, err := tx.NewInsert().Model(row).On("CONFLICT (token) DO UPDATE").
			Set("data = EXCLUDED.data").Set("expires_at = EXCLUDED.expires_at").Exec(ctx)
		return err
	})
}

// DeleteCtx ends a session; one that is not there is no error.
func (x *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return x.store.write(ctx, "end session", func(ctx context.Context, tx *tx) error {
		_, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("token = ?", tokenDigest(token)).Exec(ctx)
		return err
	})
}

// DeleteExpired removes sessions whose time is over.
func (x *Sessions) DeleteExpired(ctx context.Context) error {
	return x.store.write(ctx, "remove old sessions", func(ctx context.Context, tx *tx) error {
		_, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("expires_at <= ?", x.store.now()).Exec(ctx)
		return err
	})
}

// Find is FindCtx.
func (x *Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

// Commit is CommitCtx.
func (x *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return x.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx.
func (x *Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }
