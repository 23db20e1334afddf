package ledger

import (
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// headerRows is how far down a header is looked for.
const headerRows = 40

// findHeader chooses the row whose cells name the most fields.
func (d *designer) findHeader() error {
	switch {
	case d.opt.HeaderRow < 0:
		return nil
	case d.opt.HeaderRow > 0:
		for i, r := range d.rows {
			if r.N == d.opt.HeaderRow && len(r.Cells) > 0 {
				d.setHeader(i)
				d.profile = d.opt.Profile.of(d.headers)
				return nil
			}
		}
		return message.NewFault("ledger.header_row_blank", at(d.place, 0, d.opt.HeaderRow))
	case d.headerByProfile():
		return nil
	}
	best, bestScore, named := -1, 0.0, false
	for i, r := range d.rows[:min(len(d.rows), headerRows)] {
		if named && i > best+1 {
			break // a second table may follow, with a richer header
		}
		if s := d.w.headerScore(r); s > bestScore+1e-9 {
			best, bestScore = i, s
			named = d.w.namesTable(r)
		}
	}
	gain := 1.0
	if best >= 0 && bestScore >= 6 {
		gain = 3 // one row says enough: two must say a whole field more
	}
	if i, height, joined, s := d.stackedHeader(); s >= bestScore+gain {
		d.setHeader(i)
		d.headers = joined
		for k := i - 1; k > i-height; k-- {
			d.l.headings = append(d.l.headings, d.cellTexts(k))
		}
		return nil
	}
	if best < 0 {
		best = d.shapedHeader()
	}
	if best >= 0 {
		d.setHeader(best)
	}
	return nil
}

// tallestHeader is how many rows a header may stand on.
const tallestHeader = 3

// stackedHeader finds a header that stands on two or three rows, "Montant" above
// "avant taxes", or "Montant" above "Taxes" above "TPS" and "TVQ": the rows whose
// joined cells name the most fields. i is the lowest row, height how many there
// are; a third row must say a whole field more than two.
func (d *designer) stackedHeader() (i, height int, joined []string, score float64) {
	for k := 1; k < min(len(d.rows), headerRows); k++ {
		low := d.rows[k]
		if len(low.Cells) == 0 || low.At(0).Kind == sheet.Blank && len(low.Cells) < 2 || hasNumbers(low) {
			continue
		}
		for h := 2; h <= tallestHeader && k-h+1 >= 0; h++ {
			up := d.rows[k-h+1]
			if d.rows[k-h+2].N != up.N+1 || len(up.Cells) == 0 || h > 2 && hasNumbers(up) {
				break
			}
			r := d.w.joinRows(d.rows[k-h+1 : k+1])
			if s := d.w.headerScore(r); s > score && (h <= height || height == 0 || s >= score+1) {
				i, height, joined, score = k, h, textList(r), s
			}
		}
	}
	return i, height, joined, score
}

// joinRows puts the rows of a header together, column by column; an upper text
// may span to the right.
func (w *words) joinRows(rows []sheet.Row) sheet.Row {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.Cells))
	}
	joined := sheet.Row{N: rows[len(rows)-1].N}
	cells, over := make([]string, len(rows)), make([]string, len(rows))
	for j := range width {
		kind := sheet.Blank
		for k, r := range rows {
			c := r.At(j)
			cells[k], kind = c.Text, max(kind, c.Kind) // Blank, then Text, then what no header holds
			if k == len(rows)-1 || c.Kind != sheet.Blank {
				over[k] = c.Text
			}
		}
		joined.Cells = append(joined.Cells, sheet.Cell{Text: w.bestHeader(cells, over), Kind: kind})
	}
	return joined
}

// bestHeader joins the cells of a column's header, top to bottom, in the way that
// says most: all of them, only the lower ones, or under what spans them.
func (w *words) bestHeader(cells, over []string) string {
	join := func(parts []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), " ")
	}
	low := len(cells) - 1
	ways := []string{join(cells)}
	if cells[low] != "" {
		for k := 1; k <= low; k++ {
			ways = append(ways, join(cells[k:]))
		}
		for k := range low {
			ways = append(ways, join(over[k:]), join([]string{over[k], cells[low]}))
		}
	}
	best, most := ways[0], 0
	for _, s := range ways {
		m := w.match(s)
		if score := m.score[m.best()]; s != "" && score > most {
			best, most = s, score
		}
	}
	return best
}

// hasNumbers tells that a row holds an amount or a date: no header does.
func hasNumbers(r sheet.Row) bool {
	for _, c := range r.Cells {
		if c.Kind == sheet.Blank {
			continue
		}
		if _, read := parseAmount(c, 0); read == goodAmt || read == unclear || readDate(c).form != noDate {
			return true
		}
	}
	return false
}

func (d *designer) setHeader(i int) {
	d.l.header, d.l.headerRow = i, d.rows[i].N
	d.headers = d.cellTexts(i)
	d.l.headings = [][]string{d.cellTexts(i)}
	d.l.width = len(d.headers)
}

func (d *designer) cellTexts(i int) []string { return textList(d.rows[i]) }

func textList(r sheet.Row) []string {
	list := make([]string, len(r.Cells))
	for j, c := range r.Cells {
		list[j] = c.Text
	}
	return list
}
