package load_test

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	browsertest.Clean()
	os.Exit(code)
}

// pagesOf crawls as every role.
func pagesOf(t *testing.T, s *browsertest.Site) (pages []load.Page, people map[string]*load.Client) {
	t.Helper()
	ctx := context.Background()
	people = map[string]*load.Client{}
	for _, role := range []string{"", "buyer", "advisor", "director", "administrator"} {
		c, err := load.Enter(ctx, s.URL, role)
		if err != nil {
			t.Fatal(err)
		}
		people[role] = c
		list, err := c.Crawl(ctx, "/", 120)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) < 5 {
			t.Fatalf("only %d pages are linked for %q", len(list), role)
		}
		pages = append(pages, list...)
	}
	return pages, people
}

// heavy is what a page may weigh, its charts left out, in bytes.
const heavy = 100_000

var (
	head   = regexp.MustCompile(`(?s)<head>.*?</head>`)
	script = regexp.MustCompile(`<script\b[^>]*>`)
	sheet  = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`)
	source = regexp.MustCompile(`<(?:script|img|link|source|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"`)
)

// Every page that a link leads to answers, none is heavy, and none waits for a
// script, or for anything of elsewhere, before it is painted.
func TestEveryLinkedPage(t *testing.T) {
	s := browsertest.Open(t)
	pages, people := pagesOf(t, s)
	ctx := context.Background()
	styles := map[string]bool{}
	for _, p := range pages {
		if p.Bytes > heavy {
			t.Errorf("%s weighs %d bytes", p.Path, p.Bytes)
		}
		status, body, err := p.Get(ctx)
		if err != nil || status != 200 {
			t.Errorf("%s: status %d, %v", p.Path, status, err)
		}
		if len(head.FindAll(body, -1)) != 1 {
			t.Fatalf("%s: no head was found", p.Path)
		}
		for _, m := range script.FindAll(body, -1) {
			if tag := string(m); !strings.Contains(tag, " defer") && !strings.Contains(tag, " async") && !strings.Contains(tag, `type="module"`) {
				t.Errorf("%s: %s blocks the first paint", p.Path, tag)
			}
		}
		for _, m := range source.FindAllSubmatch(body, -1) {
			if at := string(m[1]); !strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//") {
				t.Errorf("%s asks elsewhere for %s", p.Path, at)
			}
		}
		for _, m := range sheet.FindAllSubmatch(head.Find(body), -1) {
			styles[string(m[1])] = true
		}
		if bytes.Contains(body, []byte("@import")) {
			t.Errorf("%s: a style sheet waits for another", p.Path)
		}
	}
	if len(styles) == 0 {
		t.Error("no style sheet was found")
	}
	// What the first paint waits for beside the page.
	sum := 0
	for at := range styles {
		status, body, err := people[""].Get(ctx, at)
		if err != nil || status != 200 {
			t.Fatalf("%s: status %d, %v", at, status, err)
		}
		if bytes.Contains(body, []byte("@import")) {
			t.Errorf("%s waits for another", at)
		}
		sum += len(body)
	}
	if sum > 50_000 {
		t.Errorf("the style sheets weigh %d bytes", sum)
	}
}

func TestPattern(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/o/01a20979-c7b8-7040-b99a-fda003774b9c/2024":    "/o/*/*",
		"/registre?lieu=Rigaud&besoin=traiteur":           "/registre?besoin&lieu",
		"/o/01a20979-c7b8-7040-b99a-fda003774b9c/lignes?": "/o/*/lignes",
		"/": "/",
	} {
		if got := load.Pattern(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
