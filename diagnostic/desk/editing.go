package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"jachete/diagnostic"
	"jachete/diagnostic/store"
)

// EditedBy is one version of an advisor's edits.
type EditedBy struct {
	diagnostic.Edits
	store.Edit
}

// Edits gives the edits of a diagnostic, the first version first.
func (d *Desk) Edits(ctx context.Context, a Actor, org OrgID, id string) ([]EditedBy, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	if !a.pole() {
		return nil, ErrNotFound
	}
	rows, err := d.Store.Edits(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	list := make([]EditedBy, len(rows))
	for i, r := range rows {
		list[i].Edit = r
		if err := json.Unmarshal(r.Data, &list[i].Edits); err != nil {
			return nil, fmt.Errorf("read edits: %w", err)
		}
	}
	return list, nil
}

// SaveEdits keeps an advisor's edits of a diagnostic that is not frozen. base is
// the number of versions that were there when they were begun: somebody else's
// since is [ErrConflict].
func (d *Desk) SaveEdits(ctx context.Context, a Actor, org OrgID, id string, base int, e diagnostic.Edits) error {
	if err := a.works(org); err != nil {
		return err
	}
	if err := a.advises(); err != nil {
		return err
	}
	e = e.Normal()
	if f := e.Check(); f != nil {
		return f
	}
	if _, err := d.Store.AddEdit(ctx, org, id, base, jsonOf(e), a.User); err != nil {
		return fmt.Errorf("keep edits: %w", err)
	}
	return nil
}

// Edited gives the value that validating a diagnostic would freeze, and whether
// edits change it: with the edits given, or those that are kept. A diagnostic
// that is frozen is as it is.
func (d *Desk) Edited(ctx context.Context, a Actor, org OrgID, id string, with *diagnostic.Edits) (*diagnostic.Diagnostic, bool, error) {
	m, err := d.Diagnostic(ctx, a, org, id)
	if err != nil {
		return nil, false, err
	}
	if settled(m.State) {
		return m.Value, false, nil
	}
	if with == nil {
		list, err := d.Edits(ctx, a, org, id)
		if err != nil {
			return nil, false, err
		}
		if len(list) == 0 {
			return m.Value, false, nil
		}
		with = &list[len(list)-1].Edits
	}
	if f := with.Check(); f != nil {
		return nil, false, f
	}
	return with.Apply(m.Value), !with.Empty(), nil
}
