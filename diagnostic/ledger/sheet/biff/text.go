package biff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// codePage gives the character set of the texts of BIFF5 and older.
func codePage(n int) *charmap.Charmap {
	switch n {
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 852:
		return charmap.CodePage852
	case 855:
		return charmap.CodePage855
	case 858:
		return charmap.CodePage858
	case 860:
		return charmap.CodePage860
	case 862:
		return charmap.CodePage862
	case 863:
		return charmap.CodePage863
	case 865:
		return charmap.CodePage865
	case 866:
		return charmap.CodePage866
	case 874:
		return charmap.Windows874
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	case 1254:
		return charmap.Windows1254
	case 1255:
		return charmap.Windows1255
	case 1256:
		return charmap.Windows1256
	case 1257:
		return charmap.Windows1257
	case 1258:
		return charmap.Windows1258
	case 10000, 32768: // as Excel for Macintosh names its own
		return charmap.Macintosh
	case 10007:
		return charmap.MacintoshCyrillic
	}
	return charmap.Windows1252
}

// bytesText reads one-byte characters.
func (b *Book) bytesText(d []byte) string {
	for _, c := range d {
		if c >= 0x80 {
			out := make([]byte, 0, len(d)+8)
			for _, c := range d {
				out = utf8.AppendRune(out, b.page.DecodeByte(c))
			}
			return string(out)
		}
	}
	return string(d)
}

// shortText reads a text whose length takes one byte.
func (b *Book) shortText(d []byte) string {
	if len(d) == 0 {
		return ""
	}
	n := int(d[0])
	if b.Version < 8 {
		return b.bytesText(d[1:min(len(d), 1+n)])
	}
	if len(d) < 2 {
		return ""
	}
	p := &parts{data: d[2:]}
	s, _ := p.chars(n, d[1]&1 != 0)
	return s
}

// cellText reads the text of a LABEL, RSTRING or STRING record whose length
// stands first.
func (b *Book) cellText(c *cursor, d []byte) (string, error) {
	if b.Version == 8 {
		p := &parts{c: c, data: d}
		return p.text()
	}
	wide := 2
	if b.Version == 2 {
		wide = 1
	}
	if len(d) < wide {
		return "", nil
	}
	n := int(d[0])
	if wide == 2 {
		n = int(binary.LittleEndian.Uint16(d))
	}
	return b.bytesText(d[wide:min(len(d), wide+n)]), nil
}

// parts reads a record that goes on in CONTINUE records.
type parts struct {
	c    *cursor // nil: this record alone
	data []byte
	room []byte // for joining what is cut
	runs []byte // UTF-8
	unit []uint16
}

var errEnd = errors.New("no more parts")

// more goes to the next CONTINUE record.
func (p *parts) more() error {
	if p.c == nil || p.c.peek() != recContinue {
		return errEnd
	}
	if err := p.c.next(); err != nil {
		return err
	}
	p.data = p.c.data
	return nil
}

// take returns n bytes, joined across records; for small n.
func (p *parts) take(n int) ([]byte, error) {
	if len(p.data) >= n {
		d := p.data[:n]
		p.data = p.data[n:]
		return d, nil
	}
	p.room = p.room[:0]
	for len(p.room) < n {
		if len(p.data) == 0 {
			if err := p.more(); err != nil {
				return nil, err
			}
			continue
		}
		k := min(n-len(p.room), len(p.data))
		p.room = append(p.room, p.data[:k]...)
		p.data = p.data[k:]
	}
	return p.room, nil
}

// skip passes over n bytes.
func (p *parts) skip(n int64) error {
	for n > 0 {
		if len(p.data) == 0 {
			if err := p.more(); err != nil {
				return err
			}
			continue
		}
		k := min(n, int64(len(p.data)))
		p.data = p.data[k:]
		n -= k
	}
	return nil
}

// text reads a string of BIFF8: length, flags, characters, and the runs of its
// fonts and its phonetic reading, which are passed over.
func (p *parts) text() (string, error) {
	h, err := p.take(3)
	if err != nil {
		return "", err
	}
	n, flags := int(binary.LittleEndian.Uint16(h)), h[2]
	var after int64
	if flags&8 != 0 {
		h, err := p.take(2)
		if err != nil {
			return "", err
		}
		after += 4 * int64(binary.LittleEndian.Uint16(h))
	}
	if flags&4 != 0 {
		h, err := p.take(4)
		if err != nil {
			return "", err
		}
		after += int64(binary.LittleEndian.Uint32(h))
	}
	s, err := p.chars(n, flags&1 != 0)
	if err != nil {
		return s, err
	}
	return s, p.skip(after)
}

// chars reads n characters, of one or two bytes each. Where they go on in
// another record, that one begins by saying anew how wide they are.
func (p *parts) chars(n int, wide bool) (string, error) {
	p.runs = p.runs[:0]
	p.unit = p.unit[:0]
	for {
		if wide {
			k := min(n, len(p.data)/2)
			for i := range k {
				p.unit = append(p.unit, binary.LittleEndian.Uint16(p.data[2*i:]))
			}
			p.data = p.data[2*k:]
			n -= k
			// A record may end inside a pair of surrogates: its first half waits.
			whole := len(p.unit)
			if n > 0 && whole > 0 && p.unit[whole-1] >= 0xd800 && p.unit[whole-1] < 0xdc00 {
				whole--
			}
			p.runs = appendUTF16(p.runs, p.unit[:whole])
			p.unit = append(p.unit[:0], p.unit[whole:]...)
		} else {
			p.runs = appendUTF16(p.runs, p.unit)
			p.unit = p.unit[:0]
			k := min(n, len(p.data))
			for _, c := range p.data[:k] {
				if c < utf8.RuneSelf {
					p.runs = append(p.runs, c)
				} else {
					p.runs = utf8.AppendRune(p.runs, rune(c))
				}
			}
			p.data = p.data[k:]
			n -= k
		}
		if n == 0 {
			return string(p.runs), nil
		}
		if err := p.more(); err != nil {
			return string(appendUTF16(p.runs, p.unit)), err
		}
		if len(p.data) > 0 {
			wide = p.data[0]&1 != 0
			p.data = p.data[1:]
		}
	}
}

func appendUTF16(b []byte, units []uint16) []byte {
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if r < utf8.RuneSelf {
			b = append(b, byte(r))
			continue
		}
		if utf16.IsSurrogate(r) {
			next := rune(utf8.RuneError)
			if i+1 < len(units) {
				next = rune(units[i+1])
			}
			if r = utf16.DecodeRune(r, next); r != utf8.RuneError {
				i++
			}
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// shared reads the strings that cells refer to by number. The count the record
// states is not believed.
func (b *Book) shared(c *cursor) error {
	if len(c.data) < 8 {
		return nil
	}
	count := int64(binary.LittleEndian.Uint32(c.data[4:]))
	p := &parts{c: c, data: c.data[8:]}
	var total int64
	for int64(len(b.strings)) < count {
		s, err := p.text()
		if errors.Is(err, errEnd) {
			return nil // fewer than it says: cells that ask for more are blank
		}
		if err != nil {
			return ended(err)
		}
		s = b.opt.Clean(s)
		total += int64(len(s))
		if len(b.strings) >= b.opt.Strings || total > b.opt.StringBytes {
			return fmt.Errorf("shared strings: %w", ErrLimit)
		}
		b.strings = append(b.strings, s)
	}
	return nil
}
