package ledger

import (
	"strings"
	"unicode"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
)

// heading is what a row of its own says of the lines beneath it.
type heading struct {
	field Field // Supplier, Account, or "" for another kind of group
	text  string
	no    string // the number, when it stands in a cell of its own
}

// labelled reads a row such as "Fournisseur : 1024 ATELIER DU LAC", in one cell
// or over several.
func (w *words) labelled(cells []sheet.Cell) (h heading, ok bool) {
	texts := textsOf(cells)
	if len(texts) == 0 || len(texts) > 8 {
		return h, false
	}
	label, rest, colon := strings.Cut(texts[0], ":")
	if len(label) > 60 {
		return h, false
	}
	field, tail, ok := w.groupLabel(label, colon)
	if !ok {
		return h, false
	}
	var parts []string
	for i, s := range append([]string{tail, rest}, texts[1:]...) {
		s = strings.TrimLeft(s, " :#-–\u00a0")
		if i > 1 && colonBehind(s) { // "Tél. :" and what follows is another matter
			break
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return h, false
	}
	h.field = field
	if len(parts) >= 2 && isCode(parts[0]) && hasLetters(parts[1]) {
		h.no, h.text = parts[0], parts[1]
		return h, true
	}
	h.text = parts[0]
	return h, true
}

// groupLabel tells what kind of group a label begins. Without a colon the label
// must be followed by a number or stand alone in its cell.
func (w *words) groupLabel(label string, colon bool) (f Field, tail string, ok bool) {
	folded := name.Fold(label)
	for _, g := range w.groups {
		if _, is := g.exact[folded]; is {
			return g.field, "", true
		}
	}
	if colon {
		// "Fournisseur 1024 : ATELIER"
		if i := strings.LastIndexByte(label, ' '); i > 0 && isCode(label[i+1:]) {
			if f, _, ok := w.groupLabel(label[:i], true); ok {
				return f, label[i+1:], true
			}
		}
		return "", "", false
	}
	for i := len(label) - 1; i > 0; i-- { // the longest label first
		if label[i] != ' ' {
			continue
		}
		head := name.Fold(label[:i])
		for _, g := range w.groups {
			if _, is := g.exact[head]; is && startsWithDigit(label[i+1:]) {
				return g.field, label[i+1:], true
			}
		}
	}
	return "", "", false
}

func startsWithDigit(s string) bool {
	s = strings.TrimLeft(s, " #")
	return s != "" && s[0] >= '0' && s[0] <= '9'
}

func colonBehind(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \u00a0"), ":") }

func hasLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// isCode tells a number by which a file knows a supplier or an account: digits
// in it, no blank, few letters.
func isCode(s string) bool {
	if s == "" || len(s) > 24 {
		return false
	}
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case unicode.IsLetter(r):
			letters++
		case r == '-' || r == '.' || r == '/' || r == '_':
		default:
			return false
		}
	}
	return digits > 0 && letters <= max(4, digits)
}

func textsOf(cells []sheet.Cell) []string {
	var list []string
	for _, c := range cells {
		if c.Kind != sheet.Blank {
			list = append(list, c.Text)
		}
	}
	return list
}

// accountFirst tells a text that begins with an account's number:
// "02-130-00-310 Fournitures".
func accountFirst(s string) bool {
	head, _, _ := strings.Cut(s, " ")
	groups, digits := 1, 0
	for _, r := range head {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '-' || r == '.':
			groups++
		default:
			return false
		}
	}
	return digits >= 5 && groups >= 3
}

// bareHeading reads a row that holds nothing but a name, or a number and a name,
// in the columns up to last.
func bareHeading(cells []sheet.Cell, last int) (h heading, ok bool) {
	for i, c := range cells {
		if c.Kind != sheet.Blank && (i > last || c.Kind != sheet.Text && c.Kind != sheet.Number) {
			return h, false
		}
	}
	texts := textsOf(cells)
	switch {
	case len(texts) == 1 && hasLetters(texts[0]):
		h.text = texts[0]
	case len(texts) == 2 && isCode(texts[0]) && hasLetters(texts[1]):
		h.no, h.text = texts[0], texts[1]
	default:
		return h, false
	}
	if len(h.text) > 100 || colonBehind(h.text) {
		return h, false
	}
	h.field = Supplier
	if accountFirst(h.text) || accountFirst(h.no+" ") {
		h.field = Account
	}
	return h, true
}

// continued takes off what says that a group goes on from the page before.
func continued(s string) string {
	for _, m := range []string{"(suite)", "(cont.)", "(cont'd)", "(continued)", "(suite…)", "- suite", "(Suite)", "(SUITE)"} {
		if t, ok := strings.CutSuffix(s, m); ok {
			return strings.TrimSpace(t)
		}
	}
	return s
}

// grouping is how a sheet without a supplier on its lines names them.
type grouping struct {
	labelled bool // "Fournisseur : …"
	column   int  // else the column up to which a name stands alone on its row
}

// findGroups looks for rows that name the supplier of the lines beneath, where
// no column does. money are the columns of amounts.
func (d *designer) findGroups(money []int) (grouping, bool) {
	isMoney := func(r sheet.Row) bool {
		for _, i := range money {
			if c := r.At(i); c.Kind != sheet.Blank {
				if _, read := parseAmount(c, 0); read == goodAmt || read == unclear {
					return true
				}
			}
		}
		return false
	}
	body := d.body()
	labelled, covered, lines := 0, 0, 0
	bare, coveredBare, bareColumn := 0, 0, 0
	names := map[string]bool{}
	under, underBare := false, false
	codes, filled := 0, 0 // what stands on the lines in the columns of bare names
	for k, r := range body {
		if isMoney(r) {
			lines++
			if under {
				covered++
			}
			if underBare {
				coveredBare++
			}
			if c := r.At(bareColumn); c.Kind != sheet.Blank {
				filled++
				if isCode(c.Text) || c.Kind != sheet.Text || readDate(c).form != noDate {
					codes++
				}
			}
			continue
		}
		if h, ok := d.w.labelled(r.Cells); ok {
			if h.field == Supplier {
				labelled++
				under = true
			}
			continue
		}
		if h, ok := bareHeading(r.Cells, 2); ok && h.field == Supplier && k+1 < len(body) && isMoney(body[k+1]) && d.w.maybeName(h.text) && !d.titles[maskDigits(h.text)] {
			bare++
			names[h.text] = true
			underBare = true
			bareColumn = max(bareColumn, len(r.Cells)-1)
		}
	}
	switch {
	case labelled >= 1 && covered*10 >= lines*7 && lines > 0:
		return grouping{labelled: true}, true
	case bare >= 2 && len(names) >= 2 && coveredBare*10 >= lines*8 && codes*10 >= filled*8:
		return grouping{column: bareColumn}, true
	}
	return grouping{}, false
}

// maskDigits folds a text and hides its numbers, so that "Page 2 of 10" is
// "Page 3 of 10".
func maskDigits(s string) string {
	var b strings.Builder
	number := false
	for _, r := range name.Fold(s[:min(len(s), 200)]) {
		if unicode.IsDigit(r) {
			if !number {
				b.WriteByte('#')
			}
			number = true
			continue
		}
		number = false
		b.WriteRune(r)
	}
	return b.String()
}

// pageMark tells a cell that prints a page's number or the word for it.
func (w *words) pageMark(s string) bool {
	if len(s) > 24 || s == "" || s[0]|0x20 != 'p' && s[0]|0x20 != 'n' {
		return false
	}
	f := name.Fold(s)
	if w.page[f] {
		return true
	}
	rest, ok := strings.CutPrefix(f, "page ")
	if !ok {
		return false
	}
	for word := range strings.SplitSeq(rest, " ") {
		if !digitsOnly(word) && word != "de" && word != "of" && word != "sur" {
			return false
		}
	}
	return true
}
