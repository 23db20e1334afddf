package sheet

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf16"
)

// xlsbSource is a workbook whose parts are records instead of XML, and
// otherwise like an .xlsx.
type xlsbSource struct {
	zipParts
	done     func() error
	list     []xlsxSheet
	strings  []string
	dates    []bool // by style number
	date1904 bool
}

// The records that matter, [MS-XLSB] 2.3.
const (
	xlsbRow       = 0
	xlsbBlank     = 1
	xlsbRK        = 2
	xlsbError     = 3
	xlsbBool      = 4
	xlsbReal      = 5
	xlsbText      = 6
	xlsbShared    = 7
	xlsbFText     = 8
	xlsbFReal     = 9
	xlsbFBool     = 10
	xlsbFError    = 11
	xlsbShort     = 12 // 12 to 18: 1 to 7 for the column after the last
	xlsbSSTItem   = 19
	xlsbFormat    = 44
	xlsbXF        = 47
	xlsbRich      = 62
	xlsbEndRows   = 146
	xlsbProp      = 153
	xlsbSheet     = 156
	xlsbMerge     = 176
	xlsbCellXF    = 617
	xlsbEndCellXF = 618
)

// longestRecord bounds a record that is kept; longer ones are damage.
const longestRecord = 1 << 20

var errRecord = errors.New("broken record")

func openXLSB(b *Book, p zipParts, done func() error) error {
	x := &xlsbSource{zipParts: p, done: done}
	rels, err := p.relations(b, "xl/_rels/workbook.bin.rels", "xl/")
	if err != nil {
		return err
	}
	if err := x.readBook(b, rels); err != nil {
		return err
	}
	for _, r := range rels {
		switch {
		case strings.HasSuffix(r.kind, "/sharedstrings"):
			err = x.readStrings(b, r.target)
		case strings.HasSuffix(r.kind, "/styles"):
			err = x.readStyles(b, r.target)
		}
		if err != nil {
			return err
		}
	}
	if len(x.list) == 0 {
		return fault("file.no_sheets", b.file)
	}
	b.format, b.src = "xlsb", x
	return nil
}

func (x *xlsbSource) readBook(b *Book, rels []relation) error {
	byID := map[string]relation{}
	for _, r := range rels {
		byID[r.id] = r
	}
	seen := map[string]int{}
	return x.walk(b, "xl/workbook.bin", func(id int, d []byte) error {
		switch id {
		case xlsbProp:
			x.date1904 = len(d) > 0 && d[0]&1 != 0
		case xlsbSheet:
			if len(d) < 8 {
				return errRecord
			}
			hidden := binary.LittleEndian.Uint32(d) != 0
			rel, name, ok := sheetNames(d[8:])
			if !ok && len(d) > 12 { // as the first versions wrote it
				rel, name, ok = sheetNames(d[12:])
			}
			if !ok {
				return errRecord
			}
			if r, ok := byID[rel]; ok && strings.HasSuffix(r.kind, "/worksheet") {
				x.list = append(x.list, xlsxSheet{Info{Name: unique(seen, name), Hidden: hidden}, r.target})
			}
		}
		return nil
	})
}

// sheetNames reads the relation and the name of a sheet, with nothing behind.
func sheetNames(d []byte) (rel, name string, ok bool) {
	rel, d, err := wideText(d)
	if err != nil {
		return "", "", false
	}
	name, d, err = wideText(d)
	return rel, name, err == nil && len(d) == 0
}

func (x *xlsbSource) readStrings(b *Book, part string) error {
	var total int64
	return x.walk(b, part, func(id int, d []byte) error {
		if id != xlsbSSTItem {
			return nil
		}
		if len(d) < 1 {
			return errRecord
		}
		t, _, err := wideText(d[1:])
		if err != nil {
			return err
		}
		t = b.cell(t)
		if total += int64(len(t)); total > b.limits.StringBytes || len(x.strings) >= b.limits.Strings {
			return fault("file.too_many_strings", b.file, "limit", strconv.Itoa(b.limits.Strings))
		}
		x.strings = append(x.strings, t)
		return nil
	})
}

func (x *xlsbSource) readStyles(b *Book, part string) error {
	codes := map[int]string{}
	in := false
	return x.walk(b, part, func(id int, d []byte) error {
		switch {
		case id == xlsbFormat && len(d) >= 6:
			code, _, err := wideText(d[2:])
			if err != nil {
				return err
			}
			codes[int(binary.LittleEndian.Uint16(d))] = code
		case id == xlsbCellXF:
			in = true
		case id == xlsbEndCellXF:
			in = false
		case id == xlsbXF && in && len(d) >= 4 && len(x.dates) < 1<<16:
			n := int(binary.LittleEndian.Uint16(d[2:]))
			x.dates = append(x.dates, dateFormat(n, codes[n]))
		}
		return nil
	})
}

// wideText reads a text and gives what follows it.
func wideText(d []byte) (string, []byte, error) {
	if len(d) < 4 {
		return "", nil, errRecord
	}
	n := binary.LittleEndian.Uint32(d)
	d = d[4:]
	if n == 0xffffffff {
		return "", d, nil // none
	}
	if int64(n)*2 > int64(len(d)) {
		return "", nil, errRecord
	}
	units := make([]uint16, n)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(d[2*i:])
	}
	return string(utf16.Decode(units)), d[2*n:], nil
}

// walk calls each for every record of a part. The data are valid until it
// returns. A part that is not there is empty.
func (x *xlsbSource) walk(b *Book, part string, each func(id int, d []byte) error) error {
	f, ok := x.parts[part]
	if !ok {
		return nil
	}
	in, err := x.openPart(b, f)
	if err != nil {
		return err
	}
	defer in.Close()
	r := bufio.NewReaderSize(in, 1<<16)
	var buf []byte
	for {
		id, n, err := recordHead(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && n > longestRecord {
			err = errRecord
		}
		if err != nil {
			return x.broken(b, part, err)
		}
		if cap(buf) < n {
			buf = make([]byte, n)
		}
		buf = buf[:n]
		if _, err := io.ReadFull(r, buf); err != nil {
			return x.broken(b, part, err)
		}
		switch err := each(id, buf); {
		case errors.Is(err, errEnough):
			return nil
		case err != nil:
			return x.broken(b, part, err)
		}
	}
}

// recordHead reads a record's number and length; io.EOF between two records.
func recordHead(r *bufio.Reader) (id, n int, err error) {
	c, err := r.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	if id = int(c); c&0x80 != 0 {
		c2, err := r.ReadByte()
		if err != nil {
			return 0, 0, errRecord
		}
		id = int(c&0x7f) | int(c2&0x7f)<<7
	}
	for shift := 0; ; shift += 7 {
		c, err := r.ReadByte()
		if err != nil || shift > 21 {
			return 0, 0, errRecord
		}
		n |= int(c&0x7f) << shift
		if c&0x80 == 0 {
			return id, n, nil
		}
	}
}

func (x *xlsbSource) sheets() []Info {
	list := make([]Info, len(x.list))
	for i, s := range x.list {
		list[i] = s.Info
	}
	return list
}

func (x *xlsbSource) close() error { return x.done() }

func (x *xlsbSource) part(name string) string {
	for _, s := range x.list {
		if s.Name == name {
			return path.Clean(s.part)
		}
	}
	return ""
}

func (x *xlsbSource) merges(b *Book, name string) (list []Range, err error) {
	err = x.walk(b, x.part(name), func(id int, d []byte) error {
		if id != xlsbMerge || len(d) < 16 || len(list) == mostMerges {
			return nil
		}
		at := func(i int) int { return int(binary.LittleEndian.Uint32(d[i:])) }
		r := Range{Top: at(0) + 1, Bottom: at(4) + 1, Left: at(8), Right: at(12)}
		if r.Top <= r.Bottom && r.Left <= r.Right && r.Right < 1<<20 {
			list = append(list, r)
		}
		return nil
	})
	return list, err
}

func (x *xlsbSource) rows(b *Book, name string, yield func(Row, error) bool) {
	r := &xlsbReader{x: x, b: b, sheet: name, yield: yield}
	part := x.part(name)
	err := x.walk(b, part, r.record)
	if err == nil && !r.done {
		err = r.flush()
	}
	if err != nil && !errors.Is(err, errEnough) {
		yield(Row{}, err)
	}
}
