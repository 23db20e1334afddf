package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
)

// AuditFilter chooses lines of the audit log; zero values choose all.
type AuditFilter struct {
	From, To   time.Time // To is left out
	Actor      string
	Action     string
	ObjectKind string
	Object     string
	Limit      int // 0 = 1,000
	Offset     int
}

// Log writes a line of the audit log.
func (s *Store) Log(ctx context.Context, e AuditEntry) error {
	return s.write(ctx, "write audit log", func(ctx context.Context, tx *tx) error { return s.log(ctx, tx, e) })
}

// log writes a line within the transaction it speaks of.
func (s *Store) log(ctx context.Context, tx *tx, e AuditEntry) error {
	e.ID, e.At = s.opt.NewID(), s.now()
	if len(e.Detail) == 0 {
		e.Detail = json.RawMessage("{}")
	}
	cleanAll(&e.Actor, &e.Action, &e.ObjectKind, &e.Object)
	_, err := tx.NewInsert().Model(&e).Exec(ctx)
	return err
}

// detail makes the JSON of an audit line from name, value pairs.
func detail(pairs ...any) json.RawMessage {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			m[name] = pairs[i+1]
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return json.RawMessage("{}") // values are texts and numbers: cannot happen
	}
	return b
}

// AuditTrail of one organisation.
func (s *Store) AuditTrail(ctx context.Context, org OrgID, f AuditFilter) ([]AuditEntry, error) {
	return s.audit(ctx, f, mine(org))
}

// AuditAll is the log of the whole installation.
func (s *Store) AuditAll(ctx context.Context, f AuditFilter) ([]AuditEntry, error) {
	return s.audit(ctx, f, func(q *bun.SelectQuery) *bun.SelectQuery { return q })
}

func (s *Store) audit(ctx context.Context, f AuditFilter, which func(*bun.SelectQuery) *bun.SelectQuery) (list []AuditEntry, err error) {
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	err = s.read(ctx, "read audit log", func(ctx context.Context, tx *tx) error {
		q := tx.NewSelect().Model(&list).Apply(which)
		if !f.From.IsZero() {
			q = q.Where("at >= ?", f.From)
		}
		if !f.To.IsZero() {
			q = q.Where("at < ?", f.To)
		}
		for column, value := range map[string]string{"actor": f.Actor, "action": f.Action, "object_kind": f.ObjectKind, "object": f.Object} {
			if value != "" {
				q = q.Where("? = ?", bun.Ident(column), clean(value))
			}
		}
		return q.Order("at DESC", "id DESC").Limit(int64(f.Limit)).Offset(int64(f.Offset)).Scan(ctx)
	})
	return list, err
}
