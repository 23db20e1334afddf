package store

import (
	"context"
	"encoding/json"
)

// SaveProfile keeps how a header is read.
func (s *Store) SaveProfile(ctx context.Context, org OrgID, fingerprint string, profile json.RawMessage, author string) error {
	return s.write(ctx, "save profile", func(ctx context.Context, tx *tx) error {
		return s.saveProfile(ctx, tx, org, fingerprint, profile, author)
	})
}

func (s *Store) saveProfile(ctx context.Context, tx *tx, org OrgID, fingerprint string, profile json.RawMessage, author string) error {
	p := &Profile{Organisation: org, Fingerprint: clean(fingerprint), Profile: orEmpty(profile), SavedBy: clean(author), SavedAt: s.now()}
	_, err := tx.NewInsert().Model(p).On("CONFLICT (organisation, fingerprint) DO UPDATE").
		Set("profile = EXCLUDED.profile").Set("saved_by = EXCLUDED.saved_by").Set("saved_at = EXCLUDED.saved_at").Exec(ctx)
	return err
}

// ProfileFor finds how a header is read.
func (s *Store) ProfileFor(ctx context.Context, org OrgID, fingerprint string) (p Profile, err error) {
	err = s.read(ctx, "read profile", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&p).Where("organisation IN ('', ?)", org).Where("fingerprint = ?", clean(fingerprint)).
			Order("organisation DESC").Limit(1).Scan(ctx)
	})
	return p, err
}

// Profiles that an organisation may use.
func (s *Store) Profiles(ctx context.Context, org OrgID) (list []Profile, err error) {
	err = s.read(ctx, "list profiles", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Where("organisation IN ('', ?)", org).Order("organisation DESC", "fingerprint").Scan(ctx)
	})
	return list, err
}

// orEmpty is the JSON given, {} for none.
func orEmpty(j json.RawMessage) json.RawMessage {
	if len(j) == 0 {
		return json.RawMessage("{}")
	}
	return j
}

// AllProfiles lists those of every organisation and those for all, by
// fingerprint: for the Pôle.
func (s *Store) AllProfiles(ctx context.Context) (list []Profile, err error) {
	err = s.read(ctx, "list profiles", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Order("fingerprint", "organisation").Scan(ctx)
	})
	return list, err
}

// DropProfile forgets how a header is read; "" is the profile for all.
func (s *Store) DropProfile(ctx context.Context, org OrgID, fingerprint, author string) error {
	return s.write(ctx, "forget profile", func(ctx context.Context, tx *tx) error {
		if err := one(tx.NewDelete().Model((*Profile)(nil)).Where("organisation = ? AND fingerprint = ?", org, clean(fingerprint)).Exec(ctx)); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: org, Action: "forget", ObjectKind: "profile", Object: fingerprint})
	})
}
