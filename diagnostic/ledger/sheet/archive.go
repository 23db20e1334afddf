package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"jachete/templates/message"
)

// archive is a zip file of spreadsheets: each sheet of each is a sheet of the
// whole, named "folder/file.xlsx!Sheet", or "folder/file.csv" for a text file.
type archive struct {
	books []*Book
	list  []Info
	where map[string]member
}

// member is one sheet of one file.
type member struct {
	book *Book
	name string
}

// openArchive reads the files of a zip file into memory, never more than a
// file alone may have. Files that are no spreadsheets are told in the notes.
func openArchive(b *Book, z *zip.Reader, in input, opt Options) error {
	a := &archive{where: map[string]member{}}
	left := b.limits.FileBytes
	files := 0
	for _, f := range z.File {
		name := memberName(f)
		if f.FileInfo().IsDir() || unasked(name) {
			continue
		}
		if files++; files > b.limits.Files {
			return fault("file.zip_many", b.file, "limit", strconv.Itoa(b.limits.Files))
		}
		whole := b.file + "/" + name
		if f.Flags&1 != 0 {
			return fault("file.encryption", whole)
		}
		data, err := readMember(b, f, whole, &left)
		if err != nil {
			return err
		}
		if len(data) == 0 {
			continue
		}
		inner, err := open(b.ctx, input{r: bytes.NewReader(data), size: int64(len(data)), name: whole, inner: true, close: func() error { return nil }}, opt)
		var no *message.Fault
		if errors.As(err, &no) && noSpreadsheet(no.Key) {
			b.notes = append(b.notes, fault("file.zip_skipped", whole))
			continue
		}
		if err != nil {
			return err
		}
		a.add(inner, name)
	}
	if len(a.list) == 0 {
		return fault("file.zip_nothing", b.file)
	}
	b.format, b.src = "zip", a
	b.describe(a.books)
	return in.close()
}

// add takes the sheets of a file.
func (a *archive) add(inner *Book, name string) {
	a.books = append(a.books, inner)
	for _, s := range inner.Sheets() {
		full := name
		if s.Name != "" {
			full += "!" + s.Name
		}
		for n := 2; ; n++ { // two files of one name, which only damage can cause
			if _, taken := a.where[full]; !taken {
				break
			}
			full = name + " (" + strconv.Itoa(n) + ")"
			if s.Name != "" {
				full += "!" + s.Name
			}
		}
		a.where[full] = member{inner, s.Name}
		a.list = append(a.list, Info{Name: full, Hidden: s.Hidden})
	}
}

// describe sums up how the files of an archive were read.
func (b *Book) describe(books []*Book) {
	join := func(of func(*Book) string) string {
		var list []string
		for _, inner := range books {
			if v := of(inner); v != "" && !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		return strings.Join(list, ", ")
	}
	b.encoding = join((*Book).Encoding)
	b.delimiter = join((*Book).Delimiter)
	for _, inner := range books {
		b.notes = append(b.notes, inner.notes...)
	}
}

// noSpreadsheet tells the faults of files that nobody meant to be read.
func noSpreadsheet(key string) bool {
	switch key {
	case "file.not_spreadsheet", "file.pdf", "file.empty", "file.html", "file.zip_nothing":
		return true
	}
	return false
}

// memberName is the name of a file of an archive, in UTF-8, without the parts
// that could lead elsewhere.
func memberName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		name = decodeWith(charmaps[2].cm, []byte(name)) // as archivers wrote them before Unicode
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(name, `\`, "/"))
	name, _ = cutRunes(strings.TrimPrefix(path.Clean("/"+name), "/"), 200)
	return name
}

// unasked tells the files that systems add to archives by themselves.
func unasked(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, ".") ||
		strings.EqualFold(base, "thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

func readMember(b *Book, f *zip.File, whole string, left *int64) ([]byte, error) {
	r, err := f.Open()
	if err == nil {
		defer r.Close()
		var buf bytes.Buffer
		var n int64
		n, err = io.Copy(&buf, &inflated{b: b, r: r, left: *left})
		*left -= n
		if err == nil {
			return buf.Bytes(), nil
		}
	}
	var limit *message.Fault
	switch {
	case b.ctx.Err() != nil:
		return nil, b.ctx.Err()
	case errors.As(err, &limit):
		return nil, fault("file.inflates", b.file, "limit", strconv.FormatInt(b.limits.FileBytes>>20, 10))
	case errors.Is(err, zip.ErrAlgorithm):
		return nil, fault("file.zip_method", b.file, "part", f.Name)
	}
	return nil, fmt.Errorf("%w: %w", fault("file.truncated", whole), err)
}

func (a *archive) sheets() []Info { return a.list }

func (a *archive) merges(_ *Book, name string) ([]Range, error) {
	m, ok := a.where[name]
	if !ok {
		return nil, nil
	}
	return m.book.Merges(m.name)
}

func (a *archive) rows(b *Book, name string, yield func(Row, error) bool) {
	m, ok := a.where[name]
	if !ok {
		return
	}
	cut, repaired := m.book.cut, m.book.repaired
	for r, err := range m.book.Rows(m.name) {
		if !yield(r, err) {
			break
		}
	}
	b.cut += m.book.cut - cut
	b.repaired += m.book.repaired - repaired
}

func (a *archive) close() error {
	var errs []error
	for _, b := range a.books {
		errs = append(errs, b.Close())
	}
	return errors.Join(errs...)
}
