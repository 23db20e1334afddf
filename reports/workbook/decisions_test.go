package workbook_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jachete/diagnostic"
	"jachete/reports/workbook"
	"jachete/templates/message"
)

// The sheet of decisions is there when the run went by some; it gives dates,
// never who decided.
func TestDecisionsSheet(t *testing.T) {
	t.Parallel()
	d := small(t)
	open := func(l message.Lang) *excelize.File {
		var b bytes.Buffer
		if err := workbook.Write(&b, d, l); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	if i, _ := open(message.French).GetSheetIndex("Décisions"); i >= 0 {
		t.Error("a sheet of decisions that nobody took")
	}
	d.Run.Decisions = diagnostic.DecisionsCard{Digest: "abc", Count: 2, Applied: 1}
	s := &d.Suppliers[0]
	s.By = "decision"
	s.Decision = &diagnostic.Decided{ID: "d1", Verdict: "unsure", Author: "=conseillère", On: "2026-03-01"}
	s.ClassDecision = &diagnostic.Decided{ID: "d2", Verdict: "aide_financiere", Author: "=conseillère", On: "2026-03-02"}
	for l, sheet := range map[message.Lang]string{message.French: "Décisions", message.English: "Decisions"} {
		rows, err := open(l).GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(rows)
		for _, want := range []string{"2026-03-01", "2026-03-02", "d1", "d2"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in %s", l, want, text)
			}
		}
		if strings.Contains(text, "conseillère") || strings.Contains(text, "‹") {
			t.Errorf("%s: who decided shows, or a text is missing: %s", l, text)
		}
	}
}
