package diagnostic

import (
	"context"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry"
	"jachete/scoring/match"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Request is what a diagnostic is made from.
type Request struct {
	Ledgers  []string // paths
	Registry string   // path
	// Background is the path of a general register of enterprises: what fits a
	// supplier better there speaks against the registry's; "" for none.
	Background string
	Buyer      string // name, "" when not given
	MRC        string // name or code, "" = found from Buyer
	Period     string // "2024", "2024-03", "2024-01..2024-06", "" = all
	// Target is the confirmed percent of addressable spending to plan for, null
	// for no plan.
	Target  decimal.NullDecimal
	Policy  *policy.Policy
	Params  match.Params
	Reading ledger.Options
	Program string // version of the program, printed in the documents
	// Previous is the buyer's earlier diagnostic, nil when there is none.
	Previous *Earlier
	// SetAsideUnreadable lets a ledger be measured without the lines whose amount
	// does not parse; otherwise one such line refuses the ledger.
	SetAsideUnreadable bool
	// Progress, when set, is told each step: done of total (total 0: unknown).
	Progress func(step Step, done, total int)
}

// Step names a step of a run, for progress.
type Step string

// The steps in their order.
const (
	StepRegistry Step = "registry"
	StepLedger   Step = "ledger"
	StepMatch    Step = "match"
	StepMeasure  Step = "measure"
)

// Diagnose makes a diagnostic from files. Input that cannot be used comes back as a
// *message.Fault. The same request on the same files gives an equal value.
func Diagnose(ctx context.Context, q Request) (*Diagnostic, error) {
	tell := q.Progress
	if tell == nil {
		tell = func(Step, int, int) {}
	}
	sp, err := parsePeriod(q.Period)
	if err != nil {
		return nil, err
	}
	buyer, err := identify(q.Buyer, q.MRC, &q.Policy.Territory)
	if err != nil {
		return nil, err
	}

	tell(StepRegistry, 0, 0)
	edition, err := registry.Read(ctx, q.Registry, q.Policy.Headers, registry.Options{
		Categories: q.Policy.Categories, Sheet: sheet.Options{Password: q.Reading.Password},
	})
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}

	var background *registry.Edition
	if q.Background != "" {
		background, err = registry.Read(ctx, q.Background, q.Policy.Headers, registry.Options{Sheet: sheet.Options{Password: q.Reading.Password}})
		if err != nil {
			return nil, fmt.Errorf("read background register: %w", err)
		}
	}

	reading := q.Reading
	reading.Progress = func(rows int) { tell(StepLedger, rows, 0) }
	book, err := ledger.Read(ctx, q.Ledgers, q.Policy.Headers, reading)
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}

	if err := unreadable(book, q.SetAsideUnreadable); err != nil {
		return nil, err
	}

	c := &assembly{q: &q, edition: edition, background: background, book: book, tell: tell, folded: map[string]string{}}
	c.d = &Diagnostic{
		Schema: SchemaVersion, Buyer: buyer, Basis: book.Basis, Currency: book.Currency,
		Tables: book.Tables, Skipped: book.Skipped, Balance: book.Balance,
		Classes: q.Policy.Classes, Categories: q.Policy.Categories, Territory: q.Policy.Territory,
		Switches: q.Policy.Switches, Period: Period{Asked: q.Period},
	}
	c.d.Warnings = append(c.d.Warnings, book.Warnings...)
	c.d.Warnings = append(c.d.Warnings, edition.Warnings...)
	if background != nil {
		c.d.Warnings = append(c.d.Warnings, background.Warnings...)
	}
	c.lines = inPeriod(book.Lines, sp, &c.d.Period)
	if c.d.Period.From == "" && (len(c.lines) == 0 || c.d.Period.OutOfRange > 0) {
		first, last := dates(book.Lines)
		return nil, message.NewFault("period.empty", message.Place{}, "value", q.Period, "from", first, "to", last)
	}
	c.span = sp

	c.group()
	if err := c.resolve(ctx); err != nil {
		return nil, err
	}
	if err := c.classify(); err != nil {
		return nil, err
	}
	c.measure()
	c.advise()
	c.warn()
	c.hide()
	if err := c.describe(); err != nil {
		return nil, err
	}
	return c.d, nil
}

// unreadable refuses a ledger with amounts that do not parse, unless the user
// accepts to measure the rest: their money would be counted nowhere.
func unreadable(book *ledger.Ledger, accepted bool) error {
	n := book.Balance.RowsSetAside[ledger.BadAmount]
	if n == 0 || accepted {
		return nil
	}
	for _, w := range book.Warnings {
		if w.Key == "ledger.bad_amounts" {
			return message.NewFault("ledger.unreadable", w.Place, "n", strconv.Itoa(n), "cells", w.Args["cells"], "seen", w.Args["seen"])
		}
	}
	return message.NewFault("ledger.unreadable", message.Place{}, "n", strconv.Itoa(n), "cells", "", "seen", "")
}
