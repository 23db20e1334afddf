// Package share measures: from classed lines and matched suppliers to the
// share of spend that goes to social-economy enterprises, with its two
// denominators (total and addressable) and its three values (confirmed,
// probable, ceiling).
//
// It is pure: values in, values out. Money is decimal dollars; shares are in
// percent (0–100), rounded once, at the end, to two places. It knows nothing
// of files, registries or documents. Start with [Measure].
package share

import "github.com/shopspring/decimal"

// Standing is what is known of a supplier, from sure to unknown.
type Standing string

// The standings. Confirmed: an identifier, a human decision, or an automatic
// match above the precision bar. Probable: strong evidence, not reviewed. Open:
// anything that review could still turn into a match. None: not in the registry.
// Apart: an enterprise that the Pôle's switches keep out of the headline share.
const (
	Confirmed Standing = "confirmed"
	Probable  Standing = "probable"
	Open      Standing = "open"
	None      Standing = "none"
	Apart     Standing = "apart"
)

// Place tells whether an enterprise is of the Pôle's territory.
type Place string

// The places.
const (
	Inside  Place = "inside"
	Outside Place = "outside"
	Unknown Place = "unknown"
)

// Line is a ledger line reduced to what measuring needs.
type Line struct {
	Supplier int             // index into the suppliers
	Amount   decimal.Decimal // dollars, negative for a credit
	Month    string          // "2024-03", empty when the line has no date
	Class    string          // a class of the policy
	Category string          // a category of the policy, empty when not classified
	By       Source          // what the category rests on
	// Recognised is false when the matched enterprise was not recognised on
	// the line's date: the line then does not count for the sector.
	Recognised bool
}

// Supplier is a supplier reduced to what measuring needs.
type Supplier struct {
	Standing Standing
	Place    Place // of the enterprise it was matched to
	// Enterprise identifies the entry it was matched to, "" when there is none.
	// Several suppliers may be one enterprise under several names.
	Enterprise string
	// Reach is the most that a review of a probable or open supplier could make
	// count, dollars, when that is not what its recognised lines sum to: another
	// enterprise it may be was recognised on other dates. It enlarges the ceiling.
	Reach decimal.NullDecimal
	// Person: a natural person. No advice is drawn about one.
	Person bool
}

// Amount is money with what it is made of.
type Amount struct {
	Dollars   decimal.Decimal `json:"dollars"`
	Lines     int             `json:"lines"`
	Suppliers int             `json:"suppliers"`
}

// ClassAmount is the money of one class.
type ClassAmount struct {
	Class string `json:"class"`
	Amount
}

// Value is one of the three values of the share. The percents are null when
// the denominator is zero or negative.
type Value struct {
	Dollars   decimal.Decimal `json:"dollars"`
	Suppliers int             `json:"suppliers"`
	// Enterprises counts different entries of the registry: at most Suppliers,
	// because one enterprise may stand in the ledger under several names.
	Enterprises   int                 `json:"enterprises"`
	OfTotal       decimal.NullDecimal `json:"of_total"`       // percent, 2 places
	OfAddressable decimal.NullDecimal `json:"of_addressable"` // percent, 2 places
}

// CategoryMeasure is the addressable spend of one category ("" = not
// classified). Outside is what no confirmed enterprise received:
// Dollars − Confirmed.
type CategoryMeasure struct {
	Category string `json:"category"`
	Amount
	Confirmed     decimal.Decimal     `json:"confirmed"`      // dollars
	Probable      decimal.Decimal     `json:"probable"`       // dollars, Confirmed included
	Outside       decimal.Decimal     `json:"outside"`        // dollars
	OfAddressable decimal.NullDecimal `json:"of_addressable"` // percent of all addressable spend
	Offer         int                 `json:"offer"`          // enterprises of the registry that offer it and serve the MRC
}

// SupplierRank is one step of the concentration curve, largest first.
type SupplierRank struct {
	Supplier   int                 `json:"supplier"` // index
	Dollars    decimal.Decimal     `json:"dollars"`
	Cumulative decimal.NullDecimal `json:"cumulative"` // percent of addressable spend
}

// Concentration tells how few suppliers make most of the addressable spend.
type Concentration struct {
	Top     []SupplierRank      `json:"top"`     // the 20 largest
	Top1    decimal.NullDecimal `json:"top_1"`   // percent
	Top5    decimal.NullDecimal `json:"top_5"`   // percent
	Top10   decimal.NullDecimal `json:"top_10"`  // percent
	For80   int                 `json:"for_80"`  // suppliers that make 80 % of the addressable spend
	Counted int                 `json:"counted"` // suppliers with positive addressable spend
}

// MonthMeasure is one month of addressable spend.
type MonthMeasure struct {
	Month         string              `json:"month"` // "2024-03", "" = no date
	Total         decimal.Decimal     `json:"total"`
	Addressable   decimal.Decimal     `json:"addressable"`
	Confirmed     decimal.Decimal     `json:"confirmed"`
	OfAddressable decimal.NullDecimal `json:"of_addressable"` // percent
	Lines         int                 `json:"lines"`
}

// Measures is everything measured on one buyer and one period.
type Measures struct {
	Total    Amount        `json:"total"`
	SetAside []ClassAmount `json:"set_aside"` // one row a class, largest first; grants not among them
	// SetAsideAll is the sum of SetAside.
	SetAsideAll Amount `json:"set_aside_all"`
	Grants      Amount `json:"grants"`
	// GrantsToSector is the part of Grants whose payee is confirmed.
	GrantsToSector Amount `json:"grants_to_sector"`
	Addressable    Amount `json:"addressable"`
	// WithOffer is the addressable spend in categories where the registry has
	// at least one enterprise that serves the buyer's MRC.
	WithOffer Amount `json:"with_offer"`

	Confirmed Value `json:"confirmed"`
	Probable  Value `json:"probable"` // Confirmed included
	Ceiling   Value `json:"ceiling"`  // Probable included

	// The confirmed dollars by place of the enterprise.
	InTerritory  Value `json:"in_territory"`
	Elsewhere    Value `json:"elsewhere"`
	PlaceUnknown Value `json:"place_unknown"`
	// Apart is what the switches keep out of the headline share.
	Apart Value `json:"apart"`
	// NotRecognisedYet is spend with a confirmed enterprise on dates when it
	// was not recognised.
	NotRecognisedYet Amount `json:"not_recognised_yet"`

	Categories    []CategoryMeasure `json:"categories"` // largest first
	Concentration Concentration     `json:"concentration"`
	Months        []MonthMeasure    `json:"months"` // in order
}
