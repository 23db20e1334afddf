package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// versionTable is where the database says which migrations it has seen.
const versionTable = "schema_versions"

// Migration is one step of the schema that was applied.
type Migration struct {
	Version int64
	File    string
}

// provider reads the migrations of the database's dialect. It must not be
// closed: the database is the store's.
func (s *Store) provider() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations/"+s.engine.name())
	if err != nil {
		return nil, err
	}
	dialect, more := goose.DialectSQLite3, []goose.ProviderOption{
		goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()),
	}
	if s.engine.name() == "postgres" {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		more = append(more, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, s.w.DB, dir, more...)
}

// newest is the newest schema this program knows.
func (s *Store) newest() (int64, error) {
	p, err := s.provider()
	if err != nil {
		return 0, err
	}
	sources := p.ListSources()
	return sources[len(sources)-1].Version, nil
}

// schemaVersion is the database's schema, 0 when it has none.
func (s *Store) schemaVersion(ctx context.Context) (int64, error) {
	query := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if s.engine.name() == "postgres" {
		query = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?"
	}
	var tables int
	if err := s.w.NewRaw(query, versionTable).Scan(ctx, &tables); err != nil {
		return 0, err
	}
	if tables == 0 {
		return 0, nil
	}
	var v sql.NullInt64
	if err := s.w.NewRaw("SELECT max(version_id) FROM "+versionTable).Scan(ctx, &v); err != nil {
		return 0, err
	}
	return v.Int64, nil
}

// refuseNewer keeps an older program away from a newer schema, which it would
// misread.
func (s *Store) refuseNewer(ctx context.Context) error {
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return err
	}
	know, err := s.newest()
	if err != nil {
		return err
	}
	if have > know {
		return &SchemaError{Database: have, Program: know}
	}
	return nil
}

// Pending tells which version the schema has and which one this program wants.
// They differ until [Store.Migrate] has run.
func (s *Store) Pending(ctx context.Context) (have, want int64, err error) {
	if have, err = s.schemaVersion(ctx); err == nil {
		want, err = s.newest()
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", translate(err))
	}
	return have, want, nil
}

// Ready is nil when the schema is this program's; a [SchemaError] says that it
// is older ([ErrOlderSchema]) or newer. Nothing else works before it is nil.
func (s *Store) Ready(ctx context.Context) error {
	have, want, err := s.Pending(ctx)
	if err != nil || have == want {
		return err
	}
	return &SchemaError{Database: have, Program: want}
}

// Migrate brings the schema to this program's version and tells which steps
// were taken. Each step is whole or not taken.
func (s *Store) Migrate(ctx context.Context) ([]Migration, error) {
	return s.migrateTo(ctx, 0)
}

// migrateTo stops after a version, 0 for the newest.
func (s *Store) migrateTo(ctx context.Context, version int64) ([]Migration, error) {
	if err := s.refuseNewer(ctx); err != nil {
		return nil, fmt.Errorf("migrate: %w", translate(err))
	}
	p, err := s.provider()
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	var steps []*goose.MigrationResult
	if version == 0 {
		steps, err = p.Up(ctx)
	} else {
		steps, err = p.UpTo(ctx, version)
	}
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		steps = partial.Applied
	}
	var done []Migration
	for _, m := range steps {
		done = append(done, Migration{Version: m.Source.Version, File: m.Source.Path})
	}
	if err != nil {
		return done, fmt.Errorf("migrate: %w", translate(err))
	}
	return done, nil
}
