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
	// InTerritory: it stands in the Pôle's territory. AlreadyPaid: the buyer
	// bought from it in the period. Apart: a switch of the Pôle keeps it out of
	// the headline share; it is then never advised.
	InTerritory bool
	AlreadyPaid bool
	Apart       bool
}

// Input is what advice is drawn from.
type Input struct {
	Measures    share.Measures
	Policy      *policy.Policy
	Enterprises []Enterprise
	MRC         string // of the buyer, "" when unknown
	Regime      string // of its contracts: LCV, CM, LCOP, "" when unknown
	// Date is the civil date advice is given for: the last day of the period.
	// Rules, levers and enterprises not in force on it are left aside. "" = all.
	Date string
}

// How much is told: a page of opportunities, a list of gaps, names on a line.
const (
	maxOpportunities = 12
	maxGaps          = 15
	maxAble          = 10
)

// The reasons of a [Gap]; the catalogue words them under "advice.gap.".
const (
	NoEnterprise  = "no_enterprise"
	BelowMinimum  = "below_minimum"
	NotClassified = "not_classified"
	NoRule        = "no_rule"
	MRCUnknown    = "mrc_unknown"
)

// Draw gives the opportunities and the gaps.
//
// Each category with money spent outside the sector is one or the other: an
// opportunity when at least one enterprise offers it and serves the buyer's MRC
// and a rule of the policy fits, else a gap with its reason.
//
// Opportunities come by reachable dollars, largest first, then by category;
// gaps by outside dollars, largest first, then by category. Able enterprises
// come those of the territory first, then those already paid, then by name.
// Grants are not purchases and appear nowhere here.
//
// A rule whose decimals do not parse, which a loaded policy never holds, is
// passed over.
func Draw(in Input) Advice {
	out := Advice{Opportunities: []Opportunity{}, Gaps: []Gap{}, Regime: in.Regime}
	categories := map[string]policy.Category{}
	for _, c := range in.Policy.Categories {
		categories[c.ID] = c
	}
	for _, m := range in.Measures.Categories {
		if !m.Outside.IsPositive() {
			continue
		}
		c, known := categories[m.Category]
		if !known {
			out.Gaps = append(out.Gaps, Gap{m.Category, m.Outside, NotClassified})
			continue
		}
		o, reason := in.opportunity(m, c)
		if reason != "" {
			out.Gaps = append(out.Gaps, Gap{m.Category, m.Outside, reason})
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
	return out
}

// opportunity draws one category, or says why not.
func (in *Input) opportunity(m share.CategoryMeasure, c policy.Category) (o Opportunity, reason string) {
	able := in.able(c.ID)
	if len(able) == 0 {
		if in.MRC == "" && in.offered(c.ID) {
			return o, MRCUnknown
		}
		return o, NoEnterprise
	}
	rule, percent, reason := in.rule(c, len(able), m.Outside)
	if reason != "" {
		return o, reason
	}
	o = Opportunity{
		Rule: rule.ID, Category: c.ID, Supply: c.Supply,
		Outside: m.Outside, Lines: m.Lines, Suppliers: m.Suppliers,
		Reachable: m.Outside.Mul(percent).DivRound(decimal.NewFromInt(100), 2), ReachablePercent: percent,
		AbleTotal: len(able), Levers: in.levers(rule, c, able), Title: rule.Title, FirstStep: rule.FirstStep,
	}
	// What is bought stays addressable wherever it is bought: only the numerator moves.
	o.Effect = share.Percent(o.Reachable, in.Measures.Addressable.Dollars)
	for _, e := range able[:min(len(able), maxAble)] {
		o.Able = append(o.Able, Able{ID: e.ID, Name: e.Name, City: e.City, Family: e.Family, InTerritory: e.InTerritory, AlreadyPaid: e.AlreadyPaid})
	}
	return o, ""
}

// rule finds the first rule, by priority then file order, that fits the supply
// and the number of able enterprises, and its percent. If only the amount is
// too small, the reason says so.
func (in *Input) rule(c policy.Category, able int, outside decimal.Decimal) (*policy.AdviceRule, decimal.Decimal, string) {
	rules := slices.Clone(in.Policy.Advice)
	slices.SortStableFunc(rules, func(a, b policy.AdviceRule) int { return a.Priority - b.Priority })
	reason := NoRule
	for i := range rules {
		r := &rules[i]
		if !in.inForce(r.From, "") || !slices.Contains(r.Supply, c.Supply) || able < r.MinAble || r.MaxAble > 0 && able > r.MaxAble {
			continue
		}
		least, err := decimal.NewFromString(r.MinDollars)
		percent, err2 := decimal.NewFromString(r.ShareOfSpend)
		if err != nil || err2 != nil {
			continue
		}
		if outside.LessThan(least) {
			reason = BelowMinimum
			continue
		}
		return r, percent, ""
	}
	return nil, decimal.Zero, reason
}

// able lists the enterprises that offer a category and serve the buyer's MRC.
func (in *Input) able(category string) []Enterprise {
	var out []Enterprise
	for _, e := range in.Enterprises {
		if !e.Apart && slices.Contains(e.Categories, category) && in.inForce(e.From, e.To) && e.serves(in.MRC) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Enterprise) int {
		return cmp.Or(first(a.InTerritory, b.InTerritory), first(a.AlreadyPaid, b.AlreadyPaid), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (in *Input) offered(category string) bool {
	return slices.ContainsFunc(in.Enterprises, func(e Enterprise) bool {
		return !e.Apart && slices.Contains(e.Categories, category) && in.inForce(e.From, e.To)
	})
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
