package diagnostic

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxJSON is how much JSON is read at most: a diagnostic of a million lines
// takes about 300 MB.
const maxJSON = 1 << 30

// Errors of [ReadJSON].
var (
	// ErrSchema says that the JSON is of another shape than this program's.
	ErrSchema = errors.New("not a diagnostic of this schema")
	// ErrTooLarge says that the JSON is larger than any diagnostic.
	ErrTooLarge = errors.New("too large for a diagnostic")
)

// ReadJSON reads what [Diagnostic.WriteJSON] wrote. Indexes that lead nowhere
// are refused, so that a document can be made of what comes back. Writing it
// again gives the same bytes.
func ReadJSON(r io.Reader) (*Diagnostic, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return nil, fmt.Errorf("read diagnostic: %w", err)
	}
	if len(b) > maxJSON {
		return nil, ErrTooLarge
	}
	var d Diagnostic
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, fmt.Errorf("decode diagnostic: %w: %w", ErrSchema, err)
	}
	if d.Schema != SchemaVersion {
		return nil, fmt.Errorf("decode diagnostic: %w: %q", ErrSchema, d.Schema)
	}
	n := len(d.Suppliers)
	for i := range d.Lines {
		if s := d.Lines[i].Supplier; s < 0 || s >= n {
			return nil, fmt.Errorf("decode line %d: %w: supplier %d", i, ErrSchema, s)
		}
	}
	for i := range d.Open {
		if s := d.Open[i].Supplier; s < -1 || s >= n {
			return nil, fmt.Errorf("decode question %d: %w: supplier %d", i, ErrSchema, s)
		}
	}
	for _, f := range d.Warnings {
		if f == nil {
			return nil, fmt.Errorf("decode warnings: %w: one is empty", ErrSchema)
		}
	}
	return &d, nil
}

// RunNumber derives the number of the run from what the diagnostic says of its
// inputs, policy, parameters and program. In a diagnostic that nobody changed
// it is d.Run.Number. It does not cover the figures: see [Diagnostic.Seal].
func (d *Diagnostic) RunNumber() string { return runNumber(d) }
