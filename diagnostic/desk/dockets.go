package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/review"
	"jachete/diagnostic/store"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Docket is what is open at one buyer, in its last period, and how its share
// stands now.
type Docket struct {
	Buyer    store.Organisation
	Asked    Asked
	Queue    *review.Queue
	Standing review.Standing
	Classes  []policy.Class
	// Fault says why nothing can be asked: no registry, ledgers that do not add up.
	Fault *message.Fault

	ids       []string // of Queue.Matches, then of Queue.Classes
	catalogue *diagnostic.Catalogue
}

// Open is one question of one buyer.
type Open struct {
	*review.Question
	ID     string // stable while the question is open
	Docket *Docket
}

// First is the payee a question speaks of.
func (o *Open) First() *review.Item { return &o.Docket.Queue.Items[o.Items[0]] }

// Record is what the registry says of an enterprise.
func (k *Docket) Record(enterprise string) (review.Record, bool) {
	return k.catalogue.Record(enterprise)
}

// Search lists the enterprises of the registry nearest to a text.
func (k *Docket) Search(text string, n int) []match.Candidate { return k.catalogue.Search(text, n) }

// Find gives a question by its identifier.
func (k *Docket) Find(id string) (*Open, bool) {
	if k.Queue == nil {
		return nil, false
	}
	for i, x := range k.ids {
		if x == id {
			return &Open{Question: k.question(i), ID: id, Docket: k}, true
		}
	}
	return nil, false
}

func (k *Docket) question(i int) *review.Question {
	if n := len(k.Queue.Matches); i >= n {
		return &k.Queue.Classes[i-n]
	}
	return &k.Queue.Matches[i]
}

// name gives the questions identifiers that follow from what they ask.
func (k *Docket) name() {
	for i := range len(k.Queue.Matches) + len(k.Queue.Classes) {
		x := k.question(i)
		s := k.Queue.Items[x.Items[0]].Subject
		text := strings.Join(append([]string{string(k.Buyer.ID), string(x.Kind), x.Candidate.ID, x.Doubt, s.NEQ, s.BN}, s.Names...), "\x00")
		k.ids = append(k.ids, hexDigest([]byte(text))[:16])
	}
}

// newDockets keeps the questions of each buyer as long as nothing they follow
// from changes.
func newDockets() *cache[*Docket] {
	return newCache(maxLines, func(k *Docket) int {
		if k.Queue == nil {
			return 0
		}
		return len(k.Queue.Items) * docketLines
	})
}

// docketLines is how many lines of a ledger take as much memory as a question
// with its evidence.
const docketLines = 10

// LastPeriod is what the next look at an organisation measures: the period of
// its newest diagnostic, else the year of its newest ledger. [ErrNotFound] when
// it has neither.
func (d *Desk) LastPeriod(ctx context.Context, a Actor, org OrgID) (Asked, error) {
	if err := a.sees(org); err != nil {
		return Asked{}, err
	}
	held, err := d.Store.Holdings(ctx, org)
	if err != nil {
		return Asked{}, fmt.Errorf("list holdings: %w", err)
	}
	return lastPeriod(held[org])
}

// lastPeriod is [Desk.LastPeriod] of who has this.
func lastPeriod(held *store.Holdings) (Asked, error) {
	last, any := "", false
	for i := range held.Ledgers {
		if l := &held.Ledgers[i]; l.State == store.Imported {
			any, last = true, max(last, l.LastDay)
		}
	}
	switch {
	case !any:
		return Asked{}, ErrNotFound
	case len(held.Diagnostics) > 0:
		return Asked{Period: held.Diagnostics[0].Period}, nil
	case len(last) >= 4:
		return Asked{Period: last[:4]}, nil
	}
	return Asked{}, nil
}

// Docket gives what is open at one buyer.
func (d *Desk) Docket(ctx context.Context, a Actor, org OrgID) (*Docket, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	asked, err := d.lookEdition(ctx, Asked{})
	if err != nil {
		return nil, err
	}
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("find organisation: %w", err)
	}
	g, err := d.gather(ctx, org)
	if err != nil {
		return nil, err
	}
	k, err := d.docket(ctx, o, g, asked, true)
	if err != nil {
		return nil, err
	}
	if k.Fault != nil {
		return nil, k.Fault
	}
	return k, nil
}

// gathered is what the questions of some organisations follow from.
type gathered struct {
	held      map[OrgID]*store.Holdings
	rules     *policy.Policy
	redirects map[string]string
}

func (d *Desk) gather(ctx context.Context, orgs ...OrgID) (g gathered, err error) {
	if g.held, err = d.Store.Holdings(ctx, orgs...); err != nil {
		return g, fmt.Errorf("list holdings: %w", err)
	}
	if g.rules, err = d.rules(ctx); err != nil {
		return g, err
	}
	g.redirects, err = d.redirects(ctx)
	return g, err
}

// Dockets gives what is open at every buyer. A ledger that is not in memory is
// read again, which takes time: after a while the buyers left come back as
// waiting, and the next call goes on with them. So do buyers whose diagnostic is
// being made in the background, which measures the same.
func (d *Desk) Dockets(ctx context.Context, a Actor, patience time.Duration) (list []*Docket, waiting []store.Organisation, err error) {
	if err := a.advises(); err != nil {
		return nil, nil, err
	}
	orgs, err := d.Buyers(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	now, err := d.lookEdition(ctx, Asked{})
	if err != nil {
		return nil, nil, err
	}
	working, err := d.Store.Working(ctx, workDiagnose)
	if err != nil {
		return nil, nil, fmt.Errorf("list work: %w", err)
	}
	ids := make([]OrgID, len(orgs))
	for i := range orgs {
		ids[i] = orgs[i].ID
	}
	g, err := d.gather(ctx, ids...)
	if err != nil {
		return nil, nil, err
	}
	until := d.Now().Add(patience)
	for _, o := range orgs {
		k, err := d.docket(ctx, o, g, now, !slices.Contains(working, o.ID) && (len(list) == 0 || d.Now().Before(until)))
		switch {
		case errors.Is(err, ErrNotFound): // it brought nothing yet
		case err != nil:
			return nil, nil, err
		case k == nil:
			waiting = append(waiting, o)
		default:
			list = append(list, k)
		}
	}
	return list, waiting, nil
}

// docket gives the questions of an organisation's last period, nil when they are
// not known and may not be looked for; [ErrNotFound] when it brought nothing yet.
// A fault of the data is part of the docket: one buyer's trouble does not hide
// the others.
func (d *Desk) docket(ctx context.Context, o store.Organisation, g gathered, at Asked, may bool) (*Docket, error) {
	asked, err := lastPeriod(g.held[o.ID])
	if err != nil {
		return nil, err
	}
	asked.Edition, asked.of = at.Edition, at.of
	w, err := d.wantedOf(o, g.held[o.ID], g.rules, asked)
	if f, ok := asFault(err); ok {
		return &Docket{Buyer: o, Asked: asked, Fault: f}, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := d.memoryOf(w, g.redirects)
	if err != nil {
		return nil, err
	}
	key := w.key + "|" + m.Digest()
	if k, ok := d.open.look(o.ID, "docket", key); ok || !may {
		return k, nil
	}
	return d.open.get(ctx, o.ID, "docket", key, func() (*Docket, error) { return d.newDocket(ctx, w, m) })
}

func (d *Desk) newDocket(ctx context.Context, w *want, m *review.Memory) (*Docket, error) {
	d.building.Lock()
	defer d.building.Unlock()
	k := &Docket{Buyer: w.org, Asked: w.asked}
	now, err := d.measure(ctx, w, m, nil)
	if f, ok := asFault(err); ok {
		k.Fault = f
		return k, nil
	}
	if err != nil {
		return nil, err
	}
	v := now.value
	k.catalogue, k.Queue, k.Classes = now.catalogue, now.queue(), v.Classes
	k.Standing = review.Standing{
		Confirmed: v.Measures.Confirmed, Probable: v.Measures.Probable, Ceiling: v.Measures.Ceiling,
		Addressable: v.Measures.Addressable.Dollars, Currency: v.Currency, Decided: len(w.decisions),
	}
	k.name()
	return k, nil
}

// warm measures what pages show of a diagnostic that was just made, so that its
// first look need not. It is no failure when it cannot.
func (d *Desk) warm(ctx context.Context, org OrgID, asked Asked, id string) {
	pole := Actor{Role: Advisor}
	if _, err := d.Diagnostic(ctx, pole, org, id); err != nil {
		return
	}
	o, err := d.Store.Organisation(ctx, org)
	if err != nil {
		return
	}
	g, err := d.gather(ctx, org)
	if err != nil {
		return
	}
	if last, err := lastPeriod(g.held[org]); err == nil && last.Period == asked.Period {
		_, _ = d.docket(ctx, o, g, asked, true)
	}
}

// Queue puts the questions of many buyers in one order: those nobody looked at
// first, then by the dollars that hinge on the answer. kind is that of the
// questions.
func Queue(list []*Docket, kind review.Kind) []Open {
	var out []Open
	for _, k := range list {
		if k.Queue == nil {
			continue
		}
		for i, id := range k.ids {
			if x := k.question(i); x.Kind == kind {
				out = append(out, Open{Question: x, ID: id, Docket: k})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Open) int {
		if a.LookedAt != b.LookedAt {
			if a.LookedAt {
				return 1
			}
			return -1
		}
		return b.Hinges.Cmp(a.Hinges)
	})
	return out
}

// Band is the dollars between confirmed value and ceiling of all buyers, and how
// many percent of them the next n questions close.
func Band(list []*Docket, queue []Open, n int) (band decimal.Decimal, closes decimal.NullDecimal) {
	for _, k := range list {
		if k.Queue != nil {
			band = band.Add(k.Queue.Band)
		}
	}
	sum := decimal.Zero
	for i := range min(n, len(queue)) {
		sum = sum.Add(queue[i].Hinges)
	}
	if band.IsPositive() {
		closes = decimal.NewNullDecimal(sum.Mul(decimal.NewFromInt(100)).Div(band))
	}
	return band, closes
}
