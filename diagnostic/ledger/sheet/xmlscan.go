package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// scanner reads the plain XML that workbooks hold: tags with their local name
// and attributes, and text. It is ten times faster than a general decoder, keeps
// nothing and never expands an entity that a document declares itself.
type scanner struct {
	r    *bufio.Reader
	tag  []byte // inside of the last tag, without < and >
	name []byte // its local name
	own  []byte // room for tags that the buffer of r cuts
	kind token
	text []byte // since the last tag, when wanted
	want bool   // collect text
	max  int    // bytes of text kept
}

type token uint8

const (
	startTag token = iota
	endTag
	emptyTag // <c/>
)

var errXML = errors.New("broken XML")

const longestTag = 1 << 16

func newScanner(r io.Reader, maxText int) *scanner {
	b := bufio.NewReaderSize(r, 1<<16)
	// A few programs write the parts of a workbook in UTF-16.
	if mark, err := b.Peek(2); err == nil && (string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff") {
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		b = bufio.NewReaderSize(utf16.NewDecoder().Reader(b), 1<<16)
	}
	return &scanner{r: b, max: maxText}
}

// next goes to the next tag; io.EOF at the end.
func (s *scanner) next() error {
	s.text = s.text[:0]
	if s.quick() {
		return nil
	}
	for {
		if err := s.upTo('<'); err != nil {
			return err
		}
		c, err := s.r.ReadByte()
		if err != nil {
			return cut(err)
		}
		switch c {
		case '?':
			if err := s.skip("?>"); err != nil {
				return err
			}
			continue
		case '!':
			if err := s.bang(); err != nil {
				return err
			}
			continue
		}
		s.tag = append(s.own[:0], c)
		return s.readTag()
	}
}

// quick takes the next tag where it stands whole in the buffer, as nearly all
// do; it is valid until the next one. Anything else is left to the careful way.
func (s *scanner) quick() bool {
	b, _ := s.r.Peek(s.r.Buffered())
	i := bytes.IndexByte(b, '<')
	if i < 0 || i+1 >= len(b) || b[i+1] == '?' || b[i+1] == '!' {
		return false
	}
	t := b[i+1:]
	j := bytes.IndexByte(t, '>')
	if j < 0 || openQuote(t[:j], 0) != 0 {
		return false
	}
	if s.want {
		s.text = append(s.text, b[:min(i, s.max)]...)
	}
	if _, err := s.r.Discard(i + j + 2); err != nil {
		return false
	}
	s.setTag(t[:j])
	return true
}

// quickValue takes "<v>…</v></c>" where it stands whole in the buffer, just
// behind the tag that opened the cell. The value is valid until the next tag.
func (s *scanner) quickValue() ([]byte, bool) {
	const open, shut = "<v>", "</v></c>"
	b, _ := s.r.Peek(s.r.Buffered())
	if len(b) < len(open)+len(shut) || string(b[:len(open)]) != open {
		return nil, false
	}
	b = b[len(open):]
	n := bytes.IndexByte(b, '<')
	if n < 0 || n > s.max || len(b) < n+len(shut) || string(b[n:n+len(shut)]) != shut {
		return nil, false
	}
	if _, err := s.r.Discard(len(open) + n + len(shut)); err != nil {
		return nil, false
	}
	return b[:n], true
}

// upTo collects text until the sign, which it takes.
func (s *scanner) upTo(sign byte) error {
	for {
		part, err := s.r.ReadSlice(sign)
		keep := part
		if err == nil {
			keep = part[:len(part)-1]
		}
		if s.want && len(s.text) < s.max {
			s.text = append(s.text, keep[:min(len(keep), s.max-len(s.text))]...)
		}
		if err == nil || !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

func (s *scanner) readTag() error {
	quote := openQuote(s.tag, 0)
	for {
		part, err := s.r.ReadSlice('>')
		s.tag = append(s.tag, part...)
		quote = openQuote(part, quote)
		if len(s.tag) > longestTag {
			return errXML
		}
		if err != nil {
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			return cut(err)
		}
		if quote == 0 { // a > inside an attribute does not close
			break
		}
	}
	s.own = s.tag
	s.setTag(s.tag[:len(s.tag)-1])
	return nil
}

// setTag tells the kind and the name of a tag.
func (s *scanner) setTag(t []byte) {
	s.kind = startTag
	switch {
	case len(t) > 0 && t[0] == '/':
		s.kind, t = endTag, t[1:]
	case len(t) > 0 && t[len(t)-1] == '/':
		s.kind, t = emptyTag, t[:len(t)-1]
	}
	s.tag = t
	n := 0
	for n < len(t) && t[n] > ' ' {
		n++
	}
	s.name = t[:n]
	if i := bytes.IndexByte(s.name, ':'); i >= 0 {
		s.name = s.name[i+1:]
	}
}

// openQuote tells which quote is open behind part, when one was open before.
func openQuote(part []byte, open byte) byte {
	if open == 0 && bytes.IndexByte(part, '\'') < 0 { // as nearly all writers do
		if bytes.Count(part, []byte{'"'})%2 == 0 {
			return 0
		}
		return '"'
	}
	for _, c := range part {
		switch {
		case open != 0:
			if c == open {
				open = 0
			}
		case c == '"' || c == '\'':
			open = c
		}
	}
	return open
}

// cut turns the end of a part in the middle of a tag into broken XML; errors
// of the reader below pass.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errXML
	}
	return err
}

// bang reads what follows "<!": a comment, CDATA (text), or a declaration.
func (s *scanner) bang() error {
	head, err := s.r.Peek(7)
	switch {
	case bytes.HasPrefix(head, []byte("--")):
		return s.skip("-->")
	case err == nil && string(head) == "[CDATA[":
		_, _ = s.r.Discard(7)
		for {
			if err := s.upTo(']'); err != nil {
				return cut(err)
			}
			if p, _ := s.r.Peek(2); string(p) == "]>" {
				_, _ = s.r.Discard(2)
				return nil
			}
			if s.want && len(s.text) < s.max {
				s.text = append(s.text, ']')
			}
		}
	}
	return s.skip(">")
}

// skip passes over everything up to and with mark.
func (s *scanner) skip(mark string) error {
	lastSign := mark[len(mark)-1]
	var tail []byte
	for {
		part, err := s.r.ReadSlice(lastSign)
		tail = append(tail, part...)
		if len(tail) > len(mark) {
			tail = append(tail[:0], tail[len(tail)-len(mark):]...)
		}
		if err == nil && bytes.HasSuffix(tail, []byte(mark)) {
			return nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return cut(err)
		}
	}
}

// is tells whether the last tag opens (or stands for) the element.
func (s *scanner) is(name string) bool { return s.kind != endTag && string(s.name) == name }

// ends tells whether the last tag closes the element.
func (s *scanner) ends(name string) bool { return s.kind == endTag && string(s.name) == name }

// attr returns the raw value of an attribute by its local name, nil if absent.
func (s *scanner) attr(name string) []byte {
	for t := s.tag; ; {
		key, value, rest, ok := nextAttr(t)
		if !ok {
			return nil
		}
		if string(key) == name {
			return value
		}
		t = rest
	}
}

// nextAttr reads the first attribute of what is left of a tag: its local name
// and its raw value.
func nextAttr(t []byte) (key, value, rest []byte, ok bool) {
	eq := 0
	for eq < len(t) && t[eq] != '=' {
		eq++
	}
	if eq == len(t) {
		return nil, nil, nil, false
	}
	end := eq
	for end > 0 && t[end-1] <= ' ' {
		end--
	}
	start := end
	for start > 0 && t[start-1] > ' ' && t[start-1] != ':' {
		start--
	}
	at := eq + 1
	for at < len(t) && t[at] <= ' ' {
		at++
	}
	if at == len(t) || t[at] != '"' && t[at] != '\'' {
		return nil, nil, nil, false
	}
	close := at + 1
	for close < len(t) && t[close] != t[at] {
		close++
	}
	if close == len(t) {
		return nil, nil, nil, false
	}
	return t[start:end], t[at+1 : close], t[close+1:], true
}

// attrText is an attribute with its entities read.
func (s *scanner) attrText(name string) string { return unescape(s.attr(name)) }

// attrs calls each for every attribute of the last tag, with its raw value.
func (s *scanner) attrs(each func(prefix, name, value []byte)) {
	t := s.tag
	for len(t) > 0 && t[0] > ' ' {
		t = t[1:]
	}
	for {
		eq := bytes.IndexByte(t, '=')
		if eq < 0 {
			return
		}
		name := bytes.TrimSpace(t[:eq])
		if t = t[eq+1:]; len(t) > 0 && t[0] <= ' ' {
			t = bytes.TrimLeft(t, " \t\r\n")
		}
		if len(t) == 0 || t[0] != '"' && t[0] != '\'' {
			return
		}
		end := bytes.IndexByte(t[1:], t[0])
		if end < 0 {
			return
		}
		var prefix []byte
		if i := bytes.IndexByte(name, ':'); i >= 0 {
			prefix, name = name[:i], name[i+1:]
		}
		each(prefix, name, t[1:1+end])
		t = t[end+2:]
	}
}

// unescape reads the five entities, numbered ones, and the _x000D_ escapes of
// workbooks. Bytes that are no UTF-8 become U+FFFD.
func unescape(b []byte) string {
	t := unescapeXML(b)
	if strings.Contains(t, "_x") {
		t = hexEscapes(t)
	}
	return t
}

// unescapeXML is unescape without the escapes of workbooks.
func unescapeXML(b []byte) string {
	t := string(b)
	if strings.IndexByte(t, '\r') >= 0 { // as XML wants it
		t = strings.ReplaceAll(strings.ReplaceAll(t, "\r\n", "\n"), "\r", "\n")
	}
	if strings.IndexByte(t, '&') >= 0 {
		t = entities(t)
	}
	if !utf8.ValidString(t) {
		t = strings.ToValidUTF8(t, "\ufffd")
	}
	return t
}

func entities(t string) string {
	var b strings.Builder
	b.Grow(len(t))
	for {
		i := strings.IndexByte(t, '&')
		if i < 0 {
			b.WriteString(t)
			return b.String()
		}
		b.WriteString(t[:i])
		t = t[i:]
		end := strings.IndexByte(t[:min(len(t), 12)], ';')
		r, ok := rune(0), false
		if end > 0 {
			r, ok = entity(t[1:end])
		}
		if !ok {
			b.WriteByte('&')
			t = t[1:]
			continue
		}
		b.WriteRune(r)
		t = t[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// hexEscapes reads _x000D_ as the rune it stands for.
func hexEscapes(t string) string {
	var b strings.Builder
	for {
		i := strings.Index(t, "_x")
		if i < 0 || len(t) < i+7 {
			b.WriteString(t)
			return b.String()
		}
		n, err := strconv.ParseUint(t[i+2:i+6], 16, 16)
		if err != nil || t[i+6] != '_' {
			b.WriteString(t[:i+2])
			t = t[i+2:]
			continue
		}
		b.WriteString(t[:i])
		b.WriteRune(rune(n))
		t = t[i+7:]
	}
}
