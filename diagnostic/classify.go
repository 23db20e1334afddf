package diagnostic

import (
	"fmt"
	"strings"
	"unicode"

	"jachete/diagnostic/registry"
	"jachete/scoring/name"
	"jachete/scoring/share"
)

// classed is what a line was found to be.
type classed struct {
	class, rule    string
	category, from string
	sure           string // how far the category can be trusted
	recognised     bool
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
