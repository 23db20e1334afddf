package page

import (
	"unicode"

	"jachete/reports/page/fonts"
	"jachete/templates/message"
)

// frag is a stretch of a line in one style.
type frag struct {
	text string
	st   style
	cite bool
	lang message.Lang
	w    float64
}

func newFrag(text string, sp span) frag {
	return frag{text: text, st: sp.st, cite: sp.cite, lang: sp.lang, w: fonts.Width(sp.st.face, text, sp.st.size)}
}

// line is one set line; w leaves the trailing blank out.
type line struct {
	frags []frag
	w     float64
}

func (l *line) add(fs ...frag) {
	for _, f := range fs {
		n := len(l.frags)
		if n > 0 && l.frags[n-1].st == f.st && l.frags[n-1].cite == f.cite && l.frags[n-1].lang == f.lang {
			l.frags[n-1].text += f.text
			l.frags[n-1].w += f.w
		} else {
			l.frags = append(l.frags, f)
		}
	}
}

// word is what no line may part: letters, no-break spaces, a number with its
// unit and its reference. blank is the space behind it.
type word struct {
	frags []frag
	w     float64
	blank frag
	br    bool // a forced end of line behind it
}

// breakLines sets a text in lines no wider than width. A word wider than the
// line is cut where it must.
func breakLines(s string, st style, width float64) []line {
	var lines []line
	var cur line
	pending := frag{} // the blank before the next word
	flush := func() {
		lines = append(lines, cur)
		cur, pending = line{}, frag{}
	}
	for _, w := range words(s, st) {
		if len(cur.frags) > 0 && cur.w+pending.w+w.w > width+0.01 {
			flush()
		}
		for w.w > width+0.01 {
			var head word
			head, w = cut(w, width)
			cur.add(head.frags...)
			cur.w += head.w
			flush()
		}
		if len(w.frags) > 0 {
			if pending.text != "" && len(cur.frags) > 0 {
				cur.add(pending)
				cur.w += pending.w
			}
			cur.add(w.frags...)
			cur.w += w.w
		}
		pending = w.blank
		if w.br {
			flush()
		}
	}
	if len(cur.frags) > 0 {
		flush()
	}
	return lines
}

// balanced sets a title in as few lines as it needs, of about the same width,
// so that no word is left alone on the last.
func balanced(s string, st style, width float64) []line {
	best := breakLines(s, st, width)
	if len(best) < 2 {
		return best
	}
	lo, hi := width/2, width
	for hi-lo > 2 {
		mid := (lo + hi) / 2
		if ls := breakLines(s, st, mid); len(ls) == len(best) && widest(ls) <= mid {
			best, hi = ls, mid
		} else {
			lo = mid
		}
	}
	return best
}

func widest(ls []line) float64 {
	w := 0.0
	for _, l := range ls {
		w = max(w, l.w)
	}
	return w
}

// clamp keeps the first max lines and ends the last with an ellipsis.
func clamp(lines []line, max int, width float64) []line {
	if max <= 0 || len(lines) <= max {
		return lines
	}
	lines = lines[:max]
	last := &lines[max-1]
	n := len(last.frags)
	if n == 0 {
		return lines
	}
	f := &last.frags[n-1]
	r := []rune(f.text)
	for len(r) > 0 && last.w-f.w+fonts.Width(f.st.face, string(r)+"…", f.st.size) > width {
		r = r[:len(r)-1]
	}
	last.w -= f.w
	f.text = string(r) + "…"
	f.w = fonts.Width(f.st.face, f.text, f.st.size)
	last.w += f.w
	return lines
}

func words(s string, st style) []word {
	var out []word
	var cur word
	end := func() {
		if len(cur.frags) > 0 || cur.blank.text != "" || cur.br {
			out = append(out, cur)
		}
		cur = word{}
	}
	for _, sp := range spans(s, st) {
		if sp.br {
			cur.br = true
			end()
			continue
		}
		rs := []rune(sp.text)
		start := 0
		take := func(to int) {
			if to > start {
				f := newFrag(string(rs[start:to]), sp)
				cur.frags = append(cur.frags, f)
				cur.w += f.w
			}
			start = to
		}
		for i := 0; i < len(rs); i++ {
			if i == start && cur.blank.text != "" && !breakingSpace(rs[i]) {
				end() // the blank stood at the end of the span before
			}
			if breakingSpace(rs[i]) {
				take(i)
				if cur.blank.text == "" {
					cur.blank = newFrag(" ", sp)
				}
				start = i + 1
				if i+1 < len(rs) && !breakingSpace(rs[i+1]) {
					end()
				}
				continue
			}
			if mayBreakAfter(rs, i) {
				take(i + 1)
				end()
			}
		}
		take(len(rs))
	}
	end()
	return out
}

// breakingSpace tells the spaces at which a line may end; U+00A0, U+2007 and
// U+202F are not among them.
func breakingSpace(r rune) bool {
	return r == ' ' || r == '\u1680' || r == '\u205F' || r == '\u3000' || r == '\u200B' ||
		(r >= '\u2000' && r <= '\u200A' && r != '\u2007')
}

// mayBreakAfter: behind a hyphen or a slash between letters, behind a dash.
func mayBreakAfter(rs []rune, i int) bool {
	if i+1 >= len(rs) {
		return false
	}
	switch rs[i] {
	case '-', '‐', '/':
		return i > 0 && unicode.IsLetter(rs[i-1]) && unicode.IsLetter(rs[i+1])
	case '—':
		return rs[i+1] != '\u00a0' && rs[i+1] != '\u202f' && !breakingSpace(rs[i+1])
	}
	return false
}

// cut parts a word so that its head fits width; the head holds one rune at
// least.
func cut(w word, width float64) (head, tail word) {
	used := 0.0
	parted := false
	for i, f := range w.frags {
		if used+f.w <= width {
			used += f.w
			continue
		}
		parted = true
		rs := []rune(f.text)
		n := 0
		for n < len(rs) && used+fonts.Width(f.st.face, string(rs[:n+1]), f.st.size) <= width {
			n++
		}
		if n == 0 && i == 0 {
			n = 1
		}
		sp := span{st: f.st, cite: f.cite, lang: f.lang}
		head.frags = append(head.frags, w.frags[:i]...)
		if n > 0 {
			head.frags = append(head.frags, newFrag(string(rs[:n]), sp))
		}
		if n < len(rs) {
			tail.frags = append(tail.frags, newFrag(string(rs[n:]), sp))
		}
		tail.frags = append(tail.frags, w.frags[i+1:]...)
		break
	}
	if !parted { // only a rounding error too wide
		head.frags = w.frags
	}
	for _, f := range head.frags {
		head.w += f.w
	}
	for _, f := range tail.frags {
		tail.w += f.w
	}
	tail.blank, tail.br = w.blank, w.br
	return head, tail
}
