package record

import (
	"slices"

	"jachete/templates/message"
)

// Unmerge takes a merge back from the changes of the survivor and of the
// duplicate, in order. The duplicate stands by itself again; the survivor says
// again what it said before, except where somebody wrote something else since:
// that stays, and the keys of these fields come back to be checked. Of lists,
// what the merge added goes and what was added since stays. The error is a
// [message.Fault].
func Unmerge(survivor, duplicate []Version) (s, d Record, kept []string, err error) {
	if len(survivor) == 0 || len(duplicate) == 0 {
		return s, d, nil, unknownMerge("", "")
	}
	last, dup := survivor[len(survivor)-1].Record.Normal(), &duplicate[len(duplicate)-1].Record
	now := &last
	switch {
	case dup.MergedInto == "" || dup.MergedInto != now.ID:
		return s, d, nil, unknownMerge(now.Name(), dup.Name())
	case now.MergedInto != "" || now.Removed:
		return s, d, nil, message.NewFault("record.unmerge_gone", message.Place{}, "name", short(now.Name()), "other", short(dup.Name()))
	}
	before, after := merged(survivor, duplicate)
	if before == nil {
		return s, d, nil, unknownMerge(now.Name(), dup.Name())
	}
	d = *dup
	d.MergedInto = ""
	s = *now
	for _, f := range Fields() {
		switch {
		case f.Same(before, after):
		case f.Same(after, now):
			f.Copy(&s, before)
		case takeOut(&s, before, after, now, f.Key):
		case !f.Same(before, now):
			kept = append(kept, f.Key)
		}
	}
	return s.Normal(), d.Normal(), kept, nil
}

func unknownMerge(name, other string) error {
	return message.NewFault("record.unmerge_unknown", message.Place{}, "name", short(name), "other", short(other))
}

// merged gives the survivor as the merge found it and as it left it, nil when
// its history does not tell. A merge writes the survivor, then the duplicate.
func merged(survivor, duplicate []Version) (before, after *Record) {
	i := len(duplicate) - 1
	for i > 0 && duplicate[i-1].Record.MergedInto == duplicate[i].Record.MergedInto {
		i--
	}
	for k := 1; k < len(survivor); k++ {
		if survivor[k].Seq == duplicate[i].Seq-1 {
			x, y := survivor[k-1].Record.Normal(), survivor[k].Record.Normal()
			return &x, &y
		}
	}
	return nil, nil
}

// takeOut takes out of a list what a merge added and puts back what it took
// away; false for fields that are no lists.
func takeOut(s, before, after, now *Record, key string) bool {
	switch key {
	case "name", "other_names", "french_name", "english_name", "acronym", "former_names":
		s.Names = without(now.Names, before.Names, after.Names)
	case "categories":
		s.Categories = without(now.Categories, before.Categories, after.Categories)
	case "serves":
		s.Serves = without(now.Serves, before.Serves, after.Serves)
	case "references":
		s.Capacity.References = without(now.Capacity.References, before.Capacity.References, after.Capacity.References)
	case "contacts":
		s.Contacts = without(now.Contacts, before.Contacts, after.Contacts)
	default:
		return false
	}
	return true
}

func without[T comparable](now, before, after []T) []T {
	var out []T
	for _, x := range now {
		if slices.Contains(before, x) || !slices.Contains(after, x) {
			out = append(out, x)
		}
	}
	for _, x := range before {
		if !slices.Contains(after, x) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}
