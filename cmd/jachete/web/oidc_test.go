package web

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is a small provider of OpenID Connect.
type authority struct {
	t   *testing.T
	srv *httptest.Server
	key *rsa.PrivateKey

	mu        sync.Mutex
	challenge string
	// claims changes what it says of the person; nonce is that of the request.
	claims func(map[string]any)
	nonce  string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key, claims: func(map[string]any) {}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		a.json(w, map[string]any{
			"issuer": a.srv.URL, "authorization_endpoint": a.srv.URL + "/auth", "token_endpoint": a.srv.URL + "/token", "jwks_uri": a.srv.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		enc := base64.RawURLEncoding.EncodeToString
		a.json(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k", "n": enc(key.N.Bytes()), "e": enc(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("/token", a.token)
	a.srv = httptest.NewServer(mux)
	t.Cleanup(a.srv.Close)
	return a
}

func (a *authority) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// token gives a signed identity for the code and verifier of the last request.
func (a *authority) token(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	_, secret, _ := r.BasicAuth()
	if r.FormValue("code") != "le-code" || base64.RawURLEncoding.EncodeToString(sum[:]) != a.challenge || secret != "le-secret" && r.FormValue("client_secret") != "le-secret" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{
		"iss": a.srv.URL, "aud": "jachete-essai", "sub": "42", "email": "advisor@essai.invalid", "email_verified": true, "nonce": a.nonce,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	a.claims(claims)
	body, _ := json.Marshal(claims)
	enc := base64.RawURLEncoding.EncodeToString
	signed := enc([]byte(`{"alg":"RS256","kid":"k"}`)) + "." + enc(body)
	hash := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, hash[:])
	if err != nil {
		a.t.Error(err)
	}
	a.json(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": signed + "." + enc(sig)})
}

// leave sends a browser to the authority and gives the state it left with.
func (a *authority) leave(b *browser) (state string) {
	a.t.Helper()
	r := b.get("/connexion/oidc?vers=/tableau")
	u, err := url.Parse(r.header.Get("Location"))
	if err != nil || r.status != http.StatusSeeOther || !strings.HasPrefix(u.String(), a.srv.URL+"/auth?") {
		a.t.Fatalf("leave: %d to %s", r.status, r.header.Get("Location"))
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != "http://jachete.invalid/connexion/oidc/retour" || !strings.Contains(q.Get("scope"), "email") {
		a.t.Errorf("asks with %v", q)
	}
	a.mu.Lock()
	a.challenge, a.nonce = q.Get("code_challenge"), q.Get("nonce")
	a.mu.Unlock()
	return q.Get("state")
}

func TestOIDC(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := furnish(t, func(c *Config) {
		c.OIDC = OIDC{Issuer: a.srv.URL, ClientID: "jachete-essai", Secret: "le-secret", Name: "Essai"}
		c.Limits = Limits{SignIns: 100}
	})
	if page := s.browser().get("/connexion"); !strings.Contains(page.body, "Se connecter avec Essai") {
		t.Error("the page of sign-in does not offer it")
	}
	back := func(b *browser, state, code string) answer {
		return b.get("/connexion/oidc/retour?" + url.Values{"state": {state}, "code": {code}}.Encode())
	}
	b := s.browser()
	state := a.leave(b)
	r := back(b, state, "le-code")
	if r.status != http.StatusSeeOther || r.header.Get("Location") != "/tableau" {
		t.Fatalf("back: %d to %q: %s", r.status, r.header.Get("Location"), s.log.String())
	}
	if page := b.get("/compte"); page.status != http.StatusOK || !strings.Contains(page.body, "advisor@essai.invalid") {
		t.Errorf("nobody is signed in: %d", page.status)
	}
	if r := back(b, state, "le-code"); r.status != http.StatusBadRequest {
		t.Errorf("the same way back a second time: %d", r.status)
	}
	for name, x := range map[string]struct {
		claims func(map[string]any)
		state  string
		code   string
		want   int
	}{
		"another state":      {nil, "autre", "le-code", http.StatusBadRequest},
		"another code":       {nil, "", "autre", http.StatusUnauthorized},
		"not verified":       {func(c map[string]any) { c["email_verified"] = false }, "", "le-code", http.StatusUnauthorized},
		"says nothing of it": {func(c map[string]any) { delete(c, "email_verified") }, "", "le-code", http.StatusUnauthorized},
		"nobody's address":   {func(c map[string]any) { c["email"] = "inconnu@essai.invalid" }, "", "le-code", http.StatusUnauthorized},
		"another nonce":      {func(c map[string]any) { c["nonce"] = "autre" }, "", "le-code", http.StatusUnauthorized},
		"no nonce":           {func(c map[string]any) { delete(c, "nonce") }, "", "le-code", http.StatusUnauthorized},
		"for another client": {func(c map[string]any) { c["aud"] = "autre" }, "", "le-code", http.StatusUnauthorized},
		"of another issuer":  {func(c map[string]any) { c["iss"] = "https://autre.invalid" }, "", "le-code", http.StatusUnauthorized},
		"expired":            {func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() }, "", "le-code", http.StatusUnauthorized},
	} {
		b := s.browser()
		state := a.leave(b)
		a.mu.Lock()
		a.claims = func(map[string]any) {}
		if x.claims != nil {
			a.claims = x.claims
		}
		a.mu.Unlock()
		r := back(b, or(x.state, state), x.code)
		if r.status != x.want {
			t.Errorf("%s: %d, want %d", name, r.status, x.want)
		}
		if p := b.get("/compte"); p.status != http.StatusSeeOther {
			t.Errorf("%s: somebody is signed in (%d)", name, p.status)
		}
	}
	if strings.Contains(s.log.String(), "le-secret") {
		t.Error("the log holds the secret")
	}
}

// A session begun elsewhere cannot finish the way of another browser.
func TestOIDCBackIntoAnotherBrowser(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s := furnish(t, func(c *Config) { c.OIDC = OIDC{Issuer: a.srv.URL, ClientID: "jachete-essai", Secret: "le-secret"} })
	state := a.leave(s.browser())
	victim := s.browser()
	if r := victim.get(fmt.Sprintf("/connexion/oidc/retour?state=%s&code=le-code", state)); r.status != http.StatusBadRequest {
		t.Errorf("%d", r.status)
	}
	if r := newSite(t).browser().get("/connexion/oidc"); r.status != http.StatusNotFound {
		t.Errorf("where none is set: %d", r.status)
	}
}
