package demo_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/demo"
)

// The region is the same every time, its ledgers are small, and the towns buy
// from the enterprises of one registry.
func TestRegion(t *testing.T) {
	t.Parallel()
	r, err := demo.MakeRegion(2024)
	if err != nil {
		t.Fatal(err)
	}
	again, err := demo.MakeRegion(2024)
	if err != nil {
		t.Fatal(err)
	}
	mrc := map[string]bool{}
	for i, town := range r.Towns {
		mrc[town.MRC] = true
		if want := map[bool]int{true: 3, false: 2}[i == 0]; len(town.Years) != want {
			t.Errorf("%s has %d years", town.Name, len(town.Years))
		}
		for k, y := range town.Years {
			t.Logf("%s %d: %d lines, total %s, addressable %s, confirmed %s, variants %d", town.Name, y.Year, y.Truth.Lines, y.Truth.Total, y.Truth.Addressable.Dollars, y.Truth.Confirmed.Dollars, len(y.Truth.Variants))
			if y.Truth.Lines > 1600 || y.Truth.Lines < 300 {
				t.Errorf("%s %d has %d lines", town.Name, y.Year, y.Truth.Lines)
			}
			if y.Truth.Confirmed.Dollars.Sign() <= 0 {
				t.Errorf("%s %d buys nothing from the sector", town.Name, y.Year)
			}
			if y.Town.Name != town.Name {
				t.Errorf("the ledger of %s says %s", town.Name, y.Town.Name)
			}
			if diff := cmp.Diff(y.Ledger.Lines, again.Towns[i].Years[k].Ledger.Lines); diff != "" {
				t.Errorf("another region from the same seed: %s", diff)
			}
		}
	}
	if len(r.Towns) != 5 || len(mrc) != 5 {
		t.Errorf("%d towns in %d MRC", len(r.Towns), len(mrc))
	}
	var one, two bytes.Buffer
	if err := r.Towns[3].Years[0].WriteLedger(&one); err != nil {
		t.Fatal(err)
	}
	if err := again.Towns[3].Years[0].WriteLedger(&two); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same ledger, other bytes")
	}
}

// The Pôle's workbook grows from year to year and tells nothing before its time.
func TestRegionBook(t *testing.T) {
	t.Parallel()
	r, err := demo.MakeRegion(2024)
	if err != nil {
		t.Fatal(err)
	}
	before, err := r.Book(2021)
	if err != nil {
		t.Fatal(err)
	}
	after, err := r.Book(2024)
	if err != nil {
		t.Fatal(err)
	}
	if len(after) != len(r.Registry)+1 || len(before) >= len(after) || len(before) < 20 {
		t.Errorf("%d rows in 2021, %d in 2024 of %d", len(before), len(after), len(r.Registry))
	}
	for _, row := range before {
		if len(row) != len(before[0]) {
			t.Errorf("row of %d cells: %q", len(row), row)
		}
		if row[14] == "2023-12-31" {
			t.Errorf("2021 knows of an end in 2023: %q", row)
		}
	}
}
