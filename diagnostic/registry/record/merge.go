package record

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"jachete/diagnostic/registry"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// Side says which of two records a field of the merged one comes from.
type Side string

// The sides. Both is for lists and for the history of standing: all that either
// says; the enterprise is then recognised whenever either was.
const (
	FromSurvivor  Side = "survivor"
	FromDuplicate Side = "duplicate"
	FromBoth      Side = "both"
)

// Choices settle fields on which two records contradict each other, by key.
type Choices map[string]Side

// mustChoose are the fields whose contradiction decides what counts: nothing is
// taken there without a choice. Read only.
var mustChoose = []string{"neq", "bn", "qst", "charity", "statuses"}

// Merge makes of two records of one enterprise the survivor's new state and the
// duplicate's, which then points to it. The survivor keeps every name; lists
// are joined; what it does not say it takes from the duplicate; where both say
// something else it stays, unless a choice says otherwise. Identifiers and
// histories of standing that contradict each other need a choice: the error is
// then a [message.Fault] that lists them all.
func Merge(survivor, duplicate *Record, choices Choices) (s, d Record, err error) {
	switch {
	case survivor.ID == "" || duplicate.ID == "" || survivor.ID == duplicate.ID:
		return s, d, message.NewFault("record.merge_itself", message.Place{}, "name", short(survivor.Name()))
	case survivor.MergedInto != "" || survivor.Removed || duplicate.MergedInto != "" || duplicate.Removed:
		return s, d, message.NewFault("record.merge_gone", message.Place{}, "name", short(survivor.Name()), "other", short(duplicate.Name()))
	}
	for _, k := range slices.Sorted(maps.Keys(choices)) {
		if _, ok := FieldOf(k); !ok || !slices.Contains([]Side{FromSurvivor, FromDuplicate, FromBoth}, choices[k]) {
			return s, d, message.NewFault("record.merge_choice", message.Place{}, "field", short(k), "value", short(string(choices[k])))
		}
	}
	var open []*message.Fault
	s = *survivor
	for _, f := range Fields() {
		side := choices[f.Key]
		switch f.Key {
		case "merged_into", "removed", "ref":
			if f.Key == "ref" && s.Ref == "" {
				s.Ref = duplicate.Ref
			}
			continue
		}
		if f.Empty(duplicate) || f.Same(survivor, duplicate) {
			continue
		}
		if f.Empty(survivor) && (side == "" || side == FromBoth) {
			side = FromDuplicate
		}
		if side == "" && slices.Contains(mustChoose, f.Key) && contradict(f.Key, survivor, duplicate) {
			say := map[message.Lang]string{}
			for _, l := range message.Langs {
				say[l] = f.Label(message.In(l))
			}
			open = append(open, message.NewFault("record.merge_open", message.Place{}, "field_fr", say[message.French], "field_en", say[message.English],
				"key", f.Key, "name", short(survivor.Name()), "other", short(duplicate.Name()),
				"value_fr", short(f.Text(survivor, message.In(message.French))), "value_en", short(f.Text(survivor, message.In(message.English))),
				"second_fr", short(f.Text(duplicate, message.In(message.French))), "second_en", short(f.Text(duplicate, message.In(message.English)))))
			continue
		}
		take(&s, survivor, duplicate, f, side)
	}
	if len(open) > 0 {
		first := *open[0]
		first.Also = open[1:]
		return Record{}, Record{}, &first
	}
	d = *duplicate
	d.MergedInto = survivor.ID
	return s.Normal(), d.Normal(), nil
}

// contradict tells whether two records cannot both be right in a field that
// decides what counts.
func contradict(key string, a, b *Record) bool {
	if key == "statuses" {
		return !slices.Equal(a.Spans(), b.Spans()) && len(b.Spans()) > 0
	}
	x, y := a.Identifiers()[key], b.Identifiers()[key]
	return x == "" || y == "" || x != y
}

// take writes one field of the survivor.
func take(s, survivor, duplicate *Record, f Field, side Side) {
	switch f.Key {
	case "name", "other_names", "french_name", "english_name", "acronym", "former_names":
		names(s, survivor, duplicate, f, side)
	case "categories":
		s.Categories = lists(survivor.Categories, duplicate.Categories, side)
	case "serves":
		s.Serves = lists(survivor.Serves, duplicate.Serves, side)
	case "references":
		s.Capacity.References = lists(survivor.Capacity.References, duplicate.Capacity.References, side)
	case "contacts":
		s.Contacts = lists(survivor.Contacts, duplicate.Contacts, side)
	case "attestations":
		s.Attestations = attested(survivor.Attestations, duplicate.Attestations, side)
	case "statuses":
		if side == FromBoth {
			s.Statuses = statusesOf(unite(survivor.Spans(), duplicate.Spans()))
			return
		}
		fallthrough
	default:
		if side == FromDuplicate {
			f.Copy(s, duplicate)
		}
	}
}

// names keeps every name of either record. A legal name that does not become
// the survivor's goes among its other names: ledgers bear it.
func names(s, survivor, duplicate *Record, f Field, side Side) {
	has := func(n Name) bool {
		return slices.ContainsFunc(s.Names, func(o Name) bool { return name.Fold(o.Text) == name.Fold(n.Text) })
	}
	kind := Legal
	for _, k := range nameKinds {
		if fieldOfKind(k) == f.Key {
			kind = k
		}
	}
	if kind == Legal && side == FromDuplicate {
		lost := survivor.Named(Legal)
		*s = s.WithNames(Legal, duplicate.Named(Legal))
		for _, n := range lost {
			if !has(n) {
				n.Kind = Other
				s.Names = append(slices.Clip(s.Names), n)
			}
		}
		return
	}
	for _, n := range duplicate.Named(kind) {
		if has(n) {
			continue
		}
		if kind == Legal && len(survivor.Named(Legal)) > 0 {
			n.Kind = Other
		}
		s.Names = append(slices.Clip(s.Names), n)
	}
}

// lists joins two lists in order, each item once, unless one side is chosen.
func lists[T comparable](a, b []T, side Side) []T {
	switch side {
	case FromSurvivor:
		return a
	case FromDuplicate:
		return b
	}
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// attested keeps one attestation a principle, a validated one before another.
func attested(a, b []Attestation, side Side) []Attestation {
	switch side {
	case FromSurvivor:
		return a
	case FromDuplicate:
		return b
	}
	out := slices.Clone(a)
	for _, x := range b {
		i := slices.IndexFunc(out, func(o Attestation) bool { return o.Principle == x.Principle })
		switch {
		case i < 0:
			out = append(out, x)
		case !out[i].Validated() && x.Validated():
			out[i] = x
		}
	}
	return out
}

// unite gives the days that lie in a span of either list.
func unite(a, b []registry.Span) []registry.Span {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y registry.Span) int {
		if x.From < y.From {
			return -1
		}
		if x.From > y.From {
			return 1
		}
		return 0
	})
	var out []registry.Span
	for _, x := range all {
		n := len(out)
		if n == 0 || out[n-1].To != "" && x.From > registry.DayAfter(out[n-1].To) {
			out = append(out, x)
			continue
		}
		if last := &out[n-1]; last.To != "" && (x.To == "" || x.To > last.To) {
			last.To = x.To
		}
	}
	return out
}

// statusesOf writes spans of recognition as a history of standing.
func statusesOf(spans []registry.Span) []Status {
	var out []Status
	for i, s := range spans {
		out = append(out, Status{Standing: Recognised, From: s.From})
		if s.To == "" {
			break
		}
		end := Suspended
		if i == len(spans)-1 {
			end = Withdrawn
		}
		out = append(out, Status{Standing: end, From: registry.DayAfter(s.To)})
	}
	return out
}

// ErrRedirect is a duplicate that points to itself through others, or to a
// record that is not there.
var ErrRedirect = errors.New("a duplicate points nowhere")

// Redirects gives for each merged record the living record that stands for it,
// through any number of merges: decisions about a duplicate follow there. The
// error wraps [ErrRedirect].
func Redirects(records []Record) (map[string]string, error) {
	at := make(map[string]*Record, len(records))
	for i := range records {
		at[records[i].ID] = &records[i]
	}
	out := map[string]string{}
	for i := range records {
		r := &records[i]
		if r.MergedInto == "" {
			continue
		}
		end, steps := r, 0
		for end.MergedInto != "" {
			next, ok := at[end.MergedInto]
			if steps++; !ok || steps > len(records) {
				return nil, fmt.Errorf("%s merged into %s: %w", r.ID, r.MergedInto, ErrRedirect)
			}
			end = next
		}
		if end.Removed {
			return nil, fmt.Errorf("%s merged into %s, which was removed: %w", r.ID, end.ID, ErrRedirect)
		}
		out[r.ID] = end.ID
	}
	return out, nil
}
