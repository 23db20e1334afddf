package share

import (
	"fmt"
	"strings"

	"jachete/templates/policy"
)

// Source says what a category rests on.
type Source string

// The sources, in the order in which they are asked.
const (
	FromAccount  Source = "account"
	FromActivity Source = "activity"
	FromKeyword  Source = "keyword"
)

// Confidence is how far a category can be trusted: it is not a probability.
type Confidence string

// High: a full object code, the only activity of the enterprise, or a phrase of
// several words. Fair: a one- or two-digit object prefix, or an activity that the
// description picks among several. Low: one word, or the first of several
// activities.
const (
	High Confidence = "high"
	Fair Confidence = "fair"
	Low  Confidence = "low"
)

// CategoryInput is a line as the categories see it.
type CategoryInput struct {
	Account    string   // as written in the ledger
	Activities []string // category identifiers of the enterprise the supplier was matched to
	FoldedText string   // description, name.Fold
	// FoldedAccount is the account's title, name.Fold, where a ledger writes words
	// instead of a code ("Fournitures de bureau"): read as keywords after the text.
	FoldedAccount string
	FoldedName    string // supplier's name, name.Fold: read last, as keywords
}

// Categorised is the category of a line; all empty when nothing says it.
type Categorised struct {
	Category   string
	By         Source
	Confidence Confidence
}

// Categoriser puts lines into categories. It is safe for concurrent use.
type Categoriser struct {
	accounts map[string]string   // object prefix → category
	known    map[string]bool     // category identifiers
	phrases  map[string][]phrase // by first word
}

type phrase struct {
	words    []string
	length   int // in bytes
	category string
	rank     int // order in the policy
}

// NewCategoriser indexes the categories of p.
func NewCategoriser(p *policy.Policy) (*Categoriser, error) {
	c := &Categoriser{accounts: map[string]string{}, known: map[string]bool{}, phrases: map[string][]phrase{}}
	rank := 0
	for _, k := range p.Categories {
		c.known[k.ID] = true
		for _, a := range k.Accounts {
			if other, twice := c.accounts[a]; twice {
				return nil, fmt.Errorf("account %s is that of %s and of %s", a, other, k.ID)
			}
			c.accounts[a] = k.ID
		}
		for _, w := range k.Keywords {
			words := singulars(w)
			if len(words) == 0 {
				continue
			}
			rank++
			c.phrases[words[0]] = append(c.phrases[words[0]], phrase{words, len(w), k.ID, rank})
		}
	}
	return c, nil
}

// Category gives the category of a line: by its account's object code, else by
// the activities of the enterprise, else by the words of the description, else
// by those of the account's title, else by those of the supplier's name.
func (c *Categoriser) Category(in CategoryInput) Categorised {
	if object, ok := ObjectCode(in.Account); ok {
		for n := len(object); n > 0; n-- {
			if id, ok := c.accounts[object[:n]]; ok {
				sure := Fair
				if n == len(object) {
					sure = High
				}
				return Categorised{id, FromAccount, sure}
			}
		}
	}
	word := c.keyword(in.FoldedText)
	if word.Category == "" {
		word = c.keyword(in.FoldedAccount)
		if word.Category != "" { // a title may be that of the service that spends
			word.Confidence = Low
		}
	}
	var first string
	count := 0
	for _, a := range in.Activities {
		if !c.known[a] {
			continue
		}
		if a == word.Category {
			return Categorised{a, FromActivity, Fair}
		}
		if count == 0 {
			first = a
		}
		count++
	}
	switch {
	case count == 1:
		return Categorised{first, FromActivity, High}
	case count > 1:
		return Categorised{first, FromActivity, Low}
	case word.Category != "":
		return word
	}
	word = c.keyword(in.FoldedName)
	if word.Category != "" {
		word.Confidence = Low
	}
	return word
}

// keyword finds the longest phrase of the text: most words, then most letters,
// then the policy's order.
func (c *Categoriser) keyword(folded string) Categorised {
	words := singulars(folded)
	var best phrase
	for i, w := range words {
		for _, p := range c.phrases[w] {
			if len(p.words) > len(words)-i || !equal(p.words, words[i:i+len(p.words)]) {
				continue
			}
			if best.category == "" || better(p, best) {
				best = p
			}
		}
	}
	switch {
	case best.category == "":
		return Categorised{}
	case len(best.words) > 1:
		return Categorised{best.category, FromKeyword, High}
	}
	return Categorised{best.category, FromKeyword, Low}
}

func better(a, b phrase) bool {
	if len(a.words) != len(b.words) {
		return len(a.words) > len(b.words)
	}
	if a.length != b.length {
		return a.length > b.length
	}
	return a.rank < b.rank
}

// maxWords bounds how much of an uploaded text is read.
const maxWords = 200

// singulars splits a folded text and takes the plural mark off words of four
// letters and more, on both sides of a comparison alike.
func singulars(folded string) []string {
	words := strings.Fields(folded)
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	for i, w := range words {
		if len(w) > 3 && (w[len(w)-1] == 's' || w[len(w)-1] == 'x') {
			words[i] = w[:len(w)-1]
		}
	}
	return words
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
