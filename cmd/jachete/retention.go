package main

import (
	"fmt"
	"time"

	"jachete/diagnostic/desk"
)

// retentionCmd says what is older than it may be kept, and takes it away with
// --apply. The server does the same once a day; this is for an installation that
// none serves, and for a look.
type retentionCmd struct {
	Files    *int `help:"${help_retention_files}" placeholder:"MONTHS"`
	Lines    *int `help:"${help_retention_lines}" placeholder:"MONTHS"`
	Accounts *int `help:"${help_retention_accounts}" placeholder:"MONTHS"`
	Apply    bool `help:"${help_retention_apply}"`
	place
}

// Run sets what was given, then states what goes.
func (c *retentionCmd) Run(e *env) error {
	return c.with(e, func(d *desk.Desk) error {
		if err := c.set(e, d); err != nil {
			return err
		}
		k, err := d.Keeping(e.ctx)
		if err != nil {
			return err
		}
		for _, x := range []struct {
			key    string
			months int
		}{{"retention.files", k.Files}, {"retention.lines", k.Lines}, {"retention.accounts", k.Accounts}} {
			fmt.Fprintln(e.out, e.say.N(x.key, x.months))
		}
		g, err := d.Retention(e.ctx, console(), c.Apply)
		if err != nil {
			return err
		}
		e.gone(g)
		switch {
		case g.Empty():
			fmt.Fprintln(e.out, e.say.T("retention.nothing"))
		case c.Apply:
			fmt.Fprintln(e.out, e.say.T("retention.done"))
		default:
			fmt.Fprintln(e.out, e.say.T("retention.dry"))
		}
		return nil
	})
}

// set changes how long things are kept, when it was asked.
func (c *retentionCmd) set(e *env, d *desk.Desk) error {
	if c.Files == nil && c.Lines == nil && c.Accounts == nil {
		return nil
	}
	k, err := d.Keeping(e.ctx)
	if err != nil {
		return err
	}
	for _, x := range []struct{ from, to *int }{{c.Files, &k.Files}, {c.Lines, &k.Lines}, {c.Accounts, &k.Accounts}} {
		if x.from != nil {
			*x.to = *x.from
		}
	}
	return d.SetKeeping(e.ctx, console(), k)
}

// gone lists what goes, or went, one thing a line.
func (e *env) gone(g *desk.Gone) {
	for _, x := range []struct {
		key  string
		list []desk.GoneLedger
	}{{"retention.gone_file", g.Files}, {"retention.gone_lines", g.Lines}, {"retention.gone_upload", g.Uploads}} {
		for _, l := range x.list {
			fmt.Fprintln(e.out, e.say.T(x.key, "file", plain(l.File), "buyer", plain(l.Organisation), "on", e.say.Date(l.On.Format(time.DateOnly)), "n", e.say.Count(l.Lines)))
		}
	}
	for _, p := range g.Accounts {
		fmt.Fprintln(e.out, e.say.T("retention.gone_account", "name", plain(p.Name), "email", plain(p.Email)))
	}
}
