package diagnostic

import "slices"

// FigureChange is a figure that two diagnostics do not share. A value that one
// of them does not have is "".
type FigureChange struct{ ID, Before, Now string }

// Diff is what parts two diagnostics of the same inputs.
type Diff struct {
	Inputs  []string // names of the files whose content is another
	Figures []FigureChange
}

// Differences compares the inputs and every figure of two diagnostics, in the
// order of the first.
func Differences(before, now *Diagnostic) Diff {
	var out Diff
	digests := map[string]bool{}
	for _, in := range now.Run.Inputs {
		digests[in.Role+" "+in.Digest] = true
	}
	for _, in := range before.Run.Inputs {
		if !digests[in.Role+" "+in.Digest] {
			out.Inputs = append(out.Inputs, in.File)
		}
	}
	if len(out.Inputs) == 0 && len(before.Run.Inputs) != len(now.Run.Inputs) {
		for _, in := range now.Run.Inputs {
			if !slices.ContainsFunc(before.Run.Inputs, func(b Input) bool { return b.Role == in.Role && b.Digest == in.Digest }) {
				out.Inputs = append(out.Inputs, in.File)
			}
		}
	}
	if before.Run.Decisions.Digest != now.Run.Decisions.Digest {
		out.Inputs = append(out.Inputs, "decisions")
	}
	values := func(d *Diagnostic) map[string]string {
		m := make(map[string]string, len(d.Figures))
		for _, f := range d.Figures {
			m[f.ID] = "–"
			if f.Value.Valid {
				m[f.ID] = f.Value.Decimal.String()
			}
		}
		return m
	}
	a, b := values(before), values(now)
	for _, f := range before.Figures {
		if a[f.ID] != b[f.ID] {
			out.Figures = append(out.Figures, FigureChange{f.ID, a[f.ID], b[f.ID]})
		}
	}
	for _, f := range now.Figures {
		if _, had := a[f.ID]; !had {
			out.Figures = append(out.Figures, FigureChange{f.ID, "", b[f.ID]})
		}
	}
	return out
}
