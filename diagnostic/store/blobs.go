package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file:
	_ "gocloud.dev/blob/s3blob"   // s3:
	"gocloud.dev/gcerrors"
)

// Blob is a file that was kept.
type Blob struct {
	Key    string // under which it is read back
	Digest string // SHA-256, hexadecimal
	Size   int64  // bytes
}

// Swept is what a sweep removed.
type Swept struct {
	Blobs int
	Bytes int64
}

// poleFolder holds the files of no organisation.
const poleFolder = "pole"

func (s *Store) openBlobs(ctx context.Context, address string, create bool) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%w: address of blobs: %w", ErrInvalid, err)
	}
	if u.Scheme == "file" {
		q := u.Query()
		q.Set("metadata", "skip")     // the key is the digest: nothing else to say
		q.Set("no_tmp_dir", "true")   // a rename does not cross disks
		q.Set("dir_file_mode", "448") // 0700: nobody else on the machine
		if create {
			q.Set("create_dir", "true")
		}
		u.RawQuery = q.Encode()
	}
	s.blobs, err = blob.OpenBucket(ctx, u.String())
	if err != nil {
		return blobError(err)
	}
	return nil
}

// blobError adds the sentinel of a bucket's error.
func blobError(err error) error {
	if err == nil || known(err) {
		return err
	}
	if s := sentinel(err); s != nil {
		return fmt.Errorf("%w: %w", s, err)
	}
	switch gcerrors.Code(err) {
	case gcerrors.NotFound:
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	case gcerrors.PermissionDenied:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case gcerrors.InvalidArgument:
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	case gcerrors.Canceled, gcerrors.DeadlineExceeded:
		return err
	}
	return fmt.Errorf("%w: %w", ErrLost, err)
}

// folder of an organisation's files. An identifier is the store's own, yet it
// is not trusted to be no path.
func folder(org OrgID) (string, error) {
	if org == "" {
		return poleFolder, nil
	}
	if strings.ContainsAny(string(org), "/\\\x00") || org == "." || org == ".." {
		return "", fmt.Errorf("%w: organisation %q", ErrInvalid, string(org))
	}
	return "org/" + string(org), nil
}

// ourBlob tells whether a key is one the store gives: a bucket may hold files
// of others.
func ourBlob(key string) bool {
	return path.Clean(key) == key && (strings.HasPrefix(key, "org/") || strings.HasPrefix(key, poleFolder+"/"))
}

// PutBlob keeps a file under the digest of its content.
func (s *Store) PutBlob(ctx context.Context, org OrgID, r io.Reader) (b Blob, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep a file: %w", blobError(err))
		}
	}()
	dir, err := folder(org)
	if err != nil {
		return Blob{}, err
	}
	// The key is known at the end only: the content waits beside, in memory when
	// small.
	hold, err := holdContent(r)
	if err != nil {
		return Blob{}, err
	}
	defer hold.close()
	b = Blob{Key: path.Join(dir, hold.digest[:2], hold.digest), Digest: hold.digest, Size: hold.size}
	content, err := hold.reader()
	if err != nil {
		return Blob{}, err
	}
	return b, s.putAt(ctx, b.Key, content)
}

// putAt writes a blob whole: an error half-way leaves none. It is written even
// when it is there already, so that a sweep sees it as new.
func (s *Store) putAt(ctx context.Context, key string, r io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.blobs.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		cancel() // makes Close give up what was written
		_ = w.Close()
		return err
	}
	return w.Close()
}

// held is content whose digest is known.
type held struct {
	digest string
	size   int64
	small  []byte
	file   *os.File
}

// heldInMemory is the size up to which content waits in memory.
const heldInMemory = 8 << 20

func holdContent(r io.Reader) (_ *held, err error) {
	sum := sha256.New()
	r = io.TeeReader(r, sum)
	small, err := io.ReadAll(io.LimitReader(r, heldInMemory))
	if err != nil {
		return nil, err
	}
	h := &held{small: small, size: int64(len(small))}
	if len(small) == heldInMemory {
		if h.file, err = os.CreateTemp("", "jachete-blob-*"); err != nil {
			return nil, err
		}
		if _, err = h.file.Write(small); err == nil {
			var n int64
			n, err = io.Copy(h.file, r)
			h.size += n
		}
		if err != nil {
			h.close()
			return nil, err
		}
		h.small = nil
	}
	h.digest = hex.EncodeToString(sum.Sum(nil))
	return h, nil
}

func (h *held) reader() (io.Reader, error) {
	if h.file == nil {
		return strings.NewReader(string(h.small)), nil
	}
	_, err := h.file.Seek(0, io.SeekStart)
	return h.file, err
}

func (h *held) close() {
	if h.file != nil {
		_ = h.file.Close()
		_ = os.Remove(h.file.Name())
	}
}

// OpenBlob reads a file back and checks it on the way.
func (s *Store) OpenBlob(ctx context.Context, org OrgID, key string) (io.ReadCloser, error) {
	dir, err := folder(org)
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	if path.Clean(key) != key || !strings.HasPrefix(key, dir+"/") {
		return nil, fmt.Errorf("read a file: %w: %q", ErrNotFound, key)
	}
	r, err := s.blobs.NewReader(ctx, key, nil)
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", blobError(err))
	}
	return &checked{r: r, sum: sha256.New(), want: path.Base(key)}, nil
}

// checked compares what was read with its digest, at the end.
type checked struct {
	r    io.ReadCloser
	sum  hash.Hash
	want string
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.sum.Write(p[:n])
	if errors.Is(err, io.EOF) {
		if hex.EncodeToString(c.sum.Sum(nil)) != c.want {
			return n, fmt.Errorf("read a file: %w: its digest is not %s", ErrCorrupt, c.want)
		}
		return n, io.EOF
	}
	if err != nil {
		return n, fmt.Errorf("read a file: %w", blobError(err))
	}
	return n, nil
}

func (c *checked) Close() error { return c.r.Close() }

// orphan is a file that no row names.
type orphan struct {
	key  string
	size int64
}

// orphans lists files older than before that no row names.
func (s *Store) orphans(ctx context.Context, before time.Time) ([]orphan, error) {
	// Files are listed before rows are read: what is written between the two is
	// named by a row or too young.
	var list []orphan
	it := s.blobs.List(nil)
	for {
		o, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if ourBlob(o.Key) && o.ModTime.Before(before) {
			list = append(list, orphan{o.Key, o.Size})
		}
	}
	named := map[string]bool{}
	err := s.read(ctx, "list files in use", func(ctx context.Context, tx *tx) error {
		keys, err := blobKeys(ctx, tx)
		for _, k := range keys {
			named[k] = true
		}
		return err
	})
	return slices.DeleteFunc(list, func(o orphan) bool { return named[o.key] }), err
}

// Orphans counts the files that a sweep would remove.
func (s *Store) Orphans(ctx context.Context, age time.Duration) (found Swept, err error) {
	list, err := s.orphans(ctx, s.now().Add(-age))
	for _, o := range list {
		found.Blobs++
		found.Bytes += o.size
	}
	if err != nil {
		err = fmt.Errorf("list files: %w", blobError(err))
	}
	return found, err
}

// SweepBlobs removes files that no row names.
func (s *Store) SweepBlobs(ctx context.Context, age time.Duration) (done Swept, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("sweep files: %w", blobError(err))
		}
	}()
	before := s.now().Add(-age)
	list, err := s.orphans(ctx, before)
	if err != nil {
		return done, err
	}
	for _, o := range list {
		// The same content may have come again since it was listed.
		if now, err := s.blobs.Attributes(ctx, o.key); err != nil || !now.ModTime.Before(before) {
			continue
		}
		if err := s.blobs.Delete(ctx, o.key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return done, err
		}
		done.Blobs++
		done.Bytes += o.size
	}
	return done, nil
}

// blobKeys lists the files that rows name, in order.
func blobKeys(ctx context.Context, tx *tx) (keys []string, err error) {
	err = tx.NewRaw(`SELECT blob FROM ledgers WHERE blob <> '' UNION SELECT blob FROM diagnostics WHERE blob <> ''
		UNION SELECT blob FROM diagnostic_snapshots WHERE blob <> ''
		UNION SELECT blob FROM registry_batches WHERE blob <> ''
		UNION SELECT blob FROM uploads WHERE blob <> '' ORDER BY 1`).Scan(ctx, &keys)
	return keys, err
}
