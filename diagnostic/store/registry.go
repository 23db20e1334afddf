package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"jachete/diagnostic/registry/record"
)

// versionRow is a change of the registry. The columns beside data serve
// searches only: data is what counts.
type versionRow struct {
	bun.BaseModel `bun:"table:registry_versions,alias:v"`

	Seq      int64 `bun:",pk"`
	Record   string
	Name     string
	NEQ      string `bun:"neq"`
	BN       string `bun:"bn"`
	Standing string
	Data     string
	Author   string
	At       time.Time
	Reason   string
	Batch    string `bun:",nullzero"`
}

// currentRow points to the last change of a record.
type currentRow struct {
	bun.BaseModel `bun:"table:registry_current"`

	Record   string `bun:",pk"`
	Seq      int64
	Name     string
	NEQ      string `bun:"neq"`
	BN       string `bun:"bn"`
	Standing string
}

func (r *versionRow) version() (record.Version, error) {
	v := record.Version{Seq: r.Seq, At: r.At, Author: r.Author, Reason: r.Reason, Batch: r.Batch}
	if err := json.Unmarshal([]byte(r.Data), &v.Record); err != nil {
		return v, fmt.Errorf("%w: change %d of the registry: %w", ErrCorrupt, r.Seq, err)
	}
	return v, nil
}

func rowOf(v record.Version) (versionRow, error) {
	data, err := json.Marshal(v.Record)
	if err != nil {
		return versionRow{}, fmt.Errorf("%w: record %s: %w", ErrInvalid, v.Record.ID, err)
	}
	row := versionRow{
		Seq: v.Seq, Record: v.Record.ID, NEQ: v.Record.NEQ, BN: v.Record.BN, Data: string(data),
		Author: v.Author, At: v.At, Reason: v.Reason, Batch: v.Batch,
	}
	if len(v.Record.Names) > 0 {
		row.Name = v.Record.Names[0].Text
	}
	if n := len(v.Record.Statuses); n > 0 {
		row.Standing = string(v.Record.Statuses[n-1].Standing)
	}
	cleanAll(&row.Record, &row.Name, &row.NEQ, &row.BN, &row.Standing, &row.Author, &row.Reason, &row.Batch)
	return row, nil
}

// registryLock is the lock of writers of the registry: its order has no gaps.
const registryLock = 0x6a616368_0001

// AppendVersions writes changes of the registry.
func (s *Store) AppendVersions(ctx context.Context, head int64, versions []record.Version) (out []record.Version, err error) {
	err = s.write(ctx, "write registry", func(ctx context.Context, tx *tx) error {
		out, err = s.appendVersions(ctx, tx, head, versions)
		return err
	})
	return out, err
}

func (s *Store) appendVersions(ctx context.Context, tx *tx, head int64, versions []record.Version) ([]record.Version, error) {
	if err := s.engine.lock(ctx, tx, registryLock); err != nil {
		return nil, err
	}
	last, err := registryHead(ctx, tx)
	if err != nil {
		return nil, err
	}
	if head > last {
		return nil, fmt.Errorf("%w: head %d is after the last change %d", ErrInvalid, head, last)
	}
	if err := refuseChanged(ctx, tx, head, versions); err != nil {
		return nil, err
	}
	now := s.now()
	out := make([]record.Version, len(versions))
	rows := make([]versionRow, len(versions))
	latest := map[string]int{}
	for i, v := range versions {
		if v.Record.ID == "" {
			return nil, fmt.Errorf("%w: a record without identifier", ErrInvalid)
		}
		v.Seq = last + int64(i) + 1
		if v.At.IsZero() {
			v.At = now
		}
		v.At = v.At.UTC().Truncate(time.Microsecond)
		if rows[i], err = rowOf(v); err != nil {
			return nil, err
		}
		out[i] = v
		latest[rows[i].Record] = i
	}
	for from := 0; from < len(rows); from += insertChunk {
		part := rows[from:min(from+insertChunk, len(rows))]
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return nil, err
		}
	}
	var current []currentRow
	for i, r := range rows {
		if latest[r.Record] == i {
			current = append(current, currentRow{Record: r.Record, Seq: r.Seq, Name: r.Name, NEQ: r.NEQ, BN: r.BN, Standing: r.Standing})
		}
	}
	for from := 0; from < len(current); from += insertChunk {
		part := current[from:min(from+insertChunk, len(current))]
		_, err := tx.NewInsert().Model(&part).On("CONFLICT (record) DO UPDATE").Set("seq = EXCLUDED.seq").Set("name = EXCLUDED.name").
			Set("neq = EXCLUDED.neq").Set("bn = EXCLUDED.bn").Set("standing = EXCLUDED.standing").Exec(ctx)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// insertChunk is how many rows a written-out statement takes.
const insertChunk = 200

// refuseChanged refuses changes of records that changed after head.
func refuseChanged(ctx context.Context, tx *tx, head int64, versions []record.Version) error {
	for from := 0; from < len(versions); from += insertChunk {
		var ids []string
		for _, v := range versions[from:min(from+insertChunk, len(versions))] {
			ids = append(ids, clean(v.Record.ID))
		}
		var changed []versionRow
		err := tx.NewSelect().Model(&changed).Where("seq > ?", head).Where("record IN (?)", bun.List(ids)).
			Order("seq DESC").Limit(1).Scan(ctx)
		if err != nil {
			return err
		}
		if len(changed) > 0 {
			c := changed[0]
			return &ConflictError{What: "record", ID: c.Record, Name: c.Name, By: c.Author, At: c.At}
		}
	}
	return nil
}

// RegistryHead is the last change's Seq.
func (s *Store) RegistryHead(ctx context.Context) (seq int64, err error) {
	err = s.read(ctx, "read registry", func(ctx context.Context, tx *tx) error {
		seq, err = registryHead(ctx, tx)
		return err
	})
	return seq, err
}

func registryHead(ctx context.Context, tx *tx) (seq int64, err error) {
	err = tx.NewSelect().Model((*versionRow)(nil)).ColumnExpr("coalesce(max(seq), 0)").Scan(ctx, &seq)
	return seq, err
}

// Record as it stands.
func (s *Store) Record(ctx context.Context, id string) (record.Version, error) {
	list, err := s.versions(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("record = ?", clean(id)).Order("seq DESC").Limit(1)
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("read registry: %w", ErrNotFound)
	}
	if err != nil {
		return record.Version{}, err
	}
	return list[0], nil
}

// RecordHistory is all changes of a record.
func (s *Store) RecordHistory(ctx context.Context, id string) ([]record.Version, error) {
	return s.versions(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("record = ?", clean(id)).Order("seq") })
}

// Records as they stand. What is inside a record is shared with other callers:
// records are changed by making others.
func (s *Store) Records(ctx context.Context) (list []record.Version, err error) {
	err = s.read(ctx, "read registry", func(ctx context.Context, tx *tx) error {
		list, _, err = s.records(ctx, tx)
		return err
	})
	return list, err
}

// records gives the records as they stand and the change that made them so. They
// are read again when something was appended since: every page needs them.
func (s *Store) records(ctx context.Context, tx *tx) ([]record.Version, int64, error) {
	head, err := registryHead(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	if list, ok := s.last.at(head); ok {
		return list, head, nil
	}
	list, err := versions(ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("seq IN (SELECT c.seq FROM registry_current AS c)").Order("record")
	})
	if err == nil {
		s.last.keep(head, list)
	}
	return list, head, err
}

// standing is the registry as it was last read.
type standing struct {
	mu   sync.Mutex
	head int64
	list []record.Version
}

func (l *standing) at(head int64) ([]record.Version, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list), head > 0 && l.head == head
}

func (l *standing) keep(head int64, list []record.Version) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if head >= l.head {
		l.head, l.list = head, slices.Clone(list)
	}
}

// RecordsAt gives the records as they stood after a change; see [Store.Records].
func (s *Store) RecordsAt(ctx context.Context, seq int64) (list []record.Version, err error) {
	var head int64
	err = s.read(ctx, "read registry", func(ctx context.Context, tx *tx) error {
		if head, err = registryHead(ctx, tx); err == nil && head == seq {
			list, _, err = s.records(ctx, tx)
		}
		return err
	})
	if err != nil || head == seq {
		return list, err
	}
	return s.versions(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("seq IN (SELECT max(o.seq) FROM registry_versions AS o WHERE o.seq <= ? GROUP BY o.record)", seq).Order("record")
	})
}

// RecordsIdentified finds records by an identifier.
func (s *Store) RecordsIdentified(ctx context.Context, neq, bn string) ([]record.Version, error) {
	return s.versions(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("seq IN (SELECT c.seq FROM registry_current AS c WHERE (c.neq = ? AND c.neq <> '') OR (c.bn = ? AND c.bn <> ''))",
			clean(neq), clean(bn)).Order("record")
	})
}

func (s *Store) versions(ctx context.Context, which func(*bun.SelectQuery) *bun.SelectQuery) (list []record.Version, err error) {
	err = s.read(ctx, "read registry", func(ctx context.Context, tx *tx) error {
		list, err = versions(ctx, tx, which)
		return err
	})
	return list, err
}

func versions(ctx context.Context, tx *tx, which func(*bun.SelectQuery) *bun.SelectQuery) ([]record.Version, error) {
	var rows []versionRow
	if err := tx.NewSelect().Model(&rows).Apply(which).Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]record.Version, len(rows))
	var err error
	for i := range rows {
		if list[i], err = rows[i].version(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// EachVersion goes through the history.
func (s *Store) EachVersion(ctx context.Context, after int64, f func(record.Version) error) error {
	return s.read(ctx, "read registry", func(ctx context.Context, tx *tx) error {
		for {
			part, err := versions(ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
				return q.Where("seq > ?", after).Order("seq").Limit(1000)
			})
			if err != nil || len(part) == 0 {
				return err
			}
			for _, v := range part {
				if err := f(v); err != nil {
					return err
				}
			}
			after = part[len(part)-1].Seq
		}
	})
}
