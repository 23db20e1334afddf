package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// What an enterprise proposes of its own record waits among the candidates of
// official sources: the same page, the same two clicks, the same trace.
const (
	OwnSource = "enterprise"
	OwnKind   = "own"
)

// maxWords bounds what a person writes beside a form, characters.
const maxWords = 1000

// ownFields are what an enterprise may propose to change of its own record. Its
// legal name and numbers come from official sources; its standing and what is
// attested of it are the Pôle's to judge.
var ownFields = []string{
	"other_names", "french_name", "english_name", "acronym", "street", "city", "postal", "mrc", "phone", "web", "categories", "serves", "staff", "capacity", "references", "contacts",
}

// OwnFields lists the keys of the fields that an enterprise may propose to
// change.
func OwnFields() []string { return slices.Clone(ownFields) }

// OwnRecord is an enterprise's record as its own people see it.
type OwnRecord struct {
	record.Record
	Seq          int64 // of its last change
	Completeness record.Completeness
	Listed       bool // on the public page today
	// Waiting is what was proposed and is not settled, null when nothing is; Last
	// what became of the last proposal.
	Waiting, Last *Candidate
}

// ownRecord finds the record of an enterprise's account; one that was merged
// into another is that other one.
func (d *Desk) ownRecord(ctx context.Context, a Actor) (record.Version, error) {
	if a.Role != Enterprise {
		return record.Version{}, ErrDenied
	}
	id := a.Enterprise
	for range 10 { // mergers follow one another; a ring of them is none
		if id == "" {
			break
		}
		v, err := d.Store.Record(ctx, id)
		if err != nil {
			return v, fmt.Errorf("find record: %w", err)
		}
		if v.Record.MergedInto == "" {
			if v.Record.Removed {
				break
			}
			return v, nil
		}
		id = v.Record.MergedInto
	}
	return record.Version{}, fmt.Errorf("find record: %w", ErrNotFound)
}

// OwnRecord gives the record of the actor's enterprise; ErrNotFound while the
// account has none.
func (d *Desk) OwnRecord(ctx context.Context, a Actor) (*OwnRecord, error) {
	v, err := d.ownRecord(ctx, a)
	if err != nil {
		return nil, err
	}
	o := &OwnRecord{Record: v.Record, Seq: v.Seq, Completeness: v.Record.Completeness()}
	o.Note = "" // the Pôle's own words
	if _, _, err := d.ListedEnterprise(ctx, v.Record.ID); err == nil {
		o.Listed = true
	} else if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	rows, err := d.Store.Candidates(ctx, store.CandidateFilter{Source: OwnSource, Record: v.Record.ID})
	if err != nil {
		return nil, fmt.Errorf("find proposals: %w", err)
	}
	for _, row := range rows {
		c, err := readCandidate(row)
		if err != nil {
			return nil, err
		}
		if c.State == store.Proposed {
			o.Waiting = c
		} else if o.Last == nil || c.SettledAt.After(o.Last.SettledAt) {
			o.Last = c
		}
	}
	return o, nil
}

// ProposeOwn proposes changes of the actor's own record, as edited says of
// [OwnFields]; what it says of others is not looked at. base is the Seq that was
// looked at. A proposal that waits is replaced. What is wrong comes back as
// findings, and nothing is kept when one of them refuses.
func (d *Desk) ProposeOwn(ctx context.Context, a Actor, edited record.Record, base int64, words string) ([]record.Finding, error) {
	v, err := d.ownRecord(ctx, a)
	if err != nil {
		return nil, err
	}
	if v.Seq != base {
		return nil, fmt.Errorf("record %s: %w", v.Record.ID, ErrConflict)
	}
	now := v.Record
	next := now
	for _, k := range ownFields {
		if f, ok := record.FieldOf(k); ok {
			f.Copy(&next, &edited)
		}
	}
	// A list in another order says the same.
	if sameSet(next.Categories, now.Categories) {
		next.Categories = now.Categories
	}
	if sameSet(next.Serves, now.Serves) {
		next.Serves = now.Serves
	}
	next = next.Normal()
	found, err := d.CheckRecord(ctx, next)
	if err != nil || record.Refused(found) {
		return found, err
	}
	var changes []record.Change
	for _, c := range record.Diff(&now, &next) {
		if slices.Contains(ownFields, c.Field) { // what tidying changed elsewhere is not proposed
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return found, message.NewFault("own_record.nothing", message.Place{})
	}
	words = bounded(words)
	kept := proposed{
		Changes: changes, Reason: source.Note{Key: "source.reason.own", Args: map[string]string{"name": a.Name, "words": words}},
		By: a.User, Asked: d.Now().UTC().Format(time.RFC3339Nano), // the same again is asked again
	}
	row := store.Candidate{Source: OwnSource, SourceKey: now.ID, Kind: OwnKind, Record: now.ID, Name: now.Name(), NEQ: now.NEQ, Data: jsonOf(kept)}
	if _, err := d.Store.Propose(ctx, []store.Candidate{row}); err != nil {
		return found, fmt.Errorf("keep proposal: %w", err)
	}
	return found, d.audit(ctx, a, "", "propose", "record", now.ID, words)
}

// WithdrawOwn takes the actor's proposal back before it is settled.
func (d *Desk) WithdrawOwn(ctx context.Context, a Actor) error {
	o, err := d.OwnRecord(ctx, a)
	if err != nil {
		return err
	}
	if o.Waiting == nil {
		return fmt.Errorf("proposal: %w", ErrConflict)
	}
	if err := d.Store.SettleCandidate(ctx, o.Waiting.ID, store.Dismissed, "", a.User, "withdrawn"); err != nil {
		return fmt.Errorf("withdraw proposal: %w", err)
	}
	return nil
}

// bounded tidies what a person wrote.
func bounded(s string) string {
	s = strings.Join(strings.Fields(plainText(s)), " ")
	if r := []rune(s); len(r) > maxWords {
		s = string(r[:maxWords])
	}
	return s
}
