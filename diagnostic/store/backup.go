package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/uptrace/bun/dialect"
	"gocloud.dev/gcerrors"
)

// backupFormat names the layout of a backup: a tar compressed with zstd that
// holds backup.json (what it is), tables/NAME/000001.jsonl... (rows as JSON,
// values exact), blobs/KEY (files) and, last, manifest.json, which proves that
// nothing is missing.
const backupFormat = "jachete.backup/1"

// Manifest says what a backup holds.
type Manifest struct {
	Format string    `json:"format"`
	Schema int64     `json:"schema"` // of the database
	Engine string    `json:"engine"` // it was taken from
	At     time.Time `json:"at"`

	Rows  map[string]int `json:"rows,omitempty"`  // by table
	Blobs int            `json:"blobs,omitempty"` // files
	Bytes int64          `json:"bytes,omitempty"` // of files
	// Missing are files that rows name and that were not there.
	Missing []string `json:"missing,omitempty"`
	// Digests are the SHA-256 of each part, by name.
	Digests map[string]string `json:"digests,omitempty"`
}

// Backup writes everything but sessions as it stands at one moment. It holds
// no writer up. The backup is as secret as the database: it holds the hashes of
// passwords.
func (s *Store) Backup(ctx context.Context, w io.Writer) (m Manifest, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("backup: %w", translate(err))
		}
	}()
	schema, err := s.schemaVersion(ctx)
	if err != nil {
		return m, err
	}
	m = Manifest{Format: backupFormat, Schema: schema, Engine: s.Engine(), At: s.now()}
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return m, err
	}
	b := &backup{tar: tar.NewWriter(z), at: m.At, manifest: &m}
	if err := b.json("backup.json", m); err != nil {
		return m, err
	}
	m.Rows, m.Digests = map[string]int{}, b.digests
	err = s.read(ctx, "read everything", func(ctx context.Context, tx *tx) error {
		for _, t := range tables() {
			if err := b.table(ctx, tx, t); err != nil {
				return err
			}
		}
		keys, err := blobKeys(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := b.blob(ctx, s, k); err != nil {
				return fmt.Errorf("file %s: %w", k, err)
			}
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	if err := b.json("manifest.json", m); err != nil {
		return m, err
	}
	delete(m.Digests, "manifest.json")
	if err := b.tar.Close(); err != nil {
		return m, err
	}
	return m, z.Close()
}

// backup is one being written.
type backup struct {
	tar      *tar.Writer
	at       time.Time
	manifest *Manifest
	digests  map[string]string
}

func (b *backup) head(name string, size int64) error {
	return b.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: b.at, Format: tar.FormatPAX})
}

// part writes a part from memory and keeps its digest.
func (b *backup) part(name string, content []byte) error {
	if err := b.head(name, int64(len(content))); err != nil {
		return err
	}
	if _, err := b.tar.Write(content); err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	b.note(name, hex.EncodeToString(sum[:]))
	return nil
}

func (b *backup) note(name, digest string) {
	if b.digests == nil {
		b.digests = map[string]string{}
	}
	b.digests[name] = digest
}

func (b *backup) json(name string, v any) error {
	content, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return b.part(name, content)
}

func (b *backup) table(ctx context.Context, tx *tx, t *table) error {
	rows, err := tx.QueryContext(ctx, "SELECT "+t.list()+" FROM "+t.name+" ORDER BY "+strings.Join(t.key, ", "))
	if err != nil {
		return err
	}
	defer rows.Close()
	parts := 0
	b.manifest.Rows[t.name], err = dumpRows(t, rows, func(part []byte) error {
		parts++
		return b.part(fmt.Sprintf("tables/%s/%06d.jsonl", t.name, parts), part)
	})
	return err
}

func (b *backup) blob(ctx context.Context, s *Store, key string) error {
	r, err := s.blobs.NewReader(ctx, key, nil)
	if err != nil {
		if gcerrors.Code(err) == gcerrors.NotFound {
			// One lost file must not keep all the rest from being saved.
			b.manifest.Missing = append(b.manifest.Missing, key)
			return nil
		}
		return blobError(err)
	}
	defer r.Close()
	if err := b.head("blobs/"+key, r.Size()); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(b.tar, io.TeeReader(r, sum)); err != nil {
		return blobError(err)
	}
	b.note("blobs/"+key, hex.EncodeToString(sum.Sum(nil)))
	b.manifest.Blobs++
	b.manifest.Bytes += r.Size()
	return nil
}

// Restore reads a backup into an empty store. Rows are kept only once all of
// the backup was read and is whole; files of one that is not are orphans for
// [Store.SweepBlobs].
func (s *Store) Restore(ctx context.Context, r io.Reader) (m Manifest, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("restore: %w", translate(err))
		}
	}()
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(unpackLimit))
	if err != nil {
		return m, damaged(err)
	}
	defer z.Close()
	in := &restore{store: s, tar: tar.NewReader(z), digests: map[string]string{}, rows: map[string]int{}}
	name, err := in.nextPart()
	if err != nil {
		return m, err
	}
	var head Manifest
	if name != "backup.json" || in.json(name, &head) != nil || head.Format != backupFormat {
		return m, fmt.Errorf("%w: this is no backup of format %s", ErrCorrupt, backupFormat)
	}
	if err := s.schemaFor(ctx, head.Schema); err != nil {
		return m, err
	}
	err = s.write(ctx, "write everything", func(ctx context.Context, tx *tx) error {
		if err := refuseFull(ctx, tx); err != nil {
			return err
		}
		m, err = in.all(ctx, tx)
		return err
	})
	if err != nil {
		return m, err
	}
	if _, err := s.Migrate(ctx); err != nil {
		return m, err
	}
	return m, nil
}

// schemaFor brings an empty database to the schema of a backup.
func (s *Store) schemaFor(ctx context.Context, version int64) error {
	know, err := s.newest()
	if err != nil {
		return err
	}
	if version > know {
		return &SchemaError{Database: version, Program: know}
	}
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return err
	}
	if have > version {
		return fmt.Errorf("%w: the backup's schema is %d, this database has %d already: restore into a new one", ErrNotEmpty, version, have)
	}
	if have < version {
		_, err = s.migrateTo(ctx, version)
	}
	return err
}

// refuseFull refuses a store that holds anything.
func refuseFull(ctx context.Context, tx *tx) error {
	for _, t := range tables() {
		var n int
		if there, err := hasTable(ctx, tx, t.name); err != nil {
			return err
		} else if !there {
			continue // the backup is of an older schema
		}
		if err := tx.NewRaw("SELECT count(*) FROM (SELECT 1 FROM "+t.name+" LIMIT 1) AS any_row").Scan(ctx, &n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w: table %s", ErrNotEmpty, t.name)
		}
	}
	return nil
}

// hasTable tells whether a table exists in the schema as it is.
func hasTable(ctx context.Context, tx *tx, name string) (bool, error) {
	query := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if tx.Dialect().Name() == dialect.PG {
		query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?"
	}
	var n int
	err := tx.NewRaw(query, name).Scan(ctx, &n)
	return n > 0, err
}

// damaged is the error of a backup that cannot be read to its end.
func damaged(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrCorrupt) {
		return err
	}
	return fmt.Errorf("%w: the backup is cut short or damaged: %w", ErrCorrupt, err)
}

// restore is a backup being read.
type restore struct {
	store   *Store
	tar     *tar.Reader
	digests map[string]string // of what was read
	rows    map[string]int
	blobs   int
	bytes   int64
}

// partLimit keeps a forged backup from taking the memory.
const partLimit = 1 << 30

func (in *restore) nextPart() (string, error) {
	h, err := in.tar.Next()
	if err != nil {
		return "", damaged(err)
	}
	if h.Typeflag != tar.TypeReg {
		return "", fmt.Errorf("%w: %q is not a file", ErrCorrupt, h.Name)
	}
	if _, again := in.digests[h.Name]; again {
		return "", fmt.Errorf("%w: %q stands twice", ErrCorrupt, h.Name)
	}
	return h.Name, nil
}

func (in *restore) content(name string) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(in.tar, partLimit+1))
	if err != nil {
		return nil, damaged(err)
	}
	if len(content) > partLimit {
		return nil, fmt.Errorf("%w: %q is too large", ErrCorrupt, name)
	}
	sum := sha256.Sum256(content)
	in.digests[name] = hex.EncodeToString(sum[:])
	return content, nil
}

func (in *restore) json(name string, v any) error {
	content, err := in.content(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, v); err != nil {
		return damaged(err)
	}
	return nil
}

// all reads every part up to the manifest and compares with it.
func (in *restore) all(ctx context.Context, tx *tx) (m Manifest, err error) {
	for {
		name, err := in.nextPart()
		if err != nil {
			return m, err
		}
		switch {
		case name == "manifest.json":
			if err := in.json(name, &m); err != nil {
				return m, err
			}
			delete(in.digests, name)
			return m, in.compare(m)
		case strings.HasPrefix(name, "tables/"):
			err = in.table(ctx, tx, name)
		case strings.HasPrefix(name, "blobs/"):
			err = in.blob(ctx, name)
		default:
			err = fmt.Errorf("%w: unknown part %q", ErrCorrupt, name)
		}
		if err != nil {
			return m, err
		}
	}
}

func (in *restore) table(ctx context.Context, tx *tx, name string) error {
	content, err := in.content(name)
	if err != nil {
		return err
	}
	tableName, _, _ := strings.Cut(strings.TrimPrefix(name, "tables/"), "/")
	t := tableNamed(tableName)
	if t == nil {
		return fmt.Errorf("%w: unknown table %q", ErrCorrupt, tableName)
	}
	p, err := openPart(t, content)
	if err != nil {
		return err
	}
	err = translate(in.store.engine.insert(ctx, tx, p.table, p))
	in.rows[t.name] += p.n
	if errors.Is(err, ErrInvalid) || errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) {
		// No store would have held these rows.
		err = fmt.Errorf("%w: table %s: %v", ErrCorrupt, t.name, err) //nolint:errorlint // it is none of those to the caller
	}
	return err
}

func (in *restore) blob(ctx context.Context, name string) error {
	key := strings.TrimPrefix(name, "blobs/")
	if !ourBlob(key) {
		return fmt.Errorf("%w: %q is no file of ours", ErrCorrupt, name)
	}
	sum := &counted{Hash: sha256.New()}
	if err := in.store.putAt(ctx, key, io.TeeReader(in.tar, sum)); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return damaged(err)
		}
		return blobError(err)
	}
	in.digests[name] = hex.EncodeToString(sum.Sum(nil))
	in.blobs++
	in.bytes += sum.n
	return nil
}

// counted is a digest that counts.
type counted struct {
	hash.Hash
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.Hash.Write(p)
}

// compare proves that what was read is what was written.
func (in *restore) compare(m Manifest) error {
	if len(m.Digests) != len(in.digests) {
		return fmt.Errorf("%w: %d parts of %d", ErrCorrupt, len(in.digests), len(m.Digests))
	}
	for name, want := range m.Digests {
		if in.digests[name] != want {
			return fmt.Errorf("%w: %q is not what was saved", ErrCorrupt, name)
		}
	}
	for t, want := range m.Rows {
		if in.rows[t] != want {
			return fmt.Errorf("%w: table %s has %d rows of %d", ErrCorrupt, t, in.rows[t], want)
		}
	}
	return nil
}
