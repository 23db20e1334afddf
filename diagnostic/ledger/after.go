package ledger

import (
	"iter"
	"strings"

	"jachete/scoring/name"
)

// after looks at the lines of a table together: numbers in front of names, names
// cut at a width.
func (t *tableReader) after() {
	if n := splitCodes(t.lines); n > 0 && t.lay.grouped == nil {
		t.warn("ledger.code_in_name", at(t.place, max(t.supplier, 0), t.lay.headerRow), "n", itoa(n))
	}
	if t.t.CutWidth = CutWidth(t.lines.suppliers()); t.t.CutWidth > 0 {
		t.warn("ledger.cut_names", at(t.place, max(t.supplier, 0), t.lay.headerRow), "n", itoa(t.t.CutWidth))
	}
}

// splitCodes takes the number off names written "1024 - ATELIER DU LAC", when
// nearly every name has one, always the same. It gives how many lines changed.
func splitCodes(p *lineTable) int {
	type split struct{ code, rest ref }
	suppliers := p.wanted(Supplier)
	names := map[ref]split{}
	codes, bearers, distinct := map[string]string{}, 0, map[string]bool{}
	for i, r := range suppliers.refs {
		if _, met := names[r]; met || r == 0 {
			continue
		}
		s := suppliers.text(i)
		code, rest := codeBefore(s)
		names[r] = split{}
		if distinct[s] || s == "" {
			continue
		}
		distinct[s] = true
		if code == "" {
			continue
		}
		bearers++
		if had, twice := codes[code]; twice && name.Fold(had) != name.Fold(rest) {
			return 0 // one number, two names: it numbers something else
		}
		codes[code] = rest
	}
	if bearers < 3 || bearers*10 < len(distinct)*9 {
		return 0
	}
	numbers := p.wanted(SupplierNo)
	for r := range names {
		if code, rest := codeBefore(suppliers.texts.get(r).Text); code != "" {
			names[r] = split{numbers.texts.text(code), suppliers.texts.text(rest)}
		}
	}
	n := 0
	for i, r := range suppliers.refs {
		s := names[r]
		if s.code == 0 {
			continue
		}
		if no := numbers.text(i); no == "" || no == numbers.texts.get(s.code).Text {
			suppliers.refs[i], numbers.refs[i] = s.rest, s.code
			n++
		}
	}
	return n
}

// codeBefore cuts a number off the front of a name. A numbered company,
// "9999-1234 Québec inc.", begins with no such number.
func codeBefore(s string) (code, rest string) {
	i := strings.IndexAny(s, " \u00a0")
	if i <= 0 || numberedCompany(s) {
		return "", ""
	}
	code, rest = s[:i], strings.TrimLeft(s[i:], " -–—:/|\u00a0")
	code = strings.TrimRight(code, "-:")
	if !isCode(code) || len(code) > 12 || strings.Count(code, "-") > 1 || !hasLetters(rest) {
		return "", ""
	}
	return code, rest
}

// numberedCompany tells names as "9999-1234 Québec inc." and "123456 Canada",
// which begin with no number of the file's own.
func numberedCompany(s string) bool {
	n := 0
	for w := range strings.SplitSeq(name.Fold(s), " ") {
		if !digitsOnly(w) {
			return w == "quebec" && n <= 2 || (w == "canada" || w == "ontario") && n <= 1
		}
		n++
	}
	return false
}

// CutWidth finds the width, in signs, at which a file cuts names: a pile of
// different names has exactly that many, none has more. A name whose cut fell on
// a blank is shorter by it. 0 when names are not cut.
func CutWidth(names iter.Seq[string]) int {
	widths := map[int]int{}
	longest, distinct := 0, 0
	seen := make(map[string]bool, 1024)
	whole := map[int]int{} // names that end as whole ones do
	for s := range names {
		if seen[s] {
			continue
		}
		seen[s] = true
		// "Atelier 12" and "Atelier 13" have one width because they are one name.
		m := maskDigits(s)
		if seen["#"+m] {
			continue
		}
		seen["#"+m] = true
		w := len([]rune(s))
		widths[w]++
		if strings.HasSuffix(s, ".") || strings.HasSuffix(s, ")") || strings.HasSuffix(s, `"`) {
			whole[w]++
		}
		distinct++
		longest = max(longest, w)
	}
	// A width below 15 is no accounting field; a pile at the longest width is.
	pile := widths[longest] - 2*whole[longest]
	if longest < 15 || pile < 4 {
		return 0
	}
	// The three widths below, less what a cut on a blank may have put there.
	near := widths[longest-1] + widths[longest-2] + widths[longest-3]
	if pile >= 3*max(1, widths[longest-2]) && pile*2 >= 3*max(1, near) && pile*100 >= distinct*2 {
		return longest
	}
	return 0
}
