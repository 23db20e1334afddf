// Package ledger reads a purchase ledger as accounting software wrote it and
// gives back lines that balance to the cent.
//
// Vocabulary: a file holds sheets; a sheet that holds purchase lines is a
// [Table]; every row of a table is kept (a [Line]) or set aside with a reason
// (an [Aside]), never dropped; a [PrintedTotal] is a total the file itself
// prints, used to verify and never summed. The [Balance] proves it.
//
// The package knows nothing of enterprises, classes or shares. With
// reports/workbook and diagnostic/demo it is the only importer of excelize.
// Start with [Read].
package ledger

import (
	"time"

	"github.com/shopspring/decimal"

	"jachete/templates/message"
)

// Field names what a column holds.
type Field string

// The fields a ledger may have. Supplier and an amount (Amount, or Debit with
// Credit) are required; all others are used when present.
const (
	Supplier    Field = "supplier"
	SupplierNo  Field = "supplier_no"
	Amount      Field = "amount"
	Debit       Field = "debit"
	Credit      Field = "credit"
	Date        Field = "date"
	Description Field = "description"
	Account     Field = "account"
	Invoice     Field = "invoice"
	Payment     Field = "payment"
	GST         Field = "gst"    // TPS, dollars
	QST         Field = "qst"    // TVQ, dollars
	Tax         Field = "tax"    // both taxes in one column, or VAT, dollars
	Rebate      Field = "rebate" // ristourne, dollars
	NEQ         Field = "neq"
	BN          Field = "bn"     // GST registration or business number
	QSTNo       Field = "qst_no" // QST registration number
	City        Field = "city"
	Postal      Field = "postal"
	Phone       Field = "phone"
	Email       Field = "email"         // or a web address; its domain is kept
	Registered  Field = "registered_no" // number of charity, company or other register
	Currency    Field = "currency"
)

// Basis says what an amount includes.
type Basis string

// The bases: with taxes (toutes taxes comprises), before taxes (hors taxes),
// net of rebates. Unstated: the file does not say and nobody told us.
const (
	WithTaxes   Basis = "ttc"
	BeforeTaxes Basis = "ht"
	NetOfRebate Basis = "net"
	Unstated    Basis = ""
)

// Column is one recognised column. Header is the header's text as written
// ("" when the table has no header row).
type Column struct {
	Field  Field  `json:"field"`
	Header string `json:"header"`
	Index  int    `json:"index"`  // 0-based
	Letter string `json:"letter"` // "C"
	// By tells how it was recognised: "header", "content", "option", "profile",
	// or "group" for suppliers named on rows of their own.
	By string `json:"by"`
	// Confidence in this guess, 0–1: 1 for an option.
	Confidence float64 `json:"confidence"`
}

// Line is one kept row, dollars.
type Line struct {
	Table      int    `json:"table"` // index into Ledger.Tables
	Row        int    `json:"row"`   // 1-based, as the spreadsheet shows it
	Supplier   string `json:"supplier"`
	SupplierNo string `json:"supplier_no,omitempty"`
	// Amount is in the ledger's Basis. It has cents, and up to six decimals where
	// the file itself states fractions of a cent (warned: "ledger.fractions"), so
	// that the lines add to the file's own sum.
	Amount      decimal.Decimal `json:"amount"`
	AmountCell  string          `json:"amount_cell"`   // "F14"
	Date        time.Time       `json:"date,omitzero"` // civil date at 00:00 UTC; zero when absent
	Description string          `json:"description,omitempty"`
	Account     string          `json:"account,omitempty"`
	Invoice     string          `json:"invoice,omitempty"`
	Payment     string          `json:"payment,omitempty"`
	NEQ         string          `json:"neq,omitempty"` // ten digits, checked or as found
	BN          string          `json:"bn,omitempty"`
	QSTNo       string          `json:"qst_no,omitempty"`
	City        string          `json:"city,omitempty"`
	Postal      string          `json:"postal,omitempty"`
	Phone       string          `json:"phone,omitempty"`  // ten digits
	Domain      string          `json:"domain,omitempty"` // of an e-mail or web address, never the address
	Registered  string          `json:"registered_no,omitempty"`
	Currency    string          `json:"currency,omitempty"`
	// Person tells that Supplier is the pseudonym of a natural person whose name
	// was taken out.
	Person bool `json:"person,omitempty"`
}

// Reason says why a row is set aside.
type Reason string

// The reasons. Every row after the header, and the title rows and the header
// row themselves, are counted in RowsRead.
const (
	TitleRow       Reason = "title"
	HeaderRow      Reason = "header"
	RepeatedHeader Reason = "repeated_header"
	BlankRow       Reason = "blank"
	SubtotalRow    Reason = "subtotal"
	TotalRow       Reason = "total"
	GroupRow       Reason = "group"          // a supplier's or account's name alone on its row
	NoteRow        Reason = "note"           // text without amount: footnote, page footer
	BalanceRow     Reason = "balance"        // an account's opening or closing balance
	SummaryRow     Reason = "summary"        // of a table that sums up or repeats others
	NoAmount       Reason = "no_amount"      // a supplier but an empty amount
	BadAmount      Reason = "bad_amount"     // an amount that does not parse: always warned
	OtherCurrency  Reason = "other_currency" // not in Options.Currency
	KnownRow       Reason = "known"          // in a ledger imported earlier, and left out by choice
	NoSupplier     Reason = "no_supplier"    // never used for rows with money unless IsTotal: such rows are kept with an empty supplier
)

// Aside is one row set aside.
type Aside struct {
	Table  int                 `json:"table"`
	Row    int                 `json:"row"`
	Reason Reason              `json:"reason"`
	Amount decimal.NullDecimal `json:"amount"`         // what its amount cell says, when it says something
	Text   string              `json:"text,omitempty"` // cell shown, cut to 80 runes
}

// PrintedTotal is a total or subtotal found in the file and what the rows give.
type PrintedTotal struct {
	Table    int             `json:"table"`
	Row      int             `json:"row"`
	Cell     string          `json:"cell"`
	Label    string          `json:"label"`
	Kind     Reason          `json:"kind"` // subtotal or total
	Printed  decimal.Decimal `json:"printed"`
	Computed decimal.Decimal `json:"computed"`
	Verified bool            `json:"verified"`
	// Span says which rows Computed adds up, where the total does not agree.
	Span *Span `json:"-"`
}

// Span is the rows that a printed total disagrees with.
type Span struct {
	First, Last int // rows added up
	Lines       int
	// Left are the cells between them that may explain the difference: amounts
	// missing or unreadable, and so not added. At most three.
	Left []string
	// Alike are the cells added whose amount is the difference: lines too many
	// (or, with the sign turned, their lack). At most three.
	Alike []string
}

// Balance proves that no row and no cent was lost: RowsRead = RowsKept +
// Σ RowsSetAside, and SumRead = SumKept + SumSetAside where SumRead adds every
// parsed amount cell of the table, totals included.
type Balance struct {
	RowsRead     int             `json:"rows_read"`
	RowsKept     int             `json:"rows_kept"`
	RowsSetAside map[Reason]int  `json:"rows_set_aside"`
	SumRead      decimal.Decimal `json:"sum_read"`
	SumKept      decimal.Decimal `json:"sum_kept"`
	SumSetAside  decimal.Decimal `json:"sum_set_aside"`
}

// Table is what was understood of one sheet.
type Table struct {
	File      string   `json:"file"`               // base name
	Digest    string   `json:"digest"`             // SHA-256 of the file, hexadecimal
	Format    string   `json:"format"`             // as sheet.Book.Format: "xlsx", "xls", "csv", ...
	Encoding  string   `json:"encoding,omitempty"` // "utf-8", "utf-8-bom", "windows-1252", ...
	Delimiter string   `json:"delimiter,omitempty"`
	Sheet     string   `json:"sheet,omitempty"`
	HeaderRow int      `json:"header_row"` // 1-based, 0 = none
	Columns   []Column `json:"columns"`
	// Basis as the headers state it.
	Basis Basis `json:"basis"`
	// CutWidth is the number of signs at which the file cuts suppliers' names,
	// 0 when it does not.
	CutWidth int            `json:"cut_width,omitempty"`
	Balance  Balance        `json:"balance"`
	Totals   []PrintedTotal `json:"totals"`
	// Fingerprint of the header, see [Fingerprint].
	Fingerprint string `json:"fingerprint,omitempty"`
	DateOrder   string `json:"date_order,omitempty"` // of dates all in digits: "dmy", "mdy", "ymd"
	Decimal     string `json:"decimal,omitempty"`    // sign before the decimals of amounts written as text
}

// place is where the table stands.
func (t *Table) place() message.Place { return message.Place{File: t.File, Sheet: t.Sheet} }

// Skipped is a sheet that was not taken for a table, and why (message key).
type Skipped struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet"`
	Reason string `json:"reason"`
}

// Ledger is what one or several files gave together.
type Ledger struct {
	Tables   []Table
	Lines    Lines
	Asides   []Aside
	Skipped  []Skipped
	Balance  Balance // over all tables
	Basis    Basis   // of Line.Amount
	Currency string  // the single currency stated, "" when none is
	// Warnings are told to the user and do not stop the run.
	Warnings []*message.Fault
	// Marks are all cells a warning speaks of, when Options.Marks asks for them.
	Marks []Mark
}

// Mark is a cell that a warning speaks of.
type Mark struct {
	Table int    `json:"table"`
	Cell  string `json:"cell"`
	Key   string `json:"key"` // of the warning
}

// Limits keep a hostile or broken file from taking the machine. Zero means the
// default.
type Limits struct {
	FileBytes     int64 // of one file, default 512 MiB
	InflatedBytes int64 // of one workbook, default 4 GiB
	Rows          int   // of all tables, default 5,000,000
	Columns       int   // of one row, default 1,000
	CellRunes     int   // longer cells are cut and warned, default 32,767
	Strings       int   // shared texts of one workbook, default 10,000,000
	StringBytes   int64 // all of them together, default 512 MiB
	Files         int   // in an archive, default 1,000
	// Time is how long reading all files may take, 0 = as long as it takes.
	Time time.Duration
}

// NoColumn, given to a field in [Options].Columns, says that no column holds it,
// whatever the headers say.
const NoColumn = "-"

// places tells whether the user gave a field a column.
func (o *Options) places() bool {
	for _, c := range o.Columns {
		if c != NoColumn {
			return true
		}
	}
	return false
}

// Options are what the user may decide instead of letting us guess.
type Options struct {
	Sheet     string // name of the sheet to read; "" = found
	HeaderRow int    // 1-based; 0 = found; -1 = there is none
	// Columns gives a field its column: a letter ("F") or the header's text, or
	// [NoColumn].
	Columns   map[Field]string
	Basis     Basis  // asked for; Unstated = as the file has it
	Encoding  string // "" = found
	Delimiter string // "" = found
	Password  string // of encrypted workbooks, "" = none
	DateOrder string // "dmy", "mdy", "ymd"; "" = found on the whole column
	// Profile says how tables with a known header are read; what is decided above
	// goes before it.
	Profile *Profile
	// Marks asks for Ledger.Marks.
	Marks bool
	// Currency keeps the lines in one currency ("CAD") where a file states
	// several; lines that state none are kept too.
	Currency string
	// Lenient makes an ambiguous amount column a warning (the read command);
	// otherwise it is a fault (diagnose).
	Lenient bool
	Limits  Limits
	// Progress, when set, is called with rows read so far.
	Progress func(rows int)
}
