package store_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/klauspost/compress/zstd"

	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
)

// forge makes a backup of the parts given.
func forge(t *testing.T, parts ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	for _, h := range parts {
		content := h.Linkname // borrowed by regular files
		if h.Typeflag == 0 {
			h.Typeflag, h.Linkname = tar.TypeReg, ""
			h.Size = int64(len(content))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A backup is a file from outside: it is not believed.
func TestForgedBackups(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	_, now, err := s.Pending(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := `{"format":"jachete.backup/1","schema":` + strconv.FormatInt(now, 10) + `}`
	head := tar.Header{Name: "backup.json", Linkname: first}
	end := tar.Header{Name: "manifest.json", Linkname: first}
	part := func(name, content string) tar.Header { return tar.Header{Name: name, Linkname: content} }
	for name, data := range map[string][]byte{
		"no head":          forge(t, end),
		"other format":     forge(t, part("backup.json", `{"format":"other/1","schema":1}`), end),
		"no end":           forge(t, head),
		"part not told of": forge(t, head, part("tables/settings/000001.jsonl", "[\"name\",\"value\",\"set_by\",\"set_at\"]\n[\"a\",\"b\",\"c\",\"2026-01-01T00:00:00Z\"]\n"), end),
		"part twice":       forge(t, head, part("tables/settings/1", "[]"), part("tables/settings/1", "[]"), end),
		"path upwards":     forge(t, head, part("blobs/org/../../etc/x", "x"), end),
		"other folder":     forge(t, head, part("blobs/etc/x", "x"), end),
		"a link":           forge(t, head, tar.Header{Name: "blobs/pole/x", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, end),
		"unknown table":    forge(t, head, part("tables/sqlite_master/1", "[\"a\"]\n"), end),
		"unknown column":   forge(t, head, part("tables/settings/1", "[\"name\",\"x) --\"]\n"), end),
		"column twice":     forge(t, head, part("tables/settings/1", "[\"name\",\"name\"]\n"), end),
		"short row":        forge(t, head, part("tables/settings/1", "[\"name\",\"value\"]\n[\"a\"]\n"), end),
		"no value":         forge(t, head, part("tables/settings/1", "[\"name\"]\n[null]\n"), end),
		"no columns":       forge(t, head, part("tables/settings/1", "[]\n[]\n"), end),
		"missing columns":  forge(t, head, part("tables/settings/1", "[\"name\"]\n[\"a\"]\n"), end),
		"nobody's row":     forge(t, head, part("tables/targets/1", "[\"id\",\"organisation\",\"year\",\"percent\",\"set_by\",\"set_at\"]\n[\"1\",\"none\",2026,\"5\",\"\",\"2026-01-01T00:00:00Z\"]\n"), end),
		"endless amount":   forge(t, head, part("tables/targets/1", "[\"percent\"]\n[\"1e99999999\"]\n"), end),
		"bad time":         forge(t, head, part("tables/settings/1", "[\"set_at\"]\n[\"yesterday\"]\n"), end),
		"unknown part":     forge(t, head, part("x", "y"), end),
	} {
		if _, err := s.Restore(t.Context(), bytes.NewReader(data)); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	newer := forge(t, part("backup.json", `{"format":"jachete.backup/1","schema":999}`), end)
	_, err = s.Restore(t.Context(), bytes.NewReader(newer))
	told(t, err, store.ErrNewerSchema, "store.newer_schema")
	if list, err := s.Settings(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("something was kept: %v, %v", list, err)
	}
}

// A backup of the first schema is restored, and the database brought up to date.
func TestOlderBackup(t *testing.T) {
	t.Parallel()
	first := `{"format":"jachete.backup/1","schema":1}`
	row := "[\"name\",\"value\",\"set_by\",\"set_at\"]\n[\"retention\",\"7\",\"u1\",\"2026-01-01T00:00:00Z\"]\n"
	name := "tables/settings/000001.jsonl"
	sum := sha256.Sum256([]byte(row))
	head := sha256.Sum256([]byte(first))
	whole := fmt.Sprintf(`{"format":"jachete.backup/1","schema":1,"rows":{"settings":1},"digests":{"backup.json":"%x",%q:"%x"}}`, head, name, sum)
	data := forge(t, tar.Header{Name: "backup.json", Linkname: first}, tar.Header{Name: name, Linkname: row}, tar.Header{Name: "manifest.json", Linkname: whole})
	for engine, open := range map[string]func(testing.TB) store.Config{"sqlite": storetest.SQLite, "postgres": storetest.PostgreSQL} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s, err := store.Open(t.Context(), open(t))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if _, err := s.Restore(t.Context(), bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
			if have, want, err := s.Pending(t.Context()); err != nil || have != want {
				t.Errorf("schema %d of %d, %v", have, want, err)
			}
			if got, err := s.Setting(t.Context(), "retention"); err != nil || got.Value != "7" {
				t.Errorf("setting %+v, %v", got, err)
			}
		})
	}
}

// Reading a part never panics, and counts a row only when all its values are
// good.
func FuzzPart(f *testing.F) {
	f.Add([]byte("[\"name\",\"value\"]\n[\"a\",\"b\"]\n"))
	f.Add([]byte("[\"year\",\"percent\",\"set_at\"]\n[2026,\"7.5\",\"2026-01-01T00:00:00Z\"]\n"))
	f.Add([]byte("[]\n[]\n[]"))
	f.Add([]byte("[\"percent\"]\n[\"1e999999999\"]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, table := range []string{"settings", "targets", "ledgers"} {
			if _, err := store.ReadPart(table, data); err != nil && !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("%s: %v", table, err)
			}
		}
	})
}
