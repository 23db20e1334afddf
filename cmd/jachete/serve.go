package main

import (
	"fmt"
	"net/url"
	"time"

	"jachete/cmd/jachete/web"
)

// grace is how long work that is being done may take to end when the server is
// stopped; what has not ended then is taken up at the next start.
const grace = 30 * time.Second

type serveCmd struct {
	Listen string   `help:"${help_serve_listen}" default:"localhost:8080" placeholder:"ADDR"`
	URL    string   `name:"url" help:"${help_serve_url}" placeholder:"URL"`
	Proxy  []string `help:"${help_serve_proxy}" placeholder:"ADDR"`
	Demo   bool     `help:"${help_serve_demo}"`
	limitFlag
	doors
	place

	temporary bool // the demo's folder goes when it ends
}

// Run answers browsers until it is interrupted.
func (c *serveCmd) Run(e *env) error {
	open := c.desk
	if c.Demo {
		open = c.openDemo
	}
	d, end, err := open(e)
	if err != nil {
		return err
	}
	defer end()
	if d.Limits, err = c.limits(); err != nil {
		return err
	}
	at, err := c.listen()
	if err != nil {
		return err
	}
	address := c.URL
	if address == "" {
		address = c.local(at)
	}
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("public address: %w", err)
	}
	cfg := web.Config{Desk: d, Log: e.log, URL: u, Proxies: c.Proxy, Demo: c.Demo, Now: time.Now}
	if err := c.doors.open(e, &cfg); err != nil {
		return err
	}
	s, err := web.New(cfg)
	if err != nil {
		return err
	}
	worked := make(chan struct{})
	go func() { d.Run(e.ctx, grace); close(worked) }()
	go d.Nightly(e.ctx)
	if c.Demo {
		c.welcome(e, address)
	} else {
		fmt.Fprintln(e.out, address)
	}
	h := s.HTTP(c.Listen)
	err = web.Serve(e.ctx, h, func() error { return h.Serve(at) }, grace)
	<-worked
	return err
}
