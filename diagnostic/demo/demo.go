// Package demo makes the bundled example: a year of payments of an invented
// town and a registry of invented enterprises, true to the habits of Québec's
// municipal accounting software, with the exact sums that a diagnostic of them
// must find. Public bodies are real; every enterprise, town and person is
// invented, and the files say so.
//
// Everything follows from the seed: same seed, same bytes. The package decides
// nothing about real data. Start with [Make].
package demo

import (
	"fmt"
	"math/rand/v2"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/templates/policy"
)

// The invented buyer.
const (
	Buyer  = "Ville de Sainte-Amélie-des-Rapides"
	MRC    = "Beauharnois-Salaberry"
	Regime = "LCV"
	Period = "2024"
)

// The detail sheets and the summary sheet of the ledger.
const (
	SheetSummary = "Sommaire"
	SheetFirst   = "Paiements janv-juin"
	SheetSecond  = "Paiements juil-déc"
)

// Year of the ledger that [Make] makes.
const Year = 2024

// Data is the example.
type Data struct {
	Town     Town
	Year     int
	seed     uint64
	Ledger   Ledger
	Registry []Enterprise
	Truth    Truth
}

// Ledger is a year of payments, in the order of the file.
type Ledger struct {
	Buyer string
	Year  int
	Lines []Line // by sheet, then by date
	notes notes
}

// Line is a payment and what is true of it.
type Line struct {
	Date       string // "2024-03-05"
	SupplierNo string
	Supplier   string // as the ledger writes it
	NEQ        string // "" when the ledger does not hold it
	Invoice    string
	Text       string
	Account    string
	Cheque     string
	Cents      int64 // dollars × 100, negative for a credit

	// What is true. Class is a class of the policy; Enterprise an index into the
	// registry, -1 for none; Sure when the line can be tied to it by an
	// identifier or by a name that is the same but for case, accents and legal
	// form; Person when the payee is a natural person.
	Class      string
	Enterprise int
	Sure       bool
	Person     bool
}

// Enterprise is an entry of the registry.
type Enterprise struct {
	Name       string
	OtherNames []string
	NEQ        string
	Form       string // as a registry writes it
	City       string
	Postal     string
	MRC        string
	Categories []string // identifiers of the policy
	Serves     []string // names of MRC, "*" for everywhere
	From, To   string   // civil dates, "" = unbounded
	Place      string   // inside, outside, unknown: the truth
	Capacity   int64    // dollars a year it says it can supply, 0 when not stated
	Revenue    int64    // dollars a year it says it earns, 0 when not stated
	Apart      bool     // a financial cooperative: the switch shows it apart
}

// Truth is what a diagnostic of the example must find, dollars exact to the
// cent. Everything is computed from the lines, none of it by the code that is
// tested against it.
type Truth struct {
	Lines       int
	Total       decimal.Decimal
	SetAside    []Part // by class, sorted by identifier
	SetAsideAll Part
	Grants      Part
	// GrantsToSector: grants whose payee is surely an enterprise of the registry.
	GrantsToSector Part
	Addressable    Part

	// Confirmed: purchases surely from enterprises recognised on the day, and
	// their split by place. Apart and NotRecognised are not among them.
	Confirmed     Part
	Inside        Part
	Elsewhere     Part
	PlaceUnknown  Part
	Apart         Part
	NotRecognised Part

	// Variants are purchases from enterprises of the registry under a name that
	// only judgement can tie to them (abbreviated, cut): a diagnostic may
	// confirm them, propose them or miss them. Their dollars are not in
	// Confirmed.
	Variants []Variant
	// Strangers are suppliers that resemble an enterprise of the registry and
	// are not one: they must never be confirmed.
	Strangers []string

	Months []Part // by "2024-01", in order: all payments
	Sheets []Sheet
}

// Part is a sum: what it is of, dollars, lines, and distinct payees (enterprises
// where the sum is of enterprises).
type Part struct {
	Of      string
	Dollars decimal.Decimal
	Lines   int
	Payees  int
}

// Variant is the dollars of an enterprise under one hard name.
type Variant struct {
	Name       string
	Enterprise int // index into the registry
	Dollars    decimal.Decimal
	Lines      int
}

// Sheet is what a reader must find on one detail sheet.
type Sheet struct {
	Name      string
	HeaderRow int // 1-based
	RowsRead  int
	RowsKept  int
	Sum       decimal.Decimal // of the kept rows
	SetAside  map[ledger.Reason]int
	Totals    []Printed
}

// Printed is a total that the sheet prints.
type Printed struct {
	Row    int // 1-based
	Kind   ledger.Reason
	Label  string
	Amount decimal.Decimal
}

// Make makes the example. The policy gives the names of the categories.
func Make(seed uint64) (*Data, error) {
	p, err := policy.Default()
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	known := map[string]bool{}
	for _, c := range p.Categories {
		known[c.ID] = true
	}
	g := newGenerator(seed)
	registry := g.registry()
	for _, e := range registry {
		for _, c := range e.Categories {
			if !known[c] {
				return nil, fmt.Errorf("demo: enterprise %q: unknown category %q", e.Name, c)
			}
		}
	}
	payees, err := g.payees(registry)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return g.ledger(&Data{Town: firstTown, Year: Year, seed: seed, Registry: registry}, payees), nil
}

// Before makes a year before Year of the same town: the same registry, prices
// two percent lower a year, and fewer enterprises of the registry bought from the
// further it lies back. Years are 1 or more.
func (d *Data) Before(years int) (*Data, error) {
	g := newGenerator(d.seed)
	g.registry()
	payees, err := g.payees(d.Registry)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	g.r = rand.New(rand.NewPCG(d.seed, uint64(Year-years)))
	return g.ledger(&Data{Town: firstTown, Year: Year - years, seed: d.seed, Registry: d.Registry}, earlier(payees, d.Registry, years)), nil
}

// ledger fills a year.
func (g *generator) ledger(d *Data, payees []payee) *Data {
	g.year = d.Year
	d.Ledger.Buyer, d.Ledger.Year = d.Town.Name, d.Year
	d.Ledger.Lines = g.lines(payees)
	d.Ledger.notes = g.annotate(d.Ledger.Lines)
	d.Truth = truth(d)
	return d
}
