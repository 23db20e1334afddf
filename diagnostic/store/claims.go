package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// ClaimState is what became of a claim.
type ClaimState string

// The states of a claim.
const (
	ClaimAsked    ClaimState = "asked"
	ClaimAccepted ClaimState = "accepted"
	ClaimDeclined ClaimState = "declined"
)

// Claim is somebody who asks for the account of an enterprise's record.
type Claim struct {
	bun.BaseModel `bun:"table:claims" json:"-"`

	ID            string `bun:",pk"`
	Record        string
	Name          string // of the person
	Email         string // lower case
	Position      string // in the enterprise
	Message       string
	At            time.Time
	State         ClaimState
	SettledBy     string
	SettledAt     time.Time `bun:",nullzero"`
	SettledReason string
}

// AddClaim keeps a claim; the same person asking again for the same record while
// one waits changes that one.
func (s *Store) AddClaim(ctx context.Context, c Claim) (Claim, error) {
	cleanAll(&c.Record, &c.Name, &c.Email, &c.Position, &c.Message)
	c.ID, c.At, c.State = s.opt.NewID(), s.now(), ClaimAsked
	err := s.write(ctx, "add claim", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewDelete().Model((*Claim)(nil)).Where("record = ? AND email = ? AND state = ?", c.Record, c.Email, ClaimAsked).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(&c).Exec(ctx)
		return err
	})
	return c, err
}

// Claims lists those of a state and a record, "" for any, the newest first.
func (s *Store) Claims(ctx context.Context, state ClaimState, record string) (list []Claim, err error) {
	err = s.read(ctx, "list claims", func(ctx context.Context, tx *tx) error {
		q := tx.NewSelect().Model(&list).Order("at DESC", "id DESC")
		if state != "" {
			q = q.Where("state = ?", state)
		}
		if record != "" {
			q = q.Where("record = ?", clean(record))
		}
		return q.Scan(ctx)
	})
	return list, err
}

// Claim gives one claim.
func (s *Store) Claim(ctx context.Context, id string) (c Claim, err error) {
	err = s.read(ctx, "read claim", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&c).Where("id = ?", clean(id)).Scan(ctx)
	})
	return c, err
}

// SettleClaim accepts or declines a claim that is asked. ErrConflict when it is
// settled already.
func (s *Store) SettleClaim(ctx context.Context, id string, state ClaimState, author, reason string) error {
	if state != ClaimAccepted && state != ClaimDeclined {
		return fmt.Errorf("settle claim: %w: state %q", ErrInvalid, state)
	}
	return s.write(ctx, "settle claim", func(ctx context.Context, tx *tx) error {
		err := one(tx.NewUpdate().Model((*Claim)(nil)).Set("state = ?", state).Set("settled_by = ?", clean(author)).Set("settled_at = ?", s.now()).
			Set("settled_reason = ?", clean(reason)).Where("id = ? AND state = ?", clean(id), ClaimAsked).Exec(ctx))
		if errors.Is(err, ErrNotFound) {
			var c Claim
			if err := tx.NewSelect().Model(&c).Where("id = ?", clean(id)).Scan(ctx); err != nil {
				return err
			}
			return &ConflictError{What: "claim", ID: c.ID, By: c.SettledBy, At: c.SettledAt}
		}
		if err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Action: string(state), ObjectKind: "claim", Object: id, Detail: detail("reason", reason)})
	})
}

// ForgetClaims erases the claims that were settled before a moment, and those
// that nobody answered since: they hold names and addresses of people.
func (s *Store) ForgetClaims(ctx context.Context, before time.Time) (n int, err error) {
	err = s.write(ctx, "forget claims", func(ctx context.Context, tx *tx) error {
		res, err := tx.NewDelete().Model((*Claim)(nil)).Where("coalesce(settled_at, at) < ?", before.UTC()).Exec(ctx)
		if err != nil {
			return err
		}
		gone, err := res.RowsAffected()
		n = int(gone)
		return err
	})
	return n, err
}
