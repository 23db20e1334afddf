package diagnostic

import (
	"jachete/diagnostic/registry"
	"jachete/diagnostic/review"
	"jachete/scoring/match"
)

// Catalogue is the registry that suppliers were matched with, to look things up
// in; it holds nothing of the ledger.
type Catalogue struct {
	edition *registry.Edition
	at      map[string]int // identifier of an enterprise → entry
	index   *match.Index
}

// Catalogue gives the registry of what was prepared.
func (p *Prepared) Catalogue() *Catalogue {
	return &Catalogue{edition: p.edition, at: p.at, index: p.index}
}

// Record is what the registry says of an enterprise.
func (c *Catalogue) Record(id string) (review.Record, bool) {
	i, ok := c.at[id]
	if !ok {
		return review.Record{}, false
	}
	e := &c.edition.Entries[i]
	return review.Record{
		ID: e.ID, Name: e.Name, OtherNames: e.OtherNames, NEQ: e.NEQ, BN: e.BN, City: e.City, MRC: e.MRC, From: e.From, To: e.To,
	}, true
}

// Search lists the n enterprises of the registry whose names are nearest to a
// text, best first.
func (c *Catalogue) Search(text string, n int) []match.Candidate {
	return c.index.Nearest(match.Supplier{Name: text}, n)
}

// Record is what the registry says of an enterprise.
func (p *Prepared) Record(id string) (review.Record, bool) { return p.Catalogue().Record(id) }

// Search lists the n enterprises of the registry whose names are nearest to a
// text, best first.
func (p *Prepared) Search(text string, n int) []match.Candidate {
	return p.Catalogue().Search(text, n)
}

// Lines is how many lines of ledgers are held in memory.
func (p *Prepared) Lines() int { return p.book.Lines.Len() }
