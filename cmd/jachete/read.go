package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"jachete/diagnostic/ledger"
	"jachete/diagnostic/ledger/mark"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

type readCmd struct {
	Ledger    []string          `arg:"" help:"${help_read_ledger}"`
	JSON      bool              `name:"json" help:"${help_read_json}"`
	Sheet     string            `help:"${help_read_sheet}"`
	HeaderRow int               `help:"${help_read_header_row}"`
	Column    map[string]string `help:"${help_read_column}" mapsep:"none"`
	Encoding  string            `help:"${help_read_encoding}"`
	Delimiter string            `help:"${help_read_delimiter}"`
	DateOrder string            `help:"${help_read_date_order}" enum:",dmy,mdy,ymd" default:""`
	Currency  string            `help:"${help_read_currency}"`
	Basis     string            `help:"${help_read_basis}" enum:",ttc,ht,net" default:""`
	Policy    string            `help:"${help_read_policy}"`

	Profile     string `help:"${help_read_profile}" placeholder:"FILE"`
	SaveProfile string `help:"${help_read_save_profile}" placeholder:"FILE"`
	Mark        string `help:"${help_read_mark}" placeholder:"OUT.xlsx"`
	Against     string `help:"${help_read_against}" placeholder:"FILE"`

	passwordFlag
	limitFlag
}

// Run reads the ledgers and prints what was understood, never a supplier's
// name: a ledger names natural persons too.
func (c *readCmd) Run(e *env) error {
	rules, err := policy.Load(c.Policy)
	if err != nil {
		return err
	}
	password, err := c.password(e)
	if err != nil {
		return err
	}
	limits, err := c.limits()
	if err != nil {
		return err
	}
	columns := make(map[ledger.Field]string, len(c.Column))
	for f, col := range c.Column {
		columns[ledger.Field(f)] = col
	}
	profile, err := readProfile(c.Profile)
	if err != nil {
		return err
	}
	opt := ledger.Options{
		Sheet: c.Sheet, HeaderRow: c.HeaderRow, Columns: columns, Basis: ledger.Basis(c.Basis), Encoding: c.Encoding,
		Delimiter: c.Delimiter, DateOrder: c.DateOrder, Currency: c.Currency, Password: password, Lenient: true, Profile: profile, Marks: c.Mark != "", Progress: e.rowsRead(), Limits: limits,
	}
	if c.Mark != "" && len(c.Ledger) > 1 {
		return message.NewFault("mark.several", message.Place{File: c.Ledger[1]})
	}
	led, err := ledger.Read(e.ctx, c.Ledger, rules.Headers, opt)
	if err != nil {
		return err
	}
	understood := newReadout(led, e.say)
	if c.Against != "" {
		earlier, err := ledger.Read(e.ctx, []string{c.Against}, rules.Headers, opt)
		if err != nil {
			return err
		}
		if err := notTheSame(earlier, led); err != nil {
			return err
		}
		understood.Overlap = newReadOverlap(ledger.Compare(earlier.Lines.Slice(), led.Lines.Slice()))
	}
	if err := c.save(e, led, opt); err != nil {
		return err
	}
	if !c.JSON {
		return understood.print(e.out, led, e.say)
	}
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(understood)
}

// notTheSame refuses to compare a file with itself.
func notTheSame(earlier, later *ledger.Ledger) error {
	for _, a := range earlier.Tables {
		for _, b := range later.Tables {
			if a.Digest == b.Digest {
				return message.NewFault("ledger.same_file", message.Place{File: b.File}, "first", a.File)
			}
		}
	}
	return nil
}

// save writes the profile and the marked workbook, both or neither.
func (c *readCmd) save(e *env, led *ledger.Ledger, opt ledger.Options) error {
	for _, in := range append([]string{c.Against, c.Profile}, c.Ledger...) {
		for _, out := range []string{c.SaveProfile, c.Mark} {
			if out != "" && in != "" && filepath.Clean(in) == filepath.Clean(out) && in != c.Profile {
				return message.NewFault("output.taken", message.Place{File: out})
			}
		}
	}
	var out outputs
	defer out.drop()
	if err := out.add(c.SaveProfile, ledger.NewProfile(led, &opt).Write); err != nil {
		return err
	}
	if err := out.add(c.Mark, func(w io.Writer) error { return mark.Write(e.ctx, w, c.Ledger[0], led, opt, e.say) }); err != nil {
		return err
	}
	return out.commit()
}

// readProfile reads the file of --profile; nil when none is given.
func readProfile(path string) (*ledger.Profile, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, message.NewFault("file.missing", message.Place{File: path})
	}
	defer f.Close()
	return ledger.ReadProfile(f, filepath.Base(path))
}

// rowsRead shows how far a long reading is, on a terminal only.
func (e *env) rowsRead() func(int) {
	if !e.screen {
		return nil
	}
	return func(n int) { fmt.Fprintf(e.err, "\r%s\r", e.say.Count(n)) }
}

// readout is the documented output of `jachete read --json` (docs/read.md).
// Sums are strings with two decimals, so that no reader rounds them. The
// fields at the top are those of the first table; the counts and the sums are
// of the whole ledger.
type readout struct {
	Schema string `json:"schema"`
	readTable
	Suppliers int           `json:"suppliers"` // distinct folded names
	Equal     readSum       `json:"equal_lines"`
	Currency  string        `json:"currency"`
	Tables    []readTable   `json:"tables"`
	Skipped   []readSkipped `json:"skipped_sheets"`
	Warnings  []readWarning `json:"warnings"`
	Overlap   *readOverlap  `json:"overlap,omitempty"`
}

// readSum is a number of lines and what they add up to.
type readSum struct {
	Lines int    `json:"lines"`
	Sum   string `json:"sum"`
}

// readOverlap compares the ledger with an earlier one.
type readOverlap struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Identical readSum `json:"identical"`
	Changed   readSum `json:"changed"`
	New       readSum `json:"new"`
	Gone      readSum `json:"gone"`
}

func newReadOverlap(o *ledger.Overlap) *readOverlap {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	return &readOverlap{
		From: day(o.From), To: day(o.To),
		Identical: readSum{len(o.Identical), o.IdenticalSum.StringFixed(2)}, Changed: readSum{len(o.Changed), o.ChangedSum.StringFixed(2)},
		New: readSum{len(o.New), o.NewSum.StringFixed(2)}, Gone: readSum{len(o.Gone), o.GoneSum.StringFixed(2)},
	}
}

type readTable struct {
	File         string                `json:"file"`
	Sheet        string                `json:"sheet"`
	Format       string                `json:"format"`
	Encoding     string                `json:"encoding"`
	Delimiter    string                `json:"delimiter"`
	HeaderRow    int                   `json:"header_row"`
	Columns      map[string]readColumn `json:"columns"`
	Basis        string                `json:"basis"`
	RowsRead     int                   `json:"rows_read"`
	RowsKept     int                   `json:"rows_kept"`
	RowsSetAside map[string]int        `json:"rows_set_aside"`
	SumRead      string                `json:"sum_read"`
	SumKept      string                `json:"sum_kept"`
	SumSetAside  string                `json:"sum_set_aside"`
	Totals       []readTotal           `json:"totals"`
	Fingerprint  string                `json:"fingerprint"`
	DateOrder    string                `json:"date_order"`
	CutWidth     int                   `json:"cut_width"`
}

type readColumn struct {
	Header string `json:"header"`
	Index  int    `json:"index"`
	Letter string `json:"letter"`
	By     string `json:"by"`
	// Confidence in the guess, 0–1.
	Confidence float64 `json:"confidence"`
}

type readTotal struct {
	Sheet    string    `json:"sheet"`
	Cell     string    `json:"cell"`
	Kind     string    `json:"kind"`
	Printed  string    `json:"printed"`
	Computed string    `json:"computed"`
	Verified bool      `json:"verified"`
	Rows     *readRows `json:"rows,omitempty"` // where it does not agree
}

// readRows are the rows a total adds up, and what may explain that it differs.
type readRows struct {
	First int      `json:"first"`
	Last  int      `json:"last"`
	Lines int      `json:"lines"`
	Left  []string `json:"left,omitempty"`
	Alike []string `json:"alike,omitempty"`
}

type readSkipped struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet"`
	Reason string `json:"reason"` // "hidden", "empty", "no_columns", "other_columns"
	Text   string `json:"text"`
}

type readWarning struct {
	Key   string        `json:"key"`
	Where message.Place `json:"where"`
	What  string        `json:"what"`
	Text  string        `json:"text"`
}

func newReadout(led *ledger.Ledger, say message.Printer) *readout {
	out := &readout{Schema: "jachete.read/1", Currency: led.Currency, Tables: []readTable{}, Skipped: []readSkipped{}, Warnings: []readWarning{}}
	totals := []readTotal{}
	for _, t := range led.Tables {
		rt := newReadTable(&t)
		out.Tables = append(out.Tables, rt)
		totals = append(totals, rt.Totals...)
	}
	if len(out.Tables) > 0 {
		out.readTable = out.Tables[0]
	}
	out.balance(&led.Balance)
	out.Basis, out.Totals = string(led.Basis), totals
	names := map[string]bool{}
	for s := range led.Lines.Suppliers() {
		if s != "" {
			names[s] = true
		}
	}
	folded := map[string]bool{}
	for s := range names {
		folded[name.Fold(s)] = true
	}
	out.Suppliers = len(folded)
	n, sum := ledger.EqualLines(led.Lines.All())
	out.Equal = readSum{n, sum.StringFixed(2)}
	for _, s := range led.Skipped {
		out.Skipped = append(out.Skipped, readSkipped{s.File, s.Sheet, lastWord(s.Reason), say.T(s.Reason)})
	}
	for _, w := range led.Warnings {
		out.Warnings = append(out.Warnings, readWarning{w.Key, w.Place, say.What(w), say.Fault(w)})
	}
	return out
}

func newReadTable(t *ledger.Table) readTable {
	rt := readTable{
		File: t.File, Sheet: t.Sheet, Format: t.Format, Encoding: t.Encoding, Delimiter: t.Delimiter, HeaderRow: t.HeaderRow,
		Columns: map[string]readColumn{}, Basis: string(t.Basis), Totals: []readTotal{},
		Fingerprint: t.Fingerprint, DateOrder: t.DateOrder, CutWidth: t.CutWidth,
	}
	for _, c := range t.Columns {
		if _, twice := rt.Columns[string(c.Field)]; !twice {
			rt.Columns[string(c.Field)] = readColumn{c.Header, c.Index, c.Letter, c.By, c.Confidence}
		}
	}
	rt.balance(&t.Balance)
	for _, p := range t.Totals {
		rt.Totals = append(rt.Totals, readTotal{t.Sheet, p.Cell, string(p.Kind), p.Printed.StringFixed(2), p.Computed.StringFixed(2), p.Verified, (*readRows)(p.Span)})
	}
	return rt
}

func (t *readTable) balance(b *ledger.Balance) {
	t.RowsRead, t.RowsKept = b.RowsRead, b.RowsKept
	t.RowsSetAside = map[string]int{}
	for why, n := range b.RowsSetAside {
		t.RowsSetAside[string(why)] = n
	}
	t.SumRead, t.SumKept, t.SumSetAside = b.SumRead.StringFixed(2), b.SumKept.StringFixed(2), b.SumSetAside.StringFixed(2)
}
