package biff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// stream gives parts of the workbook's stream from one buffer.
type stream struct {
	r    io.ReaderAt
	size int64
	buf  []byte
	at   int64 // where the buffer stands
	n    int   // bytes in it
}

const bufferSize = 256 << 10 // the longest record has 65,535 bytes

func newStream(r io.ReaderAt, size int64) *stream {
	return &stream{r: r, size: size, buf: make([]byte, min(bufferSize, max(size, 16)))}
}

// part returns n bytes at off, valid until the next call; n is at most 65,535.
func (s *stream) part(off int64, n int) ([]byte, error) {
	if off < 0 || off+int64(n) > s.size {
		return nil, io.ErrUnexpectedEOF
	}
	if from := off - s.at; from >= 0 && from+int64(n) <= int64(s.n) {
		return s.buf[from : from+int64(n)], nil
	}
	got, err := s.r.ReadAt(s.buf[:min(int64(len(s.buf)), s.size-off)], off)
	s.at, s.n = off, got
	if got < n {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("read stream at %d: %w", off, err)
	}
	return s.buf[:n], nil
}

// cursor walks the records of a stream.
type cursor struct {
	s     *stream
	pos   int64 // of the next record
	id    int
	data  []byte  // of the last record, valid until the next step
	lock  *cipher // of an encrypted workbook
	plain []byte
}

// next goes to the next record; io.EOF when the stream ends between two.
func (c *cursor) next() error {
	if c.pos >= c.s.size-3 {
		return io.EOF
	}
	h, err := c.s.part(c.pos, 4)
	if err != nil {
		return err
	}
	id, n := int(binary.LittleEndian.Uint16(h)), int(binary.LittleEndian.Uint16(h[2:]))
	c.data, err = c.s.part(c.pos+4, n)
	if err != nil {
		return err
	}
	if c.lock != nil {
		c.plain = c.lock.open(c.plain, id, c.pos+4, c.data)
		c.data = c.plain
	}
	c.id = id
	c.pos += int64(4 + n)
	return nil
}

// peek tells the number of the next record, 0 at the end.
func (c *cursor) peek() int {
	h, err := c.s.part(c.pos, 4)
	if err != nil {
		return 0
	}
	return int(binary.LittleEndian.Uint16(h))
}
