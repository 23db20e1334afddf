package store

import (
	"context"
)

// SetPolicyFile replaces a file of the policy from a date on.
func (s *Store) SetPolicyFile(ctx context.Context, p PolicyFile) (PolicyFile, error) {
	p.ID, p.At = s.opt.NewID(), s.now()
	cleanAll(&p.File, &p.Content, &p.Author, &p.Reason, &p.Effective)
	err := s.write(ctx, "set policy", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewInsert().Model(&p).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{
			Actor: p.Author, Action: "set", ObjectKind: "policy", Object: p.ID,
			Detail: detail("file", p.File, "effective", p.Effective, "reason", p.Reason),
		})
	})
	return p, err
}

// PolicyFiles that hold on a civil date: of each file, the one with the last
// effective date up to it, and of those the one written last.
func (s *Store) PolicyFiles(ctx context.Context, on string) ([]PolicyFile, error) {
	all, err := s.PolicyHistory(ctx)
	var list []PolicyFile
	for _, p := range all {
		if p.Effective > on {
			continue
		}
		if n := len(list); n > 0 && list[n-1].File == p.File {
			list[n-1] = p
		} else {
			list = append(list, p)
		}
	}
	return list, err
}

// PolicyHistory is all files ever set, by name, effective date and time.
func (s *Store) PolicyHistory(ctx context.Context) (list []PolicyFile, err error) {
	err = s.read(ctx, "read policy", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Order("file", "effective", "at", "id").Scan(ctx)
	})
	return list, err
}
