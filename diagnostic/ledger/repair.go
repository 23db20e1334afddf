package ledger

import (
	"strings"

	"jachete/diagnostic/ledger/sheet"
)

// repair puts back cells that a writer ran together ("25/06/2012900" is a date
// and an amount) or cut apart (an unquoted comma inside a name or a number), on
// the rows where that gives supplier, date and amount their proper content. It
// tries nothing on rows that are right as they stand.
func (t *tableReader) repair() {
	amount, date := t.lay.column(Amount), t.lay.column(Date)
	if amount < 0 || t.supplier < 0 {
		return
	}
	for i := range t.n {
		cells, ok := t.whole[i]
		if !ok || t.headingAgain(cells) {
			continue
		}
		fixed := t.mend(cells, amount, date)
		if fixed == nil {
			continue
		}
		t.joined.add(cellName(amount, t.row(i)), "")
		filled := 0
		for _, c := range fixed {
			if c.Kind != sheet.Blank {
				filled++
			}
		}
		t.rec(i).filled = int32(filled)
		row := sheet.Row{Cells: fixed}
		for _, c := range t.keep {
			t.set(i, c, row.At(c))
		}
		delete(t.whole, i)
	}
}

// mend gives the cells of a row as they should stand, nil when nothing is to
// be mended or nothing helps.
func (t *tableReader) mend(cells []sheet.Cell, amount, date int) []sheet.Cell {
	wide := t.lay.width > 0 && len(cells) > t.lay.width
	if wide && t.t.Format == "csv" {
		return t.mendCut(cells, amount, date)
	}
	if date < 0 || t.fits(cells, amount, date) {
		return nil
	}
	if day, rest, ok := dateThenMore(at0(cells, date).Text); ok && date < amount {
		fixed := insert(cells, date+1, rest)
		fixed[date] = sheet.Cell{Text: day, Kind: sheet.Text}
		if t.fits(fixed, amount, date) {
			return fixed
		}
	}
	if date == t.supplier+1 {
		if who, day, ok := moreThenDate(at0(cells, t.supplier).Text); ok {
			fixed := insert(cells, date, day)
			fixed[t.supplier] = sheet.Cell{Text: who, Kind: sheet.Text}
			if t.fits(fixed, amount, date) {
				return fixed
			}
		}
		if who, tail, ok := nameDateMore(at0(cells, t.supplier).Text); ok {
			day, rest, _ := dateThenMore(tail)
			fixed := insert(insert(cells, date, rest), date, day)
			fixed[t.supplier] = sheet.Cell{Text: who, Kind: sheet.Text}
			if t.fits(fixed, amount, date) {
				return fixed
			}
		}
	}
	return nil
}

// mendCut joins two cells of a row that has one or two more than the header,
// where the supplier's name or the amount was cut at a comma.
func (t *tableReader) mendCut(cells []sheet.Cell, amount, date int) []sheet.Cell {
	over := len(cells) - t.lay.width
	if over > 2 {
		return nil
	}
	// An amount cut at its thousands reads as an amount too: the part behind
	// must be three digits, and the columns behind must not fit as they stand.
	if joined := joinThousands(cells, amount, over); joined != nil && (date < amount || !t.fits(cells, amount, date)) {
		if t.fits(joined, amount, date) {
			return joined
		}
	}
	if t.fits(cells, amount, date) || t.supplier+over >= len(cells) || amount < t.supplier {
		return nil
	}
	fixed := append([]sheet.Cell{}, cells[:t.supplier+1]...)
	for k := 1; k <= over; k++ {
		fixed[t.supplier].Text += ", " + cells[t.supplier+k].Text
	}
	fixed = append(fixed, cells[t.supplier+over+1:]...)
	if hasLetters(fixed[t.supplier].Text) && t.fits(fixed, amount, date) {
		return fixed
	}
	return nil
}

func joinThousands(cells []sheet.Cell, amount, over int) []sheet.Cell {
	text := strings.TrimLeft(at0(cells, amount).Text, "$ -(")
	if !digitsOnly(text) || len(text) > 3 {
		return nil
	}
	joined := append([]sheet.Cell{}, cells[:amount+1]...)
	for k := 1; k <= over; k++ {
		next := at0(cells, amount+k).Text
		whole, _, _ := strings.Cut(next, ".")
		if !digitsOnly(whole) || len(whole) != 3 {
			return nil
		}
		joined[amount].Text += "," + next
	}
	return append(joined, cells[amount+over+1:]...)
}

// fits tells that a row's supplier, amount and date hold such content.
func (t *tableReader) fits(cells []sheet.Cell, amount, date int) bool {
	if _, r := parseAmount(at0(cells, amount), 0); r != goodAmt && r != unclear {
		return false
	}
	if date >= 0 {
		if c := at0(cells, date); readDate(c).form == noDate {
			return false
		}
	}
	c := at0(cells, t.supplier)
	return c.Kind == sheet.Text && hasLetters(c.Text)
}

func at0(cells []sheet.Cell, i int) sheet.Cell { return sheet.Row{Cells: cells}.At(i) }

func insert(cells []sheet.Cell, i int, text string) []sheet.Cell {
	fixed := make([]sheet.Cell, 0, len(cells)+2)
	for k := range max(i, len(cells)) {
		if k == i {
			fixed = append(fixed, sheet.Cell{Text: text, Kind: sheet.Text})
		}
		fixed = append(fixed, at0(cells, k))
	}
	if len(cells) <= i {
		fixed = append(fixed, sheet.Cell{Text: text, Kind: sheet.Text})
	}
	return fixed
}

// dateLength is the length of "25/06/2012" and "2012-06-25".
const dateLength = 10

// isWholeDate tells a date with a year of this century or the last in four
// digits, and nothing else.
func isWholeDate(s string) bool {
	if len(s) != dateLength {
		return false
	}
	sign := func(i int) bool { return s[i] == '/' || s[i] == '-' }
	year := s[:4]
	switch {
	case sign(2) && sign(5):
		year = s[6:]
	case !sign(4) || !sign(7):
		return false
	}
	return (year[:2] == "19" || year[:2] == "20") && readDate(sheet.Cell{Text: s, Kind: sheet.Text}).form != noDate
}

// dateThenMore cuts "25/06/2012900.00" after its date.
func dateThenMore(s string) (day, rest string, ok bool) {
	if len(s) <= dateLength || !isWholeDate(s[:dateLength]) {
		return "", "", false
	}
	return s[:dateLength], s[dateLength:], true
}

// moreThenDate cuts "Atelier du Lac25/06/2012" before its date.
func moreThenDate(s string) (who, day string, ok bool) {
	if len(s) <= dateLength+1 || !isWholeDate(s[len(s)-dateLength:]) {
		return "", "", false
	}
	return s[:len(s)-dateLength], s[len(s)-dateLength:], true
}

// nameDateMore cuts "Atelier du Lac25/06/2012900.00" before its date.
func nameDateMore(s string) (who, tail string, ok bool) {
	for at := 2; at+dateLength < len(s); at++ {
		if _, _, ok := dateThenMore(s[at:]); ok {
			return s[:at], s[at:], true
		}
	}
	return "", "", false
}
