package main

import (
	"fmt"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/store"
)

// userCmd makes accounts without a browser: the first administrator's above all.
type userCmd struct {
	Add   userAddCmd   `cmd:"" help:"${help_user_add}"`
	Reset userResetCmd `cmd:"" help:"${help_user_reset}"`
}

type userAddCmd struct {
	Email string `arg:"" help:"${help_user_email}"`
	Role  string `help:"${help_user_role}" enum:"administrator,advisor,director,buyer" default:"administrator"`
	Buyer string `help:"${help_place_buyer}" placeholder:"NAME"`
	URL   string `name:"url" help:"${help_serve_url}" default:"http://localhost:8080" placeholder:"URL"`
	place
}

// Run prints a link by which a person makes its account.
func (c *userAddCmd) Run(e *env) error {
	d, end, err := c.desk(e)
	if err != nil {
		return err
	}
	defer end()
	var org store.OrgID
	if c.Buyer != "" {
		o, err := d.FindBuyer(e.ctx, console(), c.Buyer)
		if err != nil {
			return storeFault(err)
		}
		org = o.ID
	}
	secret, err := d.Invite(e.ctx, console(), c.Email, desk.Role(c.Role), org)
	if err != nil {
		return storeFault(err)
	}
	return printLink(e, c.URL, secret, "user.invited", c.Email)
}

type userResetCmd struct {
	Email string `arg:"" help:"${help_user_email}"`
	URL   string `name:"url" help:"${help_serve_url}" default:"http://localhost:8080" placeholder:"URL"`
	place
}

// Run prints a link by which a person chooses a new password.
func (c *userResetCmd) Run(e *env) error {
	d, end, err := c.desk(e)
	if err != nil {
		return err
	}
	defer end()
	secret, err := d.RecoverByEmail(e.ctx, console(), c.Email)
	if err != nil {
		return storeFault(err)
	}
	return printLink(e, c.URL, secret, "user.reset", c.Email)
}

// printLink says what the link is for on stderr, so that stdout is the link.
func printLink(e *env, site, secret, key, email string) error {
	at, err := link(site, secret)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.err, e.say.T(key, "email", plain(email)))
	fmt.Fprintln(e.out, at)
	return nil
}
