package web

import (
	"sort"
	"strconv"
	"strings"

	"jachete/diagnostic/desk"
	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// readingForm is every guess about how a file is read, as fields to change.
type readingForm struct {
	Sheets                          []selectOption
	SheetName                       string
	HeaderRow                       string
	Basis, Dates, Encodings, Splits []selectOption
	Text                            bool // the file is a text file
	Currency                        string
	Unreadable                      int
	SetAside                        bool
	// Decided: a person changed something of how the file is read; Opened: of what
	// the page keeps folded.
	Decided, Opened bool
	// Columns to choose when nothing was recognised, by letter or header.
	Free []freeColumn
}

// selectOption is a choice of a select.
type selectOption struct {
	Value, Text string
	On          bool
}

// freeColumn is a field whose column is typed.
type freeColumn struct{ Name, Label, Value string }

// fields of a column, in the order of the choice.
func fields() []ledger.Field {
	return []ledger.Field{
		ledger.Supplier, ledger.Amount, ledger.Debit, ledger.Credit, ledger.Date, ledger.Description, ledger.Account, ledger.Invoice, ledger.Payment,
		ledger.SupplierNo, ledger.NEQ, ledger.BN, ledger.QSTNo, ledger.City, ledger.Postal, ledger.GST, ledger.QST, ledger.Tax, ledger.Rebate, ledger.Currency,
	}
}

func (c *call) options(now string, key string, values ...string) []selectOption {
	list := []selectOption{{Value: "", Text: c.say.T(key + "_auto"), On: now == ""}}
	for _, v := range values {
		list = append(list, selectOption{Value: v, Text: c.say.T(key + "_" + strings.NewReplacer("-", "_", ";", "semicolon", ",", "comma", "|", "bar").Replace(v)), On: v == now})
	}
	return list
}

func (c *call) readingForm(u *desk.Upload) *readingForm {
	r := u.Reading
	f := &readingForm{
		SheetName: r.Sheet, Currency: r.Currency, SetAside: r.SetAsideUnreadable,
		Basis: c.options(string(r.Basis), "own.basis", "ttc", "ht", "net"),
		Dates: c.options(r.DateOrder, "own.dates", "dmy", "mdy", "ymd"),
	}
	f.Opened = r.Sheet+r.DateOrder+r.Encoding+r.Delimiter+r.Currency+string(r.Basis) != "" || r.HeaderRow != 0 || r.SetAsideUnreadable
	f.Decided = f.Opened || len(r.Columns) > 0
	if r.HeaderRow > 0 {
		f.HeaderRow = strconv.Itoa(r.HeaderRow)
	}
	if s := u.Understood; s != nil {
		f.Unreadable = s.Unreadable
		if len(s.Sheets) > 1 || r.Sheet != "" {
			f.Sheets = []selectOption{{Text: c.say.T("own.sheet_auto"), On: r.Sheet == ""}}
		}
		for _, x := range s.Sheets {
			if f.Sheets != nil {
				f.Sheets = append(f.Sheets, selectOption{Value: x.Name, Text: x.Name, On: x.Name == r.Sheet})
			}
		}
		f.Text = len(s.Tables) > 0 && s.Tables[0].Encoding != ""
	} else {
		f.Text = true
		for _, x := range []ledger.Field{ledger.Supplier, ledger.Amount, ledger.Debit, ledger.Credit, ledger.Date, ledger.Description} {
			free := freeColumn{Name: "champ-" + string(x), Label: c.fieldLabel(x), Value: r.Columns[x]}
			if free.Value == ledger.NoColumn {
				free.Value = ""
			}
			f.Free = append(f.Free, free)
		}
	}
	if f.Text {
		f.Encodings = c.options(r.Encoding, "own.encoding", "utf-8", "windows-1252", "macintosh", "utf-16le")
		f.Splits = c.options(r.Delimiter, "own.delimiter", ";", ",", "tab", "|")
	}
	return f
}

func (c *call) fieldLabel(f ledger.Field) string {
	return capital(c.say.T("ledger.field." + string(f)))
}

// capital begins a label.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(s[:i+len(string(r))]) + s[len(string(r)):]
	}
	return s
}

// decodeReading reads the form of decisions. A column stays found unless the
// person changed what it holds.
func (c *call) decodeReading(u *desk.Upload) (desk.Reading, error) {
	r := desk.Reading{
		Sheet: c.form("feuille"), Basis: ledger.Basis(c.form("base")), DateOrder: c.form("dates"), Encoding: c.form("encodage"),
		Delimiter: c.form("separateur"), Currency: strings.ToUpper(c.form("monnaie")), SetAsideUnreadable: c.form("illisibles") == "oui",
	}
	if s := c.form("entete"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 1_000_000 {
			return r, message.NewFault("own.bad_header_row", message.Place{File: u.File}, "value", s)
		}
		r.HeaderRow = n
	}
	if err := c.request(); err != nil {
		return r, err
	}
	columns := map[ledger.Field]string{}
	for f, v := range u.Reading.Columns {
		if u.Understood != nil {
			columns[f] = v
		}
	}
	names := make([]string, 0, len(c.Request.PostForm))
	for n := range c.Request.PostForm {
		names = append(names, n)
	}
	sort.Strings(names)
	var emptied []ledger.Field
	for _, n := range names {
		v := c.form(n)
		if letter, ok := strings.CutPrefix(n, "colonne-"); ok && v != c.form("etait-"+letter) {
			was := ledger.Field(c.form("etait-" + letter))
			guessed := columns[was] != letter
			forget(columns, letter)
			switch {
			case v != "":
				columns[ledger.Field(v)] = letter
			case guessed: // the guess is wrong; a choice taken back is only forgotten
				emptied = append(emptied, was)
			}
		}
		if f, ok := strings.CutPrefix(n, "champ-"); ok && v != "" {
			columns[ledger.Field(f)] = v
		}
	}
	for _, f := range emptied { // unless another column has it now, none holds it
		if columns[f] == "" {
			columns[f] = ledger.NoColumn
		}
	}
	if len(columns) > 0 {
		r.Columns = columns
	}
	return r, nil
}

// forget takes back what was decided of a column.
func forget(columns map[ledger.Field]string, letter string) {
	for f, l := range columns {
		if l == letter {
			delete(columns, f)
		}
	}
}

// request reads the form whole.
func (c *call) request() error {
	if err := c.Request.ParseForm(); err != nil {
		return errBadForm
	}
	return nil
}
