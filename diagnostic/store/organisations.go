package store

import (
	"context"

	"github.com/uptrace/bun"
)

// AddOrganisation keeps a new organisation.
func (s *Store) AddOrganisation(ctx context.Context, o Organisation) (Organisation, error) {
	if o.ID == "" {
		o.ID = OrgID(s.opt.NewID())
	}
	if o.CreatedAt.IsZero() {
		o.CreatedAt = s.now()
	}
	cleanAll(&o.Name, &o.MRC, &o.Regime, &o.Municipality, &o.CreatedBy)
	err := s.write(ctx, "add organisation", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewInsert().Model(&o).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: o.CreatedBy, Organisation: o.ID, Action: "add", ObjectKind: "organisation", Object: string(o.ID)})
	})
	return o, err
}

// UpdateOrganisation changes an organisation's card.
func (s *Store) UpdateOrganisation(ctx context.Context, o Organisation, author string) error {
	cleanAll(&o.Name, &o.MRC, &o.Regime, &o.Municipality)
	return s.write(ctx, "update organisation", func(ctx context.Context, tx *tx) error {
		if err := one(tx.NewUpdate().Model(&o).ExcludeColumn("id", "created_at", "created_by").WherePK().Exec(ctx)); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: o.ID, Action: "update", ObjectKind: "organisation", Object: string(o.ID)})
	})
}

// Organisation gives one organisation.
func (s *Store) Organisation(ctx context.Context, org OrgID) (o Organisation, err error) {
	err = s.read(ctx, "read organisation", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&o).Where("id = ?", org).Scan(ctx)
	})
	return o, err
}

// Organisations lists all organisations.
func (s *Store) Organisations(ctx context.Context) (list []Organisation, err error) {
	err = s.read(ctx, "list organisations", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Order("name", "id").Scan(ctx)
	})
	return list, err
}

// mine keeps a query to an organisation's rows.
func mine(org OrgID) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("organisation = ?", org) }
}
