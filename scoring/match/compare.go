package match

import "jachete/scoring/name"

// compare fills the features of a query and a record.
func (x *Index) compare(q *query, rec uint32, a *alignment, f *[numFeatures]float32) {
	*f = [numFeatures]float32{fBias: 1}
	x.alignWords(q, rec, a)
	v := &x.vocab
	r := &x.recs[rec]

	var shared, bare, leftQ, leftR, fuzzy, worst, rarest float32
	met, exactly, specific, ordered := 0, 0, false, true
	numSame, numQ, numR := false, false, false
	plSame, plQ, plR := false, false, false
	rareQ, rareR := false, false
	smallQ, smallR := q.left > 0 && q.left != r.left, r.left > 0 && q.left != r.left
	fillersOnly := true
	apartQ, apartR, sortQ, sortR, speltKnown := false, false, false, false, false
	var leadQ, leadR float32
	firstR := a.nr
	last := int8(-1)
	for i := 0; i < q.n; i++ {
		s := &q.slots[i]
		w := s.weight
		if a.qHow[i] == apart {
			leftQ += w
			fillersOnly = fillersOnly && s.flags&name.Filler != 0
			if met == 0 {
				leadQ += w
			}
			apartQ = apartQ || s.flags&name.Apart != 0
			sortQ = sortQ || s.flags&name.Sort != 0
			switch {
			case s.flags&name.Number != 0:
				numQ = true
				smallQ = smallQ || len(s.text) < 3
			case s.flags&name.Place != 0:
				plQ = true
			case s.flags&name.Generic == 0 && w > rareFrom:
				rareQ = true
			}
			continue
		}
		met++
		rw := v.weight[a.rIDs[a.qTo[i]]]
		if a.qHow[i] == exact {
			exactly++
			bare += v.bare[s.id] - w
		} else if a.qHow[i] == glued {
			exactly++ // blanks alone differ
			if a.qGlued[i] {
				w = max(w, rw) / 2
			}
		} else {
			w = min(w, rw)
			speltKnown = speltKnown || a.qHow[i] == spelt && s.known
		}
		firstR = min(firstR, int(a.qTo[i]))
		sim := a.qSim[i]
		shared += w * sim
		fuzzy += w * (1 - sim)
		worst = max(worst, 1-sim)
		fl := s.flags
		if a.qHow[i] != exact {
			fl |= v.flags[a.rIDs[a.qTo[i]]] // "éc" cut from "école" is as common as it
		}
		if fl&(name.Number|name.Place|name.Generic|name.Given) == 0 {
			specific = true
			rarest = max(rarest, w*sim)
		}
		if s.flags&name.Number != 0 {
			numSame = true
			f[fNumbered] = flag(s.flags&name.Company != 0)
		}
		if s.flags&name.Place != 0 {
			plSame = true
		}
		if a.qTo[i] < last {
			ordered = false
		}
		last = a.qTo[i]
		switch a.qHow[i] {
		case initials:
			f[fAcronym] = 1
		case glued:
			f[fGlued] = 1
		case cut:
			f[fCut] = 1
		case prefix:
			f[fPrefix] = 1
		}
	}
	lastR := a.nr
	if q.cut && met > 0 {
		lastR = 0
		for i := range q.n {
			lastR = max(lastR, int(a.qTo[i]))
		}
	}
	unseen := false // words of the entry that the ledger has cut off
	for j := 0; j < a.nr; j++ {
		if a.rHow[j] != apart {
			continue
		}
		if j > lastR {
			unseen = true
			continue
		}
		w, fl := v.weight[a.rIDs[j]], v.flags[a.rIDs[j]]
		leftR += w
		fillersOnly = fillersOnly && fl&name.Filler != 0
		if j < firstR {
			leadR += w
		}
		apartR = apartR || fl&name.Apart != 0
		sortR = sortR || fl&name.Sort != 0
		switch {
		case fl&name.Number != 0:
			numR = true
			smallR = smallR || len(v.text[a.rIDs[j]]) < 3
		case fl&name.Place != 0:
			plR = true
		case fl&name.Generic == 0 && w > rareFrom:
			rareR = true
		}
	}
	if met > 0 && exactly == met && fillersOnly && !unseen {
		f[fSameWords] = 1
		f[fFillers] = min(leftQ+leftR, 0.6)
		f[fSameWeight] = min(shared, 1.5)
		f[fSameOne] = flag(met == 1)
		f[fSameRun] = flag(ordered && met > 1)
		f[fSameBare] = clamp(bare, 1.5)
		f[fFillerOne] = flag(met == 1 && leftQ+leftR > 0)
		f[fSameText] = flag(q.kind == name.Whole && r.kind == name.Whole && q.fold == r.fold)
		f[fSameExact] = flag(q.kind == name.Whole && r.kind == name.Whole && q.exact == r.exact)
	} else {
		f[fAllQ] = flag(met == q.n)
		f[fAllR] = flag(leftR == 0)
		f[fStartQ] = flag(f[fAllR] == 1 && ordered && exactly == met && startMet(a.qHow[:q.n]))
		f[fStartR] = flag(f[fAllQ] == 1 && ordered && exactly == met && startMet(a.rHow[:a.nr]))
		f[fHeadQ] = flag(f[fAllR] == 1 && headMet(a.qHow[:q.n], q.head))
		f[fHeadR] = flag(f[fAllQ] == 1 && headMet(a.rHow[:a.nr], int(r.head)))
		f[fSharedBare] = clamp(bare, 1.5)
		f[fSameOrder] = flag(ordered && met > 1)
		f[fShared0] = min(shared, 1)
		f[fShared1] = clamp(shared-1, 1)
		f[fShared2] = clamp(shared-2, 2)
		f[fRarest] = clamp(rarest-0.5, 0.5)
		f[fNoSpecific] = flag(!specific)
		f[fOneWord] = flag(met == 1)
		f[fFirst] = flag(q.n > 0 && a.qHow[0] != apart && a.qTo[0] == 0)
		f[fShareQ] = shared / max(shared+leftQ, 0.01)
		f[fShareR] = shared / max(shared+leftR, 0.01)
	}
	if f[fSameWords] == 0 {
		f[fAllRare] = f[fAllQ] * f[fRarest]
		f[fOneRare] = f[fOneWord] * f[fRarest]
		f[fGenericQ] = flag(f[fAllR] == 1 && !rareQ)
		f[fGenericBoth] = flag(f[fAllQ] == 0 && f[fAllR] == 0 && !rareQ && !rareR)
	} else {
		leftQ, leftR, leadQ, leadR = 0, 0, 0, 0
	}
	f[fBothLeft] = min(leftQ, leftR, 1)
	f[fLeadQ] = min(leadQ, 1)
	f[fLeadR] = min(leadR, 1)
	f[fApartQ] = flag(apartQ && !apartR)
	f[fApartR] = flag(apartR && !apartQ)
	f[fSortQ] = flag(sortQ && !sortR)
	f[fSortR] = flag(sortR && !sortQ)
	f[fSortBoth] = flag(sortQ && sortR)
	f[fSpeltKnown] = flag(speltKnown)
	f[fLeftQ0] = min(leftQ, 0.5)
	f[fLeftQ1] = clamp(leftQ-0.5, 0.5)
	f[fLeftQ2] = clamp(leftQ-1, 2)
	f[fLeftR0] = min(leftR, 0.5)
	f[fLeftR1] = clamp(leftR-0.5, 0.5)
	f[fLeftR2] = clamp(leftR-1, 2)
	f[fRareQ] = flag(rareQ)
	f[fRareR] = flag(rareR)
	f[fSwap] = flag(rareQ && rareR)
	f[fFuzzy] = fuzzy
	f[fWorst] = worst
	f[fNumberSame] = flag(numSame && !numQ && !numR)
	f[fNumberDiffers] = flag(numQ && numR || smallQ && smallR)
	f[fNumberQ] = flag(numQ && !numR)
	f[fNumberR] = flag(numR && !numQ)
	f[fSmallQ] = flag(smallQ && !smallR)
	f[fSmallR] = flag(smallR && !smallQ)
	f[fPlaceSame] = flag(plSame)
	f[fPlaceDiffers] = flag(plQ && plR)
	f[fPlaceQ] = flag(plQ && !plR)
	f[fPlaceR] = flag(plR && !plQ)
	if q.family != familyNone && r.family != familyNone {
		f[fFamilySame] = flag(q.family == r.family)
		f[fFamilyDiffers] = flag(conflicting(q.family, r.family))
		f[fFamilyLeft] = flag(exclusive(q.family, r.family) && leftQ+leftR > 0)
	}
	f[fFormQ] = flag(q.family == familyCompany && r.family == familyNone)
	f[fFormR] = flag(r.family == familyCompany && q.family == familyNone)
	f[fPublicQ] = flag(q.family == familyPublic && !q.charity)
	f[fGivingQ] = flag(q.giving && !r.giving)
	f[fGivingR] = flag(r.giving && !q.giving)
	f[fGivingForm] = f[fGivingR] * flag(q.family == familyCompany)
	f[fPublicSame] = f[fPublicQ] * f[fSameWords]
	if f[fSameWords] == 1 && met > 1 {
		if q.kind != name.Whole && r.kind == name.Whole {
			f[fPartSameQ] = min(shared, 1.5)
		}
		if r.kind != name.Whole && q.kind == name.Whole {
			f[fPartSameR] = min(shared, 1.5)
		}
	}
	f[fPartQ] = flag(q.kind == name.Main)
	// A body's initials beside its name are another name of it, but to bear them
	// among other words says little.
	letters := f[fSameWords] == 1 && f[fFillers] == 0
	f[fAliasQ] = flag(partial(q.kind) || q.kind == name.Letters && !letters)
	f[fMarkQ] = flag(marked(q.kind) || q.kind == name.Letters && letters)
	f[fPartR] = flag(r.kind == name.Main)
	f[fAliasR] = flag(partial(r.kind) || r.kind == name.Letters && !letters)
	f[fMarkR] = flag(marked(r.kind) || r.kind == name.Letters && letters)
	if f[fMarkQ] == 0 {
		f[fRestQ] = clamp(q.whole-q.weight, 1.5)
	}
	if f[fMarkR] == 0 {
		f[fRestR] = clamp(x.wholeOf(rec)-r.weight, 1.5)
	}
}

// partial tells whether a reading is a part that nothing tells to be a name.
func partial(k name.Kind) bool { return k == name.Inside || k == name.Left || k == name.Right }

// marked tells whether a reading stands beside a mark of another name.
func marked(k name.Kind) bool { return k == name.Before || k == name.After }

// wholeOf is the weight of the whole name that a record is a reading of.
func (x *Index) wholeOf(rec uint32) float32 {
	for x.recs[rec].kind != name.Whole {
		rec--
	}
	return x.recs[rec].weight
}

// startMet tells whether the words that meet, two at least, come first.
func startMet(how []meeting) bool {
	n := 0
	for n < len(how) && how[n] != apart {
		n++
	}
	for _, h := range how[n:] {
		if h != apart {
			return false
		}
	}
	return n > 1 && n < len(how)
}

// headMet tells whether the words before the first dash or comma all meet, and
// none of those after it.
func headMet(how []meeting, head int) bool {
	if head == 0 || head >= len(how) {
		return false
	}
	for i, h := range how {
		if (h != apart) != (i < head) {
			return false
		}
	}
	return true
}

// rareFrom is the weight from which a word left over tells two bodies apart.
const rareFrom = 0.45

// conflicting families: a company is no cooperative. A company and a
// partnership are mixed up in ledgers, as is "inc." on a non-profit.
func conflicting(a, b familyCode) bool {
	coop := func(f familyCode) bool { return f == familyCoop || f == familyMutual }
	return a != b && (coop(a) != coop(b) || a == familyPerson || b == familyPerson)
}

// exclusive families: no body is both, though a ledger may write one for the
// other when all the words are the same.
func exclusive(a, b familyCode) bool {
	sort := func(f familyCode) int {
		switch f {
		case familyCompany:
			return 1
		case familyNPO:
			return 2
		case familyCoop, familyMutual:
			return 3
		}
		return 0
	}
	return sort(a) != sort(b) && sort(a) > 0 && sort(b) > 0
}

func clamp(v, top float32) float32 { return max(0, min(v, top)) }

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// corroborate fills the features that come from outside the name. Only what
// both sides have counts.
func (x *Index) corroborate(s *Supplier, city uint32, postal string, entry uint32, f *[numFeatures]float32) {
	if city != 0 {
		if c := x.cities[entry]; c != 0 {
			f[fCitySame] = flag(c == city)
			f[fCityDiffers] = flag(c != city)
			f[fCityRare] = f[fCitySame] * f[fRarest]
			f[fCityGeneric] = f[fCitySame] * f[fNoSpecific]
		}
	}
	if len(postal) < 3 && s.Phone == "" && s.Domain == "" {
		return
	}
	e := &x.entries[entry]
	if p := name.Postal(e.Postal); len(p) >= 3 && len(postal) >= 3 {
		same := p == postal && len(p) >= 5
		near := p[:3] == postal[:3]
		f[fPostalSame] = flag(same)
		f[fPostalNear] = flag(near && !same)
		f[fPostalDiffers] = flag(!near)
		f[fPostalGeneric] = f[fPostalSame] * f[fNoSpecific]
	}
	if e.Phone != "" && s.Phone != "" {
		f[fPhoneSame] = flag(name.Digits(e.Phone) == name.Digits(s.Phone))
	}
	if e.Domain != "" && s.Domain != "" {
		f[fDomainSame] = flag(e.Domain == s.Domain && !x.params.Tables.SharedDomain(s.Domain))
	}
}

// bits is the score of a pair of features.
func (m *Model) bits(f *[numFeatures]float32) float64 {
	sum := 0.0
	for i, w := range m.Pair {
		if f[i] != 0 {
			sum += w * float64(f[i])
		}
	}
	return sum
}
