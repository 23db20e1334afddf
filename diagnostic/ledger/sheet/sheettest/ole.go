// Package sheettest writes small and large workbooks in the formats that
// package sheet reads and the project itself never writes. Only tests import
// it; what it writes is as plain as the formats allow.
package sheettest

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// Stream is one named stream of a compound file.
type Stream struct {
	Name string
	Data []byte
}

// OLE writes a compound file with its streams at the root. Streams shorter
// than 4,096 bytes go into the short stream, as the format wants it.
func OLE(streams ...Stream) []byte {
	const free, end, fatMark = 0xffffffff, 0xfffffffe, 0xfffffffd
	var body bytes.Buffer
	var fat, mini []uint32
	place := func(data []byte) (start uint32) { // whole sectors, one after another
		n := (len(data) + 511) / 512
		if n == 0 {
			return end
		}
		start = uint32(len(fat))
		for i := range n {
			next := uint32(len(fat) + 1)
			if i == n-1 {
				next = end
			}
			fat = append(fat, next)
		}
		body.Write(data)
		body.Write(make([]byte, n*512-len(data)))
		return start
	}
	var short bytes.Buffer
	starts := make([]uint32, len(streams))
	for i, s := range streams {
		if len(s.Data) >= 4096 {
			starts[i] = place(s.Data)
			continue
		}
		starts[i] = uint32(len(mini))
		n := (len(s.Data) + 63) / 64
		for k := range n {
			next := uint32(len(mini) + 1)
			if k == n-1 {
				next = end
			}
			mini = append(mini, next)
		}
		short.Write(s.Data)
		short.Write(make([]byte, n*64-len(s.Data)))
	}
	rootStart := place(short.Bytes())
	table := func(list []uint32) []byte {
		var b []byte
		for _, n := range list {
			b = binary.LittleEndian.AppendUint32(b, n)
		}
		for len(b)%512 != 0 {
			b = binary.LittleEndian.AppendUint32(b, free)
		}
		return b
	}
	miniStart := place(table(mini))
	var dir []byte
	add := func(name string, kind byte, right, child, start uint32, size int) {
		e := make([]byte, 128)
		units := utf16.Encode([]rune(name))
		for i, u := range units {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66], e[67] = kind, 1
		binary.LittleEndian.PutUint32(e[68:], free)
		binary.LittleEndian.PutUint32(e[72:], right)
		binary.LittleEndian.PutUint32(e[76:], child)
		binary.LittleEndian.PutUint32(e[116:], start)
		binary.LittleEndian.PutUint32(e[120:], uint32(size))
		dir = append(dir, e...)
	}
	first := uint32(free)
	if len(streams) > 0 {
		first = 1
	}
	add("Root Entry", 5, free, first, rootStart, short.Len())
	for i, s := range streams {
		right := uint32(free)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		add(s.Name, 2, right, free, starts[i], len(s.Data))
	}
	for len(dir)%512 != 0 {
		dir = append(dir, make([]byte, 128)...)
	}
	dirStart := place(dir)
	// The table of sectors, with its own, and the list of its sectors past 109.
	data := len(fat)
	tables, lists := 0, 0
	for {
		t := (data + tables + lists + 127) / 128
		l := (max(t-109, 0) + 126) / 127
		if t == tables && l == lists {
			break
		}
		tables, lists = t, l
	}
	for range tables {
		fat = append(fat, fatMark)
	}
	for range lists {
		fat = append(fat, 0xfffffffc)
	}
	h := make([]byte, 512)
	copy(h, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(h[at:], v)
	}
	listStart := uint32(end)
	if lists > 0 {
		listStart = uint32(data + tables)
	}
	miniTables := (len(mini)*4 + 511) / 512
	for at, v := range map[int]uint32{44: uint32(tables), 48: dirStart, 56: 4096, 60: miniStart, 64: uint32(miniTables), 68: listStart, 72: uint32(lists)} {
		binary.LittleEndian.PutUint32(h[at:], v)
	}
	for i := range 109 {
		v := uint32(free)
		if i < tables {
			v = uint32(data + i)
		}
		binary.LittleEndian.PutUint32(h[76+4*i:], v)
	}
	var out bytes.Buffer
	out.Write(h)
	out.Write(body.Bytes())
	out.Write(table(fat))
	for l := range lists {
		var b []byte
		for i := range 127 {
			v := uint32(free)
			if n := 109 + l*127 + i; n < tables {
				v = uint32(data + n)
			}
			b = binary.LittleEndian.AppendUint32(b, v)
		}
		next := uint32(end)
		if l+1 < lists {
			next = listStart + uint32(l) + 1
		}
		out.Write(binary.LittleEndian.AppendUint32(b, next))
	}
	return out.Bytes()
}
