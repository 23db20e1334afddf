package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"sort"
)

// contentTypes is the part that readers of the format expect first.
const contentTypes = "[Content_Types].xml"

// WriteOrdered writes a finished workbook with its parts in a fixed order:
// excelize writes streamed sheets in the order of a map, which differs at each
// run. Parts are copied as they are compressed, so it costs a copy of the bytes.
func WriteOrdered(out io.Writer, workbook []byte) error {
	r, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return fmt.Errorf("read back workbook: %w", err)
	}
	sort.Slice(r.File, func(i, j int) bool {
		a, b := r.File[i].Name, r.File[j].Name
		if (a == contentTypes) != (b == contentTypes) {
			return a == contentTypes
		}
		return a < b
	})
	w := zip.NewWriter(out)
	for _, f := range r.File {
		if err := w.Copy(f); err != nil {
			return fmt.Errorf("copy part %s: %w", f.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("close workbook: %w", err)
	}
	return nil
}
