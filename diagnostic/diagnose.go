package diagnostic

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
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
	Regime     string // of its contracts: LCV, CM, LCOP, "" = found from Buyer
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
	// Edition and Book, when set, are used instead of reading Registry and
	// Ledgers; they are not changed.
	Edition *registry.Edition
	Book    *ledger.Ledger
	// Memory is the decisions in force for the buyer, nil for none.
	Memory *review.Memory
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
	p, err := Prepare(ctx, q)
	if err != nil {
		return nil, err
	}
	return p.Diagnose(q.Memory)
}

// Prepared is a ledger read and matched: everything that does not depend on
// decisions. It is read only and safe for concurrent use.
type Prepared struct {
	q       Request
	buyer   Buyer
	edition *registry.Edition
	// background is a general register, nil when there is none.
	background *registry.Edition
	book       *ledger.Ledger
	period     Period
	span       span
	lines      []ledger.Line // those of the period
	groups     []group
	groupOf    []int // of each line
	shared     map[string]bool
	index      *match.Index
	verdicts   []match.Verdict
	at         map[string]int // identifier of an enterprise → entry
	tell       func(Step, int, int)
}

// Prepare reads and matches what a request names.
func Prepare(ctx context.Context, q Request) (*Prepared, error) {
	p := &Prepared{q: q, edition: q.Edition, book: q.Book, tell: q.Progress}
	if p.tell == nil {
		p.tell = func(Step, int, int) {}
	}
	var err error
	if p.span, err = parsePeriod(q.Period); err != nil {
		return nil, err
	}
	if p.buyer, err = Identify(q.Buyer, q.MRC, q.Regime, &q.Policy.Territory); err != nil {
		return nil, err
	}
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	if err := unreadable(p.book, q.SetAsideUnreadable); err != nil {
		return nil, err
	}
	p.period.Asked = q.Period
	lines := p.book.Lines.Slice()
	p.lines = inPeriod(lines, p.span, &p.period)
	if p.period.From == "" && (len(p.lines) == 0 || p.period.OutOfRange > 0) {
		first, last := dates(lines)
		return nil, message.NewFault("period.empty", message.Place{}, "value", q.Period, "from", first, "to", last)
	}
	p.group()
	return p, p.resolve(ctx)
}

// read opens the registry and the ledger, unless they were handed in.
func (p *Prepared) read(ctx context.Context) (err error) {
	if p.edition == nil {
		p.tell(StepRegistry, 0, 0)
		p.edition, err = registry.Read(ctx, p.q.Registry, p.q.Policy.Headers, registry.Options{
			Categories: p.q.Policy.Categories, Sheet: sheet.Options{Password: p.q.Reading.Password},
		})
		if err != nil {
			return fmt.Errorf("read registry: %w", err)
		}
	}
	if p.q.Background != "" {
		p.background, err = registry.Read(ctx, p.q.Background, p.q.Policy.Headers, registry.Options{Sheet: sheet.Options{Password: p.q.Reading.Password}})
		if err != nil {
			return fmt.Errorf("read background register: %w", err)
		}
	}
	if p.book == nil {
		reading := p.q.Reading
		reading.Progress = func(rows int) { p.tell(StepLedger, rows, 0) }
		if p.book, err = ledger.Read(ctx, p.q.Ledgers, p.q.Policy.Headers, reading); err != nil {
			return fmt.Errorf("read ledger: %w", err)
		}
	}
	return nil
}

// Diagnose makes the diagnostic as it stands with the decisions of a memory,
// nil for none.
func (p *Prepared) Diagnose(memory *review.Memory) (*Diagnostic, error) {
	c := &assembly{
		Prepared: p, memory: memory, folded: map[string]string{}, verdicts: slices.Clone(p.verdicts),
	}
	c.d = &Diagnostic{
		Schema: SchemaVersion, Buyer: p.buyer, Basis: p.book.Basis, Currency: p.book.Currency,
		Tables: slices.Clone(p.book.Tables), Skipped: p.book.Skipped, Balance: p.book.Balance,
		Classes: p.q.Policy.Classes, Categories: p.q.Policy.Categories, Territory: p.q.Policy.Territory,
		Switches: p.q.Policy.Switches, Period: p.period,
	}
	c.d.Warnings = append(c.d.Warnings, p.book.Warnings...)
	c.d.Warnings = append(c.d.Warnings, p.edition.Warnings...)
	if p.background != nil {
		c.d.Warnings = append(c.d.Warnings, p.background.Warnings...)
	}
	if err := c.settle(); err != nil {
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
