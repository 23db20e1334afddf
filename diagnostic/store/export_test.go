package store

import (
	"context"
	"strings"
)

// Shape is what a database really has: table, column, kind, whether it may be
// NULL.
func (s *Store) Shape(ctx context.Context) (map[string][]string, error) {
	query := `SELECT m.name, c.name, upper(c.type), CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN '' ELSE '?' END
		FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
	if s.engine.name() == "postgres" {
		query = `SELECT table_name, column_name, upper(data_type), CASE WHEN is_nullable = 'NO' THEN '' ELSE '?' END
			FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
	}
	rows, err := s.r.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	shape := map[string][]string{}
	for rows.Next() {
		var table, column, typ, null string
		if err := rows.Scan(&table, &column, &typ, &null); err != nil {
			return nil, err
		}
		if table != versionTable {
			shape[table] = append(shape[table], column+" "+typ+null)
		}
	}
	return shape, rows.Err()
}

// Described is the same, as tables() says it for a database.
func (s *Store) Described() map[string][]string {
	types := map[kind]string{textKind: "TEXT", intKind: "INTEGER", moneyKind: "TEXT", timeKind: "TEXT", boolKind: "INTEGER", bytesKind: "BLOB"}
	if s.engine.name() == "postgres" {
		types = map[kind]string{
			textKind: "TEXT", intKind: "BIGINT", moneyKind: "NUMERIC", timeKind: "TIMESTAMP WITH TIME ZONE", boolKind: "BOOLEAN", bytesKind: "BYTEA",
		}
	}
	shape := map[string][]string{}
	for _, t := range append(tables(), describe("sessions", "token", "token data:bytes expires_at:time"), describe("jobs", "id", "id organisation kind object payload asked_by state attempts:int step progress:int total:int fault result worker created_at:time renewed_at:time ended_at:time?"), describe("outbox", "id", "id token_hash recipient subject body failed:bool at:time")) {
		for _, c := range t.columns {
			null := ""
			if c.null {
				null = "?"
			}
			shape[t.name] = append(shape[t.name], c.name+" "+types[c.kind]+null)
		}
	}
	return shape
}

// Indexes lists the names of indexes that migrations make.
func (s *Store) Indexes(ctx context.Context) (names []string, err error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`
	if s.engine.name() == "postgres" {
		query = `SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname NOT LIKE '%_pkey'
			AND indexname NOT LIKE '%_key' ORDER BY indexname`
	}
	err = s.r.NewRaw(query).Scan(ctx, &names)
	return names, err
}

// Exec runs a statement on the writing side.
func (s *Store) Exec(ctx context.Context, statement string) error {
	_, err := s.w.DB.ExecContext(ctx, statement)
	return translate(err)
}

// MigrateTo stops at a version: what an older program left.
func (s *Store) MigrateTo(ctx context.Context, version int64) ([]Migration, error) {
	return s.migrateTo(ctx, version)
}

// MigrationFiles lists the migrations of an engine.
func MigrationFiles(engine string) ([]string, error) {
	list, err := migrations.ReadDir("migrations/" + engine)
	var names []string
	for _, e := range list {
		names = append(names, strings.TrimSuffix(e.Name(), ".sql"))
	}
	return names, err
}

// VersionTable names the table of versions.
const VersionTable = versionTable

// Clean is clean.
var Clean = clean

// AppendCopy is appendCopy.
var AppendCopy = appendCopy

// ReadPart reads a part of a backup to its end and counts its rows.
func ReadPart(table string, content []byte) (int, error) {
	p, err := openPart(tableNamed(table), content)
	if err != nil {
		return 0, err
	}
	for args := []any(nil); ; args = args[:0] {
		if more, err := p.next(&args); err != nil || !more {
			return p.n, err
		}
	}
}
