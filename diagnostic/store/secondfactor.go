package store

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"
)

// recoveryRow is a code by which a person who lost the second factor signs in,
// once.
type recoveryRow struct {
	bun.BaseModel `bun:"table:recovery_codes"`

	UserID   string `bun:",pk"`
	CodeHash string `bun:",pk"` // SHA-256, hexadecimal
	MadeAt   time.Time
	UsedAt   time.Time `bun:",nullzero"`
}

// SetSecondFactor gives a person a second factor, with the digests of new
// recovery codes; those from before are worth nothing. An empty secret takes the
// factor and its codes away.
func (s *Store) SetSecondFactor(ctx context.Context, user, secret string, codes []string, author string) error {
	action := "second_factor_on"
	if secret == "" {
		action, codes = "second_factor_off", nil
	}
	return s.write(ctx, "set second factor", func(ctx context.Context, tx *tx) error {
		if err := one(tx.NewUpdate().Model((*User)(nil)).Set("totp_secret = ?", clean(secret)).Where("id = ?", user).Exec(ctx)); err != nil {
			return err
		}
		return s.renewCodes(ctx, tx, user, codes, author, action)
	})
}

// RenewRecoveryCodes replaces the recovery codes of a person who has a second
// factor; ErrNotFound otherwise.
func (s *Store) RenewRecoveryCodes(ctx context.Context, user string, codes []string, author string) error {
	return s.write(ctx, "renew recovery codes", func(ctx context.Context, tx *tx) error {
		n, err := tx.NewSelect().Model((*User)(nil)).Where("id = ? AND totp_secret <> ''", user).Count(ctx)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		return s.renewCodes(ctx, tx, user, codes, author, "recovery_codes")
	})
}

func (s *Store) renewCodes(ctx context.Context, tx *tx, user string, codes []string, author, action string) error {
	if err := dropCodes(ctx, tx, user); err != nil {
		return err
	}
	rows := make([]recoveryRow, len(codes))
	for i, c := range codes {
		rows[i] = recoveryRow{UserID: user, CodeHash: c, MadeAt: s.now()}
	}
	if len(rows) > 0 {
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return err
		}
	}
	var u User
	if err := tx.NewSelect().Model(&u).Column("organisation").Where("id = ?", user).Scan(ctx); err != nil {
		return err
	}
	return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: u.Organisation, Action: action, ObjectKind: "user", Object: user})
}

func dropCodes(ctx context.Context, tx *tx, user string) error {
	_, err := tx.NewDelete().Model((*recoveryRow)(nil)).Where("user_id = ?", user).Exec(ctx)
	return err
}

// UseStep notes that the code of a step of time was taken. ErrConflict when that
// step, or a later one, was taken already: whoever reads a code over a shoulder
// comes too late, on every server and after every restart.
func (s *Store) UseStep(ctx context.Context, user string, step int64) error {
	return s.write(ctx, "note a code", func(ctx context.Context, tx *tx) error {
		return usedAlready(one(tx.NewUpdate().Model((*User)(nil)).Set("totp_step = ?", step).Where("id = ? AND totp_step < ?", user, step).Exec(ctx)), user)
	})
}

// UseRecoveryCode takes a recovery code by its digest. ErrConflict when there is
// no such code or it served already.
func (s *Store) UseRecoveryCode(ctx context.Context, user, code string) error {
	return s.write(ctx, "take a recovery code", func(ctx context.Context, tx *tx) error {
		q := tx.NewUpdate().Model((*recoveryRow)(nil)).Set("used_at = ?", s.now()).Where("user_id = ? AND code_hash = ? AND used_at IS NULL", user, clean(code))
		return usedAlready(one(q.Exec(ctx)), user)
	})
}

// usedAlready turns "no row" into a conflict: the code served already.
func usedAlready(err error, user string) error {
	if errors.Is(err, ErrNotFound) {
		return &ConflictError{What: "code", ID: user}
	}
	return err
}

// RecoveryCodesLeft counts those that did not serve yet.
func (s *Store) RecoveryCodesLeft(ctx context.Context, user string) (n int, err error) {
	err = s.read(ctx, "count recovery codes", func(ctx context.Context, tx *tx) error {
		found, err := tx.NewSelect().Model((*recoveryRow)(nil)).Where("user_id = ? AND used_at IS NULL", user).Count(ctx)
		n = int(found)
		return err
	})
	return n, err
}
