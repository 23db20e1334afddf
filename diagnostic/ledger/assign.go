package ledger

import (
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// optional are the fields taken after supplier and amount, in this order.
var optional = []Field{Tax, GST, QST, Rebate, NEQ, BN, QSTNo, SupplierNo, Invoice, Payment, Account, Description, City, Postal, Currency, Phone, Email, Registered}

// assign gives each field its column: headers first, content second.
func (d *designer) assign() error {
	if len(d.body()) == 0 {
		return message.NewFault("ledger.no_rows", d.place)
	}
	if !d.has(Supplier) {
		d.bySupplierHeader()
	}
	if !d.has(Amount) && !(d.has(Debit) || d.has(Credit)) {
		if err := d.byAmountHeader(); err != nil {
			return err
		}
	}
	d.byGroups()
	if err := d.byContent(); err != nil {
		return err
	}
	d.takeDate()
	for _, f := range optional {
		if d.has(f) {
			continue
		}
		if f == Tax && (d.l.gross >= 0 || d.l.net >= 0) && d.has(Tax) {
			continue
		}
		d.takeOptional(f)
	}
	d.takeTiedNumber()
	return nil
}

// byGroups finds suppliers on rows of their own, where no column names them or
// where the column so named holds something else on the lines.
func (d *designer) byGroups() {
	var money []int
	for _, f := range []Field{Amount, Debit, Credit} {
		money = append(money, d.l.all(f)...)
	}
	if len(money) == 0 {
		return
	}
	at := d.l.column(Supplier)
	g, ok := d.findGroups(money)
	switch {
	case !ok, at >= 0 && (g.labelled || !d.codesUnder(at, money)):
		return
	case at >= 0:
		d.l.columns = slices.DeleteFunc(d.l.columns, func(c Column) bool { return c.Field == Supplier })
	}
	d.l.grouped = &g
	d.l.columns = append(d.l.columns, Column{Field: Supplier, Index: g.column, Letter: sheet.Letter(g.column), By: "group", Confidence: 0.9})
}

// codesUnder tells that the lines hold numbers, not names, in a column.
func (d *designer) codesUnder(column int, money []int) bool {
	codes, n := 0, 0
	for _, r := range d.body() {
		if c := r.At(column); c.Kind != sheet.Blank && slices.ContainsFunc(money, func(i int) bool { return r.At(i).Kind != sheet.Blank }) && d.w.wording(c.Text) == plain {
			n++
			if isCode(c.Text) || c.Kind != sheet.Text {
				codes++
			}
		}
	}
	return n > 0 && codes*10 >= n*9
}

func (d *designer) bySupplierHeader() {
	best, bestScore := -1, 0.0
	for i, m := range d.match {
		s := m.score[Supplier]
		if s == 0 || d.taken[i] {
			continue
		}
		fit := d.prof[i].supplierFit()
		if score := float64(s) * fit; fit >= 0.3 && d.prof[i].words > 0 && score > bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 { // a column of supplier numbers that holds names
		for i, m := range d.match {
			if m.score[SupplierNo] > 0 && !d.taken[i] && d.prof[i].supplierFit() >= 0.8 && d.prof[i].spaces > d.prof[i].words/2 {
				best = i
				break
			}
		}
	}
	if best >= 0 {
		d.take(Supplier, best, "header")
	}
}

// byContent finds what no header names. A supplier or an amount that cannot be
// found that way either is a fault.
func (d *designer) byContent() error {
	hadHeader := d.l.header >= 0
	if !d.has(Supplier) {
		i, clear := d.bestLook((*profile).supplierLook, Supplier, 0.5)
		if i < 0 || hadHeader && !clear || d.never[Supplier] {
			return message.NewFault("ledger.no_supplier_column", at(d.place, 0, d.l.headerRow), "headers", d.headerList())
		}
		d.take(Supplier, i, "content")
		if hadHeader {
			d.warnByContent(Supplier, i)
		}
	}
	if !d.has(Amount) && !d.has(Debit) && !d.has(Credit) && (d.never[Amount] || !d.relatedByContent()) {
		i, clear := d.bestLook((*profile).amountLook, Amount, 0.3)
		if i < 0 || hadHeader && !clear && len(d.l.rivals) == 0 || d.never[Amount] {
			return d.noAmount()
		}
		d.contentRivals(i)
		d.take(Amount, i, "content")
		if hadHeader {
			d.warnByContent(Amount, i)
		}
	}
	if !hadHeader {
		if !d.has(NEQ) {
			for i := range d.prof {
				if p := &d.prof[i]; !d.taken[i] && p.filled > 0 && p.neqs*10 >= p.filled*8 {
					d.take(NEQ, i, "content")
					break
				}
			}
		}
		d.warn("ledger.no_header", d.place, "supplier", sheet.Letter(d.l.column(Supplier)), "amount", sheet.Letter(d.amountColumn()))
	}
	return nil
}

func (d *designer) warnByContent(f Field, i int) {
	field := inBoth("field", func(p message.Printer) string { return p.T("ledger.field." + string(f)) })
	d.warn("ledger.column_by_content", at(d.place, i, d.l.headerRow), append(field, "column", sheet.Letter(i), "header", cut(d.header(i), 40))...)
}

func (d *designer) amountColumn() int {
	for _, f := range []Field{Amount, Debit, Credit} {
		if i := d.l.column(f); i >= 0 {
			return i
		}
	}
	return -1
}

// bestLook finds the column that looks most like a field among those whose
// header names none; of several that look alike, the leftmost. clear tells
// that there is but one.
func (d *designer) bestLook(look func(*profile) float64, f Field, least float64) (best int, clear bool) {
	scores := make([]float64, len(d.prof))
	top := 0.0
	for i := range d.prof {
		if d.taken[i] || i < len(d.match) && d.match[i].otherThan(f) {
			continue
		}
		scores[i] = look(&d.prof[i])
		top = max(top, scores[i])
	}
	if top < least {
		return -1, false
	}
	best, near := -1, 0
	for i, s := range scores {
		if s >= top-nearlyAs {
			if best < 0 {
				best = i
			}
			near++
		}
	}
	return best, near == 1
}

// nearlyAs is the difference of looks under which two columns look alike.
const nearlyAs = 0.1

// otherThan tells that a header names some other field exactly.
func (m matched) otherThan(f Field) bool {
	for other, s := range m.score {
		if other != f && s > containsScore {
			return true
		}
	}
	return false
}

func (d *designer) headerList() string {
	var list []string
	for _, h := range d.headers {
		if h != "" {
			list = append(list, cut(h, 40))
		}
	}
	switch {
	case len(list) > 12:
		list = append(list[:12], "…")
	case len(list) == 0:
		return "–"
	}
	return strings.Join(list, ", ")
}

// takeDate takes the first date column whose content are dates; when the
// column so named holds none, a column full of dates under another header.
func (d *designer) takeDate() {
	if d.has(Date) || d.never[Date] {
		return
	}
	best, bestScore, named := -1, 0, -1
	for i, m := range d.match {
		s := m.score[Date]
		if s == 0 || d.taken[i] {
			continue
		}
		if d.prof[i].dateFit() >= 0.5 || d.serials(i) {
			if s > bestScore {
				best, bestScore = i, s
			}
		} else if d.prof[i].filled > 0 && named < 0 {
			named = i
		}
	}
	if best >= 0 && !(named >= 0 && d.match[named].score[Date] > bestScore) {
		d.take(Date, best, "header")
		return
	}
	found, count := -1, 0
	for i := range d.prof {
		p := &d.prof[i]
		if !d.taken[i] && d.match[i].score[Date] == 0 && p.dateFit() >= 0.9 && p.filled*2 > p.rows && p.amounts*2 <= p.filled {
			if found < 0 {
				found = i
			}
			count++
		}
	}
	switch {
	case found >= 0 && (count == 1 || d.l.header < 0):
		d.take(Date, found, "content")
		if named >= 0 {
			d.warn("ledger.date_elsewhere", at(d.place, found, d.l.headerRow), "named", sheet.Letter(named), "column", sheet.Letter(found))
		}
	case best >= 0:
		d.take(Date, best, "header")
	}
}

// takeTiedNumber takes a column whose header only says "number", or stands
// empty, for the supplier's number when each name always has the same one.
func (d *designer) takeTiedNumber() {
	supplier := d.l.column(Supplier)
	if supplier < 0 || d.has(SupplierNo) || d.l.grouped != nil {
		return
	}
	for i := range d.prof {
		if d.taken[i] || !d.w.number[foldHeader(d.header(i))] || !d.tied(i, supplier) {
			continue
		}
		d.take(SupplierNo, i, "content")
		return
	}
}

// tied tells that a code and a name go together on every row, and that several
// rows show it.
func (d *designer) tied(code, supplier int) bool {
	of := map[string]string{}
	again, n := 0, 0
	for _, r := range d.body() {
		c, s := r.At(code), r.At(supplier)
		if c.Kind == sheet.Blank || s.Kind == sheet.Blank {
			continue
		}
		if !isCode(c.Text) {
			return false
		}
		n++
		if had, ok := of[c.Text]; ok {
			if had != s.Text {
				return false
			}
			again++
		}
		of[c.Text] = s.Text
	}
	return again >= 2 && len(of) >= 2
}

// serials tells a column of serial numbers under a header that says date.
func (d *designer) serials(i int) bool {
	n := 0
	for _, r := range d.body() {
		if readDate(r.At(i)).form == serialForm {
			n++
		}
	}
	return n > 0 && n*10 >= d.prof[i].filled*8
}

func (d *designer) takeOptional(f Field) {
	best, bestScore := -1, 0
	for i, m := range d.match {
		s := m.score[f]
		if s == 0 || d.taken[i] || d.prof[i].filled == 0 || m.best() != f && m.score[m.best()] > s {
			continue
		}
		if !d.contentAllows(f, &d.prof[i]) {
			continue
		}
		if f == Rebate {
			d.take(f, i, "header") // one for each tax may stand side by side
			continue
		}
		if s > bestScore {
			best, bestScore = i, s
		}
	}
	if best >= 0 {
		d.take(f, best, "header")
	}
}

func (d *designer) contentAllows(f Field, p *profile) bool {
	switch f {
	case Tax, GST, QST, Rebate:
		return p.amountFit() >= 0.5 || share(p.amounts, p.filled) > 0 && p.distinct < 5
	case City, Description:
		return p.words > 0
	}
	return true
}

// best is the field the header names best; the earlier in the alphabet on a tie.
func (m matched) best() Field {
	var best Field
	for f, s := range m.score {
		if s > m.score[best] || s == m.score[best] && f < best {
			best = f
		}
	}
	return best
}

func cellName(column, row int) string { return sheet.Letter(column) + strconv.Itoa(row) }

func cut(s string, runes int) string {
	n := 0
	for i := range s {
		if n == runes {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
