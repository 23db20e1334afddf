// Package load asks a server for pages at a steady rate, as many people would,
// and tells how long each kind of page took. It finds the pages by itself, by
// following the links that each role sees. It is for measuring; see
// docs/performance.md. Start with [Enter], [Client.Crawl] and [Run].
package load

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	of      *Client
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

var (
	href  = regexp.MustCompile(`<a [^>]*href="([^"#]+)[#"]`)
	ident = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{12,}\b|\b\d+\b`)
)

// perPattern is how many pages of one shape are looked at.
const perPattern = 3

// Crawl follows links from an address and lists the pages found. Answers that are no pages
// (documents, data) are left out.
func (c *Client) Crawl(ctx context.Context, from string, most int) ([]Page, error) {
	var list []Page
	seen, count := map[string]bool{from: true}, map[string]int{}
	for queue := []string{from}; len(queue) > 0 && len(list) < most; queue = queue[1:] {
		a, err := c.get(ctx, queue[0])
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
		list = append(list, Page{pattern, a.path, c})
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

// Took is what pages of one shape took.
type Took struct {
	Pattern       string
	N, Failed     int
	P50, P99, Max time.Duration
	Bytes         int // of the largest page
	times         []time.Duration
}

// Run asks for pages, one after the other in turn, rate times a second for a
// while, however long the answers take. A time is counted from the moment the
// request was due. The first row is all pages together.
func Run(ctx context.Context, pages []Page, rate int, during time.Duration) ([]Took, error) {
	if len(pages) == 0 {
		return nil, errors.New("no page to ask for")
	}
	var (
		mu   sync.Mutex
		wait sync.WaitGroup
		by   = map[string]*Took{}
	)
	all := &Took{Pattern: "all"}
	note := func(p Page, took time.Duration, a answer, err error) {
		mu.Lock()
		defer mu.Unlock()
		if by[p.Pattern] == nil {
			by[p.Pattern] = &Took{Pattern: p.Pattern}
		}
		for _, t := range []*Took{all, by[p.Pattern]} {
			t.N++
			t.times = append(t.times, took)
			t.Bytes = max(t.Bytes, len(a.body))
			if err != nil || a.status != http.StatusOK {
				t.Failed++
			}
		}
	}
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	start := time.Now()
	for i := 0; time.Since(start) < during; i++ {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case due := <-tick.C:
			wait.Go(func() {
				p := pages[i%len(pages)]
				a, err := p.of.get(ctx, p.Path)
				note(p, time.Since(due), a, err)
			})
		}
	}
	wait.Wait()
	list := []Took{all.summed()}
	for _, t := range by {
		list = append(list, t.summed())
	}
	slices.SortFunc(list[1:], func(a, b Took) int { return int(b.P99 - a.P99) })
	return list, nil
}

func (t *Took) summed() Took {
	slices.Sort(t.times)
	at := func(percent int) time.Duration { return t.times[min(len(t.times)*percent/100, len(t.times)-1)] }
	t.P50, t.P99, t.Max = at(50), at(99), t.times[len(t.times)-1]
	return *t
}
