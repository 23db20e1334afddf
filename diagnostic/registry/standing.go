package registry

import (
	"regexp"
	"sort"
	"strings"
	"time"

	"jachete/diagnostic/ledger/sheet"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// A StatusText is one line of an enterprise's history of standing as a cell
// writes it: "2024-06-01 : reconnue (résolution 12)".
type StatusText struct {
	Standing string // candidate, recognised, suspended, withdrawn
	From     string // civil date, "" = since always
	Reason   string
}

// standings by the folded words, French and English, that cells use. Read only.
var standings = map[string]string{
	"candidate": "candidate", "candidat": "candidate", "proposee": "candidate", "propose": "candidate", "proposed": "candidate",
	"recognised": "recognised", "recognized": "recognised", "reconnue": "recognised", "reconnu": "recognised",
	"suspended": "suspended", "suspendue": "suspended", "suspendu": "suspended",
	"withdrawn": "withdrawn", "retiree": "withdrawn", "retire": "withdrawn",
}

// StandingOf reads one word of standing in either language.
func StandingOf(word string) (string, bool) {
	s, ok := standings[name.Fold(word)]
	return s, ok
}

// statusText is an optional date, a word, an optional reason in parentheses.
var statusText = regexp.MustCompile(`^(?:([0-9]{4}-[0-9]{2}-[0-9]{2})[\s\p{Z}]*:?[\s\p{Z}]+)?([\p{L}]+)(?:[\s\p{Z}]*\((.*)\))?$`)

// Statuses reads a cell that holds a history of standing, its lines separated
// by semicolons, in any order. ok is false when a line does not parse, two
// begin on the same day, or a second one has no date.
func Statuses(cell string) (list []StatusText, ok bool) {
	for _, p := range splitStatuses(cell) {
		m := statusText.FindStringSubmatch(p)
		if m == nil {
			return nil, false
		}
		standing, known := StandingOf(m[2])
		if !known || m[1] != "" && !isISO(m[1]) {
			return nil, false
		}
		list = append(list, StatusText{Standing: standing, From: m[1], Reason: strings.TrimSpace(m[3])})
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].From < list[j].From })
	for i := 1; i < len(list); i++ {
		if list[i].From == list[i-1].From {
			return nil, false
		}
	}
	return list, true
}

// splitStatuses cuts at semicolons and line ends outside parentheses: a reason
// may hold them.
func splitStatuses(cell string) []string {
	var out []string
	depth, start := 0, 0
	put := func(end int) {
		if p := strings.TrimSpace(cell[start:end]); p != "" {
			out = append(out, p)
		}
	}
	for i, r := range cell {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(depth-1, 0)
		case (r == ';' || r == '\n') && depth == 0:
			put(i)
			start = i + 1
		}
	}
	put(len(cell))
	return out
}

// SpansOf gives the stretches of recognition of a history in the order of its
// dates: each lasts until the day before the next line that ends it. It is
// never nil: a history that never recognises has none.
func SpansOf(list []StatusText) []Span {
	out := []Span{}
	for i, s := range list {
		if s.Standing != "recognised" {
			continue
		}
		to := ""
		if i+1 < len(list) {
			to = DayBefore(list[i+1].From)
		}
		if n := len(out); n > 0 && i > 0 && list[i-1].Standing == "recognised" {
			out[n-1].To = to // said again: the same stretch goes on
			continue
		}
		out = append(out, Span{s.From, to})
	}
	return out
}

// DayBefore gives the civil day before one; a date that does not parse as it is.
func DayBefore(date string) string { return shift(date, -1) }

// DayAfter gives the civil day after one; a date that does not parse as it is.
func DayAfter(date string) string { return shift(date, 1) }

func shift(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// statuses reads the history of standing of a row, where the registry has one;
// it then says when the enterprise counts, whatever the columns of dates say.
// false leaves the row out: the enterprise was never recognised.
func (r *reader) statuses(e *Entry, row sheet.Row) bool {
	raw := r.get(row, fieldStatuses)
	if raw == "" {
		return true
	}
	list, ok := Statuses(raw)
	if !ok {
		r.refuse(message.NewFault("registry.statuses", r.place(row.N, fieldStatuses), "value", short(raw), "name", short(e.Name)))
		return true
	}
	spans := SpansOf(list)
	if len(spans) == 0 {
		r.warn("registry.never_recognised", r.place(row.N, fieldStatuses), "name", short(e.Name), "value", short(raw))
		return false
	}
	e.SetSpans(spans)
	return true
}

// SetSpans says when the enterprise is recognised; spans are by From and do not
// overlap.
func (e *Entry) SetSpans(spans []Span) {
	e.From, e.To, e.Spans = "", "", spans
	if n := len(spans); n > 0 {
		e.From, e.To = spans[0].From, spans[n-1].To
	}
	if len(spans) == 1 {
		e.Spans = nil // From and To say all
	}
}
