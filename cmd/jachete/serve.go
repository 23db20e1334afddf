package main

import (
	"fmt"
	"net"
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
	doors
	place
}

// Run answers browsers until it is interrupted.
func (c *serveCmd) Run(e *env) error {
	d, end, err := c.desk(e)
	if err != nil {
		return err
	}
	defer end()
	at, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	address := c.URL
	if address == "" {
		address = "http://" + at.Addr().String()
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
	fmt.Fprintln(e.out, address)
	h := s.HTTP(c.Listen)
	err = web.Serve(e.ctx, h, func() error { return h.Serve(at) }, grace)
	<-worked
	return err
}
