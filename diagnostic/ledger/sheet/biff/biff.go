// Package biff reads the cells of the workbooks that Excel wrote from version
// 2 (1987) to 2003: the ".xls" format.
//
// A workbook is a stream of records, each a number, a length and bytes; the
// stream mostly stands in a compound file (package ole) under the name
// "Workbook" (Excel 97 to 2003, BIFF8) or "Book" (Excel 5 and 95, BIFF5), and
// stands alone in older files. [Open] reads what belongs to the whole workbook
// (sheets, shared strings, number formats); [Book.Rows] streams the cells of
// one sheet. What a format means, dates above all, is for the caller to say.
//
// Files are taken for hostile: nothing is allocated on the word of a length
// in the file, every loop ends, nothing panics.
package biff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding/charmap"
)

// The errors a file may cause; those of the reader below pass through.
var (
	// ErrDamaged tells records that contradict each other or end too early.
	ErrDamaged = errors.New("damaged workbook stream")
	// ErrEncrypted tells a workbook that only its password opens.
	ErrEncrypted = errors.New("encrypted workbook stream")
	// ErrLimit tells more shared strings than Options allow.
	ErrLimit = errors.New("more than the limit allows")
	// ErrUnordered tells a sheet whose rows do not come in order and hold more
	// cells than Options allow.
	ErrUnordered = errors.New("more cells out of order than the limit allows")
)

// Options bound what a file may cost.
type Options struct {
	Strings     int   // shared strings kept; 0 = 10,000,000
	StringBytes int64 // of all shared strings together; 0 = 512 MiB
	// Unordered is how many cells a sheet may have whose rows do not come in
	// order: these must be held. 0 = 4,000,000.
	Unordered int
	// Clean gives a text its final form. It is called once a shared string.
	Clean func(string) string
	// Password opens an encrypted workbook; "" tries the one that programs use
	// when they protect without asking for any.
	Password string
}

// Book is an opened workbook. It is not safe for use by several goroutines.
type Book struct {
	Sheets   []Sheet
	Date1904 bool
	Version  int // 2, 3, 4, 5 or 8

	s       *stream
	opt     Options
	strings []string
	codes   map[int]string // number formats
	xfs     []int          // cell format → number format
	page    *charmap.Charmap
	lock    *cipher
}

// Sheet is a worksheet.
type Sheet struct {
	Name   string
	Hidden bool

	at      int64 // of its first record
	scanned bool
	order   bool // its rows come in order
	// computed: a formula to be computed on opening has a result other than 0.
	// Programs that cannot compute write 0 for all.
	computed bool
	hidden   []uint64 // a bit for each row that the program did not show
	merges   []Range
}

// Range is a block of merged cells; rows and columns from 0, ends included.
type Range struct{ Top, Left, Bottom, Right int }

// The records that matter, by their numbers.
const (
	recFormula2   = 0x0006
	recFormula3   = 0x0206
	recFormula4   = 0x0406
	recEOF        = 0x000a
	recDateMode   = 0x0022
	recFilePass   = 0x002f
	recContinue   = 0x003c
	recCodePage   = 0x0042
	recBoundSheet = 0x0085
	recFormat2    = 0x001e
	recFormat     = 0x041e
	recXF2        = 0x0043
	recXF3        = 0x0243
	recXF4        = 0x0443
	recXF         = 0x00e0
	recSST        = 0x00fc
	recMerged     = 0x00e5
	recRow        = 0x0208
	recBOF2       = 0x0009
	recBOF3       = 0x0209
	recBOF4       = 0x0409
	recBOF        = 0x0809
)

// kinds of substream a BOF record opens.
const (
	kindWorksheet = 0x0010
	kindGlobals   = 0x0005
	kindWorkspace = 0x0100 // of Excel 4
)

// Open reads the part of a workbook that its sheets share. r is the stream of
// records, size its length in bytes.
func Open(r io.ReaderAt, size int64, opt Options) (*Book, error) {
	if opt.Strings <= 0 {
		opt.Strings = 10_000_000
	}
	if opt.StringBytes <= 0 {
		opt.StringBytes = 512 << 20
	}
	if opt.Unordered <= 0 {
		opt.Unordered = 4_000_000
	}
	if opt.Clean == nil {
		opt.Clean = func(s string) string { return s }
	}
	b := &Book{s: newStream(r, size), opt: opt, codes: map[int]string{}, page: charmap.Windows1252}
	c := &cursor{s: b.s}
	if err := c.next(); err != nil {
		return nil, ended(err)
	}
	kind := b.begin(c)
	switch {
	case b.Version == 0:
		return nil, fmt.Errorf("record %#x at the start: %w", c.id, ErrDamaged)
	case kind == kindGlobals, kind == kindWorkspace:
		return b, b.globals(c)
	}
	// A sheet that stands alone, as small programs write it.
	b.Sheets = []Sheet{{}}
	return b, b.globals(c)
}

// begin reads a BOF record: the version of the stream and what it opens.
func (b *Book) begin(c *cursor) (kind int) {
	if len(c.data) < 4 {
		return 0
	}
	version := int(binary.LittleEndian.Uint16(c.data))
	kind = int(binary.LittleEndian.Uint16(c.data[2:]))
	switch c.id {
	case recBOF2:
		b.Version = 2
	case recBOF3:
		b.Version = 3
	case recBOF4:
		b.Version = 4
	case recBOF:
		b.Version = 5
		if version == 0x0600 {
			b.Version = 8
		}
	}
	return kind
}

// globals reads up to the end of the first substream: that of the workbook,
// or of the only sheet.
func (b *Book) globals(c *cursor) error {
	depth := 1
	for {
		err := c.next()
		if err != nil {
			return ended(err)
		}
		d := c.data
		switch c.id {
		case recBOF, recBOF2, recBOF3, recBOF4:
			depth++ // a chart inside the only sheet
		case recEOF:
			if depth--; depth == 0 {
				return nil
			}
		case recFilePass:
			if err := b.unlock(d); err != nil {
				return err
			}
			c.lock = b.lock
		case recDateMode:
			b.Date1904 = len(d) >= 2 && d[0] == 1
		case recCodePage:
			if len(d) >= 2 {
				b.page = codePage(int(binary.LittleEndian.Uint16(d)))
			}
		case recBoundSheet:
			b.boundSheet(d)
		case recFormat, recFormat2:
			b.format(c.id, d)
		case recXF, recXF2, recXF3, recXF4:
			b.cellFormat(c.id, d)
		case recSST:
			if err := b.shared(c); err != nil {
				return err
			}
		}
	}
}

// boundSheet reads the name and place of a sheet; charts and macros are none.
func (b *Book) boundSheet(d []byte) {
	if len(d) < 7 || d[5] != 0 {
		return
	}
	s := Sheet{at: int64(binary.LittleEndian.Uint32(d)), Hidden: d[4]&3 != 0}
	s.Name = b.shortText(d[6:])
	b.Sheets = append(b.Sheets, s)
}

// format keeps the code of a number format.
func (b *Book) format(id int, d []byte) {
	if b.Version <= 3 { // numbered by their order
		b.codes[len(b.codes)] = b.shortText(d)
		return
	}
	if id != recFormat || len(d) < 3 {
		return
	}
	n := int(binary.LittleEndian.Uint16(d))
	switch b.Version {
	case 4:
		b.codes[len(b.codes)] = b.shortText(d[2:])
	case 5:
		b.codes[n] = b.shortText(d[2:])
	default:
		p := &parts{data: d[2:]}
		b.codes[n], _ = p.text()
	}
}

// cellFormat notes which number format a cell format has.
func (b *Book) cellFormat(id int, d []byte) {
	n := 0
	switch {
	case id == recXF && len(d) >= 4:
		n = int(binary.LittleEndian.Uint16(d[2:]))
	case id == recXF2 && len(d) >= 3:
		n = int(d[2] & 0x3f)
	case len(d) >= 2:
		n = int(d[1])
	}
	if len(b.xfs) < 1<<16 {
		b.xfs = append(b.xfs, n)
	}
}

// Format gives the number format of a cell by its Style: the format's number
// and, when the workbook states it, its code.
func (b *Book) Format(style int) (id int, code string) {
	id = style
	if b.Version > 2 {
		if style < 0 || style >= len(b.xfs) {
			return 0, ""
		}
		id = b.xfs[style]
	}
	code = b.codes[id]
	if b.Version <= 4 && code == "" {
		return 0, "" // their numbers have no fixed meaning
	}
	return id, code
}

// ended turns the end of the stream in the middle of something into damage.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("cut short: %w", ErrDamaged)
	}
	return err
}
