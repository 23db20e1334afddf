package browsertest

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed testdata/axe-core/axe.min.js
var axe string

// violation is what axe-core finds wrong on a page.
type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Axe looks at the page as it stands with axe-core, by WCAG 2.1 A and AA and the
// rules of good practice; a violation fails the test, and so does a page that is
// wider than a phone.
func (b *Browser) Axe() {
	b.t.Helper()
	if wrong := b.Wrong(); wrong != "" {
		b.t.Errorf("axe-core at %s:%s", b.Path(), wrong)
	}
	b.narrow()
}

// Contrast looks at the colours only, once more when they changed.
func (b *Browser) Contrast() {
	b.t.Helper()
	if wrong := b.wrong(`{type: "rule", values: ["color-contrast", "link-in-text-block"]}`); wrong != "" {
		b.t.Errorf("axe-core at %s, dark %v:%s", b.Path(), b.dark, wrong)
	}
}

// Wrong is what axe-core finds wrong on the page, "" when nothing. Two landmarks
// of one name are let be: a section and the table in it that scrolls are told by
// the same words.
func (b *Browser) Wrong() string {
	b.t.Helper()
	return b.wrong(`{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}`)
}

func (b *Browser) wrong(only string) string {
	b.t.Helper()
	eval[bool](b, `(typeof axe === "undefined" && (() => {`+axe+`})(), true)`)
	found := evalAwait[[]violation](b, `axe.run(document, {resultTypes: ["violations"], runOnly: `+only+`, rules: {"landmark-unique": {enabled: false}}})
		.then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map(n => ({html: n.html.slice(0, 300), failureSummary: n.failureSummary}))})))`)
	var text strings.Builder
	if twice := eval[[]string](b, `(ids => ids.filter((id, i) => ids.indexOf(id) !== i))([...document.querySelectorAll("[id]")].map(e => e.id))`); len(twice) > 0 {
		fmt.Fprintf(&text, "\ntwo elements bear the name %q", twice)
	}
	for _, v := range found {
		fmt.Fprintf(&text, "\n%s (%s): %s", v.ID, v.Impact, v.Help)
		for _, n := range v.Nodes {
			fmt.Fprintf(&text, "\n    %s\n    %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", " "))
		}
	}
	return text.String()
}

// narrow looks whether the page is wider than a phone.
func (b *Browser) narrow() {
	b.t.Helper()
	b.resize(390)
	b.Fits()
	b.resize(1024)
}

// Fits looks whether anything of the page lies beyond the screen's right edge,
// but in a table that scrolls by itself.
func (b *Browser) Fits() {
	b.t.Helper()
	wide := eval[[]string](b, `(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return [];
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".tabs, [tabindex='0'], .hide, .skip")).filter((e, i, all) => !all.some(o => o !== e && e.contains(o))).slice(0, 5).map(e => e.outerHTML.slice(0, 160)).concat([String(document.documentElement.scrollWidth)]); })()`)
	if len(wide) > 0 {
		b.t.Errorf("%s is wider than its screen (%d px):\n  %s", b.Path(), eval[int](b, `innerWidth`), strings.Join(wide, "\n  "))
	}
}

// Build is how the head of a page and its body are built, without their words:
// what is built alike has the same faults. Neighbours that are built alike count
// once.
func (b *Browser) Build() (head, body string) {
	b.t.Helper()
	both := eval[[]string](b, `(() => {
		const kept = ["class", "role", "type", "scope", "href", "alt", "lang", "for", "id", "tabindex", "disabled", "checked", "required", "open", "hidden"];
		const of = e => {
			const said = [...e.attributes].filter(a => kept.includes(a.name) || a.name.startsWith("aria-")).map(a => a.name + (["class", "role", "type", "scope", "tabindex"].includes(a.name) ? "=" + a.value : a.value === "" ? "-" : "")).sort();
			const parts = [];
			for (const n of e.childNodes) {
				const p = n.nodeType === 1 ? (n.localName === "svg" ? "svg" + n.getAttribute("role") : of(n)) : n.nodeType === 3 && n.data.trim() !== "" ? "…" : "";
				if (p !== "" && p !== parts[parts.length - 1]) parts.push(p);
			}
			return e.localName + "[" + said.join(" ") + "](" + parts.join(" ") + ")";
		};
		return [of(document.querySelector("header.top")), of(document.querySelector("main"))];
	})()`)
	return both[0], both[1]
}

// Tour looks at a page with axe-core on a desk's screen and on a phone, light
// and dark. It leaves the window at 1024 pixels, light.
func (b *Browser) Tour() {
	b.t.Helper()
	b.resize(1280)
	b.look("a desk")
	b.Dark(true)
	b.Contrast()
	b.resize(390)
	b.Contrast()
	b.Dark(false)
	b.look("a phone")
	b.resize(1024)
}

// Glance looks at a page whose twin in the other language was toured.
func (b *Browser) Glance() {
	b.t.Helper()
	b.resize(390)
	b.look("a phone")
	b.resize(1024)
}

func (b *Browser) look(on string) {
	b.t.Helper()
	if wrong := b.Wrong(); wrong != "" {
		b.t.Errorf("axe-core at %s, on %s:%s", b.Path(), on, wrong)
	}
	b.Fits()
}
