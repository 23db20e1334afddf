// Package store is the memory: organisations and people, the registry's
// history, ledgers and their lines, decisions, frozen diagnostics, targets and
// the audit log, in SQLite (one file, the default) or in PostgreSQL, and files
// in a folder or an S3-compatible bucket.
//
// Vocabulary: an aggregate is a family of rows that change together
// ([Organisations], [Ledgers], [Registry]... in aggregates.go); tenant rows
// belong to one organisation, and every method on them takes an [OrgID]; a
// sentinel ([ErrConflict]...) is what a driver's error becomes at the edge, and
// [Fault] tells it to a person; a blob is a file kept whole, under the digest
// of its content.
//
// The package keeps and gives back; it decides nothing of the trade. It imports
// the rooms whose values it keeps (ledger, record, review) and never the case
// that uses it. Exported methods open a transaction, unexported helpers take
// one. Money is exact, times are UTC to the microsecond, civil dates are text
// ("2024-06-01", "" for none). Start with [Open], then aggregates.go.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"gocloud.dev/blob"
)

// Config says where everything is kept.
type Config struct {
	// Database is "sqlite:PATH" or "postgres://...".
	Database string
	// Blobs is "file:///PATH" or "s3://BUCKET?...".
	Blobs string
	// Create lets a missing SQLite file or folder of blobs be made.
	Create bool
	Options
}

// Options are what is passed in so that a test can decide it.
type Options struct {
	// Now gives the time, required.
	Now func() time.Time
	// NewID gives identifiers, UUIDv7 in order of time, required.
	NewID func() string
	// BusyTimeout is how long SQLite waits for another program's writing, default
	// 30 seconds.
	BusyTimeout time.Duration
}

// Store is an open memory. It is safe for concurrent use.
type Store struct {
	engine engine
	w      *bun.DB // writes; one connection on SQLite
	r      *bun.DB // reads
	blobs  *blob.Bucket
	opt    Options
	last   standing
	closed sync.Once
}

// engine is what differs between databases.
type engine interface {
	// name is the folder of its migrations.
	name() string
	// lock makes writers of the same thing wait for each other until they commit.
	lock(ctx context.Context, tx *tx, what int64) error
	// insert loads rows in bulk; cols are columns of the table.
	insert(ctx context.Context, tx *tx, t *table, rows rowSource) error
	// check looks for damage.
	check(ctx context.Context, db *bun.DB) error
}

// Open opens the memory. A schema newer than this program is refused
// ([ErrNewerSchema]); an older one is opened, see [Store.Ready] and
// [Store.Migrate]. A SQLite file that is absent is [ErrNotFound] unless
// Config.Create.
func Open(ctx context.Context, c Config) (_ *Store, err error) {
	if c.Now == nil || c.NewID == nil {
		return nil, errors.New("open store: no clock or no identifiers given")
	}
	if c.BusyTimeout <= 0 {
		c.BusyTimeout = 30 * time.Second
	}
	s := &Store{opt: c.Options}
	switch {
	case strings.HasPrefix(c.Database, "sqlite:"):
		err = s.openSQLite(ctx, strings.TrimPrefix(c.Database, "sqlite:"), c.Create)
	case strings.HasPrefix(c.Database, "postgres://"), strings.HasPrefix(c.Database, "postgresql://"):
		err = s.openPostgres(ctx, c.Database)
	default:
		err = fmt.Errorf("%w: database must be sqlite:PATH or postgres://HOST/NAME", ErrInvalid)
	}
	if err == nil {
		err = s.openBlobs(ctx, c.Blobs, c.Create)
	}
	if err == nil {
		err = s.refuseNewer(ctx)
	}
	if err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("open store: %w", translate(err))
	}
	return s, nil
}

// Close lets go of the database and the blobs. Again is no error.
func (s *Store) Close() error {
	var errs []error
	s.closed.Do(func() {
		if s.r != nil && s.r != s.w {
			errs = append(errs, s.r.Close())
		}
		if s.w != nil {
			errs = append(errs, s.w.Close())
		}
		if s.blobs != nil {
			errs = append(errs, s.blobs.Close())
		}
	})
	return errors.Join(errs...)
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name() }

// Health asks the database and the blobs for a sign of life. With deep, the
// database is searched for damage, which reads all of it on SQLite.
func (s *Store) Health(ctx context.Context, deep bool) error {
	if err := s.r.PingContext(ctx); err != nil {
		return fmt.Errorf("database: %w", translate(err))
	}
	if err := s.refuseNewer(ctx); err != nil {
		return translate(err)
	}
	if deep {
		if err := s.engine.check(ctx, s.r); err != nil {
			return fmt.Errorf("database: %w", translate(err))
		}
	}
	ok, err := s.blobs.IsAccessible(ctx)
	if err == nil && !ok {
		err = ErrLost
	}
	if err != nil {
		return fmt.Errorf("blobs: %w", translate(err))
	}
	return nil
}

// now is the present, to the microsecond that both databases keep.
func (s *Store) now() time.Time { return s.opt.Now().UTC().Truncate(time.Microsecond) }

// OrgID is an organisation's identifier. Every method on a tenant's rows takes
// one, so that no query can forget whose rows it reads.
type OrgID string
