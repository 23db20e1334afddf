package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// PolicyFile is a file of the policy with what the Pôle did of it.
type PolicyFile struct {
	Name    string
	Content string // in force today
	Own     bool   // the Pôle's own, not the one built in
	// History is every version that the Pôle set, the newest first; one whose
	// Effective is to come is not in force yet.
	History []store.PolicyFile
}

// PolicyFiles lists the files of the policy.
func (d *Desk) PolicyFiles(ctx context.Context, a Actor) ([]PolicyFile, error) {
	if !a.pole() {
		return nil, ErrDenied
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	history, err := d.Store.PolicyHistory(ctx)
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	slices.Reverse(history)
	today := d.Now().Format(time.DateOnly)
	var out []PolicyFile
	for _, n := range policy.Files() {
		f := PolicyFile{Name: n}
		b, err := rules.Source(n)
		if err != nil {
			return nil, fmt.Errorf("read policy: %w", err)
		}
		f.Content = string(b)
		met := false
		for _, h := range history {
			if h.File != n {
				continue
			}
			f.History = append(f.History, h)
			if !met && h.Effective <= today {
				met, f.Own = true, h.Content != ""
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// PolicyEffect is what another policy would make of a buyer's last period.
type PolicyEffect struct {
	Buyer           store.Organisation
	Period          string
	Before, After   Headline
	BeforeF, AfterF error // a fault of the data: nothing could be measured
}

// Headline is the few numbers by which two measurements are compared.
type Headline struct {
	Total, Addressable, Confirmed, Ceiling decimal.Decimal
	Share                                  decimal.NullDecimal // confirmed of addressable, percent
	Opportunities                          int
}

// Changed tells whether the numbers differ.
func (e *PolicyEffect) Changed() bool {
	x, y := &e.Before, &e.After
	return !x.Total.Equal(y.Total) || !x.Addressable.Equal(y.Addressable) || !x.Confirmed.Equal(y.Confirmed) || !x.Ceiling.Equal(y.Ceiling) || x.Opportunities != y.Opportunities
}

// PolicyEffects measures the last period of each buyer with the policy in force
// and with another one. Nothing is kept. Ledgers are as they were read: another
// headers.yaml changes the next import only. After a while the buyers left are
// not measured; their number comes back.
func (d *Desk) PolicyEffects(ctx context.Context, a Actor, p *policy.Policy, patience time.Duration) (list []PolicyEffect, left int, err error) {
	if err := a.advises(); err != nil {
		return nil, 0, err
	}
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("list buyers: %w", err)
	}
	until := d.Now().Add(patience)
	for _, o := range orgs {
		asked, err := d.LastPeriod(ctx, a, o.ID)
		if errors.Is(err, ErrNotFound) || !o.ClosedAt.IsZero() {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		if len(list) > 0 && !d.Now().Before(until) {
			left++
			continue
		}
		if asked, err = d.lookEdition(ctx, asked); err != nil {
			return nil, 0, err
		}
		e, err := d.policyEffect(ctx, o, asked, p)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, e)
	}
	return list, left, nil
}

func (d *Desk) policyEffect(ctx context.Context, o store.Organisation, asked Asked, p *policy.Policy) (PolicyEffect, error) {
	e := PolicyEffect{Buyer: o, Period: asked.Period}
	w, err := d.wanted(ctx, o.ID, asked)
	if f, ok := asFault(err); ok {
		e.BeforeF, e.AfterF = f, f
		return e, nil
	}
	if err != nil {
		return e, err
	}
	redirects, err := d.redirects(ctx)
	if err != nil {
		return e, err
	}
	m, err := d.memoryOf(w, redirects)
	if err != nil {
		return e, err
	}
	one := func(rules *policy.Policy) (Headline, error) {
		x := *w
		x.rules = rules
		ready, err := d.read(ctx, &x, nil)
		if err != nil {
			return Headline{}, err
		}
		v, err := ready.Diagnose(m)
		if err != nil {
			return Headline{}, err
		}
		return Headline{
			Total: v.Measures.Total.Dollars, Addressable: v.Measures.Addressable.Dollars, Confirmed: v.Measures.Confirmed.Dollars,
			Ceiling: v.Measures.Ceiling.Dollars, Share: share.Percent(v.Measures.Confirmed.Dollars, v.Measures.Addressable.Dollars), Opportunities: len(v.Advice.Opportunities),
		}, nil
	}
	if e.Before, err = one(w.rules); err != nil {
		if _, ok := asFault(err); !ok {
			return e, err
		}
		e.BeforeF = err
	}
	if e.After, err = one(p); err != nil {
		if _, ok := asFault(err); !ok {
			return e, err
		}
		e.AfterF = err
	}
	return e, nil
}

// Mapping is how tables with one header are read, and by whom it is known.
type Mapping struct {
	Fingerprint string
	Profile     ledger.TableProfile
	ForAll      bool
	Buyers      []store.Organisation // that know it themselves
	By          string               // who saved it last
	At          time.Time
}

// Mappings lists the headers that were taught, those known to most first.
func (d *Desk) Mappings(ctx context.Context, a Actor) ([]Mapping, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	rows, err := d.Store.AllProfiles(ctx)
	if err != nil {
		return nil, fmt.Errorf("list profiles: %w", err)
	}
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list buyers: %w", err)
	}
	var out []Mapping
	for _, r := range rows {
		n := len(out)
		if n == 0 || out[n-1].Fingerprint != r.Fingerprint {
			out = append(out, Mapping{Fingerprint: r.Fingerprint})
			n++
		}
		m := &out[n-1]
		if m.At.Before(r.SavedAt) {
			m.By, m.At = r.SavedBy, r.SavedAt
			if err := json.Unmarshal(r.Profile, &m.Profile); err != nil {
				return nil, fmt.Errorf("read profile: %w", err)
			}
		}
		if r.Organisation == "" {
			m.ForAll = true
			continue
		}
		for _, o := range orgs {
			if o.ID == r.Organisation {
				m.Buyers = append(m.Buyers, o)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Mapping) int { return len(y.Buyers) - len(x.Buyers) })
	return out, nil
}

// ShareMapping lets every buyer read a header as the one who saved it last does.
func (d *Desk) ShareMapping(ctx context.Context, a Actor, fingerprint string) error {
	list, err := d.Mappings(ctx, a)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Fingerprint == fingerprint {
			if err := d.Store.SaveProfile(ctx, "", fingerprint, jsonOf(m.Profile), a.User); err != nil {
				return fmt.Errorf("share profile: %w", err)
			}
			return d.audit(ctx, a, "", "share", "profile", fingerprint, "")
		}
	}
	return ErrNotFound
}

// ForgetMapping forgets a header for all, and for each buyer too when everybody.
func (d *Desk) ForgetMapping(ctx context.Context, a Actor, fingerprint string, everybody bool) error {
	list, err := d.Mappings(ctx, a)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Fingerprint != fingerprint {
			continue
		}
		var from []OrgID
		if m.ForAll {
			from = append(from, "")
		}
		for _, o := range m.Buyers {
			if everybody {
				from = append(from, o.ID)
			}
		}
		for _, o := range from {
			if err := d.Store.DropProfile(ctx, o, fingerprint, a.User); err != nil {
				return fmt.Errorf("forget profile: %w", err)
			}
		}
		return nil
	}
	return ErrNotFound
}
