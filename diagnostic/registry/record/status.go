package record

import (
	"slices"
	"strings"

	"jachete/diagnostic/registry"
	"jachete/templates/message"
)

// Standings in the order of an enterprise's life. Read only.
var standings = []Standing{Candidate, Recognised, Suspended, Withdrawn}

// StandingOn gives the standing on a civil date; "" is the last standing known.
// A record without a status, or before its first one, is a candidate.
func (r *Record) StandingOn(date string) Standing {
	if s, ok := r.statusOn(date); ok {
		return s.Standing
	}
	return Candidate
}

// statusOn gives the line of history in force on a civil date, "" the last one.
func (r *Record) statusOn(date string) (out Status, ok bool) {
	for _, s := range r.Statuses {
		if (date == "" || s.From <= date) && (!ok || s.From >= out.From) {
			out, ok = s, true
		}
	}
	return out, ok
}

// Spans gives the stretches of recognition, by date; empty when there is none.
// Candidates, suspended and withdrawn enterprises never count.
func (r *Record) Spans() []registry.Span { return registry.SpansOf(r.history()) }

func (r *Record) history() []registry.StatusText {
	list := make([]registry.StatusText, len(r.Statuses))
	for i, s := range byDate(r.Statuses) {
		list[i] = registry.StatusText{Standing: string(s.Standing), From: s.From, Reason: s.Reason}
	}
	return list
}

// Counts tells whether the record is one that an edition holds: in the
// registry, itself no duplicate, and recognised on some day.
func (r *Record) Counts() bool {
	return !r.Removed && r.MergedInto == "" && len(r.Spans()) > 0
}

// WithStatus gives the record with one more line in its history of standing.
// It is refused when a line begins on that day already, when it would say again
// what stands, or when the record may not be recognised ([Record.Barred]).
func (r *Record) WithStatus(s Status) (Record, error) {
	name := r.Name()
	if !slices.Contains(standings, s.Standing) || s.From != "" && !civil(s.From) {
		return Record{}, message.NewFault("record.status_form", message.Place{}, "name", name, "value", short(s.From+" "+string(s.Standing)))
	}
	for _, o := range r.Statuses {
		if o.From == s.From {
			return Record{}, message.NewFault("record.status_day", message.Place{}, "name", name, "value", s.From)
		}
	}
	if s.Standing == Recognised {
		if f := r.Barred(); f != nil {
			return Record{}, f
		}
	}
	if now, ok := r.statusOn(s.From); ok && s.From != "" && now.Standing == s.Standing {
		return Record{}, message.NewFault("record.status_same", message.Place{}, "name", name, "value", s.From)
	}
	out := *r
	out.Statuses = byDate(append(slices.Clone(r.Statuses), s))
	return out, nil
}

// Barred says why the record may not be recognised, nil when nothing bars it:
// the enterprise number of a natural person (22) or of a public body (88).
func (r *Record) Barred() *message.Fault {
	digits := onlyDigits(r.NEQ)
	if len(digits) != 10 {
		return nil
	}
	switch digits[:2] {
	case "22":
		return message.NewFault("record.natural_person", message.Place{}, "name", r.Name(), "value", digits)
	case "88":
		return message.NewFault("record.public_body", message.Place{}, "name", r.Name(), "value", digits)
	}
	return nil
}

func byDate(list []Status) []Status {
	if slices.IsSortedFunc(list, earlier) {
		return list
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, earlier)
	return out
}

func earlier(a, b Status) int { return strings.Compare(a.From, b.From) }
