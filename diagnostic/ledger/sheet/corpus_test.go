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
	"testing"
	"time"

	"jachete/templates/message"
	"jachete/templates/testkit"
)

// TestCorpusFormats opens every file made to break readers and reads all its
// sheets: rows or a fault within ten seconds.
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
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
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
