package diagnostic

import (
	"slices"
	"strings"
	"unicode/utf8"

	"jachete/diagnostic/advice"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Edits are what an advisor changes in the words of a diagnostic before it is
// validated. No measure is touched: an edit hides, rewords or adds.
type Edits struct {
	Opportunities []OpportunityEdit `json:"opportunities,omitempty"`
	// Recommendations are those that the advisor adds.
	Recommendations []policy.Text `json:"recommendations,omitempty"`
	// HiddenFindings are identifiers of findings of the summary that give way to
	// the next ones; Findings come before them.
	HiddenFindings []string      `json:"hidden_findings,omitempty"`
	Findings       []policy.Text `json:"findings,omitempty"`
}

// OpportunityEdit changes the opportunity of a category; an empty wording keeps
// the one drawn.
type OpportunityEdit struct {
	Category  string      `json:"category"`
	Hidden    bool        `json:"hidden,omitempty"`
	Title     policy.Text `json:"title,omitzero"`
	FirstStep policy.Text `json:"first_step,omitzero"`
}

// Editorial is what a diagnostic holds of the advisor's words, null where there
// are none. Documents say that they are the Pôle's.
type Editorial struct {
	HiddenFindings  []string      `json:"hidden_findings,omitempty"`
	Findings        []policy.Text `json:"findings,omitempty"`
	Recommendations []policy.Text `json:"recommendations,omitempty"`
	// Hidden and Reworded are categories of opportunities.
	Hidden   []string `json:"hidden,omitempty"`
	Reworded []string `json:"reworded,omitempty"`
}

// Bounds of an edit.
const (
	maxEdits   = 12  // texts of one sort
	maxWording = 600 // characters
)

// Empty tells whether nothing is changed.
func (e *Edits) Empty() bool {
	return len(e.Opportunities)+len(e.Recommendations)+len(e.HiddenFindings)+len(e.Findings) == 0
}

// Normal trims the wordings, leaves out what says nothing, and gives a wording
// without English its French.
func (e Edits) Normal() Edits {
	var out Edits
	texts := func(list []policy.Text) []policy.Text {
		var kept []policy.Text
		for _, t := range list {
			if t = wording(t); t.Fr != "" {
				kept = append(kept, t)
			}
		}
		return kept
	}
	out.Recommendations, out.Findings = texts(e.Recommendations), texts(e.Findings)
	for _, id := range e.HiddenFindings {
		if id != "" && !slices.Contains(out.HiddenFindings, id) {
			out.HiddenFindings = append(out.HiddenFindings, id)
		}
	}
	for _, o := range e.Opportunities {
		o.Title, o.FirstStep = wording(o.Title), wording(o.FirstStep)
		if o.Hidden || o.Title.Fr != "" || o.FirstStep.Fr != "" {
			out.Opportunities = append(out.Opportunities, o)
		}
	}
	return out
}

func wording(t policy.Text) policy.Text {
	t.Fr, t.En = strings.Join(strings.Fields(t.Fr), " "), strings.Join(strings.Fields(t.En), " ")
	if t.Fr == "" {
		t.Fr = t.En
	}
	if t.En == "" {
		t.En = t.Fr
	}
	return t
}

// Check tells what is wrong with edits, nil when nothing is.
func (e *Edits) Check() *message.Fault {
	var texts []policy.Text
	texts = append(append(texts, e.Recommendations...), e.Findings...)
	if len(e.Recommendations) > maxEdits || len(e.Findings) > maxEdits {
		return message.NewFault("desk.edits_many", message.Place{})
	}
	for _, o := range e.Opportunities {
		texts = append(texts, o.Title, o.FirstStep)
	}
	for _, t := range texts {
		if utf8.RuneCountInString(t.Fr) > maxWording || utf8.RuneCountInString(t.En) > maxWording {
			return message.NewFault("desk.edits_long", message.Place{})
		}
	}
	return nil
}

// Apply gives the diagnostic with an advisor's edits: the value that is frozen
// when it is validated. The diagnostic itself stays as it is. What hangs on an
// opportunity that is hidden (the plan, the figures) is drawn again without it.
func (e Edits) Apply(d *Diagnostic) *Diagnostic {
	e = e.Normal()
	if e.Empty() {
		return d
	}
	out := *d
	note := &Editorial{HiddenFindings: e.HiddenFindings, Findings: e.Findings, Recommendations: e.Recommendations}
	out.Advice.Opportunities = nil
	for _, o := range d.Advice.Opportunities {
		at := slices.IndexFunc(e.Opportunities, func(x OpportunityEdit) bool { return x.Category == o.Category })
		if at < 0 {
			out.Advice.Opportunities = append(out.Advice.Opportunities, o)
			continue
		}
		x := &e.Opportunities[at]
		if x.Hidden {
			note.Hidden = append(note.Hidden, o.Category)
			continue
		}
		if x.Title.Fr != "" {
			o.Title = x.Title
		}
		if x.FirstStep.Fr != "" {
			o.FirstStep = x.FirstStep
		}
		note.Reworded = append(note.Reworded, o.Category)
		out.Advice.Opportunities = append(out.Advice.Opportunities, o)
	}
	if p := d.Advice.Plan; p != nil && len(note.Hidden) > 0 {
		out.Advice.Plan = advice.Reach(out.Advice.Opportunities, p.Target, d.Measures.Confirmed.Dollars, d.Measures.Addressable.Dollars)
	}
	out.Editorial = note
	out.Figures = figures(&out)
	return &out
}
