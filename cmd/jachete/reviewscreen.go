package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// screenWidth is the columns of the narrowest terminal that a review is drawn
// for.
const screenWidth = 80

// sober takes out of a text from a file whatever does not show or moves the
// cursor: control characters, marks of direction, other invisible signs.
func sober(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0', r == '\u202f':
			return r // a no-break space shows, and no line ends there
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// columns is how many columns a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
		return 0
	case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth, r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}

// wrap breaks a text into lines of at most w columns, at blanks where it can,
// and keeps at most so many lines.
func wrap(s string, w, most int) []string {
	var lines []string
	line, used := "", 0
	end := func() { lines, line, used = append(lines, line), "", 0 }
	for word := range strings.SplitSeq(s, " ") {
		if word == "" {
			continue
		}
		if used > 0 && used+1+columns(word) > w {
			end()
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		for _, r := range word {
			if c := columnsOf(r); used+c > w {
				end()
			}
			line, used = line+string(r), used+columnsOf(r)
		}
	}
	if used > 0 || len(lines) == 0 {
		end()
	}
	if len(lines) > most {
		lines = lines[:most]
		last := lines[most-1]
		for columns(last) > w-1 {
			r := []rune(last)
			last = string(r[:len(r)-1])
		}
		lines[most-1] = last + "…"
	}
	return lines
}

// pad fills a text with blanks up to w columns.
func pad(s string, w int) string { return s + strings.Repeat(" ", max(0, w-columns(s))) }

// beside prints two texts side by side, each in its own half.
func beside(out io.Writer, left, right string) {
	const half = (screenWidth - 3) / 2
	l, r := wrap(sober(left), half, 4), wrap(sober(right), half, 4)
	for i := range max(len(l), len(r)) {
		a, b := "", ""
		if i < len(l) {
			a = l[i]
		}
		if i < len(r) {
			b = r[i]
		}
		fmt.Fprintln(out, strings.TrimRight(pad(a, half)+" | "+b, " "))
	}
}

// across prints a text across the screen.
func across(out io.Writer, indent int, s string, most int) {
	for _, l := range wrap(sober(s), screenWidth-indent, most) {
		fmt.Fprintln(out, strings.Repeat(" ", indent)+l)
	}
}
