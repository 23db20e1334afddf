package main

import (
	"fmt"
	"io"
	"path/filepath"

	"jachete/diagnostic"
	"jachete/diagnostic/ledger"
	"jachete/reports"
	"jachete/reports/workbook"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// diagnoseCmd makes the diagnostic of a real ledger. When none of --pdf,
// --workbook, --json and --council-pack is given it writes the first
// three in the current folder.
type diagnoseCmd struct {
	Ledgers  []string `arg:"" optional:"" name:"ledger" help:"${help_diagnose_ledger}"`
	Registry string   `help:"${help_diagnose_registry}" placeholder:"FILE"`
	Buyer    string   `help:"${help_diagnose_buyer}" placeholder:"NAME"`
	MRC      string   `name:"mrc" help:"${help_diagnose_mrc}" placeholder:"NAME"`
	Period   string   `help:"${help_diagnose_period}" placeholder:"2024"`
	Policy   string   `help:"${help_diagnose_policy}" placeholder:"DIR"`
	Basis    string   `help:"${help_diagnose_basis}" enum:",ttc,ht,net" default:""`
	Target   string   `help:"${help_diagnose_target}" placeholder:"5"`

	Background string `help:"${help_match_background}" placeholder:"FILE"`
	Previous   string `help:"${help_diagnose_previous}" placeholder:"FILE"`
	Decisions  string `help:"${help_diagnose_decisions}" placeholder:"FILE"`

	readingFlags
	Currency           string `help:"${help_read_currency}" placeholder:"CAD"`
	SetAsideUnreadable bool   `help:"${help_diagnose_unreadable}"`

	storedFlags

	PDF      string `name:"pdf" help:"${help_diagnose_pdf}" placeholder:"FILE"`
	Workbook string `help:"${help_diagnose_workbook}" placeholder:"FILE"`
	JSON     string `name:"json" help:"${help_diagnose_json}" placeholder:"FILE"`
	Council  string `name:"council-pack" help:"${help_diagnose_council_pack}" placeholder:"DIR"`
}

func (c *diagnoseCmd) Run(e *env) error {
	if c.PDF == "" && c.Workbook == "" && c.JSON == "" && c.Council == "" {
		c.PDF, c.Workbook, c.JSON = "diagnostic.pdf", "diagnostic.xlsx", "diagnostic.json"
	}
	switch {
	case len(c.Ledgers) == 0 && c.named() && c.fileOnly():
		return usageError("diagnose.stored_flags")
	case len(c.Ledgers) == 0 && c.named():
		if err := distinct(nil, []string{c.PDF, c.Workbook, c.JSON}); err != nil {
			return err
		}
		return c.diagnoseStored(e)
	case len(c.Ledgers) == 0 || c.Registry == "":
		return usageError("diagnose.needs")
	}
	inputs := append([]string{c.Registry}, c.Ledgers...)
	for _, f := range []string{c.Previous, c.Background, c.Decisions} {
		if f != "" {
			inputs = append(inputs, f)
		}
	}
	if err := distinct(inputs, []string{c.PDF, c.Workbook, c.JSON}); err != nil {
		return err
	}
	reading, err := c.options(e)
	if err != nil {
		return err
	}
	reading.Basis, reading.Currency = ledger.Basis(c.Basis), c.Currency
	target, err := targetPercent(c.Target)
	if err != nil {
		return err
	}
	p, err := policy.Load(c.Policy)
	if err != nil {
		return err
	}
	previous, err := earlier(c.Previous)
	if err != nil {
		return err
	}
	return e.diagnose(diagnostic.Request{
		Ledgers: c.Ledgers, Registry: c.Registry, Background: c.Background, Buyer: c.Buyer, MRC: c.MRC, Period: c.Period,
		Policy: p, Reading: reading, Target: target, SetAsideUnreadable: c.SetAsideUnreadable, Previous: previous,
	}, files{pdf: c.PDF, workbook: c.Workbook, json: c.JSON, council: c.Council, decisions: c.Decisions})
}

// fileOnly tells whether a flag is given that an installation decides itself:
// its registry, its targets, its decisions, the way its ledgers were read.
func (c *diagnoseCmd) fileOnly() bool {
	for _, flag := range []string{c.Registry, c.Background, c.Previous, c.Target, c.Basis, c.Currency, c.Decisions, c.MRC} {
		if flag != "" {
			return true
		}
	}
	return false
}

// files are where the documents go, and where decisions come from; "" leaves
// one out.
type files struct{ pdf, workbook, json, council, decisions string }

// diagnose makes a diagnostic, writes its documents and says what it found and
// where.
func (e *env) diagnose(q diagnostic.Request, to files) error {
	d, err := e.make(q, to)
	if err != nil {
		return err
	}
	e.warn(d.Warnings)
	e.summary(d, to)
	return nil
}

// make makes a diagnostic and writes its documents.
func (e *env) make(q diagnostic.Request, to files) (*diagnostic.Diagnostic, error) {
	params, err := match.DefaultParams(q.Policy.Names)
	if err != nil {
		return nil, fmt.Errorf("prepare matcher: %w", err)
	}
	q.Params, q.Program = params, version
	if err := e.goBy(&q, to.decisions); err != nil {
		return nil, err
	}
	bar := e.progress()
	q.Progress = bar.step
	d, err := diagnostic.Diagnose(e.ctx, q)
	bar.done()
	if err != nil {
		return nil, err
	}
	return d, e.write(d, to)
}

// write writes the documents of a diagnostic, all or none.
func (e *env) write(d *diagnostic.Diagnostic, to files) error {
	e.log.Info("diagnosed", "run", d.Run.Number, "lines", len(d.Lines), "suppliers", len(d.Suppliers), "policy", d.Run.PolicyVersion)
	var out outputs
	defer out.drop()
	for _, doc := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{to.pdf, func(w io.Writer) error { return reports.PDF(w, d, e.lang) }},
		{to.workbook, func(w io.Writer) error { return workbook.Write(w, d, e.lang) }},
		{to.json, d.WriteJSON},
	} {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		if err := out.add(doc.path, doc.write); err != nil {
			return err
		}
	}
	if err := e.council(&out, d, to.council); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	return nil
}

// summary says on standard output what was measured and where the files are.
func (e *env) summary(d *diagnostic.Diagnostic, to files) {
	say, m := e.say.For(d.Currency), &d.Measures
	share := func(id string) string {
		f := d.Figure(id)
		if f == nil || !f.Value.Valid {
			return say.T("workbook.no_value")
		}
		return say.Percent(f.Value.Decimal, 2)
	}
	fmt.Fprintln(e.out, say.T("diagnose.total", "dollars", say.Money(m.Total.Dollars), "lines", say.Count(m.Total.Lines)))
	fmt.Fprintln(e.out, say.T("diagnose.addressable", "dollars", say.Money(m.Addressable.Dollars)))
	fmt.Fprintln(e.out, say.T("diagnose.share", "confirmed", share("share.confirmed.of_addressable"),
		"probable", share("share.probable.of_addressable"), "ceiling", share("share.ceiling.of_addressable"),
		"of_total", share("share.confirmed.of_total")))
	if d.Advice.Plan != nil {
		e.plan(d)
	}
	fmt.Fprintln(e.out, say.T("diagnose.run", "number", d.Run.Number))
	for _, p := range []string{to.pdf, to.workbook, to.json} {
		if p == "" {
			continue
		}
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		fmt.Fprintln(e.out, say.T("diagnose.wrote", "file", p))
	}
	if to.council != "" {
		fmt.Fprintln(e.out, say.T("council.wrote", "file", to.council))
	}
}
