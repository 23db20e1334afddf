package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Records gives the registry as it stands, merged records left out.
func (d *Desk) Records(ctx context.Context) ([]record.Record, error) {
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	return record.Living(recordsOf(versions)), nil
}

// Record gives a record and its history, the first change first.
func (d *Desk) Record(ctx context.Context, id string) (record.Record, []record.Version, error) {
	v, err := d.Store.Record(ctx, id)
	if err != nil {
		return record.Record{}, nil, fmt.Errorf("find record: %w", err)
	}
	list, err := d.Store.RecordHistory(ctx, id)
	if err != nil {
		return record.Record{}, nil, fmt.Errorf("read history: %w", err)
	}
	return v.Record, list, nil
}

// SaveRecord writes a change of a record, or a new one when it has no
// identifier. A fault of the content that would make it count wrongly is
// refused; the others come back as findings.
func (d *Desk) SaveRecord(ctx context.Context, a Actor, r record.Record, reason string) (record.Version, []record.Finding, error) {
	if err := a.advises(); err != nil {
		return record.Version{}, nil, err
	}
	if reason == "" {
		return record.Version{}, nil, message.NewFault("desk.reason", message.Place{})
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return record.Version{}, nil, err
	}
	if r.ID == "" {
		r.ID = d.NewID()
	}
	r = r.Normal()
	found := r.Check(rules.Categories)
	if record.Refused(found) {
		return record.Version{}, found, nil
	}
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return record.Version{}, found, fmt.Errorf("read registry: %w", err)
	}
	out, err := d.Store.AppendVersions(ctx, head, []record.Version{{Record: r, At: d.Now().UTC(), Author: a.User, Reason: reason}})
	if err != nil {
		return record.Version{}, found, fmt.Errorf("keep record: %w", err)
	}
	return out[0], found, nil
}

// MergeRecords makes a duplicate part of another record; decisions follow.
func (d *Desk) MergeRecords(ctx context.Context, a Actor, survivor, duplicate string, choices record.Choices, reason string) error {
	if err := a.advises(); err != nil {
		return err
	}
	if reason == "" {
		return message.NewFault("desk.reason", message.Place{})
	}
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return fmt.Errorf("read registry: %w", err)
	}
	s, err := d.Store.Record(ctx, survivor)
	if err != nil {
		return fmt.Errorf("find record: %w", err)
	}
	dup, err := d.Store.Record(ctx, duplicate)
	if err != nil {
		return fmt.Errorf("find record: %w", err)
	}
	x, y, err := record.Merge(&s.Record, &dup.Record, choices)
	if err != nil {
		return err
	}
	stamp := record.Stamp{At: d.Now().UTC(), Author: a.User, Reason: reason}
	if _, err := d.Store.AppendVersions(ctx, head, stamp.Versions(x, y)); err != nil {
		return fmt.Errorf("keep merge: %w", err)
	}
	return nil
}

// UnmergeRecords takes a merge back: the duplicate stands by itself again, and
// decisions about it with it. It gives the record that had absorbed it, and the
// keys of the fields that were changed there since and stay as they are.
func (d *Desk) UnmergeRecords(ctx context.Context, a Actor, duplicate, reason string) (survivor string, kept []string, err error) {
	if err := a.advises(); err != nil {
		return "", nil, err
	}
	if reason == "" {
		return "", nil, message.NewFault("desk.reason", message.Place{})
	}
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return "", nil, fmt.Errorf("read registry: %w", err)
	}
	dup, err := d.Store.RecordHistory(ctx, duplicate)
	if err != nil {
		return "", nil, fmt.Errorf("read history: %w", err)
	}
	if len(dup) == 0 {
		return "", nil, ErrNotFound
	}
	survivor = dup[len(dup)-1].Record.MergedInto
	into, err := d.Store.RecordHistory(ctx, survivor)
	if err != nil {
		return "", nil, fmt.Errorf("read history: %w", err)
	}
	x, y, kept, err := record.Unmerge(into, dup)
	if err != nil {
		return "", nil, err
	}
	stamp := record.Stamp{At: d.Now().UTC(), Author: a.User, Reason: reason}
	if _, err := d.Store.AppendVersions(ctx, head, stamp.Versions(x, y)); err != nil {
		return "", nil, fmt.Errorf("keep records: %w", err)
	}
	return survivor, kept, nil
}

// Intake is the Pôle's own workbook, compared with the registry.
type Intake struct {
	Preview *intake.Preview
	File    string
	blob    store.Blob
	head    int64
}

// keepFile keeps a file of this machine in the store.
func (d *Desk) keepFile(ctx context.Context, org OrgID, path string) (store.Blob, error) {
	f, err := os.Open(path)
	if err != nil {
		return store.Blob{}, fmt.Errorf("open file: %w", err)
	}
	defer f.Close()
	b, err := d.Store.PutBlob(ctx, org, f)
	if err != nil {
		return b, fmt.Errorf("keep file: %w", err)
	}
	return b, nil
}

// PreviewRegistry reads the Pôle's workbook and tells what importing it would
// create, update and leave, without changing anything. The file is kept, so that
// what was looked at is what is imported.
func (d *Desk) PreviewRegistry(ctx context.Context, a Actor, name string, r io.Reader, opt intake.Options) (*Intake, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	var blob store.Blob
	err := d.takeIn(ctx, a, "", name, r, func(f *os.File, size int64) (err error) {
		if blob, err = d.Store.PutBlob(ctx, "", io.NewSectionReader(f, 0, size)); err != nil {
			return fmt.Errorf("keep file: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.previewBlob(ctx, uploadName(name), blob, opt)
}

func (d *Desk) previewBlob(ctx context.Context, name string, blob store.Blob, opt intake.Options) (*Intake, error) {
	rules, err := d.rules(ctx)
	if err != nil {
		return nil, err
	}
	opt.Headers, opt.Categories, opt.Territory = rules.Headers, rules.Categories, &rules.Territory
	head, err := d.Store.RegistryHead(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	versions, err := d.Store.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	out := &Intake{File: name, blob: blob, head: head}
	err = d.withFile(ctx, "", blob.Key, name, func(path string) error {
		table, err := intake.Read(ctx, path, opt)
		if err != nil {
			return err
		}
		out.Preview = intake.Compare(table, recordsOf(versions), opt)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ImportRegistry writes what a preview showed, all or nothing. It is refused when
// the registry changed in between, and when rows conflict unless they are to be
// left out.
func (d *Desk) ImportRegistry(ctx context.Context, a Actor, in *Intake, reason string, leaveConflicts bool) (store.Batch, error) {
	if err := a.advises(); err != nil {
		return store.Batch{}, err
	}
	if n := in.Preview.Count(intake.Conflict); n > 0 && !leaveConflicts {
		return store.Batch{}, message.NewFault("desk.registry_conflicts", message.Place{File: in.File}, "n", fmt.Sprint(n))
	}
	id := d.NewID()
	stamp := record.Stamp{At: d.Now().UTC(), Author: a.User, Reason: reason, Batch: id}
	b, _, err := d.Store.ImportBatch(ctx, store.Batch{
		ID: id, File: in.File, Digest: in.blob.Digest, Blob: in.blob.Key, Author: a.User, Reason: reason, At: stamp.At,
		Created: in.Preview.Count(intake.Create), Updated: in.Preview.Count(intake.Update), Unchanged: in.Preview.Count(intake.Unchanged),
	}, in.head, in.Preview.Apply(stamp, d.NewID))
	var told *store.ConflictError
	if errors.As(err, &told) && told.What != "record" {
		return b, message.NewFault("import.same_file", message.Place{File: in.File}, "first", told.Name, "by", told.By, "on", told.At.Format("2006-01-02"))
	}
	if err != nil {
		return b, fmt.Errorf("import registry: %w", err)
	}
	return b, nil
}

// UndoRegistry takes an import of the registry back and tells how many records
// it brought back. Records that were changed since refuse it unless force.
func (d *Desk) UndoRegistry(ctx context.Context, a Actor, batch, reason string, force bool) (int, error) {
	if err := a.advises(); err != nil {
		return 0, err
	}
	var versions []record.Version
	if err := d.Store.EachVersion(ctx, 0, func(v record.Version) error { versions = append(versions, v); return nil }); err != nil {
		return 0, fmt.Errorf("read registry: %w", err)
	}
	h, err := record.NewHistory(versions)
	if err != nil {
		return 0, fmt.Errorf("read registry: %w", err)
	}
	u, err := intake.Undo(h, batch, record.Stamp{Seq: h.Last() + 1, At: d.Now().UTC(), Author: a.User, Reason: reason}, force)
	if err != nil {
		return 0, err
	}
	if err := d.Store.UndoBatch(ctx, batch, a.User, reason, h.Last(), u.Versions); err != nil {
		return 0, fmt.Errorf("undo import: %w", err)
	}
	return len(u.Versions), nil
}

// Candidates lists what official sources propose.
func (d *Desk) Candidates(ctx context.Context, a Actor, f store.CandidateFilter) ([]store.Candidate, error) {
	if err := a.advises(); err != nil {
		return nil, err
	}
	return d.Store.Candidates(ctx, f)
}
