package req

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The members of the archive.
const (
	fileEnterprises = "Entreprise.csv"
	fileNames       = "Nom.csv"
	fileSites       = "Etablissements.csv"
	fileMergers     = "FusionScissions.csv"
	fileChanges     = "ContinuationsTransformations.csv"
	fileValues      = "DomaineValeur.csv"
)

var memberNames = []string{fileEnterprises, fileNames, fileSites, fileMergers, fileChanges, fileValues}

// row is a row whose fields are asked for in the order of the columns wanted.
type row struct {
	fields [][]byte
	at     []int
	line   int
}

// raw gives a field as bytes valid until the next row; "-" is not given.
func (r *row) raw(i int) []byte {
	f := bytes.TrimSpace(r.fields[r.at[i]])
	if len(f) == 1 && f[0] == '-' {
		return nil
	}
	return f
}

// text gives a field as a text that can be kept.
func (r *row) text(i int) string { return clean(string(r.raw(i))) }

// clean makes control characters blanks: what a register writes ends up in
// lists and pages.
func clean(s string) string {
	if strings.IndexFunc(s, control) < 0 {
		return s
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if control(r) {
			return ' '
		}
		return r
	}, s))
}

func control(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 }

// each reads a member: columns are found by their header, whatever their
// order; columns that nobody asked for are left. Every row has the columns of
// the header. It gives the number of rows.
func (a *archive) each(ctx context.Context, member string, columns []string, do func(*row) error) (int, error) {
	return a.read(ctx, member, false, columns, do)
}

func (a *archive) read(ctx context.Context, member string, again bool, columns []string, do func(*row) error) (int, error) {
	rc, err := a.open(ctx, member, again)
	if err != nil {
		return 0, err
	}
	defer rc.Close()
	pipe := newAhead(ctx, rc)
	defer pipe.stop()
	in := newRows(pipe, a.limits.RowBytes)
	header, line, err := in.next()
	switch {
	case errors.Is(err, io.EOF):
		return 0, a.at("req.no_rows", member, 0)
	case err != nil:
		return 0, a.damaged(member, line, err)
	}
	r := row{}
	width := len(header)
	if r.at, err = a.header(member, header, columns); err != nil {
		return 0, err
	}
	n := 0
	for {
		fields, line, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, a.damaged(member, line, err)
		}
		if len(fields) != width {
			return 0, a.at("req.row_width", member, line, "n", strconv.Itoa(len(fields)), "want", strconv.Itoa(width))
		}
		if n++; n > a.limits.Rows {
			return 0, a.at("req.too_many_rows", member, line, "limit", strconv.Itoa(a.limits.Rows))
		}
		r.fields, r.line = fields, line
		if err := do(&r); err != nil {
			return 0, err
		}
	}
	if n == 0 && member != fileMergers && member != fileChanges {
		return 0, a.at("req.no_rows", member, 0)
	}
	return n, nil
}

// header finds the columns.
func (a *archive) header(member string, header [][]byte, columns []string) ([]int, error) {
	where := map[string]int{}
	var names []string
	for i, h := range header {
		h := strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(string(h), "\ufeff")))
		h = strings.Trim(h, `"`) // the mark of UTF-8 hides the quote of the first field
		if _, twice := where[h]; twice {
			return nil, a.at("req.column_twice", member, 1, "column", short(h))
		}
		where[h] = i
		names = append(names, short(h))
	}
	if len(header) == 1 && bytes.ContainsAny(header[0], ";\t|") {
		return nil, a.at("req.delimiter", member, 1, "seen", names[0])
	}
	at := make([]int, len(columns))
	var missing []string
	for i, c := range columns {
		j, ok := where[c]
		if !ok {
			missing = append(missing, c)
		}
		at[i] = j
	}
	if len(missing) > 0 {
		return nil, a.at("req.header", member, 1, "missing", strings.Join(missing, ", "), "seen", strings.Join(names, ", "))
	}
	return at, nil
}
