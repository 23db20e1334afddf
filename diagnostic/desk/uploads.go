package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"jachete/diagnostic/jobs"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// Kinds of work in the background.
const (
	workRead     = "read"
	workImport   = "import"
	workDiagnose = "diagnose"
)

// Choice is what to do about lines that an earlier ledger holds already.
type Choice string

// The choices.
const (
	OnlyNew Choice = "new"     // lines that are known already are set aside
	All     Choice = "all"     // they count twice: two ledgers that merely look alike
	Replace Choice = "replace" // the earlier ledgers of those days are undone first
)

// Reading is what a person decided about how a ledger is read; everything empty
// means: found.
type Reading struct {
	Sheet     string                  `json:"sheet,omitempty"`
	HeaderRow int                     `json:"header_row,omitempty"`
	Columns   map[ledger.Field]string `json:"columns,omitempty"`
	Basis     ledger.Basis            `json:"basis,omitempty"`
	Encoding  string                  `json:"encoding,omitempty"`
	Delimiter string                  `json:"delimiter,omitempty"`
	DateOrder string                  `json:"date_order,omitempty"`
	Currency  string                  `json:"currency,omitempty"`
	// SetAsideUnreadable accepts that lines whose amount does not parse are not
	// measured.
	SetAsideUnreadable bool `json:"set_aside_unreadable,omitempty"`
}

// readTime bounds the reading of one file when nothing else is said.
const readTime = 10 * time.Minute

// options of the reader. The password is never kept.
func (r Reading) options(password string, profile *ledger.Profile) ledger.Options {
	return ledger.Options{
		Sheet: r.Sheet, HeaderRow: r.HeaderRow, Columns: r.Columns, Basis: r.Basis, Encoding: r.Encoding, Delimiter: r.Delimiter,
		DateOrder: r.DateOrder, Currency: r.Currency, Password: password, Profile: profile, Lenient: true,
	}
}

// Upload is a file on its way to being a ledger: received, read, looked at,
// then imported or dropped.
type Upload struct {
	store.Upload
	Reading Reading
	// Understood is null until the file is read.
	Understood *Understanding
	Fault      *message.Fault // why it could not be read
}

// uploadName is a file's own name, without folders and without signs that a
// terminal or a page would obey.
func uploadName(s string) string {
	s = filepath.Base(strings.ReplaceAll(s, "\\", "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != '/' {
			return r
		}
		return -1
	}, s)
	if r := []rune(s); len(r) > 120 {
		s = string(r[len(r)-120:])
	}
	if s == "" || s == "." || s == ".." {
		return "sans-nom"
	}
	return s
}

// Receive keeps a file for an organisation and asks for it to be read. The same
// file again is refused with who brought it and when.
func (d *Desk) Receive(ctx context.Context, a Actor, org OrgID, name string, r io.Reader, read Reading) (store.Upload, error) {
	if err := a.works(org); err != nil {
		return store.Upload{}, err
	}
	name = uploadName(name)
	blob, err := d.Store.PutBlob(ctx, org, r)
	if err != nil {
		return store.Upload{}, fmt.Errorf("keep file: %w", err)
	}
	if blob.Size == 0 {
		return store.Upload{}, message.NewFault("file.empty", message.Place{File: name})
	}
	if l, err := d.Store.LedgerByDigest(ctx, org, blob.Digest); err == nil {
		return store.Upload{}, d.sameFile(ctx, name, l)
	} else if !errors.Is(err, store.ErrNotFound) {
		return store.Upload{}, fmt.Errorf("look for the same file: %w", err)
	}
	if f, err := d.waitingFile(ctx, org, name, blob.Digest); err != nil || f != nil {
		if err == nil {
			err = f
		}
		return store.Upload{}, err
	}
	u, err := d.Store.AddUpload(ctx, org, store.Upload{File: name, Digest: blob.Digest, Blob: blob.Key, Size: blob.Size, Reading: jsonOf(read), By: a.User})
	if err != nil {
		return store.Upload{}, fmt.Errorf("keep upload: %w", err)
	}
	return u, d.ask(ctx, a, org, workRead, u.ID, nil)
}

func (d *Desk) sameFile(ctx context.Context, name string, l store.Ledger) *message.Fault {
	by := l.ImportedBy
	if u, err := d.Store.User(ctx, l.ImportedBy); err == nil {
		by = u.Name
	}
	return message.NewFault("import.same_file", message.Place{File: name}, "first", l.File, "by", by, "on", l.ImportedAt.Format("2006-01-02"))
}

// ask adds a job and wakes the workers.
func (d *Desk) ask(ctx context.Context, a Actor, org OrgID, kind, object string, payload any) error {
	j := jobs.Job{Organisation: string(org), Kind: kind, Object: object, By: a.User}
	if payload != nil {
		j.Payload = jsonOf(payload)
	}
	if _, err := d.Store.AddJob(ctx, j); err != nil {
		return fmt.Errorf("ask for %s: %w", kind, err)
	}
	d.runner.Wake()
	return nil
}

// Job gives the last job on an object of an organisation.
func (d *Desk) Job(ctx context.Context, a Actor, org OrgID, object string) (jobs.Job, error) {
	if err := a.sees(org); err != nil {
		return jobs.Job{}, err
	}
	return d.Store.LastJob(ctx, org, object)
}

// Upload gives an upload with what was understood of it.
func (d *Desk) Upload(ctx context.Context, a Actor, org OrgID, id string) (*Upload, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	row, err := d.Store.Upload(ctx, org, id)
	if err != nil {
		return nil, fmt.Errorf("find upload: %w", err)
	}
	u := &Upload{Upload: row}
	if err := json.Unmarshal(row.Reading, &u.Reading); err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	if len(row.Understood) > 0 {
		u.Understood = &Understanding{}
		if err := json.Unmarshal(row.Understood, u.Understood); err != nil {
			return nil, fmt.Errorf("read upload: %w", err)
		}
	}
	if len(row.Fault) > 0 {
		u.Fault = &message.Fault{}
		if err := json.Unmarshal([]byte(row.Fault), u.Fault); err != nil {
			return nil, fmt.Errorf("read upload: %w", err)
		}
	}
	return u, nil
}

// Uploads lists the files of an organisation that are not imported yet.
func (d *Desk) Uploads(ctx context.Context, a Actor, org OrgID) ([]store.Upload, error) {
	if err := a.sees(org); err != nil {
		return nil, err
	}
	return d.Store.Uploads(ctx, org)
}

// ReadAgain reads an upload with other decisions.
func (d *Desk) ReadAgain(ctx context.Context, a Actor, org OrgID, id string, read Reading) error {
	if err := a.works(org); err != nil {
		return err
	}
	if err := d.Store.ResetUpload(ctx, org, id, jsonOf(read)); err != nil {
		return fmt.Errorf("read again: %w", err)
	}
	return d.ask(ctx, a, org, workRead, id, nil)
}

// Drop forgets an upload; its file goes with the next sweep.
func (d *Desk) Drop(ctx context.Context, a Actor, org OrgID, id string) error {
	if err := a.works(org); err != nil {
		return err
	}
	if err := d.Store.DropUpload(ctx, org, id, a.User); err != nil {
		return fmt.Errorf("drop upload: %w", err)
	}
	return nil
}

// withFile hands a stored file to f under a path; the copy is gone when f
// returns.
func (d *Desk) withFile(ctx context.Context, org OrgID, key, name string, f func(path string) error) (err error) {
	src, err := d.Store.OpenBlob(ctx, org, key)
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	defer src.Close()
	dir, err := os.MkdirTemp(d.Work, "lecture-")
	if err != nil {
		return fmt.Errorf("make room for the file: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, uploadName(name))
	dst, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make room for the file: %w", err)
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Close()); err != nil {
		return fmt.Errorf("copy file: %w", err)
	}
	return f(path)
}

// readWith reads a stored file as a ledger, as it was decided, with the profiles
// this organisation knows; with a password when it is encrypted, with marks of the
// cells warned of when asked, and with a look at the file while it is at hand.
func (d *Desk) readWith(ctx context.Context, org OrgID, u store.Upload, password string, marks bool, tell func(string, int, int), look func(path string, book *ledger.Ledger, opt ledger.Options) error) (*ledger.Ledger, error) {
	var read Reading
	if err := json.Unmarshal(u.Reading, &read); err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	profile, err := d.profile(ctx, org)
	if err != nil {
		return nil, err
	}
	opt := read.options(password, profile)
	opt.Marks, opt.Limits = marks, d.Limits
	if opt.Limits.Time == 0 {
		opt.Limits.Time = readTime
	}
	if tell != nil {
		opt.Progress = func(rows int) { tell("ledger", rows, 0) }
	}
	var book *ledger.Ledger
	err = d.withFile(ctx, org, u.Blob, u.File, func(path string) error {
		var err error
		if book, err = ledger.Read(ctx, []string{path}, d.Policy.Headers, opt); err != nil || look == nil {
			return err
		}
		return look(path, book, opt)
	})
	return book, err
}

// profile gathers the headers that an organisation, or the Pôle for all, taught.
func (d *Desk) profile(ctx context.Context, org OrgID) (*ledger.Profile, error) {
	rows, err := d.Store.Profiles(ctx, org)
	if err != nil {
		return nil, fmt.Errorf("find profiles: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	p := &ledger.Profile{Schema: ledger.ProfileSchema}
	seen := map[string]bool{}
	for _, r := range rows { // its own first
		if seen[r.Fingerprint] {
			continue
		}
		seen[r.Fingerprint] = true
		var t ledger.TableProfile
		if err := json.Unmarshal(r.Profile, &t); err != nil {
			return nil, fmt.Errorf("read profile: %w", err)
		}
		p.Tables = append(p.Tables, t)
	}
	return p, nil
}

// asFault finds a fault of the input in an error.
func asFault(err error) (*message.Fault, bool) {
	var f *message.Fault
	ok := errors.As(err, &f)
	return f, ok
}

// jsonOf writes a value that is known to be writable.
func jsonOf(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types only
	}
	return b
}
