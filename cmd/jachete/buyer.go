package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

type buyerCmd struct {
	Add    buyerAddCmd    `cmd:"" help:"${help_buyer_add}"`
	List   buyerListCmd   `cmd:"" help:"${help_buyer_list}"`
	Target buyerTargetCmd `cmd:"" help:"${help_buyer_target}"`
}

type buyerAddCmd struct {
	Name   string `arg:"" help:"${help_buyer_name}"`
	MRC    string `name:"mrc" help:"${help_diagnose_mrc}" placeholder:"NAME"`
	Regime string `help:"${help_buyer_regime}" enum:",LCV,CM,LCOP" default:""`
	place
}

// Run keeps a new buyer and prints its identifier.
func (c *buyerAddCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		o, err := d.AddBuyer(e.ctx, console(), desk.NewBuyer{Name: c.Name, MRC: c.MRC, Regime: c.Regime})
		if err != nil {
			return err
		}
		fmt.Fprintln(e.out, o.ID)
		return nil
	})
}

type buyerListCmd struct {
	place
}

// Run lists the buyers with what is known of each.
func (c *buyerListCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		list, err := d.Board(e.ctx, console())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, strings.Join([]string{
			e.say.T("buyer.id"), e.say.T("buyer.name"), e.say.T("buyer.mrc"), e.say.T("buyer.ledgers"), e.say.T("buyer.lines"), e.say.T("buyer.confirmed"), e.say.T("buyer.state"),
		}, "\t"))
		for _, b := range list {
			share, state := e.say.T("workbook.no_value"), e.say.T("buyer.state_none")
			if b.Last != nil {
				if b.Confirmed.Valid {
					share = e.say.Percent(b.Confirmed.Decimal, 2)
				}
				state = e.say.T("buyer.state_" + string(b.Last.State))
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", b.ID, plain(b.Name), plain(b.MRC), e.say.Count(b.Ledgers), e.say.Count(b.Lines), share, state)
		}
		return w.Flush()
	})
}

type buyerTargetCmd struct {
	Buyer   string `arg:"" help:"${help_place_buyer}"`
	Year    int    `arg:"" help:"${help_buyer_year}"`
	Percent string `arg:"" help:"${help_diagnose_target}"`
	place
}

// Run sets the share a buyer aims at in a year.
func (c *buyerTargetCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		p, err := decimal.NewFromString(strings.ReplaceAll(c.Percent, ",", "."))
		if err != nil {
			return message.NewFault("desk.target", message.Place{}, "value", plain(c.Percent))
		}
		o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return err
		}
		return d.SetTarget(e.ctx, console(), o.ID, c.Year, p)
	})
}

type importCmd struct {
	Ledgers []string `arg:"" name:"ledger" help:"${help_diagnose_ledger}"`
	Buyer   string   `required:"" help:"${help_place_buyer}" placeholder:"ID"`
	Overlap string   `help:"${help_import_overlap}" enum:",new,all,replace" default:""`
	Undo    bool     `help:"${help_import_undo}"`
	Apply   bool     `help:"${help_import_apply}"`
	Reason  string   `help:"${help_registry_reason}" placeholder:"TEXT"`
	readingFlags
	Basis              string `help:"${help_diagnose_basis}" enum:",ttc,ht,net" default:""`
	Currency           string `help:"${help_read_currency}" placeholder:"CAD"`
	SetAsideUnreadable bool   `help:"${help_diagnose_unreadable}"`
	place
}

// Run imports ledgers into a buyer's installation, each whole or not at all.
func (c *importCmd) Run(e *env) error {
	opt, err := c.options(e)
	if err != nil {
		return err
	}
	d, end, err := c.place.desk(e)
	if err != nil {
		return err
	}
	defer end()
	o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
	if err != nil {
		return err
	}
	read := desk.Reading{
		Sheet: opt.Sheet, HeaderRow: opt.HeaderRow, Columns: opt.Columns, Encoding: opt.Encoding, Delimiter: opt.Delimiter, DateOrder: opt.DateOrder,
		Basis: ledger.Basis(c.Basis), Currency: c.Currency, SetAsideUnreadable: c.SetAsideUnreadable,
	}
	for _, path := range c.Ledgers {
		if c.Undo {
			if err := c.undo(e, d, o.ID, path); err != nil {
				return err
			}
			continue
		}
		bar := e.progress()
		row, seen, err := d.Import(e.ctx, console(), o.ID, path, opt.Password, read, desk.Choice(c.Overlap), func(step string, done, total int) {
			bar.step(diagnostic.Step(step), done, total)
		})
		bar.done()
		if err != nil {
			return err
		}
		e.warn(seen.Warnings)
		fmt.Fprintln(e.out, e.say.For(row.Currency).N("import.done", row.Lines, "file", row.File, "dollars", e.say.For(row.Currency).Money(row.Total),
			"from", row.FirstDay, "to", row.LastDay, "persons", e.say.Count(seen.Persons), "id", row.ID))
	}
	return nil
}

// undo says what taking back the import of a file, or of the ledger with that
// identifier, would change; with --apply it does it.
func (c *importCmd) undo(e *env, d *desk.Desk, org store.OrgID, what string) error {
	id, err := d.FindLedger(e.ctx, console(), org, what)
	if err != nil {
		return err
	}
	effect, err := d.UndoEffect(e.ctx, console(), org, id)
	if err != nil {
		return err
	}
	say := e.say.For(effect.Ledger.Currency)
	fmt.Fprintln(e.out, say.T("import.undo_effect", "file", effect.Ledger.File, "lines", e.say.Count(effect.Lines), "dollars", say.Money(effect.Total),
		"suppliers", e.say.Count(effect.SuppliersGone), "diagnostics", e.say.Count(len(effect.Diagnostics)), "decisions", e.say.Count(effect.DecisionsRemain)))
	if !c.Apply {
		fmt.Fprintln(e.out, e.say.T("import.undo_not_applied"))
		return nil
	}
	reason := c.Reason
	if reason == "" {
		reason = "console"
	}
	if effect, err = d.UndoLedger(e.ctx, console(), org, id, reason); err != nil {
		return err
	}
	fmt.Fprintln(e.out, say.T("import.undone", "file", effect.Ledger.File, "lines", e.say.Count(effect.Lines), "dollars", say.Money(effect.Total), "diagnostics", e.say.Count(len(effect.Diagnostics))))
	return nil
}
