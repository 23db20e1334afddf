package desk

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// period of a code, seconds.
const period = 30

// stepOf finds the step of time (RFC 6238) whose code this is: that of now, or
// one to each side; false when it is none of them.
func stepOf(secret, code string, now time.Time) (int64, bool) {
	for _, k := range []int64{0, -1, 1} {
		step := now.Unix()/period + k
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*period, 0).UTC(), totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// typedCode is a code as it was meant: without the blanks and dashes that make it
// readable.
func typedCode(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s))
}

// secondFactor takes a code of the authenticator, or a recovery code, once:
// [ErrCode] when it is neither, or served already.
func (d *Desk) secondFactor(ctx context.Context, u *store.User, code string) (how string, err error) {
	code = typedCode(code)
	if step, ok := stepOf(u.TOTPSecret, code, d.Now()); ok {
		how, err = "", d.Store.UseStep(ctx, u.ID, step)
	} else if len(code) == recoveryLength {
		how, err = "recovery_code", d.Store.UseRecoveryCode(ctx, u.ID, recoveryHash(u.ID, code))
	} else {
		return "", ErrCode
	}
	if errors.Is(err, store.ErrConflict) {
		return "", ErrCode
	}
	if err != nil {
		return "", fmt.Errorf("take code: %w", err)
	}
	return how, nil
}

// Recovery codes: ten, each of sixteen signs that are not taken for one another.
const (
	recoveryCodes  = 10
	recoveryLength = 16
)

var recoveryAlphabet = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// recoveryHash is how a code is kept. It has eighty random bits: a slow hash
// would add nothing.
func recoveryHash(user, code string) string { return hexDigest([]byte(user + "\x00" + code)) }

// drawRecovery draws new recovery codes, as people read them and as they are kept.
func (d *Desk) drawRecovery(user string) (codes, kept []string, err error) {
	for range recoveryCodes {
		b := make([]byte, recoveryLength*5/8)
		if err := d.draw(b); err != nil {
			return nil, nil, fmt.Errorf("draw a code: %w", err)
		}
		c := recoveryAlphabet.EncodeToString(b)
		codes = append(codes, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
		kept = append(kept, recoveryHash(user, c))
	}
	return codes, kept, nil
}

// NewSecondFactor draws a secret for the actor's authenticator and the address
// it reads; nothing is kept before [Desk.KeepSecondFactor] proves it works.
func (d *Desk) NewSecondFactor(ctx context.Context, a Actor) (secret, uri string, err error) {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return "", "", fmt.Errorf("find user: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "jachete", AccountName: u.Email, Rand: reader(d.Random)})
	if err != nil {
		return "", "", fmt.Errorf("draw a secret: %w", err)
	}
	return key.Secret(), key.URL(), nil
}

// KeepSecondFactor asks for a code from now on, once one was given that fits. It
// gives the recovery codes, which are shown now and never again. A factor that is
// there is not replaced ([ErrConflict]): taking it away asks the password.
func (d *Desk) KeepSecondFactor(ctx context.Context, a Actor, secret, code string) (recovery []string, err error) {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	if u.TOTPSecret != "" {
		return nil, fmt.Errorf("second factor: %w", ErrConflict)
	}
	step, ok := stepOf(secret, typedCode(code), d.Now())
	if !ok {
		return nil, message.NewFault("account.code", message.Place{})
	}
	codes, kept, err := d.drawRecovery(a.User)
	if err != nil {
		return nil, err
	}
	if err := d.Store.SetSecondFactor(ctx, a.User, secret, kept, a.User); err != nil {
		return nil, fmt.Errorf("keep second factor: %w", err)
	}
	if err := d.Store.UseStep(ctx, a.User, step); err != nil && !errors.Is(err, store.ErrConflict) {
		return nil, fmt.Errorf("note code: %w", err)
	}
	return codes, nil
}

// NewRecoveryCodes replaces the recovery codes; the password is asked first.
func (d *Desk) NewRecoveryCodes(ctx context.Context, a Actor, password string) (recovery []string, err error) {
	if err := d.proveSelf(ctx, a, password); err != nil {
		return nil, err
	}
	codes, kept, err := d.drawRecovery(a.User)
	if err != nil {
		return nil, err
	}
	if err := d.Store.RenewRecoveryCodes(ctx, a.User, kept, a.User); err != nil {
		return nil, fmt.Errorf("keep recovery codes: %w", err)
	}
	return codes, nil
}

// DropSecondFactor asks for no code any more; the password is asked first.
func (d *Desk) DropSecondFactor(ctx context.Context, a Actor, password string) error {
	if err := d.proveSelf(ctx, a, password); err != nil {
		return err
	}
	if err := d.Store.SetSecondFactor(ctx, a.User, "", nil, a.User); err != nil {
		return fmt.Errorf("drop second factor: %w", err)
	}
	return nil
}

// proveSelf asks the actor's password again, when there is one.
func (d *Desk) proveSelf(ctx context.Context, a Actor, password string) error {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	if u.PasswordHash == "" {
		return nil
	}
	return d.prove(ctx, &u, password)
}

// reader makes a source of random bytes an io.Reader; nil stays nil, which is
// the machine's own.
func reader(fill func([]byte) error) randomReader { return randomReader{fill} }

type randomReader struct{ fill func([]byte) error }

// Read fills b.
func (r randomReader) Read(b []byte) (int, error) {
	if err := r.fill(b); err != nil {
		return 0, err
	}
	return len(b), nil
}
