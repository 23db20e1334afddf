package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// Letter is a message that could not leave. It holds the link of an invitation,
// and is kept only as long as that link opens something; it is part of no
// backup.
type Letter struct {
	bun.BaseModel `bun:"table:outbox" json:"-"`

	ID        string `bun:",pk"`
	TokenHash string // of the invitation
	To        string `bun:"recipient"`
	Subject   string
	Text      string `bun:"body"`
	Failed    bool   // a server is set and did not take it
	At        time.Time
}

// AddLetter keeps a message; ID and At are set.
func (s *Store) AddLetter(ctx context.Context, l Letter) (Letter, error) {
	l.ID, l.At = s.opt.NewID(), s.now()
	cleanAll(&l.TokenHash, &l.To, &l.Subject, &l.Text)
	err := s.write(ctx, "keep message", func(ctx context.Context, tx *tx) error {
		_, err := tx.NewInsert().Model(&l).Exec(ctx)
		return err
	})
	return l, err
}

// Letters lists the messages whose link can still be used, the newest first.
func (s *Store) Letters(ctx context.Context) (list []Letter, err error) {
	err = s.read(ctx, "list messages", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Where("token_hash IN (?)", s.usableTokens(tx)).Order("at DESC", "id DESC").Scan(ctx)
	})
	return list, err
}

// usableTokens are those of the invitations that can still be used.
func (s *Store) usableTokens(tx *tx) *bun.SelectQuery {
	return tx.NewSelect().Model((*Invitation)(nil)).Column("token_hash").Where("used_at IS NULL AND expires_at > ?", s.now())
}

// Letter gives one message whose link can still be used.
func (s *Store) Letter(ctx context.Context, id string) (l Letter, err error) {
	err = s.read(ctx, "read message", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&l).Where("id = ?", clean(id)).Where("token_hash IN (?)", s.usableTokens(tx)).Scan(ctx)
	})
	return l, err
}

// DropLetter forgets a message; the link in it stays good.
func (s *Store) DropLetter(ctx context.Context, id, author string) error {
	return s.write(ctx, "forget message", func(ctx context.Context, tx *tx) error {
		if err := one(tx.NewDelete().Model((*Letter)(nil)).Where("id = ?", clean(id)).Exec(ctx)); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Action: "drop", ObjectKind: "letter", Object: id})
	})
}

// SweepLetters forgets the messages whose link opens nothing any more.
func (s *Store) SweepLetters(ctx context.Context) (n int, err error) {
	err = s.write(ctx, "sweep messages", func(ctx context.Context, tx *tx) error {
		res, err := tx.NewDelete().Model((*Letter)(nil)).Where("token_hash NOT IN (?)", s.usableTokens(tx)).Exec(ctx)
		if err != nil {
			return err
		}
		gone, err := res.RowsAffected()
		n = int(gone)
		return err
	})
	return n, err
}
