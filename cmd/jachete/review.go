package main

import (
	"fmt"
	"os/user"
	"time"

	"jachete/diagnostic"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/templates/policy"
)

// reviewCmd asks, one supplier at a time, what the matcher left open, and keeps
// the answers in a text file.
type reviewCmd struct {
	Ledgers   []string `arg:"" optional:"" name:"ledger" help:"${help_diagnose_ledger}"`
	Registry  string   `help:"${help_diagnose_registry}" placeholder:"FILE"`
	Decisions string   `help:"${help_review_decisions}" placeholder:"FILE"`
	Import    string   `help:"${help_review_import}" placeholder:"FILE"`
	Author    string   `help:"${help_review_author}" placeholder:"NAME"`
	Buyer     string   `help:"${help_diagnose_buyer}" placeholder:"NAME"`
	MRC       string   `name:"mrc" help:"${help_diagnose_mrc}" placeholder:"NAME"`
	Period    string   `help:"${help_diagnose_period}" placeholder:"2024"`
	Policy    string   `help:"${help_diagnose_policy}" placeholder:"DIR"`
	Currency  string   `help:"${help_read_currency}" placeholder:"CAD"`

	readingFlags
	storedFlags
}

// stored reviews what an installation holds of a buyer; every answer is kept at
// once.
func (c *reviewCmd) stored(e *env) error {
	return c.storedFlags.place(c.Policy).with(e, func(d *desk.Desk) error {
		o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return err
		}
		s, err := d.Sit(e.ctx, console(), o.ID, desk.Asked{Period: c.Period, Edition: c.Edition})
		if err != nil {
			return err
		}
		return e.review(s)
	})
}

// fileOnly refuses options of a review of files beside an installation, which has
// its own registry, decisions and readings.
func (c *reviewCmd) fileOnly() bool {
	return c.Registry != "" || c.Decisions != "" || c.Import != "" || c.Author != "" || c.MRC != "" || c.Currency != "" || c.readingFlags.given()
}

// Run opens the files and holds the conversation.
func (c *reviewCmd) Run(e *env) error {
	switch {
	case c.named() && (len(c.Ledgers) > 0 || c.fileOnly()):
		return usageError("review.stored_flags")
	case c.named():
		return c.stored(e)
	case len(c.Ledgers) == 0 || c.Registry == "" || c.Decisions == "":
		return usageError("review.needs")
	}
	inputs := append([]string{c.Registry}, c.Ledgers...)
	if c.Import != "" {
		inputs = append(inputs, c.Import)
	}
	if err := distinct(inputs, []string{c.Decisions}); err != nil {
		return err
	}
	reading, err := c.options(e)
	if err != nil {
		return err
	}
	reading.Currency = c.Currency
	p, err := policy.Load(c.Policy)
	if err != nil {
		return err
	}
	params, err := match.DefaultParams(p.Names)
	if err != nil {
		return fmt.Errorf("prepare matcher: %w", err)
	}
	if c.Author == "" {
		if u, err := user.Current(); err == nil {
			c.Author = u.Username
		}
	}
	files := &fileDesk{policy: p, params: params, path: c.Decisions, buyer: c.Buyer, author: c.Author, now: time.Now}
	if err := files.prepare(e, diagnostic.Request{
		Ledgers: c.Ledgers, Registry: c.Registry, Buyer: c.Buyer, MRC: c.MRC, Period: c.Period, Policy: p, Params: params,
		Reading: reading, Program: version, SetAsideUnreadable: true,
	}); err != nil {
		return err
	}
	if c.Import != "" {
		if err := files.merge(c.Import); err != nil {
			return err
		}
	}
	e.warn(files.conflicts())
	return e.review(files)
}

// prepare reads registry and ledger once, then the decisions.
func (f *fileDesk) prepare(e *env, q diagnostic.Request) error {
	edition, err := e.edition(&q)
	if err != nil {
		return err
	}
	bar := e.progress()
	q.Edition, q.Progress = edition, bar.step
	f.prepared, err = diagnostic.Prepare(e.ctx, q)
	bar.done()
	if err != nil {
		return err
	}
	return f.open(edition)
}

// edition reads the registry of a request.
func (e *env) edition(q *diagnostic.Request) (*registry.Edition, error) {
	opt := registry.Options{Categories: q.Policy.Categories}
	opt.Sheet.Password = q.Reading.Password
	ed, err := registry.Read(e.ctx, q.Registry, q.Policy.Headers, opt)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	return ed, nil
}

// review holds the conversation of a desk on this terminal.
func (e *env) review(d review.Desk) error {
	t := &talk{e: e, desk: d, keys: newKeyboard(e.in), skipped: map[string]bool{}}
	return t.run()
}

// goBy makes a diagnostic go by the decisions of a file; "" is none.
func (e *env) goBy(q *diagnostic.Request, decisions string) (err error) {
	if decisions == "" {
		return nil
	}
	if q.Edition, err = e.edition(q); err != nil {
		return err
	}
	q.Memory, err = memoryOf(decisions, q.Buyer, q.Edition, q.Params)
	return err
}
