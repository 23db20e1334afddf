package req

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"sync/atomic"

	"jachete/templates/message"
)

// Limits keep a hostile or broken file from taking the machine. Zero means the
// default.
type Limits struct {
	InflatedBytes int64 // of all the members read, default 4 GiB (the real file: 1 GiB)
	Rows          int   // of one member, default 20,000,000
	RowBytes      int   // of one row, and so of a field, default 1 MiB
	Kept          int   // enterprises kept, default 500,000
	KeptBytes     int64 // of the texts kept, default 512 MiB
	Values        int   // rows of DomaineValeur.csv, default 100,000
}

func (l Limits) withDefaults() Limits {
	if l.InflatedBytes <= 0 {
		l.InflatedBytes = 4 << 30
	}
	if l.Rows <= 0 {
		l.Rows = 20_000_000
	}
	if l.RowBytes <= 0 {
		l.RowBytes = 1 << 20
	}
	if l.Kept <= 0 {
		l.Kept = 500_000
	}
	if l.KeptBytes <= 0 {
		l.KeptBytes = 512 << 20
	}
	if l.Values <= 0 {
		l.Values = 100_000
	}
	return l
}

// archive is the ZIP with its members by their name.
type archive struct {
	file     string
	members  map[string]*zip.File
	limits   Limits
	inflated atomic.Int64
}

// openArchive checks the ZIP and that every member is there, readable and not
// announced larger than allowed.
func openArchive(r io.ReaderAt, size int64, file string, limits Limits) (*archive, error) {
	a := &archive{file: file, limits: limits, members: map[string]*zip.File{}}
	list := &listing{ReaderAt: r, left: listingBytes}
	z, err := zip.NewReader(list, size)
	list.done = true
	if err != nil {
		return nil, a.notZip(r, size, err)
	}
	for _, f := range z.File {
		name := strings.ToLower(path.Base(strings.ReplaceAll(f.Name, `\`, "/")))
		if !wanted(name) {
			continue
		}
		if a.members[name] != nil {
			return nil, a.fault("req.member_twice", "member", short(f.Name))
		}
		a.members[name] = f
	}
	var missing []string
	total := uint64(0)
	for _, m := range memberNames {
		f := a.members[strings.ToLower(m)]
		switch {
		case f == nil:
			missing = append(missing, m)
			continue
		case f.Flags&1 != 0:
			return nil, a.fault("req.encrypted", "member", m)
		case f.Method != zip.Deflate && f.Method != zip.Store:
			return nil, a.fault("req.method", "member", m, "method", strconv.Itoa(int(f.Method)))
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > uint64(limits.InflatedBytes) || total > uint64(limits.InflatedBytes) {
			return nil, a.fault("req.inflates", "member", m, "limit", strconv.FormatInt(limits.InflatedBytes>>20, 10))
		}
	}
	if len(missing) > 0 {
		return nil, a.fault("req.member_missing", "missing", strings.Join(missing, ", "), "seen", seen(z))
	}
	return a, nil
}

// listing bounds what is read to list the members: an archive may hold
// millions of names.
type listing struct {
	io.ReaderAt
	left int64
	done bool // listed: reading is free
}

const listingBytes = 8 << 20

var errListing = errors.New("too many members")

func (l *listing) ReadAt(p []byte, off int64) (int, error) {
	if l.done {
		return l.ReaderAt.ReadAt(p, off)
	}
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errListing
	}
	return l.ReaderAt.ReadAt(p, off)
}

func wanted(base string) bool {
	for _, m := range memberNames {
		if strings.ToLower(m) == base {
			return true
		}
	}
	return false
}

func seen(z *zip.Reader) string {
	var names []string
	for _, f := range z.File {
		if len(names) == 12 {
			names = append(names, "…")
			break
		}
		names = append(names, short(f.Name))
	}
	if names == nil {
		return "–"
	}
	return strings.Join(names, ", ")
}

// notZip tells a download that was cut from something else.
func (a *archive) notZip(r io.ReaderAt, size int64, cause error) error {
	head := make([]byte, min(size, 512))
	if n, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", a.file, err)
	} else {
		head = head[:n]
	}
	if errors.Is(cause, errListing) {
		return a.fault("req.too_many_members")
	}
	switch t := bytes.TrimLeft(head, " \t\r\n\ufeff"); {
	case len(head) == 0:
		return a.fault("req.empty")
	case bytes.HasPrefix(head, []byte("PK")):
		return a.fault("req.cut", "size", strconv.FormatInt(size, 10), "error", cause.Error())
	case len(t) > 0 && t[0] == '<':
		return a.fault("req.web_page")
	}
	return a.fault("req.not_zip")
}

// open gives a member inflated, within the limit shared by all of them.
func (a *archive) open(ctx context.Context, member string, again bool) (io.ReadCloser, error) {
	rc, err := a.members[strings.ToLower(member)].Open()
	if err != nil {
		return nil, a.damaged(member, 0, err)
	}
	return &bounded{ctx: ctx, ReadCloser: rc, a: a, again: again}, nil
}

// bounded counts what is inflated.
type bounded struct {
	io.ReadCloser
	ctx   context.Context
	a     *archive
	again bool // a second reading: counted the first time
	n     int64
}

var errInflates = errors.New("inflates to more than allowed")

func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	if b.n += int64(n); b.n > b.a.limits.InflatedBytes {
		return n, errInflates
	}
	if !b.again && b.a.inflated.Add(int64(n)) > b.a.limits.InflatedBytes {
		return n, errInflates
	}
	return n, err
}

func (a *archive) fault(key string, args ...string) *message.Fault {
	return message.NewFault(key, message.Place{File: a.file}, args...)
}

// at is a fault in a line of a member; the place is written as users find it:
// the file inside the archive, and the line.
func (a *archive) at(key, member string, line int, args ...string) *message.Fault {
	p := message.Place{File: a.file, Sheet: member}
	if line > 0 {
		p.Cell = "A" + strconv.Itoa(line)
	}
	return message.NewFault(key, p, append(args, "member", member, "line", strconv.Itoa(line))...)
}

// damaged turns an error of inflating or of reading rows into a fault; an
// error of the machine or of the context stays one.
func (a *archive) damaged(member string, line int, err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, errInflates):
		return a.fault("req.inflates", "member", member, "limit", strconv.FormatInt(a.limits.InflatedBytes>>20, 10))
	case errors.Is(err, errLong):
		return a.at("req.long_row", member, line, "limit", strconv.Itoa(a.limits.RowBytes>>10))
	case errors.Is(err, errOpen):
		return a.at("req.open_quote", member, line)
	case errors.Is(err, errText):
		return a.at("req.encoding", member, line)
	case errors.Is(err, errColumns):
		return a.at("req.columns", member, line, "n", strconv.Itoa(maxColumns))
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrNoProgress), errors.As(err, &corrupt):
		return a.at("req.damaged", member, line, "error", err.Error())
	}
	return fmt.Errorf("read %s in %s: %w", member, a.file, err)
}

func short(s string) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s), "?")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
