package browsertest

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

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

// Open opens what is folded, by the keyboard, when it is not open.
func (b *Browser) Open(selector string) {
	b.t.Helper()
	b.Tab(selector)
	if !eval[bool](b, `document.activeElement.closest("details").open`) {
		b.Press(kb.Enter)
	}
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

// Paste puts a text into a field, in place of what it holds, as from elsewhere.
func (b *Browser) Paste(selector, value string) {
	b.t.Helper()
	b.Tab(selector)
	eval[bool](b, `(document.activeElement.select && document.activeElement.select(), true)`)
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: value})
		return chromedp.Void{}, err
	})
}

// Choose gives a list the choice with a value, by the arrow keys.
func (b *Browser) Choose(selector, value string) {
	b.t.Helper()
	b.Tab(selector)
	list := `document.querySelector(` + quote(selector) + `)`
	steps := eval[int](b, `(() => { const s = `+list+`, i = [...s.options].findIndex(o => o.value === `+quote(value)+`); return i < 0 ? 1e6 : i - s.selectedIndex })()`)
	switch {
	case steps == 1e6:
		b.t.Fatalf("%s has no choice %q\n%s", selector, value, b.where())
	case steps < 0:
		b.Press(strings.Repeat(kb.ArrowUp, -steps))
	default:
		b.Press(strings.Repeat(kb.ArrowDown, steps))
	}
	if got := eval[string](b, list+`.value`); got != value {
		b.t.Fatalf("the arrow keys give %s the choice %q, not %q", selector, got, value)
	}
}

// Tick turns a box or a choice on by the keyboard.
func (b *Browser) Tick(selector string) {
	b.t.Helper()
	b.toggle(selector, true)
}

// Untick turns a box off by the keyboard.
func (b *Browser) Untick(selector string) {
	b.t.Helper()
	b.toggle(selector, false)
}

func (b *Browser) toggle(selector string, on bool) {
	b.t.Helper()
	b.Find(selector)
	checked := func() bool { return eval[bool](b, `document.querySelector(`+quote(selector)+`).checked`) }
	if checked() == on {
		return
	}
	if eval[bool](b, `(e => e.type === "radio" && document.querySelector('[name="' + e.name + '"]:checked') !== null)(document.querySelector(`+quote(selector)+`))`) {
		b.arrows(selector) // Tab stops at the chosen one of a group only
		return
	}
	b.Tab(selector)
	b.Press(" ")
	if checked() != on {
		b.t.Fatalf("the space key does not change %s", selector)
	}
}

// arrows goes to a choice of a group by the arrow keys.
func (b *Browser) arrows(selector string) {
	b.t.Helper()
	name := eval[string](b, `document.querySelector(`+quote(selector)+`).name`)
	b.Tab(`[name="` + name + `"]:checked`)
	for range mostTabs {
		b.Press(kb.ArrowDown)
		if eval[bool](b, `document.querySelector(`+quote(selector)+`).checked`) {
			return
		}
	}
	b.t.Fatalf("the arrow keys do not lead to %s", selector)
}

// ChooseNow gives a list that sends its form by itself the choice beside the one
// it has, and waits for the page that follows.
func (b *Browser) ChooseNow(selector, value string) {
	b.t.Helper()
	b.next(func() { b.Choose(selector, value) })
}
