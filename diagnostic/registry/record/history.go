package record

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ErrHistory is a list of versions that is no history: a record without
// identifier, two changes in one place of the order.
var ErrHistory = errors.New("not a history of the registry")

// History is every change of the registry in order.
type History struct {
	versions []Version
	of       map[string][]int // indices into versions, by record
}

// NewHistory puts versions in order. The error wraps [ErrHistory].
func NewHistory(versions []Version) (*History, error) {
	h := &History{versions: slices.Clone(versions), of: map[string][]int{}}
	slices.SortStableFunc(h.versions, func(a, b Version) int { return cmp.Compare(a.Seq, b.Seq) })
	for i := range h.versions {
		v := &h.versions[i]
		switch {
		case v.Record.ID == "":
			return nil, fmt.Errorf("change %d has no record: %w", v.Seq, ErrHistory)
		case v.Seq < 1:
			return nil, fmt.Errorf("change %d of %s: %w", v.Seq, v.Record.ID, ErrHistory)
		case i > 0 && h.versions[i-1].Seq == v.Seq:
			return nil, fmt.Errorf("two changes numbered %d: %w", v.Seq, ErrHistory)
		}
		h.of[v.Record.ID] = append(h.of[v.Record.ID], i)
	}
	return h, nil
}

// Last is the number of the last change, 0 for an empty history.
func (h *History) Last() int64 {
	if len(h.versions) == 0 {
		return 0
	}
	return h.versions[len(h.versions)-1].Seq
}

// At gives the records as they stood after change seq, by identifier. Merged
// and removed ones are among them, and say so.
func (h *History) At(seq int64) []Record {
	out := make([]Record, 0, len(h.of))
	for id := range h.of {
		if v, ok := h.before(id, seq+1); ok {
			out = append(out, v.Record)
		}
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Now gives the records as they stand.
func (h *History) Now() []Record { return h.At(h.Last()) }

// Of gives the changes of one record, in order.
func (h *History) Of(id string) []Version {
	out := make([]Version, len(h.of[id]))
	for i, at := range h.of[id] {
		out[i] = h.versions[at]
	}
	return out
}

// Before gives a record as it stood before change seq; false when it did not
// exist.
func (h *History) Before(id string, seq int64) (Record, bool) {
	v, ok := h.before(id, seq)
	return v.Record, ok
}

func (h *History) before(id string, seq int64) (Version, bool) {
	list := h.of[id]
	n, _ := slices.BinarySearchFunc(list, seq, func(at int, s int64) int { return cmp.Compare(h.versions[at].Seq, s) })
	if n == 0 {
		return Version{}, false
	}
	return h.versions[list[n-1]], true
}

// Batch gives the changes of one import, in order.
func (h *History) Batch(batch string) []Version {
	var out []Version
	for i := range h.versions {
		if h.versions[i].Batch == batch && batch != "" {
			out = append(out, h.versions[i])
		}
	}
	return out
}

// Living leaves out of a list of records those merged and removed.
func Living(records []Record) []Record {
	var out []Record
	for i := range records {
		if r := &records[i]; !r.Removed && r.MergedInto == "" {
			out = append(out, *r)
		}
	}
	return out
}
