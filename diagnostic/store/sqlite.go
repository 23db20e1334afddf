package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver
)

// sqliteEngine keeps everything in one file.
type sqliteEngine struct{}

func (sqliteEngine) name() string { return "sqlite" }

// lock: a writer is alone from its first word on (_txlock=immediate).
func (sqliteEngine) lock(context.Context, *tx, int64) error { return nil }

func (sqliteEngine) check(ctx context.Context, db *bun.DB) error {
	var told []string
	if err := db.NewRaw("PRAGMA integrity_check(10)").Scan(ctx, &told); err != nil {
		return err
	}
	if len(told) != 1 || told[0] != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, strings.Join(told, "; "))
	}
	return nil
}

// openSQLite opens one connection that writes and several that read: in WAL
// mode they do not wait for each other.
func (s *Store) openSQLite(ctx context.Context, path string, create bool) error {
	s.engine = sqliteEngine{}
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if !create {
			return fmt.Errorf("%w: %s", ErrNotFound, path)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		// Made here so that nobody else on the machine can read it.
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	open := func(more url.Values) (*bun.DB, error) {
		q := url.Values{"_pragma": {
			"busy_timeout(" + strconv.FormatInt(s.opt.BusyTimeout.Milliseconds(), 10) + ")",
			"journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "trusted_schema(0)",
			"cache_size(-65536)", "temp_store(memory)",
		}}
		for k, v := range more {
			q[k] = append(q[k], v...)
		}
		u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
		if !strings.HasPrefix(u.Path, "/") {
			u.Path = "/" + u.Path // a drive's letter
		}
		db, err := sql.Open("sqlite", u.String())
		if err != nil {
			return nil, err
		}
		return bun.NewDB(db, sqlitedialect.New()), nil
	}
	if s.w, err = open(url.Values{"_txlock": {"immediate"}}); err != nil {
		return err
	}
	s.w.SetMaxOpenConns(1)
	if s.r, err = open(url.Values{"_pragma": {"query_only(1)"}}); err != nil {
		return err
	}
	readers := max(8, 2*runtime.NumCPU())
	s.r.SetMaxOpenConns(readers)
	s.r.SetMaxIdleConns(readers) // one that is closed takes the pages it has read along
	return s.w.PingContext(ctx)
}

// sqliteParams is how many parameters a statement may have, well under the
// database's own limit; more rows a statement are no faster.
const sqliteParams = 2400

// insert writes several rows a statement, prepared once.
func (sqliteEngine) insert(ctx context.Context, tx *tx, t *table, rows rowSource) error {
	per := max(1, sqliteParams/len(t.columns))
	head := "INSERT INTO " + t.name + " (" + strings.Join(t.names(), ", ") + ") VALUES "
	group := "(" + strings.TrimSuffix(strings.Repeat("?,", len(t.columns)), ",") + ")"
	full, err := tx.Tx.Tx.PrepareContext(ctx, head+strings.TrimSuffix(strings.Repeat(group+",", per), ","))
	if err != nil {
		return err
	}
	defer full.Close()
	args := make([]any, 0, per*len(t.columns))
	n := 0
	for {
		more, err := rows.next(&args)
		if err != nil {
			return err
		}
		if more {
			n++
		}
		switch {
		case n == per:
			if _, err := full.ExecContext(ctx, args...); err != nil {
				return err
			}
			args, n = args[:0], 0
		case !more && n > 0:
			_, err := tx.Tx.Tx.ExecContext(ctx, head+strings.TrimSuffix(strings.Repeat(group+",", n), ","), args...)
			return err
		}
		if !more {
			return nil
		}
	}
}
