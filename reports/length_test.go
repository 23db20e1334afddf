package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"jachete/diagnostic"
	"jachete/reports"
	"jachete/templates/message"
)

// bodyPages counts the pages before the annex and from it.
func bodyPages(d *diagnostic.Diagnostic, l message.Lang) (body, annex int) {
	kicker := message.In(l).T("report.annex.nav")
	for n, boxes := range reports.Compose(d, l).Layout() {
		for _, b := range boxes {
			if b.Text == kicker && !b.Artifact {
				body = n
			}
		}
		annex = n + 1 - body
	}
	return body, annex
}

// TestLength: twelve pages at most before the annex, in an ordinary diagnostic
// and in one with all a diagnostic can have.
func TestLength(t *testing.T) {
	t.Parallel()
	full := func() *diagnostic.Diagnostic {
		d := compared(func(n string) string { return n })
		for i := range 18 - len(d.Advice.Opportunities) { // as many as are ever told
			o := d.Advice.Opportunities[i%4]
			o.Category = fmt.Sprintf("cat%02d", i%10)
			d.Advice.Opportunities = append(d.Advice.Opportunities, o)
		}
		for i := range 3 {
			d.Warnings = append(d.Warnings, message.NewFault("file.missing", message.Place{File: fmt.Sprintf("autre grand livre %d.xlsx", i)}))
		}
		d.History, d.Comparison.Course, d.Comparison.CourseMonths = years(5)
		return d
	}
	for name, tt := range map[string]struct {
		d           *diagnostic.Diagnostic
		body, annex int
	}{
		"ordinary": {ordinary(), 11, 2},
		"compared": {compared(func(n string) string { return n }), 12, 3},
		"full":     {full(), 12, 3},
		"huge":     {sample(shape{enterprise: 60, probable: 30, open: 80, months: 12, opps: 12}), 12, 3},
	} {
		for _, l := range message.Langs {
			if body, annex := bodyPages(tt.d, l); body < 8 || body > tt.body || annex < 1 || annex > tt.annex {
				t.Errorf("%s in %s: %d pages and %d of annex, want %d and %d at most", name, l, body, annex, tt.body, tt.annex)
				for n, s := range words(tt.d, l) {
					t.Logf("%d: %.70s", n+1, s)
				}
			}
		}
	}
}

// TestForeignWordsSayTheirLanguage: articles of law are cited in French; the
// English document says so to a voice, the French one has no need to.
func TestForeignWordsSayTheirLanguage(t *testing.T) {
	t.Parallel()
	foreign := func(l message.Lang) []string {
		res := check(t, render(t, ordinary(), l))
		return res.Foreign
	}
	if got := foreign(message.French); len(got) != 0 {
		t.Errorf("foreign in French: %q", got)
	}
	if got := strings.Join(foreign(message.English), " "); !strings.Contains(got, "1er al.") || strings.Contains(got, "municipality") {
		t.Errorf("foreign in English: %q", got)
	}
}
