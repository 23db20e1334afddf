package desk

import (
	"context"

	"jachete/diagnostic"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// Session is one person's sitting at the review of an organisation's period: a
// [review.Desk] over the store. What is answered is kept at once.
type Session struct {
	desk  *Desk
	actor Actor
	org   OrgID
	asked Asked
	look  *measured
	value *diagnostic.Diagnostic
	queue *review.Queue
	count int
	done  [][]review.Decision // of this sitting, the last one last
}

var _ review.Desk = (*Session)(nil)

// Sit opens the review.
func (d *Desk) Sit(ctx context.Context, a Actor, org OrgID, asked Asked) (*Session, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	asked, err := d.settleEdition(ctx, a, asked)
	if err != nil {
		return nil, err
	}
	s := &Session{desk: d, actor: a, org: org, asked: asked}
	return s, s.refresh(ctx)
}

func (s *Session) refresh(ctx context.Context) error {
	_, v, used, err := s.desk.standing(ctx, s.org, s.asked, nil)
	if err != nil {
		return err
	}
	s.value, s.look, s.count = v.value, v, len(used)
	s.queue = v.queue()
	return nil
}

// Queue is the questions still open.
func (s *Session) Queue() *review.Queue { return s.queue }

// Standing is the share as it stands.
func (s *Session) Standing() review.Standing {
	m := &s.value.Measures
	return review.Standing{
		Confirmed: m.Confirmed, Probable: m.Probable, Ceiling: m.Ceiling, Addressable: m.Addressable.Dollars,
		Currency: s.value.Currency, Decided: s.count,
	}
}

// Decide keeps answers given together, all or none.
func (s *Session) Decide(ctx context.Context, answers []review.Decision) error {
	kept, err := s.desk.Decide(ctx, s.actor, s.org, s.asked, answers...)
	if err != nil {
		return err
	}
	s.done = append(s.done, kept)
	return s.refresh(ctx)
}

// Undo reverses what the last call of Decide kept.
func (s *Session) Undo(ctx context.Context) ([]review.Decision, error) {
	if len(s.done) == 0 {
		return nil, nil
	}
	last := s.done[len(s.done)-1]
	for i := len(last) - 1; i >= 0; i-- {
		if _, err := s.desk.Reverse(ctx, s.actor, s.org, last[i].ID, "undo"); err != nil {
			return nil, err
		}
	}
	s.done = s.done[:len(s.done)-1]
	return last, s.refresh(ctx)
}

// Search lists the enterprises nearest to a text.
func (s *Session) Search(text string, n int) []match.Candidate {
	return s.look.catalogue.Search(text, n)
}

// Record is what the registry says of an enterprise.
func (s *Session) Record(enterprise string) (review.Record, bool) {
	return s.look.catalogue.Record(enterprise)
}

// Classes are the classes of spending in force.
func (s *Session) Classes() []policy.Class { return s.value.Classes }
