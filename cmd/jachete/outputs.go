package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
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

// add writes one file through write. path "" asks for nothing.
func (o *outputs) add(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		return nil
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return message.NewFault("output.directory", message.Place{File: path})
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return message.NewFault("output.unwritable", message.Place{File: path}, "error", cause(err))
	}
	o.staged = append(o.staged, staged{f.Name(), path})
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(path), err), f.Close())
	}
	if err := errors.Join(b.Flush(), f.Chmod(0o644), f.Close()); err != nil {
		return message.NewFault("output.unwritable", message.Place{File: path}, "error", cause(err))
	}
	return nil
}

// commit gives every file its name.
func (o *outputs) commit() error {
	for len(o.staged) > 0 {
		s := o.staged[0]
		if err := os.Rename(s.temporary, s.final); err != nil {
			return message.NewFault("output.unwritable", message.Place{File: s.final}, "error", cause(err))
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
