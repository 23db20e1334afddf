package ledger

// shifts are tried in this order.
var shifts = []int{0, 1, -1, 2, -2}

// findShift finds data that stand some columns beside their headers: the least
// shift under which the supplier's and the amount's columns hold such content.
func (d *designer) findShift() {
	if d.l.header < 0 {
		return
	}
	ms := make([]matched, len(d.headers))
	for i, h := range d.headers {
		ms[i] = d.w.match(h)
	}
	fits := func(shift int) bool {
		supplier, money := false, false
		for i, m := range ms {
			j := i + shift
			if j < 0 || j >= len(d.prof) {
				continue
			}
			if m.exact(Supplier) && d.prof[j].supplierFit() >= 0.5 && d.prof[j].words*10 > d.prof[j].rows {
				supplier = true
			}
			if (m.exact(Amount) || m.exact(Debit)) && d.prof[j].amountFit() >= 0.7 && d.prof[j].amounts*2 > d.prof[j].rows {
				money = true
			}
		}
		return supplier && money
	}
	for _, s := range shifts {
		if fits(s) {
			d.shift = s
			break
		}
	}
	if d.shift != 0 {
		d.warn("ledger.shifted", at(d.place, 0, d.l.headerRow))
		if w := len(d.headers) + d.shift; w > len(d.match) {
			d.match = make([]matched, w)
			for len(d.prof) < w {
				d.prof = append(d.prof, profile{})
			}
		}
	}
}
