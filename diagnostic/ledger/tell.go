package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/templates/message"
)

// tell puts what was odd in a table into warnings, one for each cause.
func (t *tableReader) tell(m *moneyColumn, j *judgement) error {
	t.warnGroup("ledger.bad_amounts", &t.bad)
	t.warnGroup("ledger.unclear_separator", &t.unsure)
	t.warnGroup("ledger.fractions", &t.fractions)
	t.warnGroup("ledger.bad_dates", &t.lateDates)
	if !t.dates.sure && t.dates.either > 0 {
		order := inBoth("order", func(p message.Printer) string { return p.T("ledger.date_order." + string(t.dates.order)) })
		t.warn("ledger.date_order", at(t.place, t.dates.column, t.lay.headerRow), append(order, "n", itoa(t.dates.either))...)
	}
	t.warnGroup("ledger.lost_identifiers", &t.lostIDs)
	t.warnGroup("ledger.no_supplier", &j.noName)
	if t.hidden.n > 0 {
		t.warnGroup("ledger.hidden_rows", &t.hidden, both("sum", t.hiddenSum.decimal())...)
	}
	t.warnGroup("ledger.cells_joined", &t.joined)
	if j.filled > 0 {
		t.warn("ledger.filled_down", t.place, "n", itoa(j.filled))
	}
	t.tellTotals(j.totals)
	return t.tellRivals(m, j)
}

func (t *tableReader) tellTotals(totals []PrintedTotal) {
	n := 0
	for _, p := range totals {
		if p.Verified {
			continue
		}
		if n++; n > 5 {
			continue
		}
		place := t.place
		place.Cell = p.Cell
		t.warn("ledger.total_differs", place,
			slices.Concat(both("printed", p.Printed), both("computed", p.Computed), both("difference", p.Printed.Sub(p.Computed)), concerned(p.Span))...)
	}
	if n > 5 {
		t.warn("ledger.more_totals_differ", t.place, "n", itoa(n-5))
	}
}

// concerned names the rows that a total disagrees with, and what may explain it.
func concerned(s *Span) []string {
	return inBoth("rows", func(p message.Printer) string {
		if s == nil {
			return ""
		}
		text := " " + p.T("ledger.total_rows", "from", itoa(s.First), "to", itoa(s.Last), "n", p.Count(s.Lines))
		if len(s.Left) > 0 {
			text += " " + p.T("ledger.total_left", "cells", strings.Join(s.Left, ", "))
		}
		if len(s.Alike) > 0 {
			text += " " + p.T("ledger.total_alike", "cells", strings.Join(s.Alike, ", "))
		}
		return text
	})
}

// inBoth gives a value as each language writes it: {name_fr} and {name_en}.
func inBoth(name string, write func(message.Printer) string) []string {
	var args []string
	for _, l := range message.Langs {
		args = append(args, name+"_"+string(l), write(message.In(l)))
	}
	return args
}

func both(name string, d decimal.Decimal) []string {
	return inBoth(name, func(p message.Printer) string { return p.Number(d, 2) })
}

// tellRivals speaks of columns that could be the amount as well as the one
// taken: a fault, or a warning when the caller only wants to see.
func (t *tableReader) tellRivals(m *moneyColumn, j *judgement) error {
	if len(t.lay.rivals) == 0 || m.column < 0 {
		return nil
	}
	sum := func(column int, point byte) decimal.Decimal {
		var sum total
		for i := range t.n {
			if j.verdict.of(i) != kept {
				continue
			}
			if v, r := parseAmount(t.cell(i, column), point); r == goodAmt || r == unclear {
				sum.add(v)
			}
		}
		return sum.decimal()
	}
	type column struct {
		i   int
		sum decimal.Decimal
	}
	list := []column{{m.column, sum(m.column, m.point)}}
	for _, c := range t.lay.rivals {
		s := t.separatorsOf(c.Index)
		list = append(list, column{c.Index, sum(c.Index, s.decimal())})
	}
	columns := inBoth("columns", func(p message.Printer) string {
		var parts []string
		for _, c := range list {
			key, header := "ledger.column_sum", cut(t.headerOf(c.i), 40)
			if header == "" {
				key = "ledger.column_sum_bare"
			}
			parts = append(parts, p.T(key, "cell", cellName(c.i, max(t.lay.headerRow, 1)), "header", header, "sum", p.Number(c.sum, 2)))
		}
		return p.List(parts)
	})
	letter := ""
	for _, c := range t.lay.columns {
		if c.Field == Amount {
			letter = c.Letter
		}
	}
	f := message.NewFault("ledger.two_amounts", at(t.place, m.column, t.lay.headerRow),
		append(columns, "taken", letter, "other", t.lay.rivals[0].Letter)...)
	if t.opt.Lenient {
		t.led.Warnings = append(t.led.Warnings, f)
		return nil
	}
	return f
}

// warnDuplicates compares the tables of one file: a sheet whose lines all stand
// in another one would be counted twice.
func (r *reader) warnDuplicates(first int) {
	tables := r.led.Tables[first:]
	if len(tables) < 2 {
		return
	}
	lists := make([]map[string]int, len(tables))
	sizes := make([]int, len(tables))
	for i := range lists {
		lists[i] = map[string]int{}
	}
	for _, p := range r.led.Lines.parts {
		k := p.table - first
		if k < 0 {
			continue
		}
		sizes[k] += len(p.rows)
		for i := range p.rows {
			lists[k][p.likeness(i)]++
		}
	}
	for a := range tables {
		for b := range tables {
			if a == b || sizes[a] == 0 || sizes[a] > sizes[b] || sizes[a] == sizes[b] && a < b {
				continue
			}
			if within(lists[a], lists[b]) {
				r.warn("ledger.duplicate_sheet", message.Place{File: tables[a].File, Sheet: tables[a].Sheet}, "other", tables[b].Sheet, "n", itoa(sizes[a]))
				break
			}
		}
	}
}

func within(a, b map[string]int) bool {
	for k, n := range a {
		if b[k] < n {
			return false
		}
	}
	return true
}

// finish adds the tables up and settles what concerns them all.
func (r *reader) finish() error {
	b := Balance{RowsSetAside: map[Reason]int{}}
	bases := []Basis{}
	for i := range r.led.Tables {
		t := &r.led.Tables[i]
		b.RowsRead += t.Balance.RowsRead
		b.RowsKept += t.Balance.RowsKept
		for why, n := range t.Balance.RowsSetAside {
			b.RowsSetAside[why] += n
		}
		b.SumRead = b.SumRead.Add(t.Balance.SumRead)
		b.SumKept = b.SumKept.Add(t.Balance.SumKept)
		b.SumSetAside = b.SumSetAside.Add(t.Balance.SumSetAside)
		if !slices.Contains(bases, t.Basis) {
			bases = append(bases, t.Basis)
		}
	}
	if err := b.check(r.led.Lines); err != nil {
		return fmt.Errorf("whole ledger: %w", err)
	}
	r.led.Balance = b
	r.warnOverlap()
	switch {
	case len(bases) == 1:
		r.led.Basis = bases[0]
	case len(bases) > 1:
		if err := r.mixedBases(); err != nil {
			return err
		}
	}
	return r.currency()
}

// mixedBases refuses to add amounts before taxes to amounts with taxes.
func (r *reader) mixedBases() error {
	var list []string
	for _, t := range r.led.Tables {
		basis := string(t.Basis)
		if basis == "" {
			basis = "?"
		}
		list = append(list, message.Place{File: t.File, Sheet: t.Sheet}.String()+" = "+basis)
	}
	place := r.led.Tables[0].place()
	for _, t := range r.led.Tables {
		if t.Basis != r.led.Tables[0].Basis {
			place = t.place()
			break
		}
	}
	f := message.NewFault("ledger.mixed_bases", place, "tables", strings.Join(list, " ; "))
	if r.opt.Lenient || slices.ContainsFunc(r.led.Tables, func(t Table) bool { return t.Basis == Unstated }) {
		r.led.Warnings = append(r.led.Warnings, f)
		return nil
	}
	return f
}
