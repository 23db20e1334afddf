package diagnostic

import (
	"cmp"
	"slices"

	"jachete/scoring/share"
)

// How many suppliers of each standing, and how many open questions, the printed
// diagnostic lists; each number it prints of them is a figure.
const (
	ConfirmedListed = 16
	ProbableListed  = 6
	OpenListed      = 22
)

// Standing gives the indexes of the suppliers of a standing that had
// addressable spend: most counted first, then most spent.
func (d *Diagnostic) Standing(st share.Standing) []int {
	var out []int
	for i := range d.Suppliers {
		s := &d.Suppliers[i]
		if s.Standing == st && (!s.Addressable.IsZero() || !s.Counted.IsZero()) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(i, j int) int {
		a, b := &d.Suppliers[i], &d.Suppliers[j]
		return cmp.Or(b.Counted.Cmp(a.Counted), b.Addressable.Cmp(a.Addressable))
	})
	return out
}

// listed are the numbers of the suppliers and questions that documents list.
func (f *figureList) listed(d *Diagnostic) {
	for _, x := range []struct {
		standing share.Standing
		most     int
		what     string
	}{{share.Confirmed, ConfirmedListed, "counted"}, {share.Probable, ProbableListed, "paid"}} {
		all := d.Standing(x.standing)
		for _, i := range all[:min(len(all), x.most)] {
			s := &d.Suppliers[i]
			v := s.Counted
			if x.what == "paid" {
				v = s.Addressable
			}
			f.dollars("supplier."+s.Key+"."+x.what, v, "figure.supplier."+x.what, "supplier", s.Key)
		}
	}
	for _, o := range d.Open[:min(len(d.Open), OpenListed)] {
		key := d.Suppliers[o.Supplier].Key
		f.dollars("open."+key+".dollars", o.Hinges, "figure.open.supplier.dollars", "supplier", key)
		f.add("open."+key+".effect", o.Effect, Points, "figure.open.supplier.effect", "supplier", key)
		f.add("open."+key+".band_closed", o.BandClosed, Percent, "figure.open.supplier.band_closed", "supplier", key)
	}
}

// supplierNamed is the name of the supplier under a key, the key itself when
// there is none.
func (d *Diagnostic) supplierNamed(key string) string {
	for i := range d.Suppliers {
		if d.Suppliers[i].Key == key {
			return d.Suppliers[i].Name
		}
	}
	return key
}
