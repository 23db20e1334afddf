package diagnostic

import (
	"context"
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"jachete/diagnostic/advice"
	"jachete/diagnostic/ledger"
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// probableAt is the probability from which a match that nobody reviewed yet
// counts in the probable value; below it a possible match is open.
const probableAt = 0.5

// assembly carries a run from one step to the next.
type assembly struct {
	*Prepared
	memory *review.Memory
	d      *Diagnostic

	person []bool // a natural person with no enterprise number
	masked []bool // its name is that of a natural person
	// namesakes counts persons who bear the name of an enterprise of the registry.
	namesakes int
	verdicts  []match.Verdict // once decisions are applied
	standing  []share.Standing
	by        []string
	entry     []int // index into the edition's entries, −1 when not matched
	answers   []review.Answer
	decided   []*review.Decision // what touched the match, nil when nothing did
	also      [][]string         // other decisions that had a part in it
	blocked   int                // decisions that could not be applied
	classed   []classed
	measured  []share.Line
	ranked    []share.Supplier // as d.Suppliers
	folded    map[string]string
	kinds     map[string]policy.Kind // of each class

	switches    *share.Switcher
	enterprises []advice.Enterprise // the registry as advice sees it
}

// classed is what a line was found to be.
type classed struct {
	class, rule    string
	category, from string
	sure           string // how far the category can be trusted
	recognised     bool
}

func (p *Prepared) group() {
	cutAt := make([]int, len(p.book.Tables))
	for t := range cutAt {
		cutAt[t] = p.book.Tables[t].CutWidth
	}
	p.groups, p.groupOf = groupLines(p.lines, cutAt)
	p.shared = map[string]bool{}
	for i := range p.groups {
		f := p.groups[i].folded
		_, met := p.shared[f]
		p.shared[f] = met
	}
}

// resolve matches every payee against the registry, on all cores; each answer
// goes to its own place, so the order of work does not show.
func (p *Prepared) resolve(ctx context.Context) error {
	index, err := match.New(p.edition.MatchEntries(), p.q.Params)
	if err != nil {
		return fmt.Errorf("index registry: %w", err)
	}
	if p.background != nil {
		bg, err := match.New(p.background.MatchEntries(), p.q.Params)
		if err != nil {
			return fmt.Errorf("index background register: %w", err)
		}
		index = index.WithBackground(bg)
	}
	p.index = index
	p.at = make(map[string]int, len(p.edition.Entries))
	for i := range p.edition.Entries {
		id := p.edition.Entries[i].ID
		if _, twice := p.at[id]; !twice {
			p.at[id] = i
		}
	}
	n := len(p.groups)
	p.verdicts = make([]match.Verdict, n)

	const batch = 64
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	var done atomic.Int64
	for lo := 0; lo < n; lo += batch {
		hi := min(lo+batch, n)
		work.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			for i := lo; i < hi; i++ {
				g := &p.groups[i]
				p.verdicts[i] = index.Resolve(match.Supplier{
					Name: g.name, NEQ: g.neq, BN: g.bn, QST: g.qst, Registered: g.registered,
					City: g.city, Postal: g.postal, Phone: g.phone, Domain: g.domain, CutAt: g.cutAt,
				})
			}
			p.tell(StepMatch, int(done.Add(int64(hi-lo))), n)
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return fmt.Errorf("match suppliers: %w", err)
	}
	p.hideElsewhere()
	return nil
}

// settle gives every payee its standing.
func (c *assembly) settle() error {
	n := len(c.groups)
	c.person, c.masked = make([]bool, n), make([]bool, n)
	c.standing, c.by, c.entry = make([]share.Standing, n), make([]string, n), make([]int, n)
	c.answers, c.decided, c.also = make([]review.Answer, n), make([]*review.Decision, n), make([][]string, n)
	var err error
	if c.switches, err = share.NewSwitcher(c.q.Policy.Switches); err != nil {
		return fmt.Errorf("compile switches: %w", err)
	}
	for i := range c.groups {
		c.recall(i)
		c.stand(i)
	}
	return nil
}

// hideElsewhere takes the names of natural persons, whom a general register
// holds by the thousand, out of what speaks against a candidate.
func (p *Prepared) hideElsewhere() {
	for i := range p.verdicts {
		for k := range p.verdicts[i].Candidates {
			list := p.verdicts[i].Candidates[k].Evidence
			for e := range list {
				if list[e].Family == "background" && p.q.Params.Tables.Person(list[e].Right) {
					list[e].Right = ""
				}
			}
		}
	}
}

// stand turns the verdict on a payee into its standing.
func (c *assembly) stand(i int) {
	v := &c.verdicts[i]
	c.entry[i], c.standing[i] = -1, share.None
	if v.Outcome == match.None && v.By == review.By {
		c.by[i] = v.By
	}
	switch {
	case v.Outcome == match.Match:
		c.standing[i], c.by[i] = share.Confirmed, v.By
	case v.Outcome == match.Possible && v.Probability >= probableAt:
		c.standing[i], c.by[i] = share.Probable, v.By
	case v.Outcome == match.Possible:
		c.standing[i], c.by[i] = share.Open, v.By
	}
	// The name of a natural person is masked, unless an identifier ties the
	// payee to the registry: a citizen may bear the name of an enterprise. One
	// who has an enterprise's number sells under it: masked all the same, but not
	// classed as an employee or a citizen.
	// A person who decided that it is an enterprise ties it to the registry too.
	sure := v.Outcome == match.Match && (v.By == "identifier" || v.By == review.By)
	if !sure && (c.groups[i].person || c.q.Params.Tables.Person(c.groups[i].name)) {
		if v.Outcome == match.Match {
			c.namesakes++
		}
		c.masked[i] = true
		c.person[i] = c.groups[i].neq == "" && c.groups[i].bn == ""
		c.standing[i], c.by[i] = share.None, "person"
		c.decided[i] = nil
		*v = match.Verdict{Outcome: match.None, Reason: "natural_person"}
		return
	}
	if len(v.Candidates) == 0 || c.standing[i] == share.None {
		return
	}
	c.entry[i] = v.Candidates[0].Entry
	if c.standing[i] == share.Open {
		return
	}
	switch c.choice(&c.edition.Entries[c.entry[i]]) {
	case share.ShowApart:
		c.standing[i], c.by[i] = share.Apart, "switch"
	case share.Exclude:
		c.standing[i], c.by[i], c.entry[i] = share.None, "switch", -1
	}
}

// choice is what the Pôle's switches say of an enterprise.
func (c *assembly) choice(e *registry.Entry) string {
	names := []string{name.Fold(e.Name)}
	for _, o := range e.OtherNames {
		names = append(names, name.Fold(o))
	}
	choice, _ := c.switches.Choice(names...)
	return choice
}

// classify finds the class and the category of every line.
func (c *assembly) classify() error {
	classes, err := share.NewClassifier(c.q.Policy)
	if err != nil {
		return fmt.Errorf("compile class rules: %w", err)
	}
	categories, err := share.NewCategoriser(c.q.Policy)
	if err != nil {
		return fmt.Errorf("compile categories: %w", err)
	}
	known := map[string]bool{}
	for _, cl := range c.q.Policy.Classes {
		known[cl.ID] = true
	}
	type key struct{ account, text string }
	c.classed = make([]classed, len(c.lines))
	for gi := range c.groups {
		g := &c.groups[gi]
		var activities []string
		if c.entry[gi] >= 0 && c.standing[gi] != share.Open {
			activities = c.edition.Entries[c.entry[gi]].Categories
		}
		payee := classes.Payee(g.folded, c.person[gi])
		trade := g.folded
		if c.masked[gi] {
			trade = "" // a person's name is no trade, and is not there once a ledger is kept
		}
		found := map[key]share.Categorised{} // a supplier's lines say the same thing again and again
		for _, li := range g.lines {
			l := &c.lines[li]
			text := c.fold(l.Description)
			date := civil(l.Date)
			out := &c.classed[li]
			cl := payee.Class(l.Account, text, date)
			out.class, out.rule = cl.Class, cl.Rule
			if d := c.answers[gi].ClassOf(l.Account); d != nil && known[d.Class] {
				out.class, out.rule = d.Class, decisionRule+d.ID
			}
			k := key{l.Account, text}
			f, ok := found[k]
			if !ok {
				f = categories.Category(share.CategoryInput{
					Account: l.Account, Activities: activities, FoldedText: text, FoldedAccount: c.title(l.Account), FoldedName: trade,
				})
				found[k] = f
			}
			out.category, out.from, out.sure = f.Category, string(f.By), string(f.Confidence)
			out.recognised = c.entry[gi] < 0 || c.recognised(&c.edition.Entries[c.entry[gi]], date)
		}
	}
	return nil
}

// recognised tells whether an enterprise was recognised on a date. A line
// without a date counts when the enterprise was recognised at some time in the
// period: the one asked for, else the one the dated lines span.
func (c *assembly) recognised(e *registry.Entry, date string) bool {
	if date != "" || e.Unbounded() {
		return e.RecognisedOn(date)
	}
	from, to := c.span.from, c.span.to
	if from == "" && to == "" {
		from, to = c.d.Period.From, c.d.Period.To
	}
	if from == "" && to == "" {
		return false // nothing says when: a bounded recognition proves nothing
	}
	return e.RecognisedWithin(from, to)
}

// title is the account as words, folded, where the ledger writes a title
// instead of a code; "" for a code.
func (c *assembly) title(account string) string {
	if strings.IndexFunc(account, unicode.IsLetter) < 0 {
		return ""
	}
	return c.fold(account)
}

// fold folds a text of the ledger, each different one once.
func (c *assembly) fold(s string) string {
	if s == "" {
		return ""
	}
	f, ok := c.folded[s]
	if !ok {
		f = name.Fold(s)
		c.folded[s] = f
	}
	return f
}

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
