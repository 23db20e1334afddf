package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/store"
	"jachete/scoring/share"
)

// Next is the step that an organisation should take now.
type Next string

// The steps, in the order in which they are looked for.
const (
	NextBring    Next = "bring"    // nothing is here yet
	NextLook     Next = "look"     // a file was understood and waits for a look
	NextMend     Next = "mend"     // a file could not be read
	NextWait     Next = "wait"     // work is being done
	NextDiagnose Next = "diagnose" // ledgers without a diagnostic
	NextRenew    Next = "renew"    // ledgers or answers changed since
	NextReview   Next = "review"   // suppliers wait for an answer
	NextAsk      Next = "ask"      // settled: ask for validation
	NextPole     Next = "pole"     // asked: the Pôle answers
	NextUse      Next = "use"      // validated: take the documents
)

// Year is what is known of an organisation's year, or of another period that was
// asked for.
type Year struct {
	Period string // "2024", "" for everything
	// Last is its newest diagnostic, nil when there is none; Editions counts them.
	Last     *store.Diagnostic
	Editions int
	Asked    bool // validation was asked for
	Changed  bool // ledgers, decisions or the target changed since Last
	Job      jobs.Job
	Target   decimal.NullDecimal // percent
}

// Running tells that its diagnostic is being made.
func (y *Year) Running() bool { return y.Job.ID != "" && !y.Job.Over() }

// Overview is where an organisation stands.
type Overview struct {
	Buyer   store.Organisation
	Uploads []store.Upload // that wait, the newest first
	Ledgers []store.Ledger // imported, the newest first
	Undone  int
	Years   []Year // the newest first
	Next    Next
	// Object is what Next is about: an upload or a period.
	Object string
}

// Overview tells where an organisation stands and what it should do next.
func (d *Desk) Overview(ctx context.Context, a Actor, org OrgID) (*Overview, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	o := &Overview{}
	var err error
	if o.Buyer, err = d.Store.Organisation(ctx, org); err != nil {
		return nil, fmt.Errorf("find organisation: %w", err)
	}
	if o.Uploads, err = d.Store.Uploads(ctx, org); err != nil {
		return nil, fmt.Errorf("list uploads: %w", err)
	}
	all, err := d.Store.Ledgers(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list ledgers: %w", err)
	}
	for _, l := range all {
		if l.State == store.Imported {
			o.Ledgers = append(o.Ledgers, l)
		} else {
			o.Undone++
		}
	}
	if o.Years, err = d.years(ctx, a, org, o.Ledgers); err != nil {
		return nil, err
	}
	o.Next, o.Object = o.next()
	return o, nil
}

// years gathers the periods that ledgers cover or diagnostics speak of.
func (d *Desk) years(ctx context.Context, a Actor, org OrgID, ledgers []store.Ledger) ([]Year, error) {
	list, err := d.Store.Diagnostics(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list diagnostics: %w", err)
	}
	targets, err := d.Store.Targets(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("list targets: %w", err)
	}
	held, err := d.Store.DecisionsFor(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	at := map[string]*Year{}
	var periods []string
	of := func(p string) *Year {
		if at[p] == nil {
			at[p] = &Year{Period: p}
			periods = append(periods, p)
		}
		return at[p]
	}
	for _, l := range ledgers {
		for _, y := range Years(l) {
			of(y)
		}
	}
	for i := range list {
		y := of(list[i].Period)
		if y.Editions++; y.Last == nil {
			y.Last = &list[i]
		}
	}
	slices.Sort(periods)
	slices.Reverse(periods)
	out := make([]Year, 0, len(periods))
	for _, p := range periods {
		y := at[p]
		y.Target = targetIn(targets, p)
		if y.Job, err = d.YearJob(ctx, a, org, p); err != nil && !errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("find job: %w", err)
		}
		if y.Last != nil {
			if y.Changed, err = d.changed(ctx, org, y.Last.ID, ledgers, idsOf(held)); err != nil {
				return nil, err
			}
			for _, t := range targets { // a target set since is not in its plan
				y.Changed = y.Changed || len(p) >= 4 && p[:4] == fmt.Sprint(t.Year) && t.SetAt.After(y.Last.MadeAt)
			}
			if y.Asked, err = d.asked(ctx, org, *y.Last); err != nil {
				return nil, err
			}
		}
		out = append(out, *y)
	}
	return out, nil
}

// changed tells whether a diagnostic made now would rest on other ledgers or
// decisions.
func (d *Desk) changed(ctx context.Context, org OrgID, id string, ledgers []store.Ledger, held []string) (bool, error) {
	row, err := d.Store.Diagnostic(ctx, org, id)
	if err != nil {
		return false, fmt.Errorf("find diagnostic: %w", err)
	}
	from, to, err := diagnostic.Bounds(row.Period)
	if err != nil {
		return false, err
	}
	var use []string
	for _, l := range ledgers {
		if within(l, from, to) {
			use = append(use, l.ID)
		}
	}
	return !sameSet(use, row.Ledgers) || !sameSet(held, row.Decisions), nil
}

// within tells whether a ledger has something to say of a period.
func within(l store.Ledger, from, to string) bool {
	return l.FirstDay == "" || (to == "" || l.FirstDay <= to) && (from == "" || l.LastDay >= from)
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// next finds the step to take, and what it is about.
func (o *Overview) next() (Next, string) {
	for _, s := range []struct {
		state store.UploadState
		next  Next
	}{{store.UploadUnderstood, NextLook}, {store.UploadRefused, NextMend}, {store.UploadReceived, NextWait}, {store.UploadConfirmed, NextWait}} {
		for _, u := range o.Uploads {
			if u.State == s.state {
				return s.next, u.ID
			}
		}
	}
	if len(o.Ledgers) == 0 {
		return NextBring, ""
	}
	for i := range o.Years {
		if o.Years[i].Running() {
			return NextWait, ""
		}
	}
	for i := range o.Years {
		if o.Years[i].Last == nil {
			return NextDiagnose, o.Years[i].Period
		}
	}
	for i := range o.Years {
		y := &o.Years[i]
		if y.Changed && !settled(y.Last.State) {
			return NextRenew, y.Period
		}
	}
	if len(o.Years) == 0 {
		return NextBring, ""
	}
	y := &o.Years[0]
	switch {
	case settled(y.Last.State):
		return NextUse, y.Period
	case y.Asked:
		return NextPole, y.Period
	case worthReview(y.Last):
		return NextReview, y.Period
	}
	return NextAsk, y.Period
}

// worthReview tells whether answers can still move the share by 0.1 point.
func worthReview(g *store.Diagnostic) bool {
	open := share.Percent(g.Ceiling.Sub(g.Confirmed), g.Addressable)
	return open.Valid && open.Decimal.GreaterThanOrEqual(decimal.New(1, -1))
}
