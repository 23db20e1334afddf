package record

import (
	"strings"

	"jachete/templates/message"
)

// Line writes a record on one line for a list: name, standing on a civil date
// ("" = the last known), city, NEQ, completeness.
func Line(r *Record, on string, say message.Printer) string {
	parts := []string{clean(r.Name()), say.T("record.standing." + string(r.StandingOn(on)))}
	if r.City != "" {
		parts = append(parts, clean(r.City))
	}
	if r.NEQ != "" {
		parts = append(parts, say.T("record.line.neq", "neq", clean(r.NEQ)))
	}
	parts = append(parts, say.T("record.line.complete", "score", say.Count(r.Completeness().Score)))
	return strings.Join(parts, " · ")
}

// Text writes a record for a terminal: what it says, a field a line, its
// standing on a civil date, what is missing. Contacts are counted, not named.
func Text(r *Record, on string, say message.Printer) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			b.WriteString("\n  " + say.T("record.text.line", "label", label, "value", clean(value)))
		}
	}
	b.WriteString(Line(r, on, say))
	line(say.T("record.field.id"), r.ID)
	for _, f := range Fields() {
		switch {
		case f.Private && len(r.Contacts) > 0:
			line(f.Label(say), say.N("record.text.contacts", len(r.Contacts)))
		case f.Private, f.Key == "name":
		default:
			line(f.Label(say), f.Text(r, say))
		}
	}
	if c := r.Completeness(); len(c.Missing) > 0 {
		missing := make([]string, len(c.Missing))
		for i, m := range c.Missing {
			missing[i] = say.T(m.Key)
		}
		line(say.T("record.text.missing"), say.List(missing))
	}
	return b.String()
}

// clean takes control characters out of a text that goes to a terminal.
func clean(s string) string { return strings.ToValidUTF8(strings.Map(printable, s), "�") }
