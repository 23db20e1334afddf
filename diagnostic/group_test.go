package diagnostic

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger"
)

// Invented numbers that pass the checks.
const (
	neqA = "1140000010"
	neqB = "1140000028"
	bnA  = "100000009"
)

func lines(rows ...[3]string) []ledger.Line {
	out := make([]ledger.Line, len(rows))
	for i, r := range rows {
		out[i] = ledger.Line{Supplier: r[0], NEQ: r[1], BN: r[2], Amount: decimal.NewFromInt(1)}
	}
	return out
}

func TestGroupLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   []ledger.Line
		want []int // group of each line
	}{
		{"same folded name", lines([3]string{"Atelier du Lac"}, [3]string{"ATELIER  DU LAC"}, [3]string{"Atelier du Lac inc."}), []int{0, 0, 1}},
		{"same NEQ, other spelling", lines([3]string{"Atelier du Lac", neqA}, [3]string{"At. Lac", neqA}), []int{0, 0}},
		{"a name joins the one identified bearer", lines([3]string{"Atelier"}, [3]string{"ATELIER", neqA}), []int{0, 0}},
		{"two identified bearers keep apart", lines([3]string{"Atelier", neqA}, [3]string{"Atelier", neqB}, [3]string{"Atelier"}), []int{0, 1, 2}},
		{"BN beside an NEQ joins", lines([3]string{"A", neqA, bnA}, [3]string{"B", "", bnA}), []int{0, 0}},
		{"a BN beside two NEQ joins neither", lines([3]string{"A", neqA, bnA}, [3]string{"B", neqB, bnA}, [3]string{"C", "", bnA}), []int{0, 1, 2}},
		{"a number that fails its check joins nothing", lines([3]string{"A", "1140000011"}, [3]string{"B", "1140000011"}), []int{0, 1}},
		{"nameless lines are one payee", lines([3]string{""}, [3]string{" "}), []int{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, of := groupLines(c.in, nil)
			if diff := cmp.Diff(c.want, of); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGroupTakesTheMostFrequentSpelling(t *testing.T) {
	t.Parallel()
	groups, _ := groupLines(lines([3]string{"atelier"}, [3]string{"Atelier"}, [3]string{"Atelier"}, [3]string{"ATELIER"}), nil)
	if groups[0].name != "Atelier" {
		t.Errorf("name %q", groups[0].name)
	}
	if diff := cmp.Diff([]string{"ATELIER", "atelier"}, groups[0].variants); diff != "" {
		t.Error(diff)
	}
}

// Every line is in exactly one group, whatever the ledger holds, and the
// grouping does not depend on the order of the lines.
func TestGroupIsAPartition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOf(rapid.Custom(func(t *rapid.T) ledger.Line {
			return ledger.Line{
				Supplier: rapid.SampledFrom([]string{"", "a", "A", "b", "c d"}).Draw(t, "name"),
				NEQ:      rapid.SampledFrom([]string{"", neqA, neqB}).Draw(t, "neq"),
				BN:       rapid.SampledFrom([]string{"", bnA}).Draw(t, "bn"),
			}
		})).Draw(t, "lines")
		groups, of := groupLines(in, nil)
		n := 0
		for g := range groups {
			for _, i := range groups[g].lines {
				if of[i] != g {
					t.Fatalf("line %d is listed in group %d and belongs to %d", i, g, of[i])
				}
				n++
			}
		}
		if n != len(in) {
			t.Fatalf("%d lines grouped of %d", n, len(in))
		}
		backwards := make([]ledger.Line, len(in))
		for i := range in {
			backwards[len(in)-1-i] = in[i]
		}
		_, ofBack := groupLines(backwards, nil)
		for i := range in {
			for j := range in {
				if (of[i] == of[j]) != (ofBack[len(in)-1-i] == ofBack[len(in)-1-j]) {
					t.Fatalf("lines %d and %d are together in one order only", i, j)
				}
			}
		}
	})
}

// A name as long as its table cuts them may go on; in another table it is whole.
func TestCutNames(t *testing.T) {
	t.Parallel()
	in := lines([3]string{"Les Entreprises d'excavation d"}, [3]string{"Court"}, [3]string{"Construction et rénovation des"})
	in[2].Table = 1
	groups, _ := groupLines(in, []int{30, 0})
	for i, want := range []int{30, 0, 0} {
		if groups[i].cutAt != want {
			t.Errorf("%s: cut at %d, want %d", groups[i].name, groups[i].cutAt, want)
		}
	}
}
