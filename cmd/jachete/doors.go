package main

import (
	"fmt"
	"net/url"
	"time"

	"jachete/cmd/jachete/web"
)

// doors are what a server speaks to beside browsers. A secret is named by the
// variable of the environment that holds it, so that it stands in no list of
// processes.
type doors struct {
	SMTP       string `name:"smtp" help:"${help_serve_smtp}" placeholder:"URL"`
	SMTPEnv    string `name:"smtp-env" help:"${help_serve_smtp_env}" placeholder:"NAME"`
	Scan       string `help:"${help_serve_scan}" placeholder:"URL"`
	OIDCIssuer string `name:"oidc-issuer" help:"${help_serve_oidc_issuer}" placeholder:"URL"`
	OIDCClient string `name:"oidc-client" help:"${help_serve_oidc_client}" placeholder:"ID"`
	OIDCSecret string `name:"oidc-secret-env" help:"${help_serve_oidc_secret_env}" placeholder:"NAME"`
	OIDCName   string `name:"oidc-name" help:"${help_serve_oidc_name}" default:"OpenID" placeholder:"TEXT"`
}

// mail gives the mail server, nil when none is set.
func (d doors) mail(e *env) (*web.SMTP, error) {
	address := d.SMTP
	if d.SMTPEnv != "" {
		if address = e.getenv(d.SMTPEnv); address == "" {
			return nil, usageError("serve.env_empty")
		}
	}
	if address == "" {
		return nil, nil
	}
	m, err := web.NewSMTP(address, time.Now)
	if err != nil {
		return nil, usageError("serve.smtp_wrong")
	}
	return m, nil
}

// open puts the doors into a server's configuration.
func (d doors) open(e *env, c *web.Config) error {
	m, err := d.mail(e)
	if err != nil {
		return err
	}
	if m != nil {
		c.Mail = m
	}
	if d.Scan != "" {
		u, err := url.Parse(d.Scan)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return usageError("serve.scan_wrong")
		}
		c.Scanner = web.HTTPScanner{URL: u}
	}
	if (d.OIDCIssuer == "") != (d.OIDCClient == "") {
		return usageError("serve.oidc_half")
	}
	c.OIDC = web.OIDC{Issuer: d.OIDCIssuer, ClientID: d.OIDCClient, Name: d.OIDCName}
	if d.OIDCSecret != "" {
		if c.OIDC.Secret = e.getenv(d.OIDCSecret); c.OIDC.Secret == "" {
			return usageError("serve.env_empty")
		}
	}
	return nil
}

// link is the address of an invitation on a site.
func link(site, secret string) (string, error) {
	u, err := url.Parse(site)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("public address: %w", usageError("serve.url_wrong"))
	}
	return u.JoinPath("/invitation", secret).String(), nil
}
