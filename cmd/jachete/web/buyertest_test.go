package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jachete/diagnostic/demo"
	"jachete/diagnostic/desk"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/registry/intake"
	"jachete/diagnostic/store"
	"jachete/templates/policy"
)

// house is a server over a store of its own, with a buyer, its account and an
// invented registry.
type house struct {
	t    *testing.T
	desk *desk.Desk
	org  desk.OrgID
	url  string
	data *demo.Data
	c    *http.Client
	srv  *Server
}

var invented = sync.OnceValues(func() (*demo.Data, error) { return demo.Make(7) })

// newHouse opens a server with its jobs running. The buyer is signed in.
func newHouse(t *testing.T) *house {
	t.Helper()
	ctx := t.Context()
	var n atomic.Int64
	id := func() string { return fmt.Sprintf("01900000-0000-7000-8000-%012d", n.Add(1)) }
	s, err := store.Open(ctx, store.Config{
		Database: "sqlite:" + filepath.Join(t.TempDir(), "j.db"), Blobs: "file://" + filepath.ToSlash(t.TempDir()), Create: true,
		Options: store.Options{Now: time.Now, NewID: id},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	rules, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	d, err := desk.New(desk.Config{
		Store: s, Policy: rules, Program: "essai", Now: time.Now, NewID: id, Work: t.TempDir(), Log: log, Hash: desk.HashParams{Memory: 64, Iterations: 1},
		Random: func(b []byte) error { _, err := rand.Read(b); return err },
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, desk: d}
	if h.data, err = invented(); err != nil {
		t.Fatal(err)
	}
	h.registry()
	o, err := d.AddBuyer(ctx, desk.Console("essai"), desk.NewBuyer{Name: demo.Buyer, MRC: demo.MRC, Regime: demo.Regime})
	if err != nil {
		t.Fatal(err)
	}
	h.org = o.ID
	if h.srv, err = New(Config{Desk: d, Log: log, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(h.srv.Handler())
	h.url = web.URL
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { d.Run(work, time.Second) })
	t.Cleanup(func() { web.Close(); stop(); running.Wait() })
	h.c = h.account("acheteuse@exemple.invalid", desk.Buyer, o.ID)
	return h
}

// registry imports the invented enterprises.
func (h *house) registry() {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.data.WriteRegistry(&b); err != nil {
		h.t.Fatal(err)
	}
	in, err := h.desk.PreviewRegistry(h.t.Context(), desk.Console("essai"), "registre.xlsx", &b, intake.Options{RecognisedFrom: "2020-01-01"})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.desk.ImportRegistry(h.t.Context(), desk.Console("essai"), in, "essai", true); err != nil {
		h.t.Fatal(err)
	}
}

// account makes a person of a role and signs in.
func (h *house) account(email string, role desk.Role, org desk.OrgID) *http.Client {
	h.t.Helper()
	ctx := h.t.Context()
	secret, err := h.desk.Invite(ctx, desk.Console("essai"), email, role, org)
	if err != nil {
		h.t.Fatal(err)
	}
	const password = "un mot de passe d'essai"
	if _, err := h.desk.Accept(ctx, secret, "Personne d'essai", password); err != nil {
		h.t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	resp, err := c.PostForm(h.url+"/connexion", url.Values{"courriel": {email}, "mot-de-passe": {password}})
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode >= 400 && role == desk.Buyer {
		h.t.Fatalf("sign in: %s %s", resp.Status, resp.Request.URL)
	}
	return c
}

func (h *house) at(rest string) string { return "/o/" + string(h.org) + rest }

// get asks for a page and wants a status.
func (h *house) get(path string, want int) string {
	h.t.Helper()
	return h.as(h.c, path, want)
}

func (h *house) as(c *http.Client, path string, want int) string {
	h.t.Helper()
	resp, err := c.Get(h.url + path)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(resp, path, want)
}

func (h *house) read(resp *http.Response, path string, want int) string {
	h.t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if resp.StatusCode != want {
		h.t.Fatalf("%s: status %d, want %d: %s", path, resp.StatusCode, want, textOf(string(b)))
	}
	return string(b)
}

// post sends a form and follows where it leads.
func (h *house) post(path string, form url.Values, want int) string {
	h.t.Helper()
	resp, err := h.c.PostForm(h.url+path, form)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(resp, path, want)
}

// send drops files and gives the page that follows and its address.
func (h *house) send(want int, files map[string][]byte) (page, path string) {
	h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, content := range files {
		f, err := w.CreateFormFile("fichiers", name)
		if err != nil {
			h.t.Fatal(err)
		}
		if _, err := f.Write(content); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		h.t.Fatal(err)
	}
	resp, err := h.c.Post(h.url+h.at("/televersement"), w.FormDataContentType(), &b)
	if err != nil {
		h.t.Fatal(err)
	}
	path = resp.Request.URL.Path
	return h.read(resp, path, want), path
}

// ledger is the invented ledger as a workbook.
func (h *house) ledger() []byte {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.data.WriteLedger(&b); err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

// settle waits until no job of the organisation's file is under way.
func (h *house) settle(object string) {
	h.t.Helper()
	a := desk.Console("essai")
	for {
		j, err := h.desk.Job(h.t.Context(), a, h.org, object)
		if err == nil && j.Over() {
			if j.State == jobs.Failed {
				h.t.Fatalf("job %s of %s failed: %v", j.Kind, object, j.Fault)
			}
			return
		}
		if h.t.Context().Err() != nil {
			h.t.Fatal("the job does not end")
		}
		time.Sleep(10 * time.Millisecond) // the job's row is all there is to watch
	}
}

// imported drops the invented ledger, confirms it, and waits for its diagnostic;
// it gives the path of the result.
func (h *house) imported() string {
	h.t.Helper()
	_, path := h.send(http.StatusOK, map[string][]byte{"paiements.xlsx": h.ledger()})
	id := path[strings.LastIndexByte(path, '/')+1:]
	h.settle(id)
	page := h.get(path, http.StatusOK)
	h.post(path+"/confirmer", url.Values{"vu": {valueOf(page, "vu")}}, http.StatusOK)
	h.settle(id)
	h.settle(string(h.org) + "/" + demo.Period)
	list, err := h.desk.Diagnostics(h.t.Context(), desk.Console("essai"), h.org)
	if err != nil || len(list) == 0 {
		h.t.Fatalf("%d diagnostics, %v", len(list), err)
	}
	return h.at("/diagnostics/" + list[0].ID)
}

// valueOf is the value of a hidden field.
func valueOf(page, name string) string {
	m := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}

// textOf is what a page says in its main part, for messages of failure.
func textOf(page string) string {
	if i := strings.Index(page, "<main"); i >= 0 {
		page = page[i:]
	}
	page = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")
	page = strings.Join(strings.Fields(page), " ")
	return page[:min(len(page), 600)]
}
