// Package diagnostic is the case: one buyer, one period, from ledger files to
// a [Diagnostic], the plain value that every document is a view of.
//
// The way of the data stands once, top to bottom, in [Diagnose]: read, group, class,
// match, measure, advise. Rooms below do one step each (ledger, registry,
// advice); `scoring` does the sums. Nothing here draws a page or opens a
// database.
package diagnostic

import (
	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
	"jachete/diagnostic/ledger"
	"jachete/scoring/match"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// SchemaVersion names the shape of the JSON. It changes when a field changes
// its meaning or goes away; new fields alone do not change it.
const SchemaVersion = "jachete.diagnostic/1"

// Diagnostic is everything a document prints: a frozen value. The PDF, the
// workbook and the JSON are views of it, so a number cannot differ between
// them. Dollars are decimals; percents are 0–100; probabilities 0–1.
type Diagnostic struct {
	Schema string `json:"schema"`
	// Abridged tells that only what may circulate is here: see [Diagnostic.Abridge].
	Abridged bool   `json:"abridged"`
	Run      Run    `json:"run"`
	Buyer    Buyer  `json:"buyer"`
	Period   Period `json:"period"`
	// Basis of every amount: ttc, ht, net or "" when unstated.
	Basis    ledger.Basis `json:"basis"`
	Currency string       `json:"currency"`

	Tables  []ledger.Table   `json:"tables"`
	Skipped []ledger.Skipped `json:"skipped_sheets"`
	Balance ledger.Balance   `json:"balance"`

	Measures share.Measures `json:"measures"`
	MRCs     []MRCMeasure   `json:"mrcs"` // of the territory, in the order of the policy
	// Coverage tells how the categories of the purchase lines were found.
	Coverage []share.CoveragePart `json:"coverage"`
	Advice   advice.Advice        `json:"advice"`
	// Editorial is what an advisor hid, reworded or added before validation,
	// null when nothing.
	Editorial *Editorial `json:"editorial"`
	// Comparison with an earlier diagnostic, null when none was given.
	Comparison *Comparison `json:"comparison"`
	// History are the earlier periods known, oldest first: the earlier diagnostic
	// and those that it compared with in its turn.
	History []Past `json:"history"`
	// Figures are the numbers the documents cite, each with its cell in the
	// workbook.
	Figures []Figure `json:"figures"`

	Suppliers []Supplier     `json:"suppliers"` // largest spend first
	Open      []OpenQuestion `json:"open"`      // by dollars that hinge on the answer, largest first
	Lines     []Line         `json:"lines"`
	Asides    []ledger.Aside `json:"rows_set_aside"`

	// The policy that was applied, as far as documents need it.
	Classes    []policy.Class    `json:"classes"`
	Categories []policy.Category `json:"categories"`
	Territory  policy.Territory  `json:"territory"`
	Switches   policy.Switches   `json:"switches"`

	Registry RegistryCard `json:"registry"`
	// Accuracy is what was measured with the matcher's parameters on cases whose
	// answer is known: the accuracy card. It is not measured on this ledger.
	Accuracy []match.CardLine `json:"accuracy"`
	Warnings []*message.Fault `json:"warnings"`
}

// Run says what made this diagnostic, so that it can be made again.
type Run struct {
	// Number identifies the run: derived from the digests and versions below.
	Number        string `json:"number"` // "7F3A-91C2-0B4D"
	Program       string `json:"program"`
	PolicyVersion string `json:"policy_version"`
	PolicyDigest  string `json:"policy_digest"`
	MatchParams   string `json:"match_params"` // version of the matcher's parameters
	MatchDigest   string `json:"match_digest"` // SHA-256 of their values, hexadecimal
	// Reading is what the user decided about the ledger instead of letting it be
	// found, "" for nothing: "amount=F; date_order=dmy".
	Reading string  `json:"reading"`
	Inputs  []Input `json:"inputs"`
	// Decisions are those in force that the run went by, absent when no memory
	// was given.
	Decisions DecisionsCard `json:"decisions,omitzero"`
}

// DecisionsCard says which decisions a run went by.
type DecisionsCard struct {
	Digest string `json:"digest"` // SHA-256
	Count  int    `json:"count"`  // in force for this buyer
	// Applied counts the suppliers of this ledger whose match or class one of
	// them decided; Blocked those where one could not be applied.
	Applied int `json:"applied"`
	Blocked int `json:"blocked"`
}

// Decided says that a person decided about a supplier. Documents print the
// date, not the author.
type Decided struct {
	ID         string `json:"id"`
	Verdict    string `json:"verdict"`              // same, different, none, unsure, propose; of a class: the class
	Enterprise string `json:"enterprise,omitempty"` // record that the verdict speaks of
	Author     string `json:"author,omitempty"`
	On         string `json:"on"` // "2026-11-23"
	// Also are other decisions that had a part in it, by identifier.
	Also []string `json:"also,omitempty"`
}

// Input is a file that went in.
type Input struct {
	Role   string `json:"role"` // ledger, registry, background, previous
	File   string `json:"file"` // base name
	Digest string `json:"digest"`
}

// Buyer is the organisation whose purchases are measured.
type Buyer struct {
	Name string `json:"name"`
	MRC  string `json:"mrc"` // name of the MRC, "" when unknown
	// Regime of its contracts: LCV, CM, LCOP or "" when unknown.
	Regime string `json:"regime"`
}

// Period is what the ledger covers. From and To are the first and last dated
// lines, "2024-01-03", empty when no line has a date.
type Period struct {
	Asked      string `json:"asked"` // as the user asked: "2024", "" = all
	From       string `json:"from"`
	To         string `json:"to"`
	Undated    int    `json:"undated"`      // lines without a date
	OutOfRange int    `json:"out_of_range"` // lines left out because of Asked
	// OutOfRangeDollars is their sum: total of the file = measured + this.
	OutOfRangeDollars decimal.Decimal `json:"out_of_range_dollars"`
}

// RegistryCard is what the documents say of the registry used.
type RegistryCard struct {
	File        string `json:"file"`
	Digest      string `json:"digest"`
	Entries     int    `json:"entries"`
	InTerritory int    `json:"in_territory"`
	WithOffer   int    `json:"with_offer"` // entries with at least one category
}

// Supplier is a payee: all its lines grouped under one identifier or one
// folded name.
type Supplier struct {
	// Key is stable for the same input: "s0001", by rank of spend.
	Key string `json:"key"`
	// Name as the ledger writes it most often; a natural person's is masked.
	Name     string   `json:"name"`
	Variants []string `json:"variants,omitempty"` // other spellings met
	Masked   bool     `json:"masked,omitempty"`
	NEQ      string   `json:"neq,omitempty"`
	BN       string   `json:"bn,omitempty"`
	City     string   `json:"city,omitempty"`
	Postal   string   `json:"postal,omitempty"`

	Dollars     decimal.Decimal `json:"dollars"` // all classes
	Addressable decimal.Decimal `json:"addressable"`
	Grants      decimal.Decimal `json:"grants"`
	SetAside    decimal.Decimal `json:"set_aside"`
	// Counted is what counts in the value of its standing: addressable dollars on dates
	// when the enterprise was recognised.
	Counted decimal.Decimal `json:"counted"`
	Lines   int             `json:"lines"`
	Class   string          `json:"class"` // of most of its dollars
	Rule    string          `json:"rule,omitempty"`

	Standing share.Standing `json:"standing"`
	// By is what settled it: identifier, name, decision, person, class, switch...
	By      string        `json:"by,omitempty"`
	Verdict match.Verdict `json:"verdict"`
	// The enterprise matched, when Standing is confirmed, probable or apart.
	Enterprise *Enterprise `json:"enterprise,omitempty"`
	// Reach is, for a probable or open supplier, the most that an answer could
	// make count, when another candidate was recognised on other dates; null =
	// Counted.
	Reach decimal.NullDecimal `json:"reach,omitzero"`
	// Decision is what a person decided about the match, ClassDecision about the
	// class of most of its dollars. An unsure decision leaves it open.
	Decision      *Decided `json:"decision,omitempty"`
	ClassDecision *Decided `json:"class_decision,omitempty"`
}

// Enterprise is what the documents say of a matched enterprise.
type Enterprise struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Family string `json:"family,omitempty"`
	City   string `json:"city,omitempty"`
	// MRC as the registry states it, else where its postal code and city lie.
	MRC        string      `json:"mrc,omitempty"`
	Place      share.Place `json:"place"`
	Categories []string    `json:"categories,omitempty"`
	From       string      `json:"from,omitempty"`
	To         string      `json:"to,omitempty"`
}

// OpenQuestion is a supplier whose answer would move the share.
type OpenQuestion struct {
	Supplier int `json:"supplier"` // index into Suppliers
	// Hinges is the addressable dollars that depend on the answer.
	Hinges decimal.Decimal `json:"hinges"`
	// Effect on the confirmed share of addressable spend if yes, percentage points.
	Effect decimal.NullDecimal `json:"effect"`
	// BandClosed is the percent of the band closed by this and all before it.
	BandClosed decimal.NullDecimal `json:"band_closed"`
}

// Line is a ledger line as it was understood.
type Line struct {
	Table       int             `json:"table"`
	Row         int             `json:"row"`
	Cell        string          `json:"cell"`     // of the amount
	Supplier    int             `json:"supplier"` // index into Suppliers
	Amount      decimal.Decimal `json:"amount"`
	Date        string          `json:"date,omitempty"`
	Description string          `json:"description,omitempty"`
	Account     string          `json:"account,omitempty"`
	Invoice     string          `json:"invoice,omitempty"`
	Class       string          `json:"class"`
	Rule        string          `json:"rule,omitempty"`
	Category    string          `json:"category,omitempty"`
	CategoryBy  string          `json:"category_by,omitempty"` // account, activity, keyword
	// CategorySure is how far the category can be trusted: high, fair, low.
	CategorySure string `json:"category_sure,omitempty"`
	Recognised   bool   `json:"recognised"`
}

// Unit of a figure.
type Unit string

// The units.
const (
	Dollars Unit = "dollars"
	Percent Unit = "percent"
	Points  Unit = "points"
	Count   Unit = "count"
)

// Figure is a number that documents cite, and the cell of the workbook that
// holds it.
type Figure struct {
	ID    string              `json:"id"`    // "share.confirmed.of_addressable"
	Label string              `json:"label"` // message key
	Args  map[string]string   `json:"args,omitempty"`
	Value decimal.NullDecimal `json:"value"`
	Unit  Unit                `json:"unit"`
	Cell  string              `json:"cell"` // on the figures sheet: "C12"
}
