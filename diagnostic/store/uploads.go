package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"jachete/diagnostic/jobs"
)

// UploadState is where a file is on its way to being a ledger.
type UploadState string

// The states of an upload.
const (
	UploadReceived   UploadState = "received"   // waits to be read
	UploadUnderstood UploadState = "understood" // read; waits for a person's look
	UploadRefused    UploadState = "refused"    // cannot be read as it was decided
	UploadConfirmed  UploadState = "confirmed"  // waits to be stored
	UploadImported   UploadState = "imported"
	UploadDropped    UploadState = "dropped"
)

// Upload is a file that somebody brought and that is not a ledger yet.
type Upload struct {
	bun.BaseModel `bun:"table:uploads" json:"-"`

	ID           string `bun:",pk"`
	Organisation OrgID
	File         string
	Digest       string // SHA-256 of the file
	Blob         string
	Size         int64           // bytes
	Reading      json.RawMessage `bun:"type:text"` // what a person decided
	State        UploadState
	Understood   []byte `bun:",notnull"` // JSON of the caller's own shape, empty until read
	Fault        string // JSON of a message.Fault, "" for none
	Ledger       string // what it became
	By           string `bun:"uploaded_by"`
	UploadedAt   time.Time
	ChangedAt    time.Time
}

// AddUpload keeps a new upload of an organisation.
func (s *Store) AddUpload(ctx context.Context, org OrgID, u Upload) (Upload, error) {
	u.ID, u.Organisation, u.State, u.UploadedAt = s.opt.NewID(), org, UploadReceived, s.now()
	u.ChangedAt, u.Understood, u.Reading = u.UploadedAt, []byte{}, orEmpty(u.Reading)
	cleanAll(&u.File, &u.Digest, &u.Blob, &u.By)
	err := s.write(ctx, "add upload", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewInsert().Model(&u).Exec(ctx); err != nil {
			return err
		}
		return s.log(ctx, tx, AuditEntry{Actor: u.By, Organisation: org, Action: "upload", ObjectKind: "upload", Object: u.ID, Detail: detail("file", u.File, "digest", u.Digest)})
	})
	return u, err
}

// Upload of an organisation.
func (s *Store) Upload(ctx context.Context, org OrgID, id string) (u Upload, err error) {
	err = s.read(ctx, "read upload", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&u).Apply(mine(org)).Where("id = ?", clean(id)).Scan(ctx)
	})
	return u, err
}

// Uploads of an organisation that are neither imported nor dropped, the newest
// first.
func (s *Store) Uploads(ctx context.Context, org OrgID) (list []Upload, err error) {
	err = s.read(ctx, "list uploads", func(ctx context.Context, tx *tx) error {
		return tx.NewSelect().Model(&list).ExcludeColumn("understood").Apply(mine(org)).
			Where("state NOT IN (?, ?)", UploadImported, UploadDropped).Order("id DESC").Scan(ctx)
	})
	return list, err
}

// ResetUpload makes an upload wait to be read again, in another way. ErrConflict
// once it is confirmed.
func (s *Store) ResetUpload(ctx context.Context, org OrgID, id string, reading json.RawMessage) error {
	return s.moveUpload(ctx, org, id, "read upload again", []UploadState{UploadReceived, UploadUnderstood, UploadRefused}, UploadReceived, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("reading = ?", string(orEmpty(reading))).Set("understood = ?", []byte{}).Set("fault = ''")
	})
}

// UnderstoodUpload keeps what was understood of an upload, or the fault for
// which it cannot be read.
func (s *Store) UnderstoodUpload(ctx context.Context, org OrgID, id string, understood, fault json.RawMessage) error {
	to := UploadUnderstood
	if len(fault) > 0 {
		to = UploadRefused
	}
	if understood == nil {
		understood = json.RawMessage{}
	}
	return s.moveUpload(ctx, org, id, "keep what was understood", []UploadState{UploadReceived, UploadUnderstood, UploadRefused, UploadConfirmed}, to, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("understood = ?", []byte(understood)).Set("fault = ?", string(fault))
	})
}

// ConfirmUpload makes an upload wait to be stored. ErrConflict when it is no
// longer waiting for that. One that was confirmed and that no job works on (a
// crash came between the two) may be confirmed again.
func (s *Store) ConfirmUpload(ctx context.Context, org OrgID, id, author string) error {
	return s.moveUpload(ctx, org, id, "confirm upload", []UploadState{UploadUnderstood}, UploadConfirmed, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q })
}

// ImportedUpload says which ledger an upload became; to say it again is no
// error.
func (s *Store) ImportedUpload(ctx context.Context, org OrgID, id, ledger string) error {
	if u, err := s.Upload(ctx, org, id); err == nil && u.State == UploadImported && u.Ledger == clean(ledger) {
		return nil // the import itself said so
	}
	return s.moveUpload(ctx, org, id, "end upload", []UploadState{UploadConfirmed}, UploadImported, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("ledger = ?", clean(ledger)).Set("understood = ?", []byte{})
	})
}

// DropUpload forgets an upload that is not stored.
func (s *Store) DropUpload(ctx context.Context, org OrgID, id, author string) error {
	return s.moveUpload(ctx, org, id, "drop upload", []UploadState{UploadReceived, UploadUnderstood, UploadRefused}, UploadDropped, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("understood = ?", []byte{}).Set("blob = ''")
	})
}

// moveUpload changes an upload that is in one of the states from; one that is
// confirmed counts as understood when no job is about to store it.
func (s *Store) moveUpload(ctx context.Context, org OrgID, id, what string, from []UploadState, to UploadState, set func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	return s.write(ctx, what, func(ctx context.Context, tx *tx) error {
		q := set(tx.NewUpdate().Model((*Upload)(nil)).Set("state = ?", to).Set("changed_at = ?", s.now())).
			Where("organisation = ?", org).Where("id = ?", clean(id))
		if slices.Contains(from, UploadUnderstood) {
			q = q.Where("state IN (?) OR (state = ? AND NOT EXISTS (SELECT 1 FROM jobs AS j WHERE j.organisation = ? AND j.object = ? AND j.state IN (?, ?)))",
				bun.List(from), UploadConfirmed, org, clean(id), jobs.Waiting, jobs.Running)
		} else {
			q = q.Where("state IN (?)", bun.List(from))
		}
		if err := one(q.Exec(ctx)); err == nil {
			return nil
		}
		var u Upload
		if err := tx.NewSelect().Model(&u).Column("id", "file", "uploaded_by", "changed_at").Apply(mine(org)).Where("id = ?", clean(id)).Scan(ctx); err != nil {
			return err
		}
		return &ConflictError{What: "upload", ID: u.ID, Name: u.File, By: u.By, At: u.ChangedAt}
	})
}

// OrgKey gives the organisation's secret for pseudonyms; fresh becomes it when
// there is none yet.
func (s *Store) OrgKey(ctx context.Context, org OrgID, fresh []byte) (key []byte, err error) {
	type row struct {
		bun.BaseModel `bun:"table:organisation_keys"`
		Organisation  OrgID `bun:",pk"`
		Secret        []byte
	}
	err = s.write(ctx, "read key", func(ctx context.Context, tx *tx) error {
		if _, err := tx.NewInsert().Model(&row{Organisation: org, Secret: fresh}).On("CONFLICT (organisation) DO NOTHING").Exec(ctx); err != nil {
			return err
		}
		var r row
		if err := tx.NewSelect().Model(&r).Where("organisation = ?", org).Scan(ctx); err != nil {
			return err
		}
		key = r.Secret
		return nil
	})
	return key, err
}
