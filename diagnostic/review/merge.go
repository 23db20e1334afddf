package review

import (
	"reflect"

	"jachete/templates/message"
)

// Merge adds the decisions of a file to those that are kept. One that is there
// already is left out; one whose identifier is there with another content, and
// one that contradicts a number or another decision, refuse the whole file with
// a *message.Fault that names each. A reversal of a decision in force is taken.
func Merge(kept, added []Decision, w World) ([]Decision, error) {
	at := make(map[string]int, len(kept))
	for i := range kept {
		at[kept[i].ID] = i
	}
	out := append([]Decision(nil), kept...)
	var faults []*message.Fault
	var fresh []Decision
	for _, d := range added {
		i, there := at[d.ID]
		switch {
		case !there || d.ID == "":
			fresh = append(fresh, d)
		case reversalOf(&kept[i], &d):
			out[i] = d
		case !sameDecision(&kept[i], &d) && !reversalOf(&d, &kept[i]):
			faults = append(faults, message.NewFault("review.other_content", message.Place{}, "id", d.ID, "payee", spelling(&d)))
		}
	}
	for _, c := range CheckAll(out, fresh, w) {
		faults = append(faults, c.Fault())
	}
	if len(faults) > 0 {
		f := *faults[0]
		f.Also = append(f.Also, faults[1:min(len(faults), mostFaults)]...)
		return nil, &f
	}
	return append(out, fresh...), nil
}

// sameDecision compares two decisions, one of which may have been through a
// file: an empty list and none are the same.
func sameDecision(a, b *Decision) bool {
	x, y := *a, *b
	if !x.At.Equal(y.At) || !x.ReversedAt.Equal(y.ReversedAt) || len(x.Evidence) != len(y.Evidence) {
		return false
	}
	x.At, x.ReversedAt = y.At, y.ReversedAt
	if len(x.Evidence) == 0 {
		x.Evidence, y.Evidence = nil, nil
	}
	return reflect.DeepEqual(x, y)
}

// reversalOf tells whether b is a, reversed.
func reversalOf(a, b *Decision) bool {
	if !a.InForce() || b.InForce() {
		return false
	}
	x := *b
	x.ReversedBy, x.ReversedAt, x.ReversedOn = a.ReversedBy, a.ReversedAt, a.ReversedOn
	return sameDecision(a, &x)
}
