package intake

import (
	"context"
	"fmt"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/message"
)

const (
	headerRows = 40     // how far down the headers are looked for
	mostRows   = 50_000 // a Pôle's own workbook has hundreds
)

// Table is the Pôle's workbook as read: its rows as cells by field.
type Table struct {
	File, Digest, Sheet string
	columns             map[string]column
	ignored             []string
	rows                []cells
	notes               []*message.Fault
}

type column struct {
	at     int // 0-based
	header string
}

type cells struct {
	n    int
	text map[string]string
}

// own are headers that the import knows beyond those of [registry]; folded. The
// names that the export writes come on top, in both languages.
var own = map[string]string{
	"no pole": "ref", "no du pole": "ref", "numero du pole": "ref", "no de fiche": "ref", "numero de fiche": "ref",
	"anciens noms": "former_names", "ancien nom": "former_names", "former name": "former_names",
	"nom en anglais": "english_name", "nom en francais": "french_name", "acronyme": "acronym",
	"rue": "street", "adresse civique": "street", "address": "street", "street": "street",
	"tel": "phone", "telephone": "phone", "phone": "phone", "no de telephone": "phone", "phone number": "phone",
	"site": "web", "site internet": "web", "siteweb": "web", "web": "web", "url": "web",
	"employes": "staff", "nombre d employes": "staff", "nb d employes": "staff", "employees": "staff", "nombre de travailleurs": "staff",
	"statut": "standing", "standing": "standing", "statut au pole": "standing",
	"notes": "note", "commentaires": "note", "comments": "note", "remarques": "note",
	"contact": "contacts", "personne contact": "contacts", "personne ressource": "contacts",
	"clients": "references", "no de bienfaisance": "charity", "charity registration number": "charity",
	"famille": "family",
}

// fields recognises headers: the export's own, then ours, then those of the
// registry and of the policy.
type fields struct {
	equal    map[string]string
	registry *registry.Headers
}

func newFields(opt *Options) fields {
	f := fields{equal: map[string]string{}, registry: registry.NewHeaders(opt.Headers)}
	for k, v := range own {
		f.equal[k] = v
	}
	for _, l := range message.Langs {
		say := message.In(l)
		f.equal[name.Fold(say.T("record.field.id"))] = "id"
		for _, x := range record.Fields() {
			if x.Key != "merged_into" && x.Key != "removed" {
				f.equal[name.Fold(x.Label(say))] = x.Key
			}
		}
	}
	return f
}

func (f *fields) of(header string) string {
	key := name.Fold(header)
	if key == "" || len(key) > 80 {
		return ""
	}
	if field, ok := f.equal[key]; ok {
		return field
	}
	return f.registry.Field(header)
}

// Read reads the Pôle's workbook (any format of [sheet]); columns are recognised
// by their headers. The error is a [message.Fault] when there is no column of
// names or no row.
func Read(ctx context.Context, path string, opt Options) (*Table, error) {
	book, err := sheet.OpenContext(ctx, path, opt.Sheet)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	f := newFields(&opt)
	t := &Table{File: book.File(), Digest: book.Digest()}
	at, err := t.headers(book, &f)
	if err != nil {
		return nil, err
	}
	for row, err := range book.Rows(t.Sheet) {
		if err != nil {
			return nil, err
		}
		if row.N <= at || len(row.Cells) == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("read workbook: %w", err)
		}
		if len(t.rows) >= mostRows {
			return nil, message.NewFault("intake.too_many_rows", message.Place{File: t.File, Sheet: t.Sheet}, "n", fmt.Sprint(mostRows))
		}
		t.add(row)
	}
	if len(t.rows) == 0 {
		return nil, message.NewFault("registry.no_names", t.place(0, "name"), "column", t.columns["name"].header)
	}
	t.notes = append(t.notes, book.Notes()...)
	return t, nil
}

// headers finds the sheet and the row that name a column of names and the most
// fields, and gives the row.
func (t *Table) headers(book *sheet.Book, f *fields) (row int, err error) {
	var seen []string
	for _, s := range book.Sheets() {
		n := 0
		for r, err := range book.Rows(s.Name) {
			if err != nil {
				return 0, err
			}
			if n++; n > headerRows {
				break
			}
			found, ignored := map[string]column{}, []string(nil)
			for i, c := range r.Cells {
				if c.Kind != sheet.Text {
					continue
				}
				field := f.of(c.Text)
				if _, taken := found[field]; field == "" || taken {
					ignored = append(ignored, c.Text)
					continue
				}
				found[field] = column{i, c.Text}
			}
			if len(seen) == 0 {
				for _, h := range ignored[:min(len(ignored), 12)] {
					seen = append(seen, short(h))
				}
			}
			if _, named := found["name"]; named && len(found) > len(t.columns) {
				t.Sheet, t.columns, t.ignored, row = s.Name, found, ignored, r.N
			}
		}
	}
	if t.columns == nil {
		return 0, message.NewFault("registry.no_name_column", message.Place{File: t.File}, "seen", strings.Join(seen, ", "))
	}
	return row, nil
}

func (t *Table) add(row sheet.Row) {
	c := cells{n: row.N, text: map[string]string{}}
	said := false
	for field, col := range t.columns {
		cell := row.At(col.at)
		switch cell.Kind {
		case sheet.Blank:
			continue
		case sheet.Error, sheet.Uncomputed:
			t.notes = append(t.notes, message.NewFault("intake.cell_error", t.place(row.N, field), "value", cell.Text))
			c.text[field] = unreadable
			continue
		}
		text := record.Plain(cell.Text)
		if cell.Kind == sheet.Date && len(text) > 10 {
			text = text[:10]
		}
		c.text[field] = text
		said = said || text != col.header
	}
	if said {
		t.rows = append(t.rows, c)
	}
}

// unreadable stands for a cell in error: it neither says nor erases anything.
const unreadable = "\x00"

func (t *Table) place(row int, field string) message.Place {
	p := message.Place{File: t.File, Sheet: t.Sheet}
	if c, ok := t.columns[field]; ok && row > 0 {
		p.Cell = fmt.Sprintf("%s%d", sheet.Letter(c.at), row)
	}
	return p
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
