package store

import (
	"context"
)

// SetTarget sets an organisation's target for a year; earlier ones are kept.
func (s *Store) SetTarget(ctx context.Context, org OrgID, t Target) (Target, error) {
	t.ID, t.Organisation, t.SetAt = s.opt.NewID(), org, s.now()
	t.SetBy = clean(t.SetBy)
	err := s.write(ctx, "set target", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewInsert().Model(&t).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{
			Actor: t.SetBy, Organisation: org, Action: "set", ObjectKind: "target", Object: t.ID,
			Detail: detail("year", t.Year, "percent", t.Percent.String()),
		})
	})
	return t, err
}

// Targets in force, by year: the last one set.
func (s *Store) Targets(ctx context.Context, org OrgID) ([]Target, error) {
	all, err := s.TargetHistory(ctx, org)
	var list []Target
	for _, t := range all {
		list = inForce(list, t)
	}
	return list, err
}

// TargetHistory is all targets ever set, by year and time.
func (s *Store) TargetHistory(ctx context.Context, org OrgID) (list []Target, err error) {
	err = s.read(ctx, "read targets", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Apply(mine(org)).Order("year", "set_at", "id").Scan(ctx)
	})
	return list, err
}
