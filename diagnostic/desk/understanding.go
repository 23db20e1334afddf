package desk

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/jobs"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/store"
	"jachete/templates/message"
)

// samples is how many values of a column are shown.
const samples = 5

// Understanding is what was understood of a file, for the screen « voici ce que
// j'ai compris »: no name of a natural person is in it.
type Understanding struct {
	Tables   []TableView      `json:"tables"`
	Skipped  []ledger.Skipped `json:"skipped"`
	Balance  ledger.Balance   `json:"balance"`
	Basis    ledger.Basis     `json:"basis"`
	Currency string           `json:"currency"`
	First    string           `json:"first"` // civil dates of the dated lines
	Last     string           `json:"last"`
	Undated  int              `json:"undated"`
	Persons  int              `json:"persons"` // suppliers masked as natural persons
	Equal    int              `json:"equal"`   // lines that equal an earlier one of the file; kept
	// Unreadable is how many lines have an amount that does not parse.
	Unreadable int              `json:"unreadable"`
	Warnings   []*message.Fault `json:"warnings"`
	Overlaps   []OverlapView    `json:"overlaps"`
	// Sheets of the file, in its order.
	Sheets []SheetView `json:"sheets,omitempty"`
	// Locked: the file is encrypted and is read with a password that nobody keeps.
	Locked bool `json:"locked,omitempty"`
	// among are the ledgers of these days that the file was compared with.
	among []string
}

// TableView is one table with samples of its columns.
type TableView struct {
	ledger.Table
	Samples []Column `json:"samples"`
	// Others are columns that were given no meaning.
	Others []Other `json:"others,omitempty"`
}

// Column is a recognised column and some of its values.
type Column struct {
	ledger.Column
	Values []string `json:"values"`
}

// OverlapView compares the file with a ledger that was imported earlier.
type OverlapView struct {
	Ledger    string          `json:"ledger"` // identifier
	File      string          `json:"file"`
	On        string          `json:"on"` // civil date of its import
	From      string          `json:"from"`
	To        string          `json:"to"`
	Identical int             `json:"identical"`
	Changed   int             `json:"changed"`
	New       int             `json:"new"`
	Gone      int             `json:"gone"`
	Sum       decimal.Decimal `json:"sum"` // of the identical lines
}

// Balanced tells whether every row and every cent is accounted for.
func (u *Understanding) Balanced() bool {
	aside := 0
	for _, n := range u.Balance.RowsSetAside {
		aside += n
	}
	return u.Balance.RowsRead == u.Balance.RowsKept+aside && u.Balance.SumRead.Equal(u.Balance.SumKept.Add(u.Balance.SumSetAside))
}

// workRead reads an upload and keeps what was understood.
func (d *Desk) workRead(ctx context.Context, j jobs.Job, tell func(string, int, int)) (string, error) {
	org := OrgID(j.Organisation)
	u, err := d.Store.Upload(ctx, org, j.Object)
	if err != nil {
		return "", fmt.Errorf("find upload: %w", err)
	}
	if _, err := d.readAndShow(ctx, org, u, "", tell); err != nil {
		return "", err
	}
	return u.ID, nil
}

// readAndShow reads an upload and keeps what was understood of it.
func (d *Desk) readAndShow(ctx context.Context, org OrgID, u store.Upload, password string, tell func(string, int, int)) (*Understanding, error) {
	var glimpse *glimpse
	book, err := d.readWith(ctx, org, u, password, false, tell, func(path string, book *ledger.Ledger, opt ledger.Options) (err error) {
		glimpse, err = d.glimpse(ctx, path, book, opt)
		return err
	})
	if err != nil {
		return nil, d.refuse(ctx, org, u.ID, err)
	}
	tell("understand", 0, 0)
	seen, err := d.understand(ctx, org, book)
	if err != nil {
		return nil, err
	}
	glimpse.into(seen)
	seen.Locked = password != ""
	if err := d.Store.UnderstoodUpload(ctx, org, u.ID, jsonOf(seen), nil); err != nil {
		return nil, fmt.Errorf("keep what was understood: %w", err)
	}
	return seen, nil
}

// refuse keeps the fault of an upload that cannot be read.
func (d *Desk) refuse(ctx context.Context, org OrgID, id string, err error) error {
	f, ok := asFault(err)
	if !ok {
		return err
	}
	if e := d.Store.UnderstoodUpload(ctx, org, id, nil, jsonOf(f)); e != nil {
		return fmt.Errorf("keep fault: %w", e)
	}
	return f
}

// understand masks a book and describes it.
func (d *Desk) understand(ctx context.Context, org OrgID, book *ledger.Ledger) (*Understanding, error) {
	pseudonym, err := d.pseudonyms(ctx, org)
	if err != nil {
		return nil, err
	}
	clues, err := d.clues(ctx)
	if err != nil {
		return nil, err
	}
	// Nobody gave the profiles of earlier files: a new header is no cause to warn.
	book.Warnings = slices.DeleteFunc(book.Warnings, func(f *message.Fault) bool { return f.Key == "ledger.profile_other" })
	u := &Understanding{
		Persons: diagnostic.MaskBook(book, d.params.Tables, pseudonym, clues),
		Skipped: book.Skipped, Balance: book.Balance, Basis: book.Basis, Currency: book.Currency, Warnings: book.Warnings,
		Unreadable: book.Balance.RowsSetAside[ledger.BadAmount],
	}
	u.Equal, _ = ledger.EqualLines(book.Lines.All())
	u.First, u.Last, u.Undated = days(book.Lines.All())
	for t := range book.Tables {
		u.Tables = append(u.Tables, TableView{Table: book.Tables[t], Samples: columns(book, t)})
	}
	rows, err := d.Store.Overlapping(ctx, org, u.First, u.Last)
	if err != nil {
		return nil, fmt.Errorf("look for overlaps: %w", err)
	}
	u.among = []string{}
	for _, r := range rows {
		u.among = append(u.among, r.ID)
		v, err := d.overlap(ctx, org, r, book)
		if err != nil {
			return nil, err
		}
		if v.Identical+v.Changed > 0 {
			u.Overlaps = append(u.Overlaps, v)
		}
	}
	return u, nil
}

func (d *Desk) overlap(ctx context.Context, org OrgID, r store.Ledger, book *ledger.Ledger) (OverlapView, error) {
	earlier, err := d.Store.LoadLedger(ctx, org, r.ID)
	if err != nil {
		return OverlapView{}, fmt.Errorf("load ledger: %w", err)
	}
	o := ledger.Compare(earlier.Lines.Slice(), book.Lines.Slice())
	v := OverlapView{
		Ledger: r.ID, File: r.File, On: r.ImportedAt.Format("2006-01-02"),
		Identical: len(o.Identical), Changed: len(o.Changed), New: len(o.New), Gone: len(o.Gone), Sum: o.IdenticalSum,
	}
	if !o.From.IsZero() {
		v.From, v.To = o.From.Format("2006-01-02"), o.To.Format("2006-01-02")
	}
	return v, nil
}

// days gives the first and last civil date of lines, and how many have none.
func days(lines iter.Seq2[int, ledger.Line]) (first, last string, undated int) {
	for _, l := range lines {
		if l.Date.IsZero() {
			undated++
			continue
		}
		day := l.Date.Format("2006-01-02")
		if first == "" || day < first {
			first = day
		}
		if day > last {
			last = day
		}
	}
	return first, last, undated
}

// columns gives different values of each column of a table, the first met.
func columns(book *ledger.Ledger, table int) []Column {
	var list []Column
	for _, c := range book.Tables[table].Columns {
		col := Column{Column: c}
		met := map[string]bool{}
		for _, l := range book.Lines.All() {
			if l.Table != table {
				continue
			}
			v := value(&l, c.Field)
			if v == "" || met[v] {
				continue
			}
			met[v] = true
			if col.Values = append(col.Values, v); len(col.Values) == samples {
				break
			}
		}
		list = append(list, col)
	}
	return list
}

// value is what a line has of a field, as it was understood.
func value(l *ledger.Line, f ledger.Field) string {
	switch f {
	case ledger.Supplier:
		return l.Supplier
	case ledger.SupplierNo:
		return l.SupplierNo
	case ledger.Amount, ledger.Debit, ledger.Credit:
		return l.Amount.String()
	case ledger.Date:
		if l.Date.IsZero() {
			return ""
		}
		return l.Date.Format("2006-01-02")
	case ledger.Description:
		return l.Description
	case ledger.Account:
		return l.Account
	case ledger.Invoice:
		return l.Invoice
	case ledger.Payment:
		return l.Payment
	case ledger.NEQ:
		return l.NEQ
	case ledger.BN:
		return l.BN
	case ledger.QSTNo:
		return l.QSTNo
	case ledger.City:
		return l.City
	case ledger.Postal:
		return l.Postal
	case ledger.Phone:
		return l.Phone
	case ledger.Email:
		return l.Domain
	case ledger.Registered:
		return l.Registered
	case ledger.Currency:
		return l.Currency
	}
	return ""
}
