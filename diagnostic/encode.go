package diagnostic

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// WriteJSON writes the whole diagnostic as JSON: one key a line, and one
// element a line for lists, so that two runs can be compared with a text tool.
// Amounts are strings ("1234.56") because JSON numbers are floating point to
// most readers. The same value gives the same bytes.
func (d *Diagnostic) WriteJSON(w io.Writer) error {
	b := bufio.NewWriterSize(w, 1<<16)
	v := reflect.ValueOf(d).Elem()
	t := v.Type()
	b.WriteString("{")
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(b, "\n%q: ", key)
		if f := v.Field(i); f.Kind() == reflect.Slice {
			if err := writeList(b, f); err != nil {
				return fmt.Errorf("encode %s: %w", key, err)
			}
		} else if err := writeValue(b, f.Interface()); err != nil {
			return fmt.Errorf("encode %s: %w", key, err)
		}
	}
	b.WriteString("\n}\n")
	return b.Flush()
}

func writeList(b *bufio.Writer, list reflect.Value) error {
	b.WriteString("[")
	for i := range list.Len() {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  ")
		if err := writeValue(b, list.Index(i).Interface()); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	if list.Len() > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]")
	return nil
}

func writeValue(b *bufio.Writer, v any) error {
	j, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = b.Write(j)
	return err
}
