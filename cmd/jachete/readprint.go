package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// print writes what was understood for a person: each table, the balance, what
// was left out, the warnings.
func (r *readout) print(out io.Writer, led *ledger.Ledger, say message.Printer) error {
	p := &lines{say: say}
	for i := range led.Tables {
		p.table(&led.Tables[i])
	}
	p.balance(&led.Balance, len(led.Tables))
	p.pair("read.suppliers", say.Count(r.Suppliers))
	if r.Equal.Lines > 0 {
		p.pair("read.equal", fmt.Sprintf("%s  (%s)", say.Count(r.Equal.Lines), p.sum(r.Equal.Sum)))
	}
	p.totals(led.Tables)
	p.overlap(r.Overlap)
	if len(r.Skipped) > 0 {
		p.head("read.skipped")
		for _, s := range r.Skipped {
			p.add("  %s: %s", plain(s.Sheet), s.Text)
		}
	}
	if len(led.Warnings) > 0 {
		p.add("")
		p.add("%s (%s)", say.T("read.warnings"), say.Count(len(led.Warnings)))
		for _, w := range led.Warnings {
			p.add("  - %s", strings.ReplaceAll(say.Fault(w), "\n", "\n  "))
		}
	}
	_, err := io.WriteString(out, p.b.String())
	return err
}

// lines gathers the text, with labels in one column.
type lines struct {
	say message.Printer
	b   strings.Builder
}

func (p *lines) add(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

func (p *lines) head(key string) { p.add("\n%s", p.say.T(key)) }

func (p *lines) pair(key, value string) { p.labelled(p.say.T(key), value) }

func (p *lines) labelled(label, value string) {
	p.add("%s%s  %s", label, strings.Repeat(" ", max(0, 32-len([]rune(label)))), value)
}

func (p *lines) table(t *ledger.Table) {
	if p.b.Len() > 0 {
		p.add("")
	}
	p.pair("read.file", plain(t.File))
	if t.Sheet != "" {
		p.pair("read.sheet", plain(t.Sheet))
	}
	p.pair("read.format", strings.Join(slices.DeleteFunc([]string{t.Format, t.Encoding, t.Delimiter}, func(s string) bool { return s == "" }), "  "))
	row := p.say.T("read.no_header_row")
	if t.HeaderRow > 0 {
		row = fmt.Sprint(t.HeaderRow)
	}
	p.pair("read.header_row", row)
	basis := string(t.Basis)
	if basis == "" {
		basis = "unstated"
	}
	p.pair("read.basis", p.say.T("ledger.basis."+basis))
	p.pair("read.columns", "")
	for _, c := range t.Columns {
		how := ""
		if c.By != "header" {
			how = "  " + p.say.T("read.by_"+c.By)
		}
		p.labelled("  "+p.say.T("ledger.field."+string(c.Field)), fmt.Sprintf("%-3s %s%s", c.Letter, plain(c.Header), how))
	}
}

func (p *lines) balance(b *ledger.Balance, tables int) {
	p.head("read.balance")
	if tables > 1 {
		p.pair("read.sheet", p.say.Count(tables))
	}
	p.number("read.rows_read", p.say.Count(b.RowsRead))
	p.labelled("  "+p.say.T("read.rows_kept"), fmt.Sprintf("%20s", p.say.Count(b.RowsKept)))
	var reasons []string
	for why := range b.RowsSetAside {
		reasons = append(reasons, string(why))
	}
	slices.Sort(reasons)
	for _, why := range reasons {
		p.labelled("  "+p.say.T("ledger.reason."+why), fmt.Sprintf("%20s", p.say.Count(b.RowsSetAside[ledger.Reason(why)])))
	}
	p.number("read.sum_read", p.say.Number(b.SumRead, 2))
	p.number("read.sum_kept", p.say.Number(b.SumKept, 2))
	p.number("read.sum_aside", p.say.Number(b.SumSetAside, 2))
}

// overlap says what an earlier ledger already held.
func (p *lines) overlap(o *readOverlap) {
	if o == nil {
		return
	}
	p.head("read.overlap")
	if o.From != "" {
		p.pair("read.overlap_period", o.From+" – "+o.To)
	}
	for _, x := range []struct {
		key string
		sum readSum
	}{{"read.overlap_new", o.New}, {"read.overlap_identical", o.Identical}, {"read.overlap_changed", o.Changed}, {"read.overlap_gone", o.Gone}} {
		p.pair(x.key, fmt.Sprintf("%20s  %20s", p.say.Count(x.sum.Lines), p.sum(x.sum.Sum)))
	}
}

// sum writes a sum as the language does.
func (p *lines) sum(s string) string {
	d, err := decimal.NewFromString(s)
	if err != nil {
		return s
	}
	return p.say.Number(d, 2)
}

func (p *lines) number(key, value string) { p.pair(key, fmt.Sprintf("%20s", value)) }

// totals lists the printed totals, and the subtotals that differ; subtotals
// that agree are only counted.
func (p *lines) totals(tables []ledger.Table) {
	n, verified := 0, 0
	var shown []string
	for _, t := range tables {
		for _, pt := range t.Totals {
			n++
			state := p.say.T("read.verified")
			if pt.Verified {
				verified++
			} else {
				state = p.say.T("read.differs", "computed", p.say.Number(pt.Computed, 2))
			}
			if len(shown) < 20 && (pt.Kind == ledger.TotalRow || !pt.Verified) {
				at := message.Place{Sheet: t.Sheet, Cell: pt.Cell}
				shown = append(shown, fmt.Sprintf("  %s  %s  %s", at, p.say.Number(pt.Printed, 2), state))
			}
		}
	}
	if n == 0 {
		return
	}
	p.pair("read.totals", p.say.T("read.totals_summary", "verified", p.say.Count(verified), "n", p.say.Count(n)))
	for _, s := range shown {
		p.add("%s", s)
	}
}

// lastWord is what follows the last point of a message key.
func lastWord(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }
