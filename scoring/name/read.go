package name

import "strings"

// Word is a word of a name as it is compared: abbreviations opened, plural
// taken off, initials glued.
type Word struct {
	Text  string // canonical, folded
	Raw   string // as written, folded; "" when several words were read as one
	Flags Flag
	sep   byte // strongest sign before it
	alias bool // an alias mark stands before it
	after bool // a parenthesis was closed before it
	depth bool // inside parentheses
}

// Content tells whether the word takes part in comparisons.
func (w Word) Content() bool { return w.Flags&(Stop|Form) == 0 }

// Kind tells which part of the written name a [Part] is.
type Kind uint8

// The kinds of parts. Whole is always first.
const (
	Whole   Kind = iota
	Main         // without what stands in parentheses
	Inside       // what stands in parentheses
	Before       // before an alias mark
	After        // after an alias mark
	Left         // left half of "A / B", "A - B"
	Right        // right half
	Letters      // initials of the name beside them
)

// Part is a reading of the name: the whole, or a name it contains.
type Part struct {
	Kind  Kind
	Words []Word // content words only
	// Head counts the words before the first dash, comma or parenthesis, 0 when
	// there is none: "Zibeline - recherche et développement" → 1.
	Head int
	// Left is a small number that stands outside of it, plus one, or 0: 3 for the
	// main part of "Tamia (2)".
	Left uint8
}

// Small tells whether the word is a number of one or two digits: that of a
// branch, a troop, a phase, and of another body when it differs.
func (w Word) Small() bool { return w.Flags&Number != 0 && len(w.Text) < 3 }

// Name is a name read: its parts, the whole first, and what it shows.
type Name struct {
	Folded string
	Words  []Word // all, stop words and legal forms included
	Parts  []Part
	// Family of the legal form it shows, "" when it shows none.
	Family string
	// Exact is a hash of the words that are compared, as written: names with the
	// same Exact differ by case, accents, signs, articles and legal forms only.
	Exact uint32
	// Giving tells that it names a trust or a charity.
	Giving bool
	// Numbered is the digits of a numbered company ("91752998" for
	// "9175-2998 Québec inc."), "" when it is not one.
	Numbered string

	digitWords int // scanned words that make up Numbered
	buf        []byte
	raws       []raw
	store      []Word // backing of the parts
}

// Read reads a name.
func (t *Tables) Read(s string) *Name {
	n := &Name{}
	t.ReadInto(s, n)
	return n
}

// ReadInto reads a name into n, reusing its memory.
func (t *Tables) ReadInto(s string, n *Name) {
	n.buf, n.raws = scan(s, n.buf[:0], n.raws[:0])
	n.Folded = string(n.buf)
	n.Words, n.Parts, n.store = n.Words[:0], n.Parts[:0], n.store[:0]
	n.Family, n.Numbered = "", ""
	n.dropResidue()
	t.numbered(n)
	t.canonical(n)
	n.Giving = false
	for _, w := range n.Words {
		n.Giving = n.Giving || w.Flags&Giving != 0
	}
	t.parts(n)
}

// dropResidue takes off what is left of no-break spaces that were read in a
// wrong encoding and then put in capitals: "MAISONAA DEAA ZIBELINE". One long
// word that ends so, or two short ones, are no accident.
func (n *Name) dropResidue() {
	ends := func(r raw) bool { return r.to-r.from > 3 && strings.HasSuffix(n.Folded[r.from:r.to], "aa") }
	long, short := false, 0
	for _, r := range n.raws {
		if ends(r) {
			long = long || r.to-r.from > 6
			short++
		}
	}
	if !long && short < 2 {
		return
	}
	for i, r := range n.raws {
		if ends(r) {
			n.raws[i].to -= 2
		}
	}
}

// canonical turns the scanned words into those that are compared.
func (t *Tables) canonical(n *Name) {
	depth, alias := false, false
	first := 0
	n.Exact = 2166136261
	exact := func(i int) {
		for k := n.raws[i].from; k < n.raws[i].to; k++ {
			n.Exact = (n.Exact ^ uint32(n.Folded[k])) * 16777619
		}
	}
	if n.Numbered != "" {
		n.Words = append(n.Words, Word{Text: n.Numbered, Flags: Number | Company})
		first = n.digitWords
		for i := range first {
			exact(i)
		}
	}
	for i := first; i < len(n.raws); {
		r := n.raws[i]
		text := n.Folded[r.from:r.to]
		if r.closed {
			depth = false
		}
		if r.sep == sepOpen {
			depth = true
		}
		put := func(text string, f Flag) {
			n.Words = append(n.Words, Word{Text: text, Flags: f, sep: r.sep, alias: alias, after: r.closed, depth: depth})
			r.sep, r.closed, alias = sepBlank, false, false
		}
		w := t.words[text]
		if w != nil && len(w.phrases) > 0 {
			if p := t.phrase(n, i, w); p != nil {
				if p.alias {
					if i > 0 && i+1+len(p.rest) < len(n.raws) {
						alias = true
						i += 1 + len(p.rest)
						continue
					}
				} else {
					t.putPhrase(n, i, p, put)
					for j := i; j <= i+len(p.rest) && p.flags&Form == 0; j++ {
						exact(j)
					}
					i += 1 + len(p.rest)
					continue
				}
			}
		}
		if c := text[0]; len(text) == 1 && (c < '0' || c > '9') {
			if used, glued := t.initials(n, i); used > 0 {
				for k := range len(glued) {
					n.Exact = (n.Exact ^ uint32(glued[k])) * 16777619
				}
				if glued == "" && text == "s" && i > 0 && (r.sep == sepApos || r.sep == sepComma) {
					exact(i) // "women's" and "womens" are written alike
				}
				if glued != "" {
					if g := t.words[glued]; g != nil && (g.to != "" || g.flags != 0) {
						t.putKnown(n, g, glued, put)
					} else {
						put(glued, Initial)
					}
				}
				i += used
				continue
			}
		}
		if w == nil || w.flags&(Stop|Form) == 0 {
			exact(i)
		}
		i++
		from := len(n.Words)
		if w != nil && (w.to != "" || w.flags&^Given != 0 || w.family != "") {
			if w.flags&Form != 0 && len(n.Words) == 0 && !(strayForm(text) && i < len(n.raws)) {
				put(text, 0) // "Co", "SA": the first word is never a form
			} else {
				t.putKnown(n, w, text, put)
			}
		} else {
			t.putPlain(text, w, put)
		}
		if len(n.Words) == from+1 {
			n.Words[from].Raw = text
		}
	}
}

// strayForm tells whether a form of company can only have strayed to the
// beginning of a name, as in "LTD ZIBELINE" cut from a longer line.
func strayForm(s string) bool {
	switch s {
	case "ltd", "ltee", "limited", "limitee", "inc":
		return true
	}
	return false
}

func (t *Tables) putKnown(n *Name, w *word, text string, put func(string, Flag)) {
	if w.family != "" {
		n.Family = stronger(n.Family, w.family)
	}
	if w.to != "" {
		put(w.to, w.flags|digits(w.to))
		return
	}
	put(text, w.flags)
}

// stronger keeps the more telling of two legal families: a cooperative or a
// non-profit that is also "inc." is a cooperative or a non-profit.
func stronger(a, b string) string {
	order := func(f string) int {
		switch f {
		case "":
			return 0
		case "company":
			return 1
		case "person":
			return 2
		case "partnership":
			return 3
		case "npo":
			return 4
		case "mutual":
			return 5
		case "coop":
			return 6
		}
		return 7
	}
	if order(b) > order(a) {
		return b
	}
	return a
}

func (t *Tables) putPhrase(n *Name, i int, p *phrase, put func(string, Flag)) {
	if p.family != "" {
		n.Family = stronger(n.Family, p.family)
	}
	if p.to != nil {
		for _, w := range p.to {
			f := p.flags | digits(w)
			if c := t.words[w]; c != nil {
				f |= c.flags & (Generic | Filler | Sort | Place | Stop | Apart | Giving)
			}
			put(w, f)
		}
		return
	}
	for j := i; j <= i+len(p.rest); j++ {
		text := n.Folded[n.raws[j].from:n.raws[j].to]
		w := t.words[text]
		f := p.flags
		if w != nil {
			f |= w.flags & (Stop | Giving)
			if w.to != "" && digits(w.to) == 0 {
				text = w.to // a number in the name of a place is no number
			}
		}
		if len(text) == 1 && p.flags&Place != 0 {
			f |= Stop // "Val-d'Or", "L'Assomption"
		}
		put(text, f)
	}
}

// phrase finds the longest phrase of w that stands at i.
func (t *Tables) phrase(n *Name, i int, w *word) *phrase {
next:
	for k := range w.phrases {
		p := &w.phrases[k]
		if i+len(p.rest) >= len(n.raws) {
			continue
		}
		for j, want := range p.rest {
			r := n.raws[i+1+j]
			if n.Folded[r.from:r.to] != want || r.sep == sepOpen || r.closed || p.slash && r.sep != sepSlash {
				continue next
			}
		}
		return p
	}
	return nil
}

// initials glues letters that stand alone ("R.P.", "A & W"): it returns how
// many words it used and the result, "" for an elided article.
func (t *Tables) initials(n *Name, i int) (used int, glued string) {
	j := i
	var b [16]byte
	k := 0
	for j < len(n.raws) && k < len(b) {
		r := n.raws[j]
		text := n.Folded[r.from:r.to]
		if j > i && (r.sep == sepOpen || r.sep == sepDash || r.closed) {
			break
		}
		if len(text) == 1 && (text[0] < '0' || text[0] > '9') {
			// "l'", "d'" before a word is an article; "'s" ends an English one.
			if j+1 < len(n.raws) && n.raws[j+1].sep == sepApos && (text == "l" || text == "d") {
				break
			}
			b[k] = text[0]
			k++
			j++
			continue
		}
		if r.sep == sepAnd && k > 0 && j+1 < len(n.raws) {
			next := n.raws[j+1]
			if next.to-next.from == 1 && next.sep != sepOpen {
				j++
				continue
			}
		}
		break
	}
	r := n.raws[i]
	switch {
	case k == 0:
		return 1, "" // elision
	case k == 1 && n.Folded[r.from:r.to] == "s" && i > 0 && (r.sep == sepApos || r.sep == sepComma):
		return 1, ""
	case k == 1 && (n.Folded[r.from:r.to] == "a" || n.Folded[r.from:r.to] == "l" || n.Folded[r.from:r.to] == "d") && (i > 0 || r.sep == sepBlank):
		return 1, "" // "à", and elisions whose apostrophe was lost
	case k == 1:
		return 1, n.Folded[r.from:r.to]
	}
	return j - i, string(b[:k])
}

// putPlain writes a word the tables do not know: digits apart from letters,
// plural taken off.
func (t *Tables) putPlain(text string, w *word, put func(string, Flag)) {
	var f Flag
	if w != nil {
		f = w.flags
	}
	first := digitAt(text, 0)
	cut := -1
	for i := 1; i < len(text); i++ {
		if digitAt(text, i) != first {
			cut = i
			break
		}
	}
	switch {
	case cut < 0 && first:
		put(trimZeros(text), Number)
	case cut < 0:
		s := t.stem(text)
		if c := t.words[s]; len(s) != len(text) && c != nil {
			f |= c.flags & (Generic | Filler | Sort | Place | Apart | Giving)
			if c.to != "" {
				s = c.to
			}
		}
		put(s, f)
	case first && ordinal(text[cut:]):
		put(trimZeros(text[:cut]), Number)
	case cut >= 3:
		t.putGlued(text[:cut], put)
		t.putGlued(text[cut:], put)
	default:
		put(text, digits(text))
	}
}

// putGlued writes one of the halves of letters glued to digits.
func (t *Tables) putGlued(text string, put func(string, Flag)) {
	w := t.words[text]
	if w != nil && w.to != "" {
		put(w.to, w.flags|digits(w.to))
		return
	}
	t.putPlain(text, w, put)
}

func digitAt(s string, i int) bool { return s[i] >= '0' && s[i] <= '9' }

// digits flags a text that begins with a digit and is at most alphanumeric
// ("3m", "135") as a number only when it is all digits.
func digits(s string) Flag {
	for i := 0; i < len(s); i++ {
		if !digitAt(s, i) {
			return 0
		}
	}
	return Number
}

func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s[:1]
}

func ordinal(s string) bool {
	switch s {
	case "st", "nd", "rd", "th", "e", "er", "re", "eme", "ieme", "ere", "iere":
		return true
	}
	return false
}

// stem takes the plural off a folded word of French or English.
func (t *Tables) stem(s string) string {
	if n := len(s); n > 3 && s[n-1] == 's' {
		switch s[n-2] {
		case 's', 'u', 'i':
			return s
		}
		return s[:n-1]
	} else if n > 5 && s[n-3:] == "aux" && s[n-4] == 'e' {
		return s[:n-1]
	}
	return s
}

// numbered recognises a numbered company: "9175-2998 Québec inc.",
// "3857387 Canada inc.", "1714141 Alberta ltd".
func (t *Tables) numbered(n *Name) {
	var d string
	i := 0
	for i < len(n.raws) && i < 3 {
		text := n.Folded[n.raws[i].from:n.raws[i].to]
		if digits(text) == 0 || i > 0 && n.raws[i].sep != sepTight && n.raws[i].sep != sepBlank {
			break
		}
		d += text
		i++
	}
	if len(d) < 6 || len(d) > 10 || i >= len(n.raws) {
		return
	}
	switch n.Folded[n.raws[i].from:n.raws[i].to] {
	case "quebec", "qc", "que", "canada", "can", "ontario", "ont", "alberta", "manitoba", "saskatchewan", "bc", "british", "nb", "ns", "new", "nova", "nouveau", "colombie", "inc", "ltee", "ltd", "limitee", "limited":
		n.Numbered, n.digitWords = d, i
	}
}

// Key returns the content words of the whole name joined by blanks: names
// that differ only by case, accents, signs, articles, plural, abbreviations or
// legal form have the same key.
func (n *Name) Key() string {
	var b strings.Builder
	for _, w := range n.Words {
		if w.Content() {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w.Text)
		}
	}
	return b.String()
}

// CityKey is the key under which two spellings of a city meet: "St-Rémi",
// "SAINT-RÉMI (QC)" → "saint remi".
func (t *Tables) CityKey(s string) string {
	var n Name
	t.ReadInto(s, &n)
	var b strings.Builder
	for _, w := range n.Words {
		if w.depth || len(w.Text) == 1 || w.Flags&Stop != 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}
