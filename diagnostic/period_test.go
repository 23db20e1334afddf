package diagnostic

import (
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]span{
		"":                       {},
		"2024":                   {"2024-01-01", "2024-12-31"},
		"2024-02":                {"2024-02-01", "2024-02-29"},
		"2023-02":                {"2023-02-01", "2023-02-28"},
		"2024-01..2024-06":       {"2024-01-01", "2024-06-30"},
		"2024-01-15..2024-02-01": {"2024-01-15", "2024-02-01"},
		"2023..2024":             {"2023-01-01", "2024-12-31"},
	} {
		got, err := parsePeriod(in)
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v; want %v", in, got, err, want)
		}
	}
	for _, bad := range []string{"24", "2024-13", "2024-02-30", "2025..2024", "an 2024", "..2024", "2024.."} {
		_, err := parsePeriod(bad)
		var f *message.Fault
		if !errors.As(err, &f) || f.Key != "period.form" {
			t.Errorf("%q: got %v, want a fault", bad, err)
		}
	}
}

func TestInPeriodCountsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	in := []ledger.Line{
		{Date: day("2024-03-05"), Amount: decimal.NewFromInt(10)},
		{Date: day("2023-12-31"), Amount: decimal.RequireFromString("-2.50")},
		{Amount: decimal.NewFromInt(1)},
		{Date: day("2024-12-31"), Amount: decimal.NewFromInt(5)},
	}
	var p Period
	kept := inPeriod(in, span{"2024-01-01", "2024-12-31"}, &p)
	if len(kept) != 3 || p.Undated != 1 || p.OutOfRange != 1 || p.OutOfRangeDollars.String() != "-2.5" {
		t.Errorf("kept %d, %+v", len(kept), p)
	}
	if p.From != "2024-03-05" || p.To != "2024-12-31" {
		t.Errorf("from %s to %s", p.From, p.To)
	}
}
