package diagnostic

import (
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/review"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
)

// Questions are what a person could settle in a diagnostic that was not
// abridged: which enterprise a payee is, and what class its money is. Natural
// persons are never asked about.
func Questions(d *Diagnostic, p *policy.Policy, t *name.Tables) *review.Queue {
	doubts := newDoubter(d, p, t)
	var items []review.Item
	for i := range d.Suppliers {
		s := &d.Suppliers[i]
		if s.Masked {
			continue
		}
		it := review.Item{
			Supplier: i, Key: s.Key, Standing: s.Standing, Verdict: s.Verdict, Class: s.Class,
			Subject: review.Subject{NEQ: s.NEQ, BN: s.BN, Names: append([]string{s.Name}, s.Variants...), City: s.City},
			Hinges:  s.Hinges(), IfYes: s.Counted, Dollars: s.Dollars, Addressable: s.Addressable, Lines: s.Lines,
			LookedAt: s.Decision != nil && s.Decision.Verdict == string(review.Unsure),
		}
		it.Doubt, it.Doubtful = doubts.of(i)
		if it.Hinges.Sign() > 0 || it.Doubt != "" {
			it.Samples = doubts.samples(i)
			items = append(items, it)
		}
	}
	return review.NewQueue(items, &d.Measures, t)
}

// Questions are those of a diagnostic made from p.
func (p *Prepared) Questions(d *Diagnostic) *review.Queue {
	return Questions(d, p.q.Policy, p.q.Params.Tables)
}

// help are the folded words of a description by which help, not a purchase,
// may be meant.
var help = regexp.MustCompile(`\b(subventions?|commandites?|dons?|contributions?|aide financiere|soutien|grants?|donations?|sponsorship)\b`)

// What makes payments look like help: few lines, all in round sums.
const (
	roundOf    = 100 // dollars
	roundLines = 6
	roundLeast = 500 // dollars, each line
)

// doubter finds suppliers whose class is worth a look.
type doubter struct {
	d      *Diagnostic
	tables *name.Tables
	kinds  map[string]policy.Kind
	named  map[string]bool // rules that look at the supplier's name
	shapes []*regexp.Regexp
	lines  [][]int         // of each supplier
	help   map[string]bool // descriptions met: help may be meant
}

func newDoubter(d *Diagnostic, p *policy.Policy, t *name.Tables) *doubter {
	x := &doubter{d: d, tables: t, kinds: map[string]policy.Kind{}, named: map[string]bool{}, lines: make([][]int, len(d.Suppliers)), help: map[string]bool{}}
	for _, c := range p.Classes {
		x.kinds[c.ID] = c.Kind
	}
	for _, r := range p.Rules {
		x.named[r.ID] = len(r.Names) > 0
		if x.kinds[r.Class] != policy.Grant {
			continue
		}
		for _, n := range r.Names {
			if re, err := regexp.Compile(n); err == nil { // a policy that was loaded has been checked
				x.shapes = append(x.shapes, re)
			}
		}
	}
	for i := range d.Lines {
		s := d.Lines[i].Supplier
		x.lines[s] = append(x.lines[s], i)
	}
	return x
}

// of tells why the class of a supplier is doubtful, and of how many dollars.
func (x *doubter) of(i int) (string, decimal.Decimal) {
	s := &x.d.Suppliers[i]
	if s.ClassDecision != nil {
		return "", decimal.Zero
	}
	known := s.Standing == share.Confirmed || s.Standing == share.Probable
	aside := decimal.Zero
	unruled, spoken := decimal.Zero, decimal.Zero
	round, unclear, n := true, true, 0
	npo := x.nonprofit(s.Name)
	least := decimal.NewFromInt(roundLeast)
	for _, li := range x.lines[i] {
		l := &x.d.Lines[li]
		switch k := x.kinds[l.Class]; {
		case k == policy.SetAside || k == policy.Grant:
			if known && k == policy.SetAside && l.Rule != "" && !x.named[l.Rule] {
				aside = aside.Add(l.Amount)
			}
		case l.Rule == "":
			n++
			unclear = unclear && l.Category == "" // what was bought is not known either
			unruled = unruled.Add(l.Amount)
			if x.helps(l.Description) {
				spoken = spoken.Add(l.Amount)
			}
			round = round && l.Amount.GreaterThanOrEqual(least) && l.Amount.Mod(decimal.NewFromInt(roundOf)).IsZero()
		}
	}
	switch {
	case aside.IsPositive():
		return review.DoubtAside, aside
	case n == 0 || !known && s.Standing != share.Open && !npo:
	case spoken.IsPositive():
		return review.DoubtSupport, spoken
	case round && n <= roundLines && unruled.IsPositive() && (npo || unclear):
		return review.DoubtGrant, unruled
	}
	return "", decimal.Zero
}

// helps tells whether a description may mean help; descriptions come again.
func (x *doubter) helps(description string) bool {
	yes, met := x.help[description]
	if !met {
		yes = help.MatchString(name.Fold(description))
		x.help[description] = yes
	}
	return yes
}

// mostSamples is how many descriptions a card shows.
const mostSamples = 3

// samples are the first different descriptions of a supplier's lines.
func (x *doubter) samples(i int) []string {
	var out []string
	for _, li := range x.lines[i] {
		if s := x.d.Lines[li].Description; s != "" && !slices.Contains(out, s) {
			if out = append(out, s); len(out) == mostSamples {
				break
			}
		}
	}
	return out
}

// nonprofit tells whether a name is shaped as that of a non-profit.
func (x *doubter) nonprofit(s string) bool {
	if x.tables.Read(s).Family == "npo" {
		return true
	}
	folded := name.Fold(s)
	for _, re := range x.shapes {
		if re.MatchString(folded) {
			return true
		}
	}
	return false
}
