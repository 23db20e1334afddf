package record

import (
	"strconv"
	"strings"
	"time"

	"jachete/templates/message"
)

// Step is one change of a record with what it changed; Changes is nil for the
// change that created the record.
type Step struct {
	Version Version
	Changes []Change
}

// Steps gives the life of a record, change by change.
func (h *History) Steps(id string) []Step {
	var out []Step
	for i, v := range h.Of(id) {
		s := Step{Version: v}
		if i > 0 {
			s.Changes = append([]Change{}, Diff(&out[i-1].Version.Record, &v.Record)...)
		}
		out = append(out, s)
	}
	return out
}

// Text tells a step: when (day in UTC), who, why, and each change on its line.
func (s *Step) Text(say message.Printer) string {
	v := &s.Version
	lines := []string{say.T("record.step", "seq", strconv.FormatInt(v.Seq, 10), "date", say.Date(v.At.UTC().Format(time.DateOnly)), "author", clean(v.Author))}
	if v.Reason != "" {
		lines = append(lines, say.T("record.step.reason", "reason", clean(v.Reason)))
	}
	if v.Batch != "" {
		lines = append(lines, say.T("record.step.batch", "batch", clean(v.Batch)))
	}
	if s.Changes == nil {
		lines = append(lines, say.T("record.step.created"))
	}
	for i := range s.Changes {
		lines = append(lines, clean(s.Changes[i].Text(say)))
	}
	return strings.Join(lines, "\n  ")
}
