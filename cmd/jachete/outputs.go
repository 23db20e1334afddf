package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"jachete/templates/message"
)

// outputs writes the files of a run together: each to a temporary name beside
// its own, and all renamed at the end, so that a failure leaves neither half a
// file nor half of the files.
type outputs struct {
	staged []staged
}

type staged struct{ temporary, final string }

// add writes one file through write. path "" asks for nothing. A new file gets
// the rights that the user's mask leaves; one that is there keeps its own.
func (o *outputs) add(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		return nil
	}
	mode := fs.FileMode(0)
	if st, err := os.Stat(path); err == nil {
		switch mode = st.Mode(); {
		case mode.IsDir():
			return message.NewFault("output.directory", message.Place{File: path})
		case !mode.IsRegular():
			return message.NewFault("output.special", message.Place{File: path})
		}
	}
	f, err := create(path)
	if err != nil {
		return unwritable(path, err)
	}
	o.staged = append(o.staged, staged{f.Name(), path})
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		err = errors.Join(err, f.Close())
		var system *os.PathError
		if errors.As(err, &system) {
			return unwritable(path, err)
		}
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	err = b.Flush()
	if err == nil && mode != 0 {
		err = f.Chmod(mode.Perm())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// create makes a new file beside path, under a name that nothing has.
func create(path string) (*os.File, error) {
	for n := 0; ; n++ {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.part", filepath.Base(path), n))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil || !errors.Is(err, fs.ErrExist) || n > 999 {
			return f, err
		}
	}
}

func unwritable(path string, err error) *message.Fault {
	return message.NewFault("output.unwritable", message.Place{File: path}, "error", cause(err))
}

// commit gives every file its name.
func (o *outputs) commit() error {
	for len(o.staged) > 0 {
		s := o.staged[0]
		if err := os.Rename(s.temporary, s.final); err != nil {
			return unwritable(s.final, err)
		}
		o.staged = o.staged[1:]
	}
	return nil
}

// drop takes away what was not committed. It is safe after commit.
func (o *outputs) drop() {
	for _, s := range o.staged {
		_ = os.Remove(s.temporary) // best effort: the run has already failed
	}
	o.staged = nil
}

// distinct refuses to write over an input, or two files into one.
func distinct(inputs, outs []string) error {
	key := func(p string) string {
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		if real, err := filepath.EvalSymlinks(p); err == nil {
			return real
		}
		return p
	}
	taken := map[string]bool{}
	for _, in := range inputs {
		taken[key(in)] = true
	}
	for _, out := range outs {
		if out == "" {
			continue
		}
		if taken[key(out)] {
			return message.NewFault("output.taken", message.Place{File: out})
		}
		taken[key(out)] = true
	}
	return nil
}

// cause gives the system's own words without the temporary path.
func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err.Error()
	}
	return err.Error()
}
