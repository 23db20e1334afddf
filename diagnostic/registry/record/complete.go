package record

import "jachete/scoring/name"

// Completeness says how much of what makes a record useful it holds.
type Completeness struct {
	Score int `json:"score"` // 0–100
	// Missing lists what is not there, what weighs most first; each Key is a
	// message ("record.missing.neq").
	Missing []Missing `json:"missing,omitempty"`
}

// Missing is one thing a record does not say.
type Missing struct {
	Key    string `json:"key"`
	Weight int    `json:"weight"` // points it would add
}

// The weights, points of 100. What makes a purchase findable and countable
// weighs most: the enterprise number (a ledger that has it needs no name), the
// six attestations by which the law defines an enterprise of the social economy
// (four points each), the categories by which advice finds it.
var weights = []struct {
	key    string
	points int
	has    func(*Record) bool
}{
	{"neq", 15, func(r *Record) bool { _, s := name.NEQ(r.NEQ); return s == name.NEQValid }},
	{"categories", 12, func(r *Record) bool { return len(r.Categories) > 0 }},
	{"postal", 6, func(r *Record) bool { return canadian.MatchString(name.Postal(r.Postal)) }},
	{"legal_form", 6, func(r *Record) bool { return r.LegalForm != "" || r.Family != "" }},
	{"serves", 6, func(r *Record) bool { return len(r.Serves) > 0 }},
	{"contact", 6, func(r *Record) bool {
		for _, c := range r.Contacts {
			if c.Email != "" || c.Phone != "" {
				return true
			}
		}
		return false
	}},
	{"legal_name", 5, func(r *Record) bool {
		for _, n := range r.Named(Legal) {
			if n.To == "" {
				return true
			}
		}
		return false
	}},
	{"tax_number", 5, func(r *Record) bool {
		_, bn := name.BN(r.BN)
		_, charity := name.BN(r.Charity)
		return bn || charity || name.QST(r.QST) != ""
	}},
	{"city", 4, func(r *Record) bool { return r.City != "" }},
	{"volume", 4, func(r *Record) bool { return r.Capacity.Volume.Valid || r.Capacity.Revenue.Valid }},
	{"phone", 3, func(r *Record) bool { return r.Phone != "" || r.Web != "" }},
	{"staff", 2, func(r *Record) bool { return r.Capacity.Staff > 0 }},
	{"references", 2, func(r *Record) bool { return len(r.Capacity.References) > 0 }},
}

// attestationPoints is what each of the six attestations weighs once validated.
const attestationPoints = 4

// Completeness measures the record. More data never lowers the score.
func (r *Record) Completeness() Completeness {
	var c Completeness
	validated := map[Principle]bool{}
	for i := range r.Attestations {
		if a := &r.Attestations[i]; a.Validated() {
			validated[a.Principle] = true
		}
	}
	short := 0
	for _, p := range principles {
		if validated[p] {
			c.Score += attestationPoints
		} else {
			short++
		}
	}
	if short > 0 {
		c.Missing = append(c.Missing, Missing{Key: "record.missing.attestations", Weight: short * attestationPoints})
	}
	for _, w := range weights {
		if w.has(r) {
			c.Score += w.points
			continue
		}
		m := Missing{Key: "record.missing." + w.key, Weight: w.points}
		at := len(c.Missing)
		for at > 0 && c.Missing[at-1].Weight < m.Weight {
			at--
		}
		c.Missing = append(c.Missing[:at], append([]Missing{m}, c.Missing[at:]...)...)
	}
	return c
}
