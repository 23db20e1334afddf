package ledger

import (
	"strings"
)

// sideBySide cuts a header that says the same thing twice, "Fournisseur, Date,
// Montant" beside "Fournisseur, Date, Montant", into its tables.
func (d *designer) sideBySide() [][2]int {
	if d.l.header < 0 || d.opt.places() {
		return nil
	}
	var starts []int
	first := -1
	for i, h := range d.headers {
		if h == "" {
			continue
		}
		if first < 0 {
			first = i
		}
		if foldHeader(h) == foldHeader(d.headers[first]) {
			starts = append(starts, i)
		}
	}
	if len(starts) < 2 {
		return nil
	}
	var blocks [][2]int
	var words string
	for k, from := range starts {
		to := len(d.headers)
		if k+1 < len(starts) {
			to = starts[k+1]
		}
		var fields []string
		supplier, money := false, false
		for _, h := range d.headers[from:to] {
			if h == "" {
				continue
			}
			m := d.w.match(h)
			supplier = supplier || m.exact(Supplier)
			money = money || m.exact(Amount) || m.exact(Debit)
			fields = append(fields, foldHeader(h))
		}
		if !supplier || !money {
			return nil
		}
		if s := strings.Join(fields, ";"); k == 0 {
			words = s
		} else if s != words {
			return nil
		}
		blocks = append(blocks, [2]int{from, to})
	}
	blocks[0][0], blocks[len(blocks)-1][1] = 0, 1<<30
	return blocks
}
