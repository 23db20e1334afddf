package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"jachete/diagnostic/ledger"
)

// LineFilter chooses lines; zero values choose all. Days are civil and both
// included; lines without a date pass unless one of them is given.
type LineFilter struct {
	Ledger   string
	Supplier string // key of a Supplier
	First    string
	Last     string
	Key      string // line key
	Limit    int    // 0 = no limit
	Offset   int
}

// StoredLine is a line as it is kept.
type StoredLine struct {
	Ledger      string
	N           int    // index in its ledger
	Key         string // line key, with its version
	SupplierKey string
	ledger.Line
}

// LineCount sums lines up.
type LineCount struct {
	Lines int
	Total decimal.Decimal // dollars
}

func (f LineFilter) apply(org OrgID) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.TableExpr("lines").Where("organisation = ?", org)
		for _, w := range [...][2]string{{"ledger", f.Ledger}, {"supplier_key", f.Supplier}, {"line_key", f.Key}} {
			if w[1] != "" {
				q = q.Where("? = ?", bun.Ident(w[0]), clean(w[1]))
			}
		}
		if f.First != "" {
			q = q.Where("day >= ?", clean(f.First))
		}
		if f.Last != "" {
			q = q.Where("day <> '' AND day <= ?", clean(f.Last))
		}
		return q
	}
}

// EachLine goes through an organisation's lines.
func (s *Store) EachLine(ctx context.Context, org OrgID, f LineFilter, each func(StoredLine) error) error {
	return s.read(ctx, "read lines", func(ctx context.Context, tx *tx) error { return eachLine(ctx, tx, org, f, each) })
}

func eachLine(ctx context.Context, tx *tx, org OrgID, f LineFilter, each func(StoredLine) error) error {
	q := tx.NewSelect().ColumnExpr(`ledger, n, line_key, supplier_key, person, table_no, row_no, supplier, supplier_no, amount,
		amount_cell, day, description, account, invoice, payment, neq, bn, qst_no, city, postal, currency,
		phone, email_domain, registered_no`).
		Apply(f.apply(org)).Order("ledger", "n").Offset(int64(f.Offset))
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	rows, err := q.Rows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanLine(rows)
		if err != nil {
			return err
		}
		if err := each(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

func scanLine(rows *sql.Rows) (l StoredLine, err error) {
	var day string
	err = rows.Scan(&l.Ledger, &l.N, &l.Key, &l.SupplierKey, &l.Line.Person, &l.Table, &l.Row, &l.Supplier, &l.SupplierNo, &l.Amount,
		&l.AmountCell, &day, &l.Description, &l.Account, &l.Invoice, &l.Payment, &l.NEQ, &l.BN, &l.QSTNo, &l.City, &l.Postal, &l.Currency,
		&l.Phone, &l.Domain, &l.Registered)
	if err != nil {
		return l, err
	}
	if day != "" {
		if l.Date, err = time.Parse(time.DateOnly, day); err != nil {
			return l, fmt.Errorf("%w: line %d of ledger %s: %w", ErrCorrupt, l.N, l.Ledger, err)
		}
	}
	return l, nil
}

// CountLines counts and sums lines; Limit and Offset are not looked at.
func (s *Store) CountLines(ctx context.Context, org OrgID, f LineFilter) (c LineCount, err error) {
	err = s.read(ctx, "count lines", func(ctx context.Context, tx *tx) error {
		var micros string
		if err := tx.NewSelect().ColumnExpr("count(*), CAST(coalesce(sum(micros), 0) AS TEXT)").Apply(f.apply(org)).
			Scan(ctx, &c.Lines, &micros); err != nil {
			return err
		}
		c.Total, err = ofMicros(micros)
		return err
	})
	return c, err
}

// ofMicros reads a sum of millionths of a dollar.
func ofMicros(s string) (decimal.Decimal, error) {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return decimal.Decimal{}, fmt.Errorf("%w: sum %q", ErrCorrupt, s)
	}
	return decimal.NewFromBigInt(n, -6), nil
}

// KnownKeys counts lines of imported ledgers by key.
func (s *Store) KnownKeys(ctx context.Context, org OrgID, first, last string) (known map[string]int, err error) {
	err = s.read(ctx, "read line keys", func(ctx context.Context, tx *tx) error {
		known = map[string]int{}
		rows, err := tx.NewSelect().ColumnExpr("line_key, count(*)").TableExpr("lines").Where("organisation = ?", org).
			Where("day = '' OR (day >= ? AND day <= ?)", clean(first), clean(last)).GroupExpr("line_key").Rows(ctx)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			var n int
			if err := rows.Scan(&key, &n); err != nil {
				return err
			}
			known[key] = n
		}
		return rows.Err()
	})
	return known, err
}
