package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/sheet"
)

// SheetView is a sheet of the file, read or not.
type SheetView struct {
	Name   string `json:"name"`
	Hidden bool   `json:"hidden,omitempty"`
	Read   bool   `json:"read,omitempty"`
}

// Other is a column that was given no meaning. Values that look like a natural
// person's name are masked.
type Other struct {
	Letter string   `json:"letter"`
	Header string   `json:"header,omitempty"`
	Values []string `json:"values"`
}

// glimpse is what the understanding shows of the file beside its lines.
type glimpse struct {
	sheets []SheetView
	others [][]Other // of each table
}

// Rows and signs that a glimpse looks at.
const (
	glimpseRows  = 60
	glimpseSigns = 60
)

// glimpse looks at the sheets of a file and at the columns that were given no
// meaning.
func (d *Desk) glimpse(ctx context.Context, path string, book *ledger.Ledger, opt ledger.Options) (*glimpse, error) {
	b, err := sheet.OpenContext(ctx, path, sheet.Options{Encoding: opt.Encoding, Delimiter: opt.Delimiter, Password: opt.Password})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	read := map[string]bool{}
	for _, t := range book.Tables {
		read[t.Sheet] = true
	}
	g := &glimpse{}
	for _, s := range b.Sheets() {
		if s.Name != "" {
			g.sheets = append(g.sheets, SheetView{Name: s.Name, Hidden: s.Hidden, Read: read[s.Name]})
		}
	}
	for i := range book.Tables {
		list, err := d.others(b, &book.Tables[i])
		if err != nil {
			return nil, err
		}
		g.others = append(g.others, list)
	}
	return g, nil
}

// others gives the columns of a table that were given no meaning, with their
// first different values.
func (d *Desk) others(b *sheet.Book, t *ledger.Table) ([]Other, error) {
	known := map[int]bool{}
	for _, c := range t.Columns {
		known[c.Index] = true
	}
	at := map[int]*Other{}
	met := map[string]bool{}
	width, seen := 0, 0
	for row, err := range b.Rows(t.Sheet) {
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", t.Sheet, err)
		}
		if row.N < t.HeaderRow {
			continue
		}
		if seen++; seen > glimpseRows {
			break
		}
		width = max(width, len(row.Cells))
		for i, c := range row.Cells {
			if known[i] || c.Text == "" {
				continue
			}
			if at[i] == nil {
				at[i] = &Other{Letter: sheet.Letter(i)}
			}
			text := d.shown(c.Text)
			switch o := at[i]; {
			case row.N == t.HeaderRow:
				o.Header = text
			case len(o.Values) < samples && !met[o.Letter+"\x00"+text]:
				met[o.Letter+"\x00"+text] = true
				o.Values = append(o.Values, text)
			}
		}
	}
	var list []Other
	for i := range width {
		if at[i] != nil {
			list = append(list, *at[i])
		}
	}
	return list, nil
}

// shown cuts a text and masks one that looks like a person's name.
func (d *Desk) shown(s string) string {
	if d.params.Tables.Person(s) {
		return "•••"
	}
	if r := []rune(s); len(r) > glimpseSigns {
		return string(r[:glimpseSigns]) + "…"
	}
	return s
}

func (g *glimpse) into(u *Understanding) {
	if g == nil {
		return
	}
	u.Sheets = g.sheets
	for i := range u.Tables {
		if i < len(g.others) {
			u.Tables[i].Others = g.others[i]
		}
	}
}

// digest tells one understanding from another by what would be stored; what is
// merely shown does not count.
func (u *Understanding) digest() string {
	v := *u
	v.Sheets, v.Locked = nil, false
	v.Tables = append([]TableView(nil), u.Tables...)
	for i := range v.Tables {
		v.Tables[i].Others = nil
	}
	sum := sha256.Sum256(jsonOf(v))
	return hex.EncodeToString(sum[:])
}

// Seen names what was understood, so that what is confirmed is what was shown.
func (u *Upload) Seen() string {
	if u.Understood == nil {
		return ""
	}
	return u.Understood.digest()
}
