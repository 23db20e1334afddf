package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// postgresEngine keeps everything in a PostgreSQL database.
type postgresEngine struct{}

func (postgresEngine) name() string { return "postgres" }

// lock makes writers of the same thing wait for each other until they commit.
func (postgresEngine) lock(ctx context.Context, tx *tx, what int64) error {
	_, err := tx.NewRaw("SELECT pg_advisory_xact_lock(?)", what).Exec(ctx)
	return err
}

func (postgresEngine) check(ctx context.Context, db *bun.DB) error {
	_, err := db.NewRaw("SELECT count(*) FROM lines").Exec(ctx)
	return err
}

func (s *Store) openPostgres(ctx context.Context, address string) error {
	s.engine = postgresEngine{}
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		// The driver's text may hold the password.
		return fmt.Errorf("%w: the address of the database cannot be read", ErrInvalid)
	}
	// Each statement is written out in full: none is worth keeping prepared.
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	cfg.RuntimeParams["timezone"] = "UTC"
	cfg.RuntimeParams["application_name"] = "jachete"
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	db := sql.OpenDB(stdlib.GetConnector(*cfg, stdlib.OptionAfterConnect(func(_ context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	})))
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s.w = bun.NewDB(db, pgdialect.New())
	s.r = s.w
	return s.w.PingContext(ctx)
}

// insert streams the rows with COPY, as text.
func (postgresEngine) insert(ctx context.Context, tx *tx, t *table, rows rowSource) error {
	r := &copyText{table: t, rows: rows}
	return tx.conn.Raw(func(c any) error {
		conn, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("copy into %s: driver is %T", t.name, c)
		}
		_, err := conn.Conn().PgConn().CopyFrom(ctx, r, "COPY "+t.name+" ("+t.list()+") FROM STDIN")
		if r.err != nil {
			return r.err
		}
		return err
	})
}

// copyText writes rows in COPY's text format: tabs between columns, \N for
// NULL.
type copyText struct {
	table *table
	rows  rowSource
	args  []any
	buf   []byte
	from  int
	done  bool
	err   error // of the rows, not of the database
}

func (c *copyText) Read(p []byte) (int, error) {
	if c.from == len(c.buf) {
		c.buf, c.from = c.buf[:0], 0
		for !c.done && len(c.buf) < 64<<10 {
			c.args = c.args[:0]
			more, err := c.rows.next(&c.args)
			if err != nil {
				c.err = err
				return 0, err
			}
			if !more {
				c.done = true
				break
			}
			for i, v := range c.args {
				if i > 0 {
					c.buf = append(c.buf, '\t')
				}
				c.buf, c.err = appendCopy(c.buf, v)
				if c.err != nil {
					return 0, c.err
				}
			}
			c.buf = append(c.buf, '\n')
		}
		if len(c.buf) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(p, c.buf[c.from:])
	c.from += n
	return n, nil
}
