package sheet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"jachete/templates/message"
	"jachete/templates/testkit"
)

// TestCorpusFormats opens every file made to break readers and reads all its
// sheets: rows or a fault within a minute on a busy machine (ten seconds on a free one) of work and 512 MiB.
func TestCorpusFormats(t *testing.T) {
	root := testkit.Shared(t, "corpus")
	tally := map[string]int{}
	var refused []string
	var most uint64
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		ext := strings.ToLower(filepath.Ext(path))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // the machine may be busy with other things
		defer cancel()
		start := worked()
		format, rows, err := readAll(ctx, path, Options{Limits: Limits{Columns: 20_000}})
		var f *message.Fault
		switch {
		case err == nil:
			tally[ext+" read as "+format]++
		case errors.As(err, &f):
			tally[ext+" "+f.Key]++
			refused = append(refused, fmt.Sprintf("%-24s %s (%d rows): %v", f.Key, rel, rows, err))
		default:
			t.Errorf("%s: %v", rel, err)
		}
		if took := worked() - start; took > time.Minute {
			t.Errorf("%s took %s", rel, took)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapSys)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for k, n := range tally {
		lines = append(lines, fmt.Sprintf("%4d %s", n, k))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[5:], b[5:]) })
	slices.Sort(refused)
	t.Logf("heap at most %d MiB\n%s\n%s", most>>20, strings.Join(lines, "\n"), strings.Join(refused, "\n"))
	if most > 512<<20 {
		t.Errorf("the heap grew to %d MiB", most>>20)
	}
}

// worked is the processor's time that this process has used.
func worked() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// readAll reads every row and merged cell of every sheet.
func readAll(ctx context.Context, path string, opt Options) (format string, rows int, err error) {
	b, err := OpenContext(ctx, path, opt)
	if err != nil {
		return "", 0, err
	}
	defer b.Close()
	for _, s := range b.Sheets() {
		last := 0
		for r, err := range b.Rows(s.Name) {
			if err != nil {
				return b.Format(), rows, err
			}
			if r.N <= last {
				return b.Format(), rows, fmt.Errorf("row %d after row %d", r.N, last)
			}
			if last = r.N; len(r.Cells) > 0 {
				rows++
			}
		}
		if _, err := b.Merges(s.Name); err != nil {
			return b.Format(), rows, err
		}
	}
	return b.Format(), rows, nil
}
