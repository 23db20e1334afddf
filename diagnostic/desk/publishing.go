package desk

import (
	"bytes"
	"context"
	"fmt"

	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// moves are the steps in the life of a diagnostic, and who may take them: the
// buyer asks, the Pôle validates, publishes and reopens.
var moves = []struct {
	from, to store.State
	reason   bool // must be given
}{
	{store.Draft, store.Validated, false},
	{store.Reopened, store.Validated, false},
	{store.Validated, store.Published, false},
	{store.Validated, store.Reopened, true},
	{store.Published, store.Reopened, true},
}

// Move takes a diagnostic to another state. Validating freezes the value with the
// advisor's edits; a reopened one is again what was measured, and its edits can
// be changed.
func (d *Desk) Move(ctx context.Context, a Actor, org OrgID, id string, to store.State, reason string) error {
	if err := a.works(org); err != nil {
		return err
	}
	if err := a.advises(); err != nil {
		return err
	}
	row, err := d.Store.Diagnostic(ctx, org, id)
	if err != nil {
		return fmt.Errorf("find diagnostic: %w", err)
	}
	for _, m := range moves {
		if m.from != row.State || m.to != to {
			continue
		}
		if m.reason && reason == "" {
			return message.NewFault("desk.reason", message.Place{})
		}
		return d.move(ctx, a, org, id, m.from, m.to, reason)
	}
	return message.NewFault("desk.state", message.Place{}, "from", string(row.State), "to", string(to))
}

func (d *Desk) move(ctx context.Context, a Actor, org OrgID, id string, from, to store.State, reason string) error {
	if to == store.Validated {
		v, changed, err := d.Edited(ctx, a, org, id, nil)
		if err != nil {
			return err
		}
		if changed {
			var b bytes.Buffer
			if err := v.WriteJSON(&b); err != nil {
				return fmt.Errorf("freeze diagnostic: %w", err)
			}
			if err := d.Store.FreezeState(ctx, org, id, from, to, a.User, reason, b.Bytes()); err != nil {
				return fmt.Errorf("move diagnostic: %w", err)
			}
			return nil
		}
	}
	if err := d.Store.SetState(ctx, org, id, from, to, a.User, reason); err != nil {
		return fmt.Errorf("move diagnostic: %w", err)
	}
	return nil
}

// AskValidation tells the Pôle that the buyer holds its diagnostic for settled.
func (d *Desk) AskValidation(ctx context.Context, a Actor, org OrgID, id string) error {
	if err := a.works(org); err != nil {
		return err
	}
	row, err := d.Store.Diagnostic(ctx, org, id)
	if err != nil {
		return fmt.Errorf("find diagnostic: %w", err)
	}
	if row.State != store.Draft && row.State != store.Reopened {
		return message.NewFault("desk.state", message.Place{}, "from", string(row.State), "to", "asked")
	}
	return d.audit(ctx, a, org, "ask_validation", "diagnostic", id, "")
}

// States is the life of a diagnostic, the first step first.
func (d *Desk) States(ctx context.Context, a Actor, org OrgID, id string) ([]store.StateChange, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	return d.Store.StateHistory(ctx, org, id)
}
