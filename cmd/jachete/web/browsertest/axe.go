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

// Wrong is what axe-core finds wrong on the page, "" when nothing.
func (b *Browser) Wrong() string {
	b.t.Helper()
	return b.wrong(`{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}`)
}

func (b *Browser) wrong(only string) string {
	b.t.Helper()
	eval[bool](b, `(typeof axe === "undefined" && (() => {`+axe+`})(), true)`)
	found := evalAwait[[]violation](b, `axe.run(document, {resultTypes: ["violations"], runOnly: `+only+`})
		.then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map(n => ({html: n.html.slice(0, 300), failureSummary: n.failureSummary}))})))`)
	var text strings.Builder
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
	wide := eval[[]string](b, `(() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return [];
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".tabs, [tabindex='0'], .hide, .skip")).filter((e, i, all) => !all.some(o => o !== e && e.contains(o))).slice(0, 5).map(e => e.outerHTML.slice(0, 160)).concat([String(document.documentElement.scrollWidth)]); })()`)
	b.resize(1024)
	if len(wide) > 0 {
		b.t.Errorf("%s is wider than a phone (390 px):\n  %s", b.Path(), strings.Join(wide, "\n  "))
	}
}
