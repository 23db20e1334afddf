package store

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rowSource hands out rows for bulk loading: next appends one row's values to
// args, in the order of the table's columns, and tells whether there was one.
// Values are string, int64, bool, []byte or nil; money and times are text.
type rowSource interface {
	next(args *[]any) (bool, error)
}

// rowFunc is a rowSource.
type rowFunc func(args *[]any) (bool, error)

func (f rowFunc) next(args *[]any) (bool, error) { return f(args) }

// appendCopy writes a value in COPY's text format.
func appendCopy(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, `\N`...), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case bool:
		if v {
			return append(b, 't'), nil
		}
		return append(b, 'f'), nil
	case []byte:
		b = append(b, `\\x`...)
		return hex.AppendEncode(b, v), nil
	case string:
		for i := 0; i < len(v); i++ {
			switch c := v[i]; c {
			case '\\':
				b = append(b, `\\`...)
			case '\t':
				b = append(b, `\t`...)
			case '\n':
				b = append(b, `\n`...)
			case '\r':
				b = append(b, `\r`...)
			default:
				b = append(b, c)
			}
		}
		return b, nil
	}
	return b, fmt.Errorf("copy a value of type %T", v)
}

// clean makes a text that both databases keep as it is: neither keeps a zero
// byte, PostgreSQL no broken UTF-8. What is replaced stays visible.
func clean(s string) string {
	if strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// cleanAll cleans texts in place.
func cleanAll(texts ...*string) {
	for _, t := range texts {
		*t = clean(*t)
	}
}
