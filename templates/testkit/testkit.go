// Package testkit is what tests of every room share. Only tests import it.
package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// Shared returns a path inside the folder of real measuring data that lies
// beside the project on our own machines (../shared/data from the module
// root), or skips the test, saying so, where the folder is not there.
func Shared(t testing.TB, elem ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{filepath.Dir(Root(t)), "shared", "data"}, elem...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("skipped: the measuring data is not on this machine (%s)", filepath.Join(elem...))
	}
	return p
}

// Root returns the module's root folder.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("go.mod not found above the working directory")
		}
		dir = up
	}
}
