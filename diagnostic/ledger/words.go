package ledger

import (
	"errors"
	"slices"
	"sort"
	"strings"
	"unicode"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

// words are the header synonyms of the policy, ready to be compared.
type words struct {
	fields []fieldWords
	bases  []basisWords
	total  fieldWords
	sub    fieldWords
	names  map[string]bool // words that names of suppliers hold
	none   map[string]bool // words for nothing in an amount cell

	balance fieldWords // labels of opening and closing balances
	groups  []fieldWords
	page    map[string]bool
	number  map[string]bool // headers that only say "number"
	met     map[string]matched
	masks   map[string]string

	wordings map[string]wording
}

type fieldWords struct {
	field    Field
	exact    map[string]int // synonym → its place in the list
	contains []string       // " phrase "
	not      []string
}

type basisWords struct {
	basis Basis
	fieldWords
}

// mandatory are the entries without which no ledger can be read.
var mandatory = []Field{Supplier, Amount, Date}

func compile(headers []policy.HeaderField) (*words, error) {
	w := &words{names: map[string]bool{}, none: map[string]bool{}, page: map[string]bool{}, number: map[string]bool{}, met: map[string]matched{}, masks: map[string]string{}, wordings: map[string]wording{}}
	for _, h := range headers {
		if h.For != "ledger" {
			continue
		}
		f := fieldWords{field: Field(h.Field), exact: make(map[string]int, len(h.Synonyms))}
		for i, s := range h.Synonyms {
			if _, twice := f.exact[s]; !twice {
				f.exact[s] = i
			}
		}
		for _, s := range h.Contains {
			f.contains = append(f.contains, " "+s+" ")
		}
		sort.SliceStable(f.contains, func(i, j int) bool { return len(f.contains[i]) > len(f.contains[j]) })
		for _, s := range h.Not {
			f.not = append(f.not, " "+s+" ")
		}
		switch h.Field {
		case "basis_net":
			w.bases = slices.Insert(w.bases, 0, basisWords{NetOfRebate, f}) // says most: asked first
		case "basis_ht":
			w.bases = append(w.bases, basisWords{BeforeTaxes, f})
		case "basis_ttc":
			w.bases = append(w.bases, basisWords{WithTaxes, f})
		case "total_label":
			w.total = f
		case "subtotal_label":
			w.sub = f
		case "supplier_words":
			for _, s := range h.Contains {
				w.names[s] = true
			}
		case "balance_label":
			w.balance = f
		case "group_supplier":
			f.field = Supplier
			w.groups = append(w.groups, f)
		case "group_account":
			f.field = Account
			w.groups = append(w.groups, f)
		case "group_other":
			f.field = ""
			w.groups = append(w.groups, f)
		case "page_label":
			for _, s := range h.Synonyms {
				w.page[s] = true
			}
		case "number_label":
			for _, s := range h.Synonyms {
				w.number[s] = true
			}
		case "nil":
			for _, s := range h.Synonyms {
				w.none[s] = true
			}
		default:
			w.fields = append(w.fields, f)
		}
	}
	for _, m := range mandatory {
		if !slices.ContainsFunc(w.fields, func(f fieldWords) bool { return f.field == m }) {
			return nil, errors.New("the policy lists no header for the field " + string(m))
		}
	}
	return w, nil
}

// exactScore is given to a header that equals a synonym, less its place in the
// list; containsScore to one that holds a likely word.
const (
	exactScore    = 1000
	containsScore = 300
)

// matched is what a header may mean: a score by field, and the basis it states.
type matched struct {
	score map[Field]int
	basis Basis
}

func (m matched) exact(f Field) bool { return m.score[f] > containsScore }

// match compares one header with every field. What it found is kept: the same
// texts are asked for again and again. The caller changes nothing of it.
func (w *words) match(header string) matched {
	if m, ok := w.met[header]; ok {
		return m
	}
	m := w.compare(header)
	if len(w.met) < 20_000 {
		w.met[header] = m
	}
	return m
}

func (w *words) compare(header string) matched {
	m := matched{score: map[Field]int{}}
	full := foldHeader(header)
	if full == "" {
		if strings.ContainsAny(header, "$£€") {
			m.score[Amount] = exactScore / 2
		}
		return m
	}
	bare, basis := w.takeBasis(full)
	m.basis = basis
	if bare == "" && basis != Unstated {
		bare = "total" // "TTC", "Net of VAT"
	}
	forms := []string{full}
	for _, s := range []string{bare, foldHeader(withoutBrackets(header)), trimUnits(bare)} {
		if s != "" && !slices.Contains(forms, s) {
			forms = append(forms, s)
		}
	}
	for _, f := range w.fields {
		if s := f.score(forms, bare); s > m.score[f.field] {
			m.score[f.field] = s
		}
	}
	w.matchParts(header, &m)
	if basis != Unstated && m.score[Tax] > 0 && m.score[Amount] > 0 {
		delete(m.score, Tax) // "amount net of VAT" is an amount
	}
	return m
}

// matchParts reads a header in two languages, "Supplier / Fournisseur": both
// parts must name the same field.
func (w *words) matchParts(header string, m *matched) {
	parts := strings.FieldsFunc(header, func(r rune) bool { return r == '/' || r == '|' || r == '\n' })
	if len(parts) != 2 {
		return
	}
	a, b := foldHeader(parts[0]), foldHeader(parts[1])
	for _, f := range w.fields {
		x, y := f.score([]string{a}, a), f.score([]string{b}, b)
		if s := min(x, y); s > m.score[f.field] {
			m.score[f.field] = s
		}
	}
}

func (f *fieldWords) score(forms []string, bare string) int {
	best := 0
	for _, s := range forms {
		if i, ok := f.exact[s]; ok {
			best = max(best, exactScore-min(i, 500))
		}
	}
	if best > 0 {
		return best
	}
	padded := " " + bare + " "
	for _, n := range f.not {
		if strings.Contains(padded, n) {
			return 0
		}
	}
	for _, c := range f.contains {
		if strings.Contains(padded, c) {
			return max(1, containsScore-10*strings.Count(bare, " "))
		}
	}
	return 0
}

// takeBasis finds what a header says its amount includes and takes those words
// out.
func (w *words) takeBasis(full string) (bare string, basis Basis) {
	for _, b := range w.bases {
		padded := " " + full + " "
		for _, c := range b.contains {
			if strings.Contains(padded, c) {
				return strings.TrimSpace(strings.Replace(padded, c, " ", 1)), b.basis
			}
		}
	}
	short := trimUnits(full)
	for _, b := range w.bases {
		if _, ok := b.exact[short]; ok {
			return full, b.basis
		}
	}
	return full, Unstated
}

// units are words behind a header that say in what money it counts.
var units = []string{"gbp", "cad", "usd", "eur", "can", "dollars", "pounds", "sterling", "in", "en", "of", "the"}

func trimUnits(s string) string {
	for {
		i := strings.LastIndexByte(s, ' ')
		if i < 0 || !slices.Contains(units, s[i+1:]) {
			return s
		}
		s = s[:i]
	}
}

func withoutBrackets(s string) string {
	i := strings.IndexAny(s, "([")
	if i <= 0 {
		return s
	}
	j := strings.IndexAny(s, ")]")
	if j < i {
		return s[:i]
	}
	return s[:i] + s[j+1:]
}

// foldHeader cuts CamelCase into words and folds.
func foldHeader(s string) string {
	if len(s) > 400 {
		s = s[:400]
	}
	var b strings.Builder
	prev := rune(0)
	rs := []rune(s)
	for i, r := range rs {
		if unicode.IsUpper(r) && unicode.IsLetter(prev) {
			next := rune(0)
			if i+1 < len(rs) {
				next = rs[i+1]
			}
			if unicode.IsLower(prev) || unicode.IsLower(next) && unicode.IsUpper(prev) && i > 1 {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(r)
		prev = r
	}
	folded := name.Fold(b.String())
	if compact := name.Fold(s); len(compact)+3 < len(folded) && !strings.Contains(compact, " ") && strings.Count(folded, " ") > 4 {
		return compact // "sPoNgE" is no CamelCase
	}
	return folded
}

// isBalance tells the label of an opening or closing balance.
func (w *words) isBalance(label string) bool {
	if label == "" || len(label) > 60 {
		return false
	}
	f := name.Fold(label)
	if _, ok := w.balance.exact[f]; ok {
		return true
	}
	padded := " " + f + " "
	for _, c := range w.balance.contains {
		if strings.HasPrefix(padded, c) {
			return true
		}
	}
	return false
}

// mask is maskDigits with what it gave kept: labels repeat.
func (w *words) mask(s string) string {
	if m, ok := w.masks[s]; ok {
		return m
	}
	m := maskDigits(s)
	if len(w.masks) < 20_000 {
		w.masks[s] = m
	}
	return m
}

// maybeName tells a text that is no total's label; a supplier may be called
// "Total Rivard".
func (w *words) maybeName(s string) bool {
	k := w.wording(s)
	return k == plain || k == loose
}
