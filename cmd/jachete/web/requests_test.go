package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestCrossOriginFormsAreRefused(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	for _, r := range s.server.Routes() {
		if r.Method == http.MethodGet {
			continue
		}
		for _, path := range fill(r.Path, s.own, s.own, s.people)[:1] {
			for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.invalid"} {
				req := b.request(r.Method, path, strings.NewReader("a=b"))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.Header.Set(name, value)
				if a := b.do(req); a.status != http.StatusForbidden {
					t.Errorf("%s %s with %s: %d", r.Method, path, name, a.status)
				}
			}
		}
	}
	if a := b.get("/o/" + string(s.own.org)); a.status != http.StatusOK {
		t.Errorf("the session did not survive what another site sent: %d", a.status)
	}
}

func cookieOf(a answer) *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if strings.HasSuffix(c.Name, "jachete") {
			return c
		}
	}
	return nil
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		address, name string
		secure        bool
	}{{"http://jachete.invalid", "jachete", false}, {"https://jachete.invalid", "__Host-jachete", true}} {
		u, _ := url.Parse(x.address)
		s := newSite(t, func(c *Config) { c.URL = u })
		s.person("advisor", "advisor", "")
		// A visitor that was given a session before signing in gets another one then.
		before := cookieOf(s.browser().get("/connexion?lang=en"))
		if before == nil {
			t.Fatal("no session for the choice of a language")
		}
		b := s.browser()
		req := b.request(http.MethodPost, "/connexion", strings.NewReader(url.Values{"courriel": {"advisor@essai.invalid"}, "mot-de-passe": {sitePassword}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.AddCookie(&http.Cookie{Name: before.Name, Value: before.Value})
		a := b.do(req)
		c := cookieOf(a)
		if a.status != http.StatusSeeOther || c == nil {
			t.Fatalf("sign in: %d, cookie %v", a.status, c)
		}
		if c.Value == before.Value {
			t.Error("the token of the session is the one from before the sign-in")
		}
		if c.Name != x.name || !c.HttpOnly || c.Secure != x.secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie of %s: %+v", x.address, c)
		}
		if hsts := a.header.Get("Strict-Transport-Security"); (hsts != "") != x.secure {
			t.Errorf("%s: transport security %q", x.address, hsts)
		}
		old := s.browser()
		req = old.request(http.MethodGet, "/", nil)
		req.AddCookie(&http.Cookie{Name: before.Name, Value: before.Value})
		if a := old.do(req); a.status == http.StatusSeeOther {
			t.Error("the session from before is signed in")
		}
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	u, _ := url.Parse(s.http.URL)
	stolen := b.c.Jar.Cookies(u)
	if a := b.post("/deconnexion", nil); a.status != http.StatusSeeOther {
		t.Fatalf("sign out: %d", a.status)
	}
	thief := s.browser()
	thief.c.Jar.SetCookies(u, stolen)
	if a := thief.get("/o/" + string(s.own.org)); a.status != http.StatusSeeOther {
		t.Errorf("a token that was signed out opens a page: %d", a.status)
	}
}

// A page to go to after signing in is one of ours, whatever the address says.
func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	for _, next := range []string{
		"https://evil.invalid/", "//evil.invalid", `/\evil.invalid`, `\\evil.invalid`, "/\t/evil.invalid", "javascript:alert(1)", "http:/evil.invalid", "/%0d%0aSet-Cookie:x=y",
		"///evil.invalid", "/\x00", "evil.invalid", "?x", "/..//evil.invalid", "/a\nb",
	} {
		b := s.browser()
		a := b.post("/connexion", url.Values{"courriel": {"advisor@essai.invalid"}, "mot-de-passe": {sitePassword}, "vers": {next}})
		to := a.header.Get("Location")
		if u, err := url.Parse(to); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\r\n\t\\") {
			t.Errorf("vers=%q leads to %q", next, to)
		}
		if len(a.header.Values("Set-Cookie")) > 1 {
			t.Errorf("vers=%q adds a header", next)
		}
	}
	if a := s.browser().post("/connexion", url.Values{"courriel": {"advisor@essai.invalid"}, "mot-de-passe": {sitePassword}, "vers": {"/tableau?x=1"}}); a.header.Get("Location") != "/tableau?x=1" {
		t.Errorf("an address of ours is not kept: %q", a.header.Get("Location"))
	}
}

// fixed is a clock that stands still: no bucket fills again.
func fixed() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }

func TestRatesAreLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.Now, c.Limits = fixed, Limits{SignIns: 3, Requests: 10} })
	b := s.browser()
	var codes []int
	for range 5 {
		codes = append(codes, b.post("/connexion", url.Values{"courriel": {"x@essai.invalid"}, "mot-de-passe": {"non"}}).status)
	}
	if codes[2] != http.StatusUnauthorized || codes[3] != http.StatusTooManyRequests || codes[4] != http.StatusTooManyRequests {
		t.Errorf("five sign-ins gave %v", codes)
	}
	last := answer{}
	for range 40 {
		last = b.get("/connexion")
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" {
		t.Errorf("the 45th request of a second: %d", last.status)
	}
}

// Who sits behind no trusted proxy cannot choose the address that is counted.
func TestForwardedAddressIsNotBelieved(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.Now, c.Limits = fixed, Limits{SignIns: 2} })
	b := s.browser()
	refused := false
	for i := range 4 {
		r := b.request(http.MethodPost, "/connexion", strings.NewReader(url.Values{"courriel": {string(rune('a'+i)) + "@essai.invalid"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", "203.0.113."+string(rune('1'+i)))
		refused = b.do(r).status == http.StatusTooManyRequests
	}
	if !refused {
		t.Error("an invented X-Forwarded-For opens a new bucket")
	}
}

func TestBodiesAreLimited(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	big := "courriel=" + strings.Repeat("x", formBytes+1)
	for _, r := range s.server.Routes() {
		may := declared[r.Method+" "+r.Path]
		if r.Method == http.MethodGet || strings.HasSuffix(r.Path, "/televersement") || !contains(may, "own") {
			continue
		}
		path := fill(r.Path, s.own, s.own, s.people)[0]
		req := b.request(r.Method, path, strings.NewReader(big))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if a := b.do(req); a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s with %d bytes: %d", r.Method, path, len(big), a.status)
		}
	}
}

func contains(list who, w string) bool {
	for _, x := range list {
		if x == w {
			return true
		}
	}
	return false
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.browser()
	for _, x := range []struct {
		method, path string
		want         int
	}{
		{http.MethodHead, "/connexion", http.StatusOK},
		{http.MethodHead, "/o/" + string(s.own.org), http.StatusUnauthorized},
		{http.MethodOptions, "/connexion", http.StatusMethodNotAllowed},
		{http.MethodPut, "/connexion", http.StatusMethodNotAllowed},
		{http.MethodDelete, "/", http.StatusMethodNotAllowed},
		{http.MethodTrace, "/connexion", http.StatusMethodNotAllowed},
		{"PROPFIND", "/nulle-part", http.StatusNotFound},
	} {
		r := b.request(x.method, x.path, nil)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		a := b.do(r)
		if a.status != x.want {
			t.Errorf("%s %s: %d, want %d", x.method, x.path, a.status, x.want)
		}
		if a.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s %s: no policy of content", x.method, x.path)
		}
		if a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s %s: opens itself to other sites", x.method, x.path)
		}
	}
	if a := b.do(b.request(http.MethodHead, "/connexion", nil)); a.body != "" {
		t.Error("HEAD has a body")
	}
}

func TestPathsDoNotClimb(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	for _, p := range []string{
		"/assets/..%2f..%2fgo.mod", "/assets/../../../etc/passwd", "/assets/%2e%2e/x", "/o/..%2f" + string(s.other.org), "/o/" + string(s.own.org) + "%2f..%2f" + string(s.other.org),
		"/o/%00", "/o/" + strings.Repeat("a", 5000), "/o/..", "/%ff%fe", "/o/" + string(s.own.org) + "/..;/",
	} {
		a := b.get(p)
		if a.status < 300 || a.status >= 500 || strings.Contains(strings.ToLower(a.body), s.other.mark) || strings.Contains(a.body, "root:") {
			t.Errorf("%s: %d", p, a.status)
		}
	}
}

// An account that is closed is out at its next click.
func TestClosedAccountIsOut(t *testing.T) {
	t.Parallel()
	s := furnish(t)
	b := s.as("buyer")
	page := "/o/" + string(s.own.org)
	if a := b.get(page); a.status != http.StatusOK {
		t.Fatalf("before: %d", a.status)
	}
	u, err := s.desk.Store.User(t.Context(), s.people["buyer"])
	if err != nil {
		t.Fatal(err)
	}
	u.Disabled = true
	if err := s.desk.Store.UpdateUser(t.Context(), u, "essai"); err != nil {
		t.Fatal(err)
	}
	if a := b.get(page); a.status != http.StatusSeeOther {
		t.Errorf("after: %d", a.status)
	}
	if a := s.browser().post("/connexion", url.Values{"courriel": {"buyer@essai.invalid"}, "mot-de-passe": {sitePassword}}); a.status != http.StatusUnauthorized {
		t.Errorf("a closed account signs in: %d", a.status)
	}
}
