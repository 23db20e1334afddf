package ledger

import (
	"strings"
	"unicode"

	"jachete/diagnostic/ledger/sheet"
)

// totalInText finds a total that a record without an amount prints elsewhere:
// inside a text ("Total : 1 234,56 $") or in another column. It verifies only:
// such a number stands in no amount cell, so it is not part of any sum.
func (s *sums) totalInText(i int) (Reason, bool) {
	cells := s.t.whole[i]
	label := s.t.label(i)
	w := s.t.w.wording(label)
	column, v, found := -1, micro(0), false
	for k, c := range cells {
		if c.Kind == sheet.Text {
			head, amount, ok := amountBehind(c.Text)
			if ok && s.t.w.wording(head) != plain {
				column, v, w, found = k, amount, s.t.w.wording(head), true
				break
			}
		}
		if c.Kind == sheet.Number || c.Kind == sheet.Text && strings.ContainsAny(c.Text, ",.$") {
			if readDate(c).form == fullDate || readDate(c).form == smallFirst {
				continue
			}
			if amount, r := parseAmount(c, s.money.point); r == goodAmt && w != plain && strings.ContainsAny(c.Text, ",.$") {
				column, v, found = k, amount, true
			}
		}
	}
	if !found || w == plain {
		return kept, false
	}
	all, n := s.since(s.starts[0])
	if n >= 1 && s.equals(all, v) {
		kind := TotalRow
		if w == looseSub || w == strictSub || i < s.lastMoney {
			kind = SubtotalRow
		}
		s.note(i, column, kind, true, v.decimal(), all.decimal())
		return kind, true
	}
	if some, n := s.sumOfSome(v); n >= 1 {
		s.note(i, column, SubtotalRow, true, v.decimal(), some.decimal())
		return SubtotalRow, true
	}
	if v == 0 || w != strict && w != strictSub && len(textsOf(cells)) > 2 {
		return kept, false
	}
	if i > s.lastMoney && w != looseSub && w != strictSub {
		s.note(i, column, TotalRow, false, v.decimal(), all.decimal())
		return TotalRow, true
	}
	latest, _ := s.since(s.starts[len(s.starts)-1])
	s.note(i, column, SubtotalRow, false, v.decimal(), latest.decimal())
	return SubtotalRow, true
}

// amountBehind cuts "Total des paiements : 1 234,56 $" into its words and its
// amount, which must have decimals or a sign of money.
func amountBehind(text string) (head string, v micro, ok bool) {
	if len(text) > 120 {
		return "", 0, false
	}
	body := strings.TrimRight(text, " \u00a0")
	for _, m := range []string{"CR", "cr", "CAD", "CA"} {
		body = strings.TrimSuffix(body, m)
	}
	at := strings.LastIndexFunc(body, unicode.IsLetter)
	if at < 0 {
		return "", 0, false
	}
	at += len(string([]rune(body[at:])[:1]))
	tail := strings.TrimLeft(text[at:], " :=\u00a0\u202f")
	if !strings.ContainsAny(tail, ",.$") || !strings.ContainsAny(tail, "0123456789") {
		return "", 0, false
	}
	v, r := parseAmount(sheet.Cell{Text: tail, Kind: sheet.Text}, 0)
	return text[:at], v, r == goodAmt
}
