package diagnostic

import (
	"slices"

	"jachete/diagnostic/ledger"
	"jachete/scoring/match"
	"jachete/scoring/share"
)

// Abridge gives the part of a diagnostic that may circulate: what a printed
// document shows, no more. Ledger lines and rows set aside are left out, and so
// is every supplier that no document names; of those still open only the name
// and the best candidate's stay. Every measure and every figure stays, so the
// run number does. Abridging twice changes nothing.
func (d *Diagnostic) Abridge() *Diagnostic {
	if d.Abridged {
		return d
	}
	out := *d
	out.Abridged = true
	out.Lines, out.Asides = nil, nil
	out.Suppliers = nil
	at := make([]int, len(d.Suppliers)) // index in the abridged list, −1 when left out
	for i := range d.Suppliers {
		at[i] = -1
		if s := &d.Suppliers[i]; s.Standing != share.None {
			at[i] = len(out.Suppliers)
			out.Suppliers = append(out.Suppliers, abridged(s))
		}
	}
	for _, q := range d.Open {
		if i := q.Supplier; i >= 0 && i < len(at) && at[i] < 0 {
			at[i] = len(out.Suppliers)
			out.Suppliers = append(out.Suppliers, abridged(&d.Suppliers[i]))
		}
	}
	place := func(i int) int {
		if i < 0 || i >= len(at) {
			return -1
		}
		return at[i]
	}
	out.Open = slices.Clone(d.Open)
	for i := range out.Open {
		out.Open[i].Supplier = place(out.Open[i].Supplier)
	}
	top := slices.Clone(d.Measures.Concentration.Top)
	for i := range top {
		top[i].Supplier = place(top[i].Supplier)
	}
	out.Measures.Concentration.Top = top
	out.Categories = slices.Clone(d.Categories)
	for i := range out.Categories { // how lines are sorted is in the policy's own files
		c := &out.Categories[i]
		c.Accounts, c.Keywords, c.SEAO, c.UNSPSC = nil, nil, nil, nil
	}
	out.Territory.Municipalities, out.Territory.OwnFSA, out.Territory.SharedFSA = nil, nil, nil
	out.Tables = slices.Clone(d.Tables)
	for i := range out.Tables {
		out.Tables[i].Totals = slices.Clone(d.Tables[i].Totals)
	}
	if out.Tables == nil {
		out.Tables = []ledger.Table{}
	}
	return &out
}

// abridged is what documents say of a supplier. One that nobody confirmed may
// be a private enterprise: only the name by which a reader can settle the
// question stays.
func abridged(s *Supplier) Supplier {
	out := *s
	out.Variants = nil
	out.Decision, out.ClassDecision = unsigned(s.Decision), unsigned(s.ClassDecision)
	out.Verdict = match.Verdict{Outcome: s.Verdict.Outcome, By: s.Verdict.By}
	if s.Standing == share.Confirmed {
		return out
	}
	out.NEQ, out.BN, out.City, out.Postal = "", "", "", ""
	if !s.Masked && len(s.Verdict.Candidates) > 0 {
		c := s.Verdict.Candidates[0]
		out.Verdict.Candidates = []match.Candidate{{ID: c.ID, Name: c.Name}}
	}
	return out
}

// unsigned is a decision without who took it: documents print the date alone.
func unsigned(d *Decided) *Decided {
	if d == nil {
		return nil
	}
	out := *d
	out.Author = ""
	return &out
}
