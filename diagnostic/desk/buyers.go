package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/store"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// NewBuyer is what is needed to make one. MRC and Regime are found from the
// name when it is a municipality of the territory.
type NewBuyer struct {
	Name, MRC, Regime string
}

// AddBuyer makes a buyer.
func (d *Desk) AddBuyer(ctx context.Context, a Actor, n NewBuyer) (store.Organisation, error) {
	if err := a.advises(); err != nil {
		return store.Organisation{}, err
	}
	n.Name = strings.Join(strings.Fields(n.Name), " ")
	if l := utf8.RuneCountInString(n.Name); l < 2 || l > 120 {
		return store.Organisation{}, message.NewFault("desk.buyer_name", message.Place{}, "name", n.Name)
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return store.Organisation{}, err
	}
	who, err := diagnostic.Identify(n.Name, n.MRC, n.Regime, &rules.Territory)
	if err != nil {
		return store.Organisation{}, err
	}
	list, err := d.Store.Organisations(ctx)
	if err != nil {
		return store.Organisation{}, fmt.Errorf("list buyers: %w", err)
	}
	for _, o := range list {
		if name.Fold(o.Name) == name.Fold(n.Name) && name.Fold(o.MRC) == name.Fold(who.MRC) {
			return store.Organisation{}, message.NewFault("desk.buyer_twice", message.Place{}, "name", n.Name)
		}
	}
	o := store.Organisation{Name: n.Name, MRC: who.MRC, Regime: who.Regime, CreatedBy: a.User}
	o.Municipality, o.Population = municipality(n.Name, who.MRC, &rules.Territory)
	if o, err = d.Store.AddOrganisation(ctx, o); err != nil {
		return o, fmt.Errorf("keep buyer: %w", err)
	}
	return o, nil
}

// municipality gives code and population of the municipality of an MRC that a
// buyer's name ends with; none when two fit as well.
func municipality(buyer, mrc string, t *policy.Territory) (code string, population int) {
	if mrc == "" {
		return "", 0
	}
	whole, best := " "+policy.CityKey(buyer), 0
	for _, m := range t.Municipalities {
		key := " " + policy.CityKey(m.Name)
		official, _ := t.MRCNamed(m.MRC)
		if official != mrc || !strings.HasSuffix(whole, key) {
			continue
		}
		switch {
		case len(key) > best:
			code, population, best = m.Code, m.Population, len(key)
		case len(key) == best:
			code, population = "", 0
		}
	}
	return code, population
}

// FindBuyer finds a buyer by its identifier or its exact name.
func (d *Desk) FindBuyer(ctx context.Context, a Actor, what string) (store.Organisation, error) {
	if o, err := d.Store.Organisation(ctx, OrgID(what)); err == nil {
		return o, a.sees(o.ID)
	} else if !errors.Is(err, store.ErrNotFound) {
		return o, fmt.Errorf("find buyer: %w", err)
	}
	list, err := d.Store.Organisations(ctx)
	if err != nil {
		return store.Organisation{}, fmt.Errorf("list buyers: %w", err)
	}
	var found []store.Organisation
	for _, o := range list {
		if name.Fold(o.Name) == name.Fold(what) && a.sees(o.ID) == nil {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return store.Organisation{}, message.NewFault("desk.buyer_unknown", message.Place{}, "name", what, "n", fmt.Sprint(len(found)))
	}
	return found[0], nil
}

// Buyer gives an organisation.
func (d *Desk) Buyer(ctx context.Context, a Actor, org OrgID) (store.Organisation, error) {
	if err := a.sees(org); err != nil {
		return store.Organisation{}, err
	}
	return d.Store.Organisation(ctx, org)
}

// FindLedger finds an imported ledger by identifier or file name.
func (d *Desk) FindLedger(ctx context.Context, a Actor, org OrgID, what string) (string, error) {
	list, err := d.Ledgers(ctx, a, org)
	if err != nil {
		return "", err
	}
	var found []string
	for _, l := range list {
		switch {
		case l.State != store.Imported:
		case l.ID == what:
			return l.ID, nil
		case l.File == uploadName(what):
			found = append(found, l.ID)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
	default:
		return "", message.NewFault("desk.ledger_twice", message.Place{}, "file", what, "n", fmt.Sprint(len(found)), "ids", strings.Join(found, ", "))
	}
	return "", message.NewFault("desk.ledger_unknown", message.Place{}, "file", what)
}

// BoardRow is a buyer on the advisor's board.
type BoardRow struct {
	store.Organisation
	Ledgers, Lines int
	Uploads        int // files that wait for a look
	// Last is the newest diagnostic, nil when there is none; Confirmed and Ceiling
	// are its shares of addressable spending, percent.
	Last               *store.Diagnostic
	Confirmed, Ceiling decimal.NullDecimal
	// Waiting is the dollars between its confirmed value and its ceiling.
	Waiting decimal.Decimal
	// Asked tells that the buyer asked for its validation.
	Asked bool
	// Active is the last day something happened, civil.
	Active string
}

// Buyers lists the organisations an actor may see, by name: the Pôle all that are
// open, a buyer itself.
func (d *Desk) Buyers(ctx context.Context, a Actor) ([]store.Organisation, error) {
	orgs, err := d.Store.Organisations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list buyers: %w", err)
	}
	return slices.DeleteFunc(orgs, func(o store.Organisation) bool { return a.sees(o.ID) != nil || !o.ClosedAt.IsZero() }), nil
}

// Board tells where the buyers stand that an actor may see.
func (d *Desk) Board(ctx context.Context, a Actor) ([]BoardRow, error) {
	orgs, err := d.Buyers(ctx, a)
	if err != nil {
		return nil, err
	}
	ids := make([]OrgID, len(orgs))
	for i := range orgs {
		ids[i] = orgs[i].ID
	}
	held, err := d.Store.Holdings(ctx, ids...)
	if err != nil {
		return nil, fmt.Errorf("list holdings: %w", err)
	}
	var out []BoardRow
	for _, o := range orgs {
		r, err := d.boardRow(ctx, o, held[o.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Asked != out[j].Asked {
			return out[i].Asked
		}
		return out[i].Waiting.GreaterThan(out[j].Waiting)
	})
	return out, nil
}

func (d *Desk) boardRow(ctx context.Context, o store.Organisation, held *store.Holdings) (BoardRow, error) {
	r := BoardRow{Organisation: o, Uploads: held.Uploads}
	day := func(s string) {
		if s > r.Active {
			r.Active = s
		}
	}
	for i := range held.Ledgers {
		if l := &held.Ledgers[i]; l.State == store.Imported {
			r.Ledgers++
			r.Lines += l.Lines
			day(l.ImportedAt.Format("2006-01-02"))
		}
	}
	list := held.Diagnostics
	var err error
	if len(list) == 0 {
		return r, nil
	}
	r.Last = &list[0]
	day(list[0].MadeAt.Format("2006-01-02"))
	r.Confirmed, r.Ceiling = share.Percent(list[0].Confirmed, list[0].Addressable), share.Percent(list[0].Ceiling, list[0].Addressable)
	r.Waiting = list[0].Ceiling.Sub(list[0].Confirmed)
	r.Asked, err = d.asked(ctx, o.ID, list[0])
	return r, err
}

// asked tells whether the buyer asked for a diagnostic to be validated, and the
// Pôle did not answer yet.
func (d *Desk) asked(ctx context.Context, org OrgID, g store.Diagnostic) (bool, error) {
	if g.State != store.Draft && g.State != store.Reopened {
		return false, nil
	}
	trail, err := d.Store.AuditTrail(ctx, org, store.AuditFilter{Action: "ask_validation", Object: g.ID, Limit: 1})
	if err != nil {
		return false, fmt.Errorf("read audit log: %w", err)
	}
	return len(trail) > 0, nil
}
