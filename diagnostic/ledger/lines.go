package ledger

import (
	"iter"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Lines are the kept rows of a ledger, in the order of its tables and of their
// rows. They are held packed, a few tens of bytes each, and made into a [Line]
// when asked for. The zero value holds none.
type Lines struct {
	parts []*lineTable
	n     int
	plain []Line // held as they were handed in, instead of parts
}

// LinesOf holds lines that were not read from a file: changed, joined, or kept
// elsewhere.
func LinesOf(list []Line) Lines { return Lines{plain: list, n: len(list)} }

// Len is how many lines there are.
func (l Lines) Len() int { return l.n }

// At gives line i, from 0.
func (l Lines) At(i int) Line {
	if l.plain != nil {
		return l.plain[i]
	}
	for _, p := range l.parts {
		if i < len(p.rows) {
			return p.line(i)
		}
		i -= len(p.rows)
	}
	panic("ledger: line out of range")
}

// All gives every line with its place.
func (l Lines) All() iter.Seq2[int, Line] {
	return func(yield func(int, Line) bool) {
		for i, x := range l.plain {
			if !yield(i, x) {
				return
			}
		}
		n := 0
		for _, p := range l.parts {
			for i := range p.rows {
				if !yield(n, p.line(i)) {
					return
				}
				n++
			}
		}
	}
}

// Slice makes every line at once: 264 bytes each.
func (l Lines) Slice() []Line {
	list := make([]Line, 0, l.n)
	for _, x := range l.All() {
		list = append(list, x)
	}
	return list
}

// Suppliers gives the names on the lines, some of them more than once.
func (l Lines) Suppliers() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range l.plain {
			if !yield(l.plain[i].Supplier) {
				return
			}
		}
		for _, p := range l.parts {
			for s := range p.suppliers() {
				if !yield(s) {
					return
				}
			}
		}
	}
}

func (l *Lines) add(p *lineTable) {
	l.parts = append(l.parts, p)
	l.n += len(p.rows)
}

// drop lets go of the lines of some tables.
func (l *Lines) drop(out func(table int) bool) {
	l.parts = slices.DeleteFunc(l.parts, func(p *lineTable) bool { return out(p.table) })
	l.n = 0
	for _, p := range l.parts {
		l.n += len(p.rows)
	}
}

// sum adds the amounts of all lines, dollars, in whole numbers without bound:
// not the way in which the sum kept was counted.
func (l Lines) sum() decimal.Decimal {
	var sum, v big.Int
	for _, p := range l.parts {
		for _, m := range p.values {
			sum.Add(&sum, v.SetInt64(int64(m)))
		}
	}
	return decimal.NewFromBigInt(&sum, -6)
}

// lineTable holds the lines of one table, column by column.
type lineTable struct {
	table   int
	rows    []int32
	values  []micro
	days    []int32 // since 1970, noDay without a date; nil when no line has one
	columns []int16 // where the amount stands; nil when all stand in column
	column  int
	fields  []*lineField
}

// lineField is a text of every line. Those of no line are not held.
type lineField struct {
	field Field
	refs  []ref
	texts *texts
}

const noDay = math.MinInt32

// fieldOf gives the texts of a field, nil when the table has none of it.
func (p *lineTable) fieldOf(f Field) *lineField {
	for _, x := range p.fields {
		if x.field == f {
			return x
		}
	}
	return nil
}

// wanted is fieldOf, with a field that is blank so far when there was none.
func (p *lineTable) wanted(f Field) *lineField {
	x := p.fieldOf(f)
	if x == nil {
		x = &lineField{field: f, refs: make([]ref, cap(p.rows)), texts: &texts{}}
		p.fields = append(p.fields, x)
	}
	return x
}

func (x *lineField) text(i int) string { return x.texts.get(x.refs[i]).Text }

// suppliers gives the names on the lines, equal ones in a row once.
func (p *lineTable) suppliers() iter.Seq[string] {
	return func(yield func(string) bool) {
		x := p.wanted(Supplier)
		for i, r := range x.refs {
			if i > 0 && r == x.refs[i-1] {
				continue
			}
			if !yield(x.text(i)) {
				return
			}
		}
	}
}

func (p *lineTable) cell(i int) string {
	column := p.column
	if p.columns != nil {
		column = int(p.columns[i])
	}
	return cellName(column, int(p.rows[i]))
}

func (p *lineTable) date(i int) time.Time {
	if p.days == nil || p.days[i] == noDay {
		return time.Time{}
	}
	return time.Unix(int64(p.days[i])*secondsPerDay, 0).UTC()
}

const secondsPerDay = 24 * 60 * 60

// dayOf is the inverse of date.
func dayOf(t time.Time) int32 {
	if t.IsZero() {
		return noDay
	}
	return int32(math.Floor(float64(t.Unix()) / secondsPerDay))
}

// line makes a line.
func (p *lineTable) line(i int) Line {
	l := Line{Table: p.table, Row: int(p.rows[i]), Amount: p.values[i].decimal(), AmountCell: p.cell(i), Date: p.date(i)}
	for _, x := range p.fields {
		if x.refs[i] != 0 {
			*l.of(x.field) = x.text(i)
		}
	}
	return l
}

// of is where a line holds a text.
func (l *Line) of(f Field) *string {
	switch f {
	case Supplier:
		return &l.Supplier
	case SupplierNo:
		return &l.SupplierNo
	case Description:
		return &l.Description
	case Account:
		return &l.Account
	case Invoice:
		return &l.Invoice
	case Payment:
		return &l.Payment
	case NEQ:
		return &l.NEQ
	case BN:
		return &l.BN
	case QSTNo:
		return &l.QSTNo
	case City:
		return &l.City
	case Postal:
		return &l.Postal
	case Phone:
		return &l.Phone
	case Email:
		return &l.Domain
	case Registered:
		return &l.Registered
	default:
		return &l.Currency
	}
}
