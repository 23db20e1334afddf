package review

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"jachete/scoring/name"
)

// Memory is the decisions in force for a buyer: its own, whatever their scope,
// and those that others share with all buyers. It is read only and safe for
// concurrent use. The nil Memory remembers nothing.
type Memory struct {
	buyer     string
	read      *reader
	redirects map[string]string
	list      []*Decision // in force, in order of time
	conflicts []Conflict
	digest    string

	byID, byRaw, byFold, byRead map[string][]*Decision
	byDecision                  map[string]*Decision
}

// NewMemory keys the decisions in force for a buyer by today's normalisation:
// nothing folded is ever stored, so no change of it loses a decision. Reversed
// decisions are left out. redirects gives, for a record merged into another,
// that other. A decision that says nothing is a *message.Fault; decisions that
// contradict each other are kept for [Memory.Conflicts] and neither applies.
func NewMemory(decisions []Decision, buyer string, redirects map[string]string, tables *name.Tables) (*Memory, error) {
	return newMemory(decisions, buyer, redirects, newReader(tables))
}

func newMemory(decisions []Decision, buyer string, redirects map[string]string, r *reader) (*Memory, error) {
	m := &Memory{
		buyer: buyer, read: r, redirects: redirects,
		byID: map[string][]*Decision{}, byRaw: map[string][]*Decision{}, byFold: map[string][]*Decision{}, byRead: map[string][]*Decision{},
		byDecision: map[string]*Decision{},
	}
	for i := range decisions {
		d := &decisions[i]
		if f := d.Validate(); f != nil {
			return nil, f
		}
		if d.InForce() && visible(d, buyer) {
			c := *d
			m.list = append(m.list, &c)
		}
	}
	ordered(m.list)
	for _, d := range m.list {
		m.key(d)
		m.byDecision[d.ID] = d
	}
	m.conflicts = find(m.list, buyer, redirects, m.read)
	r.cache = nil // from here on spellings are those of ledgers: keys are made anew, concurrently
	var err error
	m.digest, err = m.sum()
	return m, err
}

// visible tells whether a decision speaks to a buyer.
func visible(d *Decision, buyer string) bool { return d.Buyer == buyer || d.Scope == AllBuyers }

func (m *Memory) own(d *Decision) bool { return d.Buyer == m.buyer }

// Own tells whether a decision is the buyer's, not one that others share.
func (m *Memory) Own(d *Decision) bool { return m == nil || d == nil || m.own(d) }

func (m *Memory) key(d *Decision) {
	put := func(in map[string][]*Decision, key string) {
		if key != "" && !slices.Contains(in[key], d) {
			in[key] = append(in[key], d)
		}
	}
	id := d.Subject.identity()
	if id.neq != "" {
		put(m.byID, "neq:"+id.neq)
	}
	if id.bn != "" {
		put(m.byID, "bn:"+id.bn)
	}
	for _, n := range d.Subject.Names {
		k := m.read.keys(n)
		put(m.byRaw, k.raw)
		put(m.byFold, k.fold)
		put(m.byRead, k.read)
	}
}

// sum is the digest of what the memory holds and follows.
func (m *Memory) sum() (string, error) {
	type merger struct{ From, To string }
	var mergers []merger
	for _, d := range m.list {
		if to := follow(m.redirects, d.Enterprise); to != d.Enterprise {
			mergers = append(mergers, merger{d.Enterprise, to})
		}
	}
	b, err := json.Marshal(struct {
		Buyer     string
		Decisions []*Decision
		Mergers   []merger
	}{m.buyer, m.list, mergers})
	if err != nil {
		return "", fmt.Errorf("digest decisions: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Digest is the SHA-256 of the decisions in force, hexadecimal; "" for nil.
func (m *Memory) Digest() string {
	if m == nil {
		return ""
	}
	return m.digest
}

// Len is how many decisions are in force.
func (m *Memory) Len() int {
	if m == nil {
		return 0
	}
	return len(m.list)
}

// Conflicts lists the decisions in force that contradict each other.
func (m *Memory) Conflicts() []Conflict {
	if m == nil {
		return nil
	}
	return m.conflicts
}

// Payee is a supplier of a ledger as the memory is asked about it.
type Payee struct {
	NEQ, BN string
	Names   []string // spellings, the most frequent first
	City    string
	// Namesake tells that another payee of the ledger bears the same name under
	// another number: a decision known by the name alone then says nothing of
	// one that has a number.
	Namesake bool
}

// Answer is what is remembered of a payee.
type Answer struct {
	// Settled is the decision on which enterprise it is: same, none or propose;
	// else unsure; nil when there is none.
	Settled *Decision
	// Enterprise is the record Settled speaks of, after mergers.
	Enterprise string
	// Not are the decisions that it is not an enterprise; NotID their records,
	// after mergers.
	Not   []*Decision
	NotID []string
	// Clash are decisions that contradict each other about this payee; none of
	// them applies.
	Clash []*Decision

	classes []classFound
	own     func(*Decision) bool
}

// classFound is a decision on a class and how strictly it was found.
type classFound struct {
	*Decision
	level int
}

// Empty tells whether nothing is remembered.
func (a *Answer) Empty() bool {
	return a.Settled == nil && len(a.Not) == 0 && len(a.Clash) == 0 && len(a.classes) == 0
}

// About gives what is remembered of a payee: what was decided under its number,
// then under its spellings as written, folded, read. The buyer's own decisions
// go before shared ones.
func (m *Memory) About(p Payee) Answer {
	if m == nil || len(m.list) == 0 {
		return Answer{}
	}
	return m.settle(m.found(&p))
}

// levels is how strictly a decision was found: under the number of the payee,
// its spelling as written, folded, read.
const levels = 4

// found lists the decisions about a payee, each at its strictest level.
func (m *Memory) found(p *Payee) [levels][]*Decision {
	id := identify(p.NEQ, p.BN)
	var out [levels][]*Decision
	met := map[*Decision]bool{}
	add := func(level int, list []*Decision, ok func(*Decision) bool) {
		for _, d := range list {
			if !met[d] && ok(d) {
				met[d] = true
				out[level] = append(out[level], d)
			}
		}
	}
	agrees := func(d *Decision) bool { return !d.Subject.identity().differs(id) }
	if id.neq != "" {
		add(0, m.byID["neq:"+id.neq], agrees)
	}
	if id.bn != "" {
		add(0, m.byID["bn:"+id.bn], agrees)
	}
	city := name.Fold(p.City)
	fits := func(d *Decision) bool {
		sid := d.Subject.identity()
		if sid.differs(id) || p.Namesake && sid.known() != id.known() {
			return false
		}
		there := name.Fold(d.Subject.City)
		return m.own(d) || city == "" || there == "" || city == there
	}
	spelled := make([]keys, len(p.Names))
	r := reader{tables: m.read.tables, fold: m.read.fold, cache: make(map[string]keys, len(p.Names))}
	for i, n := range p.Names {
		spelled[i] = r.keys(n)
	}
	for _, k := range spelled {
		add(1, m.byRaw[k.raw], fits)
	}
	for _, k := range spelled {
		add(2, m.byFold[k.fold], fits)
	}
	for _, k := range spelled {
		if k.read != "" {
			add(3, m.byRead[k.read], fits)
		}
	}
	for level := range out {
		ordered(out[level])
	}
	return out
}

// settle weighs the decisions found against each other.
func (m *Memory) settle(found [levels][]*Decision) Answer {
	a := Answer{own: m.own}
	var unsure *Decision
	for _, own := range []bool{true, false} {
		for level, list := range found {
			var settled []*Decision
			for _, d := range list {
				switch {
				case m.own(d) != own:
				case d.Kind == Class:
					a.classes = append(a.classes, classFound{d, level})
				case d.settles():
					settled = append(settled, d)
				case d.Verdict == Unsure && (unsure == nil || m.own(d) || !m.own(unsure)):
					unsure = d
				case d.Verdict == Different:
					a.Not = append(a.Not, d)
				}
			}
			if a.Settled != nil || len(a.Clash) > 0 || len(settled) == 0 {
				continue
			}
			last := settled[len(settled)-1] // the latest
			for _, d := range settled {
				if !m.agree(d, last) {
					a.Clash = settled
				}
			}
			if len(a.Clash) == 0 {
				a.Settled, a.Enterprise = last, follow(m.redirects, last.Enterprise)
			}
		}
	}
	m.negatives(&a)
	if a.Settled == nil && len(a.Clash) == 0 {
		a.Settled = unsure
	}
	return a
}

// negatives weighs what the payee is not against what it is.
func (m *Memory) negatives(a *Answer) {
	kept := a.Not[:0]
	for _, d := range a.Not {
		it := follow(m.redirects, d.Enterprise)
		if a.Settled != nil && a.Settled.Verdict != None && a.Enterprise == it {
			switch {
			case m.own(a.Settled) && !m.own(d):
				continue // the buyer's own answer goes first
			case m.own(d) && !m.own(a.Settled):
				a.Settled, a.Enterprise = nil, ""
			default:
				a.Clash = append(a.Clash, a.Settled, d)
				a.Settled, a.Enterprise = nil, ""
				continue
			}
		}
		kept = append(kept, d)
		a.NotID = append(a.NotID, it)
	}
	a.Not = kept
}

// agree tells whether two decisions that settle a match say the same.
func (m *Memory) agree(a, b *Decision) bool {
	return a.Verdict == b.Verdict && (a.Verdict != Same || follow(m.redirects, a.Enterprise) == follow(m.redirects, b.Enterprise)) ||
		oneIsTheOther(a, b, m.redirects) || oneIsTheOther(b, a, m.redirects)
}

// oneIsTheOther: a candidate proposed and later matched as a record of its own.
func oneIsTheOther(p, s *Decision, redirects map[string]string) bool {
	return p.Verdict == Propose && s.Verdict == Same && p.Enterprise != "" && follow(redirects, p.Enterprise) == follow(redirects, s.Enterprise)
}

// ClassOf gives the decision on the class of the payee's lines of an account,
// nil when there is none: one limited to the account before a general one, and
// the buyer's own before a shared one.
func (a *Answer) ClassOf(account string) *Decision {
	for pass := range 4 {
		limited, own := pass < 2, pass%2 == 0
		var best *classFound
		for i := range a.classes {
			d := &a.classes[i]
			if (d.Account != "") != limited || a.own(d.Decision) != own || limited && !sameAccount(d.Account, account) {
				continue
			}
			if best == nil || d.level < best.level {
				best = d
			} else if d.level == best.level && best.Class != d.Class {
				return nil // they contradict each other: none applies
			}
		}
		if best != nil {
			return best.Decision
		}
	}
	return nil
}

func sameAccount(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
