package page

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jachete/reports/page/fonts"
	"jachete/templates/message"
)

// Marks inside a text, made by [Strong], [Soft], [Cite], [In] and [Break]. They are
// Unicode noncharacters, which no interchanged text may hold; [Clean] takes
// them out of what users upload.
const (
	markStrong  = '\uFDD0'
	markSoft    = '\uFDD1'
	markCite    = '\uFDD2'
	markEnd     = '\uFDD3'
	markBreak   = '\uFDD4'
	markFrench  = '\uFDD5'
	markEnglish = '\uFDD6'
)

// Break ends a line inside a text.
const Break = string(markBreak)

// Strong sets s in bold.
func Strong(s string) string { return string(markStrong) + s + string(markEnd) }

// Soft sets s smaller and grey.
func Soft(s string) string { return string(markSoft) + s + string(markEnd) }

// Cite hangs a small reference behind what comes before it; never parted from
// it by the end of a line.
func Cite(s string) string {
	if s == "" {
		return ""
	}
	return string(markCite) + "\u00a0" + s + string(markEnd)
}

// In tells that s is in a language other than the text around it, so that a
// voice reads it with the right sounds.
func In(l message.Lang, s string) string {
	if s == "" {
		return ""
	}
	if l == message.English {
		return string(markEnglish) + s + string(markEnd)
	}
	return string(markFrench) + s + string(markEnd)
}

// SplitCite parts a text from the references at its end.
func SplitCite(s string) (text, cite string) {
	if i := strings.IndexRune(s, markCite); i >= 0 && strings.HasSuffix(s, string(markEnd)) {
		return s[:i], s[i:]
	}
	return s, ""
}

// Plain takes the marks and the references out of a text: for bookmarks,
// alternative texts, and the document's title.
func Plain(s string) string {
	var b strings.Builder
	for _, sp := range spans(s, styleBody) {
		switch {
		case sp.cite:
		case sp.br:
			b.WriteByte(' ')
		default:
			b.WriteString(sp.text)
		}
	}
	return b.String()
}

// maxCombining is how many combining marks may follow a letter: French needs
// one, and a heap of them draws over the lines above.
const maxCombining = 2

// Clean makes a text from outside safe to print: composed (NFC), without
// control characters, invisible signs or noncharacters.
// What cannot be drawn is shown as [fonts.Missing]; blanks become one kind.
func Clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	combining := 0
	for _, r := range norm.NFC.String(s) {
		if unicode.Is(unicode.Mn, r) {
			if combining++; combining > maxCombining {
				continue
			}
		} else {
			combining = 0
		}
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			b.WriteRune(fonts.Missing) // turns the direction of writing: shown, not obeyed
		case unicode.Is(unicode.Cf, r) || r == 0x034F || r == 0x115F || r == 0x1160 || r == 0x3164 || (r >= 0xFE00 && r <= 0xFE0F):
			// invisible: direction marks, joiners, soft hyphen
		case unicode.IsControl(r), r > 0xFFFF, r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE, r >= 0xE000 && r <= 0xF8FF:
			b.WriteRune(fonts.Missing)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Short is Clean, cut to max runes with an ellipsis, blanks run together.
func Short(s string, max int) string {
	s = strings.Join(strings.FieldsFunc(Clean(s), func(r rune) bool { return r == ' ' }), " ")
	r := []rune(s)
	if len(r) <= max || max < 1 {
		return s
	}
	return strings.TrimRight(string(r[:max-1]), " ") + "…"
}

// span is a stretch of text in one style.
type span struct {
	text string
	st   style
	cite bool
	br   bool
	lang message.Lang // "" is that of the document
}

// spans reads the marks of a text set in st.
func spans(s string, st style) []span {
	var out []span
	strong, soft, cite := 0, 0, 0
	var lang message.Lang
	var open []rune
	start := 0
	flush := func(end int) {
		if end <= start {
			return
		}
		sp := span{text: Clean(s[start:end]), st: st, lang: lang}
		switch {
		case cite > 0:
			sp.st, sp.cite = citeOf(st), true
		case soft > 0:
			size := st.size - 1
			sp.st = style{face: fonts.Text, size: size, leading: st.leading, tone: styleSmall.tone}
		case strong > 0 && st.face != fonts.Title:
			sp.st.face = fonts.Bold
		}
		out = append(out, sp)
	}
	for i, r := range s {
		if r < markStrong || r > markEnglish {
			continue
		}
		flush(i)
		start = i + len(string(r))
		switch r {
		case markStrong:
			strong++
			open = append(open, r)
		case markSoft:
			soft++
			open = append(open, r)
		case markCite:
			cite++
			open = append(open, r)
		case markFrench:
			lang = message.French
			open = append(open, r)
		case markEnglish:
			lang = message.English
			open = append(open, r)
		case markBreak:
			out = append(out, span{st: st, br: true})
		case markEnd:
			if len(open) == 0 {
				continue
			}
			switch open[len(open)-1] {
			case markStrong:
				strong--
			case markSoft:
				soft--
			case markCite:
				cite--
			default:
				lang = ""
			}
			open = open[:len(open)-1]
		}
	}
	flush(len(s))
	return out
}
