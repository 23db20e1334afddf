package diagnostic_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/advice"
	"jachete/templates/message"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

// One page for each advice rule, and none for a rule that is gone; each states
// what the rule states, so that the page cannot lie.
func TestEveryAdviceRuleHasItsPage(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(testkit.Root(t), "docs", "advice")
	list, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]bool{"README.md": true}
	for _, r := range p.Advice {
		pages[r.ID+".md"] = true
		b, err := os.ReadFile(filepath.Join(dir, r.ID+".md"))
		if err != nil {
			t.Errorf("advice rule %s has no page: %v", r.ID, err)
			continue
		}
		if !strings.Contains(string(list), "("+r.ID+".md)") {
			t.Errorf("docs/advice/README.md does not list %s", r.ID)
		}
		plain := strings.ReplaceAll(string(b), "\u00a0", " ")
		says := []string{
			r.Title.Fr, r.Title.En, r.FirstStep.Fr, r.MinDollars + " $", r.ShareOfSpend + " %", "`" + r.ID + "`", r.When,
			"effort " + map[string]string{"low": "faible", "medium": "moyen", "high": "élevé"}[r.Effort],
		}
		for _, l := range r.Levers {
			says = append(says, "`"+l+"`")
		}
		for _, s := range says {
			s = strings.ReplaceAll(s, "\u00a0", " ")
			if !strings.Contains(plain, s) && !strings.Contains(strings.ToLower(plain), s) {
				t.Errorf("docs/advice/%s.md does not say %q", r.ID, s)
			}
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !pages[f.Name()] {
			t.Errorf("docs/advice/%s is the page of no rule", f.Name())
		}
	}
}

var tableRow = regexp.MustCompile(`(?m)^\|[^|]*\|([^|]*)\| \[[a-z]+\.md\]\(([a-z]+\.md)\) \|$`)

// Every figure belongs to an indicator of the list, every indicator has its
// page, and every page is listed.
func TestEveryIndicatorHasItsPage(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testkit.Root(t), "docs", "indicators")
	b, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := map[string]string{}
	listed := map[string]bool{"README.md": true}
	for _, m := range tableRow.FindAllStringSubmatch(string(b), -1) {
		listed[m[2]] = true
		if _, err := os.Stat(filepath.Join(dir, m[2])); err != nil {
			t.Errorf("indicator page: %v", err)
		}
		for _, id := range strings.Split(m[1], ",") {
			if id := strings.Trim(id, " `"); strings.HasSuffix(id, ".*") {
				page[strings.TrimSuffix(id, ".*")] = m[2]
			}
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !listed[f.Name()] {
			t.Errorf("docs/indicators/%s is not listed", f.Name())
		}
	}
	d, _ := diagnoseDemo(t, 2024)
	d.Advice.Plan = advice.Reach(d.Advice.Opportunities, decimal.NewFromInt(6), d.Measures.Confirmed.Dollars, d.Measures.Addressable.Dollars)
	for _, f := range diagnostic.FiguresOf(d) {
		for _, lang := range []message.Lang{message.French, message.English} {
			if label := d.Label(&f, message.In(lang)); strings.Contains(label, f.Label) || strings.Contains(label, "{") {
				t.Errorf("figure %s has no label in %s: %q", f.ID, lang, label)
			}
		}
		indicator, _, _ := strings.Cut(f.ID, ".")
		if page[indicator] == "" {
			t.Errorf("figure %s belongs to no indicator of docs/indicators/README.md", f.ID)
		}
	}
	if len(page) < 15 {
		t.Errorf("only %d indicators read from the list", len(page))
	}
}
