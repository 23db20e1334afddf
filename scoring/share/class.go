package share

import (
	"fmt"
	"slices"
	"strings"

	"jachete/templates/policy"
)

// Signal is what made a rule fire.
type Signal string

// The signals, from the strongest. No signal: no rule fired.
const (
	ByName    Signal = "name"
	ByAccount Signal = "account"
	ByText    Signal = "text"
	ByPerson  Signal = "person"
)

// Classed is the class of a line, the rule that gave it ("" for the default
// class) and what it rests on. A class by account or text alone on a supplier
// that the registry knows is worth showing to a person.
type Classed struct {
	Class string
	Rule  string
	By    Signal
}

// ClassInput is a line as the rules see it.
type ClassInput struct {
	FoldedName string // supplier's name, name.Fold
	Account    string // as written in the ledger
	FoldedText string // description, name.Fold
	Person     bool   // the supplier is a natural person by its name
	Date       string // "2024-03-05", "" when unknown
}

// Classifier puts lines into classes by the rules of a policy. It is safe for
// concurrent use.
type Classifier struct {
	rules []classRule // by priority, then file order
}

type classRule struct {
	policy.Rule
	names, notNames, texts, notTexts patterns
}

// NewClassifier compiles the rules of p.
func NewClassifier(p *policy.Policy) (*Classifier, error) {
	c := &Classifier{}
	for _, r := range p.Rules {
		k := classRule{Rule: r}
		for _, f := range []struct {
			into *patterns
			from []string
		}{{&k.names, r.Names}, {&k.notNames, r.NotNames}, {&k.texts, r.Texts}, {&k.notTexts, r.NotTexts}} {
			list, err := compile(f.from)
			if err != nil {
				return nil, fmt.Errorf("rule %s: %w", r.ID, err)
			}
			*f.into = list
		}
		c.rules = append(c.rules, k)
	}
	slices.SortStableFunc(c.rules, func(a, b classRule) int { return a.Priority - b.Priority })
	return c, nil
}

// Class gives the class of one line. Many lines of one supplier are classed
// faster through [Classifier.Payee].
func (c *Classifier) Class(in ClassInput) Classed {
	return c.Payee(in.FoldedName, in.Person).Class(in.Account, in.FoldedText, in.Date)
}

// Payee is a supplier whose name was tried against every rule once. It is safe
// for concurrent use.
type Payee struct {
	c      *Classifier
	person bool
	named  []nameHit // parallel to the rules
}

type nameHit struct{ hit, veto bool }

// Payee tries a supplier's folded name against every rule.
func (c *Classifier) Payee(foldedName string, person bool) *Payee {
	p := &Payee{c: c, person: person, named: make([]nameHit, len(c.rules))}
	for i := range c.rules {
		r := &c.rules[i]
		p.named[i] = nameHit{
			hit:  r.names.match(foldedName),
			veto: r.notNames.match(foldedName),
		}
	}
	return p
}

// Class gives the class of one line of the payee.
func (p *Payee) Class(account, foldedText, date string) Classed {
	object, coded := ObjectCode(account)
	for i := range p.c.rules {
		r := &p.c.rules[i]
		if date != "" && (date < r.From || r.To != "" && date > r.To) || date == "" && r.To != "" {
			continue
		}
		by, fires := p.fires(r, p.named[i], object, coded)
		if !fires || r.Person && !p.person {
			continue
		}
		if r.texts != nil {
			if !r.texts.match(foldedText) {
				continue
			}
			if by == "" {
				by = ByText
			}
		}
		if r.notTexts.match(foldedText) {
			continue
		}
		if by == "" {
			by = ByPerson
		}
		return Classed{Class: r.Class, Rule: r.ID, By: by}
	}
	return Classed{Class: policy.DefaultClass}
}

// fires tries the name and the account; by is "" when the rule asks for neither.
func (p *Payee) fires(r *classRule, n nameHit, object string, coded bool) (by Signal, ok bool) {
	if n.veto || coded && hasPrefix(object, r.NotAccounts) {
		return "", false
	}
	account := coded && hasPrefix(object, r.Accounts)
	switch {
	case len(r.Names) == 0 && len(r.Accounts) == 0:
		return "", true
	case r.Confirm:
		return ByName, n.hit && (account || !coded)
	case n.hit:
		return ByName, true
	case account:
		return ByAccount, true
	}
	return "", false
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
