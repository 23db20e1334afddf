package desk

import (
	"slices"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// join puts several ledgers together as one: tables one after the other, lines
// pointing to their own table, balances added. Ledgers with different bases or
// currencies are refused: their amounts cannot be added.
func join(books []*ledger.Ledger) (*ledger.Ledger, error) {
	if len(books) == 1 {
		return books[0], nil
	}
	all := &ledger.Ledger{Balance: ledger.Balance{RowsSetAside: map[ledger.Reason]int{}}}
	var lines []ledger.Line
	for k, b := range books {
		if k == 0 {
			all.Basis, all.Currency = b.Basis, b.Currency
		}
		switch {
		case b.Basis != all.Basis:
			return nil, message.NewFault("import.bases", message.Place{File: fileOf(b)}, "first", fileOf(books[0]))
		case b.Currency != "" && all.Currency != "" && b.Currency != all.Currency:
			return nil, message.NewFault("import.currencies", message.Place{File: fileOf(b)}, "first", fileOf(books[0]), "a", all.Currency, "b", b.Currency)
		case all.Currency == "":
			all.Currency = b.Currency
		}
		shift := len(all.Tables)
		all.Tables = append(all.Tables, b.Tables...)
		all.Skipped = append(all.Skipped, b.Skipped...)
		all.Warnings = append(all.Warnings, b.Warnings...)
		lines = slices.Grow(lines, b.Lines.Len())
		for _, l := range b.Lines.All() {
			l.Table += shift
			lines = append(lines, l)
		}
		for _, a := range b.Asides {
			a.Table += shift
			all.Asides = append(all.Asides, a)
		}
		all.Balance.RowsRead += b.Balance.RowsRead
		all.Balance.RowsKept += b.Balance.RowsKept
		for r, n := range b.Balance.RowsSetAside {
			all.Balance.RowsSetAside[r] += n
		}
		all.Balance.SumRead = all.Balance.SumRead.Add(b.Balance.SumRead)
		all.Balance.SumKept = all.Balance.SumKept.Add(b.Balance.SumKept)
		all.Balance.SumSetAside = all.Balance.SumSetAside.Add(b.Balance.SumSetAside)
	}
	all.Lines = ledger.LinesOf(lines)
	// A printed total points to its own table too.
	shift := 0
	for _, b := range books {
		for t := range b.Tables {
			totals := slices.Clone(b.Tables[t].Totals)
			for i := range totals {
				totals[i].Table = shift + t
			}
			all.Tables[shift+t].Totals = totals
		}
		shift += len(b.Tables)
	}
	return all, nil
}

func fileOf(b *ledger.Ledger) string {
	if len(b.Tables) == 0 {
		return ""
	}
	return b.Tables[0].File
}
