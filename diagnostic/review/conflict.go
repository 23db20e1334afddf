package review

import (
	"fmt"
	"slices"
	"strings"

	"jachete/scoring/name"
	"jachete/templates/message"
)

// The reasons why two decisions cannot both hold.
const (
	TwoEnterprises = "two_enterprises" // one payee, two enterprises
	SameAndNot     = "same_and_not"    // it is and it is not the enterprise
	SameAndNone    = "same_and_none"   // an enterprise of the registry, and none
	NoneAndPropose = "none_and_propose"
	TwoClasses     = "two_classes"
	ByIdentifier   = "identifier" // a number proves otherwise
)

// Conflict is why a decision is refused, or why two in force do not apply.
type Conflict struct {
	Reason string    // of the list above
	With   *Decision // the decision in force, nil for [ByIdentifier]
	New    *Decision
	// Number and Holder say, for [ByIdentifier], what proves otherwise.
	Number, Holder string
}

// Fault puts a conflict into words: the fault review.conflict.REASON.
func (c *Conflict) Fault() *message.Fault {
	args := []string{"payee", spelling(c.New), "enterprise", enterpriseOf(c.New), "class", c.New.Class, "verdict", string(c.New.Verdict)}
	if c.With != nil {
		args = append(args, "with", spelling(c.With), "other", enterpriseOf(c.With), "other_class", c.With.Class,
			"id", c.With.ID, "on", c.With.At.Format("2006-01-02"))
	} else {
		args = append(args, "number", c.Number, "other", c.Holder)
	}
	return message.NewFault("review.conflict."+c.Reason, message.Place{}, args...)
}

func spelling(d *Decision) string {
	if len(d.Subject.Names) > 0 {
		return d.Subject.Names[0]
	}
	return d.Subject.NEQ + d.Subject.BN
}

func enterpriseOf(d *Decision) string {
	if d.EnterpriseName != "" {
		return d.EnterpriseName
	}
	return d.Enterprise
}

// World is what a decision is checked against besides the other decisions.
// Every part may be left out.
type World struct {
	Redirects map[string]string // record → the one it was merged into
	Tables    *name.Tables
	// Identifiers gives the numbers of a record.
	Identifiers func(enterprise string) (neq, bn string)
	// Holder gives the record that bears a number, and its name.
	Holder func(neq, bn string) (enterprise, name string)
}

// Check tells why a new decision cannot stand beside those in force, nil when
// it can. The buyer's own decisions must agree with each other; a decision for
// all buyers must agree with the others for all buyers too. A contradiction
// reached through other spellings or a number that two decisions share counts.
// Reverse the other decision first to change an answer.
func Check(decisions []Decision, d Decision, w World) *Conflict {
	list := CheckAll(decisions, []Decision{d}, w)
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

// CheckAll checks many decisions at once, against those in force and against
// each other: all that cannot stand, in order.
func CheckAll(decisions, added []Decision, w World) []Conflict {
	var out []Conflict
	fresh := map[*Decision]bool{}
	var news []*Decision
	for i := range added {
		d := &added[i]
		if !d.InForce() {
			continue
		}
		if c := w.proof(d); c != nil {
			out = append(out, *c)
		}
		fresh[d] = true
		news = append(news, d)
	}
	r := newReader(w.Tables)
	seen := map[[2]*Decision]bool{}
	report := func(list []*Decision, buyer string) {
		for _, c := range find(list, buyer, w.Redirects, r) {
			if !fresh[c.New] && fresh[c.With] {
				c.New, c.With = c.With, c.New
			}
			// Decisions in force that only now meet are told by one that joins them.
			if !fresh[c.New] && !fresh[c.With] {
				continue
			}
			if pair := [2]*Decision{c.With, c.New}; !seen[pair] {
				seen[pair] = true
				out = append(out, c)
			}
		}
	}
	views := map[string]bool{} // buyers whose own decisions grow
	for _, d := range news {
		if !views[d.Buyer] {
			views[d.Buyer] = true
			report(gather(decisions, news, func(o *Decision) bool { return o.Buyer == d.Buyer }), d.Buyer)
			out = append(out, w.joined(decisions, news, d.Buyer, r)...)
		}
	}
	if slices.ContainsFunc(news, func(d *Decision) bool { return d.Scope == AllBuyers }) {
		report(gather(decisions, news, func(o *Decision) bool { return o.Scope == AllBuyers }), "")
	}
	return out
}

// gather lists the decisions in force that a view holds, the new ones last.
func gather(decisions []Decision, news []*Decision, in func(*Decision) bool) []*Decision {
	var list []*Decision
	for i := range decisions {
		if d := &decisions[i]; d.InForce() && in(d) {
			list = append(list, d)
		}
	}
	for _, d := range news {
		if in(d) {
			list = append(list, d)
		}
	}
	return list
}

// joined finds decisions in force that agree with each other only as long as
// a new one does not make one payee of their two.
func (w *World) joined(decisions []Decision, news []*Decision, buyer string, r *reader) []Conflict {
	own := func(o *Decision) bool { return o.Buyer == buyer }
	before := map[[2]*Decision]bool{}
	for _, c := range find(gather(decisions, nil, own), buyer, w.Redirects, r) {
		before[[2]*Decision{c.With, c.New}] = true
	}
	fresh := map[*Decision]bool{}
	for _, d := range news {
		fresh[d] = true
	}
	all := gather(decisions, news, own)
	var out []Conflict
	group := clusters(all, r)
	for _, c := range find(all, buyer, w.Redirects, r) {
		if fresh[c.New] || fresh[c.With] || before[[2]*Decision{c.With, c.New}] {
			continue
		}
		for _, d := range news {
			if own(d) && group[d] == group[c.New] {
				c.New = d
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// proof tells whether a number proves a decision wrong.
func (w *World) proof(d *Decision) *Conflict {
	if d.Kind != Match || d.Verdict == Unsure || d.Verdict == Propose && d.Enterprise == "" {
		return nil
	}
	id := d.Subject.identity()
	if !id.known() {
		return nil
	}
	it := follow(w.Redirects, d.Enterprise)
	number := id.neq
	if number == "" {
		number = id.bn
	}
	if d.Verdict == Same && w.Identifiers != nil {
		neq, bn := w.Identifiers(it)
		if identify(neq, bn).differs(id) {
			return &Conflict{Reason: ByIdentifier, New: d, Number: number, Holder: ""}
		}
	}
	if w.Holder == nil {
		return nil
	}
	holder, called := w.Holder(id.neq, id.bn)
	if holder == "" {
		return nil
	}
	wrong := d.Verdict == Same && holder != it || d.Verdict == Different && holder == it || d.Verdict == None || d.Verdict == Propose && holder != it
	if !wrong {
		return nil
	}
	return &Conflict{Reason: ByIdentifier, New: d, Number: number, Holder: called}
}

// clusters tells which decisions speak of one payee, as lines are grouped: one
// number, or one name that no two numbers bear. A decision that has several
// spellings ties them together.
func clusters(list []*Decision, r *reader) map[*Decision]int {
	parent := make([]int, len(list))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	first := map[string]int{}
	ids := make([]identity, len(list))
	join := func(i int, key string) {
		if j, ok := first[key]; ok {
			parent[root(i)] = root(j)
			return
		}
		first[key] = i
	}
	for i, d := range list {
		ids[i] = d.Subject.identity()
		if ids[i].neq != "" {
			join(i, "neq:"+ids[i].neq)
		}
		if ids[i].bn != "" {
			join(i, "bn:"+ids[i].bn)
		}
	}
	bearers := map[string][]int{} // folded name → decisions
	for i, d := range list {
		for _, n := range d.Subject.Names {
			if k := r.keys(n); k.fold != "" {
				bearers[k.fold] = append(bearers[k.fold], i)
			}
		}
	}
	folds := make([]string, 0, len(bearers))
	for f := range bearers {
		folds = append(folds, f)
	}
	slices.Sort(folds)
	for _, f := range folds {
		numbered, plain := -1, -1
		several := false
		for _, i := range bearers[f] {
			if !ids[i].known() {
				if plain >= 0 {
					parent[root(i)] = root(plain)
				}
				plain = i
				continue
			}
			if numbered >= 0 && root(numbered) != root(i) {
				several = several || ids[numbered].differs(ids[i])
				if !several {
					parent[root(i)] = root(numbered)
				}
			}
			numbered = i
		}
		if plain >= 0 && numbered >= 0 && !several {
			parent[root(plain)] = root(numbered)
		}
	}
	out := make(map[*Decision]int, len(list))
	for i, d := range list {
		out[d] = root(i)
	}
	return out
}

// find lists the pairs that contradict each other about one payee: own
// decisions among themselves, shared ones among themselves; between the two,
// the buyer's own goes first and nothing clashes. New is the later one.
func find(list []*Decision, buyer string, redirects map[string]string, r *reader) []Conflict {
	group := clusters(list, r)
	by := map[string][]*Decision{}
	var order []string
	for _, d := range list {
		key := fmt.Sprintf("%d %v %s", group[d], d.Buyer == buyer, d.Kind)
		if d.Kind == Class {
			key += " " + strings.ToLower(strings.TrimSpace(d.Account))
		}
		if len(by[key]) == 0 {
			order = append(order, key)
		}
		by[key] = append(by[key], d)
	}
	var out []Conflict
	for _, key := range order {
		out = append(out, pairs(by[key], redirects)...)
	}
	return out
}

// pairs compares every decision about a payee with those before it that say
// something else; each is named with the first it contradicts.
func pairs(list []*Decision, redirects map[string]string) []Conflict {
	var out []Conflict
	var kept []*Decision // one of each thing said
	for _, d := range list {
		repeated := false
		for _, o := range kept {
			if reason := clash(o, d, redirects); reason != "" {
				out = append(out, Conflict{Reason: reason, With: o, New: d})
				break
			}
			repeated = repeated || o.Verdict == d.Verdict && o.Enterprise == d.Enterprise && o.Class == d.Class
		}
		if !repeated {
			kept = append(kept, d)
		}
	}
	return out
}

// clash tells why two decisions about one payee cannot both hold, "" when they
// can.
func clash(a, b *Decision, redirects map[string]string) string {
	if a.Kind == Class {
		if a.Class != b.Class {
			return TwoClasses
		}
		return ""
	}
	if oneIsTheOther(a, b, redirects) || oneIsTheOther(b, a, redirects) {
		return ""
	}
	same := follow(redirects, a.Enterprise) == follow(redirects, b.Enterprise)
	is := func(x, y Verdict) bool { return a.Verdict == x && b.Verdict == y || a.Verdict == y && b.Verdict == x }
	switch {
	case is(Same, Same) && !same:
		return TwoEnterprises
	case is(Same, Different) && same:
		return SameAndNot
	case is(Same, None), is(Same, Propose):
		return SameAndNone
	case is(None, Propose):
		return NoneAndPropose
	}
	return ""
}
