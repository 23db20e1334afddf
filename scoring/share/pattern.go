package share

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// patterns is a list of regular expressions, each with the literals of which a
// text must hold at least one to match. Most names hold none, and looking for a
// literal costs a hundredth of running the expression.
type patterns []pattern

type pattern struct {
	re    *regexp.Regexp
	needs []string // nil: any text may match
}

func compile(list []string) (patterns, error) {
	var out patterns
	for _, s := range list {
		re, err := regexp.Compile(s)
		if err != nil {
			return nil, fmt.Errorf("compile pattern: %w", err)
		}
		tree, err := syntax.Parse(s, syntax.Perl)
		if err != nil {
			return nil, fmt.Errorf("parse pattern: %w", err)
		}
		out = append(out, pattern{re, needs(tree)})
	}
	return out, nil
}

func (p patterns) match(s string) bool {
	for i := range p {
		if p[i].may(s) && p[i].re.MatchString(s) {
			return true
		}
	}
	return false
}

func (p *pattern) may(s string) bool {
	if p.needs == nil {
		return true
	}
	for _, n := range p.needs {
		if strings.Contains(s, n) {
			return true
		}
	}
	return false
}

// maxNeeds bounds the literals of one pattern; beyond it the expression is run.
const maxNeeds = 40

// needs gives literals of which every match holds at least one, nil when the
// expression promises none.
func needs(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil
		}
		return []string{string(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needs(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if n := needs(sub); n != nil && (best == nil || shortest(n) > shortest(best)) {
				best = n
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			n := needs(sub)
			if n == nil || len(all)+len(n) > maxNeeds {
				return nil
			}
			all = append(all, n...)
		}
		return all
	}
	return nil
}

// shortest is how telling a set of literals is: that of its weakest member.
func shortest(list []string) int {
	n := len(list[0])
	for _, s := range list[1:] {
		n = min(n, len(s))
	}
	return n
}
