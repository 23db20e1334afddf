package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
	"jachete/templates/testkit"
)

func command(t *testing.T, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, &o, &e)
	return o.String(), e.String(), code
}

// Nearly every purchase of the example finds its category; the rest is shown.
func TestCategoriesOfTheDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	runDemo(t, dir)
	file := filepath.Join(dir, "grand-livre-fictif.xlsx")
	out, errOut, code := command(t, "categories", "--json", file)
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	var got []covered
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || len(got[0].Parts) != 4 {
		t.Fatalf("%+v", got)
	}
	lines, dollars := decimal.Zero, decimal.Zero
	for _, p := range got[0].Parts {
		if p.By == share.FromAccount && p.OfLines.Decimal.LessThan(decimal.NewFromInt(60)) {
			t.Errorf("by account: %s %% of lines", p.OfLines.Decimal)
		}
		if p.By == "" {
			lines, dollars = p.OfLines.Decimal, p.OfDollars.Decimal
		}
	}
	if most := decimal.NewFromInt(1); lines.GreaterThan(most) || dollars.GreaterThan(most) {
		t.Errorf("not classified: %s %% of lines, %s %% of dollars", lines, dollars)
	}
	if out, _, _ := command(t, "categories", file); !strings.Contains(out, "grand-livre-fictif.xlsx") || !strings.Contains(out, "non classé") {
		t.Errorf("printed:\n%s", out)
	}
	if _, errOut, code := command(t, "categories", filepath.Join(dir, "absent.csv")); code != exitRefused {
		t.Errorf("an absent file: exit %d, %s", code, errOut)
	}
}

// Coverage of real ledgers, by file, for whoever reads the log:
//
//	go test ./cmd/jachete -run CategoriesOfLedgers -v
//
// These are of other countries and have no Québec account: what is found is
// found by words alone.
func TestCategoriesOfLedgers(t *testing.T) {
	t.Parallel()
	f, err := os.Open(testkit.Shared(t, "ledgers", "manifest.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read, all, none := 0, 0, 0
	for _, r := range rows[1:] {
		out, _, code := command(t, "--lang", "en", "categories", "--json", testkit.Shared(t, "ledgers", filepath.FromSlash(r[0])))
		if code != exitDone {
			t.Logf("%s: not read", r[0])
			continue
		}
		var got []covered
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		row := ""
		for _, p := range got[0].Parts {
			row += "  " + p.OfLines.Decimal.StringFixed(1) + " / " + p.OfDollars.Decimal.StringFixed(1)
			all += p.Lines
			if p.By == "" {
				none += p.Lines
			}
		}
		t.Logf("%-70s%s", r[0], row)
		read++
	}
	t.Logf("%d files, %d purchase lines, %d not classified", read, all, none)
	if read < 40 || none*100 > all*70 {
		t.Errorf("%d files read, %d of %d lines not classified", read, none, all)
	}
}
