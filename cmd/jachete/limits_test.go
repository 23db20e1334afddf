package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jachete/diagnostic/ledger"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	f := limitFlag{Limit: []string{"file-mb=2", "inflated-mb=3", "rows=4", "columns=5", "signs=6", "texts=7", "texts-mb=8", "files=9", "seconds=10"}}
	got, err := f.limits()
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Limits{
		FileBytes: 2 << 20, InflatedBytes: 3 << 20, Rows: 4, Columns: 5, CellRunes: 6, Strings: 7, StringBytes: 8 << 20, Files: 9, Time: 10 * time.Second,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"", "rows", "rows=", "rows=0", "rows=-1", "rows=x", "rows=99999999999999999999", "lignes=3", "=3"} {
		if _, err := (&limitFlag{Limit: []string{bad}}).limits(); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestJoinNegative(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want []string }{
		{[]string{"read", "a.csv", "--header-row", "-1", "--json"}, []string{"read", "a.csv", "--header-row=-1", "--json"}},
		{[]string{"read", "--header-row", "3"}, []string{"read", "--header-row", "3"}},
		{[]string{"read", "--header-row", "--json"}, []string{"read", "--header-row", "--json"}},
		{[]string{"read", "--sheet", "-1"}, []string{"read", "--sheet", "-1"}},
		{[]string{"read", "--header-row"}, []string{"read", "--header-row"}},
	} {
		if d := cmp.Diff(tt.want, joinNegative(tt.in)); d != "" {
			t.Errorf("%v: %s", tt.in, d)
		}
	}
}
