package diagnostic

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"jachete/diagnostic/advice"
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
