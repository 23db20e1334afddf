package diagnostic

import (
	"jachete/diagnostic/ledger"
)

// hide masks natural persons everywhere in the diagnostic.
func (c *assembly) hide() {
	d := c.d
	m := newMasker(c.q.Params.Tables)
	for i := range d.Suppliers {
		c.hideSupplier(&d.Suppliers[i], m)
	}
	clean := eachOnce(m.clean)
	for i := range d.Lines {
		l := &d.Lines[i]
		if d.Suppliers[l.Supplier].Masked {
			// They would tell who the person is; the cell leads its owner there.
			l.Description, l.Invoice = "", ""
		}
		l.Description, l.Invoice, l.Account = clean(l.Description), clean(l.Invoice), clean(l.Account)
	}
	d.Asides = append([]ledger.Aside(nil), d.Asides...)
	for i := range d.Asides {
		d.Asides[i].Text = m.clean(d.Asides[i].Text)
	}
	for t := range d.Tables {
		totals := append([]ledger.PrintedTotal(nil), d.Tables[t].Totals...)
		for i := range totals {
			totals[i].Label = m.clean(totals[i].Label)
		}
		d.Tables[t].Totals = totals
	}
	d.Warnings = cleanFaults(d.Warnings, m.clean)
}

// hideSupplier masks one payee: a natural person wholly, an enterprise in those
// of its spellings that are a person's name.
func (c *assembly) hideSupplier(s *Supplier, m *masker) {
	if s.Masked {
		pseudonym := m.hide(s.Name)
		for _, v := range s.Variants {
			m.learn(v)
		}
		s.Name, s.Variants, s.City, s.Postal, s.NEQ, s.BN = pseudonym, nil, "", "", "", ""
		return
	}
	tables := c.q.Params.Tables
	var kept []string
	for _, v := range s.Variants {
		if tables.Person(v) {
			m.learn(v)
			continue
		}
		kept = append(kept, v)
	}
	s.Variants = kept
	if !tables.Person(s.Name) {
		return
	}
	// An identifier tied a person-shaped name to an enterprise: the enterprise's
	// own name is shown.
	m.learn(s.Name)
	if s.Enterprise != nil {
		s.Name = s.Enterprise.Name
		return
	}
	s.Name = m.hide(s.Name)
	s.Masked = true
}
