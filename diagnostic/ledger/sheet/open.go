package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"jachete/templates/message"
)

// Open opens a file by its content. The error is a *message.Fault when the
// file cannot be used (missing, empty, encrypted, of a format we do not read,
// too large), and an ordinary error when the machine failed.
func Open(path string, opt Options) (*Book, error) {
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
	b, err := open(f, name, opt)
	if err != nil {
		f.Close()
		return nil, err
	}
	return b, nil
}

func open(f *os.File, name string, opt Options) (*Book, error) {
	sum := sha256.New()
	size, err := io.Copy(sum, io.LimitReader(f, opt.FileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if size > opt.FileBytes { // it grew while we read
		return nil, tooLarge(name, opt.FileBytes)
	}
	b := &Book{file: name, digest: hex.EncodeToString(sum.Sum(nil)), limits: opt.Limits}
	head := make([]byte, min(size, 4096))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	switch kind := sniff(head); kind {
	case "zip":
		return openZip(b, f, size)
	case "ole2":
		return nil, oleFault(f, size, name)
	case "text":
		data := make([]byte, size)
		if _, err := f.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if len(bytes.TrimFunc(data, isBlank)) == 0 {
			return nil, fault("file.empty", name)
		}
		if err := openText(b, data, opt); err != nil {
			return nil, err
		}
		return b, f.Close()
	default:
		return nil, fault("file."+kind, name)
	}
}

func fault(key, file string, args ...string) *message.Fault {
	return message.NewFault(key, message.Place{File: file}, args...)
}

func tooLarge(file string, limit int64) *message.Fault {
	return fault("file.too_large", file, "limit", fmt.Sprint(limit>>20))
}
