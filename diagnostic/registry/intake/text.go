package intake

import (
	"strconv"
	"strings"
	"unicode"

	"jachete/templates/message"
)

// Text tells the preview to a person at a terminal: how many rows do what, then
// each row that changes something or must be settled, with its cells.
func (p *Preview) Text(say message.Printer) string {
	var b strings.Builder
	for _, a := range []Action{Create, Update, Unchanged, Conflict} {
		b.WriteString(say.N("intake.summary."+string(a), p.Count(a)) + "\n")
	}
	b.WriteString(say.N("intake.summary.missing", len(p.Missing)) + "\n")
	for _, f := range p.Notes {
		b.WriteString("\n" + say.Fault(f) + "\n")
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		if r.Action == Unchanged && len(r.Faults) == 0 {
			continue
		}
		args := []string{"n", strconv.Itoa(r.N), "name", r.Name, "action", say.T("intake.action." + string(r.Action))}
		key := "intake.row"
		if r.By != "" {
			key = "intake.row_by"
			args = append(args, "by", say.T("intake.by."+string(r.By)))
		}
		b.WriteString("\n" + say.T(key, args...) + "\n")
		if r.Action == Update {
			for j := range r.Changes {
				b.WriteString("  " + r.Changes[j].Text(say) + "\n")
			}
		}
		for _, f := range r.Faults {
			b.WriteString("  " + strings.ReplaceAll(say.Fault(f), "\n", "\n  ") + "\n")
		}
	}
	return clean(b.String())
}

// clean takes control characters, which could speak to the terminal, out of
// texts that come from the file.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}
