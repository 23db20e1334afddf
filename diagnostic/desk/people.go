package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// recoveryLife is how long a link of recovery can be used.
const recoveryLife = 24 * time.Hour

// administers refuses who is not the administrator.
func (a Actor) administers() error {
	if a.Role != Administrator {
		return ErrDenied
	}
	return nil
}

// Person is somebody with an account, as the administrator sees it.
type Person struct {
	ID, Name, Email string
	Role            Role // "" when closed without one
	Org             OrgID
	Organisation    string // name
	Closed          bool
	SecondFactor    bool
	Seen            time.Time
}

// Accounts lists everybody with an account.
func (d *Desk) Accounts(ctx context.Context, a Actor) ([]Person, error) {
	if err := a.administers(); err != nil {
		return nil, err
	}
	users, err := d.Store.AllUsers(ctx)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	names, err := d.organisationNames(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Person, 0, len(users))
	for i := range users {
		out = append(out, personOf(&users[i], names))
	}
	return out, nil
}

func personOf(u *store.User, names map[OrgID]string) Person {
	p := Person{
		ID: u.ID, Name: u.Name, Email: u.Email, Org: u.Organisation, Organisation: names[u.Organisation], Closed: u.Disabled,
		SecondFactor: u.TOTPSecret != "", Seen: u.SeenAt,
	}
	if len(u.Roles) > 0 {
		p.Role = u.Roles[0]
	}
	return p
}

func (d *Desk) organisationNames(ctx context.Context) (map[OrgID]string, error) {
	list, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	names := map[OrgID]string{}
	for _, o := range list {
		names[o.ID] = o.Name
	}
	return names, nil
}

// SetRole gives a person another role among those of the Pôle, or makes it a
// buyer of an organisation. Nobody takes its own role away.
func (d *Desk) SetRole(ctx context.Context, a Actor, user string, r Role, org OrgID) error {
	if err := a.administers(); err != nil {
		return err
	}
	if user == a.User {
		return message.NewFault("account.own", message.Place{})
	}
	if !slices.Contains([]Role{Buyer, Advisor, Director, Administrator}, r) || (r == Buyer) != (org != "") {
		return message.NewFault("account.role", message.Place{})
	}
	if org != "" {
		if _, err := d.Store.Organisation(ctx, org); err != nil {
			return fmt.Errorf("find organisation: %w", err)
		}
	}
	return d.change(ctx, a, user, "role", string(r), func(u *store.User) { u.Roles, u.Organisation, u.Enterprise = []Role{r}, org, "" })
}

// SetClosed closes an account, or opens it again. Who is signed in is out at
// its next click.
func (d *Desk) SetClosed(ctx context.Context, a Actor, user string, closed bool) error {
	if err := a.administers(); err != nil {
		return err
	}
	if user == a.User {
		return message.NewFault("account.own", message.Place{})
	}
	action := "open"
	if closed {
		action = "close"
	}
	return d.change(ctx, a, user, action, "", func(u *store.User) { u.Disabled = closed })
}

func (d *Desk) change(ctx context.Context, a Actor, user, action, detail string, f func(*store.User)) error {
	u, err := d.Store.User(ctx, user)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	f(&u)
	if err := d.Store.UpdateUser(ctx, u, a.User); err != nil {
		return fmt.Errorf("keep account: %w", err)
	}
	return d.audit(ctx, a, u.Organisation, action, "user", user, detail)
}

// Recover makes a link by which a person chooses a new password and loses its
// second factor. It gives the secret of the link and the person's address.
func (d *Desk) Recover(ctx context.Context, a Actor, user string) (secret, email string, err error) {
	if err := a.administers(); err != nil {
		return "", "", err
	}
	u, err := d.Store.User(ctx, user)
	if err != nil {
		return "", "", fmt.Errorf("find user: %w", err)
	}
	if u.Disabled || len(u.Roles) == 0 {
		return "", "", message.NewFault("account.closed", message.Place{})
	}
	secret, err = d.link(ctx, store.Invitation{
		Email: u.Email, Role: u.Roles[0], Organisation: u.Organisation, Enterprise: u.Enterprise, InvitedBy: a.User, UsedBy: u.ID, ExpiresAt: d.Now().Add(recoveryLife),
	})
	return secret, u.Email, err
}

// RecoverByEmail is Recover for the command line.
func (d *Desk) RecoverByEmail(ctx context.Context, a Actor, email string) (secret string, err error) {
	u, err := d.Store.UserByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		return "", message.NewFault("account.unknown", message.Place{}, "email", plainText(email))
	}
	if err != nil {
		return "", fmt.Errorf("find user: %w", err)
	}
	secret, _, err = d.Recover(ctx, a, u.ID)
	return secret, err
}

// Waiting is an invitation that was not used yet.
type Waiting struct {
	ID, Email    string
	Role         Role
	Organisation string // name
	Recovery     bool
	Until        time.Time
}

// WaitingInvitations lists the links that can still be used.
func (d *Desk) WaitingInvitations(ctx context.Context, a Actor) ([]Waiting, error) {
	if err := a.administers(); err != nil {
		return nil, err
	}
	list, err := d.Store.AllInvitations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	names, err := d.organisationNames(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Waiting, len(list))
	for i, x := range list {
		out[i] = Waiting{ID: x.ID, Email: x.Email, Role: x.Role, Organisation: names[x.Organisation], Recovery: x.UsedBy != "", Until: x.ExpiresAt}
	}
	return out, nil
}

// Withdraw makes a link worthless.
func (d *Desk) Withdraw(ctx context.Context, a Actor, id string) error {
	if err := a.administers(); err != nil {
		return err
	}
	if err := d.Store.EndInvitation(ctx, id, a.User); err != nil {
		return fmt.Errorf("withdraw invitation: %w", err)
	}
	return nil
}

// CloseOrganisation takes an organisation off the boards, or puts it back; what
// it has stays, and its buyers can still sign in.
func (d *Desk) CloseOrganisation(ctx context.Context, a Actor, org OrgID, closed bool) error {
	if err := a.administers(); err != nil {
		return err
	}
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return fmt.Errorf("find organisation: %w", err)
	}
	o.ClosedAt = time.Time{}
	if closed {
		o.ClosedAt = d.Now().UTC()
	}
	if err := d.Store.UpdateOrganisation(ctx, o, a.User); err != nil {
		return fmt.Errorf("keep organisation: %w", err)
	}
	return nil
}

// OrganisationRow is an organisation as the administrator sees it.
type OrganisationRow struct {
	store.Organisation
	People, Ledgers int
}

// Organisations lists all, closed ones too.
func (d *Desk) Organisations(ctx context.Context, a Actor) ([]OrganisationRow, error) {
	if err := a.administers(); err != nil {
		return nil, err
	}
	list, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	out := make([]OrganisationRow, len(list))
	for i, o := range list {
		out[i].Organisation = o
		users, err := d.Store.Users(ctx, o.ID)
		if err != nil {
			return nil, fmt.Errorf("list users: %w", err)
		}
		for _, u := range users {
			if !u.Disabled {
				out[i].People++
			}
		}
		ledgers, err := d.Store.Ledgers(ctx, o.ID)
		if err != nil {
			return nil, fmt.Errorf("list ledgers: %w", err)
		}
		for _, l := range ledgers {
			if l.State == store.Imported {
				out[i].Ledgers++
			}
		}
	}
	return out, nil
}
