package ledger

import (
	"slices"

	"jachete/templates/message"
)

// convert brings the amounts of a table to the basis asked for, from the file's
// own tax and rebate columns: no rate is ever applied. A table that states no
// basis is taken for what the user says.
func (t *tableReader) convert(m *moneyColumn) error {
	want, have := t.opt.Basis, t.lay.basis
	if want == Unstated || want == have {
		return nil
	}
	if have == Unstated {
		t.t.Basis = want
		return nil
	}
	var plus, minus []int
	var missing []Field
	taxes := func() []int {
		if list := t.lay.all(Tax); len(list) > 0 {
			return list
		}
		gst, qst := t.lay.all(GST), t.lay.all(QST)
		if len(gst) == 0 && len(qst) == 0 {
			missing = append(missing, Tax)
		}
		return append(gst, qst...)
	}
	rebates := func() []int {
		list := t.lay.all(Rebate)
		if len(list) == 0 {
			missing = append(missing, Rebate)
		}
		return list
	}
	// With taxes lies between the two others.
	switch have {
	case BeforeTaxes:
		plus = append(plus, taxes()...)
	case NetOfRebate:
		plus = append(plus, rebates()...)
	}
	switch want {
	case BeforeTaxes:
		minus = append(minus, taxes()...)
	case NetOfRebate:
		minus = append(minus, rebates()...)
	}
	if len(missing) > 0 {
		args := inBoth("have", func(p message.Printer) string { return p.T("ledger.basis." + string(have)) })
		args = append(args, inBoth("want", func(p message.Printer) string { return p.T("ledger.basis." + string(want)) })...)
		args = append(args, inBoth("missing", func(p message.Printer) string {
			var list []string
			for _, f := range missing {
				list = append(list, p.T("ledger.field."+string(f)))
			}
			return p.List(list)
		})...)
		return message.NewFault("ledger.basis_missing", at(t.place, m.column, t.lay.headerRow), args...)
	}
	m.value = slices.Clone(m.raw)
	for _, c := range plus {
		t.addColumn(m, c, 1)
	}
	for _, c := range minus {
		t.addColumn(m, c, -1)
	}
	t.t.Basis = want
	return nil
}

// addColumn adds or takes away a column of dollars. A cell that says something
// but no amount makes the row's amount bad: half a conversion would be wrong.
func (t *tableReader) addColumn(m *moneyColumn, column int, sign micro) {
	seps := t.separatorsOf(column)
	point := seps.decimal()
	for i := range t.n {
		if !m.parsed(i) {
			continue
		}
		v, r := t.amountAt(i, column, point)
		switch r {
		case noAmount:
		case goodAmt, unclear:
			m.value[i] += sign * v
			if m.value[i] > largestAmount || m.value[i] < -largestAmount {
				m.reading[i] = tooLarge
			}
		default:
			m.reading[i] = badAmt
		}
	}
}
