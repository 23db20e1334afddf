package source

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sort"
	"strings"

	"jachete/diagnostic/registry/record"
	"jachete/scoring/name"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// Options of a comparison.
type Options struct {
	Sources   policy.Sources
	Territory policy.Territory
	Names     policy.Names
	// NewID gives the identifier of a record to be; it is called once for each
	// candidate, in the order of the list.
	NewID func() string
	// On is the civil date of a change that the source does not date.
	On string
	// Say writes the reasons that stay on a record.
	Say message.Printer
}

// Result is what a comparison gives.
type Result struct {
	Proposals []Proposal `json:"proposals"` // in the order of Kinds, candidates by score
	// Absent are the records whose identifier a source does not hold.
	Absent []Absent `json:"absent,omitempty"`
	// Nameless counts enterprises that could not be proposed for want of a name.
	Nameless int `json:"nameless,omitempty"`
}

// Absent is a record whose identifier a source does not hold: probably
// mistyped.
type Absent struct {
	Record string `json:"record"`
	Source string `json:"source"`
	Key    string `json:"key"`
	Name   string `json:"name"`
}

// Count gives the number of proposals of a kind.
func (r *Result) Count(k Kind) int {
	n := 0
	for i := range r.Proposals {
		if r.Proposals[i].Kind == k {
			n++
		}
	}
	return n
}

// Propose compares the registry with what sources say, in the order given: an
// enterprise that two sources propose is proposed once, by the first. The same
// input gives the same list. What the registry already says is not proposed.
func Propose(records []record.Record, said []*Extract, opt Options) (*Result, error) {
	x, err := newIndex(records, opt.Names, &opt.Territory)
	if err != nil {
		return nil, err
	}
	rank, err := newRanker(opt.Sources.Signals)
	if err != nil {
		return nil, err
	}
	p := &proposer{index: x, opt: &opt, rank: rank, new: map[string][]int{}, out: &Result{}}
	for _, s := range said {
		p.source = s.Source
		p.extract(s)
	}
	p.order()
	return p.out, nil
}

// proposer gathers proposals.
type proposer struct {
	*index
	opt    *Options
	rank   *ranker
	source string
	new    map[string][]int // bare name → candidates
	out    *Result
}

func (p *proposer) extract(s *Extract) {
	found := make([]int, len(s.Enterprises))
	ways := make([]how, len(s.Enterprises))
	claims := map[int]int{} // record → enterprises that say they are it
	for i := range s.Enterprises {
		found[i], ways[i] = p.find(&s.Enterprises[i])
		if ways[i] == byIdentifier || ways[i] == byName {
			claims[found[i]]++
		}
	}
	for i := range s.Enterprises {
		e := &s.Enterprises[i]
		if ways[i] == byName && claims[found[i]] > 1 {
			ways[i] = namesake
		}
		switch ways[i] {
		case byIdentifier, byName:
			p.known(&p.records[found[i]], e)
		case namesake:
			p.candidate(e, &p.records[found[i]])
		default:
			p.candidate(e, nil)
		}
	}
	for _, key := range s.Absent {
		if i, ok := p.neq[key]; ok {
			r := &p.records[i]
			p.out.Absent = append(p.out.Absent, Absent{r.ID, s.Source, key, Title(r)})
		}
	}
}

// known proposes what changed on a record.
func (p *proposer) known(r *record.Record, e *Enterprise) {
	p.identify(r, e)
	if e.State == Struck {
		if p.source == CRA {
			p.charity(r, e)
		} else {
			p.struck(r, e)
		}
		return
	}
	renamed := ""
	if p.source == REQ {
		renamed = p.rename(r, e)
		p.move(r, e)
	}
	p.addNames(r, e, renamed)
}

// add keeps a proposal; what tells one value proposed from another goes into
// its key.
func (p *proposer) add(k Kind, r *record.Record, e *Enterprise, reason Note, ev []Evidence, what string, apply func(*record.Record)) {
	after := clone(*r)
	apply(&after)
	sum := sha256.Sum256([]byte(what))
	p.out.Proposals = append(p.out.Proposals, Proposal{
		Key:  strings.Join([]string{p.source, string(k), e.Key, r.ID, hex.EncodeToString(sum[:6])}, ":"),
		Kind: k, Source: p.source, Of: e.Key, Record: r.ID, Name: Title(r),
		Evidence: ev, After: after, Reason: reason, apply: apply,
	})
}

// candidate proposes an enterprise that no record is.
func (p *proposer) candidate(e *Enterprise, same *record.Record) {
	if !e.Candidate {
		return
	}
	if len(e.Names) == 0 {
		p.out.Nameless++
		return
	}
	key := p.key(e.Legal())
	if p.join(key, e) {
		return
	}
	r := record.Record{
		Names: slices.Clone(e.Names), NEQ: e.NEQ, BN: e.BN, Charity: e.Charity, LegalForm: e.FormName, Family: family(e),
		Street: e.Street, City: e.City, Postal: e.Postal, MRC: e.MRC,
	}
	if r.LegalForm == "" {
		r.LegalForm = e.Form
	}
	reason := note("source.reason.candidate", "source", p.origin().Name.In(string(p.opt.Say.Lang)))
	r.Statuses = []record.Status{{Standing: record.Candidate, Reason: reason.In(p.opt.Say)}}
	score, signals := p.rank.weigh(e)
	ev := describe(e)
	if same != nil {
		ev = append(ev, Evidence{What: "same_name", Says: e.Legal(), Has: strings.TrimSpace(Title(same) + " " + same.NEQ + " " + same.City)})
		w := Weight{"same_name", sameName, message.In(message.French).T("source.signal.same_name"), message.In(message.English).T("source.signal.same_name")}
		score, signals = score+w.Weight, append(signals, w)
	}
	prop := Proposal{
		Key: strings.Join([]string{p.source, string(NewCandidate), e.Key}, ":"), Kind: NewCandidate, Source: p.source, Of: e.Key, Name: e.Legal(),
		Evidence: ev, After: r, Reason: reason, Score: score, Signals: signals,
	}
	p.out.Proposals = append(p.out.Proposals, prop)
	p.new[key] = append(p.new[key], len(p.out.Proposals)-1)
}

// sameName puts a namesake of a record down the list: it may be the record.
const sameName = -20

// join adds what a second source says of a candidate to it.
func (p *proposer) join(key string, e *Enterprise) bool {
	if key == "" {
		return false
	}
	for _, i := range p.new[key] {
		c := &p.out.Proposals[i]
		if c.Source == p.source || !p.may(e, &c.After) {
			continue
		}
		r := &c.After
		if r.NEQ == "" {
			r.NEQ = e.NEQ
		}
		if r.BN == "" {
			r.BN, r.Charity = e.BN, e.Charity
		}
		for _, n := range e.Names {
			if !p.has(r, n.Text) {
				n.Kind = record.Other
				r.Names = append(r.Names, n)
			}
		}
		for _, ev := range describe(e) {
			ev.Source = p.source
			c.Evidence = append(c.Evidence, ev)
		}
		return true
	}
	return false
}

func (p *proposer) origin() *policy.Origin { return OriginOf(&p.opt.Sources, p.source) }

// OriginOf gives whose data a source's is.
func OriginOf(s *policy.Sources, source string) *policy.Origin {
	switch source {
	case CRA:
		return &s.CRA.Origin
	case SEAO:
		return &s.SEAO.Origin
	}
	return &s.REQ.Origin
}

// family tells a solidarity cooperative by its legal name: an exemption of the
// law hangs on it.
func family(e *Enterprise) string {
	if e.Family == "coop" && strings.Contains(name.Fold(e.Legal()), "solidarit") {
		return "coop_solidarity"
	}
	return e.Family
}

// describe lists what the source says of a candidate.
func describe(e *Enterprise) []Evidence {
	var ev []Evidence
	put := func(what, says string) {
		if says != "" {
			ev = append(ev, Evidence{What: what, Says: says, Where: e.Where})
		}
	}
	put("form", e.FormName)
	state := e.StateName
	if e.Since != "" {
		state = strings.TrimSpace(state + " " + e.Since)
	}
	put("state", state)
	put("city", strings.TrimSpace(e.City+" "+e.Postal))
	if e.ByEstablishment {
		put("by_establishment", e.City)
	}
	for _, a := range e.Activities {
		put("activity", strings.TrimSpace(a.Text+" "+parenthesis(a.Code)))
	}
	put("staff", e.Staff)
	put("charity", e.Charity)
	for _, r := range append(slices.Clone(e.Relations), e.Changes...) {
		put("relation", relation(&r))
	}
	return ev
}

func relation(r *Relation) string {
	kind := r.Kind
	if kind == "" {
		kind = r.Code
	}
	return strings.Join(strings.Fields(strings.Join([]string{kind, r.NEQ, r.Name, r.On}, " ")), " ")
}

func parenthesis(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

// order sorts the list and only then hands out identifiers.
func (p *proposer) order() {
	rank := map[Kind]int{}
	for i, k := range Kinds() {
		rank[k] = i
	}
	sort.SliceStable(p.out.Proposals, func(i, j int) bool {
		a, b := &p.out.Proposals[i], &p.out.Proposals[j]
		switch {
		case a.Kind != b.Kind:
			return rank[a.Kind] < rank[b.Kind]
		case a.Score != b.Score:
			return a.Score > b.Score
		case a.Kind == NewCandidate && name.Fold(a.After.City) != name.Fold(b.After.City):
			return name.Fold(a.After.City) < name.Fold(b.After.City)
		case a.Name != b.Name:
			return a.Name < b.Name
		}
		return a.Key < b.Key
	})
	for i := range p.out.Proposals {
		if c := &p.out.Proposals[i]; c.Kind == NewCandidate {
			c.After.ID = p.opt.NewID()
			c.Record = c.After.ID
		}
	}
	sort.Slice(p.out.Absent, func(i, j int) bool { return p.out.Absent[i].Key < p.out.Absent[j].Key })
}
