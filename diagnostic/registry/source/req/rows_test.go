package req

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func all(t testing.TB, r io.Reader, limit int) (out [][]string, lines []int, err error) {
	t.Helper()
	in := newRows(r, limit)
	for {
		fields, line, err := in.next()
		if errors.Is(err, io.EOF) {
			return out, lines, nil
		}
		if err != nil {
			return out, lines, err
		}
		row := make([]string, len(fields))
		for i, f := range fields {
			row[i] = string(f)
		}
		out, lines = append(out, row), append(lines, line)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		about, text string
		want        [][]string
		lines       []int
		err         error
	}{
		{"plain", "a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}, []int{1, 2}, nil},
		{"no last newline, carriage returns", "a,b\r\nc,d\r", [][]string{{"a", "b"}, {"c", "d"}}, []int{1, 2}, nil},
		{"quoted", "\"a\",\"b,c\"\r\n", [][]string{{"a", "b,c"}}, []int{1}, nil},
		{"doubled quotes", `"a ""b"" c",""`, [][]string{{`a "b" c`, ""}}, []int{1}, nil},
		{"a quote inside a field", `"a "b" c",d`, [][]string{{`a "b" c`, "d"}}, []int{1}, nil},
		{"a quote in an unquoted field", `a"b,c`, [][]string{{`a"b`, "c"}}, []int{1}, nil},
		{"a newline in a field", "\"a\nb\",c\nd,e", [][]string{{"a\nb", "c"}, {"d", "e"}}, []int{1, 3}, nil},
		{"blank rows", "\n\r\na\n\n", [][]string{{"a"}}, []int{3}, nil},
		{"empty fields", ",,\n", [][]string{{"", "", ""}}, []int{1}, nil},
		{"nothing", "", nil, nil, nil},
		{"open quote", "a,\"b\n", nil, nil, errOpen},
		{"a lone quote", `"`, nil, nil, errOpen},
		{"not UTF-8", "a,\xff\n", nil, nil, errText},
		{"too long", strings.Repeat("x", 100) + "\n", nil, nil, errLong},
		{"too long, quoted", `"` + strings.Repeat("x", 100) + "\"\n", nil, nil, errLong},
		{"too many columns", strings.Repeat(",", 40) + "\n", [][]string{slices.Repeat([]string{""}, 41)}, []int{1}, nil},
	} {
		t.Run(tt.about, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text)), iotest.DataErrReader(strings.NewReader(tt.text))} {
				got, lines, err := all(t, r, 64)
				if !errors.Is(err, tt.err) {
					t.Fatalf("error %v, want %v", err, tt.err)
				}
				if d := cmp.Diff(tt.want, got) + cmp.Diff(tt.lines, lines); tt.err == nil && d != "" {
					t.Error(d)
				}
			}
		})
	}
}

// The reader gives what the standard library's gives in its lenient mode,
// whatever the size of its buffer.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\n\"c\",d", "\"a\"\"b\",\"\"\n\n", "\ufeff\"NEQ\",\"X\"\r\n\"1\",\"-\"\r\n", "\"a\nb\" ,c\n", "a\"b,\"c\"d\"\n", "\"\r\n\",x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		small, lines, err := all(t, bytes.NewReader(b), 1<<20)
		again, lines2, err2 := all(t, iotest.HalfReader(bytes.NewReader(b)), 1<<20)
		if !errors.Is(err2, err) || cmp.Diff(small, again) != "" || !slices.Equal(lines, lines2) {
			t.Fatalf("the reading depends on how the bytes come: %v, %v", err, err2)
		}
		if err != nil || bytes.ContainsRune(b, '\r') || !utf8.Valid(b) {
			return // the oracle treats carriage returns and odd bytes its own way
		}
		oracle := csv.NewReader(bytes.NewReader(b))
		oracle.LazyQuotes, oracle.FieldsPerRecord = true, -1
		want, err := oracle.ReadAll()
		if err != nil {
			t.Fatalf("the oracle refuses what we read: %v", err)
		}
		if d := cmp.Diff(want, small); d != "" && len(want)+len(small) > 0 {
			t.Fatal(d)
		}
	})
}
