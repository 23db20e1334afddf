package name

import "strings"

// Phone reads the ten digits of a North American telephone number, without the
// country's 1 and without an extension ("450 555-0199, poste 12" →
// "4505550199"); of several numbers the first. It returns "" for anything else.
func Phone(s string) string {
	if w, whole := wholeFloat(s); whole {
		s = w
	}
	b := make([]byte, 0, 11)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			if len(b) == 0 && c == '1' {
				continue // the country; no area code begins with it
			}
			if len(b) == 10 {
				if i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
					return "" // more digits than a telephone has
				}
				break
			}
			b = append(b, c)
		} else if len(b) > 0 && len(b) < 10 && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return "" // letters among the digits
		}
	}
	// Neither an area code nor an exchange begins with 0 or 1.
	if len(b) != 10 || b[0] < '2' || b[3] < '2' {
		return ""
	}
	return string(b)
}

// Host reads the domain of an e-mail or web address, in lower case without
// "www.": "Info@Zibeline.example" and "https://www.zibeline.example/fr" both
// give "zibeline.example". It returns "" for anything else; of several
// addresses it takes the first.
func Host(s string) string {
	s = strings.TrimSpace(strings.ToLower(s))
	if i := strings.IndexAny(s, " ;,|\t\n\r"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "mailto:"), "https://"), "http://")
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	if i := strings.IndexByte(s, ':'); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimSuffix(strings.TrimPrefix(s, "www."), ".")
	dot, label := false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			if label == 0 {
				return ""
			}
			dot, label = true, 0
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c >= 0x80:
			label++
		default:
			return ""
		}
	}
	last := s[strings.LastIndexByte(s, '.')+1:]
	if !dot || label < 2 || len(s) > 253 || digits(last) != 0 {
		return ""
	}
	return s
}

// SharedDomain tells whether many enterprises share a domain, as those of
// providers of mail: it says nothing of who writes.
func (t *Tables) SharedDomain(host string) bool {
	for host != "" {
		if t.shared[host] {
			return true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return false
}

// Registered reads a number of registration (of a company, a charity, a club)
// that has no check of its own: capital letters and digits alone, zeros in
// front taken off, because spreadsheets lose them. It returns "" when there are
// fewer than four digits beside letters, fewer than five alone, or more than
// twenty signs.
func Registered(s string) string {
	if w, whole := wholeFloat(s); whole {
		s = w
	}
	var b []byte
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			if c == '0' && len(b) == 0 {
				continue
			}
			n++
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c >= 'A' && c <= 'Z':
		case c == ' ' || c == '-' || c == '.' || c == '/':
			continue
		default:
			return ""
		}
		if b = append(b, c); len(b) > 20 {
			return ""
		}
	}
	if n < 4 || n == len(b) && n < 5 {
		return ""
	}
	return string(b)
}
