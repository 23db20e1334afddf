package demo

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
)

// headers of the detail sheets, A to I.
var headers = []string{"No fournisseur", "Nom du fournisseur", "NEQ", "No facture", "Date du paiement", "Description", "Poste budgétaire", "Montant", "No chèque"}

// Columns of the detail sheets, 0-based.
const (
	colName   = 1
	colDate   = 4
	colAmount = 7
)

// notes are how each line is typed: drawn once, so that writing is repeatable.
type notes []note

type note struct {
	amount   typing
	dateText bool
}

// typing is how an amount stands in its cell.
type typing int

const (
	asNumber  typing = iota
	asText           // 1 234,56 $ with no-break spaces
	asNarrow         // 1 234,56 $ with narrow no-break spaces
	asBracket        // (123,45) for a credit
	asTrailer        // 123,45- for a credit
)

func (g *generator) annotate(lines []Line) notes {
	out := make(notes, len(lines))
	for i, l := range lines {
		k := g.r.IntN(100)
		switch {
		case l.Cents < 0 && k < 40:
			out[i].amount = asBracket
		case l.Cents < 0 && k < 55:
			out[i].amount = asTrailer
		case k < 4:
			out[i].amount = asText
		case k < 7:
			out[i].amount = asNarrow
		}
		out[i].dateText = g.r.IntN(100) < 12
	}
	return out
}

// row of a sheet: what it is ("" for a payment) and its cells: nil, string,
// int64, decimal.Decimal or time.Time.
type row struct {
	reason ledger.Reason
	cells  []any
	line   int // index into the lines, of a payment
	cents  int64
}

var monthNames = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// detail lays one half-year out, as the software prints it.
func (l *Ledger) detail(name string, from, to int) []row {
	rows := titles(l.Buyer, l.Year, "Registre des paiements par fournisseur, "+name, l.month(from)+"-01", l.month(to)+"-"+map[bool]string{true: "30", false: "31"}[to == 6])
	rows = append(rows, row{reason: ledger.HeaderRow, cells: headerCells()})
	var all int64
	for m := from; m <= to; m++ {
		if m > from {
			rows = append(rows, row{reason: ledger.BlankRow})
			if m%2 == 0 { // the page turns: the header is printed again
				rows = append(rows, row{reason: ledger.RepeatedHeader, cells: headerCells()})
			}
		}
		if m == from+1 {
			cells := make([]any, len(headers))
			cells[0], cells[colName], cells[5] = "F99999", "VOIR PAIE", "Période traitée par la paie"
			rows = append(rows, row{reason: ledger.NoAmount, cells: cells})
		}
		var sum int64
		prefix := l.month(m)
		for i := range l.Lines {
			if strings.HasPrefix(l.Lines[i].Date, prefix) {
				rows = append(rows, row{cells: l.cells(i), line: i, cents: l.Lines[i].Cents})
				sum += l.Lines[i].Cents
			}
		}
		all += sum
		rows = append(rows, total(ledger.SubtotalRow, "Sous-total "+monthNames[m-1]+" "+digits(l.Year, 4), sum, m%3 == 0))
	}
	rows = append(rows, total(ledger.TotalRow, "Total général", all, false))
	note := make([]any, len(headers))
	note[0] = "Fin du rapport. Montants toutes taxes comprises."
	return append(rows, row{reason: ledger.NoteRow, cells: note})
}

// month writes a month of the ledger's year: "2024-03".
func (l *Ledger) month(m int) string { return digits(l.Year, 4) + "-" + digits(m, 2) }

func titles(buyer string, year int, report, from, to string) []row {
	var rows []row
	for _, s := range []string{
		buyer, "DONNÉES FICTIVES : entreprises, ville et personnes inventées", report,
		"Période du " + from + " au " + to, "Imprimé le " + digits(year+1, 4) + "-01-14",
	} {
		rows = append(rows, row{reason: ledger.TitleRow, cells: []any{s}})
	}
	return rows
}

func headerCells() []any {
	cells := make([]any, len(headers))
	for i, h := range headers {
		cells[i] = h
	}
	return cells
}

// total is a printed total: a number, or text as some reports print it.
func total(reason ledger.Reason, label string, cents int64, text bool) row {
	cells := make([]any, len(headers))
	cells[colName] = label
	cells[colAmount] = dollars(cents)
	if text {
		cells[colAmount] = written(cents, "\u00a0") + "\u00a0$"
	}
	return row{reason: reason, cells: cells, cents: cents}
}

// cells gives the cells of one payment.
func (l *Ledger) cells(i int) []any {
	p, n := &l.Lines[i], l.notes[i]
	cells := make([]any, len(headers))
	cells[0], cells[colName], cells[3], cells[5], cells[6] = p.SupplierNo, p.Supplier, p.Invoice, p.Text, p.Account
	cells[8] = p.Cheque
	if p.NEQ != "" { // as the spreadsheet makes of it: a number
		v, err := strconv.ParseInt(p.NEQ, 10, 64)
		if err == nil {
			cells[2] = v
		}
	}
	cells[colDate] = p.Date
	if d, err := time.Parse(time.DateOnly, p.Date); err == nil && !n.dateText {
		cells[colDate] = d
	}
	switch n.amount {
	case asText:
		cells[colAmount] = written(p.Cents, "\u00a0") + "\u00a0$"
	case asNarrow:
		cells[colAmount] = written(p.Cents, "\u202f") + "\u00a0$"
	case asBracket:
		cells[colAmount] = "(" + written(-p.Cents, "\u00a0") + ")"
	case asTrailer:
		cells[colAmount] = written(-p.Cents, "\u00a0") + "-"
	default:
		cells[colAmount] = dollars(p.Cents)
	}
	return cells
}

// summary lays the first sheet out: totals by quarter, which are no payments.
func (l *Ledger) summary() [][]any {
	var out [][]any
	for _, r := range titles(l.Buyer, l.Year, "Sommaire des paiements par trimestre", l.month(1)+"-01", l.month(12)+"-31") {
		out = append(out, r.cells)
	}
	out = append(out, []any{"Trimestre", "Nombre de paiements", "Montant"})
	var count [4]int64
	var sum [4]int64
	for i := range l.Lines {
		q := (number(l.Lines[i].Date[5:7]) - 1) / 3
		count[q]++
		sum[q] += l.Lines[i].Cents
	}
	var allCount, all int64
	for q, name := range []string{"1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre"} {
		out = append(out, []any{name, count[q], dollars(sum[q])})
		allCount, all = allCount+count[q], all+sum[q]
	}
	return append(out, []any{"Total", allCount, dollars(all)})
}

func dollars(cents int64) decimal.Decimal { return decimal.New(cents, -2) }

// written writes cents as 1 234,56 with the given blank between thousands.
func written(cents int64, blank string) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := strconv.FormatInt(cents/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + blank + whole[i:]
	}
	return sign + whole + "," + digits(int(cents%100), 2)
}
