package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// charmaps are the one-byte encodings a French or English ledger may use, the
// likeliest first: it wins a tie.
var charmaps = []struct {
	name string
	cm   *charmap.Charmap
}{
	{"windows-1252", charmap.Windows1252},
	{"macintosh", charmap.Macintosh},
	{"cp850", charmap.CodePage850},
	{"cp863", charmap.CodePage863}, // of French Canada; differs from cp850 in the capitals
}

// utf16Kind recognises UTF-16 by its mark or by zero bytes on one side only.
func utf16Kind(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return "utf-16le"
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return "utf-16be"
	case len(b) < 16:
		return ""
	}
	var even, odd int
	for i, c := range b {
		if c == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	half := len(b) / 2
	switch {
	case odd > half*7/10 && even < half/20:
		return "utf-16le"
	case even > half*7/10 && odd < half/20:
		return "utf-16be"
	}
	return ""
}

// decodeText is decode of a text that may stand as it is, which is not copied.
func decodeText(data, want string) (text, name string, repaired int, ok bool) {
	if want == "" && utf8.ValidString(data) && utf16Kind([]byte(data[:min(len(data), 4096)])) == "" {
		if rest, marked := strings.CutPrefix(data, "\ufeff"); marked {
			return rest, "utf-8-bom", 0, true
		}
		for i := 0; i < len(data); i++ {
			if data[i] >= utf8.RuneSelf {
				return data, "utf-8", 0, true
			}
		}
		return data, "ascii", 0, true
	}
	return decode([]byte(data), want)
}

// decode gives the text of a file, the name of its encoding, and how many bytes
// of another encoding it mended. want is the user's choice, "" = found. ok is
// false when want is no encoding we know.
func decode(data []byte, want string) (text, name string, repaired int, ok bool) {
	want = strings.ToLower(strings.TrimSpace(want))
	switch want {
	case "":
		text, name, repaired = detect(data)
		return text, name, repaired, true
	case "utf-8", "utf8", "utf-8-bom", "ascii":
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		text, repaired = mend(data)
		return text, "utf-8", repaired, true
	case "utf-16", "utf-16le", "utf-16be":
		kind := utf16Kind(data)
		if want != "utf-16" {
			kind = want
		}
		if kind == "" {
			kind = "utf-16le"
		}
		return decodeUTF16(data, kind), kind, 0, true
	case "latin1", "latin-1", "iso-8859-1", "iso-8859-15", "cp1252", "ansi":
		want = "windows-1252"
	case "macroman", "mac-roman", "mac roman", "mac":
		want = "macintosh"
	case "ibm850", "dos":
		want = "cp850"
	case "ibm863":
		want = "cp863"
	}
	for _, c := range charmaps {
		if c.name == want {
			return decodeWith(c.cm, data), want, 0, true
		}
	}
	return "", "", 0, false
}

func detect(data []byte) (text, name string, repaired int) {
	if kind := utf16Kind(data[:min(len(data), 4096)]); kind != "" {
		return decodeUTF16(data, kind), kind, 0
	}
	name = "utf-8"
	if b, found := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); found {
		name, data = "utf-8-bom", b
	}
	if utf8.Valid(data) {
		if name == "utf-8" && isASCII(data) {
			name = "ascii"
		}
		return string(data), name, 0
	}
	// A file pasted together from two sources is UTF-8 with a few foreign bytes.
	good, bad := multibyte(data)
	if name == "utf-8-bom" || good > 2*bad {
		text, repaired = mend(data)
		return text, name, repaired
	}
	best, bestScore := 0, -1<<31
	for i, c := range charmaps {
		s := plausibility(data, c.cm)
		if c.cm == charmap.Macintosh {
			s += macEnds(data)
		}
		if s > bestScore {
			best, bestScore = i, s
		}
	}
	return decodeWith(charmaps[best].cm, data), charmaps[best].name, 0
}

// macEnds weighs how lines end: the Macintosh of Mac Roman ended them with CR
// alone, never with CR LF.
func macEnds(b []byte) int {
	b = b[:min(len(b), 1<<16)]
	switch both := bytes.Count(b, []byte("\r\n")); {
	case both > 0:
		return -2
	case bytes.IndexByte(b, '\r') >= 0:
		return 2
	}
	return 0
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// multibyte counts the valid sequences of several bytes and the invalid bytes.
func multibyte(b []byte) (good, bad int) {
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good, bad
}

// mend reads UTF-8 and takes every invalid byte for Windows-1252.
func mend(b []byte) (string, int) {
	if utf8.Valid(b) {
		return string(b), 0
	}
	var out strings.Builder
	out.Grow(len(b))
	n := 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			r = charmap.Windows1252.DecodeByte(b[i])
			n++
		}
		out.WriteRune(r)
		i += size
	}
	return out.String(), n
}

func decodeWith(e encoding.Encoding, b []byte) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		out, _ = charmap.Windows1252.NewDecoder().Bytes(b) // cannot fail: every byte has a reading
	}
	return string(out)
}

func decodeUTF16(b []byte, kind string) string {
	end := unicode.LittleEndian
	if kind == "utf-16be" {
		end = unicode.BigEndian
	}
	return decodeWith(unicode.UTF16(end, unicode.UseBOM), b)
}
