package main

import (
	"fmt"
	"os"
	"time"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/registry/record"
)

// storedFlags say whose ledgers an installation's command works on.
type storedFlags struct {
	Data     string `help:"${help_place_data}" placeholder:"DIR"`
	Database string `help:"${help_place_database}" placeholder:"URL"`
	Blobs    string `help:"${help_place_blobs}" placeholder:"URL"`
	Edition  int    `help:"${help_stored_edition}" placeholder:"N"`
}

// given tells whether an installation is named at all.
func (f storedFlags) named() bool { return f.Data != "" || f.Database != "" }

func (f storedFlags) place(policy string) place {
	return place{Data: f.Data, Database: f.Database, Blobs: f.Blobs, Policy: policy}
}

// diagnoseStored makes the diagnostic of what an installation holds of a buyer,
// keeps it as a draft, and writes its documents.
func (c *diagnoseCmd) diagnoseStored(e *env) error {
	return c.stored().with(e, func(d *desk.Desk) error {
		o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return err
		}
		bar := e.progress()
		made, err := d.MakeDiagnostic(e.ctx, console(), o.ID, desk.Asked{Period: c.Period, Edition: c.Edition}, bar.step)
		bar.done()
		if err != nil {
			return err
		}
		e.warn(made.Value.Warnings)
		to := files{pdf: c.PDF, workbook: c.Workbook, json: c.JSON, council: c.Council}
		if err := e.write(made.Value, to); err != nil {
			return err
		}
		e.summary(made.Value, to)
		return nil
	})
}

func (c *diagnoseCmd) stored() place { return c.storedFlags.place(c.Policy) }

// registryImportCmd brings the Pôle's own workbook into the registry.
type registryImportCmd struct {
	File   string `arg:"" help:"${help_registry_file}"`
	Apply  bool   `help:"${help_registry_apply}"`
	Reason string `help:"${help_registry_reason}" placeholder:"TEXT"`
	// New enterprises are recognised from this date where the file says nothing;
	// without it they are candidates, which count nowhere.
	RecognisedFrom string `help:"${help_registry_recognised}" placeholder:"DATE"`
	LeaveConflicts bool   `help:"${help_registry_leave}"`
	Erase          bool   `help:"${help_registry_erase}"`
	OwnWords       bool   `help:"${help_registry_own_words}"`
	place
}

// Run shows what an import would do; with --apply it does it.
func (c *registryImportCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in, err := d.PreviewRegistry(e.ctx, console(), c.File, f, intake.Options{RecognisedFrom: c.RecognisedFrom, Erase: c.Erase, OwnWords: c.OwnWords})
		if err != nil {
			return err
		}
		e.printIntake(in)
		if !c.Apply {
			fmt.Fprintln(e.out, e.say.T("intake.not_applied"))
			return nil
		}
		reason := c.Reason
		if reason == "" {
			reason = in.File
		}
		b, err := d.ImportRegistry(e.ctx, console(), in, reason, c.LeaveConflicts)
		if err != nil {
			return err
		}
		m, err := d.MarkEdition(e.ctx, console())
		if err != nil {
			return err
		}
		fmt.Fprintln(e.out, e.say.T("intake.applied", "batch", b.ID, "edition", e.say.Count(m.Number), "size", e.say.Count(m.Size)))
		return nil
	})
}

// printIntake lists what an import would do, row by row where it matters.
func (e *env) printIntake(in *desk.Intake) {
	p := in.Preview
	for _, a := range []intake.Action{intake.Create, intake.Update, intake.Unchanged, intake.Conflict} {
		fmt.Fprintln(e.out, e.say.N("intake.count_"+string(a), p.Count(a)))
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		for _, ch := range r.Changes {
			if r.Action == intake.Update {
				fmt.Fprintf(e.out, "  %s: %s\n", plain(r.Name), plain(ch.Text(e.say)))
			}
		}
		e.warn(r.Faults)
	}
	e.warn(p.Notes)
}

type registryListCmd struct {
	place
}

// Run lists the records as they stand.
func (c *registryListCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		list, err := d.Records(e.ctx)
		if err != nil {
			return err
		}
		for i := range list {
			fmt.Fprintln(e.out, plain(record.Line(&list[i], today(), e.say)))
		}
		return nil
	})
}

type registryUndoCmd struct {
	Batch  string `arg:"" help:"${help_registry_batch}"`
	Reason string `required:"" help:"${help_registry_reason}" placeholder:"TEXT"`
	Force  bool   `help:"${help_registry_force}"`
	place
}

// Run takes an import of the registry back.
func (c *registryUndoCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		n, err := d.UndoRegistry(e.ctx, console(), c.Batch, c.Reason, c.Force)
		if err != nil {
			return err
		}
		fmt.Fprintln(e.out, e.say.N("intake.undone", n))
		return nil
	})
}

func today() string { return time.Now().Format(time.DateOnly) }
