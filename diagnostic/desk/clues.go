package desk

import (
	"context"
	"fmt"

	"jachete/scoring/share"
)

// clues is what the rules in force look for in the texts of a ledger: the only
// words kept of a text about a natural person.
func (d *Desk) clues(ctx context.Context) (*share.Clues, error) {
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	c, err := share.NewClues(rules)
	if err != nil {
		return nil, fmt.Errorf("prepare rules: %w", err)
	}
	return c, nil
}
