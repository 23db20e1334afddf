package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// RecordView says which records of the registry are listed, and in which order.
type RecordView struct {
	Text     string // in a name, the city or an identifier; case and accents aside
	Standing record.Standing
	Missing  string // key of what is missing, "record.missing.neq"
	Order    string // "name" (default), "complete", "city"
}

// Listed is a record on a list.
type Listed struct {
	record.Record
	Standing record.Standing // today
	Score    int             // completeness, percent
}

// ListRecords lists the registry as it stands, merged records left out.
func (d *Desk) ListRecords(ctx context.Context, a Actor, v RecordView) ([]Listed, error) {
	if !a.pole() {
		return nil, ErrDenied
	}
	all, err := d.Records(ctx)
	if err != nil {
		return nil, err
	}
	today, text, digits := d.Now().Format(time.DateOnly), name.Fold(v.Text), name.Digits(v.Text)
	var out []Listed
	for i := range all {
		r := &all[i]
		if text != "" && !mentions(r, text, digits) {
			continue
		}
		l := Listed{Record: *r, Standing: r.StandingOn(today)}
		c := r.Completeness()
		l.Score = c.Score
		if v.Standing != "" && l.Standing != v.Standing ||
			v.Missing != "" && !slices.ContainsFunc(c.Missing, func(m record.Missing) bool { return m.Key == v.Missing }) {
			continue
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(x, y Listed) int {
		byName := cmp.Or(strings.Compare(name.Fold(x.Name()), name.Fold(y.Name())), strings.Compare(x.ID, y.ID))
		switch v.Order {
		case "complete":
			return cmp.Or(x.Score-y.Score, byName)
		case "city":
			return cmp.Or(strings.Compare(name.Fold(x.City), name.Fold(y.City)), byName)
		}
		return byName
	})
	return out, nil
}

func mentions(r *record.Record, text, digits string) bool {
	for _, n := range r.Names {
		if strings.Contains(name.Fold(n.Text), text) {
			return true
		}
	}
	if strings.Contains(name.Fold(r.City+" "+r.MRC), text) || r.Ref != "" && name.Fold(r.Ref) == text {
		return true
	}
	return len(digits) >= 4 && strings.Contains(r.NEQ+" "+r.BN+" "+r.Charity, digits)
}

// Life is a record with its history.
type Life struct {
	record.Record
	Seq   int64         // of its last change
	Steps []record.Step // the last change first
	// Absorbed are the records merged into this one.
	Absorbed []record.Record
}

// RecordLife gives a record and every change of it.
func (d *Desk) RecordLife(ctx context.Context, a Actor, id string) (*Life, error) {
	if !a.pole() {
		return nil, ErrDenied
	}
	list, err := d.Store.RecordHistory(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	if len(list) == 0 {
		return nil, ErrNotFound
	}
	l := &Life{Record: list[len(list)-1].Record, Seq: list[len(list)-1].Seq}
	for i := range list {
		s := record.Step{Version: list[i]}
		if i > 0 {
			s.Changes = append([]record.Change{}, record.Diff(&list[i-1].Record, &list[i].Record)...)
		}
		l.Steps = append(l.Steps, s)
	}
	slices.Reverse(l.Steps)
	all, err := d.Store.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	for i := range all {
		if all[i].Record.MergedInto == id {
			l.Absorbed = append(l.Absorbed, all[i].Record)
		}
	}
	return l, nil
}

// ReviseRecord writes a change of a record that was looked at when its last
// change was base; [ErrConflict] when somebody changed it since.
func (d *Desk) ReviseRecord(ctx context.Context, a Actor, r record.Record, base int64, reason string) ([]record.Finding, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	v, err := d.Store.Record(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("find record: %w", err)
	}
	if v.Seq != base {
		return nil, fmt.Errorf("record %s: %w", r.ID, ErrConflict)
	}
	_, found, err := d.SaveRecord(ctx, a, r, reason)
	return found, err
}

// CheckRecord tells what is wrong in a record, without saving it.
func (d *Desk) CheckRecord(ctx context.Context, r record.Record) ([]record.Finding, error) {
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	r = r.Normal()
	return r.Check(rules.Categories), nil
}

// SetStanding adds a line to a record's history of standing.
func (d *Desk) SetStanding(ctx context.Context, a Actor, id string, base int64, s record.Status) error {
	if err := a.advises(); err != nil {
		return err
	}
	v, err := d.Store.Record(ctx, id)
	if err != nil {
		return fmt.Errorf("find record: %w", err)
	}
	if s.Reason == "" {
		return message.NewFault("desk.reason", message.Place{})
	}
	next, err := v.Record.WithStatus(s)
	if err != nil {
		return err
	}
	return d.revised(ctx, a, next, base, s.Reason)
}

// DropStanding takes a line out of a record's history of standing: one that was
// written by mistake.
func (d *Desk) DropStanding(ctx context.Context, a Actor, id string, base int64, from, reason string) error {
	if err := a.advises(); err != nil {
		return err
	}
	v, err := d.Store.Record(ctx, id)
	if err != nil {
		return fmt.Errorf("find record: %w", err)
	}
	next := v.Record
	next.Statuses = slices.DeleteFunc(slices.Clone(next.Statuses), func(s record.Status) bool { return s.From == from })
	if len(next.Statuses) == len(v.Record.Statuses) {
		return ErrNotFound
	}
	return d.revised(ctx, a, next, base, reason)
}

func (d *Desk) revised(ctx context.Context, a Actor, r record.Record, base int64, reason string) error {
	found, err := d.ReviseRecord(ctx, a, r, base, reason)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.Refusal {
			return f.Fault
		}
	}
	return nil
}

// alike keeps the duplicates found in the registry until it changes.
type alike struct {
	mu   sync.Mutex
	head int64
	list []record.Duplicate
}

// Duplicates proposes records that may be one enterprise, the surest first.
func (d *Desk) Duplicates(ctx context.Context, a Actor) ([]record.Duplicate, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	d.alike.mu.Lock()
	defer d.alike.mu.Unlock()
	if d.alike.head == head && head > 0 {
		return d.alike.list, nil
	}
	all, err := d.Records(ctx)
	if err != nil {
		return nil, err
	}
	list, err := record.Duplicates(all, d.params)
	if err != nil {
		return nil, fmt.Errorf("look for duplicates: %w", err)
	}
	d.alike.head, d.alike.list = head, list
	return list, nil
}

// PreviewKept previews a workbook that was kept earlier: what is looked at twice
// is one file. head is that of the registry it is compared with now.
func (d *Desk) PreviewKept(ctx context.Context, a Actor, key, file string, opt intake.Options) (in *Intake, head int64, err error) {
	if err := a.advises(); err != nil {
		return nil, 0, err
	}
	in, err = d.previewBlob(ctx, uploadName(file), store.Blob{Key: key, Digest: path.Base(key)}, opt)
	if err != nil {
		return nil, 0, err
	}
	return in, in.head, nil
}

// Key is where the workbook of a preview is kept.
func (in *Intake) Key() string { return in.blob.Key }

// ImportKept writes what a preview at a head showed; when the registry changed
// since, it is [ErrConflict] and the preview is to be looked at again.
func (d *Desk) ImportKept(ctx context.Context, a Actor, key, file string, opt intake.Options, head int64, reason string, leaveConflicts bool) (store.Batch, error) {
	in, now, err := d.PreviewKept(ctx, a, key, file, opt)
	if err != nil {
		return store.Batch{}, err
	}
	if now != head {
		return store.Batch{}, fmt.Errorf("registry: %w", ErrConflict)
	}
	if reason == "" {
		return store.Batch{}, message.NewFault("desk.reason", message.Place{})
	}
	return d.ImportRegistry(ctx, a, in, reason, leaveConflicts)
}

// Batches lists the imports of the registry, the newest first.
func (d *Desk) Batches(ctx context.Context, a Actor) ([]store.Batch, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	list, err := d.Store.Batches(ctx)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	slices.SortStableFunc(list, func(x, y store.Batch) int { return y.At.Compare(x.At) })
	return list, nil
}

// Editions lists the editions of the registry, the newest first.
func (d *Desk) Editions(ctx context.Context, a Actor) ([]record.EditionMark, error) {
	if !a.pole() {
		return nil, ErrDenied
	}
	list, err := d.Store.Editions(ctx)
	if err != nil {
		return nil, fmt.Errorf("list editions: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}

// ExportRecords gives the registry as rows of a workbook, and notes who took it.
// edition 0 is the registry as it stands.
func (d *Desk) ExportRecords(ctx context.Context, a Actor, edition int, opt record.Export, say message.Printer) ([][]string, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	var versions []record.Version
	var err error
	if edition == 0 {
		versions, err = d.Store.Records(ctx)
	} else {
		var m record.EditionMark
		if m, err = d.Store.Edition(ctx, edition); err == nil {
			versions, err = d.Store.RecordsAt(ctx, m.Seq)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	detail := "contacts=no"
	if opt.Contacts {
		detail = "contacts=yes"
	}
	if err := d.audit(ctx, a, "", "download", "registry", fmt.Sprint(edition), detail); err != nil {
		return nil, err
	}
	return record.Rows(recordsOf(versions), opt, say), nil
}

// lost tells whether an error says that something is not there.
func lost(err error) bool { return errors.Is(err, store.ErrNotFound) }
