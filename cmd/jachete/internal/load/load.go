// Package load asks a server for pages at a steady rate, as many people would,
// and tells how long each kind of page took. It finds the pages by itself, by
// following the links that each role sees. It is for measuring; see
// docs/performance.md. Start with [Enter], [Client.Crawl] and [Run].
package load

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Client is one person signed in.
type Client struct {
	Role string
	base *url.URL
	http *http.Client
}

// Page is an address that a role may look at; pages of the same shape have the
// same pattern.
type Page struct {
	Pattern string
	Path    string
	// Bytes is what the page weighs, its charts left out; Charts are the bytes of
	// those. First is how long it took when it was asked for the first time.
	Bytes, Charts int
	First         time.Duration
	of            *Client
}

// Get asks for the page and gives its text.
func (p Page) Get(ctx context.Context) (status int, body []byte, err error) {
	a, err := p.of.get(ctx, p.Path)
	return a.status, a.body, err
}

// Enter signs in by the demo's link of a role; "" is nobody.
func Enter(ctx context.Context, base, role string) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("address of the server: %w", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("make cookie jar: %w", err)
	}
	c := &Client{Role: role, base: u, http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 200}}}
	if role == "" {
		return c, nil
	}
	a, err := c.get(ctx, "/entrer/"+role)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("enter as %s: status %d", role, a.status)
	}
	return c, err
}

// answer is what came back.
type answer struct {
	status int
	html   bool
	body   []byte
	path   string // after redirects
}

// Get asks for an address, after redirects, and gives what came.
func (c *Client) Get(ctx context.Context, path string) (status int, body []byte, err error) {
	a, err := c.get(ctx, path)
	return a.status, a.body, err
}

func (c *Client) get(ctx context.Context, path string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.String()+path, nil)
	if err != nil {
		return answer{}, fmt.Errorf("ask for %s: %w", path, err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("ask for %s: %w", path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, fmt.Errorf("read %s: %w", path, err)
	}
	return answer{res.StatusCode, strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"), b, res.Request.URL.RequestURI()}, nil
}

// drawing is a chart: it does not count into the weight of a page.
var (
	drawing = regexp.MustCompile(`(?s)<svg.*?</svg>`)
	href    = regexp.MustCompile(`<a [^>]*href="([^"#]+)[#"]`)
	ident   = regexp.MustCompile(`\bS\d{5}\b|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{12,}\b|\b\d+\b`)
)

// perPattern is how many pages of one shape are looked at.
const perPattern = 3

// Crawl follows links from an address and lists the pages found. Answers that are no pages
// (documents, data) are left out.
func (c *Client) Crawl(ctx context.Context, from string, most int) ([]Page, error) {
	var list []Page
	seen, count := map[string]bool{from: true}, map[string]int{}
	for queue := []string{from}; len(queue) > 0 && len(list) < most; queue = queue[1:] {
		start := time.Now()
		a, err := c.get(ctx, queue[0])
		first := time.Since(start)
		if err != nil {
			return list, err
		}
		if a.status != http.StatusOK || !a.html {
			continue
		}
		pattern := Pattern(a.path)
		if count[pattern]++; count[pattern] > perPattern {
			continue
		}
		bare := len(drawing.ReplaceAll(a.body, nil))
		list = append(list, Page{Pattern: pattern, Path: a.path, Bytes: bare, Charts: len(a.body) - bare, First: first, of: c})
		for _, m := range href.FindAllSubmatch(a.body, -1) {
			next := html.UnescapeString(string(m[1]))
			if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.HasPrefix(next, "/entrer/") || strings.Contains(next, "lang=") || seen[next] {
				continue
			}
			seen[next] = true
			queue = append(queue, next)
		}
	}
	return list, nil
}

// Pattern is the shape of an address: identifiers and values left out.
func Pattern(path string) string {
	at, query, _ := strings.Cut(path, "?")
	at = ident.ReplaceAllString(at, "*")
	if v, err := url.ParseQuery(query); err == nil && len(v) > 0 {
		var keys []string
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		at += "?" + strings.Join(keys, "&")
	}
	return at
}
