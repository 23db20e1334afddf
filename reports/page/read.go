package page

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Printed is what can be read back from a document of this package.
type Printed struct {
	Lang        string // "fr-CA"
	Attachments []Attachment
	// Pages hold the text of each page, in the order of painting; nil when the
	// file was rewritten by another program.
	Pages []string
}

// Limits of reading back: a hostile file must not fill the memory.
const (
	maxInflated = 256 << 20
	maxStreams  = 10_000
)

// Errors of [Read].
var (
	// ErrNotPDF says that the bytes are no PDF at all.
	ErrNotPDF = errors.New("not a pdf file")
	// ErrNoAttachment says that no file of ours is inside.
	ErrNoAttachment = errors.New("no attached file")
)

// Read reads a document of this package back: its attachments and the text of
// its pages. A file that another program wrote anew is searched for its
// attachments as far as they can be found; its pages are then not read.
func Read(b []byte) (*Printed, error) {
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	out := &Printed{}
	var err error
	left := int64(maxInflated)
	if out.Attachments, err = attachments(b, &left); err != nil {
		return nil, err
	}
	f, err := parseFile(b)
	if err != nil {
		return out, nil //nolint:nilerr // rewritten by another program: said by Pages == nil
	}
	if m := regexp.MustCompile(`/Lang \(([A-Za-z-]{2,11})\)`).FindSubmatch(f.objects[f.root]); m != nil {
		out.Lang = string(m[1])
	}
	out.Pages, err = f.texts(&left)
	if err != nil {
		return nil, err
	}
	return out, nil
}

var embeddedHead = regexp.MustCompile(`<</Type /EmbeddedFile /Subtype /([A-Za-z0-9#.+-]{1,80}) /Params <</Size \d{1,12} /CheckSum <[0-9a-f]{32}>>> /Filter /FlateDecode /Length (\d{1,10})>>\nstream\n`)

// attachments finds the attached files by the head that [file.attach] writes.
func attachments(b []byte, left *int64) ([]Attachment, error) {
	var out []Attachment
	names := attachmentNames(b)
	for at := 0; len(out) < 16; {
		m := embeddedHead.FindSubmatchIndex(b[at:])
		if m == nil {
			break
		}
		start := at + m[1]
		n, err := strconv.Atoi(string(b[at+m[4] : at+m[5]]))
		if err != nil || n > len(b)-start {
			return nil, fmt.Errorf("attachment %d: length", len(out)+1)
		}
		content, err := inflate(b[start:start+n], left)
		if err != nil {
			return nil, fmt.Errorf("attachment %d: %w", len(out)+1, err)
		}
		a := Attachment{Type: strings.ReplaceAll(string(b[at+m[2]:at+m[3]]), "#2F", "/"), Content: content}
		if len(out) < len(names) {
			a.Name = names[len(out)]
		}
		out = append(out, a)
		at = start + n
	}
	if len(out) == 0 {
		return nil, ErrNoAttachment
	}
	return out, nil
}

var specHead = regexp.MustCompile(`<</Type /Filespec /F \(([A-Za-z0-9._-]{1,80})\)`)

func attachmentNames(b []byte) []string {
	var out []string
	for _, m := range specHead.FindAllSubmatch(b, 16) {
		out = append(out, string(m[1]))
	}
	return out
}

func inflate(b []byte, left *int64) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, *left+1))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	if *left -= int64(len(out)); *left < 0 {
		return nil, errors.New("inflate: too large")
	}
	return out, nil
}

var contents = regexp.MustCompile(`/Contents (\d{1,9}) 0 R`)

// texts gives the text of each page.
func (f *file) texts(left *int64) ([]string, error) {
	out := []string{}
	for i := 1; i < f.next && len(out) < maxStreams; i++ {
		o := f.objects[i]
		if !bytes.HasPrefix(o, []byte("<</Type /Page\n")) {
			continue
		}
		m := contents.FindSubmatch(o)
		if m == nil {
			return nil, fmt.Errorf("page %d: no content", len(out)+1)
		}
		n, _ := strconv.Atoi(string(m[1])) // digits, by the expression
		s, err := stream(f.objects[n], left)
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", len(out)+1, err)
		}
		out = append(out, shown(s))
	}
	return out, nil
}

func stream(o []byte, left *int64) ([]byte, error) {
	_, rest, ok := bytes.Cut(o, []byte("stream\n"))
	if !ok {
		return nil, errors.New("no stream")
	}
	body, _, ok := cutLast(rest, []byte("\nendstream"))
	if !ok {
		return nil, errors.New("stream does not end")
	}
	if !bytes.Contains(o[:len(o)-len(rest)], []byte("/FlateDecode")) {
		return body, nil
	}
	return inflate(body, left)
}

func cutLast(b, sep []byte) (before, after []byte, ok bool) {
	i := bytes.LastIndex(b, sep)
	if i < 0 {
		return b, nil, false
	}
	return b[:i], b[i+len(sep):], true
}

// shown is the text that a content stream shows: the strings of its Tj
// operators, two bytes a sign, each on a line.
func shown(b []byte) string {
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != '(' {
			continue
		}
		var s []byte
		for i++; i < len(b) && b[i] != ')'; i++ {
			if b[i] == '\\' && i+1 < len(b) {
				if i++; b[i] == 'r' {
					s = append(s, '\r')
					continue
				}
			}
			s = append(s, b[i])
		}
		u := make([]uint16, 0, len(s)/2)
		for k := 0; k+1 < len(s); k += 2 {
			u = append(u, uint16(s[k])<<8|uint16(s[k+1]))
		}
		out.WriteString(string(utf16.Decode(u)))
		out.WriteByte('\n')
	}
	return out.String()
}
