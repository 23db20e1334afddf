package match

import "jachete/scoring/name"

// WithBackground returns an index that also knows a general register of all
// enterprises, built with the same parameters: a supplier that fits another
// enterprise of that register better than ours is probably that other one.
func (x *Index) WithBackground(bg *Index) *Index {
	y := x.copy(x.params)
	y.background = bg
	return y
}

// againstMax bounds, in bits, what a better fit elsewhere can take.
const againstMax = 8

// weighBackground takes from each candidate what a better fit in the
// background speaks against it. An enterprise that stands in both is no rival
// of itself.
func (x *Index) weighBackground(s *Supplier, sc *scratch) {
	if x.background == nil || len(sc.found) == 0 {
		return
	}
	bg := x.background
	other := bg.scratch.Get().(*scratch)
	defer bg.scratch.Put(other)
	bg.params.Tables.ReadInto(s.Name, &other.name)
	bg.search(s, other)
	if len(other.found) == 0 {
		return
	}
	best := &other.found[0]
	sc.elsewhere = bg.nameOf(best)
	e := &bg.entries[best.entry]
	for i := range sc.found {
		f := &sc.found[i]
		if d := best.bits - f.bits; d > 0 && !sameBody(&x.entries[f.entry], e) {
			f.against = min(d, againstMax)
			f.bits -= f.against
		}
	}
	sc.sort()
}

// sameBody tells whether two entries of two registers are one enterprise.
func sameBody(a, b *Entry) bool {
	if a.NEQ != "" && b.NEQ != "" {
		return a.NEQ == b.NEQ
	}
	if a.BN != "" && b.BN != "" {
		return a.BN == b.BN
	}
	for _, n := range a.Names {
		for _, m := range b.Names {
			if name.Fold(n) == name.Fold(m) {
				return true
			}
		}
	}
	return false
}
