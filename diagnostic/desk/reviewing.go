package desk

import (
	"context"
	"errors"
	"fmt"

	"jachete/diagnostic"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// memoryOf is the decisions in force for an organisation, as its next diagnostic
// applies them; redirects are the mergers of the registry.
func (d *Desk) memoryOf(w *want, redirects map[string]string) (*review.Memory, error) {
	m, err := review.NewMemory(w.decisions, string(w.org.ID), redirects, d.params.Tables)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	return m, nil
}

func (d *Desk) redirects(ctx context.Context) (map[string]string, error) {
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	r, err := record.Redirects(recordsOf(versions))
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	return r, nil
}

// world is what decisions are checked against: the registry as it stands.
func (d *Desk) world(ctx context.Context) (review.World, error) {
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return review.World{}, fmt.Errorf("read registry: %w", err)
	}
	redirects, err := record.Redirects(recordsOf(versions))
	if err != nil {
		return review.World{}, fmt.Errorf("read registry: %w", err)
	}
	byID, byNEQ, byBN := map[string]*record.Record{}, map[string]*record.Record{}, map[string]*record.Record{}
	for i := range versions {
		r := &versions[i].Record
		byID[r.ID] = r
		if r.MergedInto != "" {
			continue
		}
		if r.NEQ != "" {
			byNEQ[r.NEQ] = r
		}
		if r.BN != "" {
			byBN[r.BN] = r
		}
	}
	return review.World{
		Redirects: redirects, Tables: d.params.Tables,
		Identifiers: func(id string) (neq, bn string) {
			if r := byID[id]; r != nil {
				return r.NEQ, r.BN
			}
			return "", ""
		},
		Holder: func(neq, bn string) (id, name string) {
			for _, r := range []*record.Record{byNEQ[neq], byBN[bn]} {
				if r != nil {
					return r.ID, r.Name()
				}
			}
			return "", ""
		},
	}, nil
}

// Review is what there is to settle in an organisation's period.
type Review struct {
	Value *diagnostic.Diagnostic
	Queue *review.Queue
	Rules string // versions behind the evidence shown
}

// Questions measures an organisation's period and lists what is open, the most
// dollars first.
func (d *Desk) Questions(ctx context.Context, a Actor, org OrgID, asked Asked) (*Review, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	asked, err := d.lookEdition(ctx, asked)
	if err != nil {
		return nil, err
	}
	_, v, _, err := d.standing(ctx, org, asked, nil)
	if err != nil {
		return nil, err
	}
	return &Review{Value: v.value, Queue: v.queue(), Rules: v.rules}, nil
}

// Decide keeps a person's answer. One that contradicts what is in force is
// refused with the decision in the way. Only the Pôle decides for all buyers at
// once; a buyer asks.
func (d *Desk) Decide(ctx context.Context, a Actor, org OrgID, asked Asked, list ...review.Decision) ([]review.Decision, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	asked, err := d.lookEdition(ctx, asked)
	if err != nil {
		return nil, err
	}
	_, k, _, err := d.standing(ctx, org, asked, nil)
	if err != nil {
		return nil, err
	}
	world, err := d.world(ctx)
	if err != nil {
		return nil, err
	}
	now := d.Now().UTC()
	for i := range list {
		x := &list[i]
		x.ID, x.At, x.Author, x.Buyer, x.Rules = d.NewID(), now, a.User, string(org), k.rules
		if x.Scope == review.AllBuyers && a.advises() != nil {
			x.Scope = review.Asked
		}
		if x.Scope == "" {
			x.Scope = review.ThisBuyer
		}
		if r, ok := k.catalogue.Record(x.Enterprise); ok && x.EnterpriseName == "" && x.EnterpriseNEQ == "" {
			x.EnterpriseName, x.EnterpriseNEQ = r.Name, r.NEQ
		}
		if f := x.Validate(); f != nil {
			return nil, f
		}
	}
	// Looked at and kept in one transaction: of two who say the contrary at the
	// same moment, the second is told.
	kept, err := d.Store.TakeDecisions(ctx, org, list, func(have []review.Decision) error {
		for i := range list {
			if c := review.Check(have, list[i], world); c != nil {
				return c.Fault()
			}
			have = append(have, list[i])
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("keep decision: %w", err)
	}
	return kept, nil
}

// Reverse takes a decision back and lists the diagnostics in which it changed
// something: for the Pôle those of every buyer, for a buyer its own. One that the
// Pôle opened to all buyers counts in the shares of others, so it is the Pôle's
// to take back, also from the buyer who took it.
func (d *Desk) Reverse(ctx context.Context, a Actor, org OrgID, id, reason string) ([]store.Diagnostic, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, message.NewFault("desk.reason", message.Place{})
	}
	touched, err := d.Store.ReverseDecision(ctx, org, id, a.User, reason, a.advises() == nil)
	if errors.Is(err, store.ErrShared) {
		return nil, message.NewFault("desk.shared", message.Place{})
	}
	if err != nil {
		return nil, fmt.Errorf("reverse decision: %w", err)
	}
	if a.advises() == nil {
		if touched, err = d.Store.UsesOfDecision(ctx, id); err != nil {
			return nil, fmt.Errorf("list uses: %w", err)
		}
	}
	return touched, nil
}

// Decisions lists an organisation's, reversed ones too, in order of time.
func (d *Desk) Decisions(ctx context.Context, a Actor, org OrgID) ([]review.Decision, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	return d.Store.Decisions(ctx, org)
}

// AskedFor lists the decisions that buyers would share with all.
func (d *Desk) AskedFor(ctx context.Context, a Actor) ([]review.Decision, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	return d.Store.AskedDecisions(ctx)
}

// Agree opens a decision to all buyers, or declines.
func (d *Desk) Agree(ctx context.Context, a Actor, id string, yes bool, reason string) error {
	if err := a.advises(); err != nil {
		return err
	}
	var judge func([]review.Decision, review.Decision) error
	if yes {
		world, err := d.world(ctx)
		if err != nil {
			return err
		}
		// What contradicts another decision that holds for all is not opened.
		judge = func(have []review.Decision, x review.Decision) error {
			x.Scope = review.AllBuyers
			if c := review.Check(have, x, world); c != nil {
				return c.Fault()
			}
			return nil
		}
	}
	if err := d.Store.AgreeDecision(ctx, id, yes, a.User, reason, judge); err != nil {
		return fmt.Errorf("agree: %w", err)
	}
	return nil
}
