package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"
)

// tx is a transaction and the connection it runs on, which bulk loading needs.
type tx struct {
	bun.Tx
	conn bun.Conn
}

// write runs f in one transaction: all of it is kept, or nothing.
func (s *Store) write(ctx context.Context, what string, f func(ctx context.Context, tx *tx) error) error {
	return s.run(ctx, s.w, &sql.TxOptions{}, what, f)
}

// read runs f in one transaction that sees one state of the database.
func (s *Store) read(ctx context.Context, what string, f func(ctx context.Context, tx *tx) error) error {
	return s.run(ctx, s.r, &sql.TxOptions{Isolation: s.snapshot(), ReadOnly: s.r == s.w}, what, f)
}

// snapshot is the isolation that reads one state: SQLite's readers always do.
func (s *Store) snapshot() sql.IsolationLevel {
	if s.r == s.w {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (s *Store) run(ctx context.Context, db *bun.DB, opt *sql.TxOptions, what string, f func(ctx context.Context, tx *tx) error) (err error) {
	defer func() {
		switch {
		case err == nil:
		case ctx.Err() != nil: // whatever the driver made of it
			err = fmt.Errorf("%s: %w: %w", what, ctx.Err(), err)
		default:
			err = fmt.Errorf("%s: %w", what, translate(err))
		}
	}()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	t, err := conn.BeginTx(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }() // nothing once committed
	if err := f(ctx, &tx{Tx: t, conn: conn}); err != nil {
		return err
	}
	return t.Commit()
}

// one tells whether a change met its row.
func one(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotFound
	}
	return nil
}
