package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"
	"github.com/uptrace/bun"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// LedgerImport is a ledger to keep.
type LedgerImport struct {
	File   string // base name, for people
	Digest string // SHA-256 of the file, hexadecimal
	Blob   string // key from PutBlob, "" when the file is not kept
	// Options and Profile are JSON: what a person decided (never a password) and
	// how the file was read. The profile of each table is kept for the
	// organisation's next file too.
	Options json.RawMessage
	Profile *ledger.Profile
	Ledger  *ledger.Ledger
	Author  string
	// Replaces are ledgers that are undone in the same transaction, for Reason.
	Replaces []string
	Reason   string
	// Seen, when not null, are the ledgers that were compared with this one: the
	// import is refused (ErrConflict) when those of its days are others by now.
	Seen []string
	// Progress, when set, is called with lines written so far.
	Progress func(lines int)
}

// book is what a ledger says beside its lines.
type book struct {
	Tables   []ledger.Table   `json:"tables"`
	Skipped  []ledger.Skipped `json:"skipped"`
	Balance  ledger.Balance   `json:"balance"`
	Asides   []ledger.Aside   `json:"asides"`
	Warnings []*message.Fault `json:"warnings"`
}

// bookRow is the column of a book.
type bookRow struct {
	bun.BaseModel `bun:"table:ledgers"`

	ID   string `bun:",pk"`
	Book []byte
}

// pack writes a value as compressed JSON; the same value gives the same bytes.
func pack(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return compress(plain)
}

func compress(plain []byte) ([]byte, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer enc.Close()
	return enc.EncodeAll(plain, nil), nil
}

// unpackLimit keeps a damaged row from taking the machine.
const unpackLimit = 4 << 30

func decompress(packed []byte) ([]byte, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(unpackLimit))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	plain, err := dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return plain, nil
}

func unpack(packed []byte, v any) error {
	plain, err := decompress(packed)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(plain))
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return nil
}

// Ledger gives one ledger's card.
func (s *Store) Ledger(ctx context.Context, org OrgID, id string) (l Ledger, err error) {
	err = s.read(ctx, "read ledger", func(ctx context.Context, tx *tx) error {
		l, err = ledgerOf(ctx, tx, org, id)
		return err
	})
	return l, err
}

func ledgerOf(ctx context.Context, tx *tx, org OrgID, id string) (l Ledger, err error) {
	err = tx.NewSelect().Model(&l).Apply(mine(org)).Where("id = ?", clean(id)).Scan(ctx)
	return l, err
}

// LedgerByDigest finds an imported ledger by its file.
func (s *Store) LedgerByDigest(ctx context.Context, org OrgID, digest string) (l Ledger, err error) {
	err = s.read(ctx, "find ledger", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&l).Apply(mine(org)).Where("digest = ? AND state = ?", clean(digest), Imported).Scan(ctx)
	})
	return l, err
}

// Ledgers lists an organisation's ledgers.
func (s *Store) Ledgers(ctx context.Context, org OrgID) (list []Ledger, err error) {
	err = s.read(ctx, "list ledgers", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Apply(mine(org)).Order("imported_at DESC", "id DESC").Scan(ctx)
	})
	return list, err
}

// Overlapping lists imported ledgers that cover some of the days.
func (s *Store) Overlapping(ctx context.Context, org OrgID, first, last string) (list []Ledger, err error) {
	err = s.read(ctx, "list ledgers", func(ctx context.Context, tx *tx) error {
		list, err = overlapping(ctx, tx, org, first, last)
		return err
	})
	return list, err
}

func overlapping(ctx context.Context, tx *tx, org OrgID, first, last string) (list []Ledger, err error) {
	err = tx.NewSelect().Model(&list).Apply(mine(org)).Where("state = ?", Imported).
		Where("first_day <> '' AND first_day <= ? AND last_day >= ?", clean(last), clean(first)).
		Order("imported_at", "id").Scan(ctx)
	return list, err
}

// LoadLedger gives a ledger back as it was read.
func (s *Store) LoadLedger(ctx context.Context, org OrgID, id string) (*ledger.Ledger, error) {
	var out *ledger.Ledger
	err := s.read(ctx, "load ledger", func(ctx context.Context, tx *tx) error {
		card, err := ledgerOf(ctx, tx, org, id)
		if err != nil {
			return err
		}
		if card.State != Imported {
			return fmt.Errorf("%w: ledger %s is undone", ErrNotFound, card.ID)
		}
		var row bookRow
		if err := tx.NewSelect().Model(&row).Apply(mine(org)).Where("id = ?", card.ID).Scan(ctx); err != nil {
			return err
		}
		var b book
		if err := unpack(row.Book, &b); err != nil {
			return err
		}
		out = &ledger.Ledger{
			Tables: b.Tables, Skipped: b.Skipped, Balance: b.Balance, Asides: b.Asides, Warnings: b.Warnings,
			Basis: ledger.Basis(card.Basis), Currency: card.Currency,
		}
		lines := make([]ledger.Line, 0, card.Lines)
		err = eachLine(ctx, tx, org, LineFilter{Ledger: card.ID}, func(l StoredLine) error {
			lines = append(lines, l.Line)
			return nil
		})
		if err != nil {
			return err
		}
		out.Lines = ledger.LinesOf(lines)
		if len(lines) != card.Lines {
			return fmt.Errorf("%w: ledger %s has %d lines of %d", ErrCorrupt, card.ID, len(lines), card.Lines)
		}
		return nil
	})
	return out, err
}
