package store

import (
	"context"

	"github.com/uptrace/bun"
)

// AddInvitation keeps an invitation.
func (s *Store) AddInvitation(ctx context.Context, i Invitation) (Invitation, error) {
	if i.ID == "" {
		i.ID = s.opt.NewID()
	}
	if i.CreatedAt.IsZero() {
		i.CreatedAt = s.now()
	}
	cleanAll(&i.TokenHash, &i.Email, &i.Enterprise, &i.InvitedBy)
	err := s.write(ctx, "add invitation", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewInsert().Model(&i).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: i.InvitedBy, Organisation: i.Organisation, Action: "invite", ObjectKind: "invitation", Object: i.ID})
	})
	return i, err
}

// Invitations of one organisation, "" for the Pôle's own.
func (s *Store) Invitations(ctx context.Context, org OrgID) (list []Invitation, err error) {
	err = s.read(ctx, "list invitations", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Apply(func(q *bun.SelectQuery) *bun.SelectQuery {
			if org == "" {
				return q.Where("organisation IS NULL")
			}
			return q.Where("organisation = ?", org)
		}).Order("created_at DESC", "id DESC").Scan(ctx)
	})
	return list, err
}

// AllInvitations of the installation that can still be used, the newest first.
func (s *Store) AllInvitations(ctx context.Context) (list []Invitation, err error) {
	err = s.read(ctx, "list invitations", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Where("used_at IS NULL AND expires_at > ?", s.now()).Order("created_at DESC", "id DESC").Scan(ctx)
	})
	return list, err
}

// InvitationByToken gives an invitation that can still be used.
func (s *Store) InvitationByToken(ctx context.Context, tokenHash string) (i Invitation, err error) {
	err = s.read(ctx, "read invitation", func(ctx context.Context, tx *tx) error { return s.usable(ctx, tx, &i, tokenHash) })
	return i, err
}

func (s *Store) usable(ctx context.Context, tx *tx, i *Invitation, tokenHash string) error {
	return tx.NewSelect().Model(i).Where("token_hash = ? AND used_at IS NULL AND expires_at > ?", clean(tokenHash), s.now()).Scan(ctx)
}

// EndInvitation makes an unused invitation worthless.
func (s *Store) EndInvitation(ctx context.Context, id, author string) error {
	return s.write(ctx, "end invitation", func(ctx context.Context, tx *tx) error {
		var i Invitation
		if err := tx.NewSelect().Model(&i).Where("id = ? AND used_at IS NULL", clean(id)).Scan(ctx); err != nil {
			return err
		}
		if err := one(tx.NewUpdate().Model((*Invitation)(nil)).Set("expires_at = ?", s.now()).Where("id = ?", i.ID).Exec(ctx)); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: i.Organisation, Action: "withdraw", ObjectKind: "invitation", Object: i.ID})
	})
}

// TakeInvitation uses an invitation, both or neither: it adds its user, or,
// when it was made for an account that exists, gives that one its new password
// and takes its second factor away. What the invitation says of address, role
// and organisation holds, whatever u says.
func (s *Store) TakeInvitation(ctx context.Context, tokenHash string, u User) (User, error) {
	err := s.write(ctx, "take invitation", func(ctx context.Context, tx *tx) error {
		var i Invitation
		if err := s.usable(ctx, tx, &i, tokenHash); err != nil {
			return err
		}
		var err error
		if i.UsedBy != "" {
			u.ID, u.Organisation = i.UsedBy, i.Organisation
			err = s.renewUser(ctx, tx, &u)
		} else {
			if i.Email != "" {
				u.Email = i.Email
			}
			u.Organisation, u.Enterprise, u.Roles = i.Organisation, i.Enterprise, []Role{i.Role}
			err = s.addUser(ctx, tx, &u, i.InvitedBy)
		}
		if err != nil {
			return err
		}
		// used_at again: two people may hold the same link.
		return one(tx.NewUpdate().Model((*Invitation)(nil)).Set("used_at = ?", s.now()).Set("used_by = ?", u.ID).
			Where("id = ? AND used_at IS NULL", i.ID).Exec(ctx))
	})
	if err != nil {
		return User{}, err
	}
	return s.User(ctx, u.ID)
}

// renewUser gives an open account a new password, without a second factor.
func (s *Store) renewUser(ctx context.Context, tx *tx, u *User) error {
	q := tx.NewUpdate().Model((*User)(nil)).Set("password_hash = ?", u.PasswordHash).Set("totp_secret = ''").Where("id = ? AND NOT disabled", u.ID)
	if err := one(q.Exec(ctx)); err != nil {
		return err
	}
	if err := dropCodes(ctx, tx, u.ID); err != nil {
		return err
	}
	return s.log(ctx, tx, AuditEntry{Actor: u.ID, Organisation: u.Organisation, Action: "recover", ObjectKind: "user", Object: u.ID})
}
