package registry

// Span is a stretch of recognition in civil days, both included; "" = unbounded.
type Span struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Holds tells whether a civil date lies in the span.
func (s Span) Holds(date string) bool {
	return (s.From == "" || s.From <= date) && (s.To == "" || date <= s.To)
}

// Meets tells whether the span has a day in common with the days from–to,
// where "" is unbounded.
func (s Span) Meets(from, to string) bool {
	return (s.From == "" || to == "" || s.From <= to) && (s.To == "" || from == "" || from <= s.To)
}

// spans gives the stretches of recognition; without [Entry.Spans], From and To
// are the only one.
func (e *Entry) spans() []Span {
	if e.Spans != nil {
		return e.Spans
	}
	return []Span{{e.From, e.To}}
}

// Unbounded tells whether the enterprise is recognised on every day.
func (e *Entry) Unbounded() bool {
	s := e.spans()
	return len(s) == 1 && s[0] == Span{}
}

// RecognisedOn tells whether the enterprise is recognised on a civil date
// ("2024-03-05"). An unknown date ("") counts as recognised unless the
// recognition never overlaps the period, which the caller checks.
func (e *Entry) RecognisedOn(date string) bool {
	if date == "" {
		return true
	}
	for _, s := range e.spans() {
		if s.Holds(date) {
			return true
		}
	}
	return false
}

// RecognisedWithin tells whether the enterprise is recognised on a day at least
// from from to to, civil dates, "" = unbounded.
func (e *Entry) RecognisedWithin(from, to string) bool {
	for _, s := range e.spans() {
		if s.Meets(from, to) {
			return true
		}
	}
	return false
}

// SpanOn gives the stretch that holds a civil date, else the last one begun
// before it, else the first: what to say of an enterprise as of that day.
func (e *Entry) SpanOn(date string) Span {
	all := e.spans()
	if len(all) == 0 {
		return Span{From: never, To: never}
	}
	out := all[0]
	for _, s := range all {
		if date == "" || s.From == "" || s.From <= date {
			out = s
		}
	}
	return out
}

// never bounds a recognition that does not exist.
const never = "0000-00-00"
