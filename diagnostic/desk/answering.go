package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Answer is what a person says to a question.
type Answer struct {
	Verdict    review.Verdict // of a question about a match
	Enterprise string         // of Same, when it is not the candidate asked about
	Class      string         // of a question about a class
	Account    string         // limits Class to one account, "" = all
	Reason     string
	Scope      review.Scope
	// All answers for every payee of a homogeneous group.
	All bool
	// Name and City of the enterprise to propose, of Propose.
	Name, City string
}

// Answered is what came of an answer.
type Answered struct {
	Kept          []review.Decision
	Before, After review.Standing
}

// AnswerQuestion settles a question of a buyer's docket. A question whose
// evidence conflicts is answered one payee at a time, and never without a
// reason. A question that is no longer open is [ErrConflict].
func (d *Desk) AnswerQuestion(ctx context.Context, a Actor, org OrgID, id string, ans Answer) (*Answered, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	k, err := d.Docket(ctx, a, org)
	if err != nil {
		return nil, err
	}
	x, ok := k.Find(id)
	if !ok {
		return nil, fmt.Errorf("question %s: %w", id, ErrConflict)
	}
	ans.Reason = strings.TrimSpace(ans.Reason)
	if ans.Reason == "" && (x.Blocked || ans.Verdict == review.Unsure) {
		return nil, message.NewFault("desk.answer_reason", message.Place{}, "payee", x.First().Subject.Names[0])
	}
	one, err := d.decision(ctx, a, x, ans)
	if err != nil {
		return nil, err
	}
	var list []review.Decision
	for i, s := range k.Queue.Subjects(x.Question, ans.All && x.Homogeneous()) {
		next := one
		next.Subject = s
		for _, c := range k.Queue.Items[x.Items[i]].Verdict.Candidates {
			if c.ID == one.Enterprise {
				next.Evidence = slices.Clone(c.Evidence)
			}
		}
		list = append(list, next)
	}
	out := &Answered{Before: k.Standing}
	if out.Kept, err = d.Decide(ctx, a, org, k.Asked, list...); err != nil {
		return nil, err
	}
	if k, err = d.Docket(ctx, a, org); err != nil {
		return nil, err
	}
	out.After = k.Standing
	return out, nil
}

// decision is what an answer says, before it is said of a payee.
func (d *Desk) decision(ctx context.Context, a Actor, x *Open, ans Answer) (review.Decision, error) {
	out := review.Decision{Kind: x.Kind, Scope: ans.Scope, Reason: ans.Reason}
	if x.Kind == review.Class {
		if !slices.ContainsFunc(x.Docket.Classes, func(c policy.Class) bool { return c.ID == ans.Class }) {
			return out, message.NewFault("desk.answer", message.Place{})
		}
		out.Class, out.Account = ans.Class, ans.Account
		return out, nil
	}
	out.Verdict = ans.Verdict
	switch ans.Verdict {
	case review.Same, review.Different:
		out.Enterprise = x.Candidate.ID
		if ans.Verdict == review.Same && ans.Enterprise != "" {
			out.Enterprise = ans.Enterprise
		}
		r, ok := x.Docket.Record(out.Enterprise)
		if !ok {
			return out, message.NewFault("desk.answer", message.Place{})
		}
		out.EnterpriseName, out.EnterpriseNEQ = r.Name, r.NEQ
	case review.Propose:
		if a.advises() != nil || strings.TrimSpace(ans.Name) == "" {
			return out, nil // the Pôle makes the record when it looks at the proposal
		}
		r, err := d.propose(ctx, a, x, ans)
		if err != nil {
			return out, err
		}
		out.Enterprise, out.EnterpriseName, out.EnterpriseNEQ = r.ID, r.Name(), r.NEQ
	case review.None, review.Unsure:
	default:
		return out, message.NewFault("desk.answer", message.Place{})
	}
	return out, nil
}

// propose makes a candidate of an enterprise that the registry lacks; it counts
// nowhere until the Pôle recognises it.
func (d *Desk) propose(ctx context.Context, a Actor, x *Open, ans Answer) (record.Record, error) {
	s := &x.First().Subject
	r := record.Record{
		Names: []record.Name{{Text: strings.Join(strings.Fields(ans.Name), " "), Kind: record.Legal}}, NEQ: s.NEQ, BN: s.BN, City: ans.City,
		Note: "Proposée à la révision des achats de " + x.Docket.Buyer.Name,
	}
	reason := ans.Reason
	if reason == "" {
		reason = "révision : « " + s.Names[0] + " »"
	}
	v, found, err := d.SaveRecord(ctx, a, r, reason)
	if err != nil {
		return r, err
	}
	if record.Refused(found) {
		return r, found[0].Fault
	}
	return v.Record, nil
}

// UndoAnswer takes back a decision and those that were taken with it in one
// gesture: same person, same instant.
func (d *Desk) UndoAnswer(ctx context.Context, a Actor, org OrgID, id string) (int, error) {
	if err := a.works(org); err != nil {
		return 0, err
	}
	list, err := d.Store.Decisions(ctx, org)
	if err != nil {
		return 0, fmt.Errorf("read decisions: %w", err)
	}
	at := slices.IndexFunc(list, func(x review.Decision) bool { return x.ID == id })
	if at < 0 {
		return 0, ErrNotFound
	}
	n := 0
	for i := range list {
		x := &list[i]
		if !x.InForce() || x.Author != list[at].Author || !x.At.Equal(list[at].At) {
			continue
		}
		if _, err := d.Reverse(ctx, a, org, x.ID, "undo"); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 {
		return 0, ErrConflict
	}
	return n, nil
}

// DecisionCard is a decision with what it did.
type DecisionCard struct {
	review.Decision
	Buyer store.Organisation
	Uses  []store.Diagnostic // that went by it
}

// Decision gives a decision and the diagnostics that went by it.
func (d *Desk) Decision(ctx context.Context, a Actor, org OrgID, id string) (*DecisionCard, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	x, err := d.Store.Decision(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("find decision: %w", err)
	}
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("find organisation: %w", err)
	}
	uses, err := d.Store.UsesOfDecision(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list uses: %w", err)
	}
	if !a.pole() {
		uses = slices.DeleteFunc(uses, func(g store.Diagnostic) bool { return g.Organisation != org })
	}
	return &DecisionCard{Decision: x, Buyer: o, Uses: uses}, nil
}

// AllDecisions lists those of every buyer, the newest first.
func (d *Desk) AllDecisions(ctx context.Context, a Actor) ([]review.Decision, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list buyers: %w", err)
	}
	var out []review.Decision
	for _, o := range orgs {
		list, err := d.Store.Decisions(ctx, o.ID)
		if err != nil {
			return nil, fmt.Errorf("read decisions: %w", err)
		}
		out = append(out, list...)
	}
	slices.SortStableFunc(out, func(x, y review.Decision) int { return y.At.Compare(x.At) })
	return out, nil
}

// People gives the names of accounts, for the Pôle: who decided, who wrote.
func (d *Desk) People(ctx context.Context, a Actor) (map[string]string, error) {
	if !a.pole() {
		return nil, ErrDenied
	}
	list, err := d.Store.AllUsers(ctx)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	names := make(map[string]string, len(list))
	for i := range list {
		names[list[i].ID] = list[i].Name
	}
	return names, nil
}
