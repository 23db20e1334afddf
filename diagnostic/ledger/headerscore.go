package ledger

import (
	"strings"

	"jachete/diagnostic/ledger/sheet"
)

// headerScore is how much a row looks like a header: fields named exactly count
// three, likely ones one, and cells with numbers or dates count against. A row
// that names neither a supplier nor an amount, or one thing only, is none.
func (w *words) headerScore(r sheet.Row) float64 {
	score := 0.0
	named := map[Field]int{}
	filled := 0
	for _, c := range r.Cells {
		switch c.Kind {
		case sheet.Blank:
			continue
		case sheet.Text:
		default:
			score -= 2
			filled++
			continue
		}
		filled++
		if len(c.Text) > 120 {
			score--
			continue
		}
		if _, r := parseAmount(c, 0); r != badAmt && r != noAmount || readDate(c).form != noDate {
			score -= 2
			continue
		}
		m := w.match(c.Text)
		best, field := 0, Field("")
		for _, f := range w.fields {
			if s := m.score[f.field]; s > best {
				best, field = s, f.field
			}
		}
		switch {
		case best == 0:
			continue
		case named[field] == 0 && best > containsScore:
			score += 3
		case named[field] == 0:
			score++
		default:
			score += 0.25
		}
		named[field] = max(named[field], best)
	}
	money := named[Amount] > 0 || named[Debit] > 0 || named[Credit] > 0
	switch {
	case named[Supplier] == 0 && !money:
		return 0
	case len(named) >= 3, named[Supplier] > 0 && money:
		return score
	case len(named) >= 2 && filled <= 4:
		return score
	}
	return 0
}

// shapedHeader finds a row of short distinct texts above a column of numbers,
// when no row uses a word we know.
func (d *designer) shapedHeader() int {
	for i, r := range d.rows[:min(len(d.rows), headerRows)] {
		if len(r.Cells) < 2 || !labels(r) {
			continue
		}
		for j := range r.Cells {
			numbers, n := 0, 0
			for _, below := range d.rows[i+1 : min(len(d.rows), i+30)] {
				if c := below.At(j); c.Kind != sheet.Blank {
					n++
					if _, r := parseAmount(c, 0); r == goodAmt || r == unclear {
						numbers++
					}
				}
			}
			if n >= 2 && numbers*10 >= n*8 {
				return i
			}
		}
	}
	return -1
}

// labels tells a row of texts that are all different, short, and no number.
func labels(r sheet.Row) bool {
	seen := map[string]bool{}
	for _, c := range r.Cells {
		if c.Kind == sheet.Blank {
			continue
		}
		if c.Kind != sheet.Text || len(c.Text) > 60 || strings.ContainsAny(c.Text, "0123456789") || seen[c.Text] {
			return false
		}
		seen[c.Text] = true
	}
	return len(seen)*10 >= len(r.Cells)*8
}
