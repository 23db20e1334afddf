package policy

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Facts are what the condition of an advice rule may speak of: the measures of
// one category, and nothing else. Dollars are whole dollars and percents whole
// percents, both rounded down, so that no condition rests on binary fractions.
type Facts struct {
	Category string `expr:"category"`
	Supply   string `expr:"supply"` // goods, services, works, mixed
	Residual bool   `expr:"residual"`
	Regime   string `expr:"regime"` // LCV, CM, LCOP, "" when unknown

	Outside   int `expr:"outside"`   // dollars bought outside the sector
	Lines     int `expr:"lines"`     // of them
	Suppliers int `expr:"suppliers"` // of them
	Largest   int `expr:"largest"`   // percent of outside that one supplier received

	// Contract is the size that holds most of the dollars: small, middle, large,
	// "" when unknown; the three amounts are the dollars of each size.
	Contract string `expr:"contract"`
	Small    int    `expr:"small"`
	Middle   int    `expr:"middle"`
	Large    int    `expr:"large"`

	Rhythm  string `expr:"rhythm"`  // monthly, seasonal, yearly, once, irregular, too_few
	Renewal int    `expr:"renewal"` // calendar month 1–12, 0 when unknown

	Able        int    `expr:"able"`         // enterprises that offer it and serve the MRC
	AbleInside  int    `expr:"able_inside"`  // of them, in the territory
	AlreadyPaid int    `expr:"already_paid"` // of them, paid by the buyer in the period
	Capacity    string `expr:"capacity"`     // enough, short, unknown

	Share         int `expr:"share"`          // confirmed percent of addressable spending
	CategoryShare int `expr:"category_share"` // confirmed percent of the category
}

// worded are the values a text fact may be compared with; the rest are free.
func worded(fact string) []string {
	switch fact {
	case "supply":
		return supplies
	case "regime":
		return append([]string{""}, regimes...)
	case "contract":
		return append([]string{""}, bands...)
	case "rhythm":
		return []string{"monthly", "seasonal", "yearly", "once", "irregular", "too_few"}
	case "capacity":
		return []string{"enough", "short", "unknown"}
	}
	return nil
}

// The bounds of a condition: what a person writes on a line or two.
const (
	maxCondition = 500
	maxNodes     = 100
)

// Condition is a compiled condition. The zero value always holds.
type Condition struct{ program *vm.Program }

// CompileCondition reads a condition such as
//
//	able >= 2 and outside >= 5000 and contract in ["small", "middle"]
//
// It may compare the facts with whole numbers and words, and join comparisons
// by and, or, not. Everything else of the expression language is refused: calls,
// loops, patterns, fractions. "" gives a condition that always holds.
func CompileCondition(src string) (Condition, error) {
	if strings.TrimSpace(src) == "" {
		return Condition{}, nil
	}
	if len(src) > maxCondition {
		return Condition{}, fmt.Errorf("condition of %d characters; %d at most", len(src), maxCondition)
	}
	guard := &conditionGuard{}
	program, err := expr.Compile(src, expr.Env(Facts{}), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes), expr.Optimize(false), expr.Patch(guard))
	if guard.err != nil {
		return Condition{}, fmt.Errorf("condition %q: %w", src, guard.err)
	}
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return Condition{}, fmt.Errorf("condition %q: %s; known facts are %s", src, first, strings.Join(factNames(), ", "))
	}
	return Condition{program}, nil
}

// Holds tells whether the condition holds of the facts.
func (c Condition) Holds(f Facts) (bool, error) {
	if c.program == nil {
		return true, nil
	}
	v, err := expr.Run(c.program, f)
	if err != nil {
		return false, fmt.Errorf("evaluate condition: %w", err)
	}
	b, ok := v.(bool)
	if !ok {
		return false, errors.New("condition does not give yes or no")
	}
	return b, nil
}

func factNames() []string {
	t := reflect.TypeFor[Facts]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("expr")
	}
	return names
}

// conditionGuard refuses every part of the language but the few that a
// condition needs, so that its evaluation is bounded by its length.
type conditionGuard struct{ err error }

var conditionOperators = map[string]bool{
	"and": true, "or": true, "&&": true, "||": true, "not": true, "!": true, "in": true,
	"==": true, "!=": true, "<": true, "<=": true, ">": true, ">=": true, "-": true,
}

// Visit looks at one node; the library calls it for each.
func (g *conditionGuard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BoolNode, *ast.IntegerNode, *ast.StringNode, *ast.IdentifierNode, *ast.ArrayNode, *ast.ConstantNode:
	case *ast.UnaryNode:
		g.operator(n.Operator)
	case *ast.BinaryNode:
		g.operator(n.Operator)
		g.words(n.Left, n.Right)
		g.words(n.Right, n.Left)
	default:
		g.fail("only comparisons of facts with whole numbers and words, joined by and, or, not, may stand in it")
	}
}

func (g *conditionGuard) fail(format string, args ...any) {
	if g.err == nil {
		g.err = fmt.Errorf(format, args...)
	}
}

func (g *conditionGuard) operator(op string) {
	if !conditionOperators[op] {
		g.fail("operator %q may not stand in it; known are %s", op, strings.Join(slices.Sorted(maps.Keys(conditionOperators)), " "))
	}
}

// words checks the words that a fact is compared with.
func (g *conditionGuard) words(fact, with ast.Node) {
	id, ok := fact.(*ast.IdentifierNode)
	if !ok {
		return
	}
	known := worded(id.Value)
	if known == nil {
		return
	}
	list := []ast.Node{with}
	if a, ok := with.(*ast.ArrayNode); ok {
		list = a.Nodes
	}
	for _, n := range list {
		if s, ok := n.(*ast.StringNode); ok && !slices.Contains(known, s.Value) {
			g.fail("%s is never %q; known values are %s", id.Value, s.Value, strings.Join(known, ", "))
		}
	}
}
