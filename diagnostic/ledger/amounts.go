package ledger

import (
	"slices"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// option is a column that may be the amount.
type option struct {
	i     int
	score int
	basis Basis
}

// byAmountHeader chooses among the columns whose headers speak of money. When
// nothing decides, the first is taken and the others are kept as rivals.
func (d *designer) byAmountHeader() error {
	var list []option
	if !d.never[Amount] {
		list = d.amountOptions()
	}
	debit, credit := d.pair()
	if debit >= 0 && !slices.ContainsFunc(list, func(o option) bool { return o.score > containsScore }) {
		d.take(Debit, debit, "header")
		if credit >= 0 {
			d.take(Credit, credit, "header")
		}
		return nil
	}
	if len(list) == 0 {
		return nil
	}
	for _, o := range list {
		d.l.others = append(d.l.others, o.i)
	}
	list = d.relate(d.withoutSums(list))
	chosen, rivals := d.choose(list)
	d.take(Amount, chosen.i, "header")
	d.l.basis = chosen.basis
	if d.l.basis == Unstated {
		d.l.basis = d.basisByRates(chosen.i)
	}
	for _, r := range rivals {
		d.l.rivals = append(d.l.rivals, Column{Field: Amount, Header: d.header(r.i), Index: r.i, Letter: sheet.Letter(r.i), By: "header"})
	}
	return nil
}

// amountOptions lists the columns named as amounts that hold amounts; a column
// filled in hardly any row gives way to the others.
func (d *designer) amountOptions() []option {
	var list []option
	most := 0
	for i, m := range d.match {
		s := m.score[Amount]
		if s == 0 || d.taken[i] || m.score[m.best()] > s && m.best() != Amount {
			continue
		}
		p := &d.prof[i]
		if p.amountFit() < 0.5 && !(s > containsScore && p.amounts > 0 && p.dates < p.filled/2) {
			continue
		}
		if p.computed > p.filled/2 {
			continue
		}
		list = append(list, option{i, s, m.basis})
		most = max(most, p.amounts)
	}
	return slices.DeleteFunc(list, func(o option) bool {
		return d.prof[o.i].amounts*20 < most || len(list) > 1 && d.prof[o.i].zero == d.prof[o.i].amounts
	})
}

// pair finds debit and credit columns; both -1 when there is no debit.
func (d *designer) pair() (debit, credit int) {
	debit, credit = -1, -1
	for i, m := range d.match {
		p := &d.prof[i]
		if d.taken[i] || p.filled > 0 && p.amountFit() < 0.5 {
			continue
		}
		if m.exact(Debit) && debit < 0 && p.filled > 0 {
			debit = i
		} else if m.exact(Credit) && credit < 0 {
			credit = i
		}
	}
	if debit < 0 || credit < 0 || d.never[Debit] {
		return -1, -1
	}
	return debit, credit
}

// relate finds three columns where gross = net + tax on nearly every row, and
// says so of the options.
func (d *designer) relate(list []option) []option {
	var taxes []int
	for i, m := range d.match {
		if !d.taken[i] && (m.score[Tax] > 0 || m.score[GST] > 0 || m.score[QST] > 0) && d.prof[i].amounts > 0 {
			taxes = append(taxes, i)
		}
	}
	if len(taxes) == 0 {
		return list
	}
	taxSets := [][]int{taxes}
	if len(taxes) > 1 {
		for _, t := range taxes {
			taxSets = append(taxSets, []int{t})
		}
	}
	for _, set := range taxSets {
		for a := range list {
			for b := range list {
				if a == b || !d.adds(list[a].i, list[b].i, set) {
					continue
				}
				if list[a].basis == Unstated {
					list[a].basis = WithTaxes
				}
				if list[b].basis == Unstated {
					list[b].basis = BeforeTaxes
				}
				d.l.gross, d.l.net = list[a].i, list[b].i
				return list
			}
		}
	}
	return list
}

// adds tests gross = net + taxes to two cents on the sampled rows.
func (d *designer) adds(gross, net int, taxes []int) bool {
	good, bad, taxed := 0, 0, 0
	for _, r := range d.body() {
		g, ok := d.value(r, gross)
		n, ok2 := d.value(r, net)
		if !ok || !ok2 {
			continue
		}
		var t micro
		for _, i := range taxes {
			v, _ := d.value(r, i)
			t += v
		}
		if t != 0 {
			taxed++
		}
		if diff := g - n - t; diff <= 2*microsPerCent && diff >= -2*microsPerCent {
			good++
		} else {
			bad++
		}
	}
	return taxed > 0 && good > 0 && good*10 >= (good+bad)*9
}

func (d *designer) value(r sheet.Row, i int) (micro, bool) {
	v, read := parseAmount(r.At(i), d.prof[i].seps.decimal())
	return v, read == goodAmt || read == unclear
}

// choose applies, in this order: the basis asked for, before taxes over with
// taxes, an exact header over a likely one, columns that say the same.
func (d *designer) choose(list []option) (chosen option, rivals []option) {
	if d.opt.Basis != Unstated {
		if asked := keep(list, func(o option) bool { return o.basis == d.opt.Basis }); len(asked) > 0 {
			list = asked
		}
	}
	if net := keep(list, func(o option) bool { return o.basis == BeforeTaxes }); len(net) > 0 {
		list = net
	}
	if exact := keep(list, func(o option) bool { return o.score > containsScore }); len(exact) > 0 {
		list = exact
	}
	if money := keep(list, func(o option) bool { return !d.prof[o.i].numbering() }); len(money) > 0 {
		list = money
	}
	slices.SortStableFunc(list, func(a, b option) int { return b.score - a.score })
	chosen = list[0]
	for _, o := range list[1:] {
		if !d.same(chosen.i, o.i) {
			rivals = append(rivals, o)
		}
	}
	return chosen, rivals
}

func keep(list []option, ok func(option) bool) []option {
	var kept []option
	for _, o := range list {
		if ok(o) {
			kept = append(kept, o)
		}
	}
	return kept
}

// same tells two columns that hold the same amounts on every sampled row.
func (d *designer) same(a, b int) bool {
	for _, r := range d.body() {
		x, ok1 := d.value(r, a)
		y, ok2 := d.value(r, b)
		if ok1 != ok2 || x != y {
			return false
		}
	}
	return true
}

// withoutSums drops the columns that add up another one: running balances, and
// the amount of a payment printed beside each of its invoices.
func (d *designer) withoutSums(list []option) []option {
	drop := map[int]bool{}
	for _, a := range list {
		for _, b := range list {
			if a.i != b.i && !drop[b.i] && (d.running(a.i, b.i) || d.blockSum(a.i, b.i)) {
				drop[a.i] = true
			}
		}
	}
	return slices.DeleteFunc(list, func(o option) bool { return drop[o.i] })
}

// running tells that a column is the running sum of another.
func (d *designer) running(balance, of int) bool {
	good, bad := 0, 0
	last, have := micro(0), false
	for _, r := range d.body() {
		b, ok := d.value(r, balance)
		v, ok2 := d.value(r, of)
		if !ok || !ok2 {
			continue
		}
		if have && v != 0 {
			if diff := b - last; diff == v || diff == -v {
				good++
			} else {
				bad++
			}
		}
		last, have = b, true
	}
	return good >= 3 && good*10 >= (good+bad)*8
}

// blockSum tells that a column holds, once for each block of rows or on every row
// of it, what another column adds up to over the block.
func (d *designer) blockSum(sums, of int) bool {
	if d.same(sums, of) {
		return false
	}
	var first, last, again struct{ good, bad, long int }
	count := func(c *struct{ good, bad, long int }, sum, want micro, n int) {
		switch {
		case n == 0:
		case sum != want:
			c.bad++
		default:
			c.good++
			if n > 1 {
				c.long++
			}
		}
	}
	var acc, accLast, accAgain, head, before micro
	n, nLast, nAgain := 0, 0, 0
	for _, r := range d.body() {
		v, ok := d.value(r, of)
		s, has := d.value(r, sums)
		if !ok {
			continue
		}
		if d.totalRow(r) {
			break // totals print in both columns
		}
		if has { // the sum stands on the first row of its block
			count(&first, acc, head, n)
			acc, n, head = 0, 0, s
		}
		acc += v
		n++
		accLast += v
		nLast++
		if has { // ... or on the last
			count(&last, accLast, s, nLast)
			accLast, nLast = 0, 0
		}
		if has && s == before && nAgain > 0 { // ... or on every row
			accAgain += v
			nAgain++
		} else {
			count(&again, accAgain, before, nAgain)
			accAgain, nAgain, before = v, 1, s
		}
	}
	count(&first, acc, head, n)
	count(&again, accAgain, before, nAgain)
	for _, c := range []struct{ good, bad, long int }{first, last, again} {
		if c.long >= 2 && c.good*10 >= (c.good+c.bad)*9 || c.long == 1 && c.bad == 0 && c.good >= 3 {
			return true
		}
	}
	return false
}

// totalRow tells a row whose label speaks of a total.
func (d *designer) totalRow(r sheet.Row) bool {
	for _, c := range r.Cells {
		if c.Kind == sheet.Text {
			if w := d.w.wording(c.Text); w == strict || w == strictSub {
				return true
			}
		}
	}
	return false
}

// contentRivals keeps the columns that look as much like an amount as i does.
func (d *designer) contentRivals(i int) {
	top := d.prof[i].amountLook()
	for j := range d.prof {
		if j == i || d.running(j, i) || d.blockSum(j, i) || d.taken[j] || d.match[j].otherThan(Amount) || d.prof[j].amountLook() < 0.7*top || d.same(i, j) {
			continue
		}
		d.l.rivals = append(d.l.rivals, Column{Field: Amount, Header: d.header(j), Index: j, Letter: sheet.Letter(j), By: "content"})
	}
}

// noAmount says why no amount was found: no column, a column whose formulas
// were not computed, or a column that holds no amount.
func (d *designer) noAmount() error {
	for i, m := range d.match {
		if !m.exact(Amount) {
			continue
		}
		p := &d.prof[i]
		switch {
		case p.computed > p.filled/2:
			return message.NewFault("ledger.uncomputed", at(d.place, i, d.firstRow(i)), "column", sheet.Letter(i), "header", cut(d.header(i), 40))
		case p.filled > 0 && p.amounts == 0:
			return message.NewFault("ledger.no_amount_parses", at(d.place, i, d.firstRow(i)), "column", sheet.Letter(i), "header", cut(d.header(i), 40))
		}
	}
	return message.NewFault("ledger.no_amount_column", at(d.place, 0, d.l.headerRow), "headers", d.headerList())
}

// firstRow is the first row under the header with something in the column.
func (d *designer) firstRow(i int) int {
	for _, r := range d.body() {
		if r.At(i).Kind != sheet.Blank {
			return r.N
		}
	}
	return d.l.headerRow
}
