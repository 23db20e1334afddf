package ledger

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func lineOf(supplier, amount, day, invoice string) Line {
	l := Line{Supplier: supplier, Amount: decimal.RequireFromString(amount), Invoice: invoice}
	if day != "" {
		l.Date, _ = time.Parse("2006-01-02", day)
	}
	return l
}

// TestLineKeysAreFrozen holds keys as version 1 gave them when it was made. They
// must never change: add a version instead.
func TestLineKeysAreFrozen(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]Line{
		"1:031c559e3b017d0192c201b5": lineOf("Coopérative de l'Éclaircie", "1234.56", "2024-03-05", "F-1"),
		"1:c670b70475a6a0ca1a6b45a8": lineOf("9999-1234 Québec inc.", "-10", "2024-12-31", ""),
		"1:30859e0c5866c8e28ae5a041": lineOf("", "0", "", ""),
		"1:201581ceec6f22db3f433330": lineOf("Œuvre & Fils", "0.005", "1999-01-01", ""),
	} {
		got, err := LineKey(1, &l)
		if err != nil || got != want {
			t.Errorf("%+v: %s, want %s (%v)", l, got, want, err)
		}
	}
	if _, err := LineKey(2, &Line{}); err == nil {
		t.Error("version 2 does not exist")
	}
}

// TestLineKeyOutlivesBetterReading gives one key to what a later reader may say
// better of the same line.
func TestLineKeyOutlivesBetterReading(t *testing.T) {
	t.Parallel()
	want, _ := LineKey(1, ptr(lineOf("Atelier du Lac inc.", "10.5", "2024-03-05", "")))
	better := lineOf("1024 - ATELIER DU LAC INC", "10.50", "2024-03-05", "F-9")
	better.SupplierNo, better.Account, better.Row, better.Table = "1024", "02-130", 77, 3
	for _, l := range []Line{better, lineOf("Atelier  du\u00a0Lac, inc", "10.500000", "2024-03-05", "")} {
		if got, _ := LineKey(1, &l); got != want {
			t.Errorf("%q has another key", l.Supplier)
		}
	}
	for _, l := range []Line{
		lineOf("Atelier du Lac inc.", "10.51", "2024-03-05", ""), lineOf("Atelier du Lac inc.", "10.5", "2024-03-06", ""), lineOf("Atelier du Lac enr.", "10.5", "2024-03-05", ""),
	} {
		if got, _ := LineKey(1, &l); got == want {
			t.Errorf("%+v has the same key", l)
		}
	}
	a, b := lineOf("9999-1234 Québec inc.", "1", "", ""), lineOf("9999-1235 Québec inc.", "1", "", "")
	if keyOne(&a) == keyOne(&b) {
		t.Error("two numbered companies have one key")
	}
}

func ptr[T any](v T) *T { return &v }

func TestCompare(t *testing.T) {
	t.Parallel()
	earlier := []Line{
		lineOf("Atelier Nord", "10", "2024-01-05", "F1"), lineOf("Atelier Nord", "10", "2024-01-05", "F1"), // the same invoice line twice
		lineOf("Bois Fou", "20", "2024-02-10", "F2"), lineOf("Cuir Fin", "30", "2024-02-20", "F3"), lineOf("Drap Doux", "5", "2024-02-21", ""),
	}
	later := []Line{
		lineOf("ATELIER NORD", "10", "2024-01-05", "F1"), lineOf("Bois Fou", "21", "2024-02-10", "F2"), lineOf("Drap Doux", "5", "2024-02-21", "F8"),
		lineOf("Cuir Fin", "30", "2024-02-20", "F4"), lineOf("Étang Clair", "7", "2024-03-01", "F5"),
	}
	o := Compare(earlier, later)
	if d := cmp.Diff([]Pair{{0, 0}, {4, 2}}, o.Identical); d != "" {
		t.Error("identical: ", d)
	}
	if d := cmp.Diff([]Pair{{2, 1}}, o.Changed); d != "" {
		t.Error("changed: ", d)
	}
	if d := cmp.Diff([]int{3, 4}, o.New); d != "" {
		t.Error("new: ", d)
	}
	if d := cmp.Diff([]int{1, 3}, o.Gone); d != "" {
		t.Error("gone: ", d)
	}
	if got := o.IdenticalSum.String() + " " + o.ChangedSum.String() + " " + o.NewSum.String() + " " + o.GoneSum.String(); got != "15 21 37 40" {
		t.Errorf("sums %s", got)
	}
	if got := o.From.Format("2006-01-02") + " " + o.To.Format("2006-01-02"); got != "2024-01-05 2024-02-21" {
		t.Errorf("period %s", got)
	}
}

// TestCompareIsAPartition pairs every line once, whatever the lists.
func TestCompareIsAPartition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) Line {
			return lineOf(rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "s"), rapid.SampledFrom([]string{"1", "2"}).Draw(t, "a"),
				rapid.SampledFrom([]string{"2024-01-01", "2024-01-02", ""}).Draw(t, "d"), rapid.SampledFrom([]string{"", "F1", "F2"}).Draw(t, "i"))
		})
		a, b := rapid.SliceOfN(one, 0, 12).Draw(t, "a"), rapid.SliceOfN(one, 0, 12).Draw(t, "b")
		o := Compare(a, b)
		if n := len(o.Identical) + len(o.Changed) + len(o.New); n != len(b) {
			t.Fatalf("%d of %d lines placed", n, len(b))
		}
		if same := Compare(b, b); len(same.Identical) != len(b) {
			t.Fatalf("a ledger differs from itself: %+v", same)
		}
		seen := map[int]bool{}
		for _, p := range append(append([]Pair{}, o.Identical...), o.Changed...) {
			if seen[p.Old] {
				t.Fatal("an earlier line is paired twice")
			}
			seen[p.Old] = true
		}
	})
}

func TestFilesThatOverlap(t *testing.T) {
	t.Parallel()
	a := write(t, "a.csv", "Fournisseur;Date;Montant\nAtelier Nord;2024-01-02;10,00\nBois Fou;2024-01-03;5,00\nBois Fou;2024-01-03;5,00\n")
	b := write(t, "b.csv", "Fournisseur;Date;Montant\nBois Fou;2024-01-03;5,00\nCuir Fin;2024-02-03;7,00\n")
	l, err := Read(t.Context(), []string{a, b}, headers(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"files_overlap"}, warnings(l)); d != "" {
		t.Error(d)
	}
	if n, sum := EqualLines(slices.All(l.Lines.Slice()[:3])); n != 1 || sum.String() != "5" {
		t.Errorf("%d equal lines, %s", n, sum)
	}
}
