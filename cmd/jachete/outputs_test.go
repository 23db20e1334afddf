package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"jachete/templates/message"
)

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func TestOutputsAppearTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	var o outputs
	if err := errors.Join(o.add(a, text("un")), o.add("", text("rien")), o.add(b, text("deux"))); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(a); err == nil {
		t.Error("a document is there before all are ready")
	}
	if err := o.commit(); err != nil {
		t.Fatal(err)
	}
	o.drop() // does nothing after commit
	if content(t, a) != "un" || content(t, b) != "deux" {
		t.Error("content")
	}
}

// When one document fails, the old ones stay and nothing half-written is left.
func TestOutputsKeepTheOldOnFailure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := filepath.Join(dir, "a")
	if err := os.WriteFile(a, []byte("ancien"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	var o outputs
	if err := o.add(a, text("nouveau")); err != nil {
		t.Fatal(err)
	}
	err := o.add(filepath.Join(dir, "b"), func(w io.Writer) error {
		if err := text("moitié")(w); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	o.drop()
	if content(t, a) != "ancien" {
		t.Error("the old document was touched")
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

func TestOutputsRefuseAFolder(t *testing.T) {
	t.Parallel()
	var o outputs
	var f *message.Fault
	if err := o.add(t.TempDir(), text("x")); !errors.As(err, &f) || f.Key != "output.directory" {
		t.Errorf("got %v", err)
	}
	if err := o.add(filepath.Join(t.TempDir(), "absent", "x"), text("x")); !errors.As(err, &f) || f.Key != "output.unwritable" {
		t.Errorf("got %v", err)
	}
}

type noRoom struct{}

func (noRoom) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "stdout", Err: syscall.ENOSPC}
}

// What could not be said was not done: a full output is a failure, also of --help.
func TestAFullOutputIsAFailure(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"demo", "--out", t.TempDir()}} {
		var errOut bytes.Buffer
		if code := run(context.Background(), args, noRoom{}, &errOut); code != exitFailed || !strings.Contains(errOut.String(), "no space left") {
			t.Errorf("%v: exit code %d, %q", args, code, errOut.String())
		}
	}
	var out, errOut bytes.Buffer
	if code := run(context.Background(), []string{"rien"}, noRoom{}, &errOut); code != exitUsage {
		t.Errorf("a wrong command: exit code %d, %q", code, out.String())
	}
}
