package diagnostic

import (
	"fmt"
	"sort"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
	"jachete/diagnostic/registry"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// measure does the sums and writes suppliers, lines and open questions.
func (c *assembly) measure() {
	c.tell(StepMeasure, 0, 0)
	d := c.d
	c.kinds = map[string]policy.Kind{}
	for _, cl := range d.Classes {
		c.kinds[cl.ID] = cl.Kind
	}
	places := make([]share.Place, len(c.groups))
	suppliers := make([]share.Supplier, len(c.groups))
	for i := range c.groups {
		places[i] = share.Unknown
		if c.entry[i] >= 0 {
			places[i] = place(&c.edition.Entries[c.entry[i]], &d.Territory)
		}
		suppliers[i] = share.Supplier{Standing: c.standing[i], Place: places[i], Person: c.masked[i], Reach: c.reach(i)}
		if c.entry[i] >= 0 {
			suppliers[i].Enterprise = c.edition.Entries[c.entry[i]].ID
		}
	}
	c.measured = make([]share.Line, len(c.lines))
	for i := range c.lines {
		month := ""
		if t := c.lines[i].Date; !t.IsZero() {
			month = t.Format("2006-01")
		}
		c.measured[i] = share.Line{
			Supplier: c.groupOf[i], Amount: c.lines[i].Amount, Month: month,
			Class: c.classed[i].class, Category: c.classed[i].category, By: share.Source(c.classed[i].from), Recognised: c.classed[i].recognised,
		}
	}

	d.Suppliers = make([]Supplier, len(c.groups))
	for i := range c.groups {
		d.Suppliers[i] = c.supplier(i, places[i])
	}
	order := make([]int, len(c.groups)) // by rank: largest addressable first, then largest spend, then name
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := &d.Suppliers[order[a]], &d.Suppliers[order[b]]
		if n := x.Dollars.Cmp(y.Dollars); n != 0 {
			return n > 0
		}
		return c.groups[order[a]].folded < c.groups[order[b]].folded
	})
	rank := make([]int, len(order))
	ranked := make([]Supplier, len(order))
	rankedMeasure := make([]share.Supplier, len(order))
	for r, i := range order {
		rank[i] = r
		ranked[r] = d.Suppliers[i]
		ranked[r].Key = fmt.Sprintf("S%05d", r+1)
		rankedMeasure[r] = suppliers[i]
	}
	d.Suppliers = ranked
	for i := range c.measured {
		c.measured[i].Supplier = rank[c.measured[i].Supplier]
	}
	c.enterprises = c.sellers()
	c.ranked = rankedMeasure
	d.Coverage = share.Coverage(c.measured, len(rankedMeasure), d.Classes)
	d.Measures = share.Measure(c.measured, rankedMeasure, d.Classes, advice.Offer(c.enterprises, d.Buyer.MRC, d.Period.To))

	d.Lines = make([]Line, len(c.lines))
	for i := range c.lines {
		l, cl := &c.lines[i], &c.classed[i]
		d.Lines[i] = Line{
			Table: l.Table, Row: l.Row, Cell: l.AmountCell, Supplier: c.measured[i].Supplier, Amount: l.Amount,
			Date: civil(l.Date), Description: l.Description, Account: l.Account, Invoice: l.Invoice,
			Class: cl.class, Rule: cl.rule, Category: cl.category, CategoryBy: cl.from, CategorySure: cl.sure, Recognised: cl.recognised,
		}
	}
	d.Asides = c.book.Asides
	d.Open = openQuestions(d)
}

// supplier sums one payee.
func (c *assembly) supplier(i int, where share.Place) Supplier {
	g := &c.groups[i]
	s := Supplier{
		Name: g.name, Variants: g.variants, NEQ: g.neq, BN: g.bn, City: g.city, Postal: g.postal, Lines: len(g.lines),
		Standing: c.standing[i], By: c.by[i], Verdict: c.verdicts[i], Masked: c.masked[i], Reach: c.reach(i),
		Decision: c.decidedOn(c.decided[i]),
	}
	if s.Decision != nil {
		s.Decision.Also = c.also[i]
	}
	type bucket struct{ class, rule string }
	weight := map[bucket]decimal.Decimal{}
	for _, li := range g.lines {
		l, cl := &c.lines[li], &c.classed[li]
		s.Dollars = s.Dollars.Add(l.Amount)
		switch c.kinds[cl.class] {
		case policy.Grant:
			s.Grants = s.Grants.Add(l.Amount)
		case policy.SetAside:
			s.SetAside = s.SetAside.Add(l.Amount)
		default:
			s.Addressable = s.Addressable.Add(l.Amount)
			if cl.recognised && s.Standing != share.None {
				s.Counted = s.Counted.Add(l.Amount)
			}
		}
		b := bucket{cl.class, cl.rule}
		weight[b] = weight[b].Add(l.Amount.Abs())
	}
	var most bucket
	for b, w := range weight {
		n := w.Cmp(weight[most])
		if most.class == "" || n > 0 || n == 0 && (b.class < most.class || b.class == most.class && b.rule < most.rule) {
			most = b
		}
	}
	s.Class, s.Rule = most.class, most.rule
	s.ClassDecision = c.classDecision(i, s.Rule)
	if c.entry[i] >= 0 && s.Standing != share.Open {
		e := &c.edition.Entries[c.entry[i]]
		s.Enterprise = &Enterprise{
			ID: e.ID, Name: e.Name, Family: e.Family, City: e.City, MRC: c.mrc(e), Place: where,
			Categories: e.Categories, From: e.From, To: e.To,
		}
	}
	if g.person && s.Enterprise != nil { // masked when it was kept, tied to an enterprise by its number
		s.Name, s.Variants = s.Enterprise.Name, nil
	}
	return s
}

// place tells whether an enterprise is of the territory: by its MRC when the
// registry states one we know, else by postal code and city. An MRC we do not
// know, with nothing else to go by, is elsewhere.
func place(e *registry.Entry, t *policy.Territory) share.Place {
	if _, ok := t.MRCNamed(e.MRC); ok {
		return share.Inside
	}
	_, inside, known := t.Locate(e.Postal, e.City)
	switch {
	case inside:
		return share.Inside
	case known || e.MRC != "":
		return share.Outside
	}
	return share.Unknown
}

// mrc gives the MRC where an enterprise stands: as the registry says, else as
// its postal code and city do.
func (c *assembly) mrc(e *registry.Entry) string {
	if m, ok := c.d.Territory.MRCNamed(e.MRC); ok {
		return m
	}
	if m, inside, _ := c.d.Territory.Locate(e.Postal, e.City); inside {
		return m
	}
	return e.MRC
}
