package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strings"
	"time"
)

// Mailer sends a message of plain text.
type Mailer interface {
	Send(ctx context.Context, to, subject, text string) error
}

// SMTP sends through a server. Its address is smtp://user:password@host:port or
// smtps://…; ?from= gives the sender's address, otherwise the user's name is it.
type SMTP struct {
	host, port, user, password, from string
	tls                              bool // from the first byte on
	now                              func() time.Time
}

// mailTime bounds the sending of one message.
const mailTime = 20 * time.Second

var errMail = errors.New("the address of the mail server must be smtp://user:password@host:port?from=address")

// NewSMTP reads the address of a server.
func NewSMTP(address string, now func() time.Time) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil { // the error of url.Parse would print the password
		return nil, errMail
	}
	m := &SMTP{host: u.Hostname(), port: u.Port(), user: u.User.Username(), from: u.Query().Get("from"), tls: u.Scheme == "smtps", now: now}
	m.password, _ = u.User.Password()
	if m.from == "" {
		m.from = m.user
	}
	from, err := mail.ParseAddress(m.from)
	if err != nil || m.host == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errMail
	}
	m.from = from.Address
	if m.port == "" {
		m.port = map[bool]string{false: "587", true: "465"}[m.tls]
	}
	return m, nil
}

// Send gives a message to the server.
func (m *SMTP) Send(ctx context.Context, to, subject, text string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("send mail: %w", err)
		}
	}()
	addr, err := mail.ParseAddress(to)
	if err != nil {
		return err
	}
	c, err := m.dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if m.password != "" {
		// PlainAuth refuses by itself to tell a password over a bare connection.
		if err := c.Auth(smtp.PlainAuth("", m.user, m.password, m.host)); err != nil {
			return err
		}
	}
	if err := c.Mail(m.from); err != nil {
		return err
	}
	if err := c.Rcpt(addr.Address); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(m.letter(addr.Address, subject, text)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// dial greets the server, over TLS when it offers it.
func (m *SMTP) dial(ctx context.Context) (*smtp.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	secure := &tls.Config{ServerName: m.host, MinVersion: tls.VersionTLS12}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(m.host, m.port))
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(mailTime)); err != nil {
		_ = conn.Close()
		return nil, err
	}
	if m.tls {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, m.host)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if ok, _ := c.Extension("STARTTLS"); ok && !m.tls {
		if err := c.StartTLS(secure); err != nil {
			_ = c.Close()
			return nil, err
		}
	}
	return c, nil
}

// letter writes a message; no value can begin a header of its own.
func (m *SMTP) letter(to, subject, text string) []byte {
	var b strings.Builder
	header := func(name, value string) {
		fmt.Fprintf(&b, "%s: %s\r\n", name, strings.NewReplacer("\r", " ", "\n", " ").Replace(value))
	}
	header("From", (&mail.Address{Name: "jachete", Address: m.from}).String())
	header("To", (&mail.Address{Address: to}).String())
	header("Subject", mime.QEncoding.Encode("utf-8", subject))
	header("Date", m.now().Format(time.RFC1123Z))
	header("MIME-Version", "1.0")
	header("Content-Type", `text/plain; charset="utf-8"`)
	header("Content-Transfer-Encoding", "8bit")
	header("Auto-Submitted", "auto-generated")
	b.WriteString("\r\n")
	b.WriteString(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n"))
	return []byte(b.String())
}

// Reach greets the server and leaves: what `jachete doctor` asks.
func (m *SMTP) Reach(ctx context.Context) error {
	c, err := m.dial(ctx)
	if err != nil {
		return fmt.Errorf("reach mail server: %w", err)
	}
	return c.Quit()
}

// send sends a message that holds the link of a secret, or leaves it in the
// outbox; without a mail server, also in the log. It tells whether it left.
func (s *Server) send(ctx context.Context, secret, to, subject, text string) (left bool, err error) {
	if s.cfg.Mail != nil {
		err := s.cfg.Mail.Send(ctx, to, subject, text)
		if err == nil {
			return true, nil
		}
		s.log.Error("mail not sent", "to", to, "error", err)
	} else {
		s.log.Warn("no mail server is set; the message waits in the outbox", "to", to, "subject", subject, "text", text)
	}
	return false, s.desk.KeepLetter(ctx, secret, to, subject, text, s.cfg.Mail != nil)
}

// outboxSend tries again to send a message that waits.
func outboxSend(c *call) error {
	ctx := c.Request.Context()
	l, err := c.s.desk.Letter(ctx, *c.actor, c.Param("lettre"))
	if err != nil {
		return err
	}
	if c.s.cfg.Mail == nil {
		return errNotFound
	}
	if err := c.s.cfg.Mail.Send(ctx, l.To, l.Subject, l.Text); err != nil {
		c.s.log.Error("mail not sent", "to", l.To, "error", err)
		c.flash("bad", c.say.T("admin.outbox_still"), "")
		return c.redirect("/admin/boite")
	}
	return c.done(c.s.desk.DropLetter(ctx, *c.actor, l.ID), "/admin/boite", "admin.mail_sent", "", "email", l.To)
}

// outboxDrop forgets a message that waits.
func outboxDrop(c *call) error {
	return c.done(c.s.desk.DropLetter(c.Request.Context(), *c.actor, c.Param("lettre")), "/admin/boite", "admin.outbox_dropped", "")
}
