package ledger

import (
	"strconv"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// moneyColumn holds the amount of every record, in the basis of the table.
type moneyColumn struct {
	column  int // amount, or debit
	credit  int // -1 without a pair
	point   byte
	seps    separators
	value   []micro
	raw     []micro // as printed, before any conversion: what printed totals add up
	reading []reading
	taken   []bool // the amount stands in the credit column
}

func (m *moneyColumn) parsed(i int) bool { return m.reading[i] == goodAmt || m.reading[i] == unclear }

// cellColumn is the column an address should point to.
func (m *moneyColumn) cellColumn(i int) int {
	if m.credit >= 0 && m.taken[i] {
		return m.credit
	}
	return m.column
}

func itoa(n int) string { return strconv.Itoa(n) }

// separatorsOf counts the separators of a whole column.
func (t *tableReader) separatorsOf(column int) separators {
	var s separators
	for i := range t.n {
		if c := t.cell(i, column); c.Kind == sheet.Text {
			s.see(c.Text)
		}
	}
	return s
}

func (t *tableReader) readMoney() (*moneyColumn, error) {
	n := t.n
	m := &moneyColumn{column: t.lay.column(Amount), credit: -1, value: make([]micro, n), reading: make([]reading, n)}
	if m.column < 0 {
		m.column, m.credit = t.lay.column(Debit), t.lay.column(Credit)
		if m.column < 0 {
			m.column, m.credit = m.credit, -1
		}
	}
	m.seps = t.separatorsOf(m.column)
	m.point = m.seps.decimal()
	good := 0
	for i := range t.n {
		m.value[i], m.reading[i] = t.amountAt(i, m.column, m.point)
		if m.parsed(i) {
			good++
		}
	}
	if m.credit >= 0 {
		t.subtractCredits(m)
	}
	if good == 0 && m.credit < 0 {
		return nil, t.noGoodAmount(m)
	}
	m.raw = m.value
	if err := t.convert(m); err != nil {
		return nil, err
	}
	return m, nil
}

func (t *tableReader) amountAt(i, column int, point byte) (micro, reading) {
	c := t.cell(i, column)
	v, r := parseAmount(c, point)
	if r == badAmt && c.Kind == sheet.Text && t.w.none[foldHeader(c.Text)] {
		r = noAmount
	}
	t.money.see(c)
	return v, r
}

// subtractCredits makes amount = debit − credit. Where every credit is
// printed as a negative number, it is added.
func (t *tableReader) subtractCredits(m *moneyColumn) {
	seps := t.separatorsOf(m.credit)
	point := seps.decimal()
	m.taken = make([]bool, t.n)
	credits := make([]micro, t.n)
	read := make([]reading, t.n)
	positive, negative := 0, 0
	for i := range t.n {
		credits[i], read[i] = t.amountAt(i, m.credit, point)
		switch {
		case credits[i] > 0:
			positive++
		case credits[i] < 0:
			negative++
		}
	}
	for i := range t.n {
		c := credits[i]
		if negative > 0 && positive == 0 {
			c = -c
		}
		switch {
		case read[i] == noAmount:
		case read[i] != goodAmt && read[i] != unclear:
			m.reading[i] = read[i]
			m.taken[i] = true
		case m.reading[i] == noAmount:
			m.value[i], m.reading[i], m.taken[i] = -c, read[i], true
		case m.parsed(i):
			m.value[i] -= c
		}
	}
}

// noGoodAmount says why not one cell of the amount column is an amount.
func (t *tableReader) noGoodAmount(m *moneyColumn) error {
	key, first := "ledger.no_amount_parses", t.lay.headerRow
	for i := range t.n {
		if c := t.cell(i, m.column); c.Kind != sheet.Blank {
			first = t.row(i)
			if c.Kind == sheet.Uncomputed {
				key = "ledger.uncomputed"
			}
			break
		}
	}
	return message.NewFault(key, at(t.place, m.column, first), "column", sheet.Letter(m.column), "header", cut(t.headerOf(m.column), 40))
}

func (t *tableReader) headerOf(column int) string {
	for _, c := range t.lay.columns {
		if c.Index == column {
			return c.Header
		}
	}
	for _, c := range t.lay.rivals {
		if c.Index == column {
			return c.Header
		}
	}
	return ""
}
