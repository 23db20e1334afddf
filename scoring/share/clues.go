package share

import (
	"fmt"
	"strings"

	"jachete/templates/policy"
)

// Clues finds the words of a text that the rules of a policy go by. A text that
// may not be kept whole, because it tells of a natural person, is kept as its
// clues: its class and category stay what they were. It is safe for concurrent
// use.
type Clues struct {
	texts      patterns
	categories *Categoriser
}

// mostClue bounds, in words, what one pattern may keep: one that takes whole
// sentences would keep what is to be hidden.
const mostClue = 8

// hidden stands for words that are not kept, so that others do not seem to stand
// side by side or first.
const hidden = "x"

// NewClues compiles what the rules and the categories of p look for in texts.
func NewClues(p *policy.Policy) (*Clues, error) {
	c := &Clues{}
	for i := range p.Rules {
		for _, list := range [][]string{p.Rules[i].Texts, p.Rules[i].NotTexts} {
			compiled, err := compile(list)
			if err != nil {
				return nil, fmt.Errorf("rule %s: %w", p.Rules[i].ID, err)
			}
			c.texts = append(c.texts, compiled...)
		}
	}
	var err error
	c.categories, err = NewCategoriser(p)
	return c, err
}

// Of gives a folded text with every word hidden that no rule asks about: "x
// remboursement de taxes x"; "" when no word is left.
func (c *Clues) Of(folded string) string {
	words := strings.Fields(folded)
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	text := strings.Join(words, " ")
	keep := make([]bool, len(words))
	for i := range c.texts {
		if !c.texts[i].may(text) {
			continue
		}
		for _, at := range c.texts[i].re.FindAllStringIndex(text, -1) {
			from := strings.Count(text[:at[0]], " ")
			to := from + strings.Count(text[at[0]:at[1]], " ")
			for k := from; k <= to && k < len(words) && to-from < mostClue; k++ {
				keep[k] = true
			}
		}
	}
	single := singulars(text)
	for i, w := range single {
		for _, p := range c.categories.phrases[w] {
			if len(p.words) > len(single)-i || !equal(p.words, single[i:i+len(p.words)]) {
				continue
			}
			for k := range p.words {
				keep[i+k] = true
			}
		}
	}
	var out []string
	any := false
	for i, w := range words {
		switch {
		case keep[i]:
			out, any = append(out, w), true
		case len(out) == 0 || out[len(out)-1] != hidden:
			out = append(out, hidden)
		}
	}
	if !any {
		return ""
	}
	return strings.Join(out, " ")
}
