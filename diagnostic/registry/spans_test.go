package registry

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStatuses(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string][]Span{
		"candidate":           {},
		"reconnue":            {{}},
		"Recognized":          {{}},
		"2024-01-01: retirée": {},
		"2024-01-01\u00a0: reconnue; 2024-06-01 suspendue; 2024-09-01: recognised (CA; (bis))":             {{"2024-01-01", "2024-05-31"}, {"2024-09-01", ""}},
		"2024-09-01: retirée\n2024-03-01: reconnue":                                                        {{"2024-03-01", "2024-08-31"}},
		"reconnue; 2024-03-01: reconnue (renouvelée); 2025-01-01: retirée; ":                               {{"", "2024-12-31"}},
		"2024-02-28: reconnue; 2024-03-01: suspendue; 2024-03-02: suspendue; 2024-03-03: candidate (revu)": {{"2024-02-28", "2024-02-29"}},
	} {
		list, ok := Statuses(cell)
		if diff := cmp.Diff(want, SpansOf(list)); !ok || diff != "" {
			t.Errorf("%q: %v %s", cell, ok, diff)
		}
	}
	for _, cell := range []string{
		"membre", "2024-02-30: reconnue", "2024-01-01: reconnue; 2024-01-01: suspendue", "reconnue; candidate", "01/02/2024: reconnue",
		"reconnue (oubli", "2024-01-01", "reconnue 2024-01-01",
	} {
		if list, ok := Statuses(cell); ok {
			t.Errorf("%q is read as %+v", cell, list)
		}
	}
}

func TestSpanOn(t *testing.T) {
	t.Parallel()
	e := Entry{}
	if !e.Unbounded() || e.SpanOn("2024-01-01") != (Span{}) || !e.RecognisedWithin("", "") {
		t.Error("an entry without dates is recognised on every day")
	}
	e.SetSpans([]Span{{"2020-01-01", "2020-12-31"}, {"2022-01-01", ""}})
	if e.From != "2020-01-01" || e.To != "" || len(e.Spans) != 2 {
		t.Errorf("%+v", e)
	}
	for day, want := range map[string]string{"2019-01-01": "2020-01-01", "2020-06-01": "2020-01-01", "2021-06-01": "2020-01-01", "2022-01-01": "2022-01-01", "": "2022-01-01"} {
		if got := e.SpanOn(day).From; got != want {
			t.Errorf("on %q: since %s, want %s", day, got, want)
		}
	}
	none := Entry{Spans: []Span{}}
	if none.RecognisedOn("2024-01-01") || none.RecognisedWithin("", "") || none.SpanOn("2024-01-01").Holds("2024-01-01") {
		t.Error("an entry never recognised counts")
	}
}
