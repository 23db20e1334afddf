package ledger

import (
	"strings"

	"jachete/scoring/name"
)

// wording is how much a label speaks of a total.
type wording uint8

const (
	plain     wording = iota
	loose             // "Total Énergies", "Total Rivard inc."
	looseSub          // "Sous-total Rivard inc."
	strictSub         // "Sous-total"
	strict            // "Grand total"
)

// wording keeps what it found: labels repeat.
func (w *words) wording(label string) wording {
	if len(label) > 120 || label == "" {
		return plain
	}
	if k, ok := w.wordings[label]; ok {
		return k
	}
	k := w.readWording(label)
	if len(w.wordings) < 100_000 {
		w.wordings[label] = k
	}
	return k
}

func (w *words) readWording(label string) wording {
	f := name.Fold(label)
	padded := " " + f + " "
	if _, ok := w.sub.exact[f]; ok {
		return strictSub
	}
	if _, ok := w.total.exact[f]; ok {
		return strict
	}
	at := func(list []string) bool {
		for _, c := range list {
			if strings.HasPrefix(padded, c) || strings.HasSuffix(padded, c) {
				return true
			}
		}
		return false
	}
	switch {
	case at(w.sub.contains):
		return looseSub
	case at(w.total.contains):
		return loose
	}
	return plain
}

// isTotal tells a total or a subtotal by its arithmetic and its wording
// together; a supplier whose name begins with "Total" has what lines have
// and an amount that is no sum.
func (s *sums) isTotal(i int) (kind Reason, verified bool, computed total) {
	v := s.money.raw[i]
	label := s.t.label(i)
	w := s.t.w.wording(label)
	named := s.name(i) != ""
	if named && w == plain {
		w = s.t.w.wording(s.name(i))
	}
	extra := s.extra(i)
	if !named && label != "" && extra > 0 && w != plain {
		extra-- // the label itself
	}
	bare := extra == 0
	if w == plain && (named || !bare) && !(named && bare && s.usual > 0) || v == 0 && w == plain {
		return kept, false, total{}
	}
	top, latest := s.starts[0], s.starts[len(s.starts)-1]
	all, allLines := s.since(top)
	sub, subLines := s.since(latest)
	if s.block.lines > latest.lines && s.ofGroup(i, label+" "+s.name(i)) {
		sub, subLines = s.since(s.block)
	}
	switch {
	case w == strict || w == strictSub:
		return s.worded(i, w == strictSub, bare, all, sub)
	case w == loose || w == looseSub:
		if allLines >= 2 && s.equals(all, v) && (bare || s.usual > extra) {
			return s.level(i, w), true, all
		}
		if start, n := s.sumOfSome(v); n >= 1 && (bare && s.usual > 0 || n >= 2) && extra < max(s.usual, 1) {
			return SubtotalRow, true, start
		}
		if w == looseSub || bare && s.usual > 0 && (!named || s.ofGroup(i, label)) {
			return SubtotalRow, false, sub
		}
	case v == 0:
	case !named && bare:
		switch {
		case allLines >= 2 && s.equals(all, v):
			return s.level(i, w), true, all
		case s.equals(sub, v) && (subLines >= 2 || subLines == 1 && (s.subs > 0 || s.usual > 0)):
			return SubtotalRow, true, sub
		}
	case named && bare && s.usual > 0 && subLines >= 2 && s.equals(sub, v) && s.ofGroup(i, s.name(i)):
		return SubtotalRow, true, sub
	}
	return kept, false, total{}
}

// level tells a total from a first subtotal: both are the sum of all lines so
// far, but more lines follow a subtotal.
func (s *sums) level(i int, w wording) Reason {
	if w == looseSub || w == strictSub || len(s.starts) == 1 && i < s.lastMoney {
		return SubtotalRow
	}
	return TotalRow
}

// worded decides a row that says nothing but "total" or "subtotal".
func (s *sums) worded(i int, sub, bare bool, all, latest total) (Reason, bool, total) {
	v := s.money.raw[i]
	if start, n := s.sumOfSome(v); n > 0 {
		if s.equals(all, v) && !sub {
			return TotalRow, true, all
		}
		return SubtotalRow, true, start
	}
	switch {
	case !bare && s.extra(i) >= s.usual && s.usual > 0 && s.name(i) != "":
		return kept, false, total{} // a supplier called Total
	case sub:
		return SubtotalRow, false, latest
	}
	return TotalRow, false, all
}

// sumOfSome finds a place from which the lines add to v, the nearest first, and
// how many lines they are.
func (s *sums) sumOfSome(v micro) (total, int) {
	if t, n := s.since(s.block); n > 0 && s.equals(t, v) {
		return t, n
	}
	for k := len(s.starts) - 1; k >= 0; k-- {
		if t, n := s.since(s.starts[k]); n > 0 && s.equals(t, v) {
			return t, n
		}
	}
	return total{}, 0
}

// ofGroup tells that a label names the supplier of the lines just above.
func (s *sums) ofGroup(i int, label string) bool {
	f := " " + name.Fold(label) + " "
	for k := i - 1; k >= 0; k-- {
		if s.name(k) == "" || s.verdict.of(k) != kept {
			continue
		}
		return strings.Contains(f, " "+name.Fold(s.name(k))+" ")
	}
	return false
}

// totalsAbove verifies totals printed above their lines.
func (s *sums) totalsAbove() {
	for i := range s.totals {
		p := &s.totals[i]
		if !p.Verified && p.Printed.Equal(s.run.decimal().Round(2)) {
			p.Verified, p.Computed, p.Span = true, s.run.decimal(), nil
		}
	}
}
