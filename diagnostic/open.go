package diagnostic

import (
	"sort"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// Hinges is the dollars of the ceiling that depend on the answer about a
// supplier: zero when it is settled, or when its credits outweigh its purchases.
func (s *Supplier) Hinges() decimal.Decimal {
	if s.Standing != share.Probable && s.Standing != share.Open {
		return decimal.Zero
	}
	most := decimal.Max(s.Counted, decimal.Zero)
	if s.Reach.Valid && most.IsPositive() {
		most = decimal.Max(most, s.Reach.Decimal)
	}
	return most
}

// openQuestions lists the suppliers whose answer would move the share, by the
// dollars that hinge on it. BandClosed is the part of the band between the
// confirmed value and the ceiling that is settled once this question and all
// before it are answered.
func openQuestions(d *Diagnostic) []OpenQuestion {
	var open []OpenQuestion
	band := decimal.Zero
	for i := range d.Suppliers {
		s := &d.Suppliers[i]
		hinges := s.Hinges()
		if hinges.Sign() <= 0 {
			continue
		}
		open = append(open, OpenQuestion{
			Supplier: i, Hinges: hinges, Effect: share.Percent(s.Counted, d.Measures.Addressable.Dollars),
		})
		band = band.Add(hinges)
	}
	sort.SliceStable(open, func(a, b int) bool { return open[a].Hinges.GreaterThan(open[b].Hinges) })
	closed := decimal.Zero
	for i := range open {
		closed = closed.Add(open[i].Hinges)
		open[i].BandClosed = share.Percent(closed, band)
	}
	return open
}
