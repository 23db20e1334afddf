package req

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// What is wrong with a row. A reader turns each into a message with the file
// and the line.
var (
	errLong    = errors.New("row too long")
	errOpen    = errors.New("quoted field without an end")
	errColumns = errors.New("too many columns")
	errText    = errors.New("not UTF-8")
)

// maxColumns of one row; the widest file has 37.
const maxColumns = 1000

// rows reads comma-separated rows. Fields may be quoted; a quote inside is
// doubled; one that is not, and does not end the field, is kept as it stands.
// Memory is bounded by the longest row allowed. Blank rows are left out.
type rows struct {
	r      io.Reader
	buf    []byte
	at     int // next byte of buf to read
	end    int // bytes in buf
	limit  int // bytes of a row
	eof    bool
	line   int // of the next row, 1-based
	fields [][]byte
}

func newRows(r io.Reader, limit int) *rows {
	return &rows{r: r, buf: make([]byte, min(limit, 256<<10)), limit: limit, line: 1}
}

// next gives the fields of a row, valid until the following call, and the line
// on which the row begins. The error is io.EOF at the end.
func (r *rows) next() ([][]byte, int, error) {
	for {
		used, lines, err := r.parse()
		switch {
		case errors.Is(err, errShort):
			if err := r.fill(); err != nil {
				return nil, r.line, err
			}
			continue
		case err != nil:
			return nil, r.line, err
		}
		line, raw := r.line, r.buf[r.at:r.at+used]
		r.at += used
		r.line += lines
		if len(r.fields) == 0 { // a blank row
			continue
		}
		if !utf8.Valid(raw) {
			return nil, line, errText
		}
		for i, f := range r.fields {
			if len(f) > 0 && f[0] == '"' {
				r.fields[i] = unquote(f)
			}
		}
		return r.fields, line, nil
	}
}

// errShort: the row does not end in the buffer.
var errShort = errors.New("short buffer")

// fill reads more. It grows the buffer when one row fills it.
func (r *rows) fill() error {
	if r.at > 0 {
		r.end = copy(r.buf, r.buf[r.at:r.end])
		r.at = 0
	}
	if r.end == len(r.buf) {
		if len(r.buf) >= r.limit {
			return errLong
		}
		r.buf = append(r.buf, make([]byte, min(len(r.buf), r.limit-len(r.buf)))...)
	}
	for idle := 0; r.end < len(r.buf); {
		n, err := r.r.Read(r.buf[r.end:])
		r.end += n
		switch {
		case errors.Is(err, io.EOF):
			r.eof = true
			return nil
		case err != nil:
			return err
		case n > 0:
			idle = 0
		default:
			if idle++; idle > 100 {
				return io.ErrNoProgress
			}
		}
	}
	return nil
}

// parse finds the fields of the row at the buffer's head: bytes used, lines
// used. A quoted field keeps its first quote.
func (r *rows) parse() (used, lines int, err error) {
	r.fields = r.fields[:0]
	b := r.buf[r.at:r.end]
	if len(b) == 0 {
		if r.eof {
			return 0, 0, io.EOF
		}
		return 0, 0, errShort
	}
	i := 0
	for {
		var to int
		from := i
		if i < len(b) && b[i] == '"' {
			n, more, err := quotedEnd(b[i:], r.eof)
			if err != nil {
				return 0, 0, err
			}
			lines += more
			i += n // past the closing quote
			to = i - 1
		} else {
			n := bytes.IndexByte(b[i:], ',')
			rest := b[i:]
			if n >= 0 {
				rest = rest[:n]
			}
			nl := bytes.IndexByte(rest, '\n')
			switch {
			case nl >= 0:
				i += nl
			case n >= 0:
				i += n
			case r.eof:
				i = len(b)
			default:
				return 0, 0, errShort
			}
			to = i
			if to > from && b[to-1] == '\r' && (i == len(b) || b[i] == '\n') {
				to--
			}
		}
		if len(r.fields) == maxColumns {
			return 0, 0, errColumns
		}
		r.fields = append(r.fields, b[from:to])
		switch {
		case i >= len(b):
			if !r.eof {
				return 0, 0, errShort
			}
			return r.done(i, lines)
		case b[i] == ',':
			i++
		case b[i] == '\n':
			return r.done(i+1, lines+1)
		case b[i] == '\r': // before the end of the line: quotedEnd saw to it
			return r.done(min(i+2, len(b)), lines+1)
		}
	}
}

func (r *rows) done(used, lines int) (int, int, error) {
	if len(r.fields) == 1 && len(r.fields[0]) == 0 {
		r.fields = r.fields[:0]
	}
	return used, lines, nil
}

// quotedEnd finds the end of the quoted field that begins b: bytes up to and
// with its closing quote, lines inside.
func quotedEnd(b []byte, eof bool) (n, lines int, err error) {
	i := 1
	for {
		q := bytes.IndexByte(b[i:], '"')
		if q < 0 {
			if eof {
				return 0, 0, errOpen
			}
			return 0, 0, errShort
		}
		q += i
		if q+2 >= len(b) && !eof {
			return 0, 0, errShort // what follows is not here yet
		}
		switch {
		case q+1 >= len(b), b[q+1] == ',', b[q+1] == '\n', b[q+1] == '\r' && (q+2 >= len(b) || b[q+2] == '\n'):
			return q + 1, bytes.Count(b[:q], newline), nil
		case b[q+1] == '"':
			i = q + 2
		default: // a quote that stands in the text
			i = q + 1
		}
		if i >= len(b) {
			if eof {
				return 0, 0, errOpen
			}
			return 0, 0, errShort
		}
	}
}

var newline = []byte{'\n'}

// unquote takes off the first quote and makes doubled ones single, in place.
func unquote(f []byte) []byte {
	f = f[1:]
	i := bytes.IndexByte(f, '"')
	if i < 0 {
		return f
	}
	out := f[:i]
	for ; i < len(f); i++ {
		out = append(out, f[i])
		if f[i] == '"' && i+1 < len(f) && f[i+1] == '"' {
			i++
		}
	}
	return out
}
