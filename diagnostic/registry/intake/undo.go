package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jachete/diagnostic/registry/record"
	"jachete/templates/message"
)

// Undone is what taking a batch back makes of the registry.
type Undone struct {
	// Versions bring each record back to what it was before the batch; a record
	// that the batch created is removed.
	Versions []record.Version
	// Changed are the records that somebody changed after the batch, as they
	// stand. With force they are brought back all the same, and lose that change.
	Changed []record.Record
}

// Undo takes a batch back. It is refused, naming them, when records were
// changed since, unless force is set; whatever is forced, a record into which
// others were merged since is not taken away from under them. The error is a
// [message.Fault].
func Undo(h *record.History, batch string, stamp record.Stamp, force bool) (*Undone, error) {
	of := h.Batch(batch)
	if len(of) == 0 {
		return nil, message.NewFault("intake.undo_unknown", message.Place{}, "value", short(batch))
	}
	var ids []string
	first, last := map[string]int64{}, map[string]int64{}
	for i := range of {
		id := of[i].Record.ID
		if _, seen := first[id]; !seen {
			ids = append(ids, id)
			first[id] = of[i].Seq
		}
		last[id] = of[i].Seq
	}
	out := &Undone{}
	var back []record.Record
	restored := map[string]record.Record{}
	for _, id := range ids {
		now, _ := h.Before(id, h.Last()+1)
		before, existed := h.Before(id, first[id])
		if !existed {
			before, _ = h.Before(id, first[id]+1)
			before.Removed = true
		}
		if len(record.Diff(&now, &before)) == 0 {
			continue // already as it was
		}
		left, _ := h.Before(id, last[id]+1)
		if len(record.Diff(&left, &now)) > 0 {
			out.Changed = append(out.Changed, now)
		}
		back = append(back, before)
		restored[id] = before
	}
	switch {
	case len(back) == 0:
		return nil, message.NewFault("intake.undo_done", message.Place{}, "value", short(batch))
	case len(out.Changed) > 0 && !force:
		return nil, message.NewFault("intake.undo_changed", message.Place{}, "n", strconv.Itoa(len(out.Changed)), "list", listed(out.Changed))
	}
	if orphans := orphaned(h.Now(), restored); len(orphans) > 0 {
		return nil, message.NewFault("intake.undo_merged", message.Place{}, "n", strconv.Itoa(len(orphans)), "list", listed(orphans))
	}
	out.Versions = stamp.Versions(back...)
	return out, nil
}

// orphaned gives the records merged into one that would be removed.
func orphaned(now []record.Record, restored map[string]record.Record) []record.Record {
	var out []record.Record
	for _, r := range now {
		if b, ok := restored[r.ID]; ok {
			r = b
		}
		if into, ok := restored[r.MergedInto]; ok && into.Removed && !r.Removed {
			out = append(out, r)
		}
	}
	return out
}

func listed(list []record.Record) string {
	names := make([]string, 0, 10)
	for i := range list[:min(len(list), 10)] {
		names = append(names, short(list[i].Name()))
	}
	slices.Sort(names)
	s := strings.Join(names, ", ")
	if more := len(list) - len(names); more > 0 {
		s += fmt.Sprintf(" … (+%d)", more)
	}
	return s
}
