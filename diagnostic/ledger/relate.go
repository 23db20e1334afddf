package ledger

import (
	"slices"

	"jachete/diagnostic/ledger/sheet"
)

// Rates by which a basis is recognised, in hundred-thousandths: TPS since 2008,
// TVQ since 2013. They tell what an amount includes; no amount is ever computed
// from them.
const (
	gstRate = 5_000
	qstRate = 9_975
)

// basisByRates tells whether the amounts include the taxes that stand beside
// them, from what share of the amount the TPS is.
func (d *designer) basisByRates(amount int) Basis {
	gst := -1
	for i, m := range d.match {
		if m.exact(GST) && d.prof[i].amounts > 0 {
			gst = i
		}
	}
	if gst < 0 {
		return Unstated
	}
	before, with, n := 0, 0, 0
	for _, r := range d.body() {
		v, ok := d.value(r, amount)
		t, ok2 := d.value(r, gst)
		if !ok || !ok2 || t == 0 || v == 0 {
			continue
		}
		n++
		if near(v/100_000*gstRate+v%100_000*gstRate/100_000, t) {
			before++
		}
		if near(v/(100_000+gstRate+qstRate)*gstRate, t) {
			with++
		}
	}
	switch {
	case n < 3:
		return Unstated
	case before*10 >= n*9:
		return BeforeTaxes
	case with*10 >= n*9:
		return WithTaxes
	}
	return Unstated
}

func near(a, b micro) bool { return a-b <= 2*microsPerCent && b-a <= 2*microsPerCent }

// mostAmounts bounds how many columns are tried against each other.
const mostAmounts = 8

// relatedByContent finds, where no header helps, an amount before taxes, its
// taxes and the amount with them by their arithmetic, and takes them.
func (d *designer) relatedByContent() bool {
	var list []int
	for i := range d.prof {
		p := &d.prof[i]
		if d.taken[i] || d.match[i].otherThan(Amount) || p.filled == 0 || p.amountFit() < 0.9 || p.cents*2 < p.amounts {
			continue
		}
		list = append(list, i)
	}
	if len(list) < 3 || len(list) > mostAmounts {
		return false
	}
	size := make(map[int]micro, len(list))
	for _, r := range d.body()[:min(len(d.body()), 200)] {
		for _, i := range list {
			v, _ := d.value(r, i)
			size[i] += max(v, -v) / 100
		}
	}
	for _, gross := range list {
		for _, net := range list {
			if net == gross || size[net] > size[gross] {
				continue
			}
			others := slices.DeleteFunc(slices.Clone(list), func(i int) bool { return i == gross || i == net || size[i] >= size[net] })
			for set := 1; set < 1<<len(others); set++ {
				var taxes []int
				for k, i := range others {
					if set>>k&1 == 1 {
						taxes = append(taxes, i)
					}
				}
				if !d.adds(gross, net, taxes) || !d.likeTaxes(net, taxes) {
					continue
				}
				d.l.gross, d.l.net = gross, net
				amount, basis := net, BeforeTaxes
				if d.opt.Basis == WithTaxes {
					amount, basis = gross, WithTaxes
				}
				d.take(Amount, amount, "content")
				d.l.basis = basis
				for _, i := range taxes {
					d.take(Tax, i, "content")
				}
				d.taken[gross], d.taken[net] = true, true
				return true
			}
		}
	}
	return false
}

// likeTaxes tells that columns stand to an amount as taxes do: the same small
// share of it on most rows, or none.
func (d *designer) likeTaxes(net int, taxes []int) bool {
	small, n, shares := 0, 0, map[micro]int{}
	for _, r := range d.body() {
		v, ok := d.value(r, net)
		if !ok || v == 0 {
			continue
		}
		var t micro
		for _, i := range taxes {
			x, _ := d.value(r, i)
			t += x
		}
		n++
		if t == 0 {
			small++
			continue
		}
		if p := t * 100 / v; p > 0 && p <= 30 {
			small++
			shares[p]++
		}
	}
	most := 0
	for _, k := range shares {
		most = max(most, k)
	}
	return small*10 >= n*9 && most >= 3
}

// firstSection cuts the rows before the header of a second table below the
// first; len(rows) when there is none. header is the index of the first header.
func (w *words) firstSection(rows []sheet.Row, header int) int {
	if header < 0 {
		return len(rows)
	}
	top := rows[header]
	for i := header + 1; i < len(rows); i++ {
		r := rows[i]
		if len(r.Cells) < 2 || !w.namesTable(r) {
			continue
		}
		same := 0
		for k, c := range r.Cells {
			if c.Kind != sheet.Blank && foldHeader(c.Text) == foldHeader(top.At(k).Text) {
				same++
			}
		}
		if same*10 < len(textsOf(r.Cells))*8 && i > header+1 {
			return i
		}
	}
	return len(rows)
}

// namesTable tells a row that can head a table: texts only, a supplier and an
// amount among them.
func (w *words) namesTable(r sheet.Row) bool {
	for _, c := range r.Cells {
		if c.Kind != sheet.Blank && (c.Kind != sheet.Text || len(c.Text) > 120 || plainNumber(c.Text)) {
			return false
		}
	}
	supplier, money := false, false
	for _, c := range r.Cells {
		if c.Kind == sheet.Text {
			m := w.match(c.Text)
			supplier = supplier || m.exact(Supplier)
			money = money || m.exact(Amount) || m.exact(Debit)
		}
	}
	return supplier && money && w.headerScore(r) >= 6
}
