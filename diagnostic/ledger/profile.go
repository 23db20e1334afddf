package ledger

import (
	"strings"
	"unicode"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
)

// profile is what the sampled rows show of one column.
type profile struct {
	rows     int // sampled
	filled   int
	amounts  int // read as amounts
	zero     int // amounts that are zero
	cents    int // amounts with a decimal sign or a sign of money
	whole    int // digits only
	years    int // whole numbers of 1900 to 2100
	dates    int
	words    int // texts with letters that are neither amount nor date
	neqs     int // ten digits, as a Québec enterprise number
	legal    int // texts with a word that names of enterprises hold
	computed int // formulas without a saved result
	runes    int // of the texts
	spaces   int // of the texts
	distinct int
	lengths  map[int]bool // of the whole numbers
	seps     separators
}

// sampleRows is how many rows are looked at before the columns are decided.
const sampleRows = 3000

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// profiles looks at every column of the rows.
func (w *words) profiles(rows []sheet.Row) []profile {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.Cells))
	}
	list := make([]profile, width)
	for i := range list {
		p := &list[i]
		p.lengths = map[int]bool{}
		seen := map[string]bool{}
		for _, r := range rows {
			c := r.At(i)
			p.rows++
			p.look(c, w)
			if c.Kind != sheet.Blank {
				seen[c.Text] = true
			}
		}
		p.distinct = len(seen)
	}
	return list
}

func (p *profile) look(c sheet.Cell, w *words) {
	switch c.Kind {
	case sheet.Blank:
		return
	case sheet.Uncomputed:
		p.computed++
		p.filled++
		return
	case sheet.Date:
		p.filled++
		p.dates++
		return
	}
	p.filled++
	v, r := parseAmount(c, 0)
	isAmount := r == goodAmt || r == unclear
	if c.Kind == sheet.Text && isAmount {
		p.seps.see(c.Text)
	}
	if isAmount {
		p.amounts++
		if v == 0 {
			p.zero++
		}
		if digitsOnly(c.Text) {
			p.whole++
			p.lengths[len(c.Text)] = true
			if v >= 1900*microsPerDollar && v <= 2100*microsPerDollar {
				p.years++
			}
			if len(c.Text) == 10 && neqPrefix(c.Text) {
				p.neqs++
			}
		} else {
			p.cents++
		}
	}
	d := readDate(c)
	if d.form == fullDate || d.form == smallFirst {
		p.dates++
	}
	if isAmount || d.form == fullDate || d.form == smallFirst || !strings.ContainsFunc(c.Text, unicode.IsLetter) {
		return
	}
	p.words++
	p.runes += len([]rune(c.Text))
	p.spaces += strings.Count(c.Text, " ")
	for f := range strings.SplitSeq(name.Fold(c.Text), " ") {
		if w.names[f] {
			p.legal++
			break
		}
	}
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// amountFit tells how well a column holds amounts, 0–1.
func (p *profile) amountFit() float64 {
	if p.filled == 0 {
		return 0
	}
	fit := share(p.amounts, p.filled)
	if p.dates > p.filled/2 && p.cents == 0 {
		fit *= 0.2 // 20240305 is a number too
	}
	if p.neqs > p.filled/2 {
		fit *= 0.2
	}
	return fit
}

// numbering tells a column of whole numbers that hardly repeat and hardly vary
// in length: payments or invoices by number, under a header like "Payment".
func (p *profile) numbering() bool {
	return p.filled >= 5 && p.whole == p.amounts && p.distinct*10 >= p.filled*9 && len(p.lengths) <= 2
}

// supplierFit tells how well a column holds names, 0–1.
func (p *profile) supplierFit() float64 {
	if p.filled == 0 {
		return 0
	}
	fit := share(p.words, p.filled)
	if p.distinct == 1 && p.filled > 20 {
		fit *= 0.3 // the buyer's own name
	}
	return fit
}

func (p *profile) dateFit() float64 { return share(p.dates, p.filled) }

// supplierLook scores a column whose header says nothing: names of enterprises
// are middle-sized, varied, and many hold a legal form.
func (p *profile) supplierLook() float64 {
	if p.words == 0 || share(p.words, p.filled) < 0.6 || share(p.filled, p.rows) < 0.3 || p.distinct == 1 && p.filled > 5 {
		return 0
	}
	mean := float64(p.runes) / float64(p.words)
	if mean < 4 || mean > 70 {
		return 0
	}
	score := 2*share(p.legal, p.filled) + min(share(p.distinct, p.filled), 0.6)
	if mean >= 8 && mean <= 40 {
		score += 0.3
	}
	if share(p.spaces, p.words) > 6 {
		score -= 0.5 // sentences
	}
	if share(p.spaces, p.words) < 0.3 {
		score -= 0.5 // codes
	}
	return score
}

// amountLook scores a column whose header says nothing: amounts have cents or a
// sign of money and lengths that differ; identifiers and years do not.
func (p *profile) amountLook() float64 {
	if p.filled == 0 || share(p.filled, p.rows) < 0.4 || p.amountFit() < 0.9 || p.zero > p.amounts*9/10 {
		return 0
	}
	if p.years == p.amounts || p.dates > p.filled/2 {
		return 0
	}
	score := 2*share(p.cents, p.amounts) + min(share(p.distinct, p.filled), 0.5)
	if p.whole == p.amounts {
		if len(p.lengths) < 3 {
			return 0 // numbers of one length: codes
		}
		if p.distinct == p.filled && p.filled > 20 {
			score -= 0.3
		}
	}
	return score
}
