package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// HashParams are argon2id's; zero values mean the library's default (64 MiB,
// one pass, as many lanes as cores).
type HashParams struct {
	Memory     uint32 // KiB
	Iterations uint32
}

func (h HashParams) argon() *argon2id.Params {
	p := *argon2id.DefaultParams
	if h.Memory > 0 {
		p.Memory = h.Memory
	}
	if h.Iterations > 0 {
		p.Iterations = h.Iterations
	}
	p.Parallelism = 2 // part of the hash: must not depend on the machine
	return &p
}

// ErrSignIn: the address or the password is wrong; which one is not told.
var ErrSignIn = errors.New("wrong address or password")

// ErrCode: the password is right and a code of the second factor is needed, or
// the one given is wrong.
var ErrCode = errors.New("a code is needed")

// invitationLife is how long a link of invitation can be used.
const invitationLife = 14 * 24 * time.Hour

// SignIn gives the actor behind an address and a password. It takes as long
// when nobody has the address as when the password is wrong.
func (d *Desk) SignIn(ctx context.Context, email, password, code string) (*Actor, error) {
	u, err := d.Store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("find user: %w", err)
	}
	known := err == nil && !u.Disabled && u.PasswordHash != ""
	hash := u.PasswordHash
	if !known {
		hash = d.decoy()
	}
	ok, err := d.checkPassword(ctx, password, hash)
	if err != nil {
		return nil, err
	}
	if !known || !ok {
		return nil, d.refuseSignIn(ctx, &u, "password", ErrSignIn)
	}
	if u.TOTPSecret == "" {
		return d.entered(ctx, &u, "password")
	}
	if code == "" { // the page asks for it now
		return nil, ErrCode
	}
	how, err := d.secondFactor(ctx, &u, code)
	if errors.Is(err, ErrCode) {
		return nil, d.refuseSignIn(ctx, &u, "code", ErrCode)
	}
	if err != nil {
		return nil, err
	}
	return d.entered(ctx, &u, cmp.Or(how, "password"))
}

// entered notes that a user signed in.
func (d *Desk) entered(ctx context.Context, u *store.User, how string) (*Actor, error) {
	a := actorOf(u)
	if a == nil {
		return nil, ErrSignIn
	}
	if err := d.Store.SawUser(ctx, u.ID); err != nil {
		return nil, fmt.Errorf("note visit: %w", err)
	}
	if err := d.audit(ctx, *a, u.Organisation, "sign_in", "user", u.ID, how); err != nil {
		return nil, err
	}
	return a, nil
}

// EnterAs signs in whoever has an address that another authority vouches for
// (OIDC, the demo's links). how is kept in the audit log.
func (d *Desk) EnterAs(ctx context.Context, email, how string) (*Actor, error) {
	u, err := d.Store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if errors.Is(err, store.ErrNotFound) || err == nil && u.Disabled {
		return nil, ErrSignIn
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	return d.entered(ctx, &u, how)
}

// ActorOf gives the actor of a session's user, nil when the account is closed.
func (d *Desk) ActorOf(ctx context.Context, user string) (*Actor, error) {
	u, err := d.Store.User(ctx, user)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	return actorOf(&u), nil
}

// actorOf takes the first role a user has, in the order of what it can do.
func actorOf(u *store.User) *Actor {
	if u.Disabled {
		return nil
	}
	for _, r := range []Role{Administrator, Advisor, Director, Buyer, Enterprise} {
		for _, has := range u.Roles {
			if has == r {
				return &Actor{User: u.ID, Name: u.Name, Role: r, Org: u.Organisation, Enterprise: u.Enterprise, Stamp: stampOf(u, r)}
			}
		}
	}
	return nil
}

// stampOf is the digest of what an account's sessions rest on.
func stampOf(u *store.User, r Role) string {
	return hexDigest([]byte(strings.Join([]string{u.ID, u.PasswordHash, u.TOTPSecret, string(r), string(u.Organisation), u.Enterprise}, "\x00")))[:24]
}

// checkPassword compares at most two at a time: each takes 64 MiB.
func (d *Desk) checkPassword(ctx context.Context, password, hash string) (bool, error) {
	select {
	case d.hashes <- struct{}{}:
		defer func() { <-d.hashes }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("check password: %w", err)
	}
	return ok, nil
}

// hashPassword hashes a password that is long enough.
func (d *Desk) hashPassword(ctx context.Context, password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < 12 || n > 200 {
		return "", message.NewFault("account.password", message.Place{})
	}
	select {
	case d.hashes <- struct{}{}:
		defer func() { <-d.hashes }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	h, err := argon2id.CreateHash(password, d.Hash.argon())
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return h, nil
}

// decoy is a hash nobody's password has, of the same cost as the others.
func (d *Desk) decoy() string {
	p := d.Hash.argon()
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.Memory, p.Iterations, p.Parallelism,
		enc(make([]byte, p.SaltLength)), enc(make([]byte, p.KeyLength)))
}

// token draws a secret for a link: 32 random bytes, in letters that an address
// can hold, and the digest under which it is kept.
func (d *Desk) token() (secret, digest string, err error) {
	b := make([]byte, 32)
	if err := d.draw(b); err != nil {
		return "", "", fmt.Errorf("draw a token: %w", err)
	}
	secret = base64.RawURLEncoding.EncodeToString(b)
	return secret, hexDigest([]byte(secret)), nil
}

// draw fills b with random bytes.
func (d *Desk) draw(b []byte) error {
	if d.Random != nil {
		return d.Random(b)
	}
	_, err := rand.Read(b)
	return err
}

// Invite makes an invitation and gives the secret of its link. An advisor
// invites buyers; the administrator anybody.
func (d *Desk) Invite(ctx context.Context, a Actor, email string, role Role, org OrgID) (secret string, err error) {
	if a.Role != Administrator && (a.Role != Advisor || role != Buyer) {
		return "", ErrDenied
	}
	addr, err := mail.ParseAddress(email)
	if err != nil || len(email) > 254 {
		return "", message.NewFault("account.email", message.Place{}, "email", email)
	}
	if (role == Buyer) != (org != "") {
		return "", message.NewFault("account.role", message.Place{})
	}
	if org != "" {
		if _, err := d.Store.Organisation(ctx, org); err != nil {
			return "", fmt.Errorf("find organisation: %w", err)
		}
	}
	if _, err := d.Store.UserByEmail(ctx, addr.Address); err == nil {
		return "", message.NewFault("account.taken", message.Place{}, "email", addr.Address)
	} else if !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("find user: %w", err)
	}
	return d.link(ctx, store.Invitation{
		Email: strings.ToLower(addr.Address), Role: role, Organisation: org, InvitedBy: a.User, ExpiresAt: d.Now().Add(invitationLife),
	})
}

// link keeps an invitation and gives the secret of its link, which is kept
// nowhere.
func (d *Desk) link(ctx context.Context, i store.Invitation) (secret string, err error) {
	secret, i.TokenHash, err = d.token()
	if err != nil {
		return "", err
	}
	if _, err := d.Store.AddInvitation(ctx, i); err != nil {
		return "", fmt.Errorf("keep invitation: %w", err)
	}
	return secret, nil
}

// Accept makes the account of an invitation, or recovers it: once. An account
// that is recovered keeps its name.
func (d *Desk) Accept(ctx context.Context, secret, name, password string) (*Actor, error) {
	digest := hexDigest([]byte(secret))
	i, err := d.Store.InvitationByToken(ctx, digest)
	if err != nil {
		return nil, fmt.Errorf("find invitation: %w", err)
	}
	if i.UsedBy == "" {
		if name, err = personName(name); err != nil {
			return nil, err
		}
	}
	hash, err := d.hashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	u, err := d.Store.TakeInvitation(ctx, digest, store.User{Name: name, PasswordHash: hash})
	if err != nil {
		return nil, fmt.Errorf("take invitation: %w", err)
	}
	return d.entered(ctx, &u, "invitation")
}

// ChangePassword replaces the actor's own password.
func (d *Desk) ChangePassword(ctx context.Context, a Actor, old, next string) error {
	u, err := d.Store.User(ctx, a.User)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	if u.PasswordHash != "" {
		if err := d.prove(ctx, &u, old); err != nil {
			return err
		}
	}
	if u.PasswordHash, err = d.hashPassword(ctx, next); err != nil {
		return err
	}
	if err := d.Store.UpdateUser(ctx, u, a.User); err != nil {
		return fmt.Errorf("keep password: %w", err)
	}
	return d.audit(ctx, a, u.Organisation, "password", "user", u.ID, "")
}
