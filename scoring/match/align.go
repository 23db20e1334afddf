package match

import (
	"strings"

	"jachete/scoring/name"
)

// How two words meet.
type meeting uint8

const (
	apart meeting = iota
	exact
	spelt  // a few letters differ
	glued  // two words written as one
	cut    // one is the beginning of the other, at the end of a name
	prefix // one abbreviates the other
	initials
)

// alignment says which word of the record meets which of the query.
type alignment struct {
	qHow   [maxSlots]meeting
	qTo    [maxSlots]int8 // position in the record, -1
	qSim   [maxSlots]float32
	qGlued [maxSlots]bool // with its neighbour
	rHow   [maxRecordWords]meeting
	nr     int
	rIDs   []uint32
}

// alignWords pairs the words of a query with those of a record: first equal
// words, then other spellings, then what only reading the letters can tell.
func (x *Index) alignWords(q *query, rec uint32, a *alignment) {
	r := &x.recs[rec]
	a.rIDs = x.toks[r.at : r.at+uint32(r.n)]
	a.nr = int(r.n)
	left, leftR := q.n, a.nr
	for i := 0; i < q.n; i++ {
		a.qHow[i], a.qTo[i], a.qSim[i], a.qGlued[i] = apart, -1, 0, false
	}
	for j := 0; j < a.nr; j++ {
		a.rHow[j] = apart
	}
	meet := func(i, j int, how meeting, sim float32) {
		a.qHow[i], a.qTo[i], a.qSim[i] = how, int8(j), sim
		left--
		if a.rHow[j] == apart {
			leftR--
			a.rHow[j] = how
		}
	}
	for i := 0; i < q.n; i++ {
		s := &q.slots[i]
		if !s.known {
			continue
		}
		for j, id := range a.rIDs {
			if id == s.id && a.rHow[j] == apart {
				meet(i, j, exact, 1)
				break
			}
		}
	}
	if left == 0 || leftR == 0 {
		return
	}
	v := &x.vocab
	// Two words of one side written as one on the other.
	for i := 0; i+1 < q.n && left > 0; i++ {
		if a.qHow[i] != apart || a.qHow[i+1] != apart {
			continue
		}
		s, t := q.slots[i].raw, &q.slots[i+1]
		for j, id := range a.rIDs {
			u := v.text[id]
			if a.rHow[j] == apart && strings.HasPrefix(u, s) && (u[len(s):] == t.text || u[len(s):] == t.raw) {
				meet(i, j, glued, 1)
				meet(i+1, j, glued, 1)
				a.qGlued[i], a.qGlued[i+1] = true, true
				break
			}
		}
	}
	for j := 0; j+1 < a.nr && left > 0; j++ {
		if a.rHow[j] != apart || a.rHow[j+1] != apart {
			continue
		}
		s, t := v.text[a.rIDs[j]], v.text[a.rIDs[j+1]]
		for i := 0; i < q.n; i++ {
			u := q.slots[i].text
			if a.qHow[i] == apart && len(u) == len(s)+len(t) && strings.HasPrefix(u, s) && strings.HasSuffix(u, t) {
				meet(i, j, glued, 1)
				a.rHow[j+1] = glued
				leftR--
				break
			}
		}
	}
	if left > 0 && leftR > 0 {
		x.alignLetters(q, a, meet)
	}
}

// alignLetters pairs what is left by its letters: the likest pair first.
func (x *Index) alignLetters(q *query, a *alignment, meet func(i, j int, how meeting, sim float32)) {
	v := &x.vocab
	for {
		bi, bj, bsim, bhow := -1, -1, float32(0), apart
		for i := 0; i < q.n; i++ {
			if a.qHow[i] != apart {
				continue
			}
			s := &q.slots[i]
			for j := 0; j < a.nr; j++ {
				if a.rHow[j] != apart {
					continue
				}
				how, sim := wordsMeet(s.text, v.text[a.rIDs[j]], s.flags, v.flags[a.rIDs[j]], i == q.n-1, j == a.nr-1)
				if sim > bsim {
					bi, bj, bsim, bhow = i, j, sim, how
				}
			}
		}
		if bi < 0 {
			break
		}
		meet(bi, bj, bhow, bsim)
	}
	// Letters that are the initials of words in a row.
	for i := 0; i < q.n; i++ {
		s := q.slots[i].text
		if a.qHow[i] != apart || len(s) < 3 || len(s) > 6 || q.slots[i].flags&name.Number != 0 {
			continue
		}
		for j := 0; j+len(s) <= a.nr; j++ {
			ok := true
			for k := 0; k < len(s) && ok; k++ {
				ok = a.rHow[j+k] == apart && v.text[a.rIDs[j+k]][0] == s[k]
			}
			if ok {
				meet(i, j, initials, 0.8)
				for k := 1; k < len(s); k++ {
					a.rHow[j+k] = initials
				}
				break
			}
		}
	}
	for j := 0; j < a.nr; j++ {
		s := v.text[a.rIDs[j]]
		if a.rHow[j] != apart || len(s) < 3 || len(s) > 6 || v.flags[a.rIDs[j]]&name.Number != 0 {
			continue
		}
		for i := 0; i+len(s) <= q.n; i++ {
			ok := true
			for k := 0; k < len(s) && ok; k++ {
				ok = a.qHow[i+k] == apart && q.slots[i+k].text[0] == s[k]
			}
			if ok {
				for k := 0; k < len(s); k++ {
					meet(i+k, j, initials, 0.8)
				}
				break
			}
		}
	}
}

// wordsMeet compares two words that are not equal. Numbers never meet unless
// equal.
func wordsMeet(s, t string, fs, ft name.Flag, lastS, lastT bool) (meeting, float32) {
	if (fs|ft)&name.Number != 0 || s == "" || t == "" {
		return apart, 0
	}
	ls, lt := len(s), len(t)
	short, long, last := s, t, lastS
	if ls > lt {
		short, long, last = t, s, lastT
	}
	if short[0] != long[0] && len(short) < 5 {
		return apart, 0
	}
	if strings.HasPrefix(long, short) {
		switch {
		case last && len(short) >= 3:
			return cut, 0.85
		case len(short) >= 3 && len(long)-len(short) <= 3:
			return prefix, 0.8
		case len(short) >= 4:
			return prefix, 0.7
		case len(short) == 1:
			return prefix, 0.5
		}
		return apart, 0
	}
	limit := 0
	switch {
	case len(long) >= 8:
		limit = 2
	case len(long) >= 4:
		limit = 1
	}
	if limit > 0 {
		if d := distance(s, t, limit); d <= limit {
			sim := similarity(d, ls, lt)
			if s[0] != t[0] {
				sim -= 0.1
			}
			return spelt, sim
		}
	}
	n := 0
	for n < len(short) && short[n] == long[n] {
		n++
	}
	if n >= 5 && 10*n >= 6*len(long) {
		return prefix, 0.65
	}
	return apart, 0
}
