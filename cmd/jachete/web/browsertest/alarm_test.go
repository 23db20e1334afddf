package browsertest_test

import (
	"strings"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

// What a page may never do is noticed: a dialog, a script that the policy
// forbids, a script that fails.
func TestAlarms(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t).Browser(t)
	for _, c := range []struct{ name, spoil, want string }{
		{"a dialog", `alert("zut")`, "zut"},
		{"a script in the page", `document.body.insertAdjacentElement("beforeend", Object.assign(document.createElement("script"), {textContent: "window.bad = 1"}))`, "Content Security Policy"},
		{"a handler in the page", `document.body.innerHTML += '<img src="/nulle-part" onerror="window.bad = 1">'`, "Content Security Policy"},
		{"a script that fails", `setTimeout(() => { throw new Error("panne") })`, "panne"},
	} {
		b.Go("/connexion")
		if list := b.Alarms(); len(list) > 0 {
			t.Fatalf("before %s: %q", c.name, list)
		}
		b.Spoil(c.spoil)
		if list := strings.Join(b.Alarm(), "\n"); !strings.Contains(list, c.want) {
			t.Errorf("%s is not noticed: %q", c.name, list)
		}
		if b.Ran("window.bad === 1") {
			t.Errorf("%s runs", c.name)
		}
	}
}
