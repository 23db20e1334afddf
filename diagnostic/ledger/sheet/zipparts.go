package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"jachete/templates/message"
)

// zipParts is a zip file whose parts make one workbook.
type zipParts struct {
	parts map[string]*zip.File // by lower-case name
}

// openZip tells the workbooks that are zip files, and archives of files.
func openZip(b *Book, in input, opt Options) error {
	z, err := zip.NewReader(in.r, in.size)
	if err != nil {
		return b.ended(fault("file.truncated", b.file))
	}
	p := zipParts{parts: make(map[string]*zip.File, len(z.File))}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(b.limits.InflatedBytes) || f.UncompressedSize64 > 1<<62 {
			return fault("file.inflates", b.file, "limit", strconv.FormatInt(b.limits.InflatedBytes>>20, 10))
		}
		p.parts[partName(f.Name)] = f
	}
	switch {
	case p.has("content.xml") && (p.has("mimetype") || p.has("meta-inf/manifest.xml")):
		return openODS(b, p, in.close)
	case p.has("xl/workbook.bin"):
		return openXLSB(b, p, in.close)
	case p.has("[content_types].xml"), p.has("xl/workbook.xml"):
		src := &xlsxSource{zipParts: p, done: in.close}
		if err := src.load(b); err != nil {
			return err
		}
		if len(src.list) == 0 {
			return fault("file.no_sheets", b.file)
		}
		b.format, b.src = "xlsx", src
		return nil
	case in.inner:
		return fault("file.nested_zip", b.file)
	}
	return openArchive(b, z, in, opt)
}

func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}

func (p zipParts) has(name string) bool { _, ok := p.parts[name]; return ok }

// scanText walks the tags of a part. A part that is not there is empty.
func (p zipParts) scanText(b *Book, part string, each func(*scanner) error) error {
	f, ok := p.parts[part]
	if !ok {
		return nil
	}
	r, err := p.openPart(b, f)
	if err != nil {
		return err
	}
	defer r.Close()
	s := newScanner(r, 4*b.limits.CellRunes+64)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return p.broken(b, part, err)
		}
		if err := each(s); err != nil {
			return err
		}
	}
}

// openPart inflates a part, never more than the limit of the whole workbook.
func (p zipParts) openPart(b *Book, f *zip.File) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, p.broken(b, f.Name, err)
	}
	return &inflated{b: b, r: r, left: b.limits.InflatedBytes}, nil
}

// inflated reads a part until it grows past the limit or the context ends.
type inflated struct {
	b    *Book
	r    io.ReadCloser
	left int64
}

func (r *inflated) Read(p []byte) (int, error) {
	if err := r.b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, fault("file.inflates", r.b.file, "limit", strconv.FormatInt(r.b.limits.InflatedBytes>>20, 10))
	}
	return n, err
}

func (r *inflated) Close() error { return r.r.Close() }

// broken is the fault of a part that does not inflate or is no XML.
func (p zipParts) broken(b *Book, part string, err error) error {
	if stop := b.ctx.Err(); stop != nil {
		return stop // it broke what was being read
	}
	var passing *message.Fault
	if errors.As(err, &passing) {
		return err
	}
	if errors.Is(err, zip.ErrAlgorithm) {
		return fault("file.zip_method", b.file, "part", part)
	}
	return fmt.Errorf("%s: %w", part, fault("file.damaged", b.file, "part", part))
}

// ended prefers the end of the context to a fault that it caused.
func (b *Book) ended(err error) error {
	if stop := b.ctx.Err(); stop != nil {
		return stop
	}
	return err
}
