package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a page may take to show what is waited for; a machine
// that tests many things at a time is slow.
const patience = 60 * time.Second

// Browser is one person's browser.
type Browser struct {
	t    testing.TB
	site *Site
	ctx  context.Context
	dark bool
}

// find gives the path of Chromium, or skips the test.
func find(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("JACHETE_REQUIRE_TOOLS") == "1" {
		t.Fatal("no chromium is installed")
	}
	t.Skip("no chromium is installed: the pages are not looked at in a browser")
	return ""
}

// Browser starts a browser at the site, 1024 pixels wide.
func (s *Site) Browser(t testing.TB) *Browser {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(find(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("no-pings", true), chromedp.Flag("lang", "fr-CA"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("font-render-hinting", "none"),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.Flag("no-sandbox", true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	b := &Browser{t: t, site: s, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context it starts with
		t.Fatalf("start chromium: %v", err)
	}
	b.do(chromedp.EmulateViewport(1024, 1200))
	return b
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
	err := b.until(func() (bool, error) {
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

// until asks until the answer is yes.
func (b *Browser) until(ask func() (bool, error)) error {
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
		case <-time.After(15 * time.Millisecond):
		case <-b.ctx.Done():
			return b.ctx.Err()
		}
	}
}

func (b *Browser) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
	return at + "\n" + text
}

// WithoutScripts makes the browser run no script of a page.
func (b *Browser) WithoutScripts() *Browser {
	b.t.Helper()
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	})
	return b
}

// Dark asks for the dark colours, or the light ones.
func (b *Browser) Dark(on bool) {
	b.t.Helper()
	b.dark = on
	scheme := map[bool]string{true: "dark", false: "light"}[on]
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return chromedp.Void{}, err
	})
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

// See waits until the page says something.
func (b *Browser) See(text string) {
	b.t.Helper()
	b.wait("the page to say "+text, `document.body !== null && document.body.innerText.toLowerCase().includes(`+quote(strings.ToLower(text))+`)`)
}

// Find waits until something is on the page.
func (b *Browser) Find(selector string) {
	b.t.Helper()
	b.wait(selector, `document.querySelector(`+quote(selector)+`) !== null`)
}

func (b *Browser) wait(what, js string) {
	b.t.Helper()
	err := b.until(func() (bool, error) {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		defer cancel()
		return chromedp.Run(ctx, chromedp.Evaluate[bool](js))
	})
	if err != nil {
		b.t.Fatalf("waited for %s: %v\n%s", what, err, b.where())
	}
}

// Press presses keys, one after the other; [kb] names those without a letter.
func (b *Browser) Press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// mostTabs bounds the way to an element: farther is not reachable for a person.
const mostTabs = 400

// Tab presses Tab until the first element that a selector finds has the focus:
// it fails when the keyboard does not lead there.
func (b *Browser) Tab(selector string) {
	b.t.Helper()
	b.Find(selector)
	here := `document.activeElement !== null && document.activeElement === document.querySelector(` + quote(selector) + `)`
	for range mostTabs {
		if eval[bool](b, here) {
			return
		}
		b.Press(kb.Tab)
	}
	b.t.Fatalf("the keyboard does not lead to %s\n%s", selector, b.where())
}

// Follow goes to a link or a button by the keyboard, presses Enter, and waits for
// the next page.
func (b *Browser) Follow(selector string) {
	b.t.Helper()
	b.Tab(selector)
	b.next(func() { b.Press(kb.Enter) })
}

// Key presses a key that leads to another page.
func (b *Browser) Key(key string) {
	b.t.Helper()
	b.next(func() { b.Press(key) })
}

// next waits for the page that something leads to.
func (b *Browser) next(act func()) {
	b.t.Helper()
	eval[bool](b, `window.jacheteOld = true`)
	act()
	b.wait("another page", `window.jacheteOld !== true && document.readyState === "complete"`)
}

// Fill writes into a field by the keyboard, in place of what it holds.
func (b *Browser) Fill(selector, value string) {
	b.t.Helper()
	b.Tab(selector)
	eval[bool](b, `(document.activeElement.select && document.activeElement.select(), true)`)
	b.Press(value)
}

// Choose gives a list the choice with a value; as a person who types its first
// letters would.
func (b *Browser) Choose(selector, value string) {
	b.t.Helper()
	b.Tab(selector)
	b.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

// Tick turns a box or a choice on by the keyboard.
func (b *Browser) Tick(selector string) {
	b.t.Helper()
	b.Find(selector)
	if !eval[bool](b, `document.querySelector(`+quote(selector)+`).checked`) {
		b.Tab(selector)
		b.Press(" ")
	}
}

// Bring gives a file field its files.
func (b *Browser) Bring(selector string, files ...string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// Fetch gets an address of the site with the browser's session.
func (b *Browser) Fetch(path string) (status int, kind string, size int) {
	b.t.Helper()
	got := evalAwait[struct {
		Status int    `json:"status"`
		Kind   string `json:"kind"`
		Size   int    `json:"size"`
	}](b, `fetch(`+quote(path)+`).then(async r => ({status: r.status, kind: r.headers.get("Content-Type") || "", size: (await r.arrayBuffer()).byteLength}))`)
	return got.Status, got.Kind, got.Size
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
