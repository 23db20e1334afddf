package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Read reads one or several files into one ledger. Lines come in the order of
// the files, their sheets and their rows. headers are the policy's synonyms.
//
// The error is (or wraps) a *message.Fault when the input is refused; any
// other error is a failure of the machine or of the program, among them a
// balance that does not close.
func Read(ctx context.Context, paths []string, headers []policy.HeaderField, opt Options) (*Ledger, error) {
	w, err := compile(headers)
	if err != nil {
		return nil, fmt.Errorf("compile headers: %w", err)
	}
	r := &reader{ctx: ctx, w: w, opt: opt, led: &Ledger{Asides: []Aside{}, Skipped: []Skipped{}}, digests: map[string]string{}}
	if r.opt.Limits.Rows <= 0 {
		r.opt.Limits.Rows = 5_000_000
	}
	r.opt.Limits.Rows = min(r.opt.Limits.Rows, math.MaxInt32) // as lines hold them
	r.opt.Limits.Columns = min(r.opt.Limits.Columns, math.MaxInt16)
	if t := opt.Limits.Time; t > 0 {
		limited, cancel := context.WithTimeout(ctx, t)
		defer cancel()
		r.ctx = limited
	}
	for _, p := range paths {
		err := r.file(p)
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return nil, message.NewFault("file.too_slow", message.Place{File: filepath.Base(p)}, "limit", fmt.Sprint(opt.Limits.Time.Seconds()))
		}
		if err != nil {
			return nil, err
		}
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return r.led, nil
}

type reader struct {
	ctx     context.Context
	w       *words
	opt     Options
	led     *Ledger
	rows    int               // read so far, over all files
	digests map[string]string // of the files read → their name
	money   currencies
}

// peekRows is how many rows of each sheet are looked at to choose among
// several sheets.
const peekRows = 400

func (r *reader) file(path string) (err error) {
	l := r.opt.Limits
	book, err := sheet.OpenContext(r.ctx, path, sheet.Options{
		Limits: sheet.Limits{
			FileBytes: l.FileBytes, InflatedBytes: l.InflatedBytes, Rows: l.Rows, Columns: l.Columns, CellRunes: l.CellRunes,
			Strings: l.Strings, StringBytes: l.StringBytes, Files: l.Files,
		},
		Encoding: r.known("encoding", r.opt.Encoding), Delimiter: r.known("delimiter", r.opt.Delimiter), Password: r.opt.Password,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	if first, twice := r.digests[book.Digest()]; twice {
		return message.NewFault("ledger.same_file", message.Place{File: book.File()}, "first", first)
	}
	r.digests[book.Digest()] = book.File()
	chosen, err := r.chooseSheets(book)
	if err != nil {
		return err
	}
	first := len(r.led.Tables)
	for _, name := range chosen {
		if err := r.sheet(book, name); err != nil {
			return err
		}
	}
	r.profileFor(book, first)
	r.leaveOutSummaries(first)
	r.warnDuplicates(first)
	r.led.Warnings = append(r.led.Warnings, book.Notes()...)
	if n := book.Cut(); n > 0 {
		r.warn("ledger.cells_cut", message.Place{File: book.File()}, "n", fmt.Sprint(n))
	}
	if n := book.Repaired(); n > 0 {
		r.warn("ledger.repaired", message.Place{File: book.File()}, "n", fmt.Sprint(n))
	}
	return nil
}

// known is an option, or what a person decided when the profile was made.
func (r *reader) known(what, option string) string {
	if option != "" || r.opt.Profile == nil {
		return option
	}
	for i := range r.opt.Profile.Tables {
		if t := &r.opt.Profile.Tables[i]; t.chose(what) {
			return map[string]string{"encoding": t.Encoding, "delimiter": t.Delimiter}[what]
		}
	}
	return ""
}

func (r *reader) warn(key string, place message.Place, args ...string) {
	r.led.Warnings = append(r.led.Warnings, message.NewFault(key, place, args...))
}

// candidate is a sheet that may hold lines.
type candidate struct {
	name      string
	rank      int
	signature string
	err       error
	empty     bool
}

// chooseSheets picks the sheet understood best and those that have the very
// same columns; the others are skipped, with the reason.
func (r *reader) chooseSheets(book *sheet.Book) ([]string, error) {
	all := book.Sheets()
	place := message.Place{File: book.File()}
	if r.opt.Sheet != "" {
		for _, s := range all {
			if s.Name == r.opt.Sheet || strings.EqualFold(strings.TrimSpace(s.Name), strings.TrimSpace(r.opt.Sheet)) {
				return []string{s.Name}, nil
			}
		}
		var names []string
		for _, s := range all {
			names = append(names, s.Name)
		}
		return nil, message.NewFault("ledger.unknown_sheet", place, "sheet", r.opt.Sheet, "sheets", strings.Join(names, ", "))
	}
	visible := slices.DeleteFunc(slices.Clone(all), func(s sheet.Info) bool { return s.Hidden })
	if len(visible) == 0 {
		visible = all
	}
	if len(visible) == 0 {
		return nil, message.NewFault("ledger.no_data", place)
	}
	if len(all) == 1 {
		return []string{all[0].Name}, nil
	}
	var list []candidate
	for _, s := range visible {
		c, err := r.peek(book, s.Name)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	best := -1
	for i, c := range list {
		if c.err == nil && !c.empty && (best < 0 || c.rank > list[best].rank) {
			best = i
		}
	}
	if best < 0 {
		for _, c := range list {
			if !c.empty && c.err != nil {
				return nil, c.err
			}
		}
		return nil, message.NewFault("ledger.no_data", place)
	}
	var chosen []string
	for _, s := range all {
		i := slices.IndexFunc(list, func(c candidate) bool { return c.name == s.Name })
		switch {
		case i < 0:
			r.skip(book, s.Name, "ledger.skip.hidden")
		case list[i].empty:
			r.skip(book, s.Name, "ledger.skip.empty")
		case list[i].err != nil:
			r.skip(book, s.Name, "ledger.skip.no_columns")
		case list[i].signature != list[best].signature:
			r.skip(book, s.Name, "ledger.skip.other_columns")
			r.warn("ledger.sheet_left_out", message.Place{File: book.File(), Sheet: s.Name}, "chosen", list[best].name)
		default:
			chosen = append(chosen, s.Name)
		}
	}
	return chosen, nil
}

func (r *reader) skip(book *sheet.Book, name, reason string) {
	r.led.Skipped = append(r.led.Skipped, Skipped{File: book.File(), Sheet: name, Reason: reason})
}

// peek looks at the first rows of a sheet.
func (r *reader) peek(book *sheet.Book, name string) (candidate, error) {
	c := candidate{name: name}
	var rows []sheet.Row
	for row, err := range book.Rows(name) {
		if err != nil {
			return c, err
		}
		if len(row.Cells) > 0 {
			rows = append(rows, row.Clone())
		}
		if len(rows) == peekRows {
			break
		}
	}
	if len(rows) == 0 {
		c.empty = true
		return c, nil
	}
	l, err := r.w.design(rows, message.Place{File: book.File(), Sheet: name}, &r.opt)
	if err != nil {
		c.err = err
		return c, nil
	}
	c.rank = 1000*l.matched + min(len(rows)-l.header-1, 100)
	c.signature = l.signature()
	return c, nil
}

// signature is what two sheets must share to be read together: the columns that
// make a line, by header. A sheet may have further columns of its own.
func (l *layout) signature() string {
	var sign []string
	for _, col := range l.columns {
		switch col.Field {
		case Supplier, Amount, Debit, Credit, Date:
		default:
			continue
		}
		at := ""
		if col.By != "header" && col.By != "profile" {
			at = col.By + col.Letter
		}
		sign = append(sign, string(col.Field)+"="+foldHeader(col.Header)+at)
	}
	slices.Sort(sign)
	return strings.Join(sign, ";")
}
