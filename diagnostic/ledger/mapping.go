package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"jachete/diagnostic/ledger/sheet"
	"jachete/templates/message"
)

// ProfileSchema names the format of a saved [Profile].
const ProfileSchema = "jachete.profile/1"

// Profile is how the tables of a ledger were read, to read the next file of the
// same software the same way. A table is known again by the fingerprint of its
// header.
type Profile struct {
	Schema string         `json:"schema"`
	Tables []TableProfile `json:"tables"`
}

// TableProfile is how one table was read.
type TableProfile struct {
	// Fingerprint of the header, see [Fingerprint]; "" for a table without one.
	Fingerprint string `json:"fingerprint"`
	Format      string `json:"format"`
	Encoding    string `json:"encoding,omitempty"`
	Delimiter   string `json:"delimiter,omitempty"`
	// Sheet and HeaderRow say where the table was; the next file may have it
	// elsewhere.
	Sheet     string   `json:"sheet,omitempty"`
	HeaderRow int      `json:"header_row"`
	Columns   []Column `json:"columns"`
	Basis     Basis    `json:"basis"`
	// DateOrder is "dmy", "mdy", "ymd", or "" when no date of the table needed one.
	DateOrder string `json:"date_order,omitempty"`
	// Decimal is the sign before decimals in texts, "," or ".", "" when none was
	// met.
	Decimal string `json:"decimal,omitempty"`
	// Without are fields that no column holds, as a person decided.
	Without []Field `json:"without,omitempty"`
	// Chosen lists what a person decided and did not leave to be guessed.
	Chosen []string `json:"chosen,omitempty"`
}

// Fingerprint is the same for two headers that say the same things in any order,
// with or without accents, capitals and signs. "" for no header at all.
func Fingerprint(headers []string) string {
	var list []string
	for _, h := range headers {
		if k := keyName(h); k != "" {
			list = append(list, k)
		}
	}
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	sum := sha256.Sum256([]byte("jachete.header/1\n" + strings.Join(list, "\n")))
	return hex.EncodeToString(sum[:8])
}

// NewProfile gives the profile of a ledger that was read under opt.
func NewProfile(l *Ledger, opt *Options) *Profile {
	p := &Profile{Schema: ProfileSchema, Tables: []TableProfile{}}
	var chosen []string
	for _, o := range []struct {
		name string
		set  bool
	}{
		{"sheet", opt.Sheet != ""},
		{"header_row", opt.HeaderRow != 0},
		{"columns", len(opt.Columns) > 0},
		{"basis", opt.Basis != Unstated},
		{"encoding", opt.Encoding != ""},
		{"delimiter", opt.Delimiter != ""},
		{"date_order", opt.DateOrder != ""},
	} {
		if o.set {
			chosen = append(chosen, o.name)
		}
	}
	var without []Field
	for f, c := range opt.Columns {
		if c == NoColumn {
			without = append(without, f)
		}
	}
	met := map[string]bool{}
	for _, t := range l.Tables {
		if met[t.Fingerprint] {
			continue // twelve sheets, one header
		}
		met[t.Fingerprint] = true
		p.Tables = append(p.Tables, TableProfile{
			Fingerprint: t.Fingerprint, Format: t.Format, Encoding: t.Encoding, Delimiter: t.Delimiter, Sheet: t.Sheet, HeaderRow: t.HeaderRow,
			Columns: t.Columns, Basis: t.Basis, DateOrder: t.DateOrder, Decimal: t.Decimal, Chosen: chosen, Without: withoutStill(&t, without, opt.Profile),
		})
	}
	return p
}

// withoutStill are the fields that no column of a table holds, by what was
// decided now or, where nothing was decided since, of an earlier file.
func withoutStill(t *Table, now []Field, earlier *Profile) []Field {
	list := slices.Clone(now)
	for i := range earlier.tables() {
		if e := &earlier.Tables[i]; e.Fingerprint == t.Fingerprint && t.Fingerprint != "" {
			list = append(list, e.Without...)
		}
	}
	list = slices.DeleteFunc(list, func(f Field) bool {
		return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Field == f })
	})
	slices.Sort(list)
	return slices.Compact(list)
}

func (p *Profile) tables() []TableProfile {
	if p == nil {
		return nil
	}
	return p.Tables
}

// Write saves the profile.
func (p *Profile) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}

// largestProfile bounds a profile's file, in bytes.
const largestProfile = 1 << 20

// ReadProfile reads a saved profile. The error is a *message.Fault when it is
// none, or of a later version.
func ReadProfile(r io.Reader, file string) (*Profile, error) {
	place := message.Place{File: file}
	data, err := io.ReadAll(io.LimitReader(r, largestProfile+1))
	if err != nil {
		return nil, fmt.Errorf("read profile %s: %w", file, err)
	}
	var p Profile
	if len(data) > largestProfile {
		err = errors.New("too large")
	} else {
		err = json.Unmarshal(data, &p)
	}
	switch {
	case err != nil:
		return nil, message.NewFault("ledger.profile_unreadable", place, "error", err.Error())
	case p.Schema != ProfileSchema:
		return nil, message.NewFault("ledger.profile_version", place, "schema", cut(p.Schema, 40), "known", ProfileSchema)
	}
	return &p, nil
}

// of finds the profile of a header.
func (p *Profile) of(headers []string) *TableProfile {
	if p == nil {
		return nil
	}
	f := Fingerprint(headers)
	if f == "" {
		return nil
	}
	for i := range p.Tables {
		if p.Tables[i].Fingerprint == f {
			return &p.Tables[i]
		}
	}
	return nil
}

// chose tells what a person decided, by its name.
func (t *TableProfile) chose(what string) bool { return slices.Contains(t.Chosen, what) }

// headerByProfile finds the header that a profile knows, also one whose words
// mean nothing to us.
func (d *designer) headerByProfile() bool {
	if d.opt.Profile == nil {
		return false
	}
	for i, r := range d.rows[:min(len(d.rows), headerRows)] {
		if len(r.Cells) == 0 {
			continue
		}
		if t := d.opt.Profile.of(d.cellTexts(i)); t != nil {
			d.setHeader(i)
			d.profile = t
			return true
		}
	}
	return false
}

// fromProfile takes the columns of a known header, by their text: the columns
// may stand in another order.
func (d *designer) fromProfile() {
	if d.profile == nil {
		return
	}
	for _, c := range d.profile.Columns {
		if !slices.ContainsFunc(d.w.fields, func(w fieldWords) bool { return w.field == c.Field }) || d.has(c.Field) && c.Field != Rebate {
			continue
		}
		at := -1
		for i := range d.match {
			if d.taken[i] || keyName(d.header(i)) != keyName(c.Header) || c.Header == "" {
				continue
			}
			if at < 0 || i == c.Index {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		d.take(c.Field, at, "profile")
	}
	for _, f := range d.profile.Without {
		if !d.has(f) {
			d.never[f] = true
		}
	}
	if d.has(Amount) || d.has(Debit) {
		d.l.basis = d.profile.Basis
	}
}

// confidence is how sure a guess is, 0–1: what the header says, times how well
// the content fits.
func (d *designer) confidence(f Field, i int, by string) float64 {
	sure, fit := 0.6, 1.0
	switch by {
	case "option":
		return 1
	case "profile":
		sure = 0.99
	case "header":
		switch s := d.match[i].score[f]; {
		case s > containsScore:
			sure = 0.98
		case s > 0:
			sure = 0.75
		}
	}
	p := &d.prof[i]
	switch f {
	case Supplier:
		fit = p.supplierFit()
	case Amount, Tax, GST, QST, Rebate:
		fit = p.amountFit()
	case Date:
		fit = p.dateFit()
		if d.serials(i) {
			fit = 1
		}
	}
	return float64(int(100*sure*(0.5+0.5*fit)+0.5)) / 100
}

// decimalSign names the sign before decimals that the texts of a column use.
func decimalSign(b byte) string {
	if b == 0 {
		return ""
	}
	return string(rune(b))
}

// profileFor warns when none of a file's headers is known to the profile.
func (r *reader) profileFor(book *sheet.Book, first int) {
	if r.opt.Profile == nil {
		return
	}
	for _, t := range r.led.Tables[first:] {
		for i := range r.opt.Profile.Tables {
			if t.Fingerprint != "" && r.opt.Profile.Tables[i].Fingerprint == t.Fingerprint {
				return
			}
		}
	}
	r.warn("ledger.profile_other", message.Place{File: book.File()})
}
