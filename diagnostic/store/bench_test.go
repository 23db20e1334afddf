package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

const benchLines = 500_000

// bareColumns is a line as the bare loops write it: the same texts, no keys, no
// suppliers, no index but the primary key.
const bareColumns = `ledger TEXT, n BIGINT, supplier TEXT, amount %s, amount_cell TEXT, day TEXT, description TEXT, invoice TEXT, city TEXT, neq TEXT,
	PRIMARY KEY (ledger, n)`

func bareRow(i int, l *ledger.Line) []any {
	return []any{"l", i, l.Supplier, l.Amount.String(), l.AmountCell, l.Date.Format(time.DateOnly), l.Description, l.Invoice, l.City, l.NEQ}
}

// BenchmarkImport500k stores half a million lines, and right after it the same
// texts with a bare loop of the driver; "ratio" is the first over the second.
func BenchmarkImport500k(b *testing.B) {
	l := book(benchLines, 1)
	engines := []struct {
		name string
		open func(testing.TB) store.Config
		bare func(testing.TB, string, []ledger.Line)
	}{
		{"sqlite", storetest.SQLite, bareSQLite},
		{"postgres", storetest.PostgreSQL, barePostgres},
	}
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			var ours, bare time.Duration
			for b.Loop() {
				c := e.open(b)
				s := storetest.Open(b, c)
				org := buyer(b, s, "Essai")
				start := time.Now()
				importOne(b, s, org, "d", l)
				ours += time.Since(start)
				start = time.Now()
				e.bare(b, c.Database, l.Lines.Slice())
				bare += time.Since(start)
			}
			b.ReportMetric(ours.Seconds()/float64(b.N), "s/import")
			b.ReportMetric(bare.Seconds()/float64(b.N), "s/bare")
			b.ReportMetric(float64(ours)/float64(bare), "ratio")
		})
	}
}

func bareSQLite(t testing.TB, _ string, lines []ledger.Line) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "bare.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=cache_size(-65536)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE bare (" + fmt.Sprintf(bareColumns, "TEXT") + ")"); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	insert, err := tx.Prepare("INSERT INTO bare VALUES (?,?,?,?,?,?,?,?,?,?)")
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		if _, err := insert.Exec(bareRow(i, &lines[i])...); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func barePostgres(t testing.TB, database string, lines []ledger.Line) {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, database)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, "CREATE TABLE bare ("+fmt.Sprintf(bareColumns, "NUMERIC")+")"); err != nil {
		t.Fatal(err)
	}
	_, err = c.CopyFrom(ctx, pgx.Identifier{"bare"}, []string{"ledger", "n", "supplier", "amount", "amount_cell", "day", "description", "invoice", "city", "neq"},
		pgx.CopyFromSlice(len(lines), func(i int) ([]any, error) { return bareRow(i, &lines[i]), nil }))
	if err != nil {
		t.Fatal(err)
	}
}
