package match

import (
	"math"
	"slices"

	"jachete/scoring/name"
)

// Top is how many candidates a verdict shows at most.
const Top = 3

// Resolve decides about one supplier.
func (x *Index) Resolve(s Supplier) Verdict {
	sc := x.scratch.Get().(*scratch)
	defer x.scratch.Put(sc)
	v := x.byName(&s, sc)
	return x.byIdentifier(&s, v)
}

// Reasons why there is no match; each is the key of a message.
const (
	ReasonEmpty      = "empty_name"
	ReasonNoWord     = "no_shared_word"
	ReasonNumbered   = "numbered_company_absent"
	ReasonWeak       = "weak_evidence"
	ReasonConflict   = "identifier_conflict"
	ReasonBadCheck   = "identifier_check"
	ReasonNoCheck    = "identifier_no_check"
	ReasonAmbiguous  = "identifier_ambiguous"
	ReasonHomonyms   = "several_fit"
	ReasonOneWord    = "one_word_shared"
	ReasonRelated    = "related_body"
	ReasonPublic     = "public_body"
	ReasonBelowMatch = "not_sure_enough"
)

func (x *Index) byName(s *Supplier, sc *scratch) Verdict {
	none := func(reason string) Verdict { return Verdict{Outcome: None, Reason: reason} }
	found := x.find(s, sc)
	n := &sc.name
	if len(n.Words) == 0 {
		return none(ReasonEmpty)
	}
	if !found {
		if n.Numbered != "" {
			return none(ReasonNumbered)
		}
		return none(ReasonNoWord)
	}
	p := x.probability(sc.found)
	out, reason := x.decide(s, sc, p)
	if out == None {
		return Verdict{Outcome: None, Probability: p, Reason: reason}
	}
	v := Verdict{Outcome: out, Probability: p, By: "name", Reason: reason}
	for i := range sc.found {
		if i == Top {
			break
		}
		v.Candidates = append(v.Candidates, x.candidate(s, sc, i, p))
	}
	return v
}

// decide gives the outcome of the candidates found, p being the probability of
// the first, and why it is no match. What a model cannot be trusted with is left
// to a person whatever the probability.
func (x *Index) decide(s *Supplier, sc *scratch, p float64) (Outcome, string) {
	n := &sc.name
	if p < x.params.PossibleAt {
		if n.Numbered != "" && len(x.numbered[n.Numbered]) == 0 {
			return None, ReasonNumbered
		}
		return None, ReasonWeak
	}
	x.features(s, sc, &sc.found[0])
	f := &sc.x
	common := f[fNoSpecific] == 1 && f[fNumbered] == 0 && !corroborated(f)
	switch {
	case p < oneWordFrom && f[fOneWord] == 1 && f[fBothLeft] > 0:
		return None, ReasonWeak
	case common && f[fSwap] == 1 && p < x.params.MatchAt:
		return None, ReasonWeak // each name has a rare word of its own
	case len(sc.found) > 1 && sc.found[0].bits-sc.found[1].bits < 1e-6:
		return Possible, ReasonHomonyms // which of them only a person can tell
	case p < x.params.MatchAt, common, f[fLeadR] >= leadMax && !corroborated(f):
		return Possible, ReasonBelowMatch
	case restsOnOneWord(f):
		return Possible, ReasonOneWord
	case !corroborated(f) && (f[fFamilyLeft] == 1 || x.associates(sc)):
		return Possible, ReasonRelated
	case f[fApartQ]+f[fApartR] > 0, f[fGivingR] == 1 && !corroborated(f):
		return Possible, ReasonRelated
	case f[fPublicQ] == 1:
		// No public body is an enterprise of the social economy: the entry of that
		// name is more likely its foundation.
		return Possible, ReasonPublic
	}
	return Match, ""
}

// otherProbability is that of candidate i, i > 0, p being that of the first:
// the others share what is left in proportion to their odds.
func otherProbability(list []found, i int, p float64) float64 {
	sum := 0.0
	for k := 1; k < len(list); k++ {
		sum += math.Exp2(list[k].bits - list[0].bits)
	}
	share := math.Exp2(list[i].bits - list[0].bits)
	return min(p*share, (1-p)*share/sum)
}

// search finds and weighs candidates: the best reading of each entry, best
// entry first.
func (x *Index) search(s *Supplier, sc *scratch) {
	n := &sc.name
	sc.found = sc.found[:0]
	city := x.cityKey(s.City, false)
	postal := postalOf(s)
	cutName := s.CutAt > 0 && len([]rune(s.Name)) >= s.CutAt-1
	for pi, p := range n.Parts {
		if pi == maxParts {
			break
		}
		if n.Numbered != "" && p.Words[0].Text == n.Numbered {
			x.searchNumbered(s, sc, pi, city, postal)
			continue
		}
		x.prepare(&sc.q, n, pi, cutName)
		if sc.q.n == 0 {
			continue
		}
		x.candidates(&sc.q, sc)
		x.sameBag(&sc.q, sc)
		for _, c := range sc.pool {
			x.weigh(s, sc, pi, c.rec, city, postal)
		}
	}
	sc.sort()
	sc.found = x.oneEach(sc.found)
}

// restsOnOneWord tells whether a candidate shares a single word with the
// supplier while others are left over, and nothing outside the name confirms it.
// However rare that word is here, it may be common elsewhere: nobody but a
// person should say that it is enough.
func restsOnOneWord(f *[numFeatures]float32) bool {
	left := f[fLeftQ0] + f[fLeftQ1] + f[fLeftR0] + f[fLeftR1]
	return f[fOneWord] == 1 && left > oneWordSlack && !corroborated(f)
}

// corroborated tells whether anything outside the name agrees.
func corroborated(f *[numFeatures]float32) bool {
	return f[fCitySame]+f[fPostalSame]+f[fPhoneSame]+f[fDomainSame] > 0
}

// leadMax is the weight of the entry's words before the first that meets, two
// rare ones, from which the supplier bears the end of the entry's name only.
const leadMax = 2 * rareFrom

// associated is what "and associates", "et associés" and "association" are read
// as.
const associated = "assoc"

// associates tells whether one name alone, of the pair just compared, has
// associates: "Tamia" and "Tamia & associates" may be two firms.
func (x *Index) associates(sc *scratch) bool {
	for i := range sc.q.n {
		if sc.align.qHow[i] == apart && sc.q.slots[i].text == associated {
			return true
		}
	}
	for j := range sc.align.nr {
		if sc.align.rHow[j] == apart && x.vocab.text[sc.align.rIDs[j]] == associated {
			return true
		}
	}
	return false
}

// oneWordFrom is the probability from which somebody should look at an entry that
// shares a single word with the supplier when each has others besides: below it
// few are right, and they are a fifth of what would have to be looked at.
const oneWordFrom = 0.06

// oneWordSlack is the weight of words that may be left over beside a single
// shared one: a filler ("group", "trust") is nothing.
const oneWordSlack = 0.2

// find reads the supplier's name, searches, and lets the background speak. It
// tells whether there is any candidate.
func (x *Index) find(s *Supplier, sc *scratch) bool {
	x.params.Tables.ReadInto(s.Name, &sc.name)
	sc.found = sc.found[:0]
	if len(sc.name.Words) == 0 {
		return false
	}
	x.search(s, sc)
	x.weighBackground(s, sc)
	return len(sc.found) > 0
}

// sort puts the best candidate first; equal bits keep the order of the
// registry.
func (sc *scratch) sort() {
	slices.SortFunc(sc.found, func(a, b found) int {
		switch {
		case a.bits > b.bits:
			return -1
		case a.bits < b.bits:
			return 1
		}
		return int(a.rec) - int(b.rec)
	})
}

// searchNumbered takes only entries that bear the very number: a numbered
// company differs from another by one digit.
func (x *Index) searchNumbered(s *Supplier, sc *scratch, pi int, city uint32, postal string) {
	entries := x.numbered[sc.name.Numbered]
	if len(entries) == 0 {
		return
	}
	x.prepare(&sc.q, &sc.name, pi, false)
	id, ok := x.vocab.find(sc.name.Numbered)
	if !ok {
		return
	}
	for _, rec := range x.postingsOf(id) {
		x.weigh(s, sc, pi, rec, city, postal)
	}
}

// weigh compares a record in full and keeps the best reading of its entry.
func (x *Index) weigh(s *Supplier, sc *scratch, pi int, rec uint32, city uint32, postal string) {
	f := found{rec: rec, entry: x.recs[rec].entry, part: int32(pi)}
	x.compare(&sc.q, rec, &sc.align, &sc.x)
	x.corroborate(s, city, postal, f.entry, &sc.x)
	f.bits = x.params.Model.bits(&sc.x)
	f.same = sc.x[fSameWords] == 1
	f.covers = f.same || sc.x[fAllQ] == 1
	for i := range sc.found {
		if sc.found[i].entry == f.entry {
			if f.bits > sc.found[i].bits {
				sc.found[i] = f
			}
			return
		}
	}
	sc.found = append(sc.found, f)
}

func postalOf(s *Supplier) string {
	if s.Postal == "" {
		return ""
	}
	return name.Postal(s.Postal)
}

// oneEach keeps the best of the entries that carry one identifier, as far as
// anybody looks.
func (x *Index) oneEach(list []found) []found {
	for i := 1; i < len(list) && i <= Top; {
		id, twice := x.entries[list[i].entry].ID, false
		for k := range i {
			twice = twice || id != "" && x.entries[list[k].entry].ID == id
		}
		if !twice {
			i++
			continue
		}
		list = append(list[:i], list[i+1:]...)
	}
	return list
}

// rivals fills the features of the best candidate's standing.
func (x *Index) rivals(list []found, r *[numRivals]float64) {
	*r = [numRivals]float64{rBias: 1, rScore: list[0].bits, rMargin: 6}
	ties, crowd := 1, 1
	for i := 1; i < len(list); i++ {
		if list[i].covers {
			crowd++
		}
		d := list[0].bits - list[i].bits
		if i == 1 {
			r[rMargin] = min(d, 6)
		}
		if d < 1e-6 {
			ties++
		}
	}
	if list[0].same {
		r[rSame] = 1
		r[rCrowd] = math.Log2(float64(crowd))
	} else if list[0].covers {
		r[rHolds] = math.Log2(float64(crowd))
	}
	if ties > 1 {
		r[rTie] = 1
		r[rTies] = math.Log2(float64(ties))
	}
}

// probability is that of the best candidate being the supplier: the logistic
// function of its bits and of what its rivals add or take.
func (x *Index) probability(list []found) float64 {
	var r [numRivals]float64
	x.rivals(list, &r)
	sum := 0.0
	for i, w := range x.params.Model.Rival {
		sum += w * r[i]
	}
	return logistic(sum)
}

func logistic(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// Nearest lists the n best candidates by name whatever the outcome would be,
// best first.
func (x *Index) Nearest(s Supplier, n int) []Candidate {
	sc := x.scratch.Get().(*scratch)
	defer x.scratch.Put(sc)
	if !x.find(&s, sc) {
		return nil
	}
	p := x.probability(sc.found)
	out := make([]Candidate, 0, min(n, len(sc.found)))
	for i := range sc.found {
		if i == n {
			break
		}
		out = append(out, x.candidate(&s, sc, i, p))
	}
	return out
}
