package advice

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
	"jachete/templates/policy"
)

// Enterprise is an entry of the registry reduced to what advice needs.
type Enterprise struct {
	ID         string
	Name       string
	City       string
	Family     string   // npo, coop_solidarity, coop, mutual, ...
	MRC        string   // where it stands
	Categories []string // identifiers of the policy
	Serves     []string // names of MRC; "*" means everywhere
	From, To   string   // recognition, civil dates, "" = unbounded
	// Capacity is what it says it can supply in a year, Revenue what it earns in
	// one, dollars, null when not stated; Paid is what the buyer paid it in the period.
	Capacity, Revenue decimal.NullDecimal
	Paid              decimal.Decimal
	// InTerritory: it stands in the Pôle's territory. AlreadyPaid: the buyer
	// bought from it in the period. Apart: a switch of the Pôle keeps it out of
	// the headline share; it is then never advised. Person: its name is that of a
	// natural person and it has no enterprise number; never advised either.
	InTerritory bool
	AlreadyPaid bool
	Apart       bool
	Person      bool
}

// Input is what advice is drawn from.
type Input struct {
	Measures share.Measures
	// Outside is the spending that advice may speak of, by category.
	Outside     []share.OutsideSpend
	Policy      *policy.Policy
	Enterprises []Enterprise
	MRC         string // of the buyer, "" when unknown
	Regime      string // of its contracts: LCV, CM, LCOP, "" when unknown
	// Date is the civil date advice is given for: the last day of the period.
	// Rules, levers and enterprises not in force on it are left aside. "" = all.
	Date string
	// Target is the confirmed percent of addressable spending to plan for, null
	// for no plan.
	Target decimal.NullDecimal
}

// How much is told: a page of opportunities and a table of the others, a list
// of gaps, names on a line.
const (
	maxOpportunities = 18
	maxGaps          = 15
	maxAble          = 10
)

// The reasons of a [Gap]; the catalogue words them under "advice.gap.".
const (
	NoEnterprise  = "no_enterprise"
	BelowMinimum  = "below_minimum"
	NotClassified = "not_classified"
	NoRule        = "no_rule"
	NoCapacity    = "no_capacity"
	MRCUnknown    = "mrc_unknown"
)

// Draw gives the opportunities and the gaps, and the plan when a target is asked.
//
// Each category with money spent outside the sector is one or the other: an
// opportunity when at least one enterprise offers it and serves the buyer's MRC
// and a rule of the policy fits, else a gap with its reason.
//
// Opportunities come by reachable dollars, largest first, then by category;
// gaps by outside dollars, largest first, then by category. Able enterprises
// come those of the territory first, then those already paid, then by name.
// Grants and natural persons appear nowhere here: [Input.Outside] holds none.
//
// A rule whose decimals do not parse or whose condition does not compile, which
// a loaded policy never holds, is passed over.
func Draw(in Input) Advice {
	out := Advice{Opportunities: []Opportunity{}, Gaps: []Gap{}, Regime: in.Regime}
	d := &drawing{Input: in, rules: rules(in.Policy.Advice), measured: map[string]share.CategoryMeasure{}}
	d.ruled = ruledOn(in.Date, d.rules)
	categories := map[string]policy.Category{}
	for _, c := range in.Policy.Categories {
		categories[c.ID] = c
	}
	for _, m := range in.Measures.Categories {
		d.measured[m.Category] = m
	}
	var drafts []draft
	for _, s := range in.Outside {
		if !s.Dollars.IsPositive() {
			continue
		}
		c, known := categories[s.Category]
		reason := NotClassified
		if known {
			var f draft
			if f, reason = d.draft(s, c); reason == "" {
				drafts = append(drafts, f)
				continue
			}
		}
		out.Gaps = append(out.Gaps, Gap{s.Category, s.Dollars, reason})
	}
	// Rooms go to the largest need first: one enterprise's capacity is not
	// promised twice.
	slices.SortFunc(drafts, func(a, b draft) int {
		return cmp.Or(b.o.Potential.Cmp(a.o.Potential), cmp.Compare(a.o.Category, b.o.Category))
	})
	left := rooms{}
	for _, f := range drafts {
		o, ok := d.finish(f, left)
		if !ok {
			out.Gaps = append(out.Gaps, Gap{o.Category, o.Outside, NoCapacity})
			continue
		}
		out.Opportunities = append(out.Opportunities, o)
	}
	slices.SortFunc(out.Opportunities, func(a, b Opportunity) int {
		return cmp.Or(b.Reachable.Cmp(a.Reachable), cmp.Compare(a.Category, b.Category))
	})
	slices.SortFunc(out.Gaps, func(a, b Gap) int {
		return cmp.Or(b.Outside.Cmp(a.Outside), cmp.Compare(a.Category, b.Category))
	})
	out.Opportunities = out.Opportunities[:min(len(out.Opportunities), maxOpportunities)]
	out.Gaps = out.Gaps[:min(len(out.Gaps), maxGaps)]
	out.LegalTable = in.legalTable(out.Opportunities)
	if in.Target.Valid {
		out.Plan = Reach(out.Opportunities, in.Target.Decimal, in.Measures.Confirmed.Dollars, in.Measures.Addressable.Dollars)
	}
	return out
}

// drawing is an Input made ready.
type drawing struct {
	Input
	rules    []rule
	ruled    string // the date on which rules are asked
	measured map[string]share.CategoryMeasure
}

// draft is an opportunity before capacities are shared out.
type draft struct {
	o    Opportunity
	able []Enterprise
}

// draft draws one category, or says why not.
func (d *drawing) draft(s share.OutsideSpend, c policy.Category) (f draft, reason string) {
	f.able = d.able(c.ID)
	if len(f.able) == 0 {
		if d.MRC == "" && d.offered(c.ID) {
			return f, MRCUnknown
		}
		return f, NoEnterprise
	}
	rungs, contract, sure := d.rungs(s.Contracts, c.Supply)
	facts := d.facts(s, c, f.able, rungs, contract)
	r, reason := d.rule(c, len(f.able), s.Dollars, facts)
	if reason != "" {
		return f, reason
	}
	f.o = Opportunity{
		Rule: r.ID, Category: c.ID, Supply: c.Supply, MRC: d.MRC,
		Outside: s.Dollars, Lines: s.Lines, Suppliers: s.Suppliers, Persons: s.Persons, Largest: s.Largest,
		Confirmed: d.measured[c.ID].Confirmed, Beat: s.Beat, Renewal: facts.Renewal,
		Potential: s.Dollars.Mul(r.percent).DivRound(decimal.NewFromInt(100), 2), ReachablePercent: r.percent,
		AbleTotal: len(f.able), AbleInside: facts.AbleInside,
		Contract: contract, BandsSure: sure,
		Effort: r.Effort, Title: r.Title, FirstStep: r.FirstStep,
	}
	if _, by := renewal(s); by != "" {
		f.o.RenewalBy = by
		f.o.Begin = (f.o.Renewal-1-r.LeadMonths+12)%12 + 1
	}
	f.o.Levers, f.o.Ladder = d.ladder(r.AdviceRule, c, f.able, rungs, contract)
	return f, ""
}

// finish shares capacity out; ok is false when none is left.
func (d *drawing) finish(f draft, left rooms) (o Opportunity, ok bool) {
	o = f.o
	o.Reachable, o.Room, o.Capacity = left.take(f.able, o.Potential)
	if !o.Reachable.IsPositive() {
		return o, false
	}
	// What is bought stays addressable wherever it is bought: only the numerator moves.
	m := &d.Measures
	o.Effect = share.Percent(o.Reachable, m.Addressable.Dollars)
	o.ShareAfter = share.Percent(m.Confirmed.Dollars.Add(o.Reachable), m.Addressable.Dollars)
	for i := range f.able[:min(len(f.able), maxAble)] {
		o.Able = append(o.Able, f.able[i].able(o.Reachable))
	}
	return o, true
}

// able lists the enterprises that offer a category and serve the buyer's MRC.
func (in *Input) able(category string) []Enterprise {
	var out []Enterprise
	for i := range in.Enterprises {
		if e := &in.Enterprises[i]; in.advisable(e, category) && e.serves(in.MRC) {
			out = append(out, *e)
		}
	}
	slices.SortFunc(out, func(a, b Enterprise) int {
		return cmp.Or(first(a.InTerritory, b.InTerritory), first(a.AlreadyPaid, b.AlreadyPaid), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (in *Input) offered(category string) bool {
	return slices.ContainsFunc(in.Enterprises, func(e Enterprise) bool { return in.advisable(&e, category) })
}

// advisable tells whether an enterprise may be named for a category at all.
func (in *Input) advisable(e *Enterprise, category string) bool {
	return !e.Apart && !e.Person && slices.Contains(e.Categories, category) && in.inForce(e.From, e.To)
}

// Offer counts, by category, the enterprises that offer it and serve the MRC on
// a date: what [share.Measure] asks for, by the same reading as [Draw]'s.
func Offer(enterprises []Enterprise, mrc, date string) map[string]int {
	in := Input{Enterprises: enterprises, MRC: mrc, Date: date}
	out := map[string]int{}
	for _, e := range enterprises {
		for _, c := range e.Categories {
			if _, done := out[c]; !done {
				out[c] = len(in.able(c))
			}
		}
	}
	return out
}

// serves tells whether the enterprise serves an MRC. One that says nothing of
// its territory is taken to serve the MRC where it stands, and no other.
func (e *Enterprise) serves(mrc string) bool {
	if len(e.Serves) == 0 {
		return policy.SameMRC(e.MRC, mrc)
	}
	return slices.ContainsFunc(e.Serves, func(s string) bool { return strings.TrimSpace(s) == "*" || policy.SameMRC(s, mrc) })
}

func (in *Input) inForce(from, to string) bool {
	return in.Date == "" || (from == "" || from <= in.Date) && (to == "" || in.Date <= to)
}

// first orders true before false.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
