package biff

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger/sheet/sheettest"
)

// rec and stream shorten the tests.
func rec(id int, parts ...any) []byte { return sheettest.Record(id, parts...) }

func stream8(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// bof5 and bof8 begin a sheet; eof ends it.
func bof5() []byte { return rec(0x0809, 0x0500, 0x0010, 0, 0) }
func bof8() []byte { return rec(0x0809, 0x0600, 0x0010, 0, 0, uint32(0), uint32(6)) }
func eof() []byte  { return rec(0x000a) }

func load(t testing.TB, data []byte, opt Options) *Book {
	t.Helper()
	b, err := Open(bytes.NewReader(data), int64(len(data)), opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// show writes the cells of the i-th sheet as "row,column kind value".
func show(b *Book, i int) ([]string, error) {
	var out []string
	last := -1
	err := b.Rows(i, func(row int, cells []Cell) bool {
		if row <= last {
			out = append(out, fmt.Sprintf("row %d after %d", row, last))
		}
		last = row
		for _, c := range cells {
			v := c.Text
			switch c.Kind {
			case Number, Bool:
				v = fmt.Sprint(c.Number)
			}
			out = append(out, fmt.Sprintf("%d,%d %d %s", row, c.Column, c.Kind, v))
		}
		return true
	})
	return out, err
}

func TestCells(t *testing.T) {
	t.Parallel()
	str := func(kind, v byte) []byte { return []byte{kind, 0, v, 0, 0, 0, 0xff, 0xff} }
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"excel 97", stream8(
			bof8(),
			rec(0x0203, 0, 0, 0, 1234.56),
			rec(0x027e, 0, 1, 0, uint32(7<<2|2)),     // integer
			rec(0x027e, 0, 2, 0, uint32(0xfffffe73)), // -1.00
			rec(0x027e, 0, 3, 0, uint32(math.Float64bits(2.5)>>32)&^3),    // float
			rec(0x027e, 0, 4, 0, uint32(math.Float64bits(250)>>32)&^3|1),  // float / 100
			rec(0x00bd, 1, 2, 0, uint32(1<<2|2), 0, uint32(2<<2|2), 3),    // several
			rec(0x0204, 2, 0, 0, sheettest.Text8("Érable – 100 €", true)), // wide
			rec(0x0205, 3, 0, 0, byte(1), byte(0)),
			rec(0x0205, 3, 1, 0, byte(0x2a), byte(1)),
			rec(0x0201, 3, 2, 0),
			rec(0x0006, 4, 0, 0, 2.25, 0, uint32(0), 0),
			rec(0x0006, 4, 1, 0, str(0, 0), 0, uint32(0), 0),
			rec(0x04bc, 1, 2, 3), // a shared formula stands between
			rec(0x0207, sheettest.Text8("Total", true)),
			rec(0x0006, 4, 2, 0, str(1, 1), 0, uint32(0), 0),
			rec(0x0006, 4, 3, 0, str(2, 7), 0, uint32(0), 0),
			rec(0x0006, 4, 4, 0, str(3, 0), 0, uint32(0), 0),
			rec(0x0006, 4, 5, 0, str(0, 0), 0, uint32(0), 0), // its text never comes
			rec(0x0203, 5, 0, 0, 1.0),
			rec(0x0809, 0x0600, 0x0020), rec(0x0203, 9, 9, 0, 9.0), eof(), // a chart
			eof(),
			rec(0x0203, 6, 0, 0, 9.0), // behind the end
		), []string{
			"0,0 0 1234.56", "0,1 0 7", "0,2 0 -1", "0,3 0 2.5", "0,4 0 2.5", "1,2 0 1", "1,3 0 2", "2,0 1 Érable – 100 €",
			"3,0 2 1", "3,1 3 #N/A", "4,0 0 2.25", "4,1 1 Total", "4,2 2 1", "4,3 3 #DIV/0!", "4,4 1 ", "4,5 4 ", "5,0 0 1",
		}},
		{"excel 95", stream8(
			bof5(),
			rec(0x0042, 10000),
			rec(0x0204, 0, 0, 0, 7, "Soci\x8et\x8e"),
			rec(0x00d6, 0, 1, 0, 2, "\x8e!", byte(1), byte(0), byte(0)),
			rec(0x0006, 1, 0, 0, str(0, 0), 0, uint32(0), 0),
			rec(0x0207, 3, "\x8et\x8e"),
			eof(),
		), []string{"0,0 1 Société", "0,1 1 é!", "1,0 1 été"}},
		{"excel 4", stream8(rec(0x0409, 0, 0x0010, 0), rec(0x0203, 0, 0, 0, 5.0), rec(0x0204, 0, 1, 0, 2, "ab"), eof()), []string{"0,0 0 5", "0,1 1 ab"}},
		{"excel 2", stream8(
			rec(0x0009, 2, 0x0010),
			rec(0x0002, 0, 0, []byte{0, 0, 0}, 42),
			rec(0x0003, 0, 1, []byte{0, 0, 0}, 1.5),
			rec(0x0004, 1, 0, []byte{0, 0, 0}, byte(2), "\xe9t"),
			rec(0x0005, 1, 1, []byte{0, 0, 0}, byte(1), byte(0)),
			rec(0x0006, 1, 2, []byte{0, 0, 0}, 3.5, byte(0)),
			eof(),
		), []string{"0,0 0 42", "0,1 0 1.5", "1,0 1 ét", "1,1 2 1", "1,2 0 3.5"}},
		{"out of order", stream8(bof8(),
			rec(0x0203, 3, 0, 0, 3.0), rec(0x0203, 1, 1, 0, 1.1), rec(0x0203, 1, 0, 0, 1.0), rec(0x0203, 3, 0, 0, 3.5), eof(),
		), []string{"1,1 0 1.1", "1,0 0 1", "3,0 0 3", "3,0 0 3.5"}},
		{"computed on opening", stream8(bof8(),
			rec(0x0006, 0, 0, 0, 0.0, 2, uint32(0), 0), rec(0x0006, 0, 1, 0, 0.0, 0, uint32(0), 0), eof(),
		), []string{"0,0 4 ", "0,1 0 0"}},
		{"computed on opening and before", stream8(bof8(),
			rec(0x0006, 0, 0, 0, 0.0, 2, uint32(0), 0), rec(0x0006, 0, 1, 0, 8.0, 2, uint32(0), 0), eof(),
		), []string{"0,0 0 0", "0,1 0 8"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := show(load(t, tt.data, Options{}), 0)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	data := sheettest.Stream8(
		sheettest.Sheet{Name: "Déboursés", Rows: [][]any{{"Nom", "Montant"}, {"Serres", 12.5, nil, true}, {sheettest.Day(45356)}}, Merged: [][4]int{{0, 0, 1, 2}}},
		sheettest.Sheet{Name: "Caché", Hidden: true, Rows: [][]any{{"Serres"}}},
	)
	b := load(t, data, Options{Clean: strings.ToUpper})
	if b.Version != 8 || b.Date1904 || len(b.Sheets) != 2 || b.Sheets[0].Name != "Déboursés" || b.Sheets[0].Hidden || !b.Sheets[1].Hidden {
		t.Errorf("got %+v", b.Sheets)
	}
	got, err := show(b, 0)
	if d := cmp.Diff([]string{"0,0 1 NOM", "0,1 1 MONTANT", "1,0 1 SERRES", "1,1 0 12.5", "1,3 2 1", "2,0 0 45356"}, got); err != nil || d != "" {
		t.Error(err, d)
	}
	merges, err := b.Merges(0)
	if d := cmp.Diff([]Range{{Top: 0, Left: 0, Bottom: 1, Right: 2}}, merges); err != nil || d != "" {
		t.Error(err, d)
	}
	if id, code := b.Format(1); id != 164 || code != "yyyy-mm-dd" {
		t.Errorf("format %d %q", id, code)
	}
	if id, code := b.Format(99); id != 0 || code != "" {
		t.Errorf("format of a style that is not there: %d %q", id, code)
	}
}

// Shared texts come back whole however they are cut over records.
func TestSharedTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.Custom(func(t *rapid.T) string {
			piece := rapid.StringOfN(rapid.RuneFrom([]rune("aéZ 9–€😀")), 1, 7, -1).Draw(t, "piece")
			return strings.Repeat(piece, rapid.IntRange(0, 6000).Draw(t, "times")/len(piece))
		})
		texts := rapid.SliceOfNDistinct(rapid.OneOf(long, rapid.StringN(0, 20, -1)), 1, 40, func(s string) string { return s }).Draw(t, "texts")
		var row []any
		for _, s := range texts {
			row = append(row, s)
		}
		data := sheettest.Stream8(sheettest.Sheet{Name: "x", Rows: [][]any{row}})
		b, err := Open(bytes.NewReader(data), int64(len(data)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(texts, b.strings); d != "" {
			t.Fatal(d)
		}
	})
}

// A text may carry the runs of its fonts and a phonetic reading, be cut inside
// either, and change from narrow to wide where it is cut.
func TestRichTexts(t *testing.T) {
	t.Parallel()
	sst := func(first string, more ...string) []byte {
		out := rec(0x00fc, uint32(3), uint32(3), first)
		for _, m := range more {
			out = append(out, rec(0x003c, m)...)
		}
		return out
	}
	head := rec(0x0809, 0x0600, 0x0005)
	last := "\x01\x00\x00z"
	tests := []struct {
		name string
		sst  []byte
	}{
		{"runs", sst("\x02\x00\x08\x01\x00ab" + "rrrr" + "\x01\x00\x00y" + last)},
		{"runs and phonetic", sst("\x02\x00\x0c\x01\x00\x03\x00\x00\x00ab" + "rrrrppp" + "\x01\x00\x00y" + last)},
		{"cut in the runs", sst("\x02\x00\x08\x01\x00ab"+"rr", "rr"+"\x01\x00\x00y"+last)},
		{"cut before the runs", sst("\x02\x00\x08\x01\x00ab", "rrrr"+"\x01\x00\x00y"+last)},
		{"cut in the phonetic", sst("\x02\x00\x04\x06\x00\x00\x00ab"+"pp", "pp", "pp"+"\x01\x00\x00y"+last)},
		{"narrow, then wide", sst("\x02\x00\x00a", "\x01b\x00"+"\x01\x00\x00y"+last)},
		{"wide, then narrow", sst("\x02\x00\x01a\x00", "\x00b"+"\x01\x00\x00y"+last)},
		{"cut between texts", sst("\x02\x00\x00ab", "\x01\x00\x00y"+last)},
		{"cut before the characters", sst("\x02\x00\x00", "\x00ab"+"\x01\x00\x00y"+last)},
		{"cut in the length", sst("\x02", "\x00\x00ab"+"\x01\x00\x00y"+last)},
		{"empty records", sst("\x02\x00\x00a", "", "\x00b"+"\x01\x00\x00y"+last)},
	}
	for _, tt := range tests {
		b := load(t, stream8(head, tt.sst, eof()), Options{})
		if d := cmp.Diff([]string{"ab", "y", "z"}, b.strings); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}

// What a hostile or cut file says of itself is not believed.
func TestDamage(t *testing.T) {
	t.Parallel()
	whole := sheettest.Stream8(sheettest.Sheet{Name: "x", Rows: [][]any{{"a", 1.0}, {"b", 2.0}, {"c", 3.5}}})
	tests := []struct {
		name string
		data []byte
		opt  Options
		want error
	}{
		{"empty", nil, Options{}, ErrDamaged},
		{"no begin", rec(0x0203, 0, 0, 0, 1.0), Options{}, ErrDamaged},
		{"no end", stream8(bof8(), rec(0x0203, 0, 0, 0, 1.0)), Options{}, ErrDamaged},
		{"record longer than the file", stream8(bof8(), []byte{0x03, 0x02, 0xff, 0xff, 0, 0}), Options{}, ErrDamaged},
		{"short cell", stream8(bof8(), rec(0x0203, 0, 0), eof()), Options{}, ErrDamaged},
		{"short value", stream8(bof8(), rec(0x0203, 0, 0, 0, []byte{1}), eof()), Options{}, ErrDamaged},
		{"text longer than its record", stream8(bof8(), rec(0x0204, 0, 0, 0, 900, byte(0), "ab"), eof()), Options{}, ErrDamaged},
		{"shared text that is not there", stream8(bof8(), rec(0x00fd, 0, 0, 0, uint32(7)), eof()), Options{}, ErrDamaged},
		{"four billion shared texts", stream8(rec(0x0809, 0x0600, 0x0005), rec(0x00fc, uint32(1), uint32(math.MaxUint32), "\x01\x00\x00a"), rec(0x0085, uint32(0), 0, byte(1), byte(0), "x"), eof()), Options{}, nil},
		{"phonetic reading of four gigabytes", stream8(rec(0x0809, 0x0600, 0x0005), rec(0x00fc, uint32(1), uint32(1), "\x01\x00\x04\xff\xff\xff\xffa"), eof()), Options{}, nil},
		{"too many texts", whole, Options{Strings: 2}, ErrLimit},
		{"too long texts", whole, Options{StringBytes: 2}, ErrLimit},
		{"too many cells out of order", stream8(bof8(), rec(0x0203, 2, 0, 0, 1.0), rec(0x0203, 1, 0, 0, 1.0), rec(0x0203, 0, 0, 0, 1.0), eof()), Options{Unordered: 2}, ErrUnordered},
		{"sheet past the end", stream8(rec(0x0809, 0x0600, 0x0005), rec(0x0085, uint32(9999), 0, byte(1), byte(0), "x"), eof()), Options{}, ErrDamaged},
		{"encrypted", stream8(rec(0x0809, 0x0600, 0x0005), rec(0x002f, 1, 1, 1, make([]byte, 48)), eof()), Options{}, ErrEncrypted},
		{"encrypted otherwise", stream8(rec(0x0809, 0x0600, 0x0005), rec(0x002f, 1, 9, 9), eof()), Options{}, ErrEncrypted},
	}
	for cut := 1; cut < len(whole); cut += 7 {
		tests = append(tests, struct {
			name string
			data []byte
			opt  Options
			want error
		}{fmt.Sprintf("cut at %d", cut), whole[:cut], Options{}, ErrDamaged})
	}
	for _, tt := range tests {
		b, err := Open(bytes.NewReader(tt.data), int64(len(tt.data)), tt.opt)
		for i := 0; err == nil && i < len(b.Sheets); i++ {
			if tt.name == "four billion shared texts" {
				break // its sheet is not there
			}
			_, err = show(b, i)
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

// encrypt makes a workbook that only the password opens.
func encrypt(plain []byte, pass []byte, lock *cipher) []byte {
	c := &cursor{s: newStream(bytes.NewReader(plain), int64(len(plain)))}
	var out []byte
	for first := true; c.next() == nil; first = false {
		if c.id == recBoundSheet { // sheets move by the length of the new record
			d := bytes.Clone(c.data)
			binary.LittleEndian.PutUint32(d, binary.LittleEndian.Uint32(d)+uint32(len(pass)))
			c.data = d
		}
		head := binary.LittleEndian.AppendUint16(nil, uint16(c.id))
		head = binary.LittleEndian.AppendUint16(head, uint16(len(c.data)))
		pos := int64(len(out) + 4)
		d := bytes.Clone(c.data)
		if lock.xor != nil && !first && c.id != recBOF {
			from := 0
			if c.id == recBoundSheet {
				from = 4
			}
			for i := from; i < len(d); i++ { // the other way round
				d[i] = d[i]<<5 | d[i]>>3
				d[i] ^= lock.xor[(pos+int64(len(d))+int64(i))&15]
			}
		} else {
			d = lock.open(nil, c.id, pos, d)
		}
		out = append(append(out, head...), d...)
		if first {
			out = append(out, pass...)
		}
	}
	return out
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"Nom", "Montant"}}
	for i := range 400 {
		rows = append(rows, []any{fmt.Sprintf("Atelier %d", i), float64(i) + 0.25})
	}
	plain := sheettest.Stream8(sheettest.Sheet{Name: "Été", Rows: rows})
	want, err := show(load(t, plain, Options{}), 0)
	if err != nil {
		t.Fatal(err)
	}
	salt, verifier := []byte("0123456789abcdef"), []byte("a verifier, 16 b")
	for _, password := range []string{"Érablière 7", DefaultPassword} {
		locks := map[string]struct {
			pass []byte
			lock *cipher
		}{}
		b := &Book{page: codePage(1252)}
		x := xorCipher(0x1234, xorVerifier(b.oneByte(password)), b.oneByte(password))
		locks["xor"] = struct {
			pass []byte
			lock *cipher
		}{rec(0x002f, 0, 0x1234, int(xorVerifier(b.oneByte(password)))), x}
		r, hash := sealRC4(salt, verifier, wide(password))
		locks["rc4"] = struct {
			pass []byte
			lock *cipher
		}{rec(0x002f, 1, 1, 1, salt, r.sealed, hash), r.cipher}
		for name, l := range locks {
			if l.lock == nil {
				t.Fatalf("%s: the password does not fit what it made", name)
			}
			data := encrypt(plain, l.pass, l.lock)
			got, err := show(load(t, data, Options{Password: password}), 0)
			if d := cmp.Diff(want, got); err != nil || d != "" {
				t.Errorf("%s: %v %s", name, err, d)
			}
			_, err = Open(bytes.NewReader(data), int64(len(data)), Options{Password: "autre"})
			if isDefault := password == DefaultPassword; isDefault != (err == nil) || !isDefault && !errors.Is(err, ErrEncrypted) {
				t.Errorf("%s with another password: %v", name, err)
			}
		}
	}
}

func FuzzBook(f *testing.F) {
	f.Add(sheettest.Stream8(sheettest.Sheet{Name: "x", Rows: [][]any{{"a", 1.0, true, sheettest.Day(40000)}, {"é–", -1.5}}, Merged: [][4]int{{0, 0, 1, 1}}}))
	f.Add(stream8(bof5(), rec(0x0042, 850), rec(0x0204, 0, 0, 0, 2, "ab"), rec(0x041e, 164, byte(2), "yy"), rec(0x00e0, 0, 164), eof()))
	f.Add(stream8(rec(0x0009, 2, 0x0010), rec(0x0002, 0, 0, []byte{0, 0, 0}, 42), eof()))
	f.Add(stream8(bof8(), rec(0x0006, 4, 1, 0, []byte{0, 0, 0, 0, 0, 0, 0xff, 0xff}, 0, uint32(0)), rec(0x0207, 2, byte(1), "a"), rec(0x003c, "\x01b\x00"), eof()))
	f.Add(stream8(rec(0x0809, 0x0600, 0x0005), rec(0x002f, 1, 1, 1, make([]byte, 48)), eof()))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open(bytes.NewReader(data), int64(len(data)), Options{Strings: 1000, Unordered: 1000})
		if err != nil {
			return
		}
		for i := range min(len(b.Sheets), 20) {
			last, cells := -1, 0
			_ = b.Rows(i, func(row int, list []Cell) bool {
				if row <= last || len(list) == 0 {
					t.Fatalf("row %d after %d, %d cells", row, last, len(list))
				}
				last = row
				for _, c := range list {
					b.Format(c.Style)
				}
				cells += len(list)
				return true
			})
			if cells > len(data) {
				t.Fatalf("%d cells out of %d bytes", cells, len(data))
			}
			_, _ = b.Merges(i)
		}
	})
}
