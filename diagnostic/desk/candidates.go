package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Candidate is what an official source proposes, kept until a person accepts or
// dismisses it.
type Candidate struct {
	store.Candidate
	Evidence []source.Evidence
	Reason   source.Note
	Score    int
	Signals  []source.Weight
	// After is the new record, of [source.NewCandidate].
	After *record.Record
	// Changes are those of the record it speaks of, of the other kinds.
	Changes []record.Change
}

// proposed is what is kept of a proposal: what the source says, and nothing
// that changes with the rest of the record or from one reading to the next, so
// that what was dismissed is not proposed again.
type proposed struct {
	Evidence []source.Evidence `json:"evidence"`
	Reason   source.Note       `json:"reason"`
	Score    int               `json:"score,omitempty"`
	Signals  []source.Weight   `json:"signals,omitempty"`
	After    *record.Record    `json:"after,omitempty"`
	Changes  []record.Change   `json:"changes,omitempty"`
	By       string            `json:"by,omitempty"`    // account, of an enterprise's own proposal
	Asked    string            `json:"asked,omitempty"` // when, of the same
}

// KeepProposals keeps what official sources propose for the registry as it
// stands.
func (d *Desk) KeepProposals(ctx context.Context, a Actor, list []source.Proposal) (store.ProposeResult, error) {
	if err := a.advises(); err != nil {
		return store.ProposeResult{}, err
	}
	var rows []store.Candidate
	for i := range list {
		p := &list[i]
		row := store.Candidate{Source: p.Source, SourceKey: p.Key, Kind: string(p.Kind), Name: p.Name, NEQ: p.After.NEQ}
		kept := proposed{Evidence: p.Evidence, Reason: p.Reason, Score: p.Score, Signals: p.Signals}
		if p.Kind == source.NewCandidate {
			after := p.After
			after.ID = ""
			kept.After = &after
		} else {
			now, err := d.Store.Record(ctx, p.Record)
			if lost(err) {
				continue
			}
			if err != nil {
				return store.ProposeResult{}, fmt.Errorf("find record: %w", err)
			}
			after := p.Apply(now.Record)
			row.Record, kept.Changes = p.Record, record.Diff(&now.Record, &after)
		}
		row.Data = jsonOf(kept)
		rows = append(rows, row)
	}
	done, err := d.Store.Propose(ctx, rows)
	if err != nil {
		return done, fmt.Errorf("keep proposals: %w", err)
	}
	return done, nil
}

// Candidate gives one proposal.
func (d *Desk) Candidate(ctx context.Context, a Actor, id string) (*Candidate, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	row, err := d.Store.Candidate(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("find candidate: %w", err)
	}
	return readCandidate(row)
}

func readCandidate(row store.Candidate) (*Candidate, error) {
	var p proposed
	if err := json.Unmarshal(row.Data, &p); err != nil {
		return nil, fmt.Errorf("read candidate: %w", err)
	}
	return &Candidate{Candidate: row, Evidence: p.Evidence, Reason: p.Reason, Score: p.Score, Signals: p.Signals, After: p.After, Changes: p.Changes}, nil
}

// AcceptCandidate writes a proposal into the registry: a new record, which is a
// candidate and counts nowhere until it is recognised, or a change of a record.
// A record that no longer says what the source compared refuses the change; so
// does a proposal that is not the one that was looked at, by its Digest.
func (d *Desk) AcceptCandidate(ctx context.Context, a Actor, id, seen, reason string) (recordID string, err error) {
	c, err := d.Candidate(ctx, a, id)
	if err != nil {
		return "", err
	}
	if c.State != store.Proposed || c.Digest != seen {
		return "", fmt.Errorf("candidate %s: %w", id, ErrConflict)
	}
	if reason == "" {
		reason = c.Reason.In(message.In(message.French))
	}
	var next record.Record
	if c.After != nil {
		next = *c.After
		next.ID = "" // given when it is saved
	} else {
		now, err := d.Store.Record(ctx, c.Record)
		if err != nil {
			return "", fmt.Errorf("find record: %w", err)
		}
		for i := range c.Changes {
			if f, ok := record.FieldOf(c.Changes[i].Field); !ok || !f.Same(&now.Record, &c.Changes[i].Was) {
				return "", message.NewFault("desk.candidate_stale", message.Place{}, "name", now.Record.Name())
			}
		}
		next = record.Apply(&now.Record, c.Changes)
	}
	v, found, err := d.SaveRecord(ctx, a, next, reason)
	if err != nil {
		return "", err
	}
	for _, f := range found {
		if f.Refusal {
			return "", f.Fault
		}
	}
	if err := d.Store.SettleCandidate(ctx, id, store.Accepted, v.Record.ID, a.User, reason); err != nil {
		return "", fmt.Errorf("settle candidate: %w", err)
	}
	return v.Record.ID, nil
}

// DismissCandidate refuses a proposal; it comes back only if the source says
// something else.
func (d *Desk) DismissCandidate(ctx context.Context, a Actor, id, reason string) error {
	if err := a.advises(); err != nil {
		return err
	}
	if reason == "" {
		return message.NewFault("desk.reason", message.Place{})
	}
	if err := d.Store.SettleCandidate(ctx, id, store.Dismissed, "", a.User, reason); err != nil {
		return fmt.Errorf("settle candidate: %w", err)
	}
	return nil
}

// ReturnCandidate takes a dismissal back: the proposal waits again.
func (d *Desk) ReturnCandidate(ctx context.Context, a Actor, id string) error {
	if err := a.advises(); err != nil {
		return err
	}
	if err := d.Store.ReturnCandidate(ctx, id, a.User); err != nil {
		return fmt.Errorf("return candidate: %w", err)
	}
	return nil
}

// CandidateKinds lists the kinds of proposals: those of official sources, and what
// enterprises propose of their own record.
func CandidateKinds() []source.Kind { return append(source.Kinds(), OwnKind) }

// CountCandidates counts the proposals that wait, by kind.
func (d *Desk) CountCandidates(ctx context.Context, a Actor) (map[source.Kind]int, int, error) {
	if err := a.advises(); err != nil {
		return nil, 0, err
	}
	by, total := map[source.Kind]int{}, 0
	for _, k := range CandidateKinds() {
		n, err := d.Store.CountCandidates(ctx, store.CandidateFilter{Kind: string(k), State: store.Proposed})
		if err != nil {
			return nil, 0, fmt.Errorf("count candidates: %w", err)
		}
		by[k], total = n, total+n
	}
	return by, total, nil
}
