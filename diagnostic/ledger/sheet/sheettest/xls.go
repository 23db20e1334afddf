package sheettest

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// Day is a date cell: its serial number.
type Day float64

// Sheet is a sheet to write. A cell is nil (blank), a string, a float64, a
// bool or a [Day].
type Sheet struct {
	Name   string
	Hidden bool
	Rows   [][]any
	Merged [][4]int // top, left, bottom, right, from 0
	// HiddenRow, from 1, is not shown; 0 = all are.
	HiddenRow int
}

// Record writes one record of a workbook stream.
func Record(id int, parts ...any) []byte {
	var d bytes.Buffer
	for _, p := range parts {
		switch v := p.(type) {
		case []byte:
			d.Write(v)
		case string:
			d.WriteString(v)
		case float64:
			_ = binary.Write(&d, binary.LittleEndian, v)
		case int:
			_ = binary.Write(&d, binary.LittleEndian, uint16(v))
		case byte:
			d.WriteByte(v)
		case uint32:
			_ = binary.Write(&d, binary.LittleEndian, v)
		}
	}
	out := binary.LittleEndian.AppendUint16(nil, uint16(id))
	out = binary.LittleEndian.AppendUint16(out, uint16(d.Len()))
	return append(out, d.Bytes()...)
}

// Text8 writes a text as BIFF8 does: its length in wide bytes, its width, its
// characters.
func Text8(s string, wide bool) []byte {
	units := utf16.Encode([]rune(s))
	two := byte(0)
	for _, u := range units {
		if u > 0xff {
			two = 1
		}
	}
	b := []byte{byte(len(units))}
	if wide {
		b = append(b, byte(len(units)>>8))
	}
	b = append(b, two)
	for _, u := range units {
		b = append(b, byte(u))
		if two == 1 {
			b = append(b, byte(u>>8))
		}
	}
	return b
}

// The cell formats that XLS writes: 0 is a number, 1 a date.
const dateFormat = 164

// XLS writes a workbook of Excel 97 to 2003: texts are shared, whole numbers
// and cents are packed, and shared texts are cut over CONTINUE records.
func XLS(sheets ...Sheet) []byte {
	return OLE(Stream{"Workbook", Stream8(sheets...)})
}

// Stream8 writes the stream of XLS without its container.
func Stream8(sheets ...Sheet) []byte {
	index := map[string]uint32{}
	var texts []string
	uses := uint32(0)
	bodies := make([][]byte, len(sheets))
	for i, s := range sheets {
		var b bytes.Buffer
		b.Write(Record(0x0809, 0x0600, 0x0010, 0, 0, uint32(0), uint32(6)))
		if s.HiddenRow > 0 {
			b.Write(Record(0x0208, s.HiddenRow-1, 0, 9, 255, 0, 0, 0x0120, 0))
		}
		for r, row := range s.Rows {
			for c, v := range row {
				switch v := v.(type) {
				case string:
					n, ok := index[v]
					if !ok {
						n = uint32(len(texts))
						index[v] = n
						texts = append(texts, v)
					}
					uses++
					b.Write(Record(0x00fd, r, c, 0, n))
				case float64:
					if cents := math.Round(v * 100); math.Abs(cents) < 1<<28 && cents/100 == v {
						b.Write(Record(0x027e, r, c, 0, uint32(int32(cents))<<2|3))
					} else {
						b.Write(Record(0x0203, r, c, 0, v))
					}
				case bool:
					k := byte(0)
					if v {
						k = 1
					}
					b.Write(Record(0x0205, r, c, 0, k, byte(0)))
				case Day:
					b.Write(Record(0x0203, r, c, 1, float64(v)))
				}
			}
		}
		if len(s.Merged) > 0 {
			parts := []any{len(s.Merged)}
			for _, m := range s.Merged {
				parts = append(parts, m[0], m[2], m[1], m[3])
			}
			b.Write(Record(0x00e5, parts...))
		}
		b.Write(Record(0x000a))
		bodies[i] = b.Bytes()
	}
	var mid bytes.Buffer
	mid.Write(Record(0x041e, dateFormat, Text8("yyyy-mm-dd", true)))
	mid.Write(Record(0x00e0, 0, 0, make([]byte, 16)))
	mid.Write(Record(0x00e0, 0, dateFormat, make([]byte, 16)))
	bound := func(at []int) []byte {
		var b bytes.Buffer
		for i, s := range sheets {
			hidden := byte(0)
			if s.Hidden {
				hidden = 1
			}
			b.Write(Record(0x0085, uint32(at[i]), hidden, byte(0), Text8(s.Name, false)))
		}
		return b.Bytes()
	}
	head := Record(0x0809, 0x0600, 0x0005, 0, 0, uint32(0), uint32(6))
	tail := append(SST(uses, texts), Record(0x000a)...)
	at := make([]int, len(sheets))
	pos := len(head) + mid.Len() + len(bound(at)) + len(tail)
	for i, b := range bodies {
		at[i] = pos
		pos += len(b)
	}
	out := append(head, mid.Bytes()...)
	out = append(out, bound(at)...)
	out = append(out, tail...)
	for _, b := range bodies {
		out = append(out, b...)
	}
	return out
}

// SST writes shared texts, cut wherever a record is full: also inside a text,
// which then says its width again.
func SST(uses uint32, texts []string) []byte {
	const most = 8224
	var out bytes.Buffer
	id := 0x00fc
	buf := binary.LittleEndian.AppendUint32(nil, uses)
	buf = binary.LittleEndian.AppendUint32(buf, uint32(len(texts)))
	flush := func() {
		out.Write(Record(id, buf))
		id, buf = 0x003c, nil
	}
	for _, s := range texts {
		t := Text8(s, true)
		if len(buf)+3 > most {
			flush()
		}
		buf = append(buf, t[:3]...)
		width := 1 + int(t[2])
		for chars := t[3:]; len(chars) > 0; {
			k := min(len(chars), (most-len(buf))/width*width)
			buf = append(buf, chars[:k]...)
			if chars = chars[k:]; len(chars) > 0 {
				flush()
				buf = append(buf, t[2])
			}
		}
	}
	flush()
	return out.Bytes()
}
