package workbook

import "jachete/diagnostic"

// decisions lists what persons decided about the suppliers of the ledger: the
// date, never who.
func (w *writer) decisions(t *table) error {
	t.begin(w.sheetName("decisions"), w.say.T("workbook.about.decisions"), []column{
		{"key", 9},
		{"supplier", 44},
		{"decision_on", 14},
		{"decision", 26},
		{"enterprise_id", 16},
		{"standing", 14},
		{"counted", 17},
		{"decision_id", 40},
	})
	for i := range w.d.Suppliers {
		s := &w.d.Suppliers[i]
		for _, d := range []*diagnostic.Decided{s.Decision, s.ClassDecision} {
			if d == nil {
				continue
			}
			verdict := w.d.ClassName(d.Verdict, w.say.Lang)
			if d == s.Decision {
				verdict = w.say.T("decision." + d.Verdict)
			}
			t.put(
				w.text(s.Key), w.text(w.supplierName(s)), w.text(d.On), w.text(verdict), w.text(d.Enterprise),
				w.text(w.say.T("standing."+string(s.Standing))), w.money(s.Counted), w.text(d.ID),
			)
		}
	}
	return nil
}
