package sheet

import "math"

// Rows looked at to find the delimiter.
const delimiterRows = 200

// findDelimiter chooses the sign that cuts the first rows into the most and
// the most even cells. A comma that mostly stands between digits as a decimal
// sign gives way to any other candidate that fits.
func findDelimiter(text string) byte {
	text = text[:min(len(text), 1<<20)]
	best, bestScore := byte(','), 0.0
	decimal := decimalCommas(text)
	for _, d := range delimiters {
		s := evenness(text, d.sign)
		if d.sign == ',' && decimal {
			s *= 0.5
		}
		if s > bestScore+1e-9 {
			best, bestScore = d.sign, s
		}
	}
	return best
}

// evenness is the share of rows that have the most usual number of cells,
// times the root of that number less one.
func evenness(text string, delim byte) float64 {
	p := parser{text: text, delim: delim, limit: 1 << 20, cell: 1 << 20}
	widths := map[int]int{}
	rows := 0
	for rows < delimiterRows && p.more() {
		n := 1
		start := p.pos
		for {
			_, end := p.field()
			if end {
				break
			}
			n++
		}
		if trim(text[start:p.pos]) == "" {
			continue
		}
		rows++
		widths[n]++
	}
	width, count := 1, 0
	for w, c := range widths {
		if w > 1 && (c > count || c == count && w > width) {
			width, count = w, c
		}
	}
	if rows == 0 {
		return 0
	}
	return float64(count) / float64(rows) * math.Sqrt(float64(width-1))
}

// decimalCommas tells whether most commas stand as in 1234,56.
func decimalCommas(text string) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	between, all := 0, 0
	for i := 0; i < len(text); i++ {
		if text[i] != ',' {
			continue
		}
		all++
		if digit(i-1) && digit(i+1) && (digit(i+2) && !digit(i+3) || !digit(i+2)) {
			between++
		}
	}
	return all > 0 && between*2 > all
}
