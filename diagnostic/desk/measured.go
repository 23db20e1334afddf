package desk

import (
	"context"
	"fmt"
	"sync"

	"jachete/diagnostic"
	"jachete/diagnostic/review"
)

// entry is a period of an organisation read and matched.
type entry struct {
	p  *diagnostic.Prepared
	in []string // ledgers
}

// measured is a period of an organisation as it stands, decisions included.
type measured struct {
	value *diagnostic.Diagnostic
	// catalogue is the registry it was matched with, rules the versions behind the
	// evidence; both null of a value that was frozen.
	catalogue *diagnostic.Catalogue
	rules     string
	// queue is what is open in it, made at the first look.
	queue func() *review.Queue
}

// Values are kept as long as nothing they follow from changes: ledgers read and
// matched, so that an answer in the review is measured at once; what was
// measured; diagnostics that were opened, which never change.
func newPrepared(lines int) *cache[entry] {
	return newCache(lines, func(e entry) int { return e.p.Lines() })
}

func newValues() *cache[*measured] {
	return newCache(maxLines, func(m *measured) int { return len(m.value.Lines) + len(m.value.Suppliers) })
}

// forget drops what is remembered of an organisation whose lines changed.
func (d *Desk) forget(org OrgID) {
	d.ready.forget(org)
	d.now.forget(org)
	d.frozen.forget(org)
	d.open.forget(org)
}

// prepare reads what is stored of an organisation's period and matches it
// against an edition.
func (d *Desk) prepare(ctx context.Context, w *want, tell func(diagnostic.Step, int, int)) (entry, error) {
	return d.ready.get(ctx, w.org.ID, w.asked.Period, w.key, func() (entry, error) {
		p, err := d.read(ctx, w, tell)
		return entry{p: p, in: w.ledgers}, err
	})
}

// measure makes the value of what is wanted under a memory.
func (d *Desk) measure(ctx context.Context, w *want, m *review.Memory, tell func(diagnostic.Step, int, int)) (*measured, error) {
	return d.now.get(ctx, w.org.ID, w.asked.Period, w.key+"|"+m.Digest(), func() (*measured, error) {
		e, err := d.prepare(ctx, w, tell)
		if err != nil {
			return nil, err
		}
		v, err := e.p.Diagnose(m)
		if err != nil {
			return nil, fmt.Errorf("diagnose: %w", err)
		}
		return &measured{
			value: v, catalogue: e.p.Catalogue(), rules: e.p.Rules(),
			queue: sync.OnceValue(func() *review.Queue { return diagnostic.Questions(v, w.rules, d.params.Tables) }),
		}, nil
	})
}

// standing finds what an organisation's period is measured from now, decisions
// included, and measures it.
func (d *Desk) standing(ctx context.Context, org OrgID, asked Asked, tell func(diagnostic.Step, int, int)) (*want, *measured, []review.Decision, error) {
	w, err := d.wanted(ctx, org, asked)
	if err != nil {
		return nil, nil, nil, err
	}
	redirects, err := d.redirects(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	m, err := d.memoryOf(w, redirects)
	if err != nil {
		return nil, nil, nil, err
	}
	v, err := d.measure(ctx, w, m, tell)
	return w, v, w.decisions, err
}
