package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"jachete/templates/message"
)

// validCode tells whether code is the one of now (RFC 6238, 30 seconds, one
// step of tolerance on each side).
func validCode(secret, code string, now time.Time) bool {
	ok, err := totp.ValidateCustom(code, secret, now.UTC(), totp.ValidateOpts{Period: 30, Skew: 1, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	return err == nil && ok
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

// KeepSecondFactor asks for a code from now on, once one was given that fits.
func (d *Desk) KeepSecondFactor(ctx context.Context, a Actor, secret, code string) error {
	if !validCode(secret, code, d.Now()) {
		return message.NewFault("account.code", message.Place{})
	}
	return d.setSecret(ctx, a, secret)
}

// DropSecondFactor asks for no code any more; the password is asked first.
func (d *Desk) DropSecondFactor(ctx context.Context, a Actor, password string) error {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	if u.PasswordHash != "" {
		if err := d.prove(ctx, &u, password); err != nil {
			return err
		}
	}
	return d.setSecret(ctx, a, "")
}

func (d *Desk) setSecret(ctx context.Context, a Actor, secret string) error {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	u.TOTPSecret = secret
	if err := d.Store.UpdateUser(ctx, u, a.User); err != nil {
		return fmt.Errorf("keep second factor: %w", err)
	}
	action := "second_factor_on"
	if secret == "" {
		action = "second_factor_off"
	}
	return d.audit(ctx, a, u.Organisation, action, "user", u.ID, "")
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
