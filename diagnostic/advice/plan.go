package advice

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// The states of a [Plan]; the catalogue words them under "advice.plan.".
const (
	PlanDone    = "done"    // the share is already at the target
	PlanReached = "reached" // the steps reach it
	PlanShort   = "short"   // all opportunities together do not
	PlanNothing = "nothing" // it is missed, and there is no opportunity
	PlanVoid    = "void"    // nothing addressable: a share has no meaning
)

// Plan says which opportunities reach a target, and in what order.
type Plan struct {
	Target decimal.Decimal     `json:"target"` // confirmed percent of addressable spending
	Share  decimal.NullDecimal `json:"share"`  // now, percent
	// Gap is the dollars missing to the target, rounded up to the cent, 0 when none.
	Gap   decimal.Decimal `json:"gap"`
	State string          `json:"state"`
	Steps []Step          `json:"steps"` // easiest first
	// Together is what the steps bring, dollars, and ShareAfter the share with
	// them; Missing is what is left of the gap after them.
	Together   decimal.Decimal     `json:"together"`
	ShareAfter decimal.NullDecimal `json:"share_after"`
	Missing    decimal.Decimal     `json:"missing"`
	// Available is what all opportunities together would bring, dollars, and
	// ShareMost the share with all of them: the most that can be aimed at.
	Available decimal.Decimal     `json:"available"`
	ShareMost decimal.NullDecimal `json:"share_most"`
}

// Step is one opportunity of a plan.
type Step struct {
	Category   string              `json:"category"`
	Rule       string              `json:"rule"`
	Effort     string              `json:"effort"`
	Dollars    decimal.Decimal     `json:"dollars"`
	Cumulative decimal.Decimal     `json:"cumulative"`  // dollars of this step and those before
	ShareAfter decimal.NullDecimal `json:"share_after"` // percent, with this step and those before
	Begin      int                 `json:"begin"`       // calendar month, 0 when unknown
}

// maxPlanned bounds the opportunities a plan chooses among.
const maxPlanned = 62

// Reach chooses the opportunities that close the gap to a target (percent of
// addressable spending, confirmed) with the least effort.
//
// Effort counts 1 for low, 2 for medium, 3 for high. Of the sets that close the
// gap it takes the one of least effort; of these the one with fewest steps; of
// these the one that brings most; of these the one with the larger opportunities
// first, then by category. When none closes it, all are taken and the plan says
// how much is missing. Steps come least effort first, then largest, then by
// category: the order in which to begin.
func Reach(opportunities []Opportunity, target, confirmed, addressable decimal.Decimal) *Plan {
	p := &Plan{Target: target, Share: share.Percent(confirmed, addressable), State: PlanVoid, Steps: []Step{}}
	items := slices.Clone(opportunities)
	slices.SortFunc(items, func(a, b Opportunity) int {
		return cmp.Or(b.Reachable.Cmp(a.Reachable), cmp.Compare(a.Category, b.Category))
	})
	items = items[:min(len(items), maxPlanned)]
	for i := range items {
		p.Available = p.Available.Add(items[i].Reachable)
	}
	p.ShareAfter = p.Share
	p.ShareMost = share.Percent(confirmed.Add(p.Available), addressable)
	if !addressable.IsPositive() {
		return p
	}
	p.Gap = decimal.Max(target.Mul(addressable).Shift(-2).Sub(confirmed), decimal.Zero).RoundUp(2)
	p.Missing = p.Gap
	chosen := uint64(0)
	switch {
	case p.Gap.IsZero():
		p.State = PlanDone
	case len(items) == 0:
		p.State = PlanNothing
	case p.Available.LessThan(p.Gap):
		p.State = PlanShort
		chosen = 1<<len(items) - 1
	default:
		p.State = PlanReached
		chosen = least(items, p.Gap)
	}
	var steps []Opportunity
	for i := range items {
		if chosen&(1<<(len(items)-1-i)) != 0 {
			steps = append(steps, items[i])
		}
	}
	slices.SortStableFunc(steps, func(a, b Opportunity) int { return weight(a.Effort) - weight(b.Effort) })
	for _, o := range steps {
		p.Together = p.Together.Add(o.Reachable)
		p.ShareAfter = share.Percent(confirmed.Add(p.Together), addressable)
		p.Steps = append(p.Steps, Step{
			Category: o.Category, Rule: o.Rule, Effort: o.Effort, Dollars: o.Reachable,
			Cumulative: p.Together, ShareAfter: p.ShareAfter, Begin: o.Begin,
		})
	}
	p.Missing = decimal.Max(p.Gap.Sub(p.Together), decimal.Zero)
	return p
}

// weight is what a degree of effort counts; one that is not known counts as medium.
func weight(effort string) int {
	switch effort {
	case "low":
		return 1
	case "high":
		return 3
	}
	return 2
}

// least finds the set of least effort that brings the gap, as bits, the first
// item in the highest. best[e][n] is the set of effort e and n items that brings
// most: efforts are small whole numbers, so every set worth knowing is met.
func least(items []Opportunity, gap decimal.Decimal) uint64 {
	type set struct {
		dollars decimal.Decimal
		bits    uint64
		known   bool
	}
	better := func(a, b set) bool { // a better than b
		if !b.known {
			return true
		}
		if c := a.dollars.Cmp(b.dollars); c != 0 {
			return c > 0
		}
		return a.bits > b.bits
	}
	efforts := 3*len(items) + 1
	best := make([][]set, efforts)
	for e := range best {
		best[e] = make([]set, len(items)+1)
	}
	best[0][0].known = true
	for i := range items {
		w, bit := weight(items[i].Effort), uint64(1)<<(len(items)-1-i)
		for e := efforts - 1 - w; e >= 0; e-- {
			for n := i; n >= 0; n-- {
				from := best[e][n]
				if !from.known {
					continue
				}
				s := set{from.dollars.Add(items[i].Reachable), from.bits | bit, true}
				if better(s, best[e+w][n+1]) {
					best[e+w][n+1] = s
				}
			}
		}
	}
	for e := range best {
		for n := range best[e] {
			if s := best[e][n]; s.known && s.dollars.GreaterThanOrEqual(gap) {
				return s.bits
			}
		}
	}
	return 0
}
