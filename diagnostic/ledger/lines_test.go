package ledger

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"jachete/diagnostic/ledger/sheet"
)

// packed holds lines as a table does.
func packed(lines []Line) *lineTable {
	p := &lineTable{rows: make([]int32, len(lines)), values: make([]micro, len(lines)), days: make([]int32, len(lines)), columns: make([]int16, len(lines))}
	for i, l := range lines {
		p.table, p.rows[i], p.values[i], p.days[i] = l.Table, int32(l.Row), micro(l.Amount.Shift(6).IntPart()), dayOf(l.Date)
		p.columns[i] = int16(sheet.Index(strings.TrimRight(l.AmountCell, "0123456789")))
		for _, f := range []Field{Supplier, SupplierNo, Description, Account, Invoice, Payment, NEQ, BN, QSTNo, City, Postal, Currency} {
			if s := *l.of(f); s != "" {
				x := p.wanted(f)
				x.refs[i] = x.texts.text(s)
			}
		}
	}
	return p
}

// A line comes out of its packing as it went in.
func TestLinesUnpack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "a", "Atelier du Lac", "é", strings.Repeat("long ", 40), strings.Repeat("x", 300)})
		line := rapid.Custom(func(t *rapid.T) Line {
			l := Line{
				Table: 3, Row: rapid.IntRange(1, 1<<31-1).Draw(t, "row"),
				Amount: decimal.New(rapid.Int64Range(-1e14, 1e14).Draw(t, "amount"), -2),
			}
			l.AmountCell = cellName(rapid.IntRange(0, 999).Draw(t, "column"), l.Row)
			if rapid.Bool().Draw(t, "dated") {
				l.Date = time.Date(rapid.IntRange(1000, 9999).Draw(t, "year"), 2, rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
			}
			for _, f := range []Field{Supplier, SupplierNo, Description, Account, Invoice, Payment, NEQ, BN, QSTNo, City, Postal, Currency} {
				*l.of(f) = text.Draw(t, string(f))
			}
			return l
		})
		want := rapid.SliceOfN(line, 0, 20).Draw(t, "lines")
		cut := rapid.IntRange(0, len(want)).Draw(t, "cut")
		var lines Lines
		lines.add(packed(want[:cut]))
		lines.add(packed(want[cut:]))
		same := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
		if d := cmp.Diff(want, append([]Line{}, lines.Slice()...), same); d != "" || lines.Len() != len(want) {
			t.Fatal(d)
		}
		for i := range want {
			if d := cmp.Diff(want[i], lines.At(i), same); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// A cell comes out of a column as it went in, whatever came before, and a text
// that comes again is held once.
func TestTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[a-c]{1,2}`), rapid.Map(rapid.IntRange(1, 200_000), func(n int) string { return strings.Repeat("z", n) }))
		cells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sheet.Cell {
			switch k := sheet.Kind(rapid.IntRange(0, 6).Draw(t, "kind")); k {
			case sheet.Blank, sheet.Uncomputed:
				return sheet.Cell{Kind: k}
			default:
				return sheet.Cell{Text: text.Draw(t, "text"), Kind: k}
			}
		}), 0, 60).Draw(t, "cells")
		x := &texts{}
		var refs []ref
		for _, c := range cells {
			refs = append(refs, x.put(c))
		}
		for i, r := range refs {
			if got := x.get(r); got != cells[i] {
				t.Fatalf("cell %d: %d %.20q, want %d %.20q", i, got.Kind, got.Text, cells[i].Kind, cells[i].Text)
			}
			if (r == 0) != (cells[i].Kind == sheet.Blank) {
				t.Fatalf("cell %d of kind %d is at %d", i, cells[i].Kind, r)
			}
		}
	})
	x := &texts{}
	a := x.text("a")
	x.text("b")
	if x.text("a") != a {
		t.Error("a text that comes again is held twice")
	}
	for i := range 3 * fewAsked { // a column of invoices is not looked up for ever
		x.text("F-" + itoa(i))
	}
	if x.known != nil {
		t.Errorf("%d texts are remembered of a column that repeats none", len(x.known))
	}
}

func TestLinesDrop(t *testing.T) {
	t.Parallel()
	var l Lines
	for k := range 3 {
		l.add(packed([]Line{{Table: k, Row: 1, Supplier: "a"}, {Table: k, Row: 2, Supplier: "b"}}))
	}
	l.drop(func(table int) bool { return table == 1 })
	var got []int
	for i, x := range l.All() {
		got = append(got, i*10+x.Table)
	}
	if want := []int{0, 10, 22, 32}; l.Len() != 4 || !slices.Equal(got, want) {
		t.Errorf("%d lines, %v", l.Len(), got)
	}
}

// Lines stay packed: what half a million of them cost is counted on.
func TestLinesAreSmall(t *testing.T) {
	t.Parallel()
	const rows = 20_000
	l, err := Read(t.Context(), []string{speedText(t, rows)}, headers(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	met := map[*texts]bool{}
	for _, p := range l.Lines.parts {
		held += 4*cap(p.rows) + 8*cap(p.values) + 4*cap(p.days) + 2*cap(p.columns)
		for _, x := range p.fields {
			held += 4 * cap(x.refs)
			if met[x.texts] {
				continue
			}
			met[x.texts] = true
			for _, piece := range x.texts.pieces {
				held += piece.Cap()
			}
			if x.texts.known != nil {
				t.Errorf("what was met of %s is still remembered", x.field)
			}
		}
	}
	if each := held / rows; each > 100 {
		t.Errorf("%d bytes a line", each)
	}
	want, _ := speedRow(rows - 1)
	last := l.Lines.At(rows - 1)
	if d := cmp.Diff([]string{want[0], want[1], want[2], want[4], want[5], want[6], want[10], want[11]},
		[]string{last.SupplierNo, last.Supplier, last.Invoice, last.Account, last.Description, last.Amount.StringFixed(2), last.Payment, last.City}); d != "" {
		t.Error(d)
	}
}
