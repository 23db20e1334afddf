package ledger

import (
	"fmt"
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// currencies counts the money that amount cells and currency columns state.
type currencies struct {
	cells map[string]int
}

// signs of money and what they stand for; "$" is the Canadian dollar unless a
// file says otherwise.
var signs = []struct{ text, code string }{
	{"US$", "USD"}, {"USD", "USD"}, {"CA$", "CAD"}, {"C$", "CAD"}, {"CAD", "CAD"}, {"GBP", "GBP"}, {"£", "GBP"}, {"EUR", "EUR"}, {"€", "EUR"}, {"$", "CAD"},
}

func (c *currencies) see(cell sheet.Cell) {
	if cell.Kind != sheet.Text {
		return
	}
	last := cell.Text[len(cell.Text)-1]
	first := cell.Text[0]
	plain := func(b byte) bool { return b >= '0' && b <= '9' || b == '-' || b == ')' }
	if plain(last) && plain(first) {
		return
	}
	if code := currencyOf(cell.Text); code != "" {
		c.count(code)
	}
}

func (c *currencies) count(code string) {
	if c.cells == nil {
		c.cells = map[string]int{}
	}
	c.cells[code]++
}

// currencyOf finds the money an amount's text names, "" when none.
func currencyOf(text string) string {
	core, _, _, ok := core(text)
	if !ok || core == "" {
		return ""
	}
	up := strings.ToUpper(text)
	for _, s := range signs {
		if strings.Contains(up, s.text) {
			return s.code
		}
	}
	return ""
}

// currencyCode reads a cell of a currency column.
func currencyCode(text string) string {
	t := strings.ToUpper(strings.TrimSpace(text))
	switch t {
	case "", "$", "CAN", "CDN", "CAD$", "$CAN", "$ CA", "C$":
		if t == "" {
			return ""
		}
		return "CAD"
	case "US", "US$", "$US", "$ US":
		return "USD"
	case "£", "STERLING":
		return "GBP"
	case "€", "EUROS", "EURO":
		return "EUR"
	}
	if len(t) == 3 && t[0] >= 'A' && t[0] <= 'Z' {
		return t
	}
	return ""
}

// otherCurrency tells a record in another currency than the one asked for.
func (t *tableReader) otherCurrency(i int, m *moneyColumn) bool {
	if t.opt.Currency == "" {
		return false
	}
	code := ""
	if c := t.lay.column(Currency); c >= 0 {
		code = currencyCode(t.cell(i, c).Text)
	} else if c := t.cell(i, m.column); c.Kind == sheet.Text {
		code = currencyOf(c.Text)
	}
	return code != "" && code != currencyCode(t.opt.Currency)
}

// currency settles which money the ledger is in. Several of them cannot be
// added: a fault, or a warning for the read command.
func (r *reader) currency() error {
	cells := r.money.cells
	if cells == nil {
		cells = map[string]int{}
	}
	if r.opt.Currency != "" {
		r.led.Currency = currencyCode(r.opt.Currency)
		return nil
	}
	var place message.Place
	byColumn := map[string]int{}
	for _, p := range r.led.Lines.parts {
		x := p.fieldOf(Currency)
		if x == nil {
			continue
		}
		for i := range p.rows {
			if code := currencyCode(x.text(i)); code != "" {
				byColumn[code]++
			}
		}
	}
	if len(byColumn) > 0 {
		cells = byColumn
	}
	var codes []string
	for code := range cells {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b string) int {
		if cells[a] != cells[b] {
			return cells[b] - cells[a]
		}
		return strings.Compare(a, b)
	})
	if len(r.led.Tables) > 0 {
		t := r.led.Tables[0]
		place = message.Place{File: t.File, Sheet: t.Sheet}
	}
	switch len(codes) {
	case 0:
		return nil
	case 1:
		r.led.Currency = codes[0]
		return nil
	}
	var counts []string
	for _, c := range codes {
		counts = append(counts, fmt.Sprintf("%s %d", c, cells[c]))
	}
	f := message.NewFault("ledger.mixed_currencies", place, "counts", strings.Join(counts, ", "))
	if r.opt.Lenient {
		r.led.Warnings = append(r.led.Warnings, f)
		return nil
	}
	return f
}
