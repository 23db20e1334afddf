package match

// Explain tells how the best candidate's bits became a probability: the pieces
// sum to the log2 odds of the answer. It is empty when no entry shares a word.
func (x *Index) Explain(s Supplier) []Evidence {
	sc := x.scratch.Get().(*scratch)
	defer x.scratch.Put(sc)
	if !x.find(&s, sc) {
		return nil
	}
	var r [numRivals]float64
	x.rivals(sc.found, &r)
	var list []Evidence
	for i, w := range x.params.Model.Rival {
		if b := w * r[i]; b != 0 {
			list = append(list, Evidence{Family: "standing", Kind: rivalNames[i], Bits: b})
		}
	}
	return list
}

// Against weighs the entries that bear an identifier of the registry against a
// supplier, however badly they fit: why another one lost. ok is false when no
// entry has the identifier.
func (x *Index) Against(s Supplier, id string) (c Candidate, ok bool) {
	sc := x.scratch.Get().(*scratch)
	defer x.scratch.Put(sc)
	x.params.Tables.ReadInto(s.Name, &sc.name)
	sc.found = sc.found[:0]
	for pi := range sc.name.Parts {
		x.prepare(&sc.q, &sc.name, pi, false)
		for rec := range x.recs {
			if x.entries[x.recs[rec].entry].ID == id {
				ok = true
				x.weigh(&s, sc, pi, uint32(rec), x.cityKey(s.City, false), postalOf(&s))
			}
		}
	}
	if len(sc.found) == 0 {
		return Candidate{}, ok
	}
	sc.sort()
	return x.candidate(&s, sc, 0, logistic(sc.found[0].bits)), true
}
