package diagnostic

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/review"
	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// decisionRule begins the rule of a line whose class a person decided; the
// decision's identifier follows.
const decisionRule = "decision:"

// recall applies what is remembered of a payee to the matcher's verdict.
func (c *assembly) recall(i int) {
	if c.memory.Len() == 0 {
		return
	}
	g := &c.groups[i]
	a := c.memory.About(review.Payee{
		NEQ: g.neq, BN: g.bn, Names: append([]string{g.name}, g.variants...), City: g.city, Namesake: c.shared[g.folded],
	})
	if a.Empty() {
		return
	}
	c.answers[i] = a
	before := c.verdicts[i].Candidates
	c.verdicts[i], c.decided[i] = a.Apply(c.verdicts[i], c.find, c.q.Params.PossibleAt)
	c.also[i] = hadPart(&a, before, c.decided[i])
	if r := c.verdicts[i].Reason; r == review.ReasonClash || r == review.ReasonNumber || len(a.Clash) > 0 && c.decided[i] == nil {
		c.blocked++
	}
}

// hadPart lists the decisions that changed a verdict beside the one that is
// named: those that contradict it, and those that ruled a candidate out.
func hadPart(a *review.Answer, before []match.Candidate, named *review.Decision) (also []string) {
	if named == nil {
		return nil
	}
	add := func(d *review.Decision) {
		if d.ID != named.ID && !slices.Contains(also, d.ID) {
			also = append(also, d.ID)
		}
	}
	for _, d := range a.Clash {
		add(d)
	}
	for at, d := range a.Not {
		if slices.ContainsFunc(before, func(c match.Candidate) bool { return c.ID == a.NotID[at] }) {
			add(d)
		}
	}
	slices.Sort(also)
	return also
}

// find gives the entry of a record and its name.
func (p *Prepared) find(id string) (entry int, called string, ok bool) {
	entry, ok = p.at[id]
	if !ok {
		return -1, "", false
	}
	return entry, p.edition.Entries[entry].Name, true
}

// reach is the most that an answer about an open or probable payee could make
// count. It differs from what its lines count for only when the candidates were
// recognised on different dates.
func (c *assembly) reach(i int) decimal.NullDecimal {
	list := c.verdicts[i].Candidates
	if st := c.standing[i]; st != share.Open && st != share.Probable || len(list) < 2 || !c.bounded(list) {
		return decimal.NullDecimal{}
	}
	most := decimal.Zero
	for k, cand := range list {
		e := &c.edition.Entries[cand.Entry]
		sum := decimal.Zero
		for _, li := range c.groups[i].lines {
			if k := c.kinds[c.classed[li].class]; k != policy.Grant && k != policy.SetAside && c.recognised(e, civil(c.lines[li].Date)) {
				sum = sum.Add(c.lines[li].Amount)
			}
		}
		if k == 0 && !sum.IsPositive() {
			return decimal.NullDecimal{} // a credit on the whole moves nothing: nobody is asked
		}
		most = decimal.Max(most, sum)
	}
	return decimal.NewNullDecimal(most)
}

// bounded tells whether the candidates were not all recognised on the same
// dates.
func (c *assembly) bounded(list []match.Candidate) bool {
	first := &c.edition.Entries[list[0].Entry]
	for _, cand := range list[1:] {
		if e := &c.edition.Entries[cand.Entry]; e.From != first.From || e.To != first.To {
			return true
		}
	}
	return false
}

// decidedOn is what a diagnostic says of a decision; who took one that others
// share is not this buyer's to know.
func (c *assembly) decidedOn(d *review.Decision) *Decided {
	if d == nil {
		return nil
	}
	out := &Decided{ID: d.ID, Verdict: string(d.Verdict), Enterprise: d.Enterprise, Author: d.Author, On: d.At.UTC().Format("2006-01-02")}
	if d.Kind == review.Class {
		out.Verdict = d.Class
	}
	if !c.memory.Own(d) {
		out.Author = ""
	}
	return out
}

// classDecision finds the decision behind the rule of a payee's class.
func (c *assembly) classDecision(i int, rule string) *Decided {
	id, ok := strings.CutPrefix(rule, decisionRule)
	if !ok {
		return nil
	}
	for _, li := range c.groups[i].lines {
		if d := c.answers[i].ClassOf(c.lines[li].Account); d != nil && d.ID == id {
			return c.decidedOn(d)
		}
	}
	return nil
}

// decisionsCard sums up the decisions that the run went by.
func (c *assembly) decisionsCard() DecisionsCard {
	card := DecisionsCard{Digest: c.memory.Digest(), Count: c.memory.Len(), Blocked: c.blocked}
	for i := range c.d.Suppliers {
		if s := &c.d.Suppliers[i]; s.Decision != nil || s.ClassDecision != nil {
			card.Applied++
		}
	}
	return card
}

// warnDecisions tells the decisions that contradict each other or a number.
// Those of other buyers are told only when this ledger knows the payee: a shared
// decision must not name whom somebody else buys from.
func (c *assembly) warnDecisions() {
	var list []review.Conflict
	var here map[string]bool
	for _, x := range c.memory.Conflicts() {
		if c.memory.Own(x.New) || x.With != nil && c.memory.Own(x.With) {
			list = append(list, x)
			continue
		}
		if here == nil {
			here = c.payees()
		}
		if c.knows(here, x.New) && (x.With == nil || c.knows(here, x.With)) {
			list = append(list, x)
		}
	}
	for i := range list {
		if i == maxListed {
			c.d.Warnings = append(c.d.Warnings, message.NewFault("review.more_conflicts", message.Place{}, "n", strconv.Itoa(len(list)-maxListed)))
			break
		}
		c.d.Warnings = append(c.d.Warnings, list[i].Fault())
	}
	if c.blocked > 0 {
		c.d.Warnings = append(c.d.Warnings, message.NewFault("review.blocked", message.Place{}, "n", strconv.Itoa(c.blocked)))
	}
}

// payees are the folded spellings of this ledger's payees.
func (c *assembly) payees() map[string]bool {
	here := map[string]bool{}
	for i := range c.groups {
		here[c.groups[i].folded] = true
		for _, v := range c.groups[i].variants {
			here[name.Fold(v)] = true
		}
	}
	return here
}

func (c *assembly) knows(here map[string]bool, d *review.Decision) bool {
	return slices.ContainsFunc(d.Subject.Names, func(n string) bool { return here[name.Fold(n)] })
}

// Rules names the versions behind the evidence that a decision is taken on.
func (p *Prepared) Rules() string {
	return fmt.Sprintf("policy %s; matcher %s; names %s", p.q.Policy.Version, p.q.Params.Version, name.FoldVersion)
}

// AppliedDecisions lists the decisions that changed something here, by
// identifier: a match, a class, or the class of the lines of one account.
func (d *Diagnostic) AppliedDecisions() []string {
	met := map[string]bool{}
	for i := range d.Suppliers {
		for _, x := range []*Decided{d.Suppliers[i].Decision, d.Suppliers[i].ClassDecision} {
			if x == nil {
				continue
			}
			met[x.ID] = true
			for _, id := range x.Also {
				met[id] = true
			}
		}
	}
	for i := range d.Lines {
		if id, ok := strings.CutPrefix(d.Lines[i].Rule, decisionRule); ok {
			met[id] = true
		}
	}
	return slices.Sorted(maps.Keys(met))
}

// DecidedBy lists the suppliers whose match or class a decision settled: what a
// reversal of it touches.
func (d *Diagnostic) DecidedBy(decision string) []int {
	var out []int
	for i := range d.Suppliers {
		s := &d.Suppliers[i]
		if s.Decision != nil && s.Decision.ID == decision || s.ClassDecision != nil && s.ClassDecision.ID == decision {
			out = append(out, i)
		}
	}
	return out
}
