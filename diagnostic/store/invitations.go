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

// TakeInvitation uses an invitation and adds its user, both or neither. What
// the invitation says of role and organisation holds, whatever u says.
func (s *Store) TakeInvitation(ctx context.Context, tokenHash string, u User) (User, error) {
	err := s.write(ctx, "take invitation", func(ctx context.Context, tx *tx) error {
		var i Invitation
		now := s.now()
		err := tx.NewSelect().Model(&i).Where("token_hash = ? AND used_at IS NULL AND expires_at > ?", clean(tokenHash), now).Scan(ctx)
		if err != nil {
			return err
		}
		u.Email, u.Organisation, u.Enterprise, u.Roles = i.Email, i.Organisation, i.Enterprise, []Role{i.Role}
		if err := s.addUser(ctx, tx, &u, i.InvitedBy); err != nil {
			return err
		}
		// used_at again: two people may hold the same link.
		return one(tx.NewUpdate().Model((*Invitation)(nil)).Set("used_at = ?", now).Set("used_by = ?", u.ID).
			Where("id = ? AND used_at IS NULL", i.ID).Exec(ctx))
	})
	return u, err
}
