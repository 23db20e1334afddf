package match

// Observation is a candidate as training sees it: its features, before any
// weight.
type Observation struct {
	Entry    int
	ID, Name string
	Bits     float64
	Features []float64 // in the order of [FeatureNames]
}

// FeatureNames lists the features of a pair and of a rivalry, in order.
func FeatureNames() (pair, rival []string) {
	for _, n := range featureNames {
		pair = append(pair, n.name)
	}
	return pair, append(rival, rivalNames[:]...)
}

// Observe lists the n best candidates of a supplier with their features, and
// the features of the first one's standing.
func (x *Index) Observe(s Supplier, n int) (list []Observation, standing []float64) {
	sc := x.scratch.Get().(*scratch)
	defer x.scratch.Put(sc)
	if !x.find(&s, sc) {
		return nil, nil
	}
	for i := range sc.found {
		if i == n {
			break
		}
		f := &sc.found[i]
		o := Observation{Entry: int(f.entry), ID: x.entries[f.entry].ID, Name: x.nameOf(f), Bits: f.bits, Features: make([]float64, numFeatures)}
		x.features(&s, sc, f)
		for k, v := range sc.x {
			o.Features[k] = float64(v)
		}
		list = append(list, o)
	}
	if len(list) > 0 {
		var r [numRivals]float64
		x.rivals(sc.found, &r)
		standing = r[:]
	}
	return list, standing
}

func (x *Index) nameOf(f *found) string {
	e := &x.entries[f.entry]
	if k := int(x.recs[f.rec].nameNo); k < len(e.Names) {
		return e.Names[k]
	}
	return ""
}

// With returns an index over the same entries that answers with other weights
// and thresholds; the tables of names stay.
func (x *Index) With(p Params) (*Index, error) {
	p.Tables = x.params.Tables
	if err := p.validate(); err != nil {
		return nil, err
	}
	return x.copy(p), nil
}

func (x *Index) copy(p Params) *Index {
	y := &Index{
		params: p, entries: x.entries, vocab: x.vocab, recs: x.recs, toks: x.toks, postAt: x.postAt, post: x.post, byBag: x.byBag, postWeight: x.postWeight, postHead: x.postHead, postBits: x.postBits,
		neq: x.neq, bn: x.bn, qst: x.qst, charity: x.charity, registered: x.registered, numbered: x.numbered, cities: x.cities, city: x.city, background: x.background,
	}
	y.scratch.New = func() any { return new(scratch) }
	return y
}
