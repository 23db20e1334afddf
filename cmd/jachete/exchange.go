package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

type decisionsCmd struct {
	Export decisionsExportCmd `cmd:"" help:"${help_decisions_export}"`
	Import decisionsImportCmd `cmd:"" help:"${help_decisions_import}"`
}

type decisionsExportCmd struct {
	Buyer string `required:"" help:"${help_place_buyer}" placeholder:"ID"`
	Out   string `help:"${help_exchange_out}" short:"o" placeholder:"FILE"`
	place
}

// Run writes a buyer's decisions as text.
func (c *decisionsExportCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return err
		}
		return e.writeOut(c.Out, func(w io.Writer) error { return d.WriteDecisions(e.ctx, console(), o.ID, w) })
	})
}

type decisionsImportCmd struct {
	File  string `arg:"" help:"${help_decisions_file}"`
	Buyer string `required:"" help:"${help_place_buyer}" placeholder:"ID"`
	place
}

// Run adds the decisions of a text to a buyer's.
func (c *decisionsImportCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return err
		}
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		n, err := d.ReadDecisions(e.ctx, console(), o.ID, f, c.File)
		if err != nil {
			return err
		}
		fmt.Fprintln(e.out, e.say.N("decisions.imported", n))
		return nil
	})
}

type registryExportCmd struct {
	Out      string `help:"${help_exchange_out}" short:"o" placeholder:"FILE"`
	Contacts bool   `help:"${help_registry_contacts}"`
	All      bool   `help:"${help_registry_all}"`
	place
}

// Run writes the registry as a .csv file that the import reads back.
func (c *registryExportCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		versions, err := d.Store.Records(e.ctx)
		if err != nil {
			return err
		}
		list := make([]record.Record, len(versions))
		for i := range versions {
			list[i] = versions[i].Record
		}
		rows := record.Rows(list, record.Export{Contacts: c.Contacts, All: c.All}, e.say)
		return e.writeOut(c.Out, func(w io.Writer) error {
			if _, err := io.WriteString(w, "\ufeff"); err != nil {
				return fmt.Errorf("write registry: %w", err)
			}
			out := csv.NewWriter(w)
			if e.say.Lang == message.French {
				out.Comma = ';'
			}
			if err := out.WriteAll(rows); err != nil {
				return fmt.Errorf("write registry: %w", err)
			}
			return nil
		})
	})
}

type registryShowCmd struct {
	What string `arg:"" help:"${help_registry_what}"`
	place
}

// Run shows a record and every change of it.
func (c *registryShowCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		id, err := d.FindRecord(e.ctx, c.What)
		if err != nil {
			return err
		}
		r, history, err := d.Record(e.ctx, id)
		if err != nil {
			return err
		}
		fmt.Fprint(e.out, record.Text(&r, today(), e.say))
		for i := range history {
			v := &history[i]
			fmt.Fprintf(e.out, "%s\t%s\t%s\n", v.At.Format("2006-01-02 15:04"), plain(v.Author), plain(v.Reason))
		}
		return nil
	})
}
