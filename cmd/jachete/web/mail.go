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
	"sync"
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

// outbox holds the messages that could not leave, the newest first, in memory:
// they hold secrets of links, which are written nowhere else.
type outbox struct {
	mu   sync.Mutex
	list []letter
}

type letter struct {
	At                time.Time
	To, Subject, Text string
	Failed            bool // a server is set and did not take it
}

const outboxSize = 50

func (o *outbox) add(l letter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append([]letter{l}, o.list[:min(len(o.list), outboxSize-1)]...)
}

func (o *outbox) all() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]letter(nil), o.list...)
}

// send sends a message, or leaves it in the outbox and the log. It tells whether
// it left.
func (s *Server) send(ctx context.Context, to, subject, text string) bool {
	l := letter{At: s.cfg.Now(), To: to, Subject: subject, Text: text}
	if s.cfg.Mail != nil {
		err := s.cfg.Mail.Send(ctx, to, subject, text)
		if err == nil {
			return true
		}
		s.log.Error("mail not sent", "to", to, "error", err)
		l.Failed = true
	} else {
		s.log.Warn("no mail server is set; the message waits in the outbox", "to", to, "subject", subject, "text", text)
	}
	s.outbox.add(l)
	return false
}
