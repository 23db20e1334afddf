package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Manifest says what a backup holds.
type Manifest struct {
	Format string         `json:"format"` // "jachete.backup/1"
	Schema int64          `json:"schema"` // of the database
	Engine string         `json:"engine"` // it was taken from
	At     time.Time      `json:"at"`
	Rows   map[string]int `json:"rows"`  // by table
	Blobs  int            `json:"blobs"` // files
	Bytes  int64          `json:"bytes"` // of files
	// Digests are the SHA-256 of each part, by name.
	Digests map[string]string `json:"digests"`
}

// Backup writes everything.
func (s *Store) Backup(ctx context.Context, w io.Writer) (Manifest, error) {
	return Manifest{}, errors.ErrUnsupported
}

// Restore reads a backup.
func (s *Store) Restore(ctx context.Context, r io.Reader) (Manifest, error) {
	return Manifest{}, errors.ErrUnsupported
}
