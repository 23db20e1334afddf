package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"jachete/diagnostic/ledger"
)

// ledgerRow is a new ledger with its book.
type ledgerRow struct {
	bun.BaseModel `bun:"table:ledgers"`

	Ledger `bun:",extend"`
	Book   []byte
}

// ImportLedger keeps a ledger with its lines in one transaction.
func (s *Store) ImportLedger(ctx context.Context, org OrgID, in LedgerImport) (Ledger, error) {
	card, lines, sum, err := s.prepare(org, in)
	if err != nil {
		return Ledger{}, fmt.Errorf("import ledger: %w", err)
	}
	packed, err := pack(book{
		Tables: in.Ledger.Tables, Skipped: in.Ledger.Skipped, Balance: in.Ledger.Balance,
		Asides: in.Ledger.Asides, Warnings: in.Ledger.Warnings,
	})
	if err != nil {
		return Ledger{}, fmt.Errorf("import ledger: %w", err)
	}
	err = s.write(ctx, "import ledger", func(ctx context.Context, tx *tx) error {
		if err := s.lockSuppliers(ctx, tx, org); err != nil {
			return err
		}
		if err := refuseTwice(ctx, tx, org, card.Digest); err != nil {
			return err
		}
		if err := refuseUnseen(ctx, tx, org, in.Seen, card.FirstDay, card.LastDay); err != nil {
			return err
		}
		for _, id := range in.Replaces {
			if _, err := s.undo(ctx, tx, org, id, in.Author, in.Reason); err != nil {
				return err
			}
		}
		if _, err := tx.NewInsert().Model(&ledgerRow{Ledger: card, Book: packed}).Exec(ctx); err != nil {
			return err
		}
		lines.rewind()
		if err := s.engine.insert(ctx, tx, tableNamed("lines"), lines); err != nil {
			return err
		}
		if err := s.addSpellings(ctx, tx, org, card.ID, sum); err != nil {
			return err
		}
		if in.Profile != nil {
			for _, t := range in.Profile.Tables {
				if err := s.saveTableProfile(ctx, tx, org, t, in.Author); err != nil {
					return err
				}
			}
		}
		// An upload of this file that waits to be stored is this ledger, whatever
		// happens to who asked.
		if _, err := tx.NewUpdate().Model((*Upload)(nil)).Set("state = ?", UploadImported).Set("ledger = ?", card.ID).Set("understood = ?", []byte{}).
			Set("changed_at = ?", s.now()).Where("organisation = ? AND digest = ? AND state = ?", org, card.Digest, UploadConfirmed).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{
			Actor: in.Author, Organisation: org, Action: "import", ObjectKind: "ledger", Object: card.ID,
			Detail: detail("file", card.File, "digest", card.Digest, "lines", card.Lines, "total", card.Total.String()),
		})
	})
	if err != nil {
		// Two imports of one file at once: the second waited for the first and meets
		// its row.
		var told *ConflictError
		if errors.Is(err, ErrConflict) && !errors.As(err, &told) {
			if same, err := s.LedgerByDigest(ctx, org, card.Digest); err == nil {
				return Ledger{}, fmt.Errorf("import ledger: %w", twice(same))
			}
		}
		return Ledger{}, err
	}
	return card, nil
}

func twice(same Ledger) error {
	return &ConflictError{What: "ledger", ID: same.ID, Name: same.File, By: same.ImportedBy, At: same.ImportedAt}
}

// refuseUnseen refuses an import whose days hold a ledger that nobody compared it
// with, or that was compared with one undone since.
func refuseUnseen(ctx context.Context, tx *tx, org OrgID, seen []string, first, last string) error {
	if seen == nil {
		return nil
	}
	now, err := overlapping(ctx, tx, org, first, last)
	if err != nil {
		return err
	}
	for i := range now {
		if !slices.Contains(seen, now[i].ID) {
			return &ConflictError{What: "ledgers", ID: now[i].ID, Name: now[i].File, By: now[i].ImportedBy, At: now[i].ImportedAt}
		}
	}
	for _, id := range seen {
		l, err := ledgerOf(ctx, tx, org, id)
		if err != nil {
			return err
		}
		if l.State != Imported {
			return &ConflictError{What: "ledgers", ID: l.ID, Name: l.File, By: l.UndoneBy, At: l.UndoneAt}
		}
	}
	return nil
}

// refuseTwice refuses a file that the organisation has.
func refuseTwice(ctx context.Context, tx *tx, org OrgID, digest string) error {
	var same []Ledger
	if err := tx.NewSelect().Model(&same).Apply(mine(org)).Where("digest = ? AND state = ?", digest, Imported).Limit(1).Scan(ctx); err != nil {
		return err
	}
	if len(same) > 0 {
		return twice(same[0])
	}
	return nil
}

// prepare makes a ledger's card and checks every line before the database is
// asked for anything.
func (s *Store) prepare(org OrgID, in LedgerImport) (Ledger, *lineRows, *spellingSum, error) {
	if in.Ledger == nil || in.Digest == "" {
		return Ledger{}, nil, nil, fmt.Errorf("%w: no ledger or no digest", ErrInvalid)
	}
	if dir, err := folder(org); err != nil || in.Blob != "" && !strings.HasPrefix(in.Blob, dir+"/") {
		return Ledger{}, nil, nil, fmt.Errorf("%w: file %q is not of organisation %q", ErrInvalid, in.Blob, string(org))
	}
	profile, err := asJSON(in.Profile)
	if err != nil {
		return Ledger{}, nil, nil, err
	}
	card := Ledger{
		ID: s.opt.NewID(), Organisation: org, File: in.File, Digest: in.Digest, Blob: in.Blob,
		Options: orEmpty(in.Options), Profile: profile, Basis: string(in.Ledger.Basis), Currency: in.Ledger.Currency,
		Lines: in.Ledger.Lines.Len(), ImportedBy: in.Author, ImportedAt: s.now(), State: Imported,
	}
	cleanAll(&card.File, &card.Digest, &card.Blob, &card.Basis, &card.Currency, &card.ImportedBy)
	rows := &lineRows{org: org, ledger: card.ID, lines: in.Ledger.Lines.Slice(), progress: in.Progress}
	sum := newSpellingSum()
	rows.keys = make([]string, len(rows.lines))
	rows.suppliers = make([]string, len(rows.lines))
	for i := range rows.lines {
		l := cleanLine(rows.lines[i])
		micros, err := inMicros(l.Amount)
		if err != nil {
			return Ledger{}, nil, nil, fmt.Errorf("line %d: %w", i, err)
		}
		if rows.keys[i], err = ledger.LineKey(ledger.KeyVersion, &l); err != nil {
			return Ledger{}, nil, nil, err
		}
		day := civil(l.Date)
		rows.suppliers[i] = sum.add(&l, day, rows.isPerson(i), micros)
		card.Total = card.Total.Add(l.Amount)
		switch {
		case day == "":
			card.Undated++
		default:
			if card.FirstDay == "" || day < card.FirstDay {
				card.FirstDay = day
			}
			card.LastDay = max(card.LastDay, day)
		}
	}
	card.Suppliers = len(sum.keys)
	return card, rows, sum, nil
}

// civil is a date as text, "" for none.
func civil(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

var (
	million   = decimal.New(1, 6)
	maxMicros = decimal.New(1, 18)
)

// inMicros is an amount in millionths of a dollar, exactly.
func inMicros(a decimal.Decimal) (int64, error) {
	m := a.Mul(million)
	if !m.IsInteger() || m.Abs().GreaterThan(maxMicros) {
		return 0, fmt.Errorf("%w: amount %s has more than six decimals or is beyond a trillion", ErrInvalid, a)
	}
	return m.IntPart(), nil
}

// cleanLine is a line as both databases can keep it.
func cleanLine(l ledger.Line) ledger.Line {
	cleanAll(&l.Supplier, &l.SupplierNo, &l.AmountCell, &l.Description, &l.Account, &l.Invoice, &l.Payment,
		&l.NEQ, &l.BN, &l.QSTNo, &l.City, &l.Postal, &l.Currency, &l.Phone, &l.Domain, &l.Registered)
	return l
}

// lineRows hands lines to bulk loading.
type lineRows struct {
	org       OrgID
	ledger    string
	lines     []ledger.Line
	keys      []string
	suppliers []string
	progress  func(lines int)
	i         int
}

func (r *lineRows) rewind() { r.i = 0 }

func (r *lineRows) isPerson(i int) bool { return r.lines[i].Person }

// next appends a line in the order of the table's columns.
func (r *lineRows) next(args *[]any) (bool, error) {
	if r.i == len(r.lines) {
		if r.progress != nil {
			r.progress(r.i)
		}
		return false, nil
	}
	i := r.i
	r.i++
	if r.progress != nil && i%10_000 == 0 {
		r.progress(i)
	}
	l := cleanLine(r.lines[i])
	micros, err := inMicros(l.Amount)
	if err != nil {
		return false, err
	}
	*args = append(*args, string(r.org), r.ledger, int64(i), int64(l.Table), int64(l.Row), r.keys[i], r.suppliers[i],
		l.Supplier, l.SupplierNo, l.Amount.String(), micros, l.AmountCell, civil(l.Date), l.Description, l.Account, l.Invoice,
		l.Payment, l.NEQ, l.BN, l.QSTNo, l.City, l.Postal, l.Currency, r.isPerson(i),
		l.Phone, l.Domain, l.Registered)
	return true, nil
}
