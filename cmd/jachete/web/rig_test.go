package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/store"
	"jachete/diagnostic/store/storetest"
	"jachete/templates/policy"
)

// site is an installation with two buyers whose every text bears a mark of its
// own, people in every role, and a server in front. Everything is invented.
type site struct {
	t      *testing.T
	desk   *desk.Desk
	server *Server
	http   *httptest.Server
	log    *safeBuffer
	own    tenant            // "zzalpha"
	other  tenant            // "zzbeta"
	people map[string]string // user identifiers: "buyer", "stranger", "advisor"...
}

// tenant is a buyer and what it has.
type tenant struct {
	mark                               string
	org                                desk.OrgID
	upload, ledger, diagnostic, buyers string
}

const sitePassword = "un-long-mot-de-passe"

// hostile texts of a ledger: none of them may act where it is shown.
var hostile = []string{
	`<script>alert("zzxss")</script>`,
	`"><img src=x onerror=alert('zzxss')>`,
	`=HYPERLINK("http://evil.invalid";"zzxss")`,
	"Gauche \u202e etiord zzbidi",
	"Cloche \x07 zzcontrol",
	"Fleuriste 🌷 zzemoji",
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// newSite makes a site; change may alter the server's configuration.
func newSite(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	rules, err := policy.Load("")
	if err != nil {
		t.Fatal(err)
	}
	kept := storetest.SQLite(t)
	s := &site{t: t, log: &safeBuffer{}, people: map[string]string{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	var n byte
	s.desk, err = desk.New(desk.Config{
		Store: storetest.Open(t, kept), Policy: rules, Program: "test", Now: kept.Now, NewID: kept.NewID, Log: log, Work: t.TempDir(),
		Hash: desk.HashParams{Memory: 64, Iterations: 1},
		Random: func(b []byte) error {
			n++
			for i := range b {
				b[i] = n
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse("http://jachete.invalid")
	cfg := Config{Desk: s.desk, Log: log, URL: u, Now: kept.Now}
	for _, f := range change {
		f(&cfg)
	}
	if s.server, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	s.http = httptest.NewServer(s.server.Handler())
	t.Cleanup(s.http.Close)
	return s
}

// furnish fills a site: registry, two buyers, people.
func furnish(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	s := newSite(t, change...)
	boss := desk.Console("essai")
	for _, r := range []record.Record{
		{
			Names: []record.Name{{Text: "Coopérative Zzgamma du Fleuve", Kind: record.Legal}}, LegalForm: "Coopérative", Family: "coop", City: "Salaberry-de-Valleyfield",
			MRC: "Beauharnois-Salaberry", Serves: []string{"*"}, Categories: []string{s.desk.Policy.Categories[0].ID}, Web: "https://zzgamma.invalid",
			Statuses: []record.Status{{Standing: record.Recognised}}, Contacts: []record.Contact{{Name: "Zzcontact Privé", Email: "prive@zzgamma.invalid", Phone: "450 555-0199"}},
			Note: "zznote interne",
		},
		{
			Names: []record.Name{{Text: `Atelier <script>alert("zzxss")</script> Zzdelta`, Kind: record.Legal}}, LegalForm: "OBNL", Family: "npo", City: "Beauharnois",
			MRC: "Beauharnois-Salaberry", Serves: []string{"Roussillon"}, Statuses: []record.Status{{Standing: record.Recognised}},
		},
		{Names: []record.Name{{Text: "Candidate Zzepsilon", Kind: record.Legal}}, Family: "npo", City: "Beauharnois", MRC: "Beauharnois-Salaberry"},
	} {
		if _, found, err := s.desk.SaveRecord(t.Context(), boss, r, "essai"); err != nil || record.Refused(found) {
			t.Fatalf("save record: %v %v", err, found)
		}
	}
	s.own, s.other = s.tenant("zzalpha"), s.tenant("zzbeta")
	s.person("buyer", desk.Buyer, s.own.org)
	s.person("stranger", desk.Buyer, s.other.org)
	for _, r := range []desk.Role{desk.Advisor, desk.Director, desk.Administrator} {
		s.person(string(r), r, "")
	}
	u, err := s.desk.Store.AddUser(t.Context(), store.User{Email: "enterprise@essai.invalid", Name: "enterprise", Roles: []desk.Role{desk.Enterprise}}, "essai")
	if err != nil {
		t.Fatal(err)
	}
	s.people["enterprise"] = u.ID
	return s
}

// tenant makes a buyer with an imported ledger, a diagnostic and an upload that
// waits, all bearing its mark.
func (s *site) tenant(mark string) tenant {
	s.t.Helper()
	ctx, boss := s.t.Context(), desk.Console(mark)
	o, err := s.desk.AddBuyer(ctx, boss, desk.NewBuyer{Name: "Ville de " + strings.ToUpper(mark[:1]) + mark[1:], MRC: "Beauharnois-Salaberry"})
	if err != nil {
		s.t.Fatal(err)
	}
	path := filepath.Join(s.t.TempDir(), mark+".csv")
	if err := os.WriteFile(path, []byte(ledgerText(mark, "2025")), 0o600); err != nil {
		s.t.Fatal(err)
	}
	l, _, err := s.desk.Import(ctx, boss, o.ID, path, "", desk.Reading{}, "", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	made, err := s.desk.MakeDiagnostic(ctx, boss, o.ID, desk.Asked{Period: "2025"}, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	u, err := s.desk.Receive(ctx, boss, o.ID, mark+"-2026.csv", strings.NewReader(ledgerText(mark, "2026")), desk.Reading{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.work()
	return tenant{mark: mark, org: o.ID, upload: u.ID, ledger: l.ID, diagnostic: made.ID}
}

// work does the jobs that wait.
func (s *site) work() {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() { s.desk.Run(ctx, 0); close(done) }()
	for {
		n, err := s.desk.Store.WaitingJobs(ctx)
		if err != nil {
			s.t.Error(err)
			break
		}
		if n == 0 {
			break
		}
	}
	stop()
	<-done
}

// ledgerText is a ledger whose payees bear a mark, among them hostile ones.
func ledgerText(mark, year string) string {
	var b strings.Builder
	b.WriteString("Fournisseur;Date;Montant;Description;Ville\n")
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	row := func(name, amount, text string) {
		b.WriteString(strings.Join([]string{quote(name), year + "-03-04", amount, quote(text), "Beauharnois"}, ";") + "\n")
	}
	row("Coopérative Zzgamma du Fleuve", "1200,00", "paniers "+mark)
	row("Coop Zzgamma", "800,00", "fruits "+mark)
	row("Déneigement "+mark+" inc.", "45000,00", "hiver "+mark)
	row("Quincaillerie "+mark+" enr.", "3210,55", "vis "+mark)
	for i, h := range hostile {
		row(h+" "+mark, "10"+string(rune('0'+i))+",25", h)
	}
	row("Long "+mark+" "+strings.Repeat("x", 10_000), "77,00", strings.Repeat("y", 10_000))
	return b.String()
}

func (s *site) person(who string, r desk.Role, org desk.OrgID) {
	s.t.Helper()
	secret, err := s.desk.Invite(s.t.Context(), desk.Console("essai"), who+"@essai.invalid", r, org)
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := s.desk.Accept(s.t.Context(), secret, who, sitePassword)
	if err != nil {
		s.t.Fatal(err)
	}
	s.people[who] = a.User
}

// actor is somebody of the site, nil for "nobody".
func (s *site) actor(who string) *desk.Actor {
	s.t.Helper()
	if who == "nobody" {
		return nil
	}
	a, err := s.desk.ActorOf(s.t.Context(), s.people[who])
	if err != nil || a == nil {
		s.t.Fatalf("actor %s: %v", who, err)
	}
	return a
}

// browser is a client with cookies that follows no redirect.
type browser struct {
	s *site
	c *http.Client
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, c: &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser in which somebody is signed in.
func (s *site) as(who string) *browser {
	s.t.Helper()
	b := s.browser()
	switch who {
	case "nobody":
	case "enterprise": // has no password: enters as another authority vouches
		b.vouched(who)
	default:
		if r := b.post("/connexion", url.Values{"courriel": {who + "@essai.invalid"}, "mot-de-passe": {sitePassword}}); r.status != http.StatusSeeOther {
			s.t.Fatalf("sign in as %s: %d", who, r.status)
		}
	}
	return b
}

// vouched makes a session without a password, as OIDC does.
func (b *browser) vouched(who string) {
	b.s.t.Helper()
	ctx, err := b.s.server.sessions.Load(b.s.t.Context(), "")
	if err != nil {
		b.s.t.Fatal(err)
	}
	b.s.server.begin(ctx, b.s.actor(who))
	token, _, err := b.s.server.sessions.Commit(ctx)
	if err != nil {
		b.s.t.Fatal(err)
	}
	u, _ := url.Parse(b.s.http.URL)
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: b.s.server.sessions.Cookie.Name, Value: token, Path: "/"}})
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) answer {
	b.s.t.Helper()
	resp, err := b.c.Do(r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.s.t.Helper()
	r, err := http.NewRequestWithContext(b.s.t.Context(), method, b.s.http.URL+path, body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return r
}

func (b *browser) get(path string) answer {
	b.s.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) post(path string, form url.Values) answer {
	b.s.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}
