package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// confirmation is what a person accepted of an upload.
type confirmation struct {
	Choice Choice `json:"choice"`
	// Understood is the digest of what was shown: another reading is not what was
	// confirmed.
	Understood string `json:"understood"`
}

// Confirm imports an upload as it was understood.
func (d *Desk) Confirm(ctx context.Context, a Actor, org OrgID, id string, choice Choice) error {
	u, err := d.confirmed(ctx, a, org, id, choice)
	if err != nil {
		return err
	}
	return d.ask(ctx, a, org, workImport, id, confirmation{Choice: choice, Understood: u.Understood.digest()})
}

// confirmed checks that an upload can be imported as it was understood, and
// takes the confirmation.
func (d *Desk) confirmed(ctx context.Context, a Actor, org OrgID, id string, choice Choice) (*Upload, error) {
	if err := a.works(org); err != nil {
		return nil, err
	}
	u, err := d.Upload(ctx, a, org, id)
	if err != nil {
		return nil, err
	}
	if u.Understood == nil || u.Fault != nil {
		return nil, message.NewFault("import.not_read", message.Place{File: u.File})
	}
	if len(u.Understood.Overlaps) > 0 && !slices.Contains([]Choice{OnlyNew, All, Replace}, choice) {
		return nil, message.NewFault("import.choice", message.Place{File: u.File})
	}
	if u.Understood.Unreadable > 0 && !u.Reading.SetAsideUnreadable {
		return nil, message.NewFault("import.unreadable", message.Place{File: u.File}, "n", fmt.Sprint(u.Understood.Unreadable))
	}
	if err := d.Store.ConfirmUpload(ctx, org, id, a.User); err != nil {
		return nil, fmt.Errorf("confirm upload: %w", err)
	}
	return u, nil
}

// workImport reads an upload once more, as it was confirmed, and stores it
// whole or not at all.
func (d *Desk) workImport(ctx context.Context, j jobs.Job, tell func(string, int, int)) (string, error) {
	org := OrgID(j.Organisation)
	var asked confirmation
	if err := json.Unmarshal(j.Payload, &asked); err != nil {
		return "", fmt.Errorf("read confirmation: %w", err)
	}
	u, err := d.Store.Upload(ctx, org, j.Object)
	if err != nil {
		return "", fmt.Errorf("find upload: %w", err)
	}
	if u.State == store.UploadImported { // done before a crash could say so
		return u.Ledger, nil
	}
	if _, err := d.store(ctx, org, u, asked, "", j.By, tell); err != nil {
		return "", err
	}
	u, err = d.Store.Upload(ctx, org, j.Object)
	if err != nil {
		return "", fmt.Errorf("find upload: %w", err)
	}
	return u.Ledger, nil
}

// store reads an upload as it was confirmed, stores its lines, and asks for the
// diagnostics of the years they cover.
func (d *Desk) store(ctx context.Context, org OrgID, u store.Upload, asked confirmation, password, by string, tell func(string, int, int)) (store.Ledger, error) {
	book, err := d.readWith(ctx, org, u, password, false, tell, nil)
	if err != nil {
		return store.Ledger{}, d.refuse(ctx, org, u.ID, err)
	}
	var read Reading
	if err := json.Unmarshal(u.Reading, &read); err != nil {
		return store.Ledger{}, fmt.Errorf("read decisions: %w", err)
	}
	known, err := d.profile(ctx, org)
	if err != nil {
		return store.Ledger{}, err
	}
	profile := ledger.NewProfile(book, ptr(read.options("", known)))
	seen, err := d.understand(ctx, org, book)
	if err != nil {
		return store.Ledger{}, err
	}
	if seen.digest() != asked.Understood {
		// The program or the other ledgers changed since it was looked at: it must be
		// looked at again.
		if err := d.Store.UnderstoodUpload(ctx, org, u.ID, jsonOf(seen), nil); err != nil {
			return store.Ledger{}, fmt.Errorf("keep what was understood: %w", err)
		}
		return store.Ledger{}, message.NewFault("import.changed", message.Place{File: u.File})
	}
	row, err := d.keep(ctx, org, keeping{
		file: u.File, digest: u.Digest, blob: u.Blob, read: read, profile: profile, choice: asked.Choice, seen: seen, author: by,
	}, book, tell)
	if err != nil {
		return row, err
	}
	if err := d.Store.ImportedUpload(ctx, org, u.ID, row.ID); err != nil {
		return row, fmt.Errorf("end upload: %w", err)
	}
	d.forget(org)
	return row, d.askYears(ctx, org, by, row)
}

// keeping is what is known of a book beside its lines.
type keeping struct {
	file, digest, blob string
	read               Reading
	profile            *ledger.Profile
	choice             Choice
	seen               *Understanding
	author             string
}

// keep stores a book that is masked already.
func (d *Desk) keep(ctx context.Context, org OrgID, k keeping, book *ledger.Ledger, tell func(string, int, int)) (store.Ledger, error) {
	var replaces []string
	switch k.choice {
	case OnlyNew:
		for _, o := range k.seen.Overlaps {
			earlier, err := d.Store.LoadLedger(ctx, org, o.Ledger)
			if err != nil {
				return store.Ledger{}, fmt.Errorf("load ledger: %w", err)
			}
			setAsideKnown(book, earlier)
		}
	case Replace:
		for _, o := range k.seen.Overlaps {
			replaces = append(replaces, o.Ledger)
		}
	}
	n := book.Lines.Len()
	row, err := d.Store.ImportLedger(ctx, org, store.LedgerImport{
		File: k.file, Digest: k.digest, Blob: k.blob, Options: jsonOf(k.read), Profile: k.profile, Ledger: book, Author: k.author,
		Replaces: replaces, Reason: "remplacé par " + k.file, Seen: k.seen.among,
		Progress: func(done int) { tell("store", done, n) },
	})
	var twice *store.ConflictError
	if errors.As(err, &twice) && twice.What != "ledger" {
		// Another ledger of the same days came, or went, since this one was compared.
		return row, message.NewFault("import.changed", message.Place{File: k.file})
	}
	if errors.As(err, &twice) {
		return row, message.NewFault("import.same_file", message.Place{File: k.file}, "first", twice.Name, "by", twice.By, "on", twice.At.Format("2006-01-02"))
	}
	if err != nil {
		return row, fmt.Errorf("store ledger: %w", err)
	}
	return row, nil
}

// setAsideKnown moves the lines that an earlier ledger holds out of a book; the
// balance still adds up.
func setAsideKnown(book, earlier *ledger.Ledger) {
	known := map[int]bool{}
	lines := book.Lines.Slice()
	for _, p := range ledger.Compare(earlier.Lines.Slice(), lines).Identical {
		known[p.New] = true
	}
	if len(known) == 0 {
		return
	}
	book.Balance = copyBalance(book.Balance)
	for t := range book.Tables {
		book.Tables[t].Balance = copyBalance(book.Tables[t].Balance)
	}
	var kept []ledger.Line
	for i := range lines {
		l := &lines[i]
		if !known[i] {
			kept = append(kept, *l)
			continue
		}
		book.Asides = append(book.Asides, ledger.Aside{Table: l.Table, Row: l.Row, Reason: ledger.KnownRow, Amount: decimal.NewNullDecimal(l.Amount)})
		for _, b := range []*ledger.Balance{&book.Balance, &book.Tables[l.Table].Balance} {
			b.RowsKept--
			b.RowsSetAside[ledger.KnownRow]++
			b.SumKept, b.SumSetAside = b.SumKept.Sub(l.Amount), b.SumSetAside.Add(l.Amount)
		}
	}
	book.Lines = ledger.LinesOf(kept)
}

func copyBalance(b ledger.Balance) ledger.Balance {
	m := make(map[ledger.Reason]int, len(b.RowsSetAside)+1)
	for k, v := range b.RowsSetAside {
		m[k] = v
	}
	b.RowsSetAside = m
	return b
}

// Ledgers lists the ledgers of an organisation, undone ones too, the newest first.
func (d *Desk) Ledgers(ctx context.Context, a Actor, org OrgID) ([]store.Ledger, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	return d.Store.Ledgers(ctx, org)
}

// UndoEffect tells what undoing an import would change.
func (d *Desk) UndoEffect(ctx context.Context, a Actor, org OrgID, id string) (store.Effect, error) {
	if err := a.sees(org); err != nil {
		return store.Effect{}, err
	}
	return d.Store.UndoEffect(ctx, org, id)
}

// UndoLedger takes an import back.
func (d *Desk) UndoLedger(ctx context.Context, a Actor, org OrgID, id, reason string) (store.Effect, error) {
	if err := a.works(org); err != nil {
		return store.Effect{}, err
	}
	e, err := d.Store.UndoLedger(ctx, org, id, a.User, reason)
	if err != nil {
		return e, fmt.Errorf("undo ledger: %w", err)
	}
	d.forget(org)
	return e, nil
}

// Import reads and stores a file in one go: the command line's way. What would
// need a person's look (an overlap, lines that cannot be read) is refused unless
// decided beforehand.
func (d *Desk) Import(ctx context.Context, a Actor, org OrgID, path, password string, read Reading, choice Choice, tell func(string, int, int)) (store.Ledger, *Understanding, error) {
	if err := a.works(org); err != nil {
		return store.Ledger{}, nil, err
	}
	if tell == nil {
		tell = func(string, int, int) {}
	}
	blob, err := d.keepFile(ctx, org, path)
	if err != nil {
		return store.Ledger{}, nil, err
	}
	if l, err := d.Store.LedgerByDigest(ctx, org, blob.Digest); err == nil {
		return store.Ledger{}, nil, d.sameFile(ctx, uploadName(path), l)
	} else if !errors.Is(err, store.ErrNotFound) {
		return store.Ledger{}, nil, fmt.Errorf("look for the same file: %w", err)
	}
	profile, err := d.profile(ctx, org)
	if err != nil {
		return store.Ledger{}, nil, err
	}
	opt := read.options(password, profile)
	opt.Lenient = false
	opt.Progress = func(rows int) { tell("ledger", rows, 0) }
	book, err := ledger.Read(ctx, []string{path}, d.Policy.Headers, opt)
	if err != nil {
		return store.Ledger{}, nil, err
	}
	learnt := ledger.NewProfile(book, &opt)
	seen, err := d.understand(ctx, org, book)
	if err != nil {
		return store.Ledger{}, nil, err
	}
	name := uploadName(path)
	switch {
	case len(seen.Overlaps) > 0 && choice == "":
		o := seen.Overlaps[0]
		return store.Ledger{}, seen, message.NewFault("import.overlap", message.Place{File: name}, "file", o.File, "on", o.On, "n", fmt.Sprint(o.Identical), "from", o.From, "to", o.To)
	case seen.Unreadable > 0 && !read.SetAsideUnreadable:
		return store.Ledger{}, seen, message.NewFault("import.unreadable", message.Place{File: name}, "n", fmt.Sprint(seen.Unreadable))
	}
	row, err := d.keep(ctx, org, keeping{
		file: name, digest: blob.Digest, blob: blob.Key, read: read, profile: learnt, choice: choice, seen: seen, author: a.User,
	}, book, tell)
	return row, seen, err
}

// pseudonyms gives the organisation's own way of naming natural persons: the
// same person has the same pseudonym in all its ledgers, and nobody without the
// key can try names.
func (d *Desk) pseudonyms(ctx context.Context, org OrgID) (diagnostic.Pseudonym, error) {
	fresh, _, err := d.token()
	if err != nil {
		return nil, err
	}
	key, err := d.Store.OrgKey(ctx, org, []byte(fresh))
	if err != nil {
		return nil, fmt.Errorf("find key: %w", err)
	}
	return diagnostic.KeyedPseudonym(key), nil
}

func ptr[T any](v T) *T { return &v }
