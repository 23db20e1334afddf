package sheettest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf16"
)

// record12 writes one record of an .xlsb part.
func record12(b *bytes.Buffer, id int, d ...any) {
	var body bytes.Buffer
	for _, v := range d {
		switch v := v.(type) {
		case string:
			units := utf16.Encode([]rune(v))
			_ = binary.Write(&body, binary.LittleEndian, uint32(len(units)))
			_ = binary.Write(&body, binary.LittleEndian, units)
		case int:
			_ = binary.Write(&body, binary.LittleEndian, uint32(v))
		default:
			_ = binary.Write(&body, binary.LittleEndian, v)
		}
	}
	if id < 0x80 {
		b.WriteByte(byte(id))
	} else {
		b.Write([]byte{byte(id&0x7f) | 0x80, byte(id >> 7)})
	}
	n := body.Len()
	for ; n >= 0x80; n >>= 7 {
		b.WriteByte(byte(n&0x7f) | 0x80)
	}
	b.WriteByte(byte(n))
	b.Write(body.Bytes())
}

// XLSB writes a workbook whose parts are records.
func XLSB(sheets ...Sheet) []byte {
	var book, texts, styles bytes.Buffer
	rels := `<Relationships><Relationship Id="s" Type="http://x/sharedStrings" Target="sharedStrings.bin"/><Relationship Id="t" Type="http://x/styles" Target="styles.bin"/>`
	parts := []string{"[Content_Types].xml", "<Types/>"}
	index := map[string]int{}
	record12(&styles, 44, uint16(164), "yyyy-mm-dd")
	record12(&styles, 617, 2)
	record12(&styles, 47, uint16(0), uint16(0), make([]byte, 12))
	record12(&styles, 47, uint16(0), uint16(164), make([]byte, 12))
	record12(&styles, 618)
	record12(&book, 153, 0, 0)
	for i, s := range sheets {
		hidden := 0
		if s.Hidden {
			hidden = 1
		}
		rel := fmt.Sprintf("r%d", i)
		record12(&book, 156, hidden, i+1, rel, s.Name)
		rels += fmt.Sprintf(`<Relationship Id="%s" Type="http://x/worksheet" Target="worksheets/sheet%d.bin"/>`, rel, i)
		var b bytes.Buffer
		for r, row := range s.Rows {
			head := make([]byte, 13)
			if r+1 == s.HiddenRow {
				head[7] = 0x10
			}
			record12(&b, 0, r, head)
			for c, v := range row {
				switch v := v.(type) {
				case string:
					n, ok := index[v]
					if !ok {
						n = len(index)
						index[v] = n
						record12(&texts, 19, byte(0), v)
					}
					record12(&b, 7, c, 0, n)
				case float64:
					if cents := math.Round(v * 100); math.Abs(cents) < 1<<28 && cents/100 == v {
						record12(&b, 2, c, 0, uint32(int32(cents))<<2|3)
					} else {
						record12(&b, 5, c, 0, v)
					}
				case bool:
					record12(&b, 4, c, 0, v)
				case Day:
					record12(&b, 5, c, 1, float64(v))
				default:
					record12(&b, 1, c, 0)
				}
			}
		}
		record12(&b, 146)
		for _, m := range s.Merged {
			record12(&b, 176, m[0], m[2], m[1], m[3])
		}
		parts = append(parts, fmt.Sprintf("xl/worksheets/sheet%d.bin", i), b.String())
	}
	parts = append(parts, "xl/workbook.bin", book.String(), "xl/sharedStrings.bin", texts.String(), "xl/styles.bin", styles.String(),
		"xl/_rels/workbook.bin.rels", rels+"</Relationships>")
	return Zip(parts...)
}
