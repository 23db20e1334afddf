package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// CandidateFilter chooses candidates; zero values choose all.
type CandidateFilter struct {
	Source string
	Kind   string
	State  CandidateState
	Record string
	NEQ    string
	Limit  int // 0 = no limit
	Offset int
}

// ProposeResult counts what became of proposals.
type ProposeResult struct {
	Added   int // new
	Changed int // the source says something else than before: proposed again
	Same    int // known already, in whatever state
}

// Propose keeps what a source proposes.
func (s *Store) Propose(ctx context.Context, list []Candidate) (res ProposeResult, err error) {
	err = s.write(ctx, "propose candidates", func(ctx context.Context, tx *tx) error {
		res = ProposeResult{}
		now := s.now()
		for from := 0; from < len(list); from += insertChunk {
			part := list[from:min(from+insertChunk, len(list))]
			known, err := knownCandidates(ctx, tx, part)
			if err != nil {
				return err
			}
			var fresh []Candidate
			for _, c := range part {
				c.Data = orEmpty(c.Data)
				sum := sha256.Sum256(c.Data)
				c.Digest, c.State, c.ProposedAt = hex.EncodeToString(sum[:]), Proposed, now
				cleanAll(&c.Source, &c.SourceKey, &c.Kind, &c.Record, &c.Name, &c.NEQ, &c.Reason)
				id := [3]string{c.Source, c.SourceKey, c.Kind}
				old, ok := known[id]
				switch {
				case !ok:
					c.ID = s.opt.NewID()
					known[id] = c
					fresh = append(fresh, c)
					res.Added++
				case old.Digest == c.Digest:
					res.Same++
				default:
					res.Changed++ // what was said of the one before is not said of this one
					c.Reason, c.SettledBy, c.SettledAt = "", "", time.Time{}
					if err := one(tx.NewUpdate().Model(&c).Column("record", "name", "neq", "data", "digest", "state", "reason", "settled_by", "settled_at", "proposed_at").
						Where("source = ? AND source_key = ? AND kind = ?", c.Source, c.SourceKey, c.Kind).Exec(ctx)); err != nil {
						return err
					}
				}
			}
			if len(fresh) > 0 {
				if _, err := tx.NewInsert().Model(&fresh).Exec(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return res, err
}

// knownCandidates finds those of a list that were proposed before.
func knownCandidates(ctx context.Context, tx *tx, list []Candidate) (map[[3]string]Candidate, error) {
	keys := make([]string, len(list))
	for i, c := range list {
		keys[i] = clean(c.SourceKey)
	}
	var rows []Candidate
	if err := tx.NewSelect().Model(&rows).Where("source_key IN (?)", bun.List(keys)).Scan(ctx); err != nil {
		return nil, err
	}
	known := map[[3]string]Candidate{}
	for _, r := range rows {
		known[[3]string{r.Source, r.SourceKey, r.Kind}] = r
	}
	return known, nil
}

// Candidate gives one candidate.
func (s *Store) Candidate(ctx context.Context, id string) (c Candidate, err error) {
	err = s.read(ctx, "read candidate", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&c).Where("id = ?", clean(id)).Scan(ctx)
	})
	return c, err
}

// Candidates lists candidates, by source, key and kind.
func (s *Store) Candidates(ctx context.Context, f CandidateFilter) (list []Candidate, err error) {
	err = s.read(ctx, "list candidates", func(ctx context.Context, tx *tx) error {
		q := tx.NewSelect().Model(&list).Apply(f.apply).Order("source", "source_key", "kind").Offset(int64(f.Offset))
		if f.Limit > 0 {
			q = q.Limit(int64(f.Limit))
		}
		return q.Scan(ctx)
	})
	return list, err
}

// CountCandidates counts candidates; Limit and Offset are not looked at.
func (s *Store) CountCandidates(ctx context.Context, f CandidateFilter) (n int, err error) {
	err = s.read(ctx, "count candidates", func(ctx context.Context, tx *tx) error {
		found, err := tx.NewSelect().Model((*Candidate)(nil)).Apply(f.apply).Count(ctx)
		n = int(found)
		return err
	})
	return n, err
}

func (f CandidateFilter) apply(q *bun.SelectQuery) *bun.SelectQuery {
	for _, w := range [...][2]string{{"source", f.Source}, {"kind", f.Kind}, {"state", string(f.State)}, {"record", f.Record}, {"neq", f.NEQ}} {
		if w[1] != "" {
			q = q.Where("? = ?", bun.Ident(w[0]), clean(w[1]))
		}
	}
	return q
}

// SettleCandidate accepts or dismisses a candidate.
func (s *Store) SettleCandidate(ctx context.Context, id string, state CandidateState, record, author, reason string) error {
	if state != Accepted && state != Dismissed {
		return fmt.Errorf("settle candidate: %w: state %q", ErrInvalid, state)
	}
	return s.write(ctx, "settle candidate", func(ctx context.Context, tx *tx) error {
		q := tx.NewUpdate().Model((*Candidate)(nil)).Set("state = ?", state).Set("reason = ?", clean(reason)).
			Set("settled_by = ?", clean(author)).Set("settled_at = ?", s.now()).Where("id = ? AND state = ?", clean(id), Proposed)
		if record != "" {
			q = q.Set("record = ?", clean(record))
		}
		err := one(q.Exec(ctx))
		if errors.Is(err, ErrNotFound) {
			var c Candidate
			if err := tx.NewSelect().Model(&c).Where("id = ?", clean(id)).Scan(ctx); err != nil {
				return err
			}
			return &ConflictError{What: "candidate", ID: c.ID, Name: c.Name, By: c.SettledBy, At: c.SettledAt}
		}
		if err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Action: string(state), ObjectKind: "candidate", Object: id, Detail: detail("reason", reason)})
	})
}

// ReturnCandidate takes the dismissal of a candidate back: it waits again. One
// that was not dismissed is [ErrConflict].
func (s *Store) ReturnCandidate(ctx context.Context, id, author string) error {
	return s.write(ctx, "return candidate", func(ctx context.Context, tx *tx) error {
		err := one(tx.NewUpdate().Model((*Candidate)(nil)).Set("state = ?", Proposed).Set("reason = ?", "").Set("settled_by = ?", "").Set("settled_at = NULL").
			Where("id = ? AND state = ?", clean(id), Dismissed).Exec(ctx))
		if errors.Is(err, ErrNotFound) {
			var c Candidate
			if err := tx.NewSelect().Model(&c).Where("id = ?", clean(id)).Scan(ctx); err != nil {
				return err
			}
			return fmt.Errorf("candidate %s is %s: %w", c.ID, c.State, ErrConflict)
		}
		if err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: author, Action: "returned", ObjectKind: "candidate", Object: id})
	})
}
