package ole_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/ledger/sheet/ole"
	"jachete/diagnostic/ledger/sheet/sheettest"
)

// pattern is n bytes that differ from one sector to the next.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8)
	}
	return b
}

func open(t testing.TB, data []byte) *ole.File {
	t.Helper()
	f, err := ole.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// content reads a stream whole.
func content(f *ole.File, name string) ([]byte, error) {
	s, ok := f.Stream(name)
	if !ok {
		return nil, io.EOF
	}
	return io.ReadAll(io.NewSectionReader(s, 0, s.Size()))
}

func TestStreams(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000, 8 << 20} { // the last needs a list of tables
		f := open(t, sheettest.OLE(
			sheettest.Stream{Name: "Other", Data: pattern(100)},
			sheettest.Stream{Name: "Workbook", Data: pattern(n)},
			sheettest.Stream{Name: "Éléments", Data: pattern(5000)},
		))
		if d := cmp.Diff([]string{"Other", "Workbook", "Éléments"}, f.Names()); d != "" {
			t.Error(d)
		}
		for name, want := range map[string]int{"other": 100, "WORKBOOK": n, "éléments": 5000} {
			got, err := content(f, name)
			if err != nil || !bytes.Equal(got, pattern(want)) {
				t.Errorf("%s of %d bytes: %d read, %v", name, want, len(got), err)
			}
		}
		if _, ok := f.Stream("none"); ok {
			t.Error("a stream that is not there was found")
		}
	}
}

func TestReadAt(t *testing.T) {
	t.Parallel()
	want := pattern(9000)
	s, _ := open(t, sheettest.OLE(sheettest.Stream{Name: "x", Data: want})).Stream("x")
	for _, at := range []int64{0, 1, 511, 512, 513, 8999} {
		b := make([]byte, 600)
		n, err := s.ReadAt(b, at)
		if end := min(at+600, 9000); !bytes.Equal(b[:n], want[at:end]) || (int64(n) < 600) != errors.Is(err, io.EOF) {
			t.Errorf("at %d: %d bytes, %v", at, n, err)
		}
	}
}

// put writes a number into a copy of data.
func put(data []byte, at int, v uint32) []byte {
	c := bytes.Clone(data)
	binary.LittleEndian.PutUint32(c[at:], v)
	return c
}

// Files whose tables contradict each other end in an error or in fewer bytes,
// never in a hang.
func TestDamage(t *testing.T) {
	t.Parallel()
	good := sheettest.OLE(sheettest.Stream{Name: "Workbook", Data: pattern(20_000)})
	fat := 512 + int(binary.LittleEndian.Uint32(good[76:]))*512
	dir := 512 + int(binary.LittleEndian.Uint32(good[48:]))*512
	tests := []struct {
		name string
		data []byte
		err  bool // on opening
		less bool // or fewer bytes than the entry says
	}{
		{"whole", good, false, false},
		{"cut header", good[:300], true, false},
		{"no magic", put(good, 0, 0), true, false},
		{"sector size", put(good, 30, 77), true, false},
		{"table past the end", put(good, 76, 1<<20), true, false},
		{"directory past the end", put(good, 48, 1<<20), true, false},
		{"directory in circles", put(good, fat+4*int(binary.LittleEndian.Uint32(good[48:])), binary.LittleEndian.Uint32(good[48:])), true, false},
		{"no root", put(good, dir+64, 0x01000000), true, false},
		{"stream in circles", put(good, fat+4*3, 3), false, false},
		{"stream ends early", put(good, fat+4*3, 0xfffffffe), false, true},
		{"size lies", put(good, dir+128+120, 0x7fffffff), false, true},
		{"start past the end", put(good, dir+128+116, 1<<24), false, true},
		{"tree in circles", put(good, dir+128+72, 1), false, false},
		{"cut in the stream", good[:512*10], true, false},
	}
	for _, tt := range tests {
		f, err := ole.Open(bytes.NewReader(tt.data), int64(len(tt.data)))
		if tt.err {
			if !errors.Is(err, ole.ErrDamaged) {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got, err := content(f, "Workbook")
		if err == nil && len(got) > len(tt.data) {
			t.Errorf("%s: %d bytes out of %d", tt.name, len(got), len(tt.data))
		}
		if tt.less == (err == nil && bytes.Equal(got, pattern(20_000))) && tt.name != "stream in circles" {
			t.Errorf("%s: %d bytes, %v", tt.name, len(got), err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(sheettest.OLE(sheettest.Stream{Name: "Workbook", Data: pattern(300)}))
	f.Add(sheettest.OLE(sheettest.Stream{Name: "Book", Data: pattern(5000)}, sheettest.Stream{Name: "x", Data: pattern(70)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ole.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, name := range o.Names() {
			if b, _ := content(o, name); len(b) > len(data)+4096 {
				t.Fatalf("%d bytes out of %d", len(b), len(data))
			}
		}
	})
}
