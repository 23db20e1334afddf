package ledger

import (
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// layout is how one sheet is to be read.
type layout struct {
	header    int // index into the sampled rows, -1 when there is none
	headerRow int // 1-based, 0 when there is none
	columns   []Column
	basis     Basis
	// rivals are other columns that could be the amount as well; decided is empty
	// when nothing tells between them and the chosen one.
	rivals []Column
	// netOf is how the amount relates to other columns of the table.
	gross, net int // columns related by gross = net + tax, -1 when none
	warnings   []*message.Fault
	matched    int // columns recognised by their headers

	others   []int           // further columns of dollars, not taken
	grouped  *grouping       // suppliers stand on rows of their own
	titles   map[string]bool // first texts of the rows above the header, masked
	profile  *TableProfile
	headers  []string   // as joined from its rows
	headings [][]string // the header's rows as printed
	width    int        // columns of the header
	blocks   [][2]int   // tables side by side: columns [from, to)
}

func (l *layout) column(f Field) int {
	for _, c := range l.columns {
		if c.Field == f {
			return c.Index
		}
	}
	return -1
}

func (l *layout) all(f Field) []int {
	var list []int
	for _, c := range l.columns {
		if c.Field == f {
			list = append(list, c.Index)
		}
	}
	return list
}

// supplierColumn is the column that names the supplier on each line, -1 when
// rows above the lines do.
func (l *layout) supplierColumn() int {
	if l.grouped != nil {
		return -1
	}
	return l.column(Supplier)
}

// headerRows is how far down a header is looked for.
const headerRows = 40

// designer makes the layout of one sheet from its first rows.
type designer struct {
	w       *words
	opt     *Options
	rows    []sheet.Row // first rows of the sheet, header among them
	place   message.Place
	headers []string
	match   []matched
	prof    []profile
	shift   int
	taken   map[int]bool
	titles  map[string]bool
	profile *TableProfile
	l       *layout
}

// design decides header row and columns. The error is a fault that says what
// is missing.
func (w *words) design(rows []sheet.Row, place message.Place, opt *Options) (*layout, error) {
	d := &designer{w: w, opt: opt, rows: rows, place: place, taken: map[int]bool{}, l: &layout{header: -1, gross: -1, net: -1}}
	if err := d.findHeader(); err != nil {
		return nil, err
	}
	d.noteTitles()
	if d.l.blocks = d.sideBySide(); len(d.l.blocks) > 1 {
		return d.l, nil // each block is designed by itself
	}
	d.usualWidth()
	d.prof = w.profiles(d.body())
	d.match = make([]matched, max(len(d.prof), len(d.headers)))
	for len(d.prof) < len(d.match) {
		d.prof = append(d.prof, profile{})
	}
	d.findShift()
	for i := range d.match {
		if h := d.header(i); h != "" {
			d.match[i] = w.match(h)
		}
	}
	if err := d.fromOptions(); err != nil {
		return nil, err
	}
	d.fromProfile()
	d.l.headers, d.l.profile = d.headers, d.profile
	if err := d.assign(); err != nil {
		return nil, err
	}
	slices.SortFunc(d.l.columns, func(a, b Column) int { return a.Index - b.Index })
	return d.l, nil
}

// usualWidth widens the header to what a fifth of the rows or more hold: only
// rows that are wider than usual may have been cut apart.
func (d *designer) usualWidth() {
	rows := d.body()
	wider := map[int]int{}
	for _, r := range rows {
		if len(r.Cells) > d.l.width {
			wider[len(r.Cells)]++
		}
	}
	for w, n := range wider {
		if n*5 >= len(rows) {
			d.l.width = max(d.l.width, w)
		}
	}
}

// body are the rows under the header.
func (d *designer) body() []sheet.Row {
	var list []sheet.Row
	for _, r := range d.rows[d.l.header+1:] {
		if len(r.Cells) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// header is the header above a column of data.
func (d *designer) header(i int) string {
	i -= d.shift
	if i < 0 || i >= len(d.headers) {
		return ""
	}
	return d.headers[i]
}

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
	if i, joined, s := d.doubleHeader(); s >= bestScore+gain {
		d.setHeader(i)
		d.headers = joined
		d.l.headings = append(d.l.headings, d.cellTexts(i-1))
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

// doubleHeader finds a header that stands on two rows, "Montant" above "avant
// taxes", or above "TPS", "TVQ" and "Total": the pair whose joined cells name
// the most fields. i is the lower row.
func (d *designer) doubleHeader() (i int, joined []string, score float64) {
	for k := 1; k < min(len(d.rows), headerRows); k++ {
		up, low := d.rows[k-1], d.rows[k]
		if low.N != up.N+1 || len(up.Cells) == 0 || len(low.Cells) == 0 {
			continue
		}
		if low.At(0).Kind == sheet.Blank && len(low.Cells) < 2 || hasNumbers(low) {
			continue
		}
		r := sheet.Row{N: low.N}
		texts := make([]string, max(len(up.Cells), len(low.Cells)))
		over := "" // the upper text that spans to the right
		for j := range texts {
			a, b := up.At(j), low.At(j)
			if a.Kind != sheet.Blank {
				over = a.Text
			}
			texts[j] = d.w.bestHeader(a.Text, b.Text, over)
			kind := max(a.Kind, b.Kind) // Blank, then Text, then what no header holds
			r.Cells = append(r.Cells, sheet.Cell{Text: texts[j], Kind: kind})
		}
		if s := d.w.headerScore(r); s > score {
			i, joined, score = k, texts, s
		}
	}
	return i, joined, score
}

// bestHeader joins the two cells of a column's header, the upper of which may
// span several columns, in the way that says most.
func (w *words) bestHeader(up, low, over string) string {
	best, most := strings.TrimSpace(up+" "+low), 0
	for i, s := range []string{best, low, strings.TrimSpace(over + " " + low)} {
		if s == "" || low == "" && i > 0 {
			continue
		}
		m := w.match(s)
		if score := m.score[m.best()]; score > most {
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

func (d *designer) cellTexts(i int) []string {
	list := make([]string, len(d.rows[i].Cells))
	for j, c := range d.rows[i].Cells {
		list[j] = c.Text
	}
	return list
}

// noteTitles keeps what stands above the header: printed reports repeat it on
// every page.
func (d *designer) noteTitles() {
	d.titles = map[string]bool{}
	for _, r := range d.rows[:max(d.l.header, 0)] {
		if t := textsOf(r.Cells); len(t) > 0 {
			d.titles[maskDigits(t[0])] = true
		}
	}
	delete(d.titles, "")
	d.l.titles = d.titles
}

// sideBySide cuts a header that says the same thing twice, "Fournisseur, Date,
// Montant" beside "Fournisseur, Date, Montant", into its tables.
func (d *designer) sideBySide() [][2]int {
	if d.l.header < 0 || len(d.opt.Columns) > 0 {
		return nil
	}
	var starts []int
	first := -1
	for i, h := range d.headers {
		if h == "" {
			continue
		}
		if first < 0 {
			first = i
		}
		if foldHeader(h) == foldHeader(d.headers[first]) {
			starts = append(starts, i)
		}
	}
	if len(starts) < 2 {
		return nil
	}
	var blocks [][2]int
	var words string
	for k, from := range starts {
		to := len(d.headers)
		if k+1 < len(starts) {
			to = starts[k+1]
		}
		var fields []string
		supplier, money := false, false
		for _, h := range d.headers[from:to] {
			if h == "" {
				continue
			}
			m := d.w.match(h)
			supplier = supplier || m.exact(Supplier)
			money = money || m.exact(Amount) || m.exact(Debit)
			fields = append(fields, foldHeader(h))
		}
		if !supplier || !money {
			return nil
		}
		if s := strings.Join(fields, ";"); k == 0 {
			words = s
		} else if s != words {
			return nil
		}
		blocks = append(blocks, [2]int{from, to})
	}
	blocks[0][0], blocks[len(blocks)-1][1] = 0, 1<<30
	return blocks
}

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

// shifts are tried in this order.
var shifts = []int{0, 1, -1, 2, -2}

// findShift finds data that stand some columns beside their headers: the least
// shift under which the supplier's and the amount's columns hold such content.
func (d *designer) findShift() {
	if d.l.header < 0 {
		return
	}
	ms := make([]matched, len(d.headers))
	for i, h := range d.headers {
		ms[i] = d.w.match(h)
	}
	fits := func(shift int) bool {
		supplier, money := false, false
		for i, m := range ms {
			j := i + shift
			if j < 0 || j >= len(d.prof) {
				continue
			}
			if m.exact(Supplier) && d.prof[j].supplierFit() >= 0.5 && d.prof[j].words*10 > d.prof[j].rows {
				supplier = true
			}
			if (m.exact(Amount) || m.exact(Debit)) && d.prof[j].amountFit() >= 0.7 && d.prof[j].amounts*2 > d.prof[j].rows {
				money = true
			}
		}
		return supplier && money
	}
	for _, s := range shifts {
		if fits(s) {
			d.shift = s
			break
		}
	}
	if d.shift != 0 {
		d.warn("ledger.shifted", at(d.place, 0, d.l.headerRow))
		if w := len(d.headers) + d.shift; w > len(d.match) {
			d.match = make([]matched, w)
			for len(d.prof) < w {
				d.prof = append(d.prof, profile{})
			}
		}
	}
}

func (d *designer) warn(key string, place message.Place, args ...string) {
	d.l.warnings = append(d.l.warnings, message.NewFault(key, place, args...))
}

// fromOptions takes the columns the user named.
func (d *designer) fromOptions() error {
	fields := make([]Field, 0, len(d.opt.Columns))
	for f := range d.opt.Columns {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	for _, f := range fields {
		want := d.opt.Columns[f]
		if !slices.ContainsFunc(d.w.fields, func(w fieldWords) bool { return w.field == f }) {
			return message.NewFault("ledger.unknown_field", d.place, "field", string(f), "fields", d.w.fieldList())
		}
		i := -1
		for j := range d.match {
			if foldHeader(d.header(j)) == foldHeader(want) && foldHeader(want) != "" {
				i = j
				break
			}
		}
		if i < 0 {
			if i = sheet.Index(want); i >= len(d.match) {
				i = -1
			}
		}
		if i < 0 {
			return message.NewFault("ledger.unknown_column", d.place, "field", string(f), "column", want)
		}
		d.take(f, i, "option")
		if f == Amount {
			d.l.basis = d.match[i].basis
		}
	}
	return nil
}

// fieldList names the fields a user may give a column to.
func (w *words) fieldList() string {
	var list []string
	for _, f := range w.fields {
		list = append(list, string(f.field))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (d *designer) take(f Field, i int, by string) {
	d.taken[i] = true
	d.l.columns = append(d.l.columns, Column{Field: f, Header: d.header(i), Index: i, Letter: sheet.Letter(i), By: by, Confidence: d.confidence(f, i, by)})
	if by == "header" || by == "profile" {
		d.l.matched++
	}
}

func (d *designer) has(f Field) bool { return d.l.column(f) >= 0 }

// at is the address of a cell; column and row 0 leave the cell out or point to
// the row's first cell.
func at(p message.Place, column, row int) message.Place {
	if row > 0 {
		p.Cell = cellName(column, row)
	}
	return p
}
