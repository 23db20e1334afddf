package pagetest

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// stretch is one stretch of marked content.
type stretch struct {
	tag  string
	mcid int
	text string
}

// marked reads a content stream and gives its tagged stretches. What is shown
// outside any stretch, and stretches that nest or do not end, are faults.
func marked(b []byte, fault func(string)) []stretch {
	var out []stretch
	var args []string
	open, artifact := false, false
	var cur stretch
	for i := 0; i < len(b); {
		var tok string
		tok, i = token(b, i)
		switch tok {
		case "":
		case "BMC", "BDC":
			if open {
				fault("marked content nests")
			}
			open, artifact = true, len(args) > 0 && args[0] == "/Artifact"
			if artifact {
				break
			}
			cur = stretch{mcid: -1}
			if len(args) > 0 {
				cur.tag = strings.TrimPrefix(args[0], "/")
			}
			for k, a := range args {
				if a == "/MCID" && k+1 < len(args) {
					cur.mcid, _ = strconv.Atoi(args[k+1])
				}
			}
			if cur.mcid < 0 {
				fault("marked content without MCID: " + strings.Join(args, " "))
			}
		case "EMC":
			if !open {
				fault("EMC without beginning")
			}
			if open && !artifact {
				out = append(out, cur)
			}
			open = false
		case "Tj":
			if !open {
				fault("text outside marked content")
			}
			if len(args) > 0 && !artifact {
				cur.text += decode(args[len(args)-1])
			}
		case "f", "S", "B", "s", "b", "F", "f*", "B*", "b*":
			if !open {
				fault("shape outside marked content")
			}
		default:
			args = append(args, tok)
			continue
		}
		args = args[:0]
	}
	if open {
		fault("marked content does not end")
	}
	return out
}

var operators = map[string]bool{
	"BT": true, "ET": true, "Td": true, "Tf": true, "q": true, "Q": true, "w": true, "J": true, "j": true, "d": true,
	"rg": true, "RG": true, "g": true, "G": true, "re": true, "m": true, "l": true, "c": true, "h": true, "W": true, "n": true,
}

// token reads one token; operators that do not matter give "" and drop their
// operands by way of the caller's reset.
func token(b []byte, i int) (string, int) {
	for i < len(b) && strings.IndexByte(" \t\r\n<>[]", b[i]) >= 0 {
		i++
	}
	if i >= len(b) {
		return "", i
	}
	if b[i] == '(' {
		var s strings.Builder
		s.WriteByte('(')
		for i++; i < len(b) && b[i] != ')'; i++ {
			if b[i] == '\\' && i+1 < len(b) {
				i++
				if b[i] == 'r' {
					s.WriteByte('\r')
					continue
				}
			}
			s.WriteByte(b[i])
		}
		return s.String(), i + 1
	}
	from := i
	for i++; i < len(b) && strings.IndexByte(" \t\r\n<>[](/", b[i]) < 0; i++ {
	}
	tok := string(b[from:i])
	if operators[tok] {
		return "", i
	}
	return tok, i
}

func decode(s string) string {
	s = strings.TrimPrefix(s, "(")
	u := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		u = append(u, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(u))
}
