package ledger

import (
	"crypto/sha256"
	"iter"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Overlap compares a ledger with an earlier one, line by line. Indexes point
// into the lines of the two ledgers.
type Overlap struct {
	// From and To bound the days that both ledgers cover; zero when none.
	From, To time.Time
	// Identical lines stand in both; equal lines are paired one to one.
	Identical []Pair
	// Changed lines bear the same supplier and the same invoice or payment, but
	// another amount or another date.
	Changed []Pair
	// New lines stand in the later ledger only.
	New []int
	// Gone lines stand in the earlier ledger only, on a day both cover.
	Gone []int
	// Sums of the later ledger's lines, and of the earlier's for Gone.
	IdenticalSum, ChangedSum, NewSum, GoneSum decimal.Decimal
}

// Pair is a line of the earlier ledger and one of the later.
type Pair struct{ Old, New int }

// Compare tells which lines of later are new, identical to or changed from
// earlier's, by [LineKey] and, where both state them, invoice numbers.
func Compare(earlier, later []Line) *Overlap {
	o := &Overlap{}
	o.period(earlier, later)
	byKey := map[string][]int{}
	for i := range earlier {
		k := keyOne(&earlier[i])
		byKey[k] = append(byKey[k], i)
	}
	used := make([]bool, len(earlier))
	paired := make([]bool, len(later))
	keys := make([]string, len(later))
	for j := range later {
		keys[j] = keyOne(&later[j])
	}
	// First those that state the same invoice, then those where one states none.
	for _, strictly := range []bool{true, false} {
		for j := range later {
			if paired[j] {
				continue
			}
			for _, i := range byKey[keys[j]] {
				a, b := keyName(earlier[i].Invoice), keyName(later[j].Invoice)
				if used[i] || strictly && a != b || !strictly && a != "" && b != "" && a != b {
					continue
				}
				used[i], paired[j] = true, true
				o.Identical = append(o.Identical, Pair{i, j})
				break
			}
		}
	}
	o.changes(earlier, later, used, paired)
	for j := range later {
		if !paired[j] {
			o.New = append(o.New, j)
			o.NewSum = o.NewSum.Add(later[j].Amount)
		}
	}
	for i := range earlier {
		if d := earlier[i].Date; !used[i] && !d.IsZero() && !o.From.IsZero() && !d.Before(o.From) && !d.After(o.To) {
			o.Gone = append(o.Gone, i)
			o.GoneSum = o.GoneSum.Add(earlier[i].Amount)
		}
	}
	slices.SortFunc(o.Identical, func(a, b Pair) int { return a.New - b.New })
	for _, p := range o.Identical {
		o.IdenticalSum = o.IdenticalSum.Add(later[p.New].Amount)
	}
	for _, p := range o.Changed {
		o.ChangedSum = o.ChangedSum.Add(later[p.New].Amount)
	}
	return o
}

// changes pairs what is left by supplier and reference, where exactly one line
// on each side bears them.
func (o *Overlap) changes(earlier, later []Line, used, paired []bool) {
	reference := func(l *Line) string {
		ref := keyName(l.Invoice)
		if ref == "" {
			ref = keyName(l.Payment)
		}
		if ref == "" {
			return ""
		}
		return keyName(l.Supplier) + "\n" + ref
	}
	index := func(lines []Line, taken []bool) map[string][]int {
		m := map[string][]int{}
		for i := range lines {
			if k := reference(&lines[i]); k != "" && !taken[i] {
				m[k] = append(m[k], i)
			}
		}
		return m
	}
	old, recent := index(earlier, used), index(later, paired)
	for j := range later {
		k := reference(&later[j])
		if paired[j] || k == "" || len(old[k]) != 1 || len(recent[k]) != 1 {
			continue
		}
		i := old[k][0]
		used[i], paired[j] = true, true
		o.Changed = append(o.Changed, Pair{i, j})
	}
}

// period finds the days both ledgers cover.
func (o *Overlap) period(earlier, later []Line) {
	a, b, ok := span(earlier)
	c, d, ok2 := span(later)
	if !ok || !ok2 {
		return
	}
	if c.After(a) {
		a = c
	}
	if d.Before(b) {
		b = d
	}
	if !b.Before(a) {
		o.From, o.To = a, b
	}
}

func span(lines []Line) (from, to time.Time, ok bool) {
	for i := range lines {
		d := lines[i].Date
		if d.IsZero() {
			continue
		}
		if !ok || d.Before(from) {
			from = d
		}
		if !ok || d.After(to) {
			to = d
		}
		ok = true
	}
	return from, to, ok
}

// EqualLines counts the lines that equal an earlier one of the same list in
// supplier, date, amount and invoice, and their sum. They are kept: two equal
// invoices exist.
func EqualLines(lines iter.Seq2[int, Line]) (n int, sum decimal.Decimal) {
	met := map[[16]byte]bool{} // digests, so as not to hold what they are of
	for _, l := range lines {
		sum256 := sha256.Sum256([]byte(likeness(&l)))
		k := [16]byte(sum256[:16])
		if met[k] {
			n++
			sum = sum.Add(l.Amount)
		}
		met[k] = true
	}
	return n, sum
}

// warnOverlap tells lines that stand in two of the files read together: they
// are counted twice.
func (r *reader) warnOverlap() {
	if len(r.digests) < 2 {
		return
	}
	file := make(map[string]int, r.led.Lines.Len()) // likeness → file of the first such line, from 1
	files := map[string]int{}
	of := make([]int, len(r.led.Tables))
	for t := range r.led.Tables {
		d := r.led.Tables[t].Digest
		if files[d] == 0 {
			files[d] = len(files) + 1
		}
		of[t] = files[d]
	}
	n, sum, first := 0, decimal.Zero, -1
	for i, l := range r.led.Lines.All() {
		if l.Date.IsZero() {
			continue
		}
		k := likeness(&l)
		switch f := file[k]; {
		case f == 0:
			file[k] = of[l.Table]
		case f != of[l.Table]:
			if n++; first < 0 {
				first = i
			}
			sum = sum.Add(l.Amount)
		}
	}
	if n == 0 {
		return
	}
	l := r.led.Lines.At(first)
	place := r.led.Tables[l.Table].place()
	place.Cell = l.AmountCell
	r.warn("ledger.files_overlap", place, append(both("sum", sum), "n", itoa(n))...)
}
