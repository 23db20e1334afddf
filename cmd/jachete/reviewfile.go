package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"jachete/diagnostic"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// fileDesk answers questions over files: every answer is written to the file of
// decisions before the next question is asked.
type fileDesk struct {
	prepared *diagnostic.Prepared
	policy   *policy.Policy
	params   match.Params
	path     string
	buyer    string
	author   string
	now      func() time.Time

	edition *registry.Edition
	clashes []review.Conflict
	list    []review.Decision
	read    []byte     // what the file held when it was last read or written
	answers [][]string // decisions that each answer of this session recorded
	d       *diagnostic.Diagnostic
	queue   *review.Queue
	decided int
}

// openDecisions reads a file of decisions; one that is not there is empty.
func openDecisions(path string) ([]review.Decision, []byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read decisions: %w", err)
	}
	list, err := review.Parse(bytes.NewReader(b), path)
	if err != nil {
		return nil, nil, err
	}
	return list, b, nil
}

// memoryOf is the decisions of a file as a diagnostic goes by them.
func memoryOf(path, buyer string, e *registry.Edition, params match.Params) (*review.Memory, error) {
	if path == "" {
		return nil, nil
	}
	list, b, err := openDecisions(path)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, message.NewFault("file.missing", message.Place{File: path})
	}
	return review.NewMemory(diagnostic.Bind(ownView(list, buyer), e), buyer, nil, params.Tables)
}

// ownView is a file's decisions as those of a buyer: a decision that names no
// buyer is this buyer's, and where no buyer is named all of them are.
func ownView(list []review.Decision, buyer string) []review.Decision {
	out := slices.Clone(list)
	for i := range out {
		if buyer == "" || out[i].Buyer == "" {
			out[i].Buyer = buyer
		}
	}
	return out
}

// open reads the decisions and makes the first diagnostic.
func (f *fileDesk) open(e *registry.Edition) (err error) {
	f.edition = e
	if f.list, f.read, err = openDecisions(f.path); err != nil {
		return err
	}
	f.list = diagnostic.Bind(f.list, e)
	for i := range f.list {
		if d := &f.list[i]; d.ID == "" { // written by hand
			d.ID = newID()
		}
	}
	return f.refresh()
}

// refresh makes the diagnostic anew with the decisions as they are.
func (f *fileDesk) refresh() error {
	m, err := review.NewMemory(ownView(f.list, f.buyer), f.buyer, nil, f.params.Tables)
	if err != nil {
		return err
	}
	if f.d, err = f.prepared.Diagnose(m); err != nil {
		return err
	}
	f.queue, f.decided, f.clashes = f.prepared.Questions(f.d), m.Len(), m.Conflicts()
	return nil
}

// keep writes the file, unless somebody else changed it meanwhile.
func (f *fileDesk) keep(list []review.Decision) error {
	now, err := os.ReadFile(f.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read decisions: %w", err)
	}
	if !bytes.Equal(now, f.read) {
		return message.NewFault("review.file.changed", message.Place{File: f.path})
	}
	var b bytes.Buffer
	if err := review.Write(&b, list); err != nil {
		return err
	}
	var out outputs
	defer out.drop()
	if err := out.add(f.path, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	f.list, f.read = list, b.Bytes()
	return nil
}

// merge adds the decisions of another file to this one, all or none.
func (f *fileDesk) merge(path string) error {
	added, b, err := openDecisions(path)
	if err != nil {
		return err
	}
	if b == nil {
		return message.NewFault("file.missing", message.Place{File: path})
	}
	for i := range added {
		if d := &added[i]; d.ID == "" {
			d.ID = newID()
		}
	}
	list, err := review.Merge(f.list, diagnostic.Bind(added, f.edition), f.prepared.World(nil))
	if err != nil {
		return err
	}
	if err := f.keep(list); err != nil {
		return err
	}
	return f.refresh()
}

// conflicts tells the decisions of the file that contradict each other: none of
// them applies.
func (f *fileDesk) conflicts() []*message.Fault {
	var out []*message.Fault
	for i := range f.clashes {
		out = append(out, f.clashes[i].Fault())
	}
	return out
}

func (f *fileDesk) Decide(_ context.Context, answers []review.Decision) error {
	at := f.now().UTC()
	for i := range answers {
		d := &answers[i]
		d.ID, d.Author, d.At, d.Buyer, d.Rules = newID(), f.author, at, f.buyer, f.prepared.Rules()
		if d.Scope == "" {
			d.Scope = review.ThisBuyer
		}
		if r, ok := f.prepared.Record(d.Enterprise); ok {
			d.EnterpriseName, d.EnterpriseNEQ = r.Name, r.NEQ
		}
		if bad := d.Validate(); bad != nil {
			return bad
		}
	}
	if list := review.CheckAll(ownView(f.list, f.buyer), answers, f.prepared.World(nil)); len(list) > 0 {
		return list[0].Fault()
	}
	if err := f.keep(append(slices.Clone(f.list), answers...)); err != nil {
		return err
	}
	var ids []string
	for i := range answers {
		ids = append(ids, answers[i].ID)
	}
	f.answers = append(f.answers, ids)
	return f.refresh()
}

func (f *fileDesk) Undo(context.Context) ([]review.Decision, error) {
	if len(f.answers) == 0 {
		return nil, nil
	}
	list := slices.Clone(f.list)
	last := f.answers[len(f.answers)-1]
	var undone []review.Decision
	for i := range list {
		if d := &list[i]; slices.Contains(last, d.ID) {
			d.ReversedBy, d.ReversedAt, d.ReversedOn = f.author, f.now().UTC(), "undo"
			undone = append(undone, *d)
		}
	}
	if err := f.keep(list); err != nil {
		return nil, err
	}
	f.answers = f.answers[:len(f.answers)-1]
	return undone, f.refresh()
}

func (f *fileDesk) Queue() *review.Queue { return f.queue }

func (f *fileDesk) Standing() review.Standing {
	m := &f.d.Measures
	return review.Standing{
		Confirmed: m.Confirmed, Probable: m.Probable, Ceiling: m.Ceiling, Addressable: m.Addressable.Dollars, Currency: f.d.Currency, Decided: f.decided,
	}
}

func (f *fileDesk) Search(text string, n int) []match.Candidate { return f.prepared.Search(text, n) }

func (f *fileDesk) Record(id string) (review.Record, bool) { return f.prepared.Record(id) }

func (f *fileDesk) Classes() []policy.Class { return f.policy.Classes }
