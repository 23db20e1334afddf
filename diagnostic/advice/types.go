// Package advice draws what the buyer could do: for the categories bought
// outside the sector, the enterprises of the registry that offer them and serve the
// buyer's MRC, whether their capacity fits, the amount, the moment, and the levers
// in conditional wording; then which of these steps reach a target ([Reach]), and
// what became of last year's ([Follow]).
//
// Which levers exist, when an opportunity is worth telling and how it is worded
// are policy data. The package never names a private supplier to be replaced,
// never counts a grant or a payment to a natural person as an opportunity, and
// gives no advice without an able enterprise: it says why instead. It estimates no
// social impact. Start with [Draw].
package advice

import (
	"github.com/shopspring/decimal"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

// Fit is whether stated capacity holds an amount.
type Fit string

// The fits. Short: less than the amount. Unstated: nothing is stated to judge by.
const (
	Enough   Fit = "enough"
	Short    Fit = "short"
	Unstated Fit = "unknown"
)

// Able is an enterprise of the registry that offers a category and serves the MRC.
type Able struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	City        string `json:"city,omitempty"`
	Family      string `json:"family,omitempty"`
	InTerritory bool   `json:"in_territory"`
	AlreadyPaid bool   `json:"already_paid"` // the buyer bought from it in the period
	// Room is what it can still take by its own word, dollars a year: stated
	// capacity, or 30 % of stated revenue, whichever is less, minus what the buyer
	// already pays it. Null when it states neither.
	Room decimal.NullDecimal `json:"room"`
	// Fit tells whether Room holds the whole reachable amount.
	Fit Fit `json:"fit"`
	// Dependence is the percent of its stated revenue that this buyer would be
	// if it took the whole reachable amount; null when it states no revenue.
	Dependence decimal.NullDecimal `json:"dependence"`
	// Dependent is the alarm: Dependence passes 30 %.
	Dependent bool `json:"dependent,omitempty"`
}

// Lever is a lever of the policy as it applies to one opportunity.
type Lever struct {
	ID      string      `json:"id"`
	Article string      `json:"article,omitempty"` // of the buyer's own regime
	Wording policy.Text `json:"wording"`
	From    string      `json:"from"`
	Status  string      `json:"status"` // verified, to_verify
	Source  string      `json:"source"`
	// Bands are the sizes of contract it speaks of, all when empty.
	Bands []string `json:"bands,omitempty"`
}

// Rung is a step of the ladder: contracts of one size and the levers that may
// be cited for them.
type Rung struct {
	Band      string          `json:"band"` // small, middle, large
	Contracts int             `json:"contracts"`
	Dollars   decimal.Decimal `json:"dollars"`
	Levers    []string        `json:"levers"` // identifiers, in the order to try
}

// Opportunity is one category in the buyer's MRC worth a step.
type Opportunity struct {
	Rule     string `json:"rule"`
	Category string `json:"category"`
	Supply   string `json:"supply"`
	MRC      string `json:"mrc"` // where the enterprises must serve; "" when unknown
	// Outside is what the category paid to enterprises outside the sector,
	// dollars: purchases alone, nobody of the sector even probably, no natural person.
	Outside   decimal.Decimal `json:"outside"`
	Lines     int             `json:"lines"`
	Suppliers int             `json:"suppliers"`
	// Persons are purchases from natural persons, left out of Outside, dollars.
	Persons decimal.Decimal `json:"persons"`
	// Confirmed is what the category already pays to confirmed enterprises.
	Confirmed decimal.Decimal `json:"confirmed"`
	// Largest is the percent of Outside that one supplier receives. It is never named.
	Largest decimal.NullDecimal `json:"largest"`

	// Beat is the rhythm of the category's payments. Renewal is the calendar
	// month (1–12) in which the need likely comes back, by the category's rhythm or
	// else its largest supplier's, 0 when nothing shows it; Begin the month to begin
	// in, the rule's lead before it.
	Beat    share.Beat `json:"beat"`
	Renewal int        `json:"renewal"`
	Begin   int        `json:"begin"`
	// RenewalBy says whose rhythm shows it: category, largest (its largest
	// supplier), "" when nothing does.
	RenewalBy string `json:"renewal_by,omitempty"`

	// Potential is the rule's percent of Outside, dollars; Reachable the part of
	// it that stated capacities hold, which is what the what-if takes. Effect is what
	// it would add to the confirmed share of addressable spend, percentage points, and
	// ShareAfter that share with it alone, percent.
	Potential        decimal.Decimal     `json:"potential"`
	Reachable        decimal.Decimal     `json:"reachable"`
	ReachablePercent decimal.Decimal     `json:"reachable_percent"`
	Effect           decimal.NullDecimal `json:"effect"`
	ShareAfter       decimal.NullDecimal `json:"share_after"`

	Able       []Able `json:"able"`
	AbleTotal  int    `json:"able_total"`  // Able may be cut
	AbleInside int    `json:"able_inside"` // of AbleTotal, in the territory
	// Capacity compares Potential with the sum of the rooms of all able
	// enterprises that states one; Room is that sum, null when any states none. A
	// room is counted in one opportunity only, the largest first.
	Capacity Fit                 `json:"capacity"`
	Room     decimal.NullDecimal `json:"room"`

	// Contract is the size that holds most of the dollars, "" when unknown, and
	// Ladder the levers by size. BandsSure is false when a threshold used is not
	// verified or not known to be in force.
	Contract  string  `json:"contract"`
	BandsSure bool    `json:"bands_sure"`
	Ladder    []Rung  `json:"ladder"`
	Levers    []Lever `json:"levers"` // each once, those of the commonest size first

	Effort    string      `json:"effort"` // low, medium, high
	Title     policy.Text `json:"title"`
	FirstStep policy.Text `json:"first_step"`
}

// Gap is a large category for which there is no advice, and why (message key).
type Gap struct {
	Category string          `json:"category"`
	Outside  decimal.Decimal `json:"outside"`
	Reason   string          `json:"reason"` // one of the constants NoEnterprise ... MRCUnknown
}

// Advice is what was drawn.
type Advice struct {
	Opportunities []Opportunity `json:"opportunities"` // in the order to read them
	Gaps          []Gap         `json:"gaps"`
	LegalTable    string        `json:"legal_table"` // date of the levers used
	Regime        string        `json:"regime"`      // LCV, CM, LCOP, "" when unknown
	// Plan is how to reach the target asked for, null when none was.
	Plan *Plan `json:"plan,omitempty"`
}
