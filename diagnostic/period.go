package diagnostic

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"jachete/diagnostic/ledger"
	"jachete/templates/message"
)

// span is a closed interval of civil dates, "2024-01-01" to "2024-12-31";
// empty strings leave it open.
type span struct{ from, to string }

func (s span) holds(date string) bool {
	return (s.from == "" || s.from <= date) && (s.to == "" || date <= s.to)
}

var (
	yearForm  = regexp.MustCompile(`^\d{4}$`)
	monthForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)
)

// parsePeriod reads "2024", "2024-03", "2024-03-05", or two of them joined by
// "..": "2024-01..2024-06". "" is all dates.
func parsePeriod(s string) (span, error) {
	if s == "" {
		return span{}, nil
	}
	first, last, two := strings.Cut(s, "..")
	if !two {
		last = first
	}
	from, _, okFrom := bounds(strings.TrimSpace(first))
	_, to, okTo := bounds(strings.TrimSpace(last))
	if !okFrom || !okTo || from > to {
		return span{}, message.NewFault("period.form", message.Place{}, "value", s)
	}
	return span{from, to}, nil
}

// Bounds gives the first and the last civil date of a period as it is asked
// for; empty when it is open.
func Bounds(period string) (from, to string, err error) {
	s, err := parsePeriod(period)
	return s.from, s.to, err
}

func bounds(s string) (from, to string, ok bool) {
	switch {
	case yearForm.MatchString(s):
		return s + "-01-01", s + "-12-31", true
	case monthForm.MatchString(s):
		t, err := time.Parse("2006-01", s)
		if err != nil {
			return "", "", false
		}
		return s + "-01", fmt.Sprintf("%s-%02d", s, t.AddDate(0, 1, -1).Day()), true
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", "", false
	}
	return s, s, true
}

// civil writes a date as "2024-03-05", the zero time as "".
func civil(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// inPeriod parts the lines: those in the span stay, the others are counted in
// the period. A line without a date goes with its table: where the middle one of
// the table's dated lines is in the span, so that no two periods that lie apart
// count it both; in a table without dates it always stays.
func inPeriod(lines []ledger.Line, sp span, p *Period) []ledger.Line {
	kept := make([]ledger.Line, 0, len(lines))
	middle := middles(lines, sp)
	for _, l := range lines {
		d := civil(l.Date)
		at := d
		if d == "" {
			at = middle[l.Table]
		}
		if at != "" && !sp.holds(at) {
			p.OutOfRange++
			p.OutOfRangeDollars = p.OutOfRangeDollars.Add(l.Amount)
			continue
		}
		kept = append(kept, l)
		if d == "" {
			p.Undated++
			continue
		}
		if p.From == "" || d < p.From {
			p.From = d
		}
		if d > p.To {
			p.To = d
		}
	}
	return kept
}

// middles gives, for each table with lines without a date, the date of the middle
// one of its dated lines; none when the span is open.
func middles(lines []ledger.Line, sp span) map[int]string {
	out := map[int]string{}
	if sp == (span{}) {
		return out
	}
	for i := range lines {
		if lines[i].Date.IsZero() {
			out[lines[i].Table] = ""
		}
	}
	if len(out) == 0 {
		return out
	}
	dated := map[int][]string{}
	for i := range lines {
		if _, asked := out[lines[i].Table]; asked && !lines[i].Date.IsZero() {
			dated[lines[i].Table] = append(dated[lines[i].Table], civil(lines[i].Date))
		}
	}
	for t, list := range dated {
		slices.Sort(list)
		out[t] = list[(len(list)-1)/2]
	}
	return out
}

// dates gives the first and the last date of the lines, "" when none has one.
func dates(lines []ledger.Line) (first, last string) {
	var p Period
	inPeriod(lines, span{}, &p)
	return p.From, p.To
}
