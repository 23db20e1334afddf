// Package ole opens the compound file that old Office documents and encrypted
// new ones are: a small file system of sectors with an allocation table.
//
// It reads, and only what a workbook needs: the streams that stand at the
// root. Every number in the file is taken for hostile: tables never grow past
// what the file itself could hold, and a chain of sectors that runs in circles
// ends. Start with [Open].
package ole

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// ErrDamaged tells a compound file whose own tables contradict each other.
var ErrDamaged = errors.New("damaged compound file")

// Magic is how a compound file begins.
const Magic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

const (
	headerSize  = 512
	entrySize   = 128
	lastSector  = 0xfffffffa // numbers from here on have a special meaning
	kindStream  = 2
	kindRoot    = 5
	miniSector  = 64
	miniCutoff  = 4096
	headerDifat = 109
	mostEntries = 1 << 16 // streams and storages
)

// File is an opened compound file.
type File struct {
	r       io.ReaderAt
	size    int64
	shift   uint // of the sector size
	sectors int  // that the file can hold
	fat     []uint32
	mini    []uint32
	root    *Stream // holds the short streams
	list    []entry
}

type entry struct {
	name        string
	kind        byte
	left, right uint32
	child       uint32
	start       uint32
	size        int64
}

// Open reads the tables of a compound file of size bytes. The error wraps
// [ErrDamaged] or comes from r.
func Open(r io.ReaderAt, size int64) (*File, error) {
	h := make([]byte, headerSize)
	if n, err := r.ReadAt(h, 0); n < headerSize {
		if err == nil || errors.Is(err, io.EOF) {
			err = ErrDamaged
		}
		return nil, fmt.Errorf("read header: %w", err)
	}
	if string(h[:8]) != Magic {
		return nil, fmt.Errorf("no compound file: %w", ErrDamaged)
	}
	f := &File{r: r, size: size, shift: uint(binary.LittleEndian.Uint16(h[30:]))}
	if f.shift != 9 && f.shift != 12 {
		return nil, fmt.Errorf("sector size 2^%d: %w", f.shift, ErrDamaged)
	}
	f.sectors = int((size + 1<<f.shift - 1) >> f.shift)
	if err := f.readFAT(h); err != nil {
		return nil, err
	}
	if err := f.readDirectory(binary.LittleEndian.Uint32(h[48:])); err != nil {
		return nil, err
	}
	return f, f.readMini(binary.LittleEndian.Uint32(h[60:]))
}

// sector reads a sector into buf. The last one of a file may be cut short.
func (f *File) sector(n uint32, buf []byte) error {
	if n >= lastSector || int64(n)+1 >= int64(f.sectors) {
		return fmt.Errorf("sector %d of %d: %w", n, f.sectors, ErrDamaged)
	}
	clear(buf)
	_, err := f.r.ReadAt(buf, (int64(n)+1)<<f.shift)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read sector %d: %w", n, err)
	}
	return nil
}

// readFAT gathers the allocation table, no further than the file reaches.
func (f *File) readFAT(h []byte) error {
	buf := make([]byte, 1<<f.shift)
	add := func(n uint32) error {
		if err := f.sector(n, buf); err != nil {
			return err
		}
		for i := 0; i < len(buf); i += 4 {
			f.fat = append(f.fat, binary.LittleEndian.Uint32(buf[i:]))
		}
		return nil
	}
	full := func() bool { return len(f.fat) >= f.sectors }
	for i := 0; i < headerDifat && !full(); i++ {
		n := binary.LittleEndian.Uint32(h[76+4*i:])
		if n >= lastSector {
			break
		}
		if err := add(n); err != nil {
			return err
		}
	}
	next := binary.LittleEndian.Uint32(h[68:])
	more := make([]byte, 1<<f.shift)
	for seen := 0; next < lastSector && !full(); seen++ {
		if seen > f.sectors {
			return fmt.Errorf("table in circles: %w", ErrDamaged)
		}
		if err := f.sector(next, more); err != nil {
			return err
		}
		for i := 0; i < len(more)-4 && !full(); i += 4 {
			n := binary.LittleEndian.Uint32(more[i:])
			if n >= lastSector {
				break
			}
			if err := add(n); err != nil {
				return err
			}
		}
		next = binary.LittleEndian.Uint32(more[len(more)-4:])
	}
	return nil
}

// readDirectory reads the entries of all streams and storages.
func (f *File) readDirectory(start uint32) error {
	buf := make([]byte, 1<<f.shift)
	n := start
	for seen := 0; n < lastSector; seen++ {
		if seen > f.sectors || len(f.list) > mostEntries {
			return fmt.Errorf("directory in circles: %w", ErrDamaged)
		}
		if err := f.sector(n, buf); err != nil {
			return err
		}
		for i := 0; i < len(buf); i += entrySize {
			f.list = append(f.list, readEntry(buf[i:i+entrySize], f.shift))
		}
		if int(n) >= len(f.fat) {
			break
		}
		n = f.fat[n]
	}
	if len(f.list) == 0 || f.list[0].kind != kindRoot {
		return fmt.Errorf("no root: %w", ErrDamaged)
	}
	return nil
}

func readEntry(b []byte, shift uint) entry {
	n := int(binary.LittleEndian.Uint16(b[64:]))/2 - 1
	n = max(0, min(n, 31))
	units := make([]uint16, n)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	size := binary.LittleEndian.Uint64(b[120:])
	if shift == 9 { // the upper half is not used, and not always zero
		size &= 0xffffffff
	}
	return entry{
		name: string(utf16.Decode(units)), kind: b[66],
		left: binary.LittleEndian.Uint32(b[68:]), right: binary.LittleEndian.Uint32(b[72:]),
		child: binary.LittleEndian.Uint32(b[76:]), start: binary.LittleEndian.Uint32(b[116:]),
		size: int64(min(size, 1<<62)),
	}
}

// readMini reads the table of the short streams and where they are held.
func (f *File) readMini(start uint32) error {
	f.root = f.chain(f.list[0].start, f.list[0].size)
	buf := make([]byte, 1<<f.shift)
	for seen := 0; start < lastSector && len(f.mini) < int(f.root.size/miniSector)+1; seen++ {
		if seen > f.sectors {
			return fmt.Errorf("short table in circles: %w", ErrDamaged)
		}
		if err := f.sector(start, buf); err != nil {
			return err
		}
		for i := 0; i < len(buf); i += 4 {
			f.mini = append(f.mini, binary.LittleEndian.Uint32(buf[i:]))
		}
		if int(start) >= len(f.fat) {
			break
		}
		start = f.fat[start]
	}
	return nil
}

// Names lists the streams at the root.
func (f *File) Names() []string {
	var names []string
	for _, e := range f.top() {
		names = append(names, e.name)
	}
	return names
}

// top gives the streams at the root, in the order of the directory.
func (f *File) top() []entry {
	var found []int
	seen := make([]bool, len(f.list))
	todo := []uint32{f.list[0].child}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if int64(n) >= int64(len(f.list)) || seen[n] {
			continue
		}
		seen[n] = true
		if f.list[n].kind == kindStream {
			found = append(found, int(n))
		}
		todo = append(todo, f.list[n].left, f.list[n].right)
	}
	slices.Sort(found)
	list := make([]entry, len(found))
	for i, n := range found {
		list[i] = f.list[n]
	}
	return list
}

// Stream returns the stream at the root that has the name, in capitals or not;
// ok is false when there is none.
func (f *File) Stream(name string) (s *Stream, ok bool) {
	for _, e := range f.top() {
		if strings.EqualFold(e.name, name) {
			if e.size < miniCutoff {
				return f.short(e), true
			}
			return f.chain(e.start, e.size), true
		}
	}
	return nil, false
}
