package desk

import (
	"context"
	"fmt"
	"io"
	"slices"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/mark"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Documents that can be taken of a diagnostic.
const (
	TakePDF      = "pdf"
	TakeWorkbook = "classeur"
	TakeJSON     = "json"
	TakeCouncil  = "conseil"
)

// Take gives a kept diagnostic for a document to be made of it, and notes who
// took which.
func (d *Desk) Take(ctx context.Context, a Actor, org OrgID, id, what string) (*Made, error) {
	if !slices.Contains([]string{TakePDF, TakeWorkbook, TakeJSON, TakeCouncil}, what) {
		return nil, ErrNotFound
	}
	m, err := d.Diagnostic(ctx, a, org, id)
	if err != nil {
		return nil, err
	}
	return m, d.audit(ctx, a, org, "download", "diagnostic", m.ID, what)
}

// Ledger gives one ledger of an organisation.
func (d *Desk) Ledger(ctx context.Context, a Actor, org OrgID, id string) (store.Ledger, error) {
	list, err := d.Ledgers(ctx, a, org)
	if err != nil {
		return store.Ledger{}, err
	}
	for _, l := range list {
		if l.ID == id {
			return l, nil
		}
	}
	return store.Ledger{}, fmt.Errorf("find ledger: %w", ErrNotFound)
}

// Marked writes an organisation's own file back with the cells marked that
// reading stumbled over. The file holds names of natural persons as the
// organisation wrote them: only its own people may have it, and it is noted.
func (d *Desk) Marked(ctx context.Context, a Actor, org OrgID, id string, say message.Printer, w io.Writer) error {
	if a.Role != Buyer || a.Org != org {
		return ErrNotFound
	}
	l, err := d.Ledger(ctx, a, org, id)
	if err != nil {
		return err
	}
	if err := d.audit(ctx, a, org, "download", "ledger", l.ID, "marked"); err != nil {
		return err
	}
	u := store.Upload{Organisation: org, File: l.File, Blob: l.Blob, Reading: l.Options}
	_, err = d.readWith(ctx, org, u, "", true, nil, func(path string, book *ledger.Ledger, opt ledger.Options) error {
		return mark.Write(ctx, w, path, book, opt, say)
	})
	return err
}

// Asked tells whether a diagnostic's validation was asked for and is not
// answered yet.
func (d *Desk) Asked(ctx context.Context, a Actor, org OrgID, g store.Diagnostic) (bool, error) {
	if err := a.sees(org); err != nil {
		return false, err
	}
	return d.asked(ctx, org, g)
}

// Year gives what is known of one period of an organisation.
func (d *Desk) Year(ctx context.Context, a Actor, org OrgID, period string) (*Year, error) {
	o, err := d.Overview(ctx, a, org)
	if err != nil {
		return nil, err
	}
	for i := range o.Years {
		if o.Years[i].Period == period {
			return &o.Years[i], nil
		}
	}
	return nil, fmt.Errorf("find year: %w", ErrNotFound)
}
