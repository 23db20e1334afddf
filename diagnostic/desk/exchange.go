package desk

import (
	"context"
	"fmt"
	"io"
	"slices"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/review"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// WriteDecisions writes an organisation's decisions, reversed ones too, as the
// text that [Desk.ReadDecisions] and `jachete review --decisions` read.
func (d *Desk) WriteDecisions(ctx context.Context, a Actor, org OrgID, w io.Writer) error {
	list, err := d.Decisions(ctx, a, org)
	if err != nil {
		return err
	}
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return fmt.Errorf("read registry: %w", err)
	}
	at := map[string]*record.Record{}
	for i := range versions {
		at[versions[i].Record.ID] = &versions[i].Record
	}
	for i := range list {
		list[i] = named(list[i], at)
	}
	return review.Write(w, list)
}

// named says of which enterprise a decision speaks, by number and name: another
// registry has other identifiers.
func named(x review.Decision, at map[string]*record.Record) review.Decision {
	if r := at[x.Enterprise]; r != nil && x.EnterpriseName == "" && x.EnterpriseNEQ == "" {
		x.EnterpriseName, x.EnterpriseNEQ = r.Name(), r.NEQ
	}
	return x
}

// ReadDecisions adds the decisions of a text to an organisation's, all or none,
// and tells how many are new. One that is there already is left out; one that
// contradicts what is there refuses the file. An enterprise that this registry
// knows under another identifier is found by its number, else by its name. Who
// is not of the Pôle takes the decisions in its own name.
func (d *Desk) ReadDecisions(ctx context.Context, a Actor, org OrgID, r io.Reader, file string) (int, error) {
	if err := a.works(org); err != nil {
		return 0, err
	}
	file = uploadName(file)
	list, err := review.Parse(r, file)
	if err != nil {
		return 0, err
	}
	have, err := d.Store.Decisions(ctx, org)
	if err != nil {
		return 0, fmt.Errorf("read decisions: %w", err)
	}
	known := map[string]bool{}
	for i := range have {
		known[have[i].ID] = true
	}
	list = slices.DeleteFunc(list, func(x review.Decision) bool { return x.ID != "" && known[x.ID] })
	if err := d.bind(ctx, list, file); err != nil {
		return 0, err
	}
	world, err := d.world(ctx)
	if err != nil {
		return 0, err
	}
	for i := range list {
		x := &list[i]
		if x.ID == "" {
			x.ID = d.NewID()
		}
		if x.At.IsZero() {
			x.At = d.Now().UTC()
		}
		x.Buyer = string(org)
		switch x.Scope {
		case review.Asked, review.AllBuyers:
			x.Scope = review.Asked // the Pôle agrees here, whatever was agreed elsewhere
		default:
			x.Scope = review.ThisBuyer
		}
		if a.advises() != nil || x.Author == "" {
			x.Author = a.User
		}
	}
	if len(list) == 0 {
		return 0, nil
	}
	_, err = d.Store.TakeDecisions(ctx, org, list, func(in []review.Decision) error {
		_, err := review.Merge(in, list, world)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("keep decisions: %w", err)
	}
	return len(list), d.audit(ctx, a, org, "import_decisions", "decision", list[0].ID, fmt.Sprintf("%s: %d", file, len(list)))
}

// bind finds the enterprises of decisions in the registry as it stands.
func (d *Desk) bind(ctx context.Context, list []review.Decision, file string) error {
	records, err := d.Store.Records(ctx)
	if err != nil {
		return fmt.Errorf("read registry: %w", err)
	}
	ids, numbers, names := map[string]bool{}, map[string][]string{}, map[string][]string{}
	for i := range records {
		r := &records[i].Record
		ids[r.ID] = true
		if r.MergedInto != "" {
			continue
		}
		if r.NEQ != "" {
			numbers[r.NEQ] = append(numbers[r.NEQ], r.ID)
		}
		for _, n := range r.Names {
			if f := name.Fold(n.Text); f != "" && !slices.Contains(names[f], r.ID) {
				names[f] = append(names[f], r.ID)
			}
		}
	}
	for i := range list {
		x := &list[i]
		if x.Enterprise == "" || ids[x.Enterprise] || !x.InForce() {
			continue
		}
		found := numbers[x.EnterpriseNEQ]
		if len(found) != 1 {
			found = names[name.Fold(x.EnterpriseName)]
		}
		if len(found) != 1 {
			return message.NewFault("decisions.enterprise", message.Place{File: file}, "enterprise", x.Enterprise, "name", x.EnterpriseName, "neq", x.EnterpriseNEQ)
		}
		x.Enterprise = found[0]
	}
	return nil
}

// FindRecord finds a record by its identifier, its NEQ, or one of its names.
func (d *Desk) FindRecord(ctx context.Context, what string) (string, error) {
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return "", fmt.Errorf("read registry: %w", err)
	}
	wanted := name.Fold(what)
	var found []string
	for i := range versions {
		r := &versions[i].Record
		if r.ID == what {
			return r.ID, nil
		}
		bears := r.NEQ != "" && r.NEQ == what || wanted != "" && slices.ContainsFunc(r.Names, func(n record.Name) bool { return name.Fold(n.Text) == wanted })
		if r.MergedInto == "" && bears {
			found = append(found, r.ID)
		}
	}
	if len(found) != 1 {
		return "", message.NewFault("desk.record_unknown", message.Place{}, "what", what, "n", fmt.Sprint(len(found)))
	}
	return found[0], nil
}
