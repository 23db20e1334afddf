package store

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// liteTime is how times stand in SQLite: sorted as text, they are in order.
const liteTime = "2006-01-02 15:04:05.999999-07:00"

// dumpValue is a value of a column as a backup writes it, the same whatever
// database it comes from.
func dumpValue(k kind, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	if b, ok := v.([]byte); ok && k != bytesKind {
		v = string(b)
	}
	switch k {
	case textKind:
		if s, ok := v.(string); ok {
			return s, nil
		}
	case intKind:
		if n, ok := v.(int64); ok {
			return n, nil
		}
	case boolKind:
		switch b := v.(type) {
		case bool:
			return b, nil
		case int64:
			return b != 0, nil
		}
	case moneyKind:
		if s, ok := v.(string); ok {
			d, err := decimal.NewFromString(s)
			if err != nil {
				return nil, fmt.Errorf("%w: amount %q", ErrCorrupt, s)
			}
			return d.String(), nil
		}
	case timeKind:
		switch t := v.(type) {
		case time.Time:
			return t.UTC().Format(time.RFC3339Nano), nil
		case string:
			at, err := time.Parse(liteTime, t)
			if err != nil {
				return nil, fmt.Errorf("%w: time %q", ErrCorrupt, t)
			}
			return at.UTC().Format(time.RFC3339Nano), nil
		}
	case bytesKind:
		if b, ok := v.([]byte); ok {
			return base64.StdEncoding.EncodeToString(b), nil
		}
	}
	return nil, fmt.Errorf("%w: a value of kind %s is %T", ErrCorrupt, k, v)
}

// loadValue is a backup's value as bulk loading takes it.
func loadValue(c column, v any) (any, error) {
	if v == nil {
		if !c.null {
			return nil, fmt.Errorf("%w: %s has no value", ErrCorrupt, c.name)
		}
		return nil, nil
	}
	wrong := fmt.Errorf("%w: %s is %v", ErrCorrupt, c.name, v)
	switch c.kind {
	case textKind:
		if s, ok := v.(string); ok {
			return clean(s), nil
		}
	case intKind:
		if n, ok := v.(json.Number); ok {
			i, err := strconv.ParseInt(n.String(), 10, 64)
			if err != nil {
				return nil, wrong
			}
			return i, nil
		}
	case boolKind:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case moneyKind:
		if s, ok := v.(string); ok {
			d, err := decimal.NewFromString(s)
			// An exponent of a billion would be written out.
			if err != nil || d.Exponent() > 30 || d.Exponent() < -30 || d.NumDigits() > 60 {
				return nil, wrong
			}
			return d.String(), nil
		}
	case timeKind:
		if s, ok := v.(string); ok {
			t, err := time.Parse(time.RFC3339Nano, s)
			if err != nil {
				return nil, wrong
			}
			return t.UTC().Format(liteTime), nil
		}
	case bytesKind:
		if s, ok := v.(string); ok {
			b, err := base64.StdEncoding.DecodeString(s)
			if err != nil {
				return nil, wrong
			}
			return b, nil
		}
	}
	return nil, wrong
}

// partBytes is about how large a part of a table is: it stands in memory.
const partBytes = 4 << 20

// dumpRows writes a table's rows in parts of JSON lines: the columns' names,
// then a list of values a row. It hands each part to emit.
func dumpRows(t *table, rows *sql.Rows, emit func(part []byte) error) (n int, err error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	values := make([]any, len(t.columns))
	into := make([]any, len(values))
	out := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	inPart := 0
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		for i, c := range t.columns {
			if out[i], err = dumpValue(c.kind, values[i]); err != nil {
				return n, fmt.Errorf("table %s, row %d, %s: %w", t.name, n+1, c.name, err)
			}
		}
		if inPart == 0 {
			if err := enc.Encode(t.names()); err != nil {
				return n, err
			}
		}
		if err := enc.Encode(out); err != nil {
			return n, err
		}
		n++
		inPart++
		if buf.Len() >= partBytes {
			if err := emit(buf.Bytes()); err != nil {
				return n, err
			}
			buf.Reset()
			inPart = 0
		}
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	if inPart > 0 {
		return n, emit(buf.Bytes())
	}
	return n, nil
}

// partRows reads a part back for bulk loading.
type partRows struct {
	table *table // with the part's columns, in its order
	dec   *json.Decoder
	n     int
}

func openPart(t *table, part []byte) (*partRows, error) {
	dec := json.NewDecoder(bytes.NewReader(part))
	dec.UseNumber()
	var names []string
	if err := dec.Decode(&names); err != nil {
		return nil, fmt.Errorf("%w: table %s: %w", ErrCorrupt, t.name, err)
	}
	own := map[string]column{}
	for _, c := range t.columns {
		own[c.name] = c
	}
	p := &partRows{table: &table{name: t.name, key: t.key}, dec: dec}
	for _, n := range names {
		c, ok := own[n]
		if !ok {
			return nil, fmt.Errorf("%w: table %s has no column %q, or has it twice", ErrCorrupt, t.name, n)
		}
		delete(own, n)
		p.table.columns = append(p.table.columns, c)
	}
	if len(p.table.columns) == 0 {
		return nil, fmt.Errorf("%w: table %s: a part without columns", ErrCorrupt, t.name)
	}
	return p, nil
}

func (p *partRows) next(args *[]any) (bool, error) {
	var values []any
	switch err := p.dec.Decode(&values); {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%w: table %s: %w", ErrCorrupt, p.table.name, err)
	case len(values) != len(p.table.columns):
		return false, fmt.Errorf("%w: table %s: a row of %d values", ErrCorrupt, p.table.name, len(values))
	}
	for i, v := range values {
		v, err := loadValue(p.table.columns[i], v)
		if err != nil {
			return false, fmt.Errorf("table %s: %w", p.table.name, err)
		}
		*args = append(*args, v)
	}
	p.n++
	return true, nil
}
