// Package cra reads the list of registered charities as the Canada Revenue
// Agency publishes it (text with tabs, .csv or .xlsx), and keeps those of the
// territory and those the registry names. A charity is a hint, no more: most
// are not social-economy enterprises.
//
// Columns are recognised by their headers, in French and English, from the
// policy; their order is free. A list that cannot serve gives a
// [message.Fault]. Start with [Read].
package cra

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"jachete/diagnostic/ledger/sheet"
	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Options say what to keep.
type Options struct {
	Sources   policy.CRASource
	Territory policy.Territory
	// Follow are the nine-digit roots to bring back wherever they are.
	Follow map[string]bool
	Sheet  sheet.Options
}

// headerRows is how far down the headers are looked for.
const headerRows = 20

// maxKept bounds the charities kept.
const maxKept = 200_000

// needed are the fields without which the list cannot serve.
var needed = []string{"number", "name", "city", "postal"}

// Read reads the list at path.
func Read(ctx context.Context, path string, opt Options) (*source.Extract, error) {
	book, err := sheet.OpenContext(ctx, path, opt.Sheet)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	r := &reader{book: book, opt: &opt, where: source.NewLocator(&opt.Territory), statuses: map[string]bool{}, seen: map[string]int{}}
	if err := r.findHeaders(); err != nil {
		return nil, err
	}
	for row, err := range book.Rows(r.sheet) {
		if err != nil {
			return nil, err
		}
		if row.N <= r.header {
			continue
		}
		if err := r.row(row); err != nil {
			return nil, err
		}
	}
	return r.extract()
}

type reader struct {
	book          *sheet.Book
	opt           *Options
	where         *source.Locator
	sheet         string
	header        int
	at            map[string]int
	rows, badNo   int
	firstBad      int
	outside, left int
	statuses      map[string]bool // written, and not understood
	seen          map[string]int  // number → row
	kept          []source.Enterprise
}

// findHeaders finds the first row that names the fields needed.
func (r *reader) findHeaders() error {
	var saw []string
	for _, s := range r.book.Sheets() {
		n := 0
		for row, err := range r.book.Rows(s.Name) {
			if err != nil {
				return err
			}
			if n++; n > headerRows {
				break
			}
			at := r.columns(row)
			if !slices.ContainsFunc(needed, func(f string) bool { _, ok := at[f]; return !ok }) {
				r.sheet, r.header, r.at = s.Name, row.N, at
				return nil
			}
			for _, c := range row.Cells {
				if c.Text != "" && len(saw) < 14 && n == 1 {
					saw = append(saw, short(c.Text))
				}
			}
		}
	}
	return message.NewFault("cra.header", message.Place{File: r.book.File()}, "seen", strings.Join(saw, ", "))
}

func (r *reader) columns(row sheet.Row) map[string]int {
	at := map[string]int{}
	for i, c := range row.Cells {
		h := name.Fold(c.Text)
		for _, f := range r.opt.Sources.Columns {
			if _, taken := at[f.Field]; !taken && slices.Contains(f.Headers, h) {
				at[f.Field] = i
				break
			}
		}
	}
	return at
}

func (r *reader) get(row sheet.Row, field string) string {
	i, ok := r.at[field]
	if !ok {
		return ""
	}
	return strings.Join(strings.Fields(row.At(i).Text), " ")
}

func (r *reader) row(row sheet.Row) error {
	if len(row.Cells) == 0 {
		return nil
	}
	r.rows++
	number := r.get(row, "number")
	bn, ok := name.BN(number)
	if bn == "" {
		if r.badNo++; r.firstBad == 0 {
			r.firstBad = row.N
		}
		return nil
	}
	charity := registration(number, bn)
	if first, twice := r.seen[charity]; twice {
		return message.NewFault("cra.twice", r.place(row.N), "value", charity, "first", strconv.Itoa(first))
	}
	r.seen[charity] = row.N
	follow := r.opt.Follow[bn]
	if p := r.get(row, "province"); p != "" && !follow && !r.province(p) {
		r.outside++
		return nil
	}
	e := source.Enterprise{
		Key: charity, Where: r.book.File() + ", " + strconv.Itoa(row.N), BN: bn, Charity: charity, State: source.OtherState,
		StateName: r.get(row, "status"), StateOn: civil(r.get(row, "status_date")),
	}
	e.Place = r.where.Place(r.get(row, "address"), r.get(row, "city"), name.Postal(r.get(row, "postal")))
	if !e.Inside && !follow {
		r.outside++
		return nil
	}
	e.State = r.state(e.StateName)
	if _, stated := r.at["status"]; !stated {
		e.State = source.Registered // a list without that column is of those registered
	}
	if n := r.get(row, "name"); n != "" {
		e.Names = []record.Name{{Text: n, Kind: record.Legal}}
	}
	if c := r.get(row, "category"); c != "" {
		e.Activities = []source.Activity{{Text: c}}
	}
	// A root whose check fails is not one to join on.
	e.Candidate = ok && e.Inside && e.State == source.Registered
	if !e.Candidate && !follow {
		r.left++
		return nil
	}
	if len(r.kept) >= maxKept {
		return message.NewFault("cra.too_many", r.place(row.N), "limit", strconv.Itoa(maxKept))
	}
	r.kept = append(r.kept, e)
	return nil
}

func (r *reader) place(row int) message.Place {
	return message.Place{File: r.book.File(), Sheet: r.sheet, Cell: fmt.Sprintf("%s%d", sheet.Letter(r.at["number"]), row)}
}

func (r *reader) province(p string) bool {
	f := name.Fold(p)
	return slices.ContainsFunc(r.opt.Sources.Provinces, func(q string) bool { return name.Fold(q) == f })
}

// state reads the status by its beginning: "Revoked-Voluntary".
func (r *reader) state(s string) source.State {
	f := name.Fold(s)
	for _, c := range r.opt.Sources.Statuses {
		if strings.HasPrefix(f, c.Code) {
			return source.State(c.Means)
		}
	}
	if len(r.statuses) < 20 {
		r.statuses[short(s)] = true
	}
	return source.OtherState
}

func (r *reader) extract() (*source.Extract, error) {
	if r.rows == 0 || r.badNo == r.rows {
		return nil, message.NewFault("cra.no_numbers", r.place(max(r.firstBad, r.header)), "n", strconv.Itoa(r.rows))
	}
	out := &source.Extract{
		Source: source.CRA, Files: []source.File{{Name: r.book.File(), Digest: r.book.Digest()}}, Enterprises: r.kept,
		Counts: []source.Count{{What: "read." + r.book.File(), N: r.rows}, {What: "left.territory", N: r.outside}, {What: "left.status", N: r.left}, {What: "kept", N: len(r.kept)}},
	}
	sort.Slice(out.Enterprises, func(i, j int) bool { return out.Enterprises[i].Key < out.Enterprises[j].Key })
	if r.badNo > 0 {
		out.Warnings = append(out.Warnings, message.NewFault("cra.numbers", r.place(r.firstBad), "n", strconv.Itoa(r.badNo)))
	}
	if len(r.statuses) > 0 {
		var list []string
		for s := range r.statuses {
			list = append(list, s)
		}
		slices.Sort(list)
		out.Warnings = append(out.Warnings, message.NewFault("cra.statuses", message.Place{File: r.book.File()}, "seen", strings.Join(list, ", ")))
	}
	return out, nil
}

// registration writes a number as the list should: "123456782RR0001". A root
// alone is the first account.
func registration(s, bn string) string {
	u := strings.ToUpper(s)
	if i := strings.Index(u, "RR"); i >= 0 {
		if d := name.Digits(u[i+2:]); len(d) == 4 {
			return bn + "RR" + d
		}
	}
	return bn + "RR0001"
}

func civil(s string) string {
	if len(s) > 10 {
		s = s[:10]
	}
	for _, layout := range []string{time.DateOnly, "2006/01/02", "20060102"} {
		if d, err := time.Parse(layout, s); err == nil {
			return d.Format(time.DateOnly)
		}
	}
	return ""
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
