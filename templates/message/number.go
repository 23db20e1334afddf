package message

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

const (
	nbsp   = "\u00a0" // no-break space: before $ and % in French
	nnbsp  = "\u202f" // narrow no-break space: thousands in French
	minus  = "\u2212"
	noData = "–"
)

// Count writes a whole number: 12 345 (narrow no-break space) or 12,345.
func (p Printer) Count(n int) string {
	return p.group(strconv.Itoa(n), "")
}

// Money writes dollars to the cent: 1 234,56 $ or $1,234.56.
func (p Printer) Money(d decimal.Decimal) string { return p.money(d, 2) }

// Dollars writes whole dollars, rounded half away from zero: 1 235 $ or $1,235.
func (p Printer) Dollars(d decimal.Decimal) string { return p.money(d, 0) }

func (p Printer) money(d decimal.Decimal, places int32) string {
	s := p.Number(d, places)
	sign := p.Sign()
	if p.Lang == English {
		if strings.HasPrefix(s, minus) {
			return minus + sign + strings.TrimPrefix(s, minus)
		}
		return sign + s
	}
	return s + nbsp + sign
}

// Sign is how the currency is written beside an amount: its sign, else its code.
func (p Printer) Sign() string {
	switch p.Currency {
	case "", "CAD":
		return "$"
	case "USD":
		return "US$"
	case "GBP":
		return "£"
	case "EUR":
		return "€"
	}
	if p.Lang == English {
		return p.Currency + nbsp
	}
	return p.Currency
}

// Number writes a decimal with a fixed number of places.
func (p Printer) Number(d decimal.Decimal, places int32) string {
	s := d.StringFixed(places)
	whole, frac, _ := strings.Cut(s, ".")
	if strings.Trim(s, "-0.") == "" { // never "−0"
		whole = strings.TrimPrefix(whole, "-")
	}
	return p.group(whole, frac)
}

func (p Printer) group(whole, frac string) string {
	neg := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	sep, point := nnbsp, ","
	if p.Lang == English {
		sep, point = ",", "."
	}
	var b strings.Builder
	if neg {
		b.WriteString(minus)
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	if frac != "" {
		b.WriteString(point)
		b.WriteString(frac)
	}
	return b.String()
}

// Percent writes a share given in percent (0–100): 2,3 % or 2.3%.
func (p Printer) Percent(d decimal.Decimal, places int32) string {
	s := p.Number(d, places)
	if p.Lang == English {
		return s + "%"
	}
	return s + nbsp + "%"
}

// Month writes "2024-03" as mars 2024 or March 2024; anything else as it is.
func (p Printer) Month(ym string) string {
	y, m, ok := strings.Cut(ym, "-")
	if !ok || len(m) != 2 {
		return ym
	}
	return p.T("month."+m) + " " + y
}

// Date writes "2024-03-05" as 5 mars 2024 or March 5, 2024; anything else as
// it is.
func (p Printer) Date(iso string) string {
	part := strings.Split(iso, "-")
	if len(part) != 3 || len(part[1]) != 2 {
		return iso
	}
	day := strings.TrimPrefix(part[2], "0")
	if p.Lang == English {
		return p.T("month."+part[1]) + " " + day + ", " + part[0]
	}
	if day == "1" {
		day = "1er"
	}
	return day + nbsp + p.T("month."+part[1]) + nbsp + part[0]
}

// List joins items with commas and the language's "and".
func (p Printer) List(items []string) string {
	switch len(items) {
	case 0:
		return noData
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + p.T("list.and") + " " + items[last]
}
