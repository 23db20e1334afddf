package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to show what is waited for; a machine
// that tests many things at a time is slow.
const patience = 40 * time.Second

// Browser is one person's browser.
type Browser struct {
	t    testing.TB
	site *Site
	ctx  context.Context
	dark bool
	mute bool // runs no script of a page

	downloads string // where files are saved
	mu        sync.Mutex
	alarms    []string
}

func (b *Browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.where())
	}
}

// eval evaluates an expression in the page; it survives a page that is just
// being replaced.
func eval[T any](b *Browser, js string) T {
	b.t.Helper()
	var v T
	err := b.until(blink, func() (bool, error) {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		defer cancel()
		var err error
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](js))
		return err == nil, err
	})
	if err != nil {
		b.t.Fatalf("evaluate %.200s: %v\n%s", js, err, b.where())
	}
	return v
}

// Between two looks at a page, and two times that it is loaded again.
const (
	blink  = 15 * time.Millisecond
	breath = 200 * time.Millisecond
)

// until asks until the answer is yes, every so often.
func (b *Browser) until(every time.Duration, ask func() (bool, error)) error {
	end := time.Now().Add(patience)
	for {
		ok, err := ask()
		if ok {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("not within %s: %w", patience, err)
		}
		select {
		case <-time.After(every):
		case <-b.ctx.Done():
			return b.ctx.Err()
		}
	}
}

func (b *Browser) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`(e => e ? e.innerText.slice(0, 2000) : "")(document.querySelector("main") || document.body)`))
	return at + "\n" + text
}

// Go opens an address of the site.
func (b *Browser) Go(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site.URL + path))
}

// Enter signs in by the demo's link of a role.
func (b *Browser) Enter(role string) {
	b.t.Helper()
	b.Go("/entrer/" + role)
}

// Path is the address of the page, without the site.
func (b *Browser) Path() string {
	b.t.Helper()
	return eval[string](b, `location.pathname + location.search`)
}

// Text is what the page says.
func (b *Browser) Text() string {
	b.t.Helper()
	return eval[string](b, `document.body.innerText`)
}

// TextOf is what the first element that a selector finds says.
func (b *Browser) TextOf(selector string) string {
	b.t.Helper()
	b.Find(selector)
	return eval[string](b, `document.querySelector(`+quote(selector)+`).innerText`)
}

// Has tells whether something is on the page.
func (b *Browser) Has(selector string) bool {
	b.t.Helper()
	return eval[bool](b, `document.querySelector(`+quote(selector)+`) !== null`)
}

// Spoil changes the page by a script, so that a test can see that faults are seen.
func (b *Browser) Spoil(js string) {
	b.t.Helper()
	eval[bool](b, `(() => { `+js+`; return true })()`)
}

// See waits until the page says something, whatever its spaces and capitals.
func (b *Browser) See(text string) {
	b.t.Helper()
	flat := strings.ToLower(strings.Join(strings.Fields(text), " "))
	b.wait("the page to say "+text, `document.body !== null && document.body.innerText.toLowerCase().replace(/\s+/g, " ").includes(`+quote(flat)+`)`)
}

// Find waits until something is on the page.
func (b *Browser) Find(selector string) {
	b.t.Helper()
	b.wait(selector, `document.querySelector(`+quote(selector)+`) !== null`)
}

// Wait reloads the page until something is on it: what a person without scripts
// does while a file is read.
func (b *Browser) Wait(selector string) {
	b.t.Helper()
	err := b.until(breath, func() (bool, error) {
		if !b.Has(selector) {
			b.again()
		}
		return b.Has(selector), nil
	})
	if err != nil {
		b.t.Fatalf("waited for %s\n%s", selector, b.where())
	}
}

// again loads the page again. One that does so by itself at the same moment calls
// this load off, which is then never told to be over: it is not waited for long.
func (b *Browser) again() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Navigate(b.site.URL+b.Path()))
}

func (b *Browser) wait(what, js string) {
	b.t.Helper()
	err := b.until(blink, func() (bool, error) {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		defer cancel()
		return chromedp.Run(ctx, chromedp.Evaluate[bool](js))
	})
	if err != nil {
		b.t.Fatalf("waited for %s: %v\n%s", what, err, b.where())
	}
}

func evalAwait[T any](b *Browser, js string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %.200s: %v\n%s", js, err, b.where())
	}
	return v
}

// quote writes a string as a script does.
func quote(s string) string {
	j, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always writable
	}
	return string(j)
}

// Count tells how many elements a selector finds.
func (b *Browser) Count(selector string) int {
	b.t.Helper()
	return eval[int](b, `document.querySelectorAll(`+quote(selector)+`).length`)
}

// ValueOf is what the first field or choice that a selector finds holds.
func (b *Browser) ValueOf(selector string) string {
	b.t.Helper()
	b.Find(selector)
	return eval[string](b, `document.querySelector(`+quote(selector)+`).value`)
}

// Until waits for something; what names it when it does not come.
func (b *Browser) Until(ask func() bool, what string) {
	b.t.Helper()
	if err := b.until(blink, func() (bool, error) { return ask(), nil }); err != nil {
		b.t.Fatalf("waited for %s: %v\n%s", what, err, b.where())
	}
}

// Other is a choice of a list that is not the one it has.
func (b *Browser) Other(selector string) string {
	b.t.Helper()
	return b.ValueOf(selector + " option:not(:checked)")
}

// Where marks the first element of those that a selector finds that says some
// words, and gives the selector of that one.
func (b *Browser) Where(selector, says string) string {
	b.t.Helper()
	if !eval[bool](b, `(() => { document.querySelectorAll("[data-test-here]").forEach(e => e.removeAttribute("data-test-here"));
		const e = [...document.querySelectorAll(`+quote(selector)+`)].find(e => e.innerText.includes(`+quote(says)+`));
		if (e) e.setAttribute("data-test-here", ""); return !!e })()`) {
		b.t.Fatalf("no %s says %q\n%s", selector, says, b.where())
	}
	return "[data-test-here]"
}

// RowOf is the place, from 1, of the first of the elements that a selector finds
// that says some words.
func (b *Browser) RowOf(selector, says string) string {
	b.t.Helper()
	i := eval[int](b, `[...document.querySelectorAll(`+quote(selector)+`)].findIndex(e => e.innerText.includes(`+quote(says)+`))`)
	if i < 0 {
		b.t.Fatalf("no %s says %q\n%s", selector, says, b.where())
	}
	return strconv.Itoa(i + 1)
}
