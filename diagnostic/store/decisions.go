package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"jachete/diagnostic/review"
)

// decisionRow is a decision as it was taken (Data) and what became of it.
type decisionRow struct {
	bun.BaseModel `bun:"table:decisions"`

	ID             string `bun:",pk"`
	Organisation   OrgID
	Scope          review.Scope
	Kind           review.Kind
	NEQ            string `bun:"neq"`
	BN             string `bun:"bn"`
	Name           string
	Verdict        review.Verdict
	Enterprise     string
	Class          string
	Data           string
	Author         string
	At             time.Time
	AgreedBy       string
	AgreedAt       time.Time `bun:",nullzero"`
	AgreedReason   string
	ReversedBy     string
	ReversedAt     time.Time `bun:",nullzero"`
	ReversedReason string
}

func (r *decisionRow) decision() (d review.Decision, err error) {
	if err := json.Unmarshal([]byte(r.Data), &d); err != nil {
		return d, fmt.Errorf("%w: decision %s: %w", ErrCorrupt, r.ID, err)
	}
	d.Scope = r.Scope
	d.ReversedBy, d.ReversedAt, d.ReversedOn = r.ReversedBy, r.ReversedAt, r.ReversedReason
	return d, nil
}

// Judge looks at the decisions in force before others are kept, in the same
// transaction: nobody decides in between. Its error keeps nothing.
type Judge func(inForce []review.Decision) error

// decisionLock makes whoever decides wait for each other: a decision open to
// all is in force for every organisation.
const decisionLock = 0x64656369

// AddDecisions keeps decisions.
func (s *Store) AddDecisions(ctx context.Context, org OrgID, list []review.Decision) ([]review.Decision, error) {
	for i := range list {
		if list[i].Scope == review.AllBuyers {
			return nil, fmt.Errorf("add decisions: %w: a decision is opened to all buyers by the Pôle's agreement", ErrInvalid)
		}
	}
	return s.TakeDecisions(ctx, org, list, nil)
}

// TakeDecisions keeps decisions that a judge lets pass. One for all buyers is
// asked for, then agreed to by its author: the same two steps, and the same
// trace, as when a buyer asks.
func (s *Store) TakeDecisions(ctx context.Context, org OrgID, list []review.Decision, judge Judge) ([]review.Decision, error) {
	rows := make([]decisionRow, len(list))
	out := make([]review.Decision, len(list))
	for i, d := range list {
		r, err := s.newDecision(org, &d)
		if err != nil {
			return nil, fmt.Errorf("add decisions: %w", err)
		}
		rows[i], out[i] = r, d
	}
	err := s.write(ctx, "add decisions", func(ctx context.Context, tx *tx) error {
		if err := s.judge(ctx, tx, org, judge); err != nil {
			return err
		}
		for part := range slices.Chunk(rows, insertChunk) {
			if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
				return err
			}
		}
		for i := range out {
			d := &out[i]
			err := s.log(ctx, tx, AuditEntry{
				Actor: d.Author, Organisation: org, Action: "decide", ObjectKind: "decision", Object: d.ID,
				Detail: detail("kind", d.Kind, "verdict", d.Verdict, "class", d.Class, "enterprise", d.Enterprise),
			})
			if err != nil {
				return err
			}
			if d.Scope != review.AllBuyers {
				continue
			}
			if err := s.agree(ctx, tx, &rows[i], true, d.Author, d.Reason); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// newDecision is the row of a decision that is taken now; what is open to all
// begins as asked for.
func (s *Store) newDecision(org OrgID, d *review.Decision) (decisionRow, error) {
	if d.Buyer != string(org) {
		return decisionRow{}, fmt.Errorf("%w: decision of buyer %q for %q", ErrInvalid, d.Buyer, string(org))
	}
	if d.ID == "" {
		d.ID = s.opt.NewID()
	}
	if d.At.IsZero() {
		d.At = s.now()
	}
	d.At = d.At.UTC().Truncate(time.Microsecond)
	taken := *d
	if taken.Scope == review.AllBuyers {
		taken.Scope = review.Asked
	}
	data, err := json.Marshal(taken)
	if err != nil {
		return decisionRow{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	r := decisionRow{
		ID: d.ID, Organisation: org, Scope: taken.Scope, Kind: d.Kind, NEQ: d.Subject.NEQ, BN: d.Subject.BN, Verdict: d.Verdict,
		Enterprise: d.Enterprise, Class: d.Class, Data: string(data), Author: d.Author, At: d.At,
		ReversedBy: d.ReversedBy, ReversedAt: d.ReversedAt, ReversedReason: d.ReversedOn,
	}
	if len(d.Subject.Names) > 0 {
		r.Name = d.Subject.Names[0]
	}
	cleanAll(&r.ID, &r.NEQ, &r.BN, &r.Name, &r.Enterprise, &r.Class, &r.Author, &r.ReversedBy, &r.ReversedReason)
	return r, nil
}

// judge shows a judge what is in force for an organisation, and makes others who
// decide wait until the transaction ends.
func (s *Store) judge(ctx context.Context, tx *tx, org OrgID, judge Judge) error {
	if judge == nil {
		return nil
	}
	if err := s.engine.lock(ctx, tx, decisionLock); err != nil {
		return err
	}
	have, err := decisionsIn(ctx, tx, inForceFor(org))
	if err != nil {
		return err
	}
	return judge(have)
}

// Decisions an organisation took.
func (s *Store) Decisions(ctx context.Context, org OrgID) ([]review.Decision, error) {
	return s.decisions(ctx, mine(org))
}

// DecisionsFor are the decisions that hold for an organisation.
func (s *Store) DecisionsFor(ctx context.Context, org OrgID) ([]review.Decision, error) {
	return s.decisions(ctx, inForceFor(org))
}

func inForceFor(org OrgID) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("reversed_at IS NULL").Where("organisation = ? OR scope = ?", org, review.AllBuyers)
	}
}

// Decision gives one decision of an organisation.
func (s *Store) Decision(ctx context.Context, org OrgID, id string) (review.Decision, error) {
	list, err := s.decisions(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Apply(mine(org)).Where("id = ?", clean(id))
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("read decision: %w", ErrNotFound)
	}
	if err != nil {
		return review.Decision{}, err
	}
	return list[0], nil
}

// AskedDecisions wait for the Pôle's agreement.
func (s *Store) AskedDecisions(ctx context.Context) ([]review.Decision, error) {
	return s.decisions(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("reversed_at IS NULL").Where("scope = ?", review.Asked)
	})
}

func (s *Store) decisions(ctx context.Context, which func(*bun.SelectQuery) *bun.SelectQuery) (list []review.Decision, err error) {
	err = s.read(ctx, "read decisions", func(ctx context.Context, tx *tx) error {
		list, err = decisionsIn(ctx, tx, which)
		return err
	})
	return list, err
}

func decisionsIn(ctx context.Context, tx *tx, which func(*bun.SelectQuery) *bun.SelectQuery) ([]review.Decision, error) {
	var rows []decisionRow
	if err := tx.NewSelect().Model(&rows).Apply(which).Order("at", "id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]review.Decision, len(rows))
	for i := range rows {
		var err error
		if list[i], err = rows[i].decision(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ReverseDecision takes a decision back. shared lets in one that is open to all
// buyers, which is the Pôle's to take back.
func (s *Store) ReverseDecision(ctx context.Context, org OrgID, id, author, reason string, shared bool) (touched []Diagnostic, err error) {
	err = s.write(ctx, "reverse decision", func(ctx context.Context, tx *tx) error {
		q := tx.NewUpdate().Model((*decisionRow)(nil)).Set("reversed_by = ?", clean(author)).Set("reversed_at = ?", s.now()).
			Set("reversed_reason = ?", clean(reason)).Where("organisation = ? AND id = ? AND reversed_at IS NULL", org, clean(id))
		if !shared {
			q = q.Where("scope <> ?", review.AllBuyers)
		}
		err := one(q.Exec(ctx))
		if errors.Is(err, ErrNotFound) {
			var r decisionRow
			if err := tx.NewSelect().Model(&r).Apply(mine(org)).Where("id = ?", clean(id)).Scan(ctx); err != nil {
				return err
			}
			if r.ReversedAt.IsZero() {
				return fmt.Errorf("decision %s: %w", r.ID, ErrShared)
			}
			return &ConflictError{What: "decision", ID: r.ID, Name: r.Name, By: r.ReversedBy, At: r.ReversedAt}
		}
		if err != nil {
			return err
		}
		if err := tx.NewSelect().Model(&touched).Apply(mine(org)).Apply(appliedIn(id)).Scan(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{
			Actor: author, Organisation: org, Action: "reverse", ObjectKind: "decision", Object: id, Detail: detail("reason", reason),
		})
	})
	return touched, err
}

// appliedIn chooses the diagnostics in which a decision changed something.
func appliedIn(decision string) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("id IN (SELECT u.diagnostic FROM diagnostic_applied AS u WHERE u.decision = ?)", clean(decision)).Order("made_at", "id")
	}
}

// UsesOfDecision lists the diagnostics of all organisations in which a decision
// changed something.
func (s *Store) UsesOfDecision(ctx context.Context, id string) (list []Diagnostic, err error) {
	err = s.read(ctx, "list uses of a decision", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).Apply(appliedIn(id)).Scan(ctx)
	})
	return list, err
}

// AgreeDecision opens an asked decision to all buyers or leaves it its buyer's.
// A judge sees what is in force for its buyer, itself left out.
func (s *Store) AgreeDecision(ctx context.Context, id string, agree bool, author, reason string, judge func(inForce []review.Decision, d review.Decision) error) error {
	return s.write(ctx, "agree to a decision", func(ctx context.Context, tx *tx) error {
		var r decisionRow
		if err := tx.NewSelect().Model(&r).Where("id = ?", clean(id)).Scan(ctx); err != nil {
			return err
		}
		if judge != nil {
			d, err := r.decision()
			if err != nil {
				return err
			}
			err = s.judge(ctx, tx, r.Organisation, func(have []review.Decision) error {
				return judge(slices.DeleteFunc(have, func(x review.Decision) bool { return x.ID == d.ID }), d)
			})
			if err != nil {
				return err
			}
		}
		return s.agree(ctx, tx, &r, agree, author, reason)
	})
}

func (s *Store) agree(ctx context.Context, tx *tx, r *decisionRow, agree bool, author, reason string) error {
	scope, action := review.ThisBuyer, "decline"
	if agree {
		scope, action = review.AllBuyers, "agree"
	}
	err := one(tx.NewUpdate().Model((*decisionRow)(nil)).Set("scope = ?", scope).Set("agreed_by = ?", clean(author)).
		Set("agreed_at = ?", s.now()).Set("agreed_reason = ?", clean(reason)).
		Where("id = ? AND scope = ? AND reversed_at IS NULL", r.ID, review.Asked).Exec(ctx))
	if errors.Is(err, ErrNotFound) {
		return &ConflictError{What: "decision", ID: r.ID, Name: r.Name, By: r.AgreedBy, At: r.AgreedAt}
	}
	if err != nil {
		return err
	}
	return s.log(ctx, tx, AuditEntry{
		Actor: author, Organisation: r.Organisation, Action: action, ObjectKind: "decision", Object: r.ID, Detail: detail("reason", reason),
	})
}
