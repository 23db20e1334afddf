package ole

import (
	"errors"
	"fmt"
	"io"
	"sort"
)

// Stream is the content of one stream. It implements [io.ReaderAt].
type Stream struct {
	r    io.ReaderAt
	runs []run
	size int64
}

// run is a block of neighbouring sectors.
type run struct{ at, from, n int64 } // in the stream, in the file, bytes

// Size returns how many bytes the stream holds: what its entry says, or less
// when its sectors end before.
func (s *Stream) Size() int64 { return s.size }

// ReadAt reads as [io.ReaderAt] does. Sectors that lie past the end of a file
// that was cut give io.ErrUnexpectedEOF.
func (s *Stream) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at >= s.size {
			return n, io.EOF
		}
		i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].at > at }) - 1
		if i < 0 {
			return n, io.ErrUnexpectedEOF
		}
		r := s.runs[i]
		want := min(int64(len(p)-n), r.at+r.n-at, s.size-at)
		if want <= 0 {
			return n, io.ErrUnexpectedEOF
		}
		got, err := s.r.ReadAt(p[n:n+int(want)], r.from+at-r.at)
		n += got
		if int64(got) < want {
			if err == nil || errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return n, fmt.Errorf("read stream at %d: %w", at, err)
		}
	}
	return n, nil
}

// chain follows sectors from start for as many as size needs and the file can
// hold: a chain in circles gives the same bytes again, but ends.
func (f *File) chain(start uint32, size int64) *Stream {
	s := &Stream{r: f.r}
	width := int64(1) << f.shift
	need := min((size+width-1)>>f.shift, int64(f.sectors))
	n := start
	for got := int64(0); got < need && n < lastSector; got++ {
		from := (int64(n) + 1) << f.shift
		if from >= f.size {
			break
		}
		if k := len(s.runs) - 1; k >= 0 && s.runs[k].from+s.runs[k].n == from {
			s.runs[k].n += width
		} else {
			s.runs = append(s.runs, run{s.size, from, width})
		}
		s.size += width
		if int(n) >= len(f.fat) {
			break
		}
		n = f.fat[n]
	}
	s.size = min(s.size, size)
	return s
}

// short gathers a stream that is kept in small sectors inside the root's own
// stream.
func (f *File) short(e entry) *Stream {
	s := &Stream{r: f.root}
	n := e.start
	for s.size < e.size && n < lastSector && s.size < miniCutoff {
		from := int64(n) * miniSector
		if from >= f.root.size {
			break
		}
		s.runs = append(s.runs, run{s.size, from, miniSector})
		s.size += miniSector
		if int(n) >= len(f.mini) {
			break
		}
		n = f.mini[n]
	}
	s.size = min(s.size, e.size)
	return s
}
