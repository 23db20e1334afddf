package advice

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// State is what following advice needs of one diagnostic.
type State struct {
	Advice     Advice
	Categories []share.CategoryMeasure
	// Paid are the identifiers of the enterprises of the registry that the buyer
	// bought from in the period.
	Paid map[string]bool
}

// The outcomes of advice; the catalogue words them under "advice.followed.".
const (
	FollowedDone     = "done"      // at least the reachable amount moved to the sector
	FollowedPartly   = "partly"    // some of it did, and the category's share rose
	FollowedNot      = "not"       // nothing moved
	FollowedBack     = "back"      // the category buys less from the sector, and its share fell
	FollowedNoNeed   = "no_need"   // nothing is bought in the category any more
	FollowedNoRecord = "no_record" // the earlier diagnostic does not measure the category
)

// Followed is what became of one opportunity of the earlier diagnostic.
type Followed struct {
	Category string `json:"category"`
	Rule     string `json:"rule"`
	// Reachable is what was held to be reachable then; Before and Now what the
	// category paid to confirmed enterprises; Moved their difference. Dollars.
	Reachable decimal.Decimal `json:"reachable"`
	Before    decimal.Decimal `json:"before"`
	Now       decimal.Decimal `json:"now"`
	Moved     decimal.Decimal `json:"moved"`
	// The confirmed percent of the category, null when nothing net was bought.
	ShareBefore decimal.NullDecimal `json:"share_before"`
	ShareNow    decimal.NullDecimal `json:"share_now"`
	// NewlyPaid are the enterprises named then, not paid then, and paid now.
	NewlyPaid []Able `json:"newly_paid"`
	Outcome   string `json:"outcome"`
	// Advised is whether the category is still an opportunity.
	Advised bool `json:"advised"`
}

// Follow tells what became of the opportunities of an earlier diagnostic, in
// their order. It compares what both measured and claims no cause. The two must
// cover comparable periods: that is the caller's to see to.
func Follow(before, now State) []Followed {
	out := []Followed{}
	find := func(s State, category string) (share.CategoryMeasure, bool) {
		i := slices.IndexFunc(s.Categories, func(m share.CategoryMeasure) bool { return m.Category == category })
		if i < 0 {
			return share.CategoryMeasure{}, false
		}
		return s.Categories[i], true
	}
	for i := range before.Advice.Opportunities {
		o := &before.Advice.Opportunities[i]
		b, known := find(before, o.Category)
		n, _ := find(now, o.Category)
		f := Followed{
			Category: o.Category, Rule: o.Rule, Reachable: o.Reachable,
			Before: b.Confirmed, Now: n.Confirmed, Moved: n.Confirmed.Sub(b.Confirmed),
			ShareBefore: share.Percent(b.Confirmed, b.Dollars), ShareNow: share.Percent(n.Confirmed, n.Dollars),
			NewlyPaid: []Able{},
			Advised:   slices.ContainsFunc(now.Advice.Opportunities, func(x Opportunity) bool { return x.Category == o.Category }),
		}
		for _, a := range o.Able {
			if !a.AlreadyPaid && now.Paid[a.ID] {
				f.NewlyPaid = append(f.NewlyPaid, a)
			}
		}
		slices.SortFunc(f.NewlyPaid, func(a, b Able) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
		f.Outcome = outcome(&f, known, n.Dollars)
		out = append(out, f)
	}
	return out
}

func outcome(f *Followed, known bool, bought decimal.Decimal) string {
	// A category bought wholly from the sector, or not at all, has no share of
	// nothing: null counts as zero.
	rise := f.ShareNow.Decimal.Cmp(f.ShareBefore.Decimal)
	switch {
	case !known:
		return FollowedNoRecord
	case !bought.IsPositive():
		return FollowedNoNeed
	case f.Moved.IsPositive() && f.Moved.GreaterThanOrEqual(f.Reachable):
		return FollowedDone
	case f.Moved.IsPositive() && rise > 0:
		return FollowedPartly
	case f.Moved.IsNegative() && rise < 0:
		return FollowedBack
	}
	return FollowedNot
}
