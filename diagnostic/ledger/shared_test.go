package ledger

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"jachete/templates/message"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

func headers(t testing.TB) []policy.HeaderField {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p.Headers
}

// TestPublishedLedgers measures Read on ledgers as public bodies publish them.
func TestPublishedLedgers(t *testing.T) {
	t.Parallel()
	dir := testkit.Shared(t, "ledgers")
	f, err := os.Open(filepath.Join(dir, "manifest.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, h := range rows[0] {
		at[h] = i
	}
	hs := headers(t)
	right, refused := 0, 0
	var report strings.Builder
	for _, r := range rows[1:] {
		get := func(k string) string { return r[at[k]] }
		number := func(k string) int { n, _ := strconv.Atoi(get(k)); return n }
		led, err := Read(context.Background(), []string{filepath.Join(dir, get("file"))}, hs, Options{Lenient: true})
		if err != nil {
			if get("format") == "xls" {
				refused++
			}
			fmt.Fprintf(&report, "%-70s %v\n", get("file"), err)
			continue
		}
		tb := led.Tables[0]
		col := func(f Field) int {
			for _, c := range tb.Columns {
				if c.Field == f {
					return c.Index + 1
				}
			}
			return 0
		}
		want, err := decimal.NewFromString(get("amount_sum_without_totals"))
		if err != nil {
			t.Fatal(err)
		}
		headerOK, supplierOK := tb.HeaderRow == number("header_row"), col(Supplier) == number("supplier_col_index")
		amountOK := col(Amount) == number("amount_col_index")
		sumOK := led.Balance.SumKept.Round(2).Equal(want)
		mark := func(ok bool) string {
			if ok {
				return "ok"
			}
			return "NO"
		}
		var keys []string
		for _, w := range led.Warnings {
			keys = append(keys, strings.TrimPrefix(w.Key, "ledger.")+" "+w.Args["n"])
		}
		fmt.Fprintf(&report, "%-70s header %s supplier %s amount %s sum %s %s", get("file"), mark(headerOK), mark(supplierOK), mark(amountOK), mark(sumOK), strings.Join(keys, ","))
		if !sumOK {
			fmt.Fprintf(&report, " got %s want %s (%v)", led.Balance.SumKept, want, led.Balance.RowsSetAside)
			// The list of expected sums is not always right either: where the file
			// prints its own total and our lines add to it, it is the list that errs.
			for _, p := range tb.Totals {
				if p.Verified && p.Printed.Equal(led.Balance.SumKept.Round(2)) {
					report.WriteString(" – the file's own printed total agrees with us")
				}
			}
		}
		report.WriteByte('\n')
		if headerOK && supplierOK && amountOK && sumOK {
			right++
		} else if len(led.Warnings) == 0 && !sumOK {
			t.Errorf("%s: a wrong sum without a warning", get("file"))
		}
	}
	t.Logf("\n%s%d of %d files all right, %d .xls refused", report.String(), right, len(rows)-1, refused)
	if right < 56 {
		t.Errorf("%d files all right, fewer than 56", right)
	}
}

// TestWholeCouncil reads a council's five years.
func TestWholeCouncil(t *testing.T) {
	t.Parallel()
	l, err := Read(context.Background(), []string{testkit.Shared(t, "e2e", "wakefield_rows.csv")}, headers(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Lines.Len() != 156433 || l.Balance.SumKept.String() != "1221868885.08" {
		t.Errorf("%d lines, %s", l.Lines.Len(), l.Balance.SumKept)
	}
}

// TestCorpus reads every file made to break readers: a ledger or a fault, no
// panic, no hang.
func TestCorpus(t *testing.T) {
	t.Parallel()
	hs := headers(t)
	var files []string
	err := filepath.WalkDir(testkit.Shared(t, "corpus"), func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, p := range files {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		l, err := Read(ctx, []string{p}, hs, Options{Lenient: true, Limits: Limits{InflatedBytes: 256 << 20, Rows: 2_000_000}})
		if ctx.Err() != nil {
			t.Errorf("%s took more than a minute", filepath.Base(p))
		}
		cancel()
		var f *message.Fault
		switch {
		case err == nil:
			got["read"]++
			t.Logf("%s: %d lines, %s", filepath.Base(p), l.Lines.Len(), l.Balance.SumKept)
		case errors.As(err, &f):
			got[f.Key]++
		default:
			t.Errorf("%s: %v", filepath.Base(p), err)
		}
	}
	t.Logf("%d files: %v", len(files), got)
}
