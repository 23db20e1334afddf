// Package advice draws what the buyer could do: for the largest categories
// bought outside the sector, the enterprises of the registry that offer them
// and serve the buyer's MRC, the amount, and the lever in conditional wording.
//
// Which levers exist, when an opportunity is worth telling and how it is worded
// are policy data. The package never names a private supplier to be replaced,
// never counts a grant as an opportunity, and gives no advice without an able
// enterprise: it says why instead. Start with [Draw].
package advice

import (
	"github.com/shopspring/decimal"

	"jachete/templates/policy"
)

// Able is an enterprise of the registry that offers a category and serves the MRC.
type Able struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	City        string `json:"city,omitempty"`
	Family      string `json:"family,omitempty"`
	InTerritory bool   `json:"in_territory"`
	AlreadyPaid bool   `json:"already_paid"` // the buyer bought from it in the period
}

// Lever is a lever of the policy as it applies to one opportunity.
type Lever struct {
	ID      string      `json:"id"`
	Article string      `json:"article,omitempty"` // of the buyer's own regime
	Wording policy.Text `json:"wording"`
	From    string      `json:"from"`
	Status  string      `json:"status"` // verified, to_verify
	Source  string      `json:"source"`
}

// Opportunity is one category worth a step.
type Opportunity struct {
	Rule     string `json:"rule"`
	Category string `json:"category"`
	Supply   string `json:"supply"`
	// Outside is the addressable spend of the category that went outside the
	// sector, dollars.
	Outside   decimal.Decimal `json:"outside"`
	Lines     int             `json:"lines"`
	Suppliers int             `json:"suppliers"`
	// Reachable is the part taken in the what-if, dollars; Effect is what it
	// would add to the confirmed share of addressable spend, percentage points.
	Reachable        decimal.Decimal     `json:"reachable"`
	ReachablePercent decimal.Decimal     `json:"reachable_percent"`
	Effect           decimal.NullDecimal `json:"effect"`
	Able             []Able              `json:"able"`
	AbleTotal        int                 `json:"able_total"` // Able may be cut
	Levers           []Lever             `json:"levers"`
	Title            policy.Text         `json:"title"`
	FirstStep        policy.Text         `json:"first_step"`
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
}
