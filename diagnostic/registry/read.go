package registry

import (
	"context"
	"fmt"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// headerRows is how far down the headers are looked for.
const headerRows = 40

// warningsKept bounds the warnings of one kind that are kept in full.
const warningsKept = 20

// Options say more about a registry than its file does.
type Options struct {
	// Categories let the registry's own words be read as those of the policy.
	Categories []policy.Category
	Sheet      sheet.Options
}

// Read reads a registry from an .xlsx or .csv file; its columns are recognised
// by their headers. The error is a [message.Fault] when the file cannot serve:
// no column of names, no name at all, the same identifier on two enterprises,
// dates that do not parse. What is odd but harmless is in [Edition.Warnings].
func Read(ctx context.Context, path string, headers []policy.HeaderField, opt Options) (*Edition, error) {
	book, err := sheet.OpenContext(ctx, path, opt.Sheet)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	syn := compile(headers)
	sh, cols, err := findHeaders(book, &syn)
	if err != nil {
		return nil, err
	}
	r := &reader{
		ed:   &Edition{File: book.File(), Digest: book.Digest(), Sheet: sh, Columns: cols.header},
		cols: cols, words: categoryWords(opt.Categories),
	}
	for row, err := range book.Rows(sh) {
		if err != nil {
			return nil, err
		}
		if row.N <= cols.row {
			continue
		}
		if row.N%1024 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("read registry: %w", ctx.Err())
		}
		r.row(row)
	}
	return r.close()
}

// findHeaders finds the sheet and row whose headers name a column of names and
// the most fields.
func findHeaders(book *sheet.Book, syn *synonyms) (string, columns, error) {
	var best columns
	var bestSheet string
	var seen []string
	for _, s := range book.Sheets() {
		n := 0
		for row, err := range book.Rows(s.Name) {
			if err != nil {
				return "", columns{}, err
			}
			if n++; n > headerRows {
				break
			}
			c := syn.read(row)
			if _, ok := c.at[fieldName]; ok && len(c.at) > len(best.at) {
				best, bestSheet = c, s.Name
			}
			if len(seen) == 0 && len(row.Cells) > 0 {
				for _, cell := range row.Cells {
					if cell.Text != "" && len(seen) < 12 {
						seen = append(seen, short(cell.Text))
					}
				}
			}
		}
	}
	if best.at == nil {
		return "", columns{}, message.NewFault("registry.no_name_column", message.Place{File: book.File()}, "seen", strings.Join(seen, ", "))
	}
	return bestSheet, best, nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// reader gathers entries row by row.
type reader struct {
	ed      *Edition
	cols    columns
	words   map[string]string
	faults  []*message.Fault
	more    int            // faults not kept
	counted map[string]int // warnings by kind
}

func (r *reader) place(row int, field string) message.Place {
	p := message.Place{File: r.ed.File, Sheet: r.ed.Sheet}
	if i, ok := r.cols.at[field]; ok && row > 0 {
		p.Cell = fmt.Sprintf("%s%d", sheet.Letter(i), row)
	}
	return p
}

func (r *reader) get(row sheet.Row, field string) string {
	i, ok := r.cols.at[field]
	if !ok {
		return ""
	}
	return row.At(i).Text
}

func (r *reader) warn(key string, at message.Place, args ...string) {
	if r.counted == nil {
		r.counted = map[string]int{}
	}
	if r.counted[key]++; r.counted[key] <= warningsKept {
		r.ed.Warnings = append(r.ed.Warnings, message.NewFault(key, at, args...))
	}
}

func (r *reader) refuse(f *message.Fault) {
	if len(r.faults) < warningsKept {
		r.faults = append(r.faults, f)
	} else {
		r.more++
	}
}

func (r *reader) row(row sheet.Row) {
	if len(row.Cells) == 0 {
		return
	}
	e := Entry{Row: row.N, ID: r.get(row, fieldID), Name: r.get(row, fieldName), LegalForm: r.get(row, fieldForm), City: r.get(row, fieldCity)}
	if e.Name == "" {
		r.warn("registry.empty_name", r.place(row.N, fieldName))
		return
	}
	if e.Name == r.cols.header[fieldName] {
		return // the headers again
	}
	e.OtherNames = split(r.get(row, fieldOtherNames))
	e.Postal = name.Postal(r.get(row, fieldPostal))
	e.MRC = strings.TrimSpace(r.get(row, fieldMRC))
	r.identifiers(&e, row)
	e.Family = familyOf(e.LegalForm, e.Name)
	e.Categories = r.categories(r.get(row, fieldCategories))
	e.Serves = serves(r.get(row, fieldServes))
	e.From = r.date(row, fieldFrom, false)
	e.To = r.date(row, fieldTo, true)
	e.Capacity = r.money(row, fieldCapacity)
	e.Revenue = r.money(row, fieldRevenue)
	if e.From != "" && e.To != "" && e.To < e.From {
		r.refuse(message.NewFault("registry.dates_reversed", r.place(row.N, fieldTo), "from", e.From, "to", e.To, "name", short(e.Name)))
	}
	if !r.statuses(&e, row) {
		return
	}
	if e.ID == "" {
		e.ID = fmt.Sprintf("r%d", row.N)
	}
	r.ed.Entries = append(r.ed.Entries, e)
}

func (r *reader) identifiers(e *Entry, row sheet.Row) {
	raw := r.get(row, fieldNEQ)
	neq, state := name.NEQ(raw)
	switch state {
	case name.NEQBadCheck:
		r.warn("registry.neq_check", r.place(row.N, fieldNEQ), "value", short(raw), "name", short(e.Name))
	case name.NEQInvalid:
		r.warn("registry.neq_form", r.place(row.N, fieldNEQ), "value", short(raw), "name", short(e.Name))
	}
	e.NEQ = neq
	if raw := r.get(row, fieldBN); raw != "" {
		root, ok := name.BN(raw)
		if !ok {
			r.warn("registry.bn_check", r.place(row.N, fieldBN), "value", short(raw), "name", short(e.Name))
		}
		e.BN = root
	}
	raw = r.get(row, fieldQST)
	if e.QST = name.QST(raw); e.QST == "" && raw != "" {
		r.warn("registry.qst_form", r.place(row.N, fieldQST), "value", short(raw), "name", short(e.Name))
	}
	r.registered(e, row)
	e.Phone = name.Phone(r.get(row, fieldPhone))
	if e.Domain = name.Host(r.get(row, fieldSite)); e.Domain == "" {
		e.Domain = name.Host(r.get(row, fieldEmail))
	}
}

// registered reads the numbers of registers. A charity of Canada has that of
// its business number; any other charity number is a number of some register.
func (r *reader) registered(e *Entry, row sheet.Row) {
	e.Registered = name.Registered(r.get(row, fieldRegistered))
	raw := r.get(row, fieldCharity)
	if raw == "" {
		return
	}
	root, ok := name.BN(raw)
	switch {
	case root == "":
		if e.Registered == "" {
			e.Registered = name.Registered(raw)
		}
		return
	case !ok:
		r.warn("registry.charity_check", r.place(row.N, fieldCharity), "value", short(raw), "name", short(e.Name))
	case e.BN != "" && e.BN != root:
		r.warn("registry.two_numbers", r.place(row.N, fieldCharity), "value", short(raw), "other", e.BN, "name", short(e.Name))
	}
	e.Charity = root
}

// date reads a date of recognition; one that does not parse refuses the
// registry, because it decides what counts.
func (r *reader) date(row sheet.Row, field string, end bool) string {
	raw := r.get(row, field)
	if raw == "" {
		return ""
	}
	d, ok := civilDate(raw, end)
	if !ok {
		r.refuse(message.NewFault("registry.date", r.place(row.N, field), "value", short(raw), "name", short(r.get(row, fieldName))))
	}
	return d
}

// close checks the whole and ends the reading.
func (r *reader) close() (*Edition, error) {
	if len(r.ed.Entries) == 0 {
		return nil, message.NewFault("registry.no_names", r.place(0, fieldName), "column", r.cols.header[fieldName])
	}
	r.duplicates()
	if len(r.faults) > 0 {
		f := *r.faults[0]
		f.Also = append(f.Also, r.faults[1:]...)
		if r.more > 0 {
			f.Also = append(f.Also, message.NewFault("registry.more", message.Place{File: r.ed.File}, "n", fmt.Sprint(r.more)))
		}
		return nil, &f
	}
	for _, k := range sortedKeys(r.counted) {
		if n := r.counted[k] - warningsKept; n > 0 {
			r.ed.Warnings = append(r.ed.Warnings, message.NewFault("registry.more", message.Place{File: r.ed.File}, "n", fmt.Sprint(n)))
		}
	}
	return r.ed, nil
}

// MatchEntries gives the enterprises as the matcher sees them, in the same
// order.
func (e *Edition) MatchEntries() []match.Entry {
	out := make([]match.Entry, len(e.Entries))
	for i := range e.Entries {
		n := &e.Entries[i]
		names := append(make([]string, 0, 1+len(n.OtherNames)), n.Name)
		out[i] = match.Entry{
			ID: n.ID, Names: append(names, n.OtherNames...),
			NEQ: n.NEQ, BN: n.BN, QST: n.QST, Charity: n.Charity, Registered: n.Registered,
			City: n.City, Postal: n.Postal, Phone: n.Phone, Domain: n.Domain,
		}
	}
	return out
}
