package sheet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"jachete/templates/message"
)

// Open opens a file by its content. The error is a *message.Fault when the
// file cannot be used (missing, empty, encrypted, of a format we do not read,
// too large), and an ordinary error when the machine failed.
func Open(path string, opt Options) (*Book, error) {
	return OpenContext(context.Background(), path, opt)
}

// OpenContext is [Open] with a context that ends the reading of the file, also
// later, while its rows are read: the error is then the context's.
func OpenContext(ctx context.Context, path string, opt Options) (*Book, error) {
	opt.Limits = opt.Limits.withDefaults()
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, message.NewFault("file.missing", message.Place{File: path})
	case errors.Is(err, fs.ErrPermission):
		return nil, message.NewFault("file.forbidden", message.Place{File: path})
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", path, err)
	case info.IsDir():
		return nil, message.NewFault("file.directory", message.Place{File: path})
	case !info.Mode().IsRegular():
		return nil, message.NewFault("file.not_regular", message.Place{File: path})
	case info.Size() == 0:
		return nil, fault("file.empty", name)
	case info.Size() > opt.FileBytes:
		return nil, tooLarge(name, opt.FileBytes)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, message.NewFault("file.forbidden", message.Place{File: path})
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	b, err := openFile(ctx, f, name, opt)
	if err != nil {
		f.Close()
		return nil, err
	}
	return b, nil
}

// input is a file, or a file inside another one.
type input struct {
	r     io.ReaderAt
	size  int64
	name  string
	inner bool // it came out of an archive
	close func() error
}

func openFile(ctx context.Context, f *os.File, name string, opt Options) (*Book, error) {
	sum := sha256.New()
	in := input{r: &patient{ctx, f}, name: name, close: f.Close}
	var err error
	in.size, err = io.Copy(sum, io.NewSectionReader(in.r, 0, opt.FileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if in.size > opt.FileBytes { // it grew while we read
		return nil, tooLarge(name, opt.FileBytes)
	}
	b, err := open(ctx, in, opt)
	if err != nil {
		return nil, err
	}
	b.digest = hex.EncodeToString(sum.Sum(nil))
	return b, nil
}

// open reads what the first bytes say the file is. On an error the input is
// still open.
func open(ctx context.Context, in input, opt Options) (*Book, error) {
	b := &Book{ctx: ctx, file: in.name, limits: opt.Limits, password: opt.Password}
	head, err := in.head(min(in.size, 4096))
	if err != nil {
		return nil, err
	}
	kind := sniff(head)
	switch kind {
	case "zip":
		return b, openZip(b, in, opt)
	case "ole2":
		return b, openOLE(b, in, opt)
	case "biff":
		return b, openBIFF(b, in.r, in.size, in.close)
	case "text", "html", "xml", "fods", "mhtml":
	default:
		return nil, fault("file."+kind, in.name)
	}
	if kind == "text" {
		text, err := in.text()
		if err != nil {
			return nil, err
		}
		if err := openText(b, text, opt); err != nil {
			return nil, err
		}
		return b, in.close()
	}
	data, err := in.head(in.size)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimFunc(data, isBlank)) == 0 {
		return nil, fault("file.empty", in.name)
	}
	switch kind {
	case "html":
		err = openHTML(b, data, opt)
	case "xml":
		err = openXML(b, data, opt)
	case "fods":
		err = openFlatODS(b, data, opt)
	default:
		err = openMHTML(b, data, opt)
	}
	if err != nil {
		return nil, err
	}
	return b, in.close()
}

// head reads the first n bytes.
func (in input) head(n int64) ([]byte, error) {
	data := make([]byte, n)
	got, err := in.r.ReadAt(data, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", in.name, err)
	}
	return data[:got], nil
}

// text reads the whole input into a string at once: a ledger of half a million
// lines is not held twice.
func (in input) text() (string, error) {
	var b strings.Builder
	b.Grow(int(in.size))
	if _, err := io.Copy(&b, io.NewSectionReader(in.r, 0, in.size)); err != nil {
		return "", fmt.Errorf("read %s: %w", in.name, err)
	}
	return b.String(), nil
}

// patient reads until its context ends.
type patient struct {
	ctx context.Context
	r   io.ReaderAt
}

func (p *patient) ReadAt(b []byte, off int64) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.ReadAt(b, off)
}

func fault(key, file string, args ...string) *message.Fault {
	return message.NewFault(key, message.Place{File: file}, args...)
}

func tooLarge(file string, limit int64) *message.Fault {
	return fault("file.too_large", file, "limit", fmt.Sprint(limit>>20))
}
