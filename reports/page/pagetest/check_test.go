package pagetest_test

import (
	"bytes"
	"strings"
	"testing"

	"jachete/reports/chart"
	"jachete/reports/page"
	"jachete/reports/page/pagetest"
	"jachete/templates/message"
)

func small(t *testing.T) []byte {
	t.Helper()
	d := page.New(page.Meta{Title: "Essai", Lang: message.English, Foot: "foot"})
	d.Title("", "One")
	d.List([]string{"item"}, false)
	d.Figure("Figure", chart.Waterfall{Says: "said", Steps: []chart.Step{{Label: "Total", Text: "1", Level: true}}})
	d.Table(page.Table{Cols: []page.Col{{Title: "A"}, {Title: "B"}}, Rows: []page.Row{{Cells: []string{"a", "b"}}}})
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCheckFinds breaks a sound file, length for length, and looks whether the
// checker sees it.
func TestCheckFinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, broken, want string }{
		{"sound", "", "", ""},
		{"heading skips", "/S /H1", "/S /H3", "heading skips"},
		{"no alternative text", "/Alt <", "/Xlt <", "no alternative text"},
		{"no scope", "/Scope /Row", "/Xcope /Row", "no scope"},
		{"not marked", "/Marked true", "/Marked null", "not marked"},
		{"wrong role", "/S /LBody", "/S /LBodx", "LI"},
		{"no title", "/DisplayDocTitle true", "/DisplayDocTitlx true", "title not displayed"},
		{"content twice", " /K [1]", " /K [0]", "stands 2 times"},
		{"tab order", "/Tabs /S", "/Tabs /R", "tabs do not follow"},
		{"no way back to text", "/ToUnicode ", "/XoUnicode ", "no way back to text"},
		{"font not embedded", "/FontFile2 ", "/FontFilex ", "is not embedded"},
		{"no structure", "/StructTreeRoot ", "/XtructTreeRoot ", "no structure tree"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := small(t)
			if c.old != "" && !bytes.Contains(b, []byte(c.old)) {
				t.Fatalf("the file does not hold %q", c.old)
			}
			res, err := pagetest.Check(bytes.Replace(b, []byte(c.old), []byte(c.broken), 1))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(res.Faults, "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("faults: %s", got)
			}
		})
	}
}

func TestCheckRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	if _, err := pagetest.Check([]byte("not a pdf")); err == nil {
		t.Error("no error")
	}
}
