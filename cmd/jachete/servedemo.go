package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"jachete/cmd/jachete/internal/region"
	"jachete/cmd/jachete/web"
	"jachete/diagnostic/desk"
	"jachete/templates/policy"
)

// defaultData is the folder of an installation that none was named for; a demo
// takes a new one of its own instead.
const defaultData = "jachete-donnees"

// openDemo makes the installation of a demo, in a temporary folder unless one
// was given; one that was filled before is opened as it stands.
func (c *serveCmd) openDemo(e *env) (d *desk.Desk, end func(), err error) {
	undo := func() {}
	if c.Data == defaultData && c.Database == "" {
		dir, err := os.MkdirTemp("", "jachete-demo-")
		if err != nil {
			return nil, nil, fmt.Errorf("make demo folder: %w", err)
		}
		c.Data, c.temporary, undo = dir, true, func() { _ = os.RemoveAll(dir) }
	}
	defer func() {
		if err != nil {
			undo()
		}
	}()
	s, err := c.place.open(e, true)
	if err != nil {
		return nil, nil, err
	}
	end = func() { _ = s.Close(); undo() }
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	if _, err = s.Migrate(e.ctx); err != nil {
		return nil, nil, storeFault(err)
	}
	rules, err := policy.Load(c.Policy)
	if err != nil {
		return nil, nil, err
	}
	if d, err = newDesk(s, rules, e.log); err != nil {
		return nil, nil, err
	}
	orgs, err := s.Organisations(e.ctx)
	if err != nil || len(orgs) > 0 {
		return d, end, storeFault(err)
	}
	fmt.Fprintln(e.err, e.say.T("serve_demo.filling"))
	dir, err := os.MkdirTemp("", "jachete-demo-")
	if err != nil {
		return nil, nil, fmt.Errorf("make room for the demo's ledgers: %w", err)
	}
	defer os.RemoveAll(dir)
	if err = region.Fill(e.ctx, d, dir, web.DemoEmail); err != nil {
		return nil, nil, storeFault(err)
	}
	return d, end, nil
}

// listen opens the address; a demo takes another port when that one is taken.
func (c *serveCmd) listen() (net.Listener, error) {
	at, err := net.Listen("tcp", c.Listen)
	if c.Demo && errors.Is(err, syscall.EADDRINUSE) {
		host, _, _ := net.SplitHostPort(c.Listen)
		at, err = net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return at, nil
}

// local is the address at which this machine's browser reaches the server.
func (c *serveCmd) local(at net.Listener) string {
	host, _, _ := net.SplitHostPort(c.Listen)
	_, port, err := net.SplitHostPort(at.Addr().String())
	if err != nil || host == "" {
		return "http://" + at.Addr().String()
	}
	return "http://" + net.JoinHostPort(host, port)
}

// welcome prints the demo's links.
func (c *serveCmd) welcome(e *env, address string) {
	fmt.Fprintln(e.out, e.say.T("serve_demo.ready"))
	for _, r := range []desk.Role{desk.Buyer, desk.Advisor, desk.Director, desk.Enterprise, desk.Administrator} {
		fmt.Fprintf(e.out, "  %-18s %s/entrer/%s\n", e.say.T("web.role_"+string(r)), address, r)
	}
	fmt.Fprintf(e.out, "  %-18s %s/\n", e.say.T("serve_demo.nobody"), address)
	if c.temporary {
		fmt.Fprintln(e.out, e.say.T("serve_demo.stop"))
		return
	}
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		dir = c.Data
	}
	fmt.Fprintln(e.out, e.say.T("serve_demo.stop_kept", "dir", dir))
}
