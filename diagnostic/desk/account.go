package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Profile is what a person sees of its own account.
type Profile struct {
	Name, Email  string
	Role         Role
	Organisation string // name, "" of the Pôle's people
	// Password: there is one; an account that another authority vouches for may
	// have none.
	Password     bool
	SecondFactor bool
	// Recovery is how many recovery codes did not serve yet.
	Recovery    int
	Since, Seen time.Time
}

// Profile of the actor.
func (d *Desk) Profile(ctx context.Context, a Actor) (Profile, error) {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return Profile{}, fmt.Errorf("find user: %w", err)
	}
	p := Profile{Name: u.Name, Email: u.Email, Role: a.Role, Password: u.PasswordHash != "", SecondFactor: u.TOTPSecret != "", Since: u.CreatedAt, Seen: u.SeenAt}
	if p.SecondFactor {
		if p.Recovery, err = d.Store.RecoveryCodesLeft(ctx, u.ID); err != nil {
			return p, fmt.Errorf("count recovery codes: %w", err)
		}
	}
	if u.Organisation != "" {
		o, err := d.Store.Organisation(ctx, u.Organisation)
		if err != nil {
			return p, fmt.Errorf("find organisation: %w", err)
		}
		p.Organisation = o.Name
	}
	return p, nil
}

// personName tidies a person's name and bounds it.
func personName(s string) (string, error) {
	s = strings.Join(strings.Fields(plainText(s)), " ")
	if n := utf8.RuneCountInString(s); n < 2 || n > 80 {
		return "", message.NewFault("account.name", message.Place{})
	}
	return s, nil
}

// Rename changes the actor's own name.
func (d *Desk) Rename(ctx context.Context, a Actor, name string) error {
	name, err := personName(name)
	if err != nil {
		return err
	}
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	u.Name = name
	if err := d.Store.UpdateUser(ctx, u, a.User); err != nil {
		return fmt.Errorf("keep name: %w", err)
	}
	return nil
}

// SignOutEverywhere ends all sessions of the actor: the password is hashed anew,
// and sessions rest on the hash. The password is asked when there is one.
func (d *Desk) SignOutEverywhere(ctx context.Context, a Actor, password string) error {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	if u.PasswordHash == "" {
		secret, _, err := d.token()
		if err != nil {
			return err
		}
		password = secret // nobody knows it: the account still has no usable one
	} else if err := d.prove(ctx, &u, password); err != nil {
		return err
	}
	if u.PasswordHash, err = argon2id.CreateHash(password, d.Hash.argon()); err != nil {
		return fmt.Errorf("hash password: %w", err)
	}
	if err := d.Store.UpdateUser(ctx, u, a.User); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return d.audit(ctx, a, u.Organisation, "sign_out_everywhere", "user", u.ID, "")
}

// prove asks the password again before something that matters.
func (d *Desk) prove(ctx context.Context, u *store.User, password string) error {
	ok, err := d.checkPassword(ctx, password, u.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		return message.NewFault("account.old_password", message.Place{})
	}
	return nil
}

// SecondFactorImage draws the address that an authenticator reads as a QR code,
// PNG.
func SecondFactorImage(uri string, pixels int) ([]byte, error) {
	key, err := otp.NewKeyFromURL(uri)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	img, err := key.Image(pixels, pixels)
	if err != nil {
		return nil, fmt.Errorf("draw code: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("draw code: %w", err)
	}
	return b.Bytes(), nil
}

// Invited is what an invitation's link opens.
type Invited struct {
	Email        string
	Role         Role
	Organisation string // name
	Recovery     bool   // of an account that exists
	Until        time.Time
}

// Invitation gives what the secret of a link invites to; ErrNotFound when it
// was used, withdrawn, or its time is over.
func (d *Desk) Invitation(ctx context.Context, secret string) (Invited, error) {
	i, err := d.Store.InvitationByToken(ctx, hexDigest([]byte(secret)))
	if err != nil {
		return Invited{}, fmt.Errorf("find invitation: %w", err)
	}
	v := Invited{Email: i.Email, Role: i.Role, Recovery: i.UsedBy != "", Until: i.ExpiresAt}
	if i.Organisation != "" {
		o, err := d.Store.Organisation(ctx, i.Organisation)
		if err != nil {
			return v, fmt.Errorf("find organisation: %w", err)
		}
		v.Organisation = o.Name
	}
	return v, nil
}

// refuseSignIn notes a sign-in that failed. The address is not kept when nobody
// has it: people type passwords there.
func (d *Desk) refuseSignIn(ctx context.Context, u *store.User, why string, err error) error {
	if u.ID == "" {
		return err
	}
	return errors.Join(err, d.audit(ctx, Actor{User: u.ID}, u.Organisation, "sign_in_failed", "user", u.ID, why))
}

// plainText takes signs that a page or a terminal would obey out of a text.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
}
