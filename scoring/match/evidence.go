package match

import (
	"math"
	"slices"
	"strings"

	"jachete/scoring/name"
)

// candidate puts found candidate i into words. p is the probability of the
// first.
func (x *Index) candidate(s *Supplier, sc *scratch, i int, p float64) Candidate {
	f := &sc.found[i]
	r := &x.recs[f.rec]
	e := &x.entries[f.entry]
	c := Candidate{Entry: int(f.entry), ID: e.ID, Score: f.bits, Probability: p}
	if int(r.nameNo) < len(e.Names) {
		c.Name = e.Names[r.nameNo]
	}
	if i > 0 {
		c.Probability = otherProbability(sc.found, i, p)
	}
	c.Evidence = x.evidence(s, sc, f)
	return c
}

// evidence lists the pieces of a pair; they sum to its bits.
func (x *Index) evidence(s *Supplier, sc *scratch, f *found) []Evidence {
	x.features(s, sc, f)
	list := make([]Evidence, 0, 12)
	most := make([]float64, 0, 12)
	for i, w := range x.params.Model.Pair {
		bits := w * float64(sc.x[i])
		if bits == 0 {
			continue
		}
		n := featureNames[i]
		at := 0
		for at < len(list) && list[at].Family != n.family {
			at++
		}
		if at == len(list) {
			l, r := x.shown(s, sc, f, feature(i))
			list = append(list, Evidence{Family: n.family, Left: l, Right: r})
			most = append(most, 0)
		}
		list[at].Bits += bits
		if math.Abs(bits) > most[at] {
			most[at], list[at].Kind = math.Abs(bits), n.name
		}
	}
	if f.against > 0 {
		list = append(list, Evidence{Family: "background", Kind: "fits_better_elsewhere", Left: s.Name, Right: sc.elsewhere, Bits: -f.against})
	}
	return list
}

// shown says what was compared.
func (x *Index) shown(s *Supplier, sc *scratch, f *found, ft feature) (left, right string) {
	q, a := &sc.q, &sc.align
	words := func(want func(i int) bool) string {
		var w []string
		for i := 0; i < q.n; i++ {
			if want(i) {
				w = append(w, q.slots[i].text)
			}
		}
		return strings.Join(w, " ")
	}
	entryWords := func(want func(j int) bool) string {
		var w []string
		for j := 0; j < a.nr; j++ {
			if want(j) {
				w = append(w, x.vocab.text[a.rIDs[j]])
			}
		}
		return strings.Join(w, " ")
	}
	flagged := func(fl name.Flag) (string, string) {
		return words(func(i int) bool { return q.slots[i].flags&fl != 0 }),
			entryWords(func(j int) bool { return x.vocab.flags[a.rIDs[j]]&fl != 0 })
	}
	switch featureNames[ft].family {
	case "shared":
		return words(func(i int) bool { return a.qHow[i] != apart }), entryWords(func(j int) bool { return a.rHow[j] != apart })
	case "left_supplier":
		return words(func(i int) bool { return a.qHow[i] == apart }), ""
	case "left_entry":
		return "", entryWords(func(j int) bool { return a.rHow[j] == apart })
	case "left_both":
		return words(func(i int) bool { return a.qHow[i] == apart }), entryWords(func(j int) bool { return a.rHow[j] == apart })
	case "spelling", "acronym":
		return words(func(i int) bool { return a.qHow[i] > exact }), entryWords(func(j int) bool { return a.rHow[j] > exact })
	case "number":
		return flagged(name.Number)
	case "place":
		return flagged(name.Place)
	case "legal_family":
		return familyNames[q.family], familyNames[x.recs[f.rec].family]
	case "city":
		return s.City, x.entries[f.entry].City
	case "postal":
		return s.Postal, x.entries[f.entry].Postal
	case "phone":
		return s.Phone, x.entries[f.entry].Phone
	case "domain":
		return s.Domain, x.entries[f.entry].Domain
	case "other_body":
		return flagged(name.Apart)
	case "giving":
		return flagged(name.Giving)
	case "sort":
		return flagged(name.Sort)
	case "name", "reading":
		return words(func(int) bool { return true }), entryWords(func(int) bool { return true })
	}
	return "", ""
}

// byIdentifier lets identifiers decide. An identifier that points to several
// entries, that fails its check, or that points to another entry than an unlike
// name, is left to a person.
func (x *Index) byIdentifier(s *Supplier, v Verdict) Verdict {
	hits, checked := x.bearers(s)
	if len(hits) == 0 {
		return v
	}
	first := x.entries[hits[0].entry].ID
	if !checked && len(hits) == 1 && v.Outcome == Match && v.Candidates[0].ID == first {
		// The name alone is sure: a number that proves nothing takes nothing.
		c := &v.Candidates[0]
		c.Evidence = append([]Evidence{hits[0].piece}, c.Evidence...)
		c.Score += hits[0].piece.Bits
		return v
	}
	out := Verdict{Outcome: Match, By: "identifier", Probability: identifierProbability}
	if !checked {
		out.Outcome, out.Reason, out.Probability = Possible, ReasonBadCheck, uncheckedProbability
		if hits[0].piece.Kind == "registered_same" {
			out.Reason = ReasonNoCheck
		}
	}
	if len(hits) > 1 {
		out.Outcome, out.Reason = Possible, ReasonAmbiguous
		out.Probability /= float64(len(hits))
	}
	for i, h := range hits {
		if i == Top {
			break
		}
		e := &x.entries[h.entry]
		c := Candidate{Entry: int(h.entry), ID: e.ID, Probability: out.Probability, Score: h.piece.Bits, Evidence: []Evidence{h.piece}}
		if len(e.Names) > 0 {
			c.Name = e.Names[0]
		}
		for _, o := range v.Candidates {
			if o.Entry == int(h.entry) || o.ID == e.ID {
				c.Name = o.Name
				c.Evidence = append(c.Evidence, o.Evidence...)
				c.Score += o.Score
			}
		}
		out.Candidates = append(out.Candidates, c)
	}
	// The name points elsewhere, surely: somebody must look.
	if len(hits) == 1 && v.Outcome == Match && v.Candidates[0].ID != first {
		out.Outcome, out.Reason = Possible, ReasonConflict
		out.Probability = 0.5
		out.Candidates[0].Probability = 0.5
		out.Candidates = append(out.Candidates, v.Candidates[:min(len(v.Candidates), Top-1)]...)
	}
	return out
}

// bearer is an entry that bears an identifier of the supplier.
type bearer struct {
	entry uint32
	piece Evidence
}

// bearers lists the entries that bear an identifier of the supplier. Numbers
// that pass their check come first and alone; without any, checked is false.
func (x *Index) bearers(s *Supplier) (hits []bearer, checked bool) {
	_, neq := name.NEQ(s.NEQ)
	bn := name.Luhn(s.BN)
	kinds := [...]struct {
		kind, value string
		m           map[string][]uint32
		checked     bool
	}{{"neq", s.NEQ, x.neq, neq == name.NEQValid}, {"bn", s.BN, x.bn, bn}, {"qst", s.QST, x.qst, true}, {"charity", s.BN, x.charity, bn}, {"registered", s.Registered, x.registered, false}}
	for _, want := range []bool{true, false} {
		for _, k := range kinds {
			if k.value == "" || k.checked != want {
				continue
			}
			for _, e := range k.m[k.value] {
				if slices.ContainsFunc(hits, func(h bearer) bool { return h.entry == e || x.entries[h.entry].ID == x.entries[e].ID }) {
					continue
				}
				p := Evidence{Family: "identifier", Kind: k.kind + "_same", Left: k.value, Right: k.value, Bits: identifierBits}
				if !want {
					p.Bits = uncheckedBits
					if k.kind != "registered" { // it has no check
						p.Kind = k.kind + "_bad_check"
					}
				}
				hits = append(hits, bearer{e, p})
			}
		}
		if len(hits) > 0 {
			return hits, want
		}
	}
	return nil, false
}

// Kinds lists every family and kind of [Evidence] that a verdict may show, in a
// fixed order: what a catalogue of messages must know.
func Kinds() [][2]string {
	var list [][2]string
	for _, n := range featureNames {
		list = append(list, [2]string{n.family, n.name})
	}
	for _, k := range []string{"neq", "bn", "qst", "charity", "registered"} {
		list = append(list, [2]string{"identifier", k + "_same"})
		if k != "qst" && k != "registered" { // they have no check
			list = append(list, [2]string{"identifier", k + "_bad_check"})
		}
	}
	return append(list, [2]string{"background", "fits_better_elsewhere"})
}

// Reasons lists every reason of a verdict that is no match.
func Reasons() []string {
	return []string{
		ReasonEmpty, ReasonNoWord, ReasonNumbered, ReasonWeak, ReasonConflict, ReasonBadCheck, ReasonNoCheck, ReasonAmbiguous, ReasonHomonyms,
		ReasonOneWord, ReasonRelated, ReasonPublic, ReasonBelowMatch,
	}
}

// What an identifier weighs: a number that fails its check was mistyped or made
// up, on both sides alike, and needs a look.
const (
	identifierBits        = 10.0
	identifierProbability = 0.999
	uncheckedBits         = 4.0
	uncheckedProbability  = 0.7
)

// features fills the scratch with the features of a candidate found before.
func (x *Index) features(s *Supplier, sc *scratch, f *found) {
	x.prepare(&sc.q, &sc.name, int(f.part), sc.q.cut)
	x.compare(&sc.q, f.rec, &sc.align, &sc.x)
	x.corroborate(s, x.cityKey(s.City, false), postalOf(s), f.entry, &sc.x)
}
