// Package seao reads the contracts that Québec's public bodies publish (SEAO,
// open data in the OCDS shape): which suppliers they name, under which NEQ, as
// they write it, and what was awarded to each. They are evidence and other
// names for records of the registry; no dollar of them is ever counted.
//
// Files are streamed, a release at a time. The same contract returns in many
// releases: the latest one says what was awarded. A file that is not whole, or
// not of that shape, gives a [message.Fault] (keys "seao.*") and nothing of
// what was read. Start with [Read].
package seao

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"sort"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/registry/record"
	"jachete/diagnostic/registry/source"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// File is one file to read.
type File struct {
	Name string
	R    io.Reader
}

// Options say what to keep and how much is too much. Zero means the default.
type Options struct {
	Territory policy.Territory
	// Keep tells whether a supplier is of interest; nil keeps all,
	// natural persons without an NEQ among them.
	Keep         func(neq, name string) bool
	FileBytes    int64 // default 2 GiB
	ReleaseBytes int64 // default 16 MiB
	Releases     int   // of all files, default 5,000,000
	Suppliers    int   // kept, default 100,000
	Awards       int   // default 3,000,000
}

func (o Options) withDefaults() Options {
	if o.FileBytes <= 0 {
		o.FileBytes = 2 << 30
	}
	if o.ReleaseBytes <= 0 {
		o.ReleaseBytes = 16 << 20
	}
	if o.Releases <= 0 {
		o.Releases = 5_000_000
	}
	if o.Suppliers <= 0 {
		o.Suppliers = 100_000
	}
	if o.Awards <= 0 {
		o.Awards = 3_000_000
	}
	return o
}

// Total is what public bodies awarded to one supplier, in dollars. It is shown,
// never counted.
type Total struct {
	Key       string          `json:"key"` // NEQ, or "name:" and the folded name
	NEQ       string          `json:"neq,omitempty"`
	Name      string          `json:"name"` // the spelling most written
	Awards    int             `json:"awards"`
	Awarded   decimal.Decimal `json:"awarded"`
	Contracts decimal.Decimal `json:"contracts"` // final value, where stated
	Municipal decimal.Decimal `json:"municipal"` // of Awarded, by municipal buyers
	// Joint awards name several suppliers and do not say how they share.
	Joint int `json:"joint,omitempty"`
	// Other are awards without a value, or in another currency.
	Other int `json:"other,omitempty"`
}

// Said is what the files say.
type Said struct {
	source.Extract
	Totals []Total `json:"totals"` // by Key
}

// Read reads the files in the order given.
func Read(ctx context.Context, files []File, opt Options) (*Said, error) {
	opt = opt.withDefaults()
	x := &extractor{opt: &opt, where: source.NewLocator(&opt.Territory), awards: map[key]award{}, suppliers: map[string]*supplier{}}
	out := &Said{Extract: source.Extract{Source: source.SEAO}}
	for _, f := range files {
		before := x.releases
		digest, err := x.file(ctx, f)
		if err != nil {
			return nil, err
		}
		out.Files = append(out.Files, source.File{Name: f.Name, Digest: digest})
		out.Counts = append(out.Counts, source.Count{What: "read." + f.Name, N: x.releases - before})
	}
	x.finish(out)
	return out, nil
}

// meter reads a file within its limits and digests it.
type meter struct {
	ctx     context.Context
	r       io.Reader
	sum     hash.Hash
	n       int64 // read so far
	release int64 // may be read before the release under way must end
	limit   int64
}

var (
	errFile    = errors.New("file too large")
	errRelease = errors.New("release too large")
)

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	m.sum.Write(p[:n])
	m.n += int64(n)
	switch {
	case m.n > m.limit:
		return n, errFile
	case m.n > m.release:
		return n, errRelease
	}
	return n, err
}

func (x *extractor) file(ctx context.Context, f File) (string, error) {
	m := &meter{ctx: ctx, r: f.R, sum: sha256.New(), limit: x.opt.FileBytes, release: x.opt.ReleaseBytes}
	dec := json.NewDecoder(m)
	found := false
	n := 0
	fail := func(err error) error { return x.fault(f.Name, n, dec.InputOffset(), err) }
	if err := expect(dec, '{'); err != nil {
		return "", fail(err)
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return "", fail(err)
		}
		if t != "releases" {
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				return "", fail(err)
			}
			continue
		}
		found = true
		if err := expect(dec, '['); err != nil {
			return "", fail(err)
		}
		for dec.More() {
			m.release = m.n + x.opt.ReleaseBytes
			var r release
			if err := dec.Decode(&r); err != nil {
				return "", fail(err)
			}
			if n++; x.releases+1 > x.opt.Releases {
				return "", message.NewFault("seao.too_many", message.Place{File: f.Name}, "limit", strconv.Itoa(x.opt.Releases))
			}
			x.releases++
			if err := x.release(&r, f.Name, n); err != nil {
				return "", err
			}
		}
		if err := expect(dec, ']'); err != nil {
			return "", fail(err)
		}
	}
	if err := expect(dec, '}'); err != nil {
		return "", fail(err)
	}
	if !found {
		return "", message.NewFault("seao.shape", message.Place{File: f.Name})
	}
	m.release = m.limit
	if _, err := io.Copy(io.Discard, m); err != nil { // the digest is that of the whole file
		return "", fail(err)
	}
	return hex.EncodeToString(m.sum.Sum(nil)), nil
}

var errShape = errors.New("not the shape")

func expect(dec *json.Decoder, want json.Delim) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != want {
		return errShape
	}
	return nil
}

func (x *extractor) fault(file string, n int, offset int64, err error) error {
	at := message.Place{File: file}
	args := []string{"n", strconv.Itoa(n), "offset", strconv.FormatInt(offset, 10)}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, errFile):
		return message.NewFault("seao.too_large", at, append(args, "limit", strconv.FormatInt(x.opt.FileBytes>>20, 10))...)
	case errors.Is(err, errRelease):
		return message.NewFault("seao.release_large", at, append(args, "limit", strconv.FormatInt(x.opt.ReleaseBytes>>20, 10))...)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return message.NewFault("seao.cut", at, args...)
	case errors.Is(err, errShape) && n == 0:
		return message.NewFault("seao.shape", at)
	case errors.As(err, &syntax) && n == 0 && offset < 4:
		return message.NewFault("seao.shape", at)
	case errors.As(err, &syntax), errors.As(err, &kind), errors.Is(err, errShape):
		return message.NewFault("seao.damaged", at, append(args, "error", err.Error())...)
	}
	return fmt.Errorf("read %s: %w", file, err)
}

// finish turns what was gathered into the extract.
func (x *extractor) finish(out *Said) {
	totals := map[string]*Total{}
	for _, a := range x.awards {
		x.sum(totals, &a)
	}
	for k, s := range x.suppliers {
		e := source.Enterprise{Key: k, NEQ: s.neq, Where: s.where, State: source.OtherState, Seen: s.seen, Place: s.place}
		for n := range s.seen {
			e.Names = append(e.Names, record.Name{Text: n, Kind: record.Other})
		}
		sort.Slice(e.Names, func(i, j int) bool {
			a, b := e.Names[i].Text, e.Names[j].Text
			if s.seen[a] != s.seen[b] {
				return s.seen[a] > s.seen[b]
			}
			return a < b
		})
		out.Enterprises = append(out.Enterprises, e)
		if t := totals[k]; t != nil {
			t.Key, t.NEQ, t.Name = k, s.neq, e.Legal()
			out.Totals = append(out.Totals, *t)
		}
	}
	sort.Slice(out.Enterprises, func(i, j int) bool { return out.Enterprises[i].Key < out.Enterprises[j].Key })
	sort.Slice(out.Totals, func(i, j int) bool { return out.Totals[i].Key < out.Totals[j].Key })
	out.Counts = append(out.Counts, source.Count{What: "kept", N: len(out.Enterprises)})
	if x.badNEQ > 0 {
		out.Warnings = append(out.Warnings, message.NewFault("seao.neq", message.Place{File: x.badFile}, "n", strconv.Itoa(x.badNEQ)))
	}
}

// supplierKey names a supplier: its NEQ, else its name.
func supplierKey(neq, text string) string {
	if neq != "" {
		return neq
	}
	if f := name.Fold(text); f != "" {
		return "name:" + f
	}
	return ""
}

// amount reads a value written as a number or a text, exactly.
func amount(raw json.RawMessage) (decimal.Decimal, bool) {
	s := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if s == "" || s == "null" || len(s) > 40 {
		return decimal.Decimal{}, false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 { // 1e9999999 would be a number of ten million digits
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e > 15 || e < -15 {
			return decimal.Decimal{}, false
		}
	}
	d, err := decimal.NewFromString(s)
	return d, err == nil
}
