package diagnostic

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// chain diagnoses years in a row, each compared with the one before, as it
// comes back from its file.
func chain(t *testing.T, years ...*Diagnostic) *Diagnostic {
	t.Helper()
	for i, d := range years {
		d.Measures.Months = monthly(d, d.Lines, d.Classes)
		if i == 0 {
			continue
		}
		var b bytes.Buffer
		if err := years[i-1].WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		before, err := ReadJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := against(t, d, before); err != nil {
			t.Fatal(err)
		}
	}
	return years[len(years)-1]
}

func shares(ms []Moment) []string {
	var out []string
	for _, m := range ms {
		out = append(out, fmt.Sprintf("%s %s %s of %s", m.From, m.OfAddressable.Decimal, m.Confirmed, m.Addressable))
	}
	return out
}

// TestCourseOfThreeYears: the course is over the months that all years cover,
// the oldest of which is known by its months alone.
func TestCourseOfThreeYears(t *testing.T) {
	t.Parallel()
	d := chain(t, year(t, "2022", 2, []string{"02", "03", "12"}, ""), year(t, "2023", 3, []string{"01", "02", "03", "11"}, ""),
		year(t, "2024", 5, []string{"02", "03", "04"}, "03"))
	c := d.Comparison
	want := []string{"2022-02 2 4 of 200", "2023-02 3 6 of 200", "2024-02 24 60 of 250"}
	if diff := cmp.Diff(want, shares(c.Course)); diff != "" || !slices.Equal(c.CourseMonths, []string{"02", "03"}) || c.CourseReclassed {
		t.Errorf("%s months %v", diff, c.CourseMonths)
	}
	if !c.Course[1].OfAddressable.Decimal.Equal(c.Before.OfAddressable.Decimal) || !c.Course[2].Confirmed.Equal(c.Now.Confirmed) {
		t.Error("over the same months, the course and the comparison differ")
	}
	var runs []string
	for _, p := range d.History {
		runs = append(runs, p.From+" "+p.To)
	}
	if diff := cmp.Diff([]string{"2022-02 2022-12", "2023-01 2023-11"}, runs); diff != "" {
		t.Error(diff)
	}
	ids := map[string]bool{}
	for _, f := range figures(d) {
		if ids[f.ID] {
			t.Errorf("%s twice", f.ID)
		}
		ids[f.ID] = true
	}
	if !ids["compare.course.2022-02.of_addressable"] {
		t.Error("the course is no figure")
	}
}

// Two years have no course; a year too old to share a month is left out of it; one
// of other rules is told.
func TestCourseSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	all := []string{"05", "06"}
	if d := chain(t, year(t, "2023", 2, all, ""), year(t, "2024", 2, all, "")); d.Comparison.Course != nil || len(d.History) != 1 {
		t.Errorf("two years: %+v", d.Comparison.Course)
	}
	old := year(t, "2021", 2, []string{"01"}, "")
	d := chain(t, old, year(t, "2022", 2, append(all, "01"), ""), year(t, "2023", 2, append(all, "01"), ""), year(t, "2024", 2, all, ""))
	if got := shares(d.Comparison.Course); len(got) != 3 || got[0][:7] != "2022-05" {
		t.Errorf("an old year without a common month: %v", got)
	}
	before := year(t, "2023", 2, all, "")
	before.History = []Past{{From: "2022-05", To: "2022-06", Policy: "autre", Months: []PastMonth{{Month: "2022-05"}, {Month: "2022-06"}}}}
	if d := chain(t, before, year(t, "2024", 2, all, "")); !d.Comparison.CourseReclassed || d.Comparison.Course[0].OfAddressable.Valid {
		t.Errorf("older rules are not told: %+v", d.Comparison)
	}
}

// A history that was edited, or that no program wrote, cannot break a run.
func TestHistoryIsNotTrusted(t *testing.T) {
	t.Parallel()
	last := Past{From: "2023-01", To: "2023-02", Months: []PastMonth{{Month: "2023-01"}, {Month: "2023-02"}}}
	month := func(ms ...string) []PastMonth {
		var out []PastMonth
		for _, m := range ms {
			out = append(out, PastMonth{Month: m, Addressable: decimal.NewFromInt(1)})
		}
		return out
	}
	for name, h := range map[string]Past{
		"empty":        {},
		"malformed":    {From: "2022-01", To: "2022-01", Months: month("20é2-01")},
		"month 13":     {From: "2022-01", To: "2022-13", Months: month("2022-13")},
		"twice":        {From: "2021-01", To: "2022-01", Months: month("2021-01", "2022-01")},
		"not older":    {From: "2023-01", To: "2023-03", Months: month("2023-03")},
		"no month":     {From: "2022-01", To: "2022-02"},
		"not a date":   {From: "x", To: "", Months: month("")},
		"another form": {From: "2022-1", To: "2022-1", Months: month("2022-1")},
	} {
		if got := remembered([]Past{h}, last); len(got) != 1 {
			t.Errorf("%s: kept %+v", name, got[0])
		}
	}
	var many []Past
	for y := 1900; y < 2000; y++ {
		m := fmt.Sprintf("%d-05", y)
		many = append(many, Past{From: m, To: m, Months: month(m)})
	}
	if got := remembered(many, last); len(got) != maxPasts || got[0].From <= "1979" {
		t.Errorf("%d periods from %s", len(got), got[0].From)
	}
	if got := past(&Diagnostic{}, []share.MonthMeasure{{Month: ""}, {Month: "2024-02"}, {Month: "2024-01"}}, ""); got.From != "2024-01" || got.To != "2024-02" {
		t.Errorf("past %+v", got)
	}
}

// TestJSONShowsWhatIsNotSeen: signs that turn the direction of writing are
// escaped in the file and come back as they were.
func TestJSONShowsWhatIsNotSeen(t *testing.T) {
	t.Parallel()
	const hostile = "caf\u00e9 \u202egnirts\u2066 \u0085\x7f\u200b fin \U0001F600"
	d := &Diagnostic{Schema: SchemaVersion, Suppliers: []Supplier{{Name: hostile}, {Name: "Été, œuvre"}}}
	var b bytes.Buffer
	if err := d.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(b.Bytes(), "\u202e\u2066\u0085\x7f\u200b") || !bytes.Contains(b.Bytes(), []byte(`\u202e`)) {
		t.Errorf("%q", b.Bytes())
	}
	if !bytes.Contains(b.Bytes(), []byte("Été, œuvre")) {
		t.Error("letters are escaped too")
	}
	back, err := ReadJSON(&b)
	if err != nil || back.Suppliers[0].Name != hostile {
		t.Errorf("%v %q", err, back.Suppliers[0].Name)
	}
}
