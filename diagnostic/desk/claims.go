package desk

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// claimLife is how long a claim is kept once it was settled, or while nobody
// answers: it holds a name and an address.
const claimLife = 365 * 24 * time.Hour

// maxClaims bounds the claims that wait, so that a flood fills no database.
const maxClaims = 500

// Visitor stands in the log for somebody without an account.
const Visitor = "public"

// NewClaim is what somebody says who asks for the account of a record.
type NewClaim struct {
	Name, Email, Position, Message string
}

// ClaimRecord asks for the account of a record that is on the public page.
// Anybody may ask; the Pôle answers. Whether the address has an account is not
// told. a is nil when nobody is signed in.
func (d *Desk) ClaimRecord(ctx context.Context, a *Actor, id string, in NewClaim) error {
	if _, _, err := d.ListedEnterprise(ctx, id); err != nil {
		return err
	}
	name, err := personName(in.Name)
	if err != nil {
		return err
	}
	addr, err := address(in.Email)
	if err != nil {
		return err
	}
	waiting, err := d.Store.Claims(ctx, store.ClaimAsked, "")
	if err != nil {
		return fmt.Errorf("list claims: %w", err)
	}
	if len(waiting) >= maxClaims {
		return message.NewFault("claim.many", message.Place{})
	}
	c, err := d.Store.AddClaim(ctx, store.Claim{Record: id, Name: name, Email: addr, Position: bounded(in.Position), Message: bounded(in.Message)})
	if err != nil {
		return fmt.Errorf("keep claim: %w", err)
	}
	by := Actor{User: Visitor}
	if a != nil {
		by = *a
	}
	return d.audit(ctx, by, "", "claim", "record", id, c.ID)
}

// address reads an e-mail address.
func address(s string) (string, error) {
	addr, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil || len(s) > 254 {
		return "", message.NewFault("account.email", message.Place{}, "email", bounded(s))
	}
	return strings.ToLower(addr.Address), nil
}

// Claim is a claim with what helps to judge it.
type Claim struct {
	store.Claim
	Enterprise string // name of the record
	// Contact: the address is that of a contact of the record. Site: it is of the
	// domain of its website.
	Contact, Site bool
	Account       Role   // of whoever has the address, "" when nobody
	By            string // name of who settled it
}

// Claims lists those that wait, or those settled lately, the newest first.
func (d *Desk) Claims(ctx context.Context, a Actor, state store.ClaimState, recordID string) ([]Claim, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	list, err := d.Store.Claims(ctx, state, recordID)
	if err != nil {
		return nil, fmt.Errorf("list claims: %w", err)
	}
	people, err := d.People(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]Claim, len(list))
	for i := range list {
		if out[i], err = d.claim(ctx, &list[i]); err != nil {
			return nil, err
		}
		out[i].By = people[list[i].SettledBy]
	}
	return out, nil
}

func (d *Desk) claim(ctx context.Context, row *store.Claim) (Claim, error) {
	c := Claim{Claim: *row}
	v, err := d.Store.Record(ctx, row.Record)
	if err != nil && !lost(err) {
		return c, fmt.Errorf("find record: %w", err)
	}
	c.Enterprise = v.Record.Name()
	for _, k := range v.Record.Contacts {
		c.Contact = c.Contact || strings.EqualFold(strings.TrimSpace(k.Email), row.Email)
	}
	if _, domain, ok := strings.Cut(row.Email, "@"); ok {
		c.Site = domain != "" && domain == siteOf(v.Record.Web)
	}
	u, err := d.Store.UserByEmail(ctx, row.Email)
	if err == nil && !u.Disabled && len(u.Roles) > 0 {
		c.Account = u.Roles[0]
	} else if err != nil && !lost(err) {
		return c, fmt.Errorf("find user: %w", err)
	}
	return c, nil
}

// siteOf is the domain of a website, without "www".
func siteOf(web string) string {
	rest := strings.ToLower(strings.TrimSpace(web))
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "https://"), "http://")
	rest, _, _ = strings.Cut(rest, "/")
	return strings.TrimPrefix(rest, "www.")
}

// CountClaims counts those that wait.
func (d *Desk) CountClaims(ctx context.Context, a Actor) (int, error) {
	if err := a.advises(); err != nil {
		return 0, err
	}
	list, err := d.Store.Claims(ctx, store.ClaimAsked, "")
	if err != nil {
		return 0, fmt.Errorf("count claims: %w", err)
	}
	return len(list), nil
}

// Linked is what came of linking an address to a record: the account that has it
// now serves that record, or secret opens a new one.
type Linked struct {
	Email, Secret string // Secret is "" when the account exists
}

// AcceptClaim gives the person of a claim the account of its record.
func (d *Desk) AcceptClaim(ctx context.Context, a Actor, id, reason string) (*Linked, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	c, err := d.Store.Claim(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("find claim: %w", err)
	}
	if err := d.mayLink(ctx, c.Record, c.Email); err != nil {
		return nil, err
	}
	// First, so that of two advisors one links.
	if err := d.Store.SettleClaim(ctx, id, store.ClaimAccepted, a.User, bounded(reason)); err != nil {
		return nil, fmt.Errorf("accept claim: %w", err)
	}
	return d.LinkAccount(ctx, a, c.Record, c.Email)
}

// DeclineClaim answers no, with the reason.
func (d *Desk) DeclineClaim(ctx context.Context, a Actor, id, reason string) error {
	if err := a.advises(); err != nil {
		return err
	}
	if reason = bounded(reason); reason == "" {
		return message.NewFault("desk.reason", message.Place{})
	}
	if err := d.Store.SettleClaim(ctx, id, store.ClaimDeclined, a.User, reason); err != nil {
		return fmt.Errorf("decline claim: %w", err)
	}
	return nil
}

// mayLink refuses a record that is gone, and an address that serves another
// role: the account of a buyer or of the Pôle does not become an enterprise's.
func (d *Desk) mayLink(ctx context.Context, recordID, email string) error {
	v, err := d.Store.Record(ctx, recordID)
	if err != nil {
		return fmt.Errorf("find record: %w", err)
	}
	if v.Record.MergedInto != "" || v.Record.Removed {
		return fmt.Errorf("record %s: %w", recordID, ErrNotFound)
	}
	u, err := d.Store.UserByEmail(ctx, email)
	switch {
	case lost(err):
		return nil
	case err != nil:
		return fmt.Errorf("find user: %w", err)
	case u.Disabled:
		return message.NewFault("account.closed", message.Place{})
	case len(u.Roles) != 1 || u.Roles[0] != Enterprise:
		return message.NewFault("claim.other_role", message.Place{}, "email", email)
	}
	return nil
}

// LinkAccount makes an address the account of a record: the account that has it
// serves that record from now on, or an invitation makes one.
func (d *Desk) LinkAccount(ctx context.Context, a Actor, recordID, email string) (*Linked, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	email, err := address(email)
	if err != nil {
		return nil, err
	}
	if err := d.mayLink(ctx, recordID, email); err != nil {
		return nil, err
	}
	u, err := d.Store.UserByEmail(ctx, email)
	if err == nil {
		return &Linked{Email: email}, d.setRecord(ctx, a, &u, recordID)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("find user: %w", err)
	}
	secret, err := d.link(ctx, store.Invitation{
		Email: email, Role: Enterprise, Enterprise: recordID, InvitedBy: a.User, ExpiresAt: d.Now().Add(invitationLife),
	})
	if err != nil {
		return nil, err
	}
	return &Linked{Email: email, Secret: secret}, nil
}

// setRecord gives an enterprise's account another record, "" for none. Its
// sessions end.
func (d *Desk) setRecord(ctx context.Context, a Actor, u *store.User, recordID string) error {
	action, object := "link", recordID
	if recordID == "" {
		action, object = "unlink", u.Enterprise
	}
	u.Enterprise = recordID
	if err := d.Store.UpdateUser(ctx, *u, a.User); err != nil {
		return fmt.Errorf("link account: %w", err)
	}
	return d.audit(ctx, a, "", action, "record", object, u.ID)
}

// UnlinkAccount takes a record away from an account, which stays.
func (d *Desk) UnlinkAccount(ctx context.Context, a Actor, recordID, user string) error {
	if err := a.advises(); err != nil {
		return err
	}
	u, err := d.Store.User(ctx, user)
	if err != nil {
		return fmt.Errorf("find user: %w", err)
	}
	if u.Enterprise == "" || u.Enterprise != recordID {
		return fmt.Errorf("account %s: %w", user, ErrNotFound)
	}
	return d.setRecord(ctx, a, &u, "")
}

// RecordAccounts are the people of a record.
type RecordAccounts struct {
	Name    string // of the record
	Gone    bool   // merged or removed
	People  []Person
	Waiting []Waiting // invitations that were not used yet
	Claims  []Claim   // all, the newest first
}

// RecordAccounts lists the accounts of a record, and who asks for one.
func (d *Desk) RecordAccounts(ctx context.Context, a Actor, recordID string) (*RecordAccounts, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	v, err := d.Store.Record(ctx, recordID)
	if err != nil {
		return nil, fmt.Errorf("find record: %w", err)
	}
	out := &RecordAccounts{Name: v.Record.Name(), Gone: v.Record.MergedInto != "" || v.Record.Removed}
	users, err := d.Store.UsersOfRecord(ctx, recordID)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	for i := range users {
		out.People = append(out.People, personOf(&users[i], nil))
	}
	invitations, err := d.Store.AllInvitations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	for _, x := range invitations {
		if x.Enterprise == recordID && x.UsedBy == "" {
			out.Waiting = append(out.Waiting, Waiting{ID: x.ID, Email: x.Email, Role: x.Role, Until: x.ExpiresAt})
		}
	}
	out.Claims, err = d.Claims(ctx, a, "", recordID)
	return out, err
}
