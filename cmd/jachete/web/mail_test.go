package web

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"testing"

	"jachete/templates/message"
)

// postman is a mail server that takes one message; refuse makes it say no.
func postman(t *testing.T, refuse bool) (address string, got func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	letters := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		say := func(s string) { _, _ = io.WriteString(conn, s+"\r\n") }
		say("220 essai")
		r := bufio.NewReader(conn)
		var data strings.Builder
		for in := false; ; {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			switch {
			case in && line == ".\r\n":
				in = false
				letters <- data.String()
				say("250 pris")
			case in:
				data.WriteString(line)
			case strings.HasPrefix(line, "EHLO"):
				say("250-essai\r\n250 AUTH PLAIN")
			case strings.HasPrefix(line, "RCPT") && refuse:
				say("550 non")
			case strings.HasPrefix(line, "DATA"):
				in = true
				say("354 allez")
			case strings.HasPrefix(line, "AUTH"):
				say("235 oui")
			case strings.HasPrefix(line, "QUIT"):
				say("221 au revoir")
				return
			default:
				say("250 oui")
			}
		}
	}()
	return l.Addr().String(), func() string { return <-letters }
}

func TestMailLeaves(t *testing.T) {
	t.Parallel()
	address, got := postman(t, false)
	m, err := NewSMTP("smtp://jean:mdp@"+address+"?from=ne-pas-repondre@essai.invalid", fixed)
	if err != nil {
		t.Fatal(err)
	}
	s := furnish(t, func(c *Config) { c.Mail = m })
	a := s.as("administrator").post("/admin/invitations", url.Values{"courriel": {"neuf@essai.invalid"}, "role": {"advisor"}})
	if a.header.Get("Location") != "/admin/invitations" {
		t.Fatalf("%d to %q: %s", a.status, a.header.Get("Location"), s.log.String())
	}
	letter, err := mail.ReadMessage(strings.NewReader(got()))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(letter.Body)
	if to := letter.Header.Get("To"); to != "<neuf@essai.invalid>" {
		t.Errorf("to %q", to)
	}
	if !strings.Contains(string(body), "http://jachete.invalid/invitation/") || !strings.Contains(string(body), "Hello") || !strings.Contains(string(body), "Bonjour") {
		t.Errorf("says %q", body)
	}
	if strings.Contains(s.log.String(), "/invitation/") || len(s.letters()) != 0 {
		t.Error("a message that left is in the log or the outbox")
	}
}

// A message that does not leave waits, over a restart, until it leaves.
func TestMailThatDoesNotLeaveWaits(t *testing.T) {
	t.Parallel()
	var m Mailer = refuses{}
	s := furnish(t, func(c *Config) { c.Mail = m })
	b := s.as("administrator")
	b.post("/admin/invitations", url.Values{"courriel": {"neuf@essai.invalid"}, "role": {"advisor"}})
	list := s.letters()
	if len(list) != 1 || !list[0].Failed {
		t.Fatalf("the outbox holds %v", list)
	}
	again, err := New(s.server.cfg) // another process on the same store
	if err != nil {
		t.Fatal(err)
	}
	s.server = again
	s.http.Config.Handler = again.Handler()
	if page := b.get("/admin/boite"); !strings.Contains(page.body, "/invitation/") || !strings.Contains(page.body, "neuf@essai.invalid") {
		t.Errorf("after a restart: %d", page.status)
	}
	if b.post("/admin/boite/"+list[0].ID+"/envoyer", nil); len(s.letters()) != 1 {
		t.Error("a message that is refused again is gone")
	}
	address, got := postman(t, false)
	if m, err = NewSMTP("smtp://essai@"+address+"?from=a@essai.invalid", fixed); err != nil {
		t.Fatal(err)
	}
	again.cfg.Mail = m
	if a := b.post("/admin/boite/"+list[0].ID+"/envoyer", nil); a.status != http.StatusSeeOther || !strings.Contains(got(), "/invitation/") || len(s.letters()) != 0 {
		t.Errorf("sent again: %d, %d left", a.status, len(s.letters()))
	}
	if a := b.post("/admin/boite/"+list[0].ID+"/retirer", nil); a.status != http.StatusNotFound {
		t.Errorf("remove one that is gone: %d", a.status)
	}
}

// What waits goes with the link it holds.
func TestOutboxForgetsWhatOpensNothing(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("administrator")
	b.post("/admin/invitations", url.Values{"courriel": {"neuf@essai.invalid"}, "role": {"advisor"}})
	if a := s.browser().post(s.newestLink(), url.Values{"nom": {"Neuve Personne"}, "mot-de-passe": {sitePassword}}); a.status != http.StatusSeeOther {
		t.Fatalf("accept: %d", a.status)
	}
	if n := len(s.letters()); n != 0 {
		t.Errorf("%d messages with a link that was used", n)
	}
}

// refuses is a mail server that takes nothing.
type refuses struct{}

func (refuses) Send(context.Context, string, string, string) error { return errMail }

func TestAddressOfMailServer(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "mail.invalid", "http://a@b", "smtp://h", "smtp://u:secret@h:25?from=nobody", "smtp://u:se cret@h", "smtp://:x@"} {
		if _, err := NewSMTP(bad, fixed); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	m, err := NewSMTP("smtps://a%40essai.invalid:x@mail.invalid", fixed)
	if err != nil || m.port != "465" || m.from != "a@essai.invalid" || !m.tls {
		t.Errorf("%+v, %v", m, err)
	}
}

func FuzzLetterHasNoSecondHeader(f *testing.F) {
	f.Add("Sujet", "texte")
	f.Add("a\r\nBcc: x@y", "b\r\n.\r\nc")
	f.Add("é\n\nfin", "")
	f.Fuzz(func(t *testing.T, subject, text string) {
		m := &SMTP{from: "a@essai.invalid", now: fixed}
		got, err := mail.ReadMessage(strings.NewReader(string(m.letter("b@essai.invalid", subject, text))))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Header) != 8 {
			t.Errorf("%d headers: %v", len(got.Header), got.Header)
		}
	})
}

func TestHTTPScanner(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		switch {
		case strings.Contains(string(b), "EICAR"):
			w.WriteHeader(http.StatusUnprocessableEntity)
		case strings.Contains(string(b), "panne"):
			w.WriteHeader(http.StatusInternalServerError)
		}
		if strings.Contains(r.URL.String()+r.Header.Get("Content-Disposition"), "secret") {
			t.Error("the name of the file left")
		}
	}))
	defer srv.Close()
	u, _ := url.Parse(srv.URL)
	h := HTTPScanner{URL: u}
	scan := func(text string) error { return h.Scan(t.Context(), "secret.csv", strings.NewReader(text)) }
	if err := scan("sain"); err != nil {
		t.Errorf("a clean file: %v", err)
	}
	var f *message.Fault
	if err := scan("EICAR"); !errors.As(err, &f) || f.Key != "scan.infected" {
		t.Errorf("an infected file: %v", err)
	}
	if err := scan("panne"); err == nil || errors.As(err, &f) {
		t.Errorf("a scanner that fails: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := h.Scan(ctx, "x", strings.NewReader("sain")); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}
