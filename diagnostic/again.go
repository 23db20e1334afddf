package diagnostic

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/ledger"
)

// Again is the request that made a diagnostic, as far as it says so itself: what
// was asked, and what the user decided about reading. Paths, policy, parameters,
// program and the earlier diagnostic are for the caller to fill.
func (d *Diagnostic) Again() Request {
	q := Request{
		Buyer: d.Buyer.Name, MRC: d.Buyer.MRC, Regime: d.Buyer.Regime, Period: d.Period.Asked, Reading: undecided(d.Run.Reading),
		SetAsideUnreadable: d.Balance.RowsSetAside[ledger.BadAmount] > 0,
	}
	if p := d.Advice.Plan; p != nil {
		q.Target = decimal.NewNullDecimal(p.Target)
	}
	return q
}

// undecided reads what decided wrote. A value may hold the separator: what
// follows it and names no option belongs to the value.
func undecided(s string) ledger.Options {
	var o ledger.Options
	var list [][2]string
	for _, part := range strings.Split(s, "; ") {
		k, v, ok := strings.Cut(part, "=")
		if ok && (option(k) || len(list) == 0) {
			list = append(list, [2]string{k, v})
		} else if len(list) > 0 {
			list[len(list)-1][1] += "; " + part
		}
	}
	for _, kv := range list {
		k, v := kv[0], kv[1]
		switch k {
		case "sheet":
			o.Sheet = v
		case "header_row":
			o.HeaderRow, _ = strconv.Atoi(v) // not a number: found, as when it is not given
		case "basis":
			o.Basis = ledger.Basis(v)
		case "encoding":
			o.Encoding = v
		case "delimiter":
			o.Delimiter, _ = strconv.Unquote(v)
		case "date_order":
			o.DateOrder = v
		case "currency":
			o.Currency = v
		default:
			if k != "" {
				if o.Columns == nil {
					o.Columns = map[ledger.Field]string{}
				}
				o.Columns[ledger.Field(k)] = v
			}
		}
	}
	return o
}

// option tells whether a word can name an option: letters and underscores.
func option(k string) bool {
	return k != "" && strings.Trim(k, "abcdefghijklmnopqrstuvwxyz_") == ""
}
