package web

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// form is a multipart form with files of these contents.
func form(t *testing.T, files ...string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i, text := range files {
		f, err := w.CreateFormFile("fichiers", "f"+strconv.Itoa(i)+".csv")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(f, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

// drop sends files to an organisation; whole tells the server their length first.
func (b *browser) drop(kind string, body []byte, whole bool) answer {
	b.s.t.Helper()
	var r io.Reader = bytes.NewReader(body)
	if !whole {
		r = struct{ io.Reader }{r}
	}
	req := b.request(http.MethodPost, "/o/"+string(b.s.own.org)+"/televersement", r)
	req.Header.Set("Content-Type", kind)
	return b.do(req)
}

func archive(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, text := range files {
		f, err := z.Create("f" + strconv.Itoa(i) + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(f, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const small = "Fournisseur;Date;Montant\nAlpha inc.;2024-01-05;100,00\nBeta inc.;2024-02-05;10,00\nGamma;2024-02-06;5,00\n"

// Every limit of an upload is told on a page of its own status, in words that say
// the limit.
func TestUploadLimits(t *testing.T) {
	t.Parallel()
	s := furnish(t, func(c *Config) {
		c.Limits = Limits{UploadBytes: 4000, Files: 2}
		c.Desk.Limits = ledger.Limits{InflatedBytes: 3000}
	})
	b := s.as("buyer")
	kind, large := form(t, strings.Repeat("x", 5000))
	three, threeBody := form(t, "a", "b", "c")
	one, oneBody := form(t, small)
	bomb, bombBody := form(t, archive(t, small, strings.Repeat("Alpha;1,00\n", 2000)))
	for name, x := range map[string]struct {
		got    answer
		status int
		says   string
	}{
		"size":            {b.drop(kind, large, true), http.StatusRequestEntityTooLarge, "trop volumineux"},
		"size, not told":  {b.drop(kind, large, false), http.StatusRequestEntityTooLarge, "trop volumineux"},
		"files":           {b.drop(three, threeBody, true), http.StatusRequestEntityTooLarge, "On en reçoit 2"},
		"half":            {b.drop(one, oneBody[:len(oneBody)-30], true), http.StatusBadRequest, "ne se lit pas"},
		"no form":         {b.drop("text/plain", []byte("a"), true), http.StatusBadRequest, "ne se lit pas"},
		"inflated":        {b.drop(bomb, bombBody, true), http.StatusUnprocessableEntity, "décompress"},
		"form of a field": {b.post("/compte/nom", url.Values{"nom": {strings.Repeat("x", formBytes+1)}}), http.StatusRequestEntityTooLarge, "trop volumineux"},
	} {
		if x.got.status != x.status || !strings.Contains(x.got.body, x.says) {
			t.Errorf("%s: %d, want %d with %q: %s", name, x.got.status, x.status, x.says, textOf(x.got.body))
		}
		checkHeaders(t, name, x.got)
		checkMarkup(t, name, x.got.body)
	}
}

// What shows only while reading is told on the page of the file.
func TestReadingLimits(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		limits ledger.Limits
		says   string
	}{
		"rows": {ledger.Limits{Rows: 2}, "lignes"},
		"time": {ledger.Limits{Time: time.Nanosecond}, "temps"},
		"size": {ledger.Limits{FileBytes: 20}, "trop gros"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := furnish(t)
			s.desk.Limits = x.limits
			b := s.as("buyer")
			kind, body := form(t, small)
			a := b.drop(kind, body, true)
			if a.status != http.StatusSeeOther {
				t.Fatalf("drop: %d", a.status)
			}
			s.work()
			page := b.get(a.header.Get("Location"))
			if page.status != http.StatusUnprocessableEntity || !strings.Contains(textOf(page.body), x.says) {
				t.Errorf("%d, want %q: %s", page.status, x.says, textOf(page.body))
			}
		})
	}
}

// scanner says what it is told to.
type scanner struct{ err error }

func (x scanner) Scan(_ context.Context, _ string, r io.Reader) error {
	_, _ = io.Copy(io.Discard, r)
	return x.err
}

// What the scanner refuses, and what it could not look at, is not kept, wherever
// a file comes in, and the log says so.
func TestScannedAtTheDoor(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		err          error
		status       int
		says, detail string
	}{
		"infected": {message.NewFault("scan.infected", message.Place{File: "f0.csv"}), http.StatusUnprocessableEntity, "antivirus", "scan.infected"},
		"absent":   {errScan, http.StatusServiceUnavailable, "antivirus", "scan.absent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := furnish(t)
			s.desk.Scan = scanner{x.err}.Scan
			count := func() int {
				list, err := s.desk.Store.Uploads(t.Context(), s.own.org)
				if err != nil {
					t.Fatal(err)
				}
				return len(list)
			}
			before := count()
			kind, body := form(t, small)
			a := s.as("buyer").drop(kind, body, true)
			if a.status != x.status || !strings.Contains(a.body, x.says) {
				t.Errorf("upload: %d, want %d: %s", a.status, x.status, textOf(a.body))
			}
			if count() != before {
				t.Error("the file was kept")
			}
			trail, err := s.desk.Store.AuditTrail(t.Context(), s.own.org, store.AuditFilter{Action: "refuse"})
			if err != nil || len(trail) != 1 || !strings.Contains(string(trail[0].Detail), x.detail) || !strings.Contains(string(trail[0].Detail), "f0.csv") {
				t.Errorf("the log says %v, %v", trail, err)
			}
			if page := s.as("buyer").get("/o/" + string(s.own.org) + "/journal"); !strings.Contains(page.body, "fichier refusé à l&#39;entrée") && !strings.Contains(page.body, "fichier refusé") {
				t.Errorf("the page of the log does not tell it: %s", textOf(page.body))
			}
			var w bytes.Buffer
			m := multipart.NewWriter(&w)
			f, _ := m.CreateFormFile("classeur", "registre.csv")
			_, _ = io.WriteString(f, "Nom\nAtelier Inventé\n")
			_ = m.Close()
			adv := s.as("advisor")
			req := adv.request(http.MethodPost, "/fiches/import/televersement", &w)
			req.Header.Set("Content-Type", m.FormDataContentType())
			if got := adv.do(req); got.status != x.status {
				t.Errorf("the registry's workbook: %d, want %d", got.status, x.status)
			}
		})
	}
}

// Behind a trusted proxy, the address that it saw is counted: not what the
// visitor wrote before it, nor another header.
func TestTrustedProxy(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.Now, c.Limits, c.Proxies = fixed, Limits{SignIns: 2}, []string{"127.0.0.1", "::1"} })
	b := s.browser()
	n := 0
	try := func(header ...string) int {
		n++
		r := b.request(http.MethodPost, "/connexion", strings.NewReader(url.Values{"courriel": {"x" + strconv.Itoa(n) + "@essai.invalid"}, "mot-de-passe": {"non"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return b.do(r).status
	}
	var got []int
	for i := range 3 {
		got = append(got, try("X-Forwarded-For", "198.51.100."+strconv.Itoa(i)+", 203.0.113.7", "X-Real-Ip", "198.51.100."+strconv.Itoa(i)))
	}
	if got[1] != http.StatusUnauthorized || got[2] != http.StatusTooManyRequests {
		t.Errorf("one visitor that invents what stood before: %v", got)
	}
	if c := try("X-Forwarded-For", "203.0.113.8"); c != http.StatusUnauthorized {
		t.Errorf("another visitor behind the same proxy: %d", c)
	}
	got = got[:0]
	for i := range 3 {
		got = append(got, try("X-Forwarded-For", "2001:db8:1:2::"+strconv.Itoa(i+1)))
	}
	if got[2] != http.StatusTooManyRequests {
		t.Errorf("one network of IPv6 with many addresses: %v", got)
	}
}

// One account cannot ask without end from many addresses.
func TestAccountsAreLimited(t *testing.T) {
	t.Parallel()
	s := furnish(t, func(c *Config) { c.Now, c.Limits, c.Proxies = fixed, Limits{Requests: 5}, []string{"127.0.0.1", "::1"} })
	b := s.browser()
	b.vouched("buyer")
	last := 0
	for i := range 20 {
		r := b.request(http.MethodGet, "/compte", nil)
		r.Header.Set("X-Forwarded-For", "203.0.113."+strconv.Itoa(i+1))
		last = b.do(r).status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the 20th request of an account, each from another address: %d", last)
	}
}

// Headers that protect stand on every answer: errors, redirections of the
// router, refusals, downloads, streams.
func TestHeadersEverywhere(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	own := "/o/" + string(s.own.org)
	b := s.as("buyer")
	for _, path := range []string{
		"/nulle-part", "/connexion/", "/o/" + string(s.other.org), own + "/diagnostics/" + s.own.diagnostic + "/telecharger/pdf",
		own + "/diagnostics/" + s.own.diagnostic + "/telecharger/json", own + "/annees/2025/flux", "/sante", "/admin", own + "/fichiers/x/flux", "/metrics", "//",
	} {
		a := b.get(path)
		checkHeaders(t, path, a)
		if strings.Contains(path, "telecharger") {
			if d := a.header.Get("Content-Disposition"); a.status != http.StatusOK || !strings.HasPrefix(d, "attachment") {
				t.Errorf("%s: %d, disposition %q", path, a.status, d)
			}
		}
	}
	for _, method := range []string{http.MethodDelete, http.MethodPost, "PROPFIND"} {
		checkHeaders(t, method, b.do(b.request(method, "/compte", nil)))
	}
	r := b.request(http.MethodPost, "/compte/nom", strings.NewReader("nom=x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	a := b.do(r)
	checkHeaders(t, "cross", a)
	if a.status != http.StatusForbidden || !strings.Contains(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("what another site sent: %d %s", a.status, a.header.Get("Content-Type"))
	}
	checkMarkup(t, "cross", a.body)
}

// Who is given another role, another organisation or another record begins anew.
func TestPrivilegesEndSessions(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*store.User){
		"role":         func(u *store.User) { u.Roles, u.Organisation = []store.Role{store.Advisor}, "" },
		"password":     func(u *store.User) { u.PasswordHash += "x" },
		"record":       func(u *store.User) { u.Enterprise = "autre" },
		"organisation": func(u *store.User) { u.Organisation = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := furnish(t)
			b := s.as("buyer")
			if a := b.get("/compte"); a.status != http.StatusOK {
				t.Fatalf("before: %d", a.status)
			}
			u, err := s.desk.Store.User(t.Context(), s.people["buyer"])
			if err != nil {
				t.Fatal(err)
			}
			change(&u)
			if err := s.desk.Store.UpdateUser(t.Context(), u, "essai"); err != nil {
				t.Fatal(err)
			}
			if a := b.get("/compte"); a.status != http.StatusSeeOther {
				t.Errorf("after: %d", a.status)
			}
		})
	}
}

// A form that comes too slowly does not hold a connection for as long as an
// upload may.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	h := s.server.HTTP("localhost:0")
	for name, d := range map[string]time.Duration{"header": h.ReadHeaderTimeout, "read": h.ReadTimeout, "write": h.WriteTimeout, "idle": h.IdleTimeout, "form": formTime} {
		if d <= 0 || d > 20*time.Minute {
			t.Errorf("%s: %s", name, d)
		}
	}
	if h.MaxHeaderBytes <= 0 || h.MaxHeaderBytes > 1<<20 {
		t.Errorf("headers of %d bytes", h.MaxHeaderBytes)
	}
	if p := problemOf(errors.Join(errSlow)); p.status != http.StatusRequestTimeout {
		t.Errorf("too slow: %d", p.status)
	}
}
