package diagnostic

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"jachete/templates/message"
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
	_, err = b.Write(visible(j))
	return err
}

// visible escapes the signs of JSON texts that are not seen, or that turn the
// direction of writing: the values stay what they are, and a reader of the file
// sees them. (Outside texts JSON has none.)
func visible(j []byte) []byte {
	var out []byte
	from := 0
	for i := 0; i < len(j); {
		if c := j[i]; c < 0x7f || c == 0xc3 { // most, and the letters of French
			i++
			continue
		}
		r, n := utf8.DecodeRune(j[i:])
		if r == 0x7f || r >= 0x80 && r < 0xa0 || message.Turns(r) {
			out = append(out, j[from:i]...)
			out = fmt.Appendf(out, "\\u%04x", r)
			from = i + n
		}
		i += n
	}
	if from == 0 {
		return j
	}
	return append(out, j[from:]...)
}
