package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// program is the one Chromium that the browsers of all tests are windows of;
// each has cookies of its own.
type program struct {
	ctx  context.Context
	stop func()
}

var chromium lazy[program]

// lazy is a value that all tests share, made for the first that asks.
type lazy[T any] struct {
	mu   sync.Mutex
	made bool
	v    T
	err  error
}

func (l *lazy[T]) get(produce func() (T, error)) (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.made {
		l.v, l.err = produce()
		l.made = true
	}
	return l.v, l.err
}

// end gives the value to what undoes it, when one was made.
func (l *lazy[T]) end(undo func(T)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.made && l.err == nil {
		undo(l.v)
		l.made = false
	}
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

// start starts Chromium, in a folder of its own.
func start(path string) (program, error) {
	dir, err := os.MkdirTemp("", "jachete-chromium-")
	if err != nil {
		return program{}, fmt.Errorf("make folder of chromium: %w", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(dir),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("no-pings", true), chromedp.Flag("lang", "fr-CA"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("font-render-hinting", "none"),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.Flag("no-sandbox", true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	end := func() { cancel(); stop(); _ = os.RemoveAll(dir) }
	if err := chromedp.Do(ctx); err != nil { // it lives as long as the context it starts with
		end()
		return program{}, fmt.Errorf("start chromium: %w", err)
	}
	return program{ctx, end}, nil
}

// Browser opens a browser at the site, 1024 pixels wide. At the end of the test
// whatever alarmed it fails the test: see [Browser.Alarms].
func (s *Site) Browser(t testing.TB) *Browser {
	t.Helper()
	path := find(t)
	c, err := chromium.get(func() (program, error) { return start(path) })
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, site: s, downloads: t.TempDir()}
	ctx, cancel := chromedp.NewContext(c.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	b.ctx = ctx
	t.Cleanup(func() {
		for _, a := range b.Alarms() {
			t.Errorf("the browser: %s", a)
		}
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a window: %v", err)
	}
	_, err = chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID, DownloadPath: b.downloads,
	})
	if err != nil {
		t.Fatalf("set the folder of downloads: %v", err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatalf("give the window the keyboard: %v", err)
	}
	b.resize(1024)
	return b
}

// listen notes what no page of ours may do.
func (b *Browser) listen(ev any) {
	switch e := ev.(type) {
	case *page.EventJavascriptDialogOpening:
		b.alarm("a script opened a dialog at " + e.URL + ": " + e.Message)
		go func() { // until somebody answers, the page stands still
			_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}()
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity || e.Entry.Source == log.EntrySourceJavascript && e.Entry.Level == log.EntryLevelError {
			b.alarm(e.Entry.Text + " (" + e.Entry.URL + ")")
		}
	case *runtime.EventExceptionThrown:
		what := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			what += " " + x.Description
		}
		b.alarm("a script failed: " + what)
	}
}

func (b *Browser) alarm(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alarms = append(b.alarms, what)
}

// Alarms gives what happened that never may: a dialog opened by a script, a
// violation of the content security policy, a script that failed. It forgets it.
func (b *Browser) Alarms() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.alarms
	b.alarms = nil
	return list
}

// WithoutScripts makes the browser run no script of a page.
func (b *Browser) WithoutScripts() *Browser {
	b.t.Helper()
	b.mute = true
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

// Alarm waits for the next alarm and gives it with those that came before.
func (b *Browser) Alarm() []string {
	b.t.Helper()
	var list []string
	if err := b.until(blink, func() (bool, error) { list = append(list, b.Alarms()...); return len(list) > 0, nil }); err != nil {
		b.t.Fatalf("no alarm: %v\n%s", err, b.where())
	}
	return list
}

// Ran tells what a script of the test sees in the page.
func (b *Browser) Ran(js string) bool {
	b.t.Helper()
	return eval[bool](b, js)
}
