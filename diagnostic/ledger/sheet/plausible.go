package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// mostJudged bounds how many signs above ASCII are looked at.
const mostJudged = 20_000

// plausibility scores a one-byte reading by its signs above ASCII, each judged
// with its neighbours: what a French text would hold there adds, what it never
// holds takes away.
func plausibility(b []byte, cm *charmap.Charmap) int {
	var runes [256]rune
	for c := range 256 {
		runes[c] = cm.DecodeByte(byte(c))
	}
	at := func(i int) rune {
		if i < 0 || i >= len(b) {
			return ' '
		}
		return runes[b[i]]
	}
	score, seen := 0, 0
	for i, c := range b {
		if c < 0x80 {
			continue
		}
		score += plausible(at(i-1), runes[c], at(i+1))
		if seen++; seen > mostJudged {
			break
		}
	}
	return score
}

// plausible scores one sign between two others.
func plausible(before, r, after rune) int {
	in := unicode.IsLetter(before) && unicode.IsLetter(after)
	alone := !unicode.IsLetter(before) && !unicode.IsLetter(after)
	if r == utf8.RuneError || unicode.IsControl(r) {
		return -8
	}
	if unicode.IsLetter(r) {
		w := letterWeight(r)
		switch {
		case alone && (r == 'à' || r == 'À'):
			return 5
		case alone:
			return -3
		case unicode.IsUpper(r) && unicode.IsLower(before):
			return -5 // a capital inside a word in small letters
		case unicode.IsLower(r) && unicode.IsUpper(before) && !unicode.IsLower(after) && before < utf8.RuneSelf:
			return -5 // a small letter inside a word in capitals
		case unicode.IsLower(r) && !unicode.IsLetter(before) && unicode.IsUpper(after):
			return -4
		}
		if !unicode.IsLetter(before) { // École, Éric; but hardly a word in ê other than être
			switch {
			case r == 'É':
				w += 2
			case r == 'ê' && after != 't':
				w -= 3
			}
		}
		return w
	}
	switch {
	case r == '’' && in:
		if strings.ContainsRune("ldnsjmctuLDNSJMCTU", before) {
			return 4 // l’eau, d’été, qu’on
		}
	case r == '’' || r == '‘' && !in:
		return 0
	case r == '\u00a0':
		if isDigit(before) && (isDigit(after) || strings.ContainsRune("$€%", after)) || strings.ContainsRune(":;!?»", after) || before == '«' {
			return 4
		}
	case strings.ContainsRune("«»–—“”…•", r):
		if !in {
			return 2
		}
	case strings.ContainsRune("°º²³½¼¾£€®™©§·¢", r):
		if !in {
			return 1
		}
	default:
		if in {
			return -8
		}
		return -5
	}
	return -5 // a sign inside a word
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// letterWeight is how much a letter speaks for French.
func letterWeight(r rune) int {
	switch r {
	case 'é':
		return 6
	case 'è', 'ê', 'à', 'ç', 'ô', 'â', 'î', 'É', 'È', 'Ê':
		return 4
	case 'û', 'ù', 'ë', 'ï', 'œ', 'À', 'Ç', 'Ô', 'Â', 'Î', 'Ë', 'Ï', 'Û', 'Œ':
		return 3
	case 'ü', 'ö', 'ä', 'Ù', 'Ü', 'ñ': // of names from elsewhere
		return 1
	}
	return -2
}
