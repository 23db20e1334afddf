package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

// roleRow is a role of a user.
type roleRow struct {
	bun.BaseModel `bun:"table:user_roles"`

	UserID string `bun:",pk"`
	Role   Role   `bun:",pk"`
}

// AddUser keeps a new person.
func (s *Store) AddUser(ctx context.Context, u User, author string) (User, error) {
	err := s.write(ctx, "add user", func(ctx context.Context, tx *tx) error {
		return s.addUser(ctx, tx, &u, author)
	})
	return u, err
}

func (s *Store) addUser(ctx context.Context, tx *tx, u *User, author string) error {
	if u.ID == "" {
		u.ID = s.opt.NewID()
	}
	if u.CreatedAt.IsZero() {
		u.CreatedAt = s.now()
	}
	u.tidy()
	if _, err := tx.NewInsert().Model(u).Exec(ctx); err != nil {
		return err
	}
	if err := setRoles(ctx, tx, u); err != nil {
		return err
	}
	return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: u.Organisation, Action: "add", ObjectKind: "user", Object: u.ID})
}

// tidy puts the e-mail into the form under which it is unique.
func (u *User) tidy() {
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	cleanAll(&u.Email, &u.Name, &u.Enterprise)
}

func setRoles(ctx context.Context, tx *tx, u *User) error {
	if _, err := tx.NewDelete().Model((*roleRow)(nil)).Where("user_id = ?", u.ID).Exec(ctx); err != nil {
		return err
	}
	for _, r := range u.Roles {
		if _, err := tx.NewInsert().Model(&roleRow{UserID: u.ID, Role: r}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// UpdateUser changes a person's card and roles.
func (s *Store) UpdateUser(ctx context.Context, u User, author string) error {
	u.tidy()
	return s.write(ctx, "update user", func(ctx context.Context, tx *tx) error {
		if err := one(tx.NewUpdate().Model(&u).ExcludeColumn("id", "created_at", "seen_at", "totp_step").WherePK().Exec(ctx)); err != nil {
			return err
		}
		if err := setRoles(ctx, tx, &u); err != nil {
			return err
		}
		if u.TOTPSecret == "" {
			if err := dropCodes(ctx, tx, u.ID); err != nil {
				return err
			}
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Organisation: u.Organisation, Action: "update", ObjectKind: "user", Object: u.ID})
	})
}

// User gives a person by identifier.
func (s *Store) User(ctx context.Context, id string) (User, error) {
	return s.userWhere(ctx, "id = ?", id)
}

// UserByEmail gives a person by e-mail, in any case.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	return s.userWhere(ctx, "email = ?", clean(strings.ToLower(strings.TrimSpace(email))))
}

func (s *Store) userWhere(ctx context.Context, where, value string) (User, error) {
	list, err := s.users(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where(where, value) })
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return User{}, err
	}
	return list[0], nil
}

// UsersOfRecord lists the accounts of an enterprise's record.
func (s *Store) UsersOfRecord(ctx context.Context, record string) ([]User, error) {
	if record == "" {
		return nil, nil
	}
	return s.users(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("enterprise = ?", clean(record)) })
}

// Users of one organisation.
func (s *Store) Users(ctx context.Context, org OrgID) ([]User, error) {
	return s.users(ctx, mine(org))
}

// AllUsers of the installation.
func (s *Store) AllUsers(ctx context.Context) ([]User, error) {
	return s.users(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q })
}

func (s *Store) users(ctx context.Context, which func(*bun.SelectQuery) *bun.SelectQuery) (list []User, err error) {
	err = s.read(ctx, "read users", func(ctx context.Context, tx *tx) error {
		if err := tx.NewSelect().Model(&list).Apply(which).Order("email").Scan(ctx); err != nil || len(list) == 0 {
			return err
		}
		ids := make([]string, len(list))
		at := map[string]int{}
		for i := range list {
			ids[i], at[list[i].ID] = list[i].ID, i
		}
		var roles []roleRow
		if err := tx.NewSelect().Model(&roles).Where("user_id IN (?)", bun.List(ids)).Order("user_id", "role").Scan(ctx); err != nil {
			return err
		}
		for _, r := range roles {
			u := &list[at[r.UserID]]
			u.Roles = append(u.Roles, r.Role)
		}
		return nil
	})
	return list, err
}

// SawUser notes a visit.
func (s *Store) SawUser(ctx context.Context, id string) error {
	return s.write(ctx, "note a visit", func(ctx context.Context, tx *tx) error {
		return one(tx.NewUpdate().Model((*User)(nil)).Set("seen_at = ?", s.now()).Where("id = ?", id).Exec(ctx))
	})
}
