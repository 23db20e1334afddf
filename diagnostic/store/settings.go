package store

import (
	"context"
)

// SetSetting gives a setting its value.
func (s *Store) SetSetting(ctx context.Context, name, value, author string) error {
	return s.write(ctx, "write setting", func(ctx context.Context, tx *tx) error {
		v := &Setting{Name: clean(name), Value: clean(value), SetBy: clean(author), SetAt: s.now()}
		_, err := tx.NewInsert().Model(v).On("CONFLICT (name) DO UPDATE").
			Set("value = EXCLUDED.value").Set("set_by = EXCLUDED.set_by").Set("set_at = EXCLUDED.set_at").Exec(ctx)
		if err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Action: "set", ObjectKind: "setting", Object: name, Detail: detail("value", value)})
	})
}

// Setting gives a setting.
func (s *Store) Setting(ctx context.Context, name string) (v Setting, err error) {
	err = s.read(ctx, "read setting", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&v).Where("name = ?", clean(name)).Scan(ctx)
	})
	return v, err
}

// Settings lists all settings by name.
func (s *Store) Settings(ctx context.Context) (list []Setting, err error) {
	err = s.read(ctx, "read settings", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Order("name").Scan(ctx)
	})
	return list, err
}
